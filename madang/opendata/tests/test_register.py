"""The register of held data: who keeps it, what is never rewritten, and the open rates of the plan."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from madang.common.errors import Invalid, NotAllowed
from madang.common.metrics import measure
from madang.ledger.models import Entry
from madang.opendata import register_refs
from madang.opendata.actions import loading
from madang.opendata.actions import register as actions
from madang.opendata.models import HeldType, OpennessPeriod, StrategicArea
from madang.opendata.queries import register as queries
from madang.opendata.registerfile import COLUMNS
from madang.opendata.tests.making import make_held, officer_of
from tests.factories import NOON, make_organisation, make_user

pytestmark = pytest.mark.django_db
YEAR_ENDS = {2013: 3395, 2014: 7653, 2015: 10016, 2016: 12654}
HELD_IN_2013 = 21087


def register_of_the_plan() -> bytes:
    """A register of 21,087 types whose opening days follow the plan's milestones: nothing of it is a real title."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    ends = sorted(YEAR_ENDS.items())
    for number in range(HELD_IN_2013):
        year = next((year for year, count in ends if number < count), None)
        status = "open" if year else "closed"
        since = f"{year}-12-31" if year else "2013-11-01"
        reason = "" if year else "17-1-2"
        rows.writerow(("", number, f"자료 {number}", "", "", "2010-01-01", "", status, since, reason, "", "", "", ""))
    return text.getvalue().encode()


@pytest.mark.slow
def test_the_register_reproduces_the_open_rates_of_the_plan() -> None:
    organisation = make_organisation()
    report = loading.load_register(
        data=register_of_the_plan(), organisation=organisation, by=None, at=NOON + timedelta(days=400)
    )
    assert (report.added, report.faults) == (HELD_IN_2013, [])

    def rate(year: int) -> Decimal:
        found = measure("opendata.open_rate", at=date(year, 12, 31))
        assert found is not None
        assert found.value is not None
        assert (found.numerator, found.denominator) == (YEAR_ENDS[year], HELD_IN_2013)
        return round(found.value, 1)

    assert [rate(year) for year in YEAR_ENDS] == [Decimal("16.1"), Decimal("36.3"), Decimal("47.5"), Decimal("60.0")]
    assert measure("opendata.types_open", at=date(2016, 12, 31), until="2014-12-31").value == 7653  # type: ignore[union-attr]


def test_both_bases_of_2013_stand_side_by_side_with_their_sources(client: Client) -> None:
    day = date(2013, 12, 31)
    plan = {"open_types": 3395, "held_types": 21087, "rate": "16.1", "source": "실행계획 IV.3.e"}
    actions.report_figure(basis="plan", on=day, **plan, by=None, at=NOON)  # type: ignore[arg-type]
    actions.report_figure(basis="portal", on=day, open_types=5007, source="실행계획 II.3.g", by=None, at=NOON)
    make_held(status="open")

    page = client.get(reverse("opendata:register")).content.decode()

    for said in ("3,395", "21,087", "5,007", "실행계획 IV.3.e", "실행계획 II.3.g"):
        assert said in page
    reported = client.get("/api/v1/data-register/rates").json()["years"][0]["reported"]
    assert {(one["basis"], one["open"]) for one in reported} == {("plan", 3395), ("portal", 5007)}
    with pytest.raises(actions.AlreadyRegistered):
        actions.report_figure(basis="plan", on=day, open_types=3396, source="x", by=None, at=NOON)


def test_the_rate_of_a_day_is_of_what_was_held_and_open_on_that_day() -> None:
    opened = make_held(status="planned", since_on=date(2013, 12, 31))
    actions.state_openness(held=opened, status="open", since_on=date(2014, 6, 1), by=None, at=NOON)
    ended = make_held(status="open", since_on=date(2014, 1, 1))
    actions.end_holding(held=ended, on=date(2015, 1, 1), note="통합", by=None, at=NOON)
    make_held(status="open", since_on=date(2015, 7, 1), held_since_on=date(2015, 7, 1))

    def counts(on: date) -> tuple[int, int]:
        found = queries.open_rate(on=on)
        return found.open, found.held

    assert counts(date(2013, 12, 31)) == (0, 2)
    assert counts(date(2014, 5, 31)) == (1, 2)
    assert counts(date(2014, 6, 1)) == (2, 2)
    assert counts(date(2015, 1, 1)) == (1, 1)
    assert counts(date(2015, 7, 1)) == (2, 2)
    assert queries.open_rate(on=date(2000, 1, 1)).rate is None
    assert measure("opendata.open_rate", at=date(2000, 1, 1)).value is None  # type: ignore[union-attr]


def test_numerator_and_denominator_can_be_taken_away_and_equal_the_rate(client: Client) -> None:
    organisation = make_organisation()
    for status in ("open", "open", "closed", "planned"):
        make_held(organisation=organisation, status=status)

    def rows(query: str) -> list[dict[str, str]]:
        response = client.get(reverse("opendata:held-types-csv") + query)
        text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
        return list(csv.DictReader(io.StringIO(text)))

    found = measure("opendata.open_rate", at=date(2016, 1, 1))
    assert found is not None
    assert len(rows("?on=2016-01-01&status=open")) == found.numerator == 2
    denominator = rows("?on=2016-01-01")
    assert len(denominator) == found.denominator == 4
    assert {row["reason"] for row in denominator if row["status"] == "closed"} == {"17-1-1"}
    assert {row["planned"] for row in denominator if row["status"] == "planned"} == {"2030-01-01"}
    assert client.get(found.records_url).status_code == 200


def test_what_was_exported_can_be_handed_in_again_and_changes_nothing(client: Client) -> None:
    organisation = make_organisation()
    for status in ("open", "closed", "planned"):
        make_held(organisation=organisation, status=status)
    response = client.get(reverse("opendata:held-types-csv"))
    data = b"".join(response.streaming_content)  # type: ignore[arg-type]
    before = Entry.objects.count()

    report = loading.load_register(data=data, by=None, at=NOON)

    assert (report.added, report.restated, report.unchanged, report.faults) == (0, 0, 3, [])
    assert Entry.objects.count() == before


def test_closed_data_needs_a_reason_of_article_17_and_planned_data_a_day() -> None:
    held = make_held()
    for said in ({"status": "closed"}, {"status": "closed", "reason": "17-1-1"}, {"status": "planned"}):
        with pytest.raises(Invalid):
            actions.state_openness(held=held, since_on=date(2014, 1, 1), by=None, at=NOON, **said)  # type: ignore[arg-type]

    assert not OpennessPeriod.objects.exists()


def test_what_was_stated_is_not_rewritten() -> None:
    held = make_held(status="closed", since_on=date(2014, 1, 1))

    for day in (date(2014, 1, 1), date(2013, 6, 1)):
        with pytest.raises(actions.NotInOrder):
            actions.state_openness(held=held, status="open", since_on=day, by=None, at=NOON)
    with pytest.raises(Invalid):
        actions.state_openness(held=held, status="open", since_on=NOON.date() + timedelta(days=2), by=None, at=NOON)

    assert [(one.status, one.until_on) for one in held.periods.all()] == [("closed", None)]


def test_an_officer_of_another_agency_keeps_nothing_of_this_register(client: Client) -> None:
    held, stranger = make_held(), officer_of(make_organisation())

    with pytest.raises(NotAllowed):
        actions.state_openness(held=held, status="open", since_on=date(2014, 1, 1), by=stranger, at=NOON)
    with pytest.raises(NotAllowed):
        actions.end_holding(held=held, on=date(2014, 1, 1), note="x", by=stranger, at=NOON)
    data = f"{','.join(COLUMNS)}\n{held.organisation.code},9,가,,,2010-01-01,,open,2014-01-01,,,,,\n".encode()
    with pytest.raises(NotAllowed):
        loading.load_register(data=data, by=stranger, at=NOON)
    client.force_login(stranger)
    assert client.get(reverse("opendata:state", args=[held.code])).status_code == 404
    client.force_login(make_user())
    assert client.get(reverse("opendata:register-desk")).status_code == 403


def test_an_officer_enters_states_and_hands_in_by_page(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(officer_of(organisation))
    entry = {"organisation": organisation.pk, "number": "1", "title": "대기질", "held_since_on": "2012-01-01"}

    assert client.post(reverse("opendata:held-new"), entry).status_code == 302
    assert client.post(reverse("opendata:held-new"), entry).status_code == 422
    held = HeldType.objects.get()
    state = reverse("opendata:state", args=[held.code])
    assert client.post(state, {"status": "closed", "since_on": "2014-01-01"}).status_code == 422
    closed = {"status": "closed", "since_on": "2014-01-01", "reason": "17-1-1", "items": ["6"]}
    assert client.post(state, closed).status_code == 302
    lines = [",".join(COLUMNS), ",2,버스,,,2010-01-01,,open,2014-01-01,,,,,", ",3,,,,2010-01-01,,open,2014-01-01,,,,,"]
    upload = SimpleUploadedFile("register.csv", "\n".join(lines).encode())
    answer = client.post(reverse("opendata:register-load"), {"organisation": organisation.pk, "file": upload})

    assert HeldType.objects.count() == 2
    assert "title" in answer.content.decode()
    kinds = ["opendata.held.registered", "opendata.openness.stated", "opendata.register.loaded"]
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True)) == kinds


def test_a_file_in_another_encoding_is_refused_with_the_place(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(officer_of(organisation))
    upload = SimpleUploadedFile("register.csv", "number,제목".encode("cp949"))

    answer = client.post(reverse("opendata:register-load"), {"organisation": organisation.pk, "file": upload})

    assert answer.status_code == 422
    assert "7" in str(answer.context["form"].errors["file"])


def test_a_title_with_an_identifier_is_refused_at_every_way_in() -> None:
    organisation = make_organisation()
    with pytest.raises(Invalid):
        make_held(organisation=organisation, title="환자 850101-1234567 기록")
    line = ",1,환자 850101-1234567,,,2010-01-01,,open,2014-01-01,,,,,"
    data = f"{','.join(COLUMNS)}\n{line}\n".encode()

    report = loading.load_register(data=data, organisation=organisation, by=None, at=NOON)

    assert [fault.code for fault in report.faults] == ["identifier"]
    assert not HeldType.objects.exists()


def test_every_door_shows_the_entry_and_its_statement(client: Client) -> None:
    held = make_held(status="closed", title="감염병 통계")
    agency = held.organisation.code
    doors = [
        reverse("opendata:held-types"),
        reverse("opendata:held-types") + "?q=감염병",
        held.get_absolute_url(),
        reverse("opendata:data-agency", args=[agency]),
        reverse("opendata:register-feed"),
        reverse("opendata:register-agency-feed", args=[agency]),
        "/api/v1/data-register?q=감염병",
        f"/api/v1/data-register/{held.code}",
        "/en" + reverse("opendata:held-types"),
    ]

    for door in doors:
        assert "감염병 통계" in client.get(door).content.decode("unicode_escape" if "api" in door else "utf-8") or (
            "감염병 통계" in str(client.get(door).json())
        ), door
    assert register_refs.load([held.ref])[0].facets == {"openness": "closed", "area": ""}
    assert register_refs.resolve(str(held.code)) is not None


def test_the_api_takes_entries_and_statements_of_the_own_agency_only(client: Client) -> None:
    organisation = make_organisation()
    body = {"agency": organisation.code, "number": "1", "title": "대기질", "held_since": "2012-01-01"}
    send = {"content_type": "application/json"}

    assert client.post("/api/v1/data-register", body, **send).status_code == 401
    client.force_login(make_user())
    assert client.post("/api/v1/data-register", body, **send).status_code == 403
    client.force_login(officer_of(organisation))
    made = client.post("/api/v1/data-register", body, **send)
    assert made.status_code == 201
    address = f"/api/v1/data-register/{made.json()['code']}/statements"
    assert client.post(address, {"status": "closed", "since": "2014-01-01"}, **send).status_code == 422
    assert client.post(address, {"status": "open", "since": "2014-01-01"}, **send).status_code == 201


def test_areas_are_counted_on_their_day_and_agencies_without_a_list_are_missed() -> None:
    organisation = make_organisation()
    area = actions.define_area(
        code="weather", name_ko="기상", name_en="Weather", since_on=date(2014, 1, 1), by=None, at=NOON
    )
    assert measure("opendata.agency_lists_complete", at=date(2016, 1, 1)).value == 0  # type: ignore[union-attr]
    make_held(organisation=organisation, area=area, status="open")

    assert StrategicArea.objects.count() == 1
    assert measure("opendata.strategic_areas", at=date(2013, 1, 1)).value == 0  # type: ignore[union-attr]
    assert measure("opendata.strategic_areas", at=date(2014, 1, 1)).value == 1  # type: ignore[union-attr]
    assert measure("opendata.agency_lists_complete", at=date(2016, 1, 1)).value == 1  # type: ignore[union-attr]
    assert [(one.code, one.open, one.held) for one in queries.by_area(on=date(2016, 1, 1))] == [("weather", 1, 1)]
