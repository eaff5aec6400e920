"""What the clerk would talk to another region about: the case, visit or question in sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerk.domain.regions import RegionId

if TYPE_CHECKING:
    from clerk.desk.facade import Desk
    from clerk.desk.visit import Visit
    from clerk.domain.case_file import CaseFile
    from clerk.domain.liaison import Thread
    from screens.doors import Doors


@dataclass(frozen=True, slots=True)
class Matter:
    """Region, department and item of what is in sight; all empty when nothing is."""

    region: RegionId = ""
    department: str = ""
    item: str = ""
    item_name: str = ""
    owner: str = ""
    """Field of the department in a word, e.g. 医保."""
    case_id: str = ""
    thread: str = ""


NOTHING = Matter()


def of_visit(desk: Desk, visit: Visit | None) -> Matter:
    """The matter that a visit is about, as soon as it has one."""
    if visit is None or not visit.item:
        return NOTHING
    item = desk.item(visit.item)
    variant = item.variant(visit.home)
    department = variant.department if variant is not None else ""
    case_id = visit.case_id if visit.receipt_no else ""
    return Matter(visit.home, department, item.code, item.name, item.owner, case_id)


def of_case(case: CaseFile) -> Matter:
    """The matter of a case."""
    return Matter(case.home, case.department, case.item, case.item_name, case_id=case.id)


def of_thread(thread: Thread, own: RegionId) -> Matter:
    """The matter of a question, with the side that is not ours."""
    name = thread.case.item_name if thread.case is not None else ""
    return Matter(thread.other(own), thread.department, thread.item, name, "", thread.case_id, thread.id)


def in_sight(app: Doors) -> Matter:
    """What the topmost page shows that is about something."""
    from screens.cases.case_page import CasePage
    from screens.desk.page import DeskPage
    from screens.liaison.thread_page import ThreadPage

    for screen in reversed(app.screen_stack):
        if isinstance(screen, CasePage):
            return of_case(screen.view.case)
        if isinstance(screen, ThreadPage):
            return of_thread(screen.thread, app.desk.site.region)
        if isinstance(screen, DeskPage):
            return of_visit(app.desk, screen.flow.visit)
    return NOTHING
