"""线上预审: an application filed online is taken over, and only what is missing is asked for."""

from __future__ import annotations

from dataclasses import replace

from clerk.desk.counter import Counter
from clerk.desk.drafts import keep
from clerk.desk.intake import choose_item
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.desk.visit_files import keep_file
from clerk.domain.catalogue import Item
from clerk.domain.faults import Refused
from clerk.domain.files import take
from clerk.domain.forms import check_field
from clerk.domain.materials import Way
from clerk.ports import WaitingApplication


def item_of(counter: Counter, waiting: WaitingApplication) -> Item | None:
    """The item an online application is about, None when the catalogue does not know the region's code."""
    for item in counter.items.items.values():
        variant = item.variant(waiting.region)
        if variant is not None and variant.code == waiting.variant_code:
            return item
    return None


def take_over(counter: Counter, operator: Operator, visit: Visit, reference: str) -> Visit:
    """Take over form and files of a waiting application. Live: fetches its files.

    Raises:
        Refused: ``C-13`` not among those found, ``C-12`` unknown item, ``F-…`` a file is wrong.
        RegionTrouble: the region did not give a file; nothing was changed.
    """
    waiting = next((w for w in visit.waiting if w.reference == reference), None)
    if waiting is None:
        raise Refused("C-13")
    item = item_of(counter, waiting)
    if item is None:
        raise Refused("C-12", item=waiting.variant_code)
    backend = counter.regions[waiting.region]
    files = [
        (material, take(name, backend.waiting_file(reference, material))) for material, name in waiting.files
    ]
    chosen = choose_item(counter, operator, visit, item.code, waiting.region)
    known = {spec.name: spec for spec in counter.forms.fields(item.code)}
    form = {name: check_field(known[name], value) for name, value in waiting.form.items() if name in known}
    with counter.store.writing() as unit:
        met = [keep_file(unit, counter, chosen, material, Way.ARCHIVE, taken) for material, taken in files]
        return keep(
            unit,
            counter,
            replace(
                chosen,
                form={**chosen.form, **form},
                met=tuple(met),
                taken_over=reference,
                archived=tuple(material for material, _ in files),
            ),
        )
