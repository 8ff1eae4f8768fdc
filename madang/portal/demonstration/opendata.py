"""The open data of the invented country: registers and what came of them, by the ordinary actions, on their days."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time

from django.utils.timezone import get_current_timezone

from madang.accounts import actions as accounts
from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.common.actors import SYSTEM
from madang.opendata.actions import loading
from madang.opendata.actions import register as actions
from madang.opendata.models import StrategicArea
from madang.opendata.registerfile import COLUMNS
from madang.portal.demonstration.country import held
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.signing_in import DOMAIN

Happening = tuple[str, datetime, Callable[[], None]]
"""What a step is called, when it happens in the country's life, and the act."""


def moment(on: date, hour: int = 10) -> datetime:
    return datetime.combine(on, time(hour), get_current_timezone())


def data_officer(code: str) -> User:
    """The open data officer of an office, who has no card on the sign-in page."""
    return User.objects.get(email=f"data-{code}@{DOMAIN}")


def happenings(country: Country) -> Iterator[Happening]:
    """Everything that happened around the country's open data."""
    first = held.begins_on(country)
    registers = held.registers(country)
    yield (
        "open-data:offices",
        moment(first, 10),
        lambda: enter_officers({one.office for one in registers}, moment(first, 10)),
    )
    yield "open-data:areas", moment(first, 11), lambda: define_areas(first)
    yield "open-data:registers", moment(first, 12), lambda: hand_in(first_rows(registers), moment(first, 12))
    for month, rows in later_rows(registers):
        yield f"open-data:registers:{month:%Y-%m}", moment(month, 15), _handing_in(rows, moment(month, 15))


def _handing_in(rows: list[list[object]], at: datetime) -> Callable[[], None]:
    return lambda: hand_in(rows, at)


def enter_officers(codes: Iterable[str], at: datetime) -> None:
    for code in sorted(codes):
        organisation = Organisation.objects.get(code=code)
        email = f"data-{code}@{DOMAIN}"
        name = f"{organisation.name_ko} 공공데이터 담당"
        user = User.objects.filter(email=email).first()
        user = user or accounts.create_person(email=email, name=name, by=SYSTEM, at=at)
        if not RoleHeld.objects.filter(user=user, role=Role.DATA_OFFICER, organisation=organisation).exists():
            accounts.grant_role(
                user=user, role=Role.DATA_OFFICER, organisation=organisation, since_on=at.date(), by=SYSTEM, at=at
            )


def define_areas(on: date) -> None:
    for code, ko, en in held.AREAS:
        if not StrategicArea.objects.filter(code=code).exists():
            source = "가온공공데이터전략위원회 제1차 회의"
            actions.define_area(
                code=code, name_ko=ko, name_en=en, since_on=on, source=source, by=None, at=moment(on, 11)
            )


def cells(one: held.HeldData, said: held.Statement) -> list[object]:
    """A line of a register file."""
    head = [one.office, one.number, one.title, one.description, one.area, one.held_since, ""]
    return [*head, said.status, said.since, said.reason, said.items, said.planned or "", said.note, ""]


def first_rows(registers: Iterable[held.HeldData]) -> list[list[object]]:
    return [cells(one, one.statements[0]) for one in registers]


def later_rows(registers: Iterable[held.HeldData]) -> list[tuple[date, list[list[object]]]]:
    """What was stated after the first registers, by the month's last day on which something was."""
    found: dict[tuple[int, int], list[tuple[date, list[object]]]] = {}
    for one in registers:
        for said in one.statements[1:]:
            found.setdefault((said.since.year, said.since.month), []).append((said.since, cells(one, said)))
    return [(max(day for day, _row in rows), [row for _day, row in rows]) for _month, rows in sorted(found.items())]


def hand_in(rows: Iterable[list[object]], at: datetime) -> None:
    """Each agency's own officer hands in its lines."""
    by_agency: dict[str, list[list[object]]] = {}
    for row in rows:
        by_agency.setdefault(str(row[0]), []).append(row)
    for code, lines in sorted(by_agency.items()):
        text = io.StringIO()
        csv.writer(text).writerows([COLUMNS, *lines])
        report = loading.load_register(data=text.getvalue().encode(), by=data_officer(code), at=at)
        assert not report.faults, report.faults
