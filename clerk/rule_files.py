"""Reads a file of rules (TOML) into the model of its entries, or says which entry is wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from clerk.domain.faults import Refused

_File = TypeVar("_File", bound=BaseModel)


def read_rules(path: Path, model: type[_File]) -> _File:
    """What stands in ``path``.

    Raises:
        Refused: ``G-10`` with the entry that is wrong.
    """
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Refused("G-10", where=path.name, what=f"{place}: {first['msg']}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused("G-10", where=path.name, what=str(error)) from None
