"""Faults of papers and printing (P-)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = (
    FaultText(
        "P-01",
        "字库缺字：{characters}，不能以他字代替，文书未打印。",
        "No font has {characters}; nothing may stand in for it, so the paper was not printed.",
        "请管理员安装 fonts-hanazono 字库后重新打印；仍缺字时请由办理部门出具文书。",
        "Have fonts-hanazono installed, then print again; if it is still missing, the home department issues the paper.",
        "f7",
    ),
    FaultText(
        "P-02",
        "字库文件 {file} 缺失或损坏。",
        "The font file {file} is missing or damaged.",
        "请管理员重新安装本程序。",
        "Have the program installed again.",
    ),
    FaultText(
        "P-03",
        "打印托盘文件夹不能写入：{folder}（{reason}）。",
        "The tray folder cannot be written: {folder} ({reason}).",
        "请检查文件夹是否存在、是否有写入权限，然后重新打印。",
        "Check that the folder is there and may be written, then print again.",
        "f7",
    ),
    FaultText(
        "P-04",
        "磁盘已满，文书未写入打印托盘：{folder}。",
        "The disk is full; the paper was not written to the tray: {folder}.",
        "请清理磁盘空间后重新打印；办件本身不受影响。",
        "Free some space, then print again; the case itself is not affected.",
        "f7",
    ),
    FaultText(
        "P-05",
        "打印任务 {job} 已有另一份内容不同的文书，未覆盖。",
        "Print job {job} already holds a different paper; it was not overwritten.",
        "请以新的打印任务补打，并核对两份文书。",
        "Print it as a new job and compare the two papers.",
        "f7",
    ),
    FaultText(
        "P-06",
        "打印任务名称无效：只可使用字母、数字、短横、下划线和点，最长 120 个字符。",
        "The print job's name is not valid: letters, digits, hyphen, underscore and dot only, at most 120 characters.",
        "请从办件中重新打印；仍出现时请告知管理员。",
        "Print again from the case; tell the administrator if it comes back.",
        "f7",
    ),
    FaultText(
        "P-07",
        "打印内容不是完整的 PDF 文书，未打印。",
        "What was to be printed is not a whole PDF; nothing was printed.",
        "请从办件中重新打印；仍出现时请告知管理员。",
        "Print again from the case; tell the administrator if it comes back.",
        "f7",
    ),
    FaultText(
        "P-08",
        "收件编号不能编成条形码。",
        "The receipt number does not fit into a bar code.",
        "请告知管理员核对窗口的编号前缀。",
        "Tell the administrator to check the site's number prefix.",
    ),
)
