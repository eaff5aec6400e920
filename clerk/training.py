"""What a training counter finds in its folder: trainees to sign in as, files to scan. All of it is 示例."""

from __future__ import annotations

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


def trainees(site: str) -> tuple[StaffMember, ...]:
    """The made-up members of staff of a training counter."""
    return (
        StaffMember("A0231", "示例窗口甲", Role.CLERK, site),
        StaffMember("A0232", "示例窗口乙", Role.CLERK, site),
        StaffMember("S0101", "示例主管", Role.SUPERVISOR, site),
        StaffMember("T0001", "示例培训员", Role.TRAINER, site),
    )


def enrol_trainees(place: Place, store: Store) -> None:
    """Enrol the trainees that the training store does not have yet."""
    from clerk.desk.sign_in import hash_password
    from clerk.store import staff

    with store.reading() as unit:
        known = {row.member.number for row in staff.list_staff(unit)}
    missing = [member for member in trainees(place.profile.site) if member.number not in known]
    if not missing:
        return
    hashed = hash_password(TRAINEE_PASSWORD)
    with store.writing() as unit:
        for member in missing:
            staff.add_staff(unit, member, hashed)


def lay_out_samples(place: Place) -> None:
    """Put files to scan into the folder that the clerk picks from; files that are there are left alone."""
    missing = [(place.folder.scans / name, title) for name, title in SAMPLE_FILES]
    missing = [(path, title) for path, title in missing if not path.exists()]
    if missing:
        from integrations.simulator.sample_papers import SamplePapers
        from printing.fonts import MAIN_FONT

        papers = SamplePapers(MAIN_FONT)
        for path, title in missing:
            path.write_bytes(papers.scan(title))
    broken = place.folder.scans / "损坏的扫描件（示例）.pdf"
    if not broken.exists():
        broken.write_bytes(b"%PDF-1.7\nbroken on purpose, for practice")
