"""Words for a value that a dialect's wire models have no room for: they name the field, never the value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from clerk.domain.names import code_point
from integrations.regions.wire import Wire


@contextmanager
def fitting(wire: Wire, base: type[BaseModel]) -> Iterator[None]:
    """What is written inside goes to the region; ``base`` is the base class of the dialect's models.

    Pydantic's own account of an error quotes the value. Here the field is named by its Chinese label instead.

    Raises:
        Rejected: ``R-18`` something does not fit; nothing was sent.
    """
    with wire.fitting():
        try:
            yield
        except ValidationError as error:
            raise ValueError(words_of(error, base)) from None


def words_of(error: ValidationError, base: type[BaseModel]) -> str:
    """The first thing wrong, e.g. 代理人姓名超过 30 个字符."""
    first = error.errors(include_url=False, include_input=False)[0]
    model = next((m for m in _descendants(base) if m.__name__ == error.title), None)
    label = _label(model, first["loc"]) or "内容"
    context = first.get("ctx", {})
    match first["type"]:
        case "string_too_long":
            return f"{label}超过 {context['max_length']} 个字符"
        case "string_too_short":
            return f"{label}不能为空或过短"
        case "string_unicode":
            return f"{label}含有无法传输的字符：{_lone_surrogates(error)}"
        case "less_than_equal":
            return f"{label}超过 {context['le']}"
        case _:
            return f"{label}不符合要求的格式"


def _lone_surrogates(error: ValidationError) -> str:
    """Code points of what is no character; nothing else of the value."""
    value = str(error.errors(include_url=False)[0]["input"])
    return "、".join(code_point(c) for c in dict.fromkeys(value) if "\ud800" <= c <= "\udfff")


def _descendants(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in base.__subclasses__():
        yield model
        yield from _descendants(model)


def _label(model: type[BaseModel] | None, place: Sequence[int | str]) -> str:
    label = ""
    for step in place:
        if isinstance(step, int) or model is None:
            continue
        found = _field(model, step)
        if found is None:
            break
        name, field = found
        label = field.description or field.alias or name
        model = _model_in(field.annotation)
    return label


def _field(model: type[BaseModel], name: str) -> tuple[str, FieldInfo] | None:
    for own, field in model.model_fields.items():
        if name in {own, field.alias}:
            return own, field
    return None


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for m in map(_model_in, get_args(annotation)) if m is not None), None)
