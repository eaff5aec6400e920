"""Files of a visit: each stands for one material, and a new one takes the place of the old."""

from __future__ import annotations

from clerk.desk.steps import Step
from clerk.domain.files import TakenFile
from clerk.domain.ids import uuid7
from clerk.domain.materials import Met, PaperReason, Way
from clerk.store import attachments
from clerk.store.store import Unit


def keep_file(
    step: Step, material: str, way: Way, taken: TakenFile, paper_reason: PaperReason | None = None
) -> Met:
    """Keep a file for a material in the step's transaction, and say how the material is met by it.

    The file that stood for the material before is forgotten.
    """
    forget_file(step.unit, step.visit.met_for(material))
    attachment = uuid7(step.now)
    put_file(step.unit, attachment, step.visit.id, material, taken)
    return Met(material, way, attachment, taken.digest, taken.name, paper_reason=paper_reason)


def put_file(unit: Unit, attachment: str, owner: str, material: str, taken: TakenFile) -> None:
    """Write a file of a visit or a case."""
    attachments.put_attachment(
        unit,
        id=attachment,
        case_id=owner,
        material=material,
        file_name=taken.name,
        media_type=taken.media_type,
        data=taken.data,
        digest=taken.digest,
    )


def forget_file(unit: Unit, met: Met | None) -> None:
    """Drop the file by which a material was met, where there was one."""
    if met is not None and met.digest:
        attachments.drop_attachment(unit, met.reference)
