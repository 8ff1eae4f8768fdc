"""Replacement draws: for empty seats, from those never drawn, tied to the first draw so that anybody can check it."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from madang.bodies import actions, tasks
from madang.bodies.drawchain import verify_chain
from madang.bodies.models import Body, Draw, Member
from madang.bodies.tests.making import make_body, make_secretary, moment
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db(transaction=True)
AT, LATER, LAST = moment("2026-03-02 10:00"), moment("2026-03-09 10:00"), moment("2026-06-01 10:00")
QUOTAS = "feature,value,min,max\nage,old,1,2\nage,young,1,2\n"
POOL = "id,age,address\n" + "".join(
    f"명단-{n},{'old' if n % 3 else 'young'},{'다온길 1' if n < 2 else ''}\n" for n in range(15)
)


@pytest.fixture(autouse=True)
def stores(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"


@pytest.fixture
def first() -> Draw:
    """A jury of three, drawn and seated."""
    jury = make_body(kind="jury", code="jury", shows_names=False)
    draw = actions.prepare_draw(
        body=jury, title_ko="추첨", size=3, pool=POOL, quotas=QUOTAS, household="address", by=SYSTEM, at=AT
    )
    draw = drawn(draw)
    actions.seat_panel(draw=draw, accepted=draw.panel, since_on=LATER.date(), by=SYSTEM, at=LATER)
    return draw


def drawn(draw: Draw) -> Draw:
    tasks.compute_draw(str(draw.code))
    draw = actions.commit_draw(draw=draw, by=SYSTEM, at=AT)
    return actions.draw_panel(draw=draw, by=SYSTEM, at=LATER)


def leave(draw: Draw, code: str) -> Member:
    member = Member.objects.get(basis=f"{draw.ref}#{code}")
    return actions.end_membership(member=member, until_on=LAST.date(), reason="이사", by=SYSTEM, at=LAST)


def prepare(draw: Draw, **details: object) -> Draw:
    return actions.prepare_replacement(draw=draw, **({"title_ko": "보궐 추첨", "by": SYSTEM, "at": LAST} | details))


def seat(draw: Draw, codes: list[str]) -> list[Member]:
    return actions.seat_panel(draw=draw, accepted=codes, since_on=LAST.date(), by=SYSTEM, at=LAST)


def file_of(client: Client, draw: Draw) -> dict[str, Any]:
    return json.loads(b"".join(client.get(f"/bodies/draws/{draw.code}/draw.json").streaming_content))


def failed(*files: dict[str, Any]) -> set[str]:
    """The decisive checks that a chain of files does not pass."""
    return {one.name for _file, checks in verify_chain(files) for one in checks if one.is_decisive and not one.passed}


def test_the_empty_seat_goes_to_somebody_never_drawn_and_the_panel_still_meets_the_quotas(first: Draw) -> None:
    gone = first.panel[0]
    leave(first, gone)

    second = drawn(prepare(first))
    seat(second, second.panel)

    assert (second.replaces, second.size, second.gone) == (first, 1, [gone])
    assert not set(second.panel) & set(first.panel)
    assert not set(second.pool.values_list("pseudonym", flat=True)) & set(first.panel)
    originals = dict(first.pool.values_list("pseudonym", "original"))
    assert all(originals[one.pseudonym] == one.original for one in second.pool.all())
    assert first.body.members.seated(on=LAST.date()).count() == 3


def test_a_third_draw_excludes_everybody_drawn_before_it(first: Draw, client: Client) -> None:
    leave(first, first.panel[0])
    second = drawn(prepare(first))
    seat(second, second.panel)
    leave(second, second.panel[0])
    leave(first, first.panel[1])

    third = drawn(prepare(second, title_ko="둘째 보궐 추첨"))

    assert third.size == 2
    assert third.staying == [first.panel[2]]
    assert not {*first.panel, *second.panel} & set(third.pool.values_list("pseudonym", flat=True))
    files = [file_of(client, one) for one in (third, first, second)]
    assert failed(*files) == set()
    assert [len(checks) > 3 for _file, checks in verify_chain(files)] == [True] * 3


def test_seats_are_counted_across_the_chain(first: Draw) -> None:
    leave(first, first.panel[0])
    second = drawn(prepare(first))
    seat(second, second.panel)

    assert seat(second, second.panel) == []
    Member.objects.filter(basis=f"{first.ref}#{first.panel[0]}").update(until_on=None)
    Member.objects.filter(basis__startswith=second.ref).delete()
    with pytest.raises(actions.NoDrawnSeatLeft):
        seat(second, second.panel)


def test_whoever_counted_as_gone_takes_no_seat_any_more() -> None:
    jury = make_body(kind="jury", code="jury", shows_names=False)
    draw = drawn(actions.prepare_draw(body=jury, title_ko="추첨", size=3, pool=POOL, quotas=QUOTAS, by=SYSTEM, at=AT))
    with pytest.raises(actions.NobodySeated):
        prepare(draw)
    seat(draw, draw.panel[:2])
    new = prepare(draw)
    tasks.compute_draw(str(new.code))
    actions.commit_draw(draw=new, by=SYSTEM, at=LAST)

    with pytest.raises(Invalid):
        seat(draw, draw.panel)


def test_nothing_is_drawn_while_every_seat_is_taken(first: Draw) -> None:
    with pytest.raises(actions.NothingToReplace):
        prepare(first)


def test_preparing_twice_is_one_draw_and_a_changed_one_replaces_it_until_it_is_public(first: Draw) -> None:
    leave(first, first.panel[0])
    one = prepare(first)

    assert prepare(first).pk == one.pk
    other = prepare(first, beacon="로또")
    assert list(first.replacements.all()) == [other]
    tasks.compute_draw(str(one.code))
    tasks.compute_draw(str(other.code))
    actions.commit_draw(draw=other, by=SYSTEM, at=LAST)
    with pytest.raises(actions.WrongMoment):
        prepare(first)


def test_a_replacement_is_not_published_after_its_members_changed(first: Draw) -> None:
    leave(first, first.panel[0])
    second = prepare(first)
    tasks.compute_draw(str(second.code))
    leave(first, first.panel[1])

    with pytest.raises(actions.MembersChanged):
        actions.commit_draw(draw=second, by=SYSTEM, at=LAST)
    assert prepare(first).size == 2


def test_only_the_secretary_prepares_replacements(first: Draw, client: Client) -> None:
    leave(first, first.panel[0])
    with pytest.raises(NotAllowed):
        prepare(first, by=make_user())
    client.force_login(make_secretary(make_organisation()))
    assert client.post(f"/bodies/desk/draws/{first.code}/replace/", {"title_ko": "보궐"}).status_code == 404

    client.force_login(make_secretary(first.body.organisation))
    assert "/replace/" in client.get(f"/bodies/desk/draws/{first.code}/").content.decode()
    assert client.post(f"/bodies/desk/draws/{first.code}/replace/", {"title_ko": ""}).status_code == 422
    assert client.post(f"/bodies/desk/draws/{first.code}/replace/", {"title_ko": "보궐"}).status_code == 302
    assert str(first.replacements.get().code) in client.get(f"/bodies/desk/draws/{first.code}/").content.decode()


def test_the_public_page_the_api_and_the_ledger_show_the_chain(first: Draw, client: Client) -> None:
    leave(first, first.panel[0])
    second = prepare(first)
    hidden = client.get(f"/api/v1/bodies/draws/{first.code}").json()
    assert hidden["replaced_by"] is None
    assert str(second.code) not in client.get(f"/bodies/draws/{first.code}/").content.decode()

    second = drawn(second)

    assert str(second.code) in client.get(f"/bodies/draws/{first.code}/").content.decode()
    assert str(first.code) in client.get(f"/bodies/draws/{second.code}/").content.decode()
    told = client.get(f"/api/v1/bodies/draws/{second.code}").json()
    assert (told["replaces"], told["gone"], told["staying"]) == (str(first.code), second.gone, second.staying)
    committed = Entry.objects.get(kind="bodies.draw.committed", subject=second.ref).text
    assert first.pool_hash in committed
    assert Entry.objects.get(kind="bodies.draw.replaced").subject == first.ref
    assert second.title in client.get("/bodies/jury/feed.atom").content.decode()


def test_quotas_that_nobody_can_meet_any_more_are_widened_by_the_least_and_no_further(client: Client) -> None:
    jury = make_body(kind="jury", code="jury", shows_names=False)
    quotas = "feature,value,min,max\nage,old,1,1\nage,young,2,2\n"
    pool = "id,age\n" + "".join(f"{n},{'old' if n > 7 else 'young'}\n" for n in range(9))
    first = drawn(actions.prepare_draw(body=jury, title_ko="추첨", size=3, pool=pool, quotas=quotas, by=SYSTEM, at=AT))
    actions.seat_panel(draw=first, accepted=first.panel, since_on=LATER.date(), by=SYSTEM, at=LATER)
    (old,) = {row[0] for row in file_of(client, first)["pool"] if row[1] == "old"}
    leave(first, old)

    narrow = prepare(first, widens=False)
    tasks.compute_draw(str(narrow.code))
    narrow.refresh_from_db()
    second = drawn(prepare(first))

    assert narrow.state == "infeasible"
    assert len(second.advice) == 2
    files = file_of(client, first), file_of(client, second)
    assert failed(*files) == set()
    assert "widened" in client.get(f"/en/bodies/draws/{second.code}/").content.decode()
    files[1]["quotas"][0][3] += 1
    assert "rest-of-first" in failed(*files)


@pytest.fixture
def files(first: Draw, client: Client) -> tuple[dict[str, Any], dict[str, Any]]:
    leave(first, first.panel[0])
    second = drawn(prepare(first))
    return file_of(client, first), file_of(client, second)


Change = Callable[[dict[str, Any], dict[str, Any]], None]


def swap_a_value(first: dict[str, Any], second: dict[str, Any]) -> None:
    row = first["pool"][0]
    row[1] = "young" if row[1] == "old" else "old"


def swap_a_value_and_its_hash(first: dict[str, Any], second: dict[str, Any]) -> None:
    swap_a_value(first, second)
    first["pool_hash"] = second["replaces"]["pool_hash"] = "0" * 64


def tell_another_panel(first: dict[str, Any], second: dict[str, Any]) -> None:
    first["panel"] = first["panels"][(first["panel_number"] + 1) % 1000]


def tell_another_link(first: dict[str, Any], second: dict[str, Any]) -> None:
    second["replaces"]["chain"][0]["commitment"] = "0" * 64


def let_the_gone_stay(first: dict[str, Any], second: dict[str, Any]) -> None:
    ties = second["replaces"]
    ties["staying"], ties["gone"] = [*ties["staying"][1:], *ties["gone"]], ties["staying"][:1]


def leave_a_stayer_out(first: dict[str, Any], second: dict[str, Any]) -> None:
    second["replaces"]["staying"].pop()


def name_one_twice(first: dict[str, Any], second: dict[str, Any]) -> None:
    second["replaces"]["gone"].append(second["replaces"]["staying"][0])


def put_the_gone_into_the_pool(first: dict[str, Any], second: dict[str, Any]) -> None:
    gone = second["replaces"]["gone"][0]
    second["pool"].append(next(row for row in first["pool"] if row[0] == gone))


def widen_a_quota(first: dict[str, Any], second: dict[str, Any]) -> None:
    second["quotas"][0][3] += 1


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (swap_a_value, "pool-hash"),
        (swap_a_value_and_its_hash, "first-pool"),
        (tell_another_panel, "stay-or-gone"),
        (tell_another_link, "earlier-draws"),
        (let_the_gone_stay, "ties-bound"),
        (leave_a_stayer_out, "stay-or-gone"),
        (name_one_twice, "each-once"),
        (put_the_gone_into_the_pool, "nobody-twice"),
        (widen_a_quota, "rest-of-first"),
    ],
)
def test_what_was_tampered_with_is_found(
    files: tuple[dict[str, Any], dict[str, Any]], change: Change, found: str
) -> None:
    assert failed(*files) == set()
    first, second = copy.deepcopy(files)

    change(first, second)

    assert found in failed(second, first)


def test_the_command_checks_both_files_and_says_what_is_missing_or_wrong(
    files: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first, second = files
    for name, file in (("first", first), ("second", second)):
        (tmp_path / f"{name}.json").write_text(json.dumps(file))

    call_command("draw", "verify", str(tmp_path / "second.json"), str(tmp_path / "first.json"), "--json")
    told = json.loads(capfd.readouterr().out)
    call_command("draw", "verify", str(tmp_path / "second.json"), "--json")
    alone = json.loads(capfd.readouterr().out)

    assert told["ok"]
    assert told["panel"] == second["panel"]
    assert {"file": 1, "name": "rest-of-first", "passed": True, "detail": ""} in told["checks"]
    assert [one["passed"] for one in alone["checks"] if one["name"] == "earlier-files"] == [False]
    let_the_gone_stay(first, second)
    (tmp_path / "second.json").write_text(json.dumps(second))
    with pytest.raises(SystemExit):
        call_command("draw", "verify", str(tmp_path / "first.json"), str(tmp_path / "second.json"))
    said = capfd.readouterr().out
    assert any(line.startswith(("no ", "아니요")) for line in said.splitlines()), said


def test_two_first_draws_are_no_chain(files: tuple[dict[str, Any], dict[str, Any]]) -> None:
    assert "one-first" in failed(files[0], files[0])


def test_a_body_shows_its_replacement_draw_once_it_is_public(first: Draw, client: Client) -> None:
    body: Body = first.body
    leave(first, first.panel[0])
    second = prepare(first)
    assert str(second.code) not in client.get(body.get_absolute_url()).content.decode()
    drawn(second)
    assert str(second.code) in client.get(body.get_absolute_url()).content.decode()
