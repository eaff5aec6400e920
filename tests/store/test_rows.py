"""Drafts, attachments, deliveries, regions and staff."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta

import pytest

from clerk.domain.deliveries import DeliveryKind, DeliveryState
from clerk.domain.digests import sm3
from clerk.domain.faults import Fault, Refused
from clerk.domain.staff import KeySlot, Role, StaffKey, StaffMember
from clerk.store import Store, attachments, deliveries, drafts, regions, staff
from clerk.store.regions import WeatherRow
from tests.store.samples import NOW, a_delivery, receive, rows

MEMBER = StaffMember("QP0201", "示例王收件", Role.CLERK, "QP02")


def test_a_draft_comes_back_as_last_saved_and_is_gone_when_deleted(store: Store) -> None:
    later = NOW + timedelta(seconds=5)
    with store.writing() as unit:
        drafts.save_draft(unit, "QP02/3", "v1", {"field": "a"}, "QP0201", NOW)
        drafts.save_draft(unit, "QP02/3", "v2", {"field": "b"}, "QP0201", NOW)
        drafts.save_draft(unit, "QP02/4", "v3", {}, "QP0202", NOW)
    with store.writing() as unit:
        drafts.save_draft(unit, "QP02/3", "v1", {"field": "欧阳", "n": [1, None]}, "QP0203", later)
    with store.reading() as unit:
        first, second = drafts.load_drafts(unit, "QP02/3")
    assert (first.id, first.clerk, first.saved_at) == ("v1", "QP0203", later)
    assert first.payload == {"field": "欧阳", "n": [1, None]}
    assert second.id == "v2"
    with store.writing() as unit:
        drafts.delete_draft(unit, "v1")
        drafts.delete_draft(unit, "v1")
    with store.reading() as unit:
        assert [d.id for d in drafts.load_drafts(unit, "QP02/3")] == ["v2"]


def test_a_file_belongs_to_its_visit_until_a_case_claims_it(store: Store) -> None:
    data = os.urandom(300_000)
    with store.writing() as unit:
        for number in ("a1", "a2"):
            attachments.put_attachment(
                unit,
                id=number,
                case_id="visit-1",
                material="m1",
                file_name="欧阳示例的章程.pdf",
                media_type="application/pdf",
                data=data,
                digest=sm3(data),
            )
    with store.reading() as unit:
        row, _ = attachments.list_attachments(unit, "visit-1")
        assert (row.id, row.owner, row.material, row.file_name, row.media_type, row.size, row.digest) == (
            "a1",
            "visit-1",
            "m1",
            "欧阳示例的章程.pdf",
            "application/pdf",
            300_000,
            sm3(data),
        )
    with store.writing() as unit:
        assert attachments.claim_attachments(unit, "visit-1", "case-1") == 2
        assert attachments.claim_attachments(unit, "visit-1", "case-1") == 0
    with store.reading() as unit:
        assert attachments.list_attachments(unit, "visit-1") == ()
        assert len(attachments.list_attachments(unit, "case-1")) == 2
        assert attachments.load_attachment(unit, "a1") == data
        with pytest.raises(KeyError):
            attachments.load_attachment(unit, "a3")
    with store.writing() as unit:
        assert attachments.drop_attachments(unit, "case-1") == 2


def test_a_delivery_is_queued_once_and_listed_by_state_and_region(store: Store) -> None:
    case, other = receive(store), receive(store, home="jiashan")
    with pytest.raises(Refused) as caught, store.writing() as unit:
        deliveries.insert_delivery(unit, a_delivery(case))
    assert caught.value.fault.code == "S-16"
    failed = a_delivery(
        case,
        state=DeliveryState.EXCEPTION,
        attempts=3,
        fault=Fault("R-07", {"region": "吴江"}),
        words="申请人欧阳示例姓名不符",
        next_actor="supervisor",
    )
    with store.writing() as unit:
        deliveries.save_delivery(unit, failed)
        correction = a_delivery(case, kind=DeliveryKind.CORRECT, round=1, queued_at=NOW + timedelta(days=1))
        deliveries.insert_delivery(unit, correction)
    with store.reading() as unit:
        assert deliveries.load_delivery(unit, failed.id) == failed
        assert deliveries.list_deliveries(unit, {DeliveryState.EXCEPTION}) == (failed,)
        assert deliveries.list_deliveries(unit, {DeliveryState.QUEUED}, "jiashan") == (a_delivery(other),)
        assert len(deliveries.list_deliveries(unit)) == 3
        assert deliveries.deliveries_of_case(unit, case.id) == (failed, correction)
        with pytest.raises(KeyError):
            deliveries.load_delivery(unit, "nothing")
    with pytest.raises(KeyError), store.writing() as unit:
        deliveries.save_delivery(unit, replace(failed, round=9))


def test_a_delivery_of_no_case_is_refused(store: Store) -> None:
    case = receive(store)
    with pytest.raises(Refused) as caught, store.writing() as unit:
        deliveries.insert_delivery(unit, a_delivery(replace(case, id="nobody")))
    assert caught.value.fault.code == "S-16"


def test_news_of_a_region_is_read_on_from_where_it_was_and_applied_once(store: Store) -> None:
    with store.writing() as unit:
        assert regions.cursor(unit, "wujiang") == ""
        regions.set_cursor(unit, "wujiang", "10")
        regions.set_cursor(unit, "wujiang", "20")
        assert not regions.news_seen(unit, "wujiang", "n1")
        regions.mark_news(unit, "wujiang", "n1")
    with store.reading() as unit:
        assert regions.cursor(unit, "wujiang") == "20"
        assert regions.cursor(unit, "jiashan") == ""
        assert regions.news_seen(unit, "wujiang", "n1")
        assert not regions.news_seen(unit, "jiashan", "n1")
    with pytest.raises(Refused, match="S-16"), store.writing() as unit:
        regions.mark_news(unit, "wujiang", "n1")


def test_the_weather_is_what_each_region_said_last(store: Store) -> None:
    with store.writing() as unit:
        regions.set_weather(unit, "wujiang", {"up": True}, NOW)
        regions.set_weather(unit, "jiashan", {"up": True}, NOW)
        regions.set_weather(unit, "wujiang", {"up": False}, NOW + timedelta(minutes=1))
    with store.reading() as unit:
        assert regions.weather(unit) == {
            "jiashan": WeatherRow({"up": True}, NOW),
            "wujiang": WeatherRow({"up": False}, NOW + timedelta(minutes=1)),
        }


def test_a_staff_card_is_kept_sealed_through_a_change_of_its_holder(store: Store) -> None:
    card = StaffKey(KeySlot.AUTHENTICATION, b"\x30\x59public", "示例王收件", date(2031, 1, 1))
    with store.writing() as unit:
        staff.add_staff(unit, MEMBER, "$argon2id$1")
        staff.set_card(unit, "QP0201", card)
        staff.change_staff(unit, replace(MEMBER, role=Role.SUPERVISOR))
        staff.set_password(unit, "QP0201", "$argon2id$2")
    with store.reading() as unit:
        row = staff.staff(unit, "QP0201")
    assert row is not None
    assert (row.card, row.member.role) == (card, Role.SUPERVISOR)
    (sealed,) = rows(store, "SELECT personal FROM staff")[0]
    assert not any(part in bytes(sealed) for part in (card.public_key, card.public_key.hex().encode(), b"9A"))
    with store.writing() as unit:
        staff.set_card(unit, "QP0201", None)
        with pytest.raises(KeyError):
            staff.set_card(unit, "nobody", card)
    with store.reading() as unit:
        assert [r.card for r in staff.list_staff(unit)] == [None]


def test_staff_are_kept_with_their_failures_and_locks(store: Store) -> None:
    until = NOW + timedelta(minutes=15)
    with store.writing() as unit:
        staff.add_staff(unit, MEMBER, "$argon2id$1")
        staff.add_staff(unit, replace(MEMBER, number="QP0101", role=Role.SUPERVISOR), "$argon2id$2")
        assert [staff.note_failure(unit, "QP0201") for _ in range(5)] == [1, 2, 3, 4, 5]
        staff.lock_until(unit, "QP0201", until)
    with store.reading() as unit:
        row = staff.staff(unit, "QP0201")
        assert row is not None
        assert (row.member, row.password_hash, row.failures, row.locked_until) == (
            MEMBER,
            "$argon2id$1",
            5,
            until,
        )
        assert "argon2id" not in repr(row)
        assert staff.staff(unit, "nobody") is None
        assert [r.member.number for r in staff.list_staff(unit)] == ["QP0101", "QP0201"]
    with store.writing() as unit:
        staff.set_password(unit, "QP0201", "$argon2id$3")
        staff.change_staff(unit, replace(MEMBER, name="示例新姓名", disabled=True))
    with store.reading() as unit:
        row = staff.staff(unit, "QP0201")
        assert row is not None
        assert (row.member.name, row.member.disabled, row.failures, row.locked_until) == (
            "示例新姓名",
            True,
            0,
            None,
        )


def test_nobody_can_take_a_staff_number_that_is_taken(store: Store) -> None:
    with store.writing() as unit:
        staff.add_staff(unit, MEMBER, "x")
    with pytest.raises(Refused, match="S-16"), store.writing() as unit:
        staff.add_staff(unit, MEMBER, "y")
    for change in (staff.clear_failures, staff.note_failure):
        with pytest.raises(KeyError), store.writing() as unit:
            change(unit, "nobody")


def test_words_of_regions_and_names_of_staff_are_not_in_the_clear(store: Store) -> None:
    with store.writing() as unit:
        staff.add_staff(unit, MEMBER, "x")
    (sealed,) = rows(store, "SELECT personal FROM staff")[0]
    assert "示例王收件".encode() not in bytes(sealed)
