"""The journal: one chain, written once, private where it must be."""

from __future__ import annotations

from itertools import pairwise

import pytest

from clerk.domain.case_file import CaseFile
from clerk.domain.chain import GENESIS
from clerk.domain.journal import EventKind
from clerk.store import Store, cases, journal
from clerk.store.unit import UnjournalledChange
from tests.store.samples import NOW, a_case, note, receive, rows


def test_events_come_back_in_order_with_what_was_said(store: Store) -> None:
    with store.writing() as unit:
        assert note(unit, EventKind.SIGNED_IN, payload={"way": "密码"}) == 1
        assert note(unit, EventKind.DATA_REVEALED, private={"why": "核对 欧阳示例"}) == 2
    with store.reading() as unit:
        first, second = journal.events(unit)
    assert (first.kind, first.actor, first.terminal, first.at) == (
        EventKind.SIGNED_IN,
        "QP0201",
        "window-3",
        NOW,
    )
    assert first.payload == {"way": "密码"}
    assert first.private is None
    assert second.private == {"why": "核对 欧阳示例"}
    assert "欧阳" not in repr(second)


def test_every_event_carries_the_hash_of_the_one_before(store: Store) -> None:
    for _ in range(3):
        with store.writing() as unit:
            note(unit, EventKind.LOCKED)
            note(unit, EventKind.UNLOCKED)
    links = rows(store, "SELECT seq, prev_hash, hash FROM journal ORDER BY seq")
    assert [seq for seq, _, _ in links] == [1, 2, 3, 4, 5, 6]
    assert links[0][1] == GENESIS
    assert all(later[1] == earlier[2] for earlier, later in pairwise(links))
    assert rows(store, "SELECT seq, hash FROM chain_head") == [(6, links[-1][2])]


def test_an_event_of_one_key_is_written_once(store: Store) -> None:
    with store.writing() as unit:
        assert note(unit, once="news-1") == 1
        assert note(unit, once="news-1") is None
    with store.writing() as unit:
        assert note(unit, once="news-1") is None
        assert note(unit, once="news-2") == 2
    assert store.change_mark() == 2


def test_a_failed_transaction_leaves_no_event_and_no_gap(store: Store) -> None:
    with store.writing() as unit:
        note(unit)
    with pytest.raises(ZeroDivisionError), store.writing() as unit:
        raise ZeroDivisionError(note(unit))
    with store.writing() as unit:
        assert note(unit) == 2


def test_events_of_a_case_are_found_and_paged(store: Store) -> None:
    case, other = receive(store), receive(store)
    with store.writing() as unit:
        for _ in range(5):
            note(unit, EventKind.DATA_REVEALED, case_id=case.id)
    with store.reading() as unit:
        of_case = journal.events(unit, case.id)
        assert [e.seq for e in of_case] == [1, 3, 4, 5, 6, 7]
        assert [e.seq for e in journal.events(unit, case.id, after=3, limit=2)] == [4, 5]
        assert [e.seq for e in journal.events(unit, other.id)] == [2]
        assert [e.seq for e in journal.events(unit, after=5)] == [6, 7]


def test_a_case_cannot_be_written_without_an_event(store: Store) -> None:
    with pytest.raises(UnjournalledChange), store.writing() as unit:
        cases.insert_case(unit, a_case(receipt_no="x"))
    case = receive(store)
    with pytest.raises(UnjournalledChange), store.writing() as unit:
        note(unit, payload={"of no case": cases.save_case(unit, case).version})
    with pytest.raises(UnjournalledChange):
        _save_note_save(store, case)
    with store.reading() as unit:
        assert cases.count_by_state(unit) == {case.state: 1}
        assert cases.load_case(unit, case.id).version == 1


def _save_note_save(store: Store, case: CaseFile) -> None:
    with store.writing() as unit:
        saved = cases.save_case(unit, case)
        note(unit, case_id=case.id)
        cases.save_case(unit, saved)


def test_an_event_of_a_planned_case_carries_no_digest(store: Store) -> None:
    with store.writing() as unit:
        note(unit, EventKind.LICENCE_DERIVED, case_id="planned")
    assert rows(store, "SELECT case_digest FROM journal") == [("",)]


def test_nothing_is_appended_while_reading(store: Store) -> None:
    with store.reading() as unit, pytest.raises(ValueError, match="writing"):
        note(unit)


def test_a_moment_without_a_time_zone_is_a_mistake(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"), store.writing() as unit:
        note(unit, at=NOW.replace(tzinfo=None))
