"""Members of a watch group: the announced rule, and what anybody can choose again."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from madang.accounts.models import Role, User
from madang.bodies.actions import ChosenByRule, Result, apply, decide_call
from madang.bodies.models import Application, Body, Call
from madang.common.errors import Invalid, NotAllowed
from madang.disclosure import actions
from madang.disclosure.models import Selection
from madang.disclosure.tests.requests.world import file, make_office
from madang.disclosure.watch import mixed
from madang.ledger import sequencer
from madang.ledger.models import Entry
from tests.factories import NOON, make_officer, make_organisation, make_user

DAY = timedelta(days=1)
CANDIDATES = some.lists(
    some.tuples(some.text("abcdef", min_size=1), some.integers(0, 4)), max_size=30, unique_by=lambda one: one[0]
)


@given(candidates=CANDIDATES, seed=some.text("01"), seats=some.integers(1, 12), merit=some.integers(0, 12))
def test_the_most_active_come_first_and_everybody_else_has_the_same_chance(
    candidates: list[tuple[str, int]], seed: str, seats: int, merit: int
) -> None:
    chosen = mixed.choose(candidates, seed=seed, seats=seats, merit=merit)
    counts = dict(candidates)

    assert chosen == mixed.choose(candidates[::-1], seed=seed, seats=seats, merit=merit)
    assert len(chosen.active) == min(merit, seats, sum(count > 0 for count in counts.values()))
    assert len({*chosen.active, *chosen.by_lot}) == min(seats, len(candidates))
    assert not set(chosen.active) & set(chosen.by_lot)
    left = [count for name, count in candidates if name not in chosen.active]
    assert all(counts[name] >= max(left, default=0) for name in chosen.active)


def test_the_lot_favours_nobody() -> None:
    candidates = [(str(number), number % 3) for number in range(12)]
    drawn = dict.fromkeys((name for name, _count in candidates), 0)
    for seed in range(2000):
        for name in mixed.choose(candidates, seed=str(seed), seats=5, merit=0).by_lot:
            drawn[name] += 1

    assert 740 < min(drawn.values()) <= max(drawn.values()) < 930


@pytest.fixture
def group(db: None) -> Body:
    return Body.objects.create(
        code="watchers",
        kind=Body.Kind.WATCH_GROUP,
        name_ko="감시단",
        organisation=make_organisation(),
        established_on=date(2016, 1, 1),
    )


def call_for(group: Body, *, by: User | None = None, **other: object) -> Selection:
    said = {"title": "위원 공모", "text": "감시단원을 찾습니다.", "seats": 3, "merit": 1}
    said |= {"opens_at": NOON, "closes_at": NOON + 10 * DAY, "at": NOON}
    by = by or make_officer(group.organisation, Role.SECRETARY)
    return actions.announce_selection(body=group, by=by, **(said | other))  # type: ignore[arg-type]


def candidates(selection: Selection, requests: list[int]) -> list[Application]:
    """One applicant for each number, who had filed so many requests before the call."""
    office, found = make_office(), []
    for count in requests:
        person = make_user()
        for _number in range(count):
            file(office, user=person, at=NOON - 40 * DAY)
        file(office, user=person, at=NOON + DAY)
        found.append(apply(call=selection.call, name=f"{person.pk}", statement="원합니다.", by=person, at=NOON + DAY))
    return found


AFTER = NOON + 11 * DAY


def chosen(selection: Selection, by: User) -> Selection:
    actions.seal_candidates(selection=selection, by=by, at=AFTER)
    sequencer.sequence(AFTER)
    return actions.choose_members(selection=selection, by=by, at=AFTER)


def test_the_rule_is_announced_and_then_carried_out(group: Body, client: Client, tmp_path: Path) -> None:
    secretary = make_officer(group.organisation, Role.SECRETARY)
    selection = call_for(group, by=secretary)
    applied = candidates(selection, [0, 2, 5, 0, 1])
    selection = chosen(selection, secretary)
    for one in applied:
        one.refresh_from_db()

    assert "(1석)" in json.dumps(selection.call.criteria, ensure_ascii=False)
    assert selection.active == [mixed.name_of(str(applied[2].code))]
    assert [count for _name, count in selection.population].count(0) == 2
    assert sum(one.state == "selected" for one in applied) == 3 == group.members.count()
    assert applied[2].state == "selected"
    assert "5" in applied[2].reason
    assert all(one.reason for one in applied)
    path = tmp_path / "choice.json"
    path.write_bytes(client.get(reverse("watch:choice-file", args=[selection.code])).content)
    call_command("audit", str(path), stdout=io.StringIO())
    assert Entry.objects.filter(kind="disclosure.selection.chosen").count() == 1


@pytest.mark.parametrize("field", ["secret", "root", "seed", "population", "active", "by_lot", "commitment", "merit"])
def test_a_choice_that_was_tampered_with_comes_out_otherwise(
    group: Body, client: Client, tmp_path: Path, field: str
) -> None:
    secretary = make_officer(group.organisation, Role.SECRETARY)
    selection = call_for(group, by=secretary)
    candidates(selection, [0, 2, 1, 0])
    said = client.get(reverse("watch:choice-file", args=[chosen(selection, secretary).code])).json()
    said[field] = said[field][:-1] if isinstance(said[field], list) else 0 if field == "merit" else "0" * 64
    path = tmp_path / "choice.json"
    path.write_text(json.dumps(said))

    with pytest.raises(SystemExit) as ended:
        call_command("audit", str(path), stdout=io.StringIO())
    assert ended.value.code == 1


def test_no_page_and_no_file_names_a_candidate_or_shows_the_secret_early(group: Body, client: Client) -> None:
    secretary = make_officer(group.organisation, Role.SECRETARY)
    selection = call_for(group, by=secretary)
    applied = candidates(selection, [1, 0])
    selection = actions.seal_candidates(selection=selection, by=secretary, at=AFTER)
    told = client.get(selection.get_absolute_url()).content.decode()
    told += client.get(reverse("watch:choice-file", args=[selection.code])).content.decode()

    assert selection.secret
    assert selection.secret not in told
    for one in applied:
        assert str(one.code) not in told
        assert one.by.email not in told


def test_what_comes_too_early_too_late_or_twice_is_refused(group: Body) -> None:
    secretary = make_officer(group.organisation, Role.SECRETARY)
    selection = call_for(group, by=secretary)
    with pytest.raises(actions.WrongStage):
        actions.seal_candidates(selection=selection, by=secretary, at=NOON + DAY)
    with pytest.raises(Invalid):
        actions.seal_candidates(selection=selection, by=secretary, at=AFTER)
    candidates(selection, [1])
    with pytest.raises(actions.WrongStage):
        actions.choose_members(selection=selection, by=secretary, at=AFTER)
    actions.seal_candidates(selection=selection, by=secretary, at=AFTER)
    with pytest.raises(actions.NotDrawable):
        actions.choose_members(selection=selection, by=secretary, at=AFTER)
    sequencer.sequence(AFTER)
    actions.choose_members(selection=selection, by=secretary, at=AFTER)
    with pytest.raises(actions.WrongStage):
        actions.choose_members(selection=selection, by=secretary, at=AFTER)
    assert group.members.count() == 1


def test_only_the_secretary_calls_fixes_and_chooses(group: Body, client: Client) -> None:
    selection = call_for(group)
    for other in (make_user(), make_officer(make_organisation(), Role.SECRETARY)):
        with pytest.raises(NotAllowed):
            call_for(group, by=other)
        with pytest.raises(NotAllowed):
            actions.seal_candidates(selection=selection, by=other, at=AFTER)
        client.force_login(other)
        assert client.get(reverse("watch:selection-new")).status_code == 403


@pytest.mark.parametrize("wrong", [{"merit": 4}, {"merit": -1}, {"closes_at": NOON - DAY}, {"title": ""}])
def test_a_rule_that_cannot_be_is_refused(group: Body, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        call_for(group, **wrong)
    assert not Selection.objects.exists()


def test_a_secretary_does_it_all_on_pages(group: Body, client: Client) -> None:
    client.force_login(make_officer(group.organisation, Role.SECRETARY))
    said = {"body": group.pk, "title": "공모", "text": "찾습니다.", "seats": 2, "merit": 1}
    said |= {"opens_at": "2099-01-01T09:00", "closes_at": "2099-01-20T18:00"}
    refused = client.post(reverse("watch:selection-new"), said | {"merit": 9})
    made = client.post(reverse("watch:selection-new"), said)
    selection = Selection.objects.get()

    assert refused.status_code == 422
    assert made.url.endswith(selection.get_absolute_url().removeprefix("/ko"))
    assert "공모" in client.get(reverse("watch:selections")).content.decode()
    assert client.post(reverse("watch:selection-act", args=[selection.code]), {"seal": "1"}).status_code == 302
    selection.refresh_from_db()
    assert selection.state == "announced"


def test_the_ordinary_desk_does_not_decide_what_the_announced_rule_decides(group: Body, client: Client) -> None:
    secretary = make_officer(group.organisation, Role.SECRETARY)
    selection = call_for(group, by=secretary)
    (one,) = candidates(selection, [0])
    Call.objects.update(closes_at=NOON + 2 * DAY)  # over for the pages, which act now
    client.force_login(secretary)
    desk = reverse("bodies:desk-call", args=[selection.call.code])
    page = client.get(desk).content.decode()
    answer = client.post(desk, {f"chosen-{one.pk}": "yes", f"reason-{one.pk}": "우수"})
    results = [Result(one, is_selected=True, reason="우수")]
    with pytest.raises(ChosenByRule, match=str(selection.code)):
        decide_call(call=selection.call, results=results, since_on=date(2016, 7, 1), by=secretary, at=AFTER)
    one.refresh_from_db()

    assert selection.get_absolute_url() in page
    assert f'name="chosen-{one.pk}"' not in page
    assert answer.status_code == 422
    assert selection.get_absolute_url() in answer.content.decode()
    assert one.state == "submitted"
    assert not group.members.exists()


def test_the_call_says_on_its_page_and_to_programs_where_its_members_are_chosen(group: Body, client: Client) -> None:
    selection = call_for(group)
    program = f"/api/v1/bodies/calls/{selection.call.code}"

    assert selection.get_absolute_url() in client.get(selection.call.get_absolute_url()).content.decode()
    assert client.get(program).json()["chosen_by_rule"].endswith(f"/audits/members/{selection.code}/")
    assert client.post(program, {}, content_type="application/json").status_code == 405


def test_no_command_decides_a_call() -> None:
    doors = list(Path(actions.__file__).parents[2].rglob("management/commands/*.py"))

    assert doors
    assert not [path for path in doors if "decide_call" in path.read_text()]
