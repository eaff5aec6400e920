"""证照类型代码: our licence kinds and the national codes by which two of the dialects know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clerk.domain.licences import LicenceKind


@dataclass(frozen=True, slots=True)
class LicenceTypes:
    """Kinds with their national type codes (21 characters, GB/T 36904).

    Few national codes are public (domain facts §2.7). A kind without one goes by the code of the shared
    catalogue (编码待配置) until an administrator enters it in the table of kinds.
    """

    kinds: tuple[LicenceKind, ...]

    @classmethod
    def of(cls, kinds: Iterable[LicenceKind]) -> LicenceTypes:
        """The table made of ``kinds``."""
        return cls(tuple(kinds))

    def write(self, kind: str) -> str:
        """The type code of one of our kinds; empty stays empty."""
        for known in self.kinds:
            if known.code == kind and known.national_type:
                return known.national_type
        return kind

    def read(self, type_code: str) -> str:
        """Our kind for a type code. One in no table is passed on as it is: it replaces no material."""
        for known in self.kinds:
            if known.national_type and known.national_type == type_code:
                return known.code
        return type_code
