"""The fields of one contact. Each is read as it is left; the roster changes when all are right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from clerk.desk.liaison import roster_fields as fields
from clerk.domain.china_time import day_of
from clerk.domain.faults import Refused
from clerk.domain.liaison import Contact
from clerk.domain.regions import Region, RegionId
from screens.language import N_
from screens.sheets.fields import FieldLine, FieldSheet


class ContactSheet(FieldSheet):
    """Nothing is in the roster before the last field, or F5."""

    TITLE = N_("Contact")
    ABOUT = N_(
        "Hours are written as 1-5 09:00-17:00; 6 09:00-12:00, where 1 is Monday. F5 keeps the contact."
    )

    def __init__(
        self,
        contact: Contact,
        everybody: tuple[Contact, ...],
        regions: Mapping[RegionId, Region],
        then: Callable[[], Awaitable[None]],
    ) -> None:
        self._contact = contact
        self._regions = regions
        self._backups = {c.name: c.id for c in everybody if c.region == contact.region and c.id != contact.id}
        self._fields: dict[str, Any] = {
            "name": contact.name,
            "region": contact.region,
            "department": contact.department,
            "role": contact.role,
            "phone": contact.phone,
            "level": contact.level,
            "hours": contact.hours,
            "items": contact.items,
            "backup": contact.backup,
        }
        super().__init__(self.TITLE, self._lines(), self._keep_field, apply=self._save, then=then)

    def _lines(self) -> tuple[FieldLine, ...]:
        contact = self._contact
        backup = next((name for name, key in self._backups.items() if key == contact.backup), "")
        region = self._regions[contact.region].name if contact.region in self._regions else ""
        names = tuple(r.name for r in self._regions.values())
        levels = tuple(fields.write_level(level) for level in sorted(type(contact.level)))
        return (
            FieldLine("name", "姓名", "name", contact.name),
            FieldLine("region", "地区", "region", region, choices=names),
            FieldLine("department", "部门", "department", contact.department),
            FieldLine("role", "岗位", "role", contact.role, required=False),
            FieldLine("phone", "电话", "phone", contact.phone),
            FieldLine("level", "层级", "level", fields.write_level(contact.level), choices=levels),
            FieldLine(
                "hours", "值守时间", "hours", fields.write_hours(contact.hours), hint=N_("1-5 09:00-17:00")
            ),
            FieldLine("items", "事项", "items", fields.write_items(contact.items), required=False),
            FieldLine("backup", "替班", "backup", backup, required=False),
        )

    async def _keep_field(self, name: str, typed: str) -> str:
        line = next(line for line in self.lines if line.name == name)
        try:
            self._fields[name] = self._read(name, typed)
        except fields.Unfit as unfit:
            raise Refused(
                "J-20", field=f"{line.zh}（{unfit.zh}）", field_en=f"{line.en} ({unfit.en})"
            ) from None
        if line.required and not typed:
            raise Refused("J-20", field=line.zh, field_en=line.en)
        return typed

    def _read(self, name: str, typed: str) -> object:
        if name == "region":
            return fields.read_region(typed, self._regions)
        if name == "level":
            return fields.read_level(typed)
        if name == "hours":
            return fields.read_hours(typed)
        if name == "items":
            return fields.read_items(typed)
        if name == "backup" and typed:
            if typed not in self._backups:
                raise fields.Unfit("本地区通讯录中没有此人", "nobody of that name in this region's roster")
            return self._backups[typed]
        return typed

    async def _save(self) -> None:
        operator = self.counter.operator
        assert operator is not None  # noqa: S101 - reachable after sign-in only
        today = day_of(self.counter.desk.clock.now())
        before, kept = self._contact, self._fields
        # Who is made up stays so until somebody writes a real name or number.
        sample = before.sample and (before.name, before.phone) == (kept["name"], kept["phone"])
        contact = Contact(id=before.id, confirmed_on=today, sample=sample, **kept)
        self.counter.desk.liaison.save_contact(operator, contact)
