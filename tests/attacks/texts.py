"""What somebody types, scans or sends who means harm, or whose input method is broken."""

from __future__ import annotations

ATTACKS: dict[str, str] = {
    "sql": "'; DROP TABLE journal; --",
    "sql_like": "%' OR 1=1 -- _%",
    "csi": "张\x1b[2J\x1b[31m三",
    "c1_csi": "张\x9b2J三",
    "osc_52": "\x1b]52;c;ZXZpbA==\x07示例",
    "dcs": "\x1bPq#0;2;0;0;0\x1b\\示例",
    "bidi": "示例\u202egnp.exe\u2066",
    "zero_width": "张\u200b三\u2060\ufeff",
    "private_use": "张\ue000三",
    "tag_characters": "示例\U000e0041\U000e0042",
    "combining_flood": "a" + "\u0301" * 500,
    "markup": "[bold red]示例[/] [@click=app.quit]x[/]",
    "format": "{0.__class__} %s %n ${IFS}",
    "csv_formula": '=HYPERLINK("http://example.invalid","示例")',
    "newlines": "示例\r\n第二行\x0b\x0c\u2028\u2029",
    "nul": "示例\x00之后",
    "lone_surrogate": "示例\ud83d",
    "very_long": "长" * 100_000,
}
"""By what it tries."""
