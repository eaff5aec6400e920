"""Reads the forms of items from their TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from clerk.domain.faults import Refused
from clerk.domain.forms import FieldKind, FieldSpec, Forms

_Text = Annotated[str, Field(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _FieldEntry(_Entry):
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    zh: _Text
    en: _Text
    kind: Annotated[FieldKind, Field(strict=False)] = FieldKind.TEXT
    required: bool = True
    choices: list[_Text] = []
    unverified: bool = False

    @model_validator(mode="after")
    def _choice_has_choices(self) -> _FieldEntry:
        if (self.kind is FieldKind.CHOICE) != bool(self.choices):
            raise ValueError("choices belong to a choice, and a choice has them")
        return self

    def spec(self) -> FieldSpec:
        """The frozen value."""
        return FieldSpec(
            self.name, self.zh, self.en, self.kind, self.required, tuple(self.choices), self.unverified
        )


class _FormFile(_Entry):
    common: list[_FieldEntry] = []
    item: dict[str, list[_FieldEntry]] = {}

    @model_validator(mode="after")
    def _names_are_apart(self) -> _FormFile:
        common = [field.name for field in self.common]
        for item, fields in {"common": [], **self.item}.items():
            names = common + [field.name for field in fields]
            if len(names) != len(set(names)):
                raise ValueError(f"{item}: a field is named twice")
        return self


def load_forms(path: Path) -> Forms:
    """The forms in ``path``.

    Raises:
        Refused: ``G-10`` with the entry that is wrong.
    """
    try:
        file = _FormFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Refused("G-10", where=path.name, what=f"{place}: {first['msg']}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused("G-10", where=path.name, what=str(error)) from None
    return Forms(_specs(file.common), {item: _specs(entries) for item, entries in file.item.items()})


def _specs(entries: list[_FieldEntry]) -> tuple[FieldSpec, ...]:
    return tuple(entry.spec() for entry in entries)
