"""Files of a visit: each stands for one material, and a new one takes the place of the old."""

from __future__ import annotations

from clerk.desk.counter import Counter
from clerk.desk.visit import Visit
from clerk.domain.files import TakenFile
from clerk.domain.ids import uuid7
from clerk.domain.materials import Met, PaperReason, Way
from clerk.store import attachments
from clerk.store.store import Unit


def keep_file(
    unit: Unit,
    counter: Counter,
    visit: Visit,
    material: str,
    way: Way,
    taken: TakenFile,
    paper_reason: PaperReason | None = None,
) -> Met:
    """Keep a file for a material in the caller's transaction, and say how the material is met by it."""
    before = visit.met_for(material)
    if before is not None and before.digest:
        attachments.drop_attachment(unit, before.reference)
    attachment = uuid7(counter.clock.now())
    attachments.put_attachment(
        unit,
        id=attachment,
        case_id=visit.id,
        material=material,
        file_name=taken.name,
        media_type=taken.media_type,
        data=taken.data,
        digest=taken.digest,
    )
    return Met(material, way, attachment, taken.digest, taken.name, paper_reason=paper_reason)


def with_met(visit: Visit, met: Met) -> tuple[Met, ...]:
    """What the visit has met, with ``met`` in place of what stood for its material."""
    return (*(m for m in visit.met if m.material != met.material), met)
