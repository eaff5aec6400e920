"""Faults of devices and of the processes beside the console (I-50…, P-20…, G-14…)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = (
    FaultText(
        "I-50",
        "「{reader}」上没有证件。",
        "No card lies on {reader}.",
        "请放好证件后按 F2。",
        "Lay the card on it, then press F2.",
        "f2",
    ),
    FaultText(
        "P-20",
        "制作文书的进程没有应答，办件不受影响。",
        "The process that draws papers did not answer; the case is safe.",
        "请按 F7 再打印一次。",
        "Press F7 to print again.",
        "f7",
    ),
    FaultText(
        "P-21",
        "该 PDF 无法读取。",
        "The PDF cannot be read.",
        "请重新扫描。",
        "Scan it again.",
        "f4",
    ),
    FaultText(
        "G-14",
        "找不到配置文件 {where}。",
        "There is no profile at {where}.",
        "请按 docs/operating.md 建立配置，或用 clerk train 打开练习窗口。",
        "Make one as docs/operating.md says, or open the training counter with: clerk train.",
        "f1",
    ),
    FaultText(
        "G-15",
        "密钥库中没有{region}的接口凭证「{entry}」。",
        "The vault holds no credentials {entry} for {region_en}.",
        "请由管理员用 clerk credentials set 录入。",
        "Ask the administrator to enter them: clerk credentials set.",
        "f1",
    ),
    FaultText(
        "G-16",
        "配置中的「{what}」在数据文件中没有。",
        "The profile names {what}, which the data files do not have.",
        "请改正配置或数据文件。",
        "Correct the profile or the data files.",
        "f1",
    ),
    FaultText(
        "G-17",
        "数据文件夹不可用：{where}。",
        "The data folder cannot be used: {where}.",
        "请检查文件夹权限，或用 --data 另选文件夹。",
        "Check its permissions, or choose another with --data.",
        "f1",
    ),
)
