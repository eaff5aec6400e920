"""One plain page per region that lists its operations, without anything from another machine."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from clerk.domain.regions import Region

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .3rem; }
code { font-family: ui-monospace, monospace; } .note { border-left: 4px solid #b45309; padding-left: .8rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .15rem .6rem .15rem 0; }
td { border-top: 1px solid #8884; vertical-align: top; }
"""


def operations_page(region: Region, schema: Mapping[str, Any]) -> str:
    """The page for people; ``schema`` is the region's OpenAPI document."""
    shapes = schema.get("components", {}).get("schemas", {})
    sections = [
        _section(path, method, operation, shapes)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    title = escape(f"{region.name} {region.english_name} · {region.dialect.value}")
    return (
        f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f'<h1>{title}</h1><p class="note">模拟后台 SIMULATED. 数据均为示例；接口为本项目的理解，非官方文本。'
        'All data are samples; the interface is our reading. <a href="/openapi.json">openapi.json</a></p>'
        + "".join(sections)
    )


def _section(path: str, method: str, operation: Mapping[str, Any], shapes: Mapping[str, Any]) -> str:
    tag = ", ".join(operation.get("tags", []))
    summary = operation.get("description") or operation.get("summary", "")
    content = operation.get("requestBody", {}).get("content", {})
    shape: Mapping[str, Any] = next((media.get("schema", {}) for media in content.values()), {})
    return (
        f"<h2><code>{escape(method.upper())} {escape(path)}</code></h2>"
        f"<p>{escape(summary)} <code>{escape(tag)}</code></p>{_fields(_resolved(shape, shapes))}"
    )


def _fields(shape: Mapping[str, Any]) -> str:
    properties = shape.get("properties", {})
    if not properties:
        return ""
    must = set(shape.get("required", ()))
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(_kind(field))}</td>"
        f"<td>{'必填' if name in must else ''}</td><td>{escape(str(field.get('description', '')))}</td></tr>"
        for name, field in properties.items()
    )
    return f"<table><tr><th>field</th><th>type</th><th></th><th></th></tr>{rows}</table>"


def _resolved(shape: Mapping[str, Any], shapes: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = shape.get("$ref", "")
    found = shapes.get(reference.rsplit("/", 1)[-1], {}) if reference else shape
    return found if isinstance(found, Mapping) else {}


def _kind(field: Mapping[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if field.get("type") == "array":
        return f"{_kind(field.get('items', {}))}[]"
    return str(field.get("type", " | ".join(_kind(f) for f in field.get("anyOf", [])) or "any"))
