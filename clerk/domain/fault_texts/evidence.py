"""Faults of evidence files (V): what was done to one (V-01…), and why none is made (V-20…)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

_KEEP_ZH, _KEEP_EN = (
    "请勿将其作为证据；保留该文件，并向出具单位核对。",
    "Do not take it as evidence; keep it as it is, and ask those who made it.",
)

TEXTS: tuple[FaultText, ...] = (
    FaultText(
        "V-01",
        "这不是证据文件，或已被截断，或其末尾添加了内容。",
        "This is no evidence file, or it was cut off, or something was added to its end.",
        "请重新取得完整的文件。",
        "Get the whole file again.",
    ),
    FaultText(
        "V-02",
        "证据文件的格式版本为 {version}，本程序不认识。",
        "The evidence file is of format version {version}, which this program does not know.",
        "请使用较新版本的程序核验。",
        "Verify it with a newer program.",
    ),
    FaultText(
        "V-03",
        "缺少 {member}：已被删去。",
        "{member} is missing: it was removed.",
        _KEEP_ZH,
        _KEEP_EN,
    ),
    FaultText(
        "V-04",
        "{member} 不属于该文件，或出现了两次：系添加。",
        "{member} does not belong there, or stands there twice: it was added.",
        _KEEP_ZH,
        _KEEP_EN,
    ),
    FaultText(
        "V-05",
        "{member} 与清单中的摘要不符：内容被改动。",
        "{member} does not match its digest in the manifest: it was changed.",
        _KEEP_ZH,
        _KEEP_EN,
    ),
    FaultText(
        "V-06",
        "{member} 的存放方式不对：被压缩、移位，或文件头被改动。",
        "{member} does not lie in the file as it should: packed, moved, or its header was changed.",
        "请取得原始文件，不要用经重新压缩的副本。",
        "Get the original file, not a copy that was packed again.",
    ),
    FaultText(
        "V-07",
        "流水第 {where} 条被改动：内容与链中的摘要不符。",
        "Event {where} was changed: it does not match its digest in the chain.",
        _KEEP_ZH,
        _KEEP_EN,
    ),
    FaultText(
        "V-08",
        "流水第 {where} 条被删去。",
        "Event {where} was removed.",
        _KEEP_ZH,
        _KEEP_EN,
    ),
    FaultText(
        "V-09",
        "流水第 {where} 条系添加，或出现了两次。",
        "Event {where} was added, or stands there twice.",
        _KEEP_ZH,
        _KEEP_EN,
    ),
    FaultText(
        "V-10",
        "流水第 {where} 条不在其位置：顺序被调换。",
        "Event {where} is not in its place: events were swapped.",
        _KEEP_ZH,
        _KEEP_EN,
    ),
    FaultText(
        "V-11",
        "流水第 {where} 条属于另一办件。",
        "Event {where} belongs to another case.",
        _KEEP_ZH,
        _KEEP_EN,
    ),
    FaultText(
        "V-12",
        "链在第 {after} 条与第 {where} 条之间断开。",
        "The chain breaks between event {after} and event {where}.",
        _KEEP_ZH,
        _KEEP_EN,
    ),
    FaultText(
        "V-13",
        "清单不是导出流水所载的那一份：被改动或替换。",
        "The manifest is not the one that the event of the export speaks of: it was changed or replaced.",
        _KEEP_ZH,
        _KEEP_EN,
    ),
    FaultText(
        "V-14",
        "{member} 与流水不符。",
        "{member} does not follow from the events.",
        _KEEP_ZH,
        _KEEP_EN,
    ),
    FaultText(
        "V-15",
        "链中没有另行记下的哈希（{where}）：该文件出自另一条链。",
        "The chain does not have the hash that was noted elsewhere ({where}): the file is of another chain.",
        "请核对另行记下的哈希；如无误，请勿将该文件作为证据。",
        "Check the hash that was noted; if it is right, do not take the file as evidence.",
    ),
    FaultText(
        "V-16",
        "另行记下的哈希均不在该文件所含的一段链中。",
        "None of the hashes noted elsewhere lies in this file's part of the chain.",
        "请提供首条与导出流水之间任一条的哈希。",
        "Give the hash of an event between the first and that of the export.",
    ),
    FaultText(
        "V-17",
        "{member} 无法读取：不是该格式的内容。",
        "{member} cannot be read: it is not of this format.",
        _KEEP_ZH,
        _KEEP_EN,
    ),
    FaultText(
        "V-18",
        "{where} 第 {line} 行不是「序号 哈希」。",
        "Line {line} of {where} is not a number and a hash.",
        "每行写流水序号与 64 位十六进制哈希，中间用空格隔开。",
        "Write on each line the number of an event and its hash of 64 hex digits, with a blank between.",
    ),
    FaultText(
        "V-20",
        "流水第 {where} 条由早期版本写入，不能单独证明一个办件。",
        "Event {where} was written by an earlier version, whose journal cannot be proved for one case alone.",
        "请交付整个数据库的备份：clerk store backup。",
        "Hand over a backup of the whole store: clerk store backup.",
    ),
    FaultText(
        "V-21",
        "该办件的 {member} 过大，不能放入证据文件。",
        "{member} of this case is too large for an evidence file.",
        "请交付整个数据库的备份：clerk store backup。",
        "Hand over a backup of the whole store: clerk store backup.",
    ),
    FaultText(
        "V-22",
        "“{typed}”不是日期。",
        "“{typed}” is not a day.",
        "请按 2026-11-24 的形式输入，或留空。",
        "Type it as 2026-11-24, or leave the field empty.",
    ),
    FaultText(
        "V-23",
        "链首未能记到 {where}：{what}。",
        "The head of the chain could not be noted in {where}: {what}.",
        "请让管理员检查该文件及其所在介质，然后再次运行 clerk audit anchor。",
        "Let the administrator see to the file and its medium, then run clerk audit anchor again.",
    ),
    FaultText(
        "V-24",
        "档案中未设置链首记录文件。",
        "The profile names no file for the heads of the chain.",
        "请在档案中设置 [audit] anchors，放在本库之外的介质上，或使用 --file。",
        "Set anchors in the profile's [audit], on a medium apart from the store, or use --file.",
    ),
    FaultText(
        "V-25",
        "流水与另行记下的链首不符（第 {where} 条）：有流水被删去或整段重写。",
        "The journal does not have the head that was noted elsewhere (event {where}): "
        "events were removed, or the journal was written anew.",
        "停止使用该库，保留现状，并通知管理员与审计员。",
        "Stop using the store, keep it as it is, and tell the administrator and the auditor.",
    ),
)
