"""Faults of the console itself: keys of the profile (X-02, X-03)."""

from __future__ import annotations

from clerk.domain.faults import FaultText

TEXTS: tuple[FaultText, ...] = (
    FaultText(
        "X-02",
        "配置中的按键指向不存在的命令「{command}」。",
        "The profile gives a key to a command that does not exist: {command}.",
        "命令名见 docs/keys.md。",
        "The names of commands are in docs/keys.md.",
    ),
    FaultText(
        "X-03",
        "按键 {key} 同时指向「{one}」与「{other}」。",
        "The key {key} is given to two commands: {one} and {other}.",
        "请在配置中为其中一个改用其他按键。",
        "Give one of them another key in the profile.",
    ),
)
