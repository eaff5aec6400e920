"""A clerk without a screen: the real desk on a training counter, one visit for each line that comes in.

``python -m tests.durability.clerk_process PROFILE DATA``. Says ``ready``, and ``saved NUMBER`` once a
receipt's commit has returned: exactly what a screen may call saved.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

from clerk import assembly
from clerk.card_readers import make_readers
from clerk.desk.facade import Desk
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.domain.faults import Refused
from clerk.domain.forms import FieldKind
from clerk.domain.regions import RegionId
from clerk.ports import Press
from clerk.settings import load_profile
from clerk.training import TRAINEE_PASSWORD

ITEM = "GJ-0054"
"""长三角购房提取住房公积金: every region handles it, and shared data meet both materials."""
SAMPLES = {
    FieldKind.TEXT: "示例",
    FieldKind.PHONE: "13800000000",
    FieldKind.MONEY: "1200",
    FieldKind.DATE: "2026-11-24",
}


def main() -> None:
    """Serve visitors until input ends."""
    profile, data = sys.argv[1:3]
    place = assembly.make_place(load_profile(Path(profile)), Path(data))
    book = assembly.read_book(place)
    store = assembly.open_store(place, assembly.open_vault(place), create=False)
    queue = assembly.open_queue(store)
    no_press = cast(Press, None)  # this clerk prints nothing
    readers = make_readers(place)
    desk = Desk(assembly.build_counter(place, book, store, queue, {}, no_press, readers))
    operator = desk.sign_in("A0231", TRAINEE_PASSWORD)
    cards = [sample.key for sample in readers.applicants[0].samples()]
    for visit in desk.resume_visits(operator):
        # What the last clerk was about when the console was killed.
        _finish(desk, operator, desk.take_up(operator, visit))
    print("ready", flush=True)
    for line in sys.stdin:
        home, number = line.split()
        offset = int(number) % len(cards)
        print("saved", _receive(desk, operator, home, cards[offset:] + cards[:offset]), flush=True)


def _receive(desk: Desk, operator: Operator, home: RegionId, cards: list[str]) -> str:
    """One visit: the first of ``cards`` that needs no guardian and no other document is received."""
    visit = desk.open_visit(operator)
    for card in cards:
        try:
            visit = desk.read_card(operator, visit, desk.readers[0], card)
        except Refused:
            continue  # expired, worn, or damaged: the next visitor
        visit = _filled_in(desk, operator, desk.choose_item(operator, visit, ITEM, home))
        if not desk.not_ready(visit):
            break
    visit, case = desk.receive(operator, visit)
    desk.end_visit(operator, visit)
    return case.receipt_no


def _filled_in(desk: Desk, operator: Operator, visit: Visit) -> Visit:
    for field in desk.form_fields(visit):
        if field.required and not field.value:
            value = field.choices[0] if field.choices else SAMPLES[field.kind]
            visit = desk.set_field(operator, visit, field.name, value)
    return visit


def _finish(desk: Desk, operator: Operator, visit: Visit) -> None:
    if visit.item and not visit.receipt_no and not desk.not_ready(visit):
        visit, _ = desk.receive(operator, visit)
    desk.end_visit(operator, visit)


if __name__ == "__main__":
    main()
