"""Bodies, seats, members and duties: who may enter them, and what cannot be."""

from datetime import date

import pytest

from madang.accounts.models import Role
from madang.bodies import actions
from madang.bodies.models import Body, DutyRule, Member
from madang.bodies.tests.making import make_body, make_secretary, moment
from madang.common.actors import SYSTEM, Actor
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from tests.factories import make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db
AT = moment("2026-03-02 10:00")
COUNCIL = {
    "code": "open-data-council",
    "kind": "council",
    "name_ko": "공공데이터전략위원회",
    "name_en": "Open Data Strategy Council",
    "established_on": date(2013, 12, 1),
}
SEATS = [
    {"code": "public", "name_ko": "공공위원", "name_en": "Public sector", "seats": 16},
    {"code": "private", "name_ko": "민간위원", "name_en": "From outside", "seats": 16, "is_external": True},
    {"code": "co-chairs", "name_ko": "공동위원장", "name_en": "Co-chairs", "seats": 2},
]


def test_a_council_of_thirty_four_seats_is_established_by_a_secretary() -> None:
    organisation = make_organisation()

    body = actions.establish_body(
        **COUNCIL, organisation=organisation, sectors=SEATS, by=make_secretary(organisation), at=AT
    )

    assert sum(body.sectors.values_list("seats", flat=True)) == 34
    entry = Entry.objects.get(kind="bodies.body.established")
    assert f"secretary@{organisation.code}" in entry.text


@pytest.mark.parametrize("stranger", ["citizen", "elsewhere", "other-role"])
def test_nobody_else_establishes_a_body(stranger: str) -> None:
    organisation = make_organisation()
    by = {
        "citizen": make_user,
        "elsewhere": lambda: make_secretary(make_organisation()),
        "other-role": lambda: make_officer(organisation, Role.RECORDS_OFFICER),
    }[stranger]()

    with pytest.raises(NotAllowed):
        actions.establish_body(**COUNCIL, organisation=organisation, by=by, at=AT)

    assert not Body.objects.exists()
    assert not Entry.objects.exists()


def test_an_actor_without_an_office_is_a_stranger() -> None:
    with pytest.raises(NotAllowed):
        actions.establish_body(**COUNCIL, organisation=make_organisation(), by=Actor("accounts:person:x"), at=AT)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "meetings"}, "code"),
        ({"code": "Not A Code"}, "code"),
        ({"name_ko": ""}, "name_ko"),
        ({"kind": "x"}, "kind"),
    ],
)
def test_what_is_wrong_with_a_body_is_said_and_nothing_is_written(change: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.establish_body(**(COUNCIL | change), organisation=make_organisation(), by=SYSTEM, at=AT)

    assert refusal.value.field == field
    assert not Body.objects.exists()


def test_a_seat_is_given_to_one_person_at_a_time() -> None:
    body = actions.establish_body(
        **COUNCIL,
        organisation=make_organisation(),
        sectors=[{"code": "chair", "name_ko": "위원장", "seats": 1}],
        by=SYSTEM,
        at=AT,
    )
    seat = {"body": body, "sector": body.sectors.get(), "by": SYSTEM, "at": AT}
    first = actions.seat_member(**seat, name="가", since_on=date(2020, 1, 1), until_on=date(2022, 1, 1))
    actions.seat_member(**seat, name="나", since_on=date(2022, 1, 1))

    with pytest.raises(actions.NoSeatLeft):
        actions.seat_member(**seat, name="다", since_on=date(2021, 6, 1), until_on=date(2021, 7, 1))
    with pytest.raises(actions.NoSeatLeft):
        actions.seat_member(**seat, name="다", since_on=date(2019, 6, 1))

    assert Member.objects.seated(on=date(2021, 6, 1)).get() == first


def test_a_member_s_name_is_a_commitment_in_the_ledger() -> None:
    body = make_body()

    actions.seat_member(body=body, name="홍길동", affiliation="한빛대", since_on=date(2024, 2, 1), by=SYSTEM, at=AT)

    assert "홍길동" not in Entry.objects.get(kind="bodies.member.seated").text


def test_members_whose_names_are_not_public_appear_by_number() -> None:
    body = make_body(shows_names=False)

    member = actions.seat_member(body=body, name="홍길동", since_on=date(2024, 2, 1), by=SYSTEM, at=AT)

    assert "홍길동" not in member.shown_name


def test_a_person_sits_once_at_a_time() -> None:
    body, user = make_body(), make_user()
    actions.seat_member(body=body, name="가", user=user, since_on=date(2024, 2, 1), by=SYSTEM, at=AT)

    with pytest.raises(actions.AlreadySeated):
        actions.seat_member(body=body, name="가", user=user, since_on=date(2025, 2, 1), by=SYSTEM, at=AT)


def test_members_declare_their_own_interests_and_nobody_else_s() -> None:
    body, user = make_body(), make_user()
    own = actions.seat_member(body=body, name="가", user=user, since_on=date(2024, 2, 1), by=SYSTEM, at=AT)
    other = actions.seat_member(body=body, name="나", since_on=date(2024, 2, 1), by=SYSTEM, at=AT)

    actions.declare_interest(member=own, text="한빛데이터 비상임이사", by=user, at=AT)

    with pytest.raises(NotAllowed):
        actions.declare_interest(member=other, text="아무 말", by=user, at=AT)
    assert own.interests.get().declared_on == date(2026, 3, 2)
    assert not other.interests.exists()


def test_a_duty_of_a_kind_is_in_force_once_and_ends_before_another_begins() -> None:
    body = make_body()
    duty = {"body": body, "kind": DutyRule.Kind.MEETINGS_A_YEAR, "by": SYSTEM, "at": AT}
    rule = actions.set_duty(**duty, number=2, since_on=date(2024, 1, 1))

    with pytest.raises(actions.DutyAlreadySet):
        actions.set_duty(**duty, number=4, since_on=date(2026, 4, 1))
    with pytest.raises(Invalid):
        actions.end_duty(rule=rule, until_on=date(2026, 3, 1), by=SYSTEM, at=AT)
    actions.end_duty(rule=rule, until_on=date(2026, 4, 1), by=SYSTEM, at=AT)
    actions.set_duty(**duty, number=4, since_on=date(2026, 4, 1))

    assert [one.number for one in body.duties.all()] == [2, 4]


def test_a_share_of_more_than_all_is_refused() -> None:
    with pytest.raises(Invalid):
        actions.set_duty(
            body=make_body(),
            kind="external-share",
            number=3,
            denominator=2,
            since_on=date(2024, 1, 1),
            by=SYSTEM,
            at=AT,
        )


def test_what_ends_with_a_body_is_ended_with_it() -> None:
    body = make_body()
    actions.seat_member(body=body, name="가", since_on=date(2024, 2, 1), by=SYSTEM, at=AT)
    actions.set_duty(body=body, kind="meetings-a-year", number=1, since_on=date(2024, 1, 1), by=SYSTEM, at=AT)

    actions.dissolve_body(body=body, dissolved_on=date(2026, 3, 1), reason="임무 완료", by=SYSTEM, at=AT)

    assert body.members.get().until_on == body.duties.get().until_on == date(2026, 3, 1)
    with pytest.raises(actions.BodyIsDissolved):
        actions.seat_member(body=body, name="나", since_on=date(2026, 3, 2), by=SYSTEM, at=AT)
