"""Faults of agreements and the can-do matrix (A-)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = (
    FaultText(
        "A-01",
        "{near} 与 {home} 之间没有生效的协议。",
        "No agreement is in force between {near} and {home}.",
        "请告知申请人向属地办理，或联系管理员。",
        "Send the applicant to the home counter, or call the administrator.",
        "f3",
    ),
    FaultText(
        "A-02",
        "协议不含本窗口对该事项的「{action}」。",
        "The agreement does not let this counter {action} this item.",
        "请查看三地对照中的办理范围。",
        "See the side-by-side view for what this counter may do.",
        "f3",
    ),
)
