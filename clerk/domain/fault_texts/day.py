"""Sentences and cures of the end of the day (Y-…)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = (
    FaultText(
        "Y-01",
        "{day} 已由 {who} 于 {at} 日结，不能再改。",
        "{day} was closed by {who} at {at} and cannot be changed any more.",
        "之后收的件计入次日的补充部分；有话要说的，请在次日说明。",
        "What was received since is counted in the next day's supplement; say there what is to be said.",
    ),
    FaultText(
        "Y-02",
        "显示之后，{day} 的数据有变化，未签结。",
        "Something of {day} changed since it was shown; it was not closed.",
        "新的数据已列出，请再看一遍后签结。",
        "The new count is on the screen: look at it and close again.",
    ),
    FaultText(
        "Y-03",
        "说明不能为空，也不能超过 {most} 个字。",
        "An explanation is not empty and has at most {most} characters.",
        "写明为什么不符、已经怎么处理。",
        "Say why it differs and what was done about it.",
    ),
    FaultText(
        "Y-04",
        "{day} 还没有日结，须先签结该日。",
        "{day} is not closed yet; it comes first.",
        "请打开该日，处理差异后签结。",
        "Open that day, deal with its differences and close it.",
    ),
    FaultText(
        "Y-05",
        "之后的 {day} 已经日结，更早的日子不能再签结。",
        "The later {day} is closed already; an earlier day cannot be closed any more.",
        "差异请在当前未签结的日子里说明。",
        "Say what there is to say in the day that is open now.",
    ),
    FaultText(
        "Y-06",
        "{day} 还没有到。",
        "{day} has not come yet.",
        "请选择今天或更早的日子。",
        "Choose today or an earlier day.",
    ),
    FaultText(
        "Y-07",
        "还有 {count} 项差异既未说明，也未结转。",
        "{count} differences are neither explained nor carried over.",
        "请逐项说明，或结转到次日。",
        "Explain each of them, or carry it over to the next day.",
    ),
    FaultText(
        "Y-08",
        "本机没有与该地区的连接。",
        "This counter has no connection to that region.",
        "请在有连接的窗口清点，或将差异结转。",
        "Count at a window that has one, or carry the difference over.",
    ),
    FaultText(
        "Y-09",
        "{day} 还没有日结，没有日结单。",
        "{day} is not closed yet, so there is no paper of it.",
        "签结之后即可打印。",
        "It can be printed once the day is closed.",
    ),
    FaultText(
        "Y-10",
        "{where} 的日结与流水不符：被改动或被删去。",
        "The closed day {where} is not as the journal says: it was changed or removed.",
        "请停止签结，保留数据库，并告知审计员。",
        "Close no further day, keep the database as it is, and tell the auditor.",
    ),
    FaultText(
        "Y-11",
        "{where} 日结所附的说明被改动或被删去。",
        "An explanation of the closed day {where} was changed or removed.",
        "请停止签结，保留数据库，并告知审计员。",
        "Close no further day, keep the database as it is, and tell the auditor.",
    ),
    FaultText(
        "Y-12",
        "{where} 有日结，流水中没有签结记录：系添加。",
        "There is a closed day {where} and nobody closed it in the journal: it was added.",
        "请停止签结，保留数据库，并告知审计员。",
        "Close no further day, keep the database as it is, and tell the auditor.",
    ),
)
