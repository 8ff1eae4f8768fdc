"""Key types: from a nomination by anyone to a decision with its reason, and to the day the data is open."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from madang.accounts.models import Role
from madang.common.errors import Invalid, NotAllowed
from madang.common.metrics import measure
from madang.ledger.models import Entry
from madang.opendata.actions import keytypes as actions
from madang.opendata.actions import register
from madang.opendata.models import KeyComment, KeyNomination
from madang.opendata.queries import keytypes as queries
from madang.opendata.tests.making import make_held, officer_of
from tests.factories import NOON, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db
DAY = date(2016, 4, 1)


def make_nomination(**fields: object) -> KeyNomination:
    return actions.nominate(held=make_held(**fields), reason="요청이 많습니다", by=make_user(), at=NOON)  # type: ignore[arg-type]


def make_member() -> object:
    return make_officer(make_organisation(), Role.COMMITTEE_MEMBER)


def test_a_chosen_key_type_counts_as_open_from_the_day_it_is() -> None:
    nomination = make_nomination(status="closed")
    actions.decide(
        nomination=nomination,
        is_chosen=True,
        reason="파급 효과",
        decided_on=DAY,
        release_by=DAY,
        by=make_member(),
        at=NOON,  # type: ignore[arg-type]
    )
    assert measure("opendata.key_types_open", at=NOON.date()).value == 0  # type: ignore[union-attr]
    assert queries.progress(on=NOON.date()).late == 1

    register.state_openness(held=nomination.held, status="open", since_on=date(2016, 4, 20), by=None, at=NOON)

    found = measure("opendata.key_types_open", at=NOON.date())
    assert found is not None
    assert (found.value, found.denominator) == (1, 1)
    assert measure("opendata.key_types_open", at=date(2016, 4, 19)).value == 0  # type: ignore[union-attr]
    assert queries.progress(on=NOON.date()).late == 0


def test_scores_are_weighted_and_an_office_scores_a_criterion_once() -> None:
    nomination = make_nomination()
    demand = actions.set_criterion(code="demand", name_ko="수요", name_en="Demand", weight=3, by=None, at=NOON)
    effect = actions.set_criterion(code="effect", name_ko="효과", name_en="Effect", weight=1, by=None, at=NOON)
    organisation = make_organisation()
    officer = officer_of(organisation)
    for criterion, score in ((demand, 1), (demand, 5), (effect, 1)):
        actions.assess(
            nomination=nomination,
            criterion=criterion,
            score=score,
            ground="조사",
            organisation=organisation,
            by=officer,
            at=NOON,
        )

    assert queries.listed(None).get().score == 4.0  # type: ignore[arg-type, attr-defined]
    with pytest.raises(NotAllowed):
        actions.assess(
            nomination=nomination,
            criterion=effect,
            score=1,
            ground="x",
            organisation=make_organisation(),
            by=officer,
            at=NOON,
        )
    with pytest.raises(Invalid):
        actions.assess(
            nomination=nomination, criterion=effect, score=6, ground="x", organisation=organisation, by=officer, at=NOON
        )


def test_who_comments_is_neither_shown_nor_named_in_the_ledger(client: Client) -> None:
    nomination, citizen = make_nomination(), make_user(name="홍길순", email="gilsun@example.test")
    client.force_login(citizen)
    for text in ("꼭 필요합니다", "고쳐 씁니다"):
        assert client.post(nomination.get_absolute_url(), {"stance": "support", "text": text}).status_code == 302

    assert KeyComment.objects.get().text == "고쳐 씁니다"
    page = Client().get(nomination.get_absolute_url()).content.decode()
    assert "고쳐 씁니다" in page
    assert "홍길순" not in page
    for entry in Entry.objects.all():
        assert str(citizen.code) not in entry.text
        assert "gilsun" not in entry.text


def test_the_council_alone_decides_with_a_reason_and_once(client: Client) -> None:
    nomination, member = make_nomination(), make_member()
    said = {"is_chosen": True, "reason": "수요", "decided_on": DAY, "release_by": date(2016, 12, 31), "at": NOON}

    for stranger in (make_user(), officer_of(nomination.held.organisation)):
        with pytest.raises(NotAllowed):
            actions.decide(nomination=nomination, by=stranger, **said)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        actions.decide(nomination=nomination, by=member, **(said | {"reason": " "}))  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        actions.decide(nomination=nomination, by=member, **(said | {"release_by": None}))  # type: ignore[arg-type]
    actions.decide(nomination=nomination, by=member, **said)  # type: ignore[arg-type]
    with pytest.raises(actions.NominationClosed):
        actions.decide(nomination=nomination, by=member, **said)  # type: ignore[arg-type]
    with pytest.raises(actions.NominationClosed):
        actions.comment(nomination=nomination, stance="object", by=make_user(), at=NOON)


def test_every_door_tells_of_a_nomination(client: Client) -> None:
    nomination = make_nomination(title="응급실 병상")
    client.force_login(officer_of(make_organisation()))
    for door in (
        reverse("opendata:key-types"),
        reverse("opendata:key-types") + "?q=응급실&state=nominated",
        reverse("opendata:key-types-csv"),
        nomination.get_absolute_url(),
        nomination.held.get_absolute_url(),
    ):
        response = client.get(door)
        text = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
        assert "응급실 병상" in text.decode(), door
    assert client.get("/api/v1/data-key-types").json()["items"][0]["title"] == "응급실 병상"
    for name in ("key-type-assess", "key-type-decide"):
        assert client.get(reverse(f"opendata:{name}", args=[nomination.code])).status_code == 200


def test_a_type_is_nominated_once(client: Client) -> None:
    nomination = make_nomination()
    with pytest.raises(actions.AlreadyNominated):
        actions.nominate(held=nomination.held, reason="또", by=make_user(), at=NOON)
    client.force_login(make_user())
    address = reverse("opendata:key-type-new") + f"?held={nomination.held.code}"
    assert client.get(address)["Location"] == nomination.get_absolute_url()
    other = make_held()
    assert client.post(reverse("opendata:key-type-new") + f"?held={other.code}", {"reason": "필요"}).status_code == 302
    assert KeyNomination.objects.count() == 2
