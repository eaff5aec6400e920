"""What a training counter finds in its folder: trainees to sign in as, files to scan. All of it is 示例."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clerk.assembly import Place
from clerk.domain.staff import Role, StaffMember

if TYPE_CHECKING:
    from clerk.store.store import Store

TRAINEE_PASSWORD = "lianxi"  # noqa: S105 - shown on the training gate; no live store ever has it
"""练习. Every made-up member of staff of a training counter has it, and the gate says so."""

SAMPLE_FILES: tuple[tuple[str, str], ...] = (
    ("公司登记申请书（示例）.pdf", "公司登记（备案）申请书"),
    ("公司章程2023版（示例）.pdf", "公司章程"),
    ("公司章程2023版-补正（示例）.pdf", "公司章程（补正）"),
    ("任职文件（示例）.pdf", "法定代表人、董事、监事任职文件"),
    ("医疗费用发票（示例）.pdf", "医疗费用发票"),
    ("证件照片（示例）.pdf", "证件照片"),
    ("住所使用证明（示例）.pdf", "住所使用证明"),
)
"""File name and title of the files laid into the scan folder."""

UNFIT_FILES: tuple[tuple[str, bytes], ...] = (
    ("损坏的扫描件（示例）.pdf", b"%PDF-1.7\nbroken on purpose, for practice"),
    ("其实是文本（示例）.pdf", "这个文件的扩展名是 .pdf，内容却是文本，供练习。\n".encode()),
)
"""File name and content of files that the counter must refuse with words."""


def trainees(site: str, region: str) -> tuple[StaffMember, ...]:
    """The made-up members of staff of a training counter: of the site, and of its region."""
    return (
        StaffMember("A0231", "示例窗口甲", Role.CLERK, site),
        StaffMember("A0232", "示例窗口乙", Role.CLERK, site),
        StaffMember("S0101", "示例主管", Role.SUPERVISOR, site),
        StaffMember("S0102", "示例区主管", Role.SUPERVISOR, region),
        StaffMember("T0001", "示例培训员", Role.TRAINER, site),
        StaffMember("U0001", "示例审计员", Role.AUDITOR, region),
    )


def enrol_trainees(place: Place, store: Store, region: str = "") -> None:
    """Enrol the trainees that the training store does not have yet.

    ``region`` is that of the site; the catalogue is read for it where it is not given.
    """
    from clerk.assembly import read_book
    from clerk.desk.sign_in import hash_password
    from clerk.domain.journal import EventKind
    from clerk.store import journal, staff

    with store.reading() as unit:
        known = {row.member.number for row in staff.list_staff(unit)}
    site = place.profile.site
    region = region or read_book(place).site(site).region
    missing = [member for member in trainees(site, region) if member.number not in known]
    if not missing:
        return
    hashed = hash_password(TRAINEE_PASSWORD)
    with store.writing() as unit:
        for member in missing:
            staff.add_staff(unit, member, hashed)
            journal.append(
                unit,
                EventKind.STAFF_CHANGED,
                actor="training",
                terminal="training",
                at=place.clock.now(),
                payload={"number": member.number, "role": member.role.value},
            )


def lay_out_samples(place: Place) -> None:
    """Put files to scan into the folder that the clerk picks from; files that are there are left alone."""
    folder = place.folder.scans
    missing = [(name, title) for name, title in SAMPLE_FILES if not (folder / name).exists()]
    if missing:
        from integrations.simulator.sample_papers import SamplePapers
        from printing.fonts import MAIN_FONT

        papers = SamplePapers(MAIN_FONT)
        for name, title in missing:
            _lay(folder / name, papers.practice_page(title))
    for name, content in UNFIT_FILES:
        if not (folder / name).exists():
            _lay(folder / name, content)


def _lay(path: Path, content: bytes) -> None:
    """Whole or not at all: a half-written sample would be taken for one that is there."""
    aside = path.with_suffix(".part")
    aside.write_bytes(content)
    aside.replace(path)
