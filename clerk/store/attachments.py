"""Files of visits and cases, encrypted in the store."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from clerk.domain.cases import CaseId
from clerk.store.columns import Cell
from clerk.store.tables import ATTACHMENTS
from clerk.store.unit import Unit


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file without its bytes. ``digest`` is SM3 of the plain bytes, hex; ``size`` is their number."""

    id: str
    owner: str
    material: str
    file_name: str = field(repr=False)
    media_type: str
    size: int
    digest: str


def put_attachment(
    unit: Unit,
    *,
    id: str,  # noqa: A002 - the field's name
    case_id: str,
    material: str,
    file_name: str,
    media_type: str,
    data: bytes,
    digest: str,
) -> None:
    """Keep a file of a case, or of a visit that has no case yet (then ``case_id`` is the visit's id).

    Raises:
        Refused: ``S-16`` an attachment of this id is there already.
    """
    unit.connection.execute(
        _INSERT,
        {
            "id": id,
            "owner": case_id,
            "material": material,
            "media_type": media_type,
            "size": len(data),
            "digest": digest,
            "file_name": unit.keys.seal(file_name.encode(), _cell("file_name", id)),
            "data": unit.keys.seal(data, _cell("data", id)),
        },
    )


def load_attachment(unit: Unit, id: str) -> bytes:  # noqa: A002 - the field's name
    """The bytes of a file.

    Raises:
        KeyError: there is no such attachment.
        Refused: ``S-14`` it was altered.
    """
    sealed = unit.connection.execute(_DATA, {"the_id": id}).scalar()
    if sealed is None:
        raise KeyError(id)
    return unit.keys.open(sealed, _cell("data", id))


def list_attachments(unit: Unit, case_id: str) -> tuple[AttachmentRow, ...]:
    """Files of a case or a visit, in the order in which their ids were made."""
    return tuple(
        AttachmentRow(
            id=row.id,
            owner=row.owner,
            material=row.material,
            file_name=unit.keys.open(row.file_name, _cell("file_name", row.id)).decode(),
            media_type=row.media_type,
            size=row.size,
            digest=row.digest,
        )
        for row in unit.connection.execute(_LIST, {"the_owner": case_id})
    )


def claim_attachments(unit: Unit, visit_id: str, case_id: CaseId) -> int:
    """Give the files of a visit to the case that came of it; says how many there were."""
    return unit.connection.execute(_CLAIM, {"the_owner": visit_id, "new_owner": case_id}).rowcount


def drop_attachment(unit: Unit, id: str) -> None:  # noqa: A002 - the field's name
    """Forget one file that another replaced; one that is gone already changes nothing."""
    unit.connection.execute(_DROP_ONE, {"the_id": id})


def drop_attachments(unit: Unit, visit_id: str) -> int:
    """Forget the files of a visit that ended without a case; says how many there were."""
    return unit.connection.execute(_DROP, {"the_owner": visit_id}).rowcount


def _cell(column: str, row: str) -> Cell:
    return Cell("attachments", column, row)


_OWNER = ATTACHMENTS.c.owner == sa.bindparam("the_owner")
_INSERT = sa.insert(ATTACHMENTS)
_DROP_ONE = sa.delete(ATTACHMENTS).where(ATTACHMENTS.c.id == sa.bindparam("the_id"))
_DATA = sa.select(ATTACHMENTS.c.data).where(ATTACHMENTS.c.id == sa.bindparam("the_id"))
_LIST = (
    sa.select(*(c for c in ATTACHMENTS.columns if c.name != "data")).where(_OWNER).order_by(ATTACHMENTS.c.id)
)
_CLAIM = sa.update(ATTACHMENTS).where(_OWNER).values(owner=sa.bindparam("new_owner"))
_DROP = sa.delete(ATTACHMENTS).where(_OWNER)
