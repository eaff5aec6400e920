"""Faults of materials, e-licences and files (M-, L-, F-)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = (
    FaultText(
        "M-01",
        "办理地不接受以该方式提交「{material}」。",
        "The home region does not accept {material} in this way.",
        "请选择列出的方式。",
        "Choose one of the ways listed.",
        "f4",
    ),
    FaultText(
        "M-02",
        "「{material}」有电子证照可用，收取纸质须选原因。",
        "An e-licence exists for {material}; asking for paper needs a reason.",
        "请选择原因，或改用电子证照。",
        "Choose a reason, or use the e-licence.",
        "f4",
    ),
    FaultText(
        "M-03",
        "「{material}」容缺须填补交日期。",
        "Deferring {material} needs a date by which it comes.",
        "请填写补交日期。",
        "Type the date.",
        "f4",
    ),
    FaultText(
        "M-04",
        "「{material}」缺少文件。",
        "{material} has no file yet.",
        "请选择文件或重新调取。",
        "Choose a file, or recall it again.",
        "f4",
    ),
    FaultText(
        "L-01",
        "用证事由须填写，且不超过 {limit} 字。",
        "The cause of use must be given, at most {limit} characters.",
        "请改短用证事由。",
        "Shorten the cause.",
        "f4",
    ),
    FaultText(
        "L-02",
        "用证期限止早于起。",
        "The period of use ends before it begins.",
        "请检查本机日期。",
        "Check this machine's date.",
        "f1",
    ),
)
