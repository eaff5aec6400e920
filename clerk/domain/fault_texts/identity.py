"""Faults of cards, numbers, names and identity evidence (I-, N-)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = (
    FaultText(
        "I-03",
        "证件有效期起止颠倒：{since} 至 {until}。",
        "The card's validity ends before it begins: {since} to {until}.",
        "请重新读卡；仍如此则改用其他证件。",
        "Read the card again; if it stays so, use another document.",
        "f2",
    ),
    FaultText(
        "I-04",
        "手工录入身份须填写原因。",
        "A typed identity needs a reason.",
        "请填写原因后继续。",
        "Type the reason, then go on.",
        "f2",
    ),
)
