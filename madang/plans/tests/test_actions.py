from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.db import IntegrityError

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from madang.plans import actions, tasks
from madang.plans.models import Milestone, NeverChanged, Plan, PlanVersion, ReportedFigure, Snapshot, SnapshotValue
from madang.plans.queries import standings_of
from madang.plans.tests.samples import NOON, PLAN, TODAY, draft, load, papers

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


def an_organisation(code: str) -> Organisation:
    return Organisation.objects.create(
        code=code, kind="ministry", name_ko=code, name_en=code, established_on=date(2000, 1, 1)
    )


def an_official(code: str = "9990001", role: Role = Role.DISCLOSURE_OFFICER) -> User:
    user = User.objects.create_user(f"{code}@example.org")
    organisation = None if role is Role.ADMINISTRATOR else an_organisation(code)
    RoleHeld.objects.create(user=user, role=role, organisation=organisation, since_on=date(2020, 1, 1))
    return user


def the_target() -> Milestone:
    return Milestone.objects.get(key="1.2")


def test_a_loaded_plan_is_kept_whole_and_entered_in_the_ledger() -> None:
    version = load()

    (entry,) = Entry.objects.all()
    assert (entry.kind, entry.subject) == ("plans.version.loaded", "plans:version:small.1")
    assert entry.facts["content_sha256"] == version.content_sha256
    assert version.source_text == PLAN
    assert Milestone.objects.filter(commitment__version=version).count() == 3
    assert ReportedFigure.objects.get().milestone_key == "1.1"


def test_loading_the_same_again_changes_nothing() -> None:
    first = load()

    again = actions.load_plan(draft=draft("# only a comment\n" + PLAN), by=SYSTEM, at=NOON)

    assert (again.version, again.is_new) == (first, False)
    assert PlanVersion.objects.count() == 1
    assert Entry.objects.count() == 1


def test_a_changed_file_is_a_new_version_and_the_old_one_stays() -> None:
    first = load()

    second = load(PLAN.replace("target = 100", "target = 120"))

    assert (first.number, second.number) == (1, 2)
    targets = Milestone.objects.filter(key="1.2").order_by("commitment__version__number")
    assert [one.target for one in targets] == [Decimal(100), Decimal(120)]
    assert ReportedFigure.objects.count() == 1


def test_days_counted_from_loading_stay_those_of_the_first_load() -> None:
    text = PLAN.replace("due = 2026-06-30", 'due = "today+30d"')
    first = actions.load_plan(draft=draft(text), by=SYSTEM, at=NOON).version
    later = draft(text, today=TODAY + timedelta(days=10))

    assert not actions.load_plan(draft=later, by=SYSTEM, at=NOON).is_new
    assert the_target().due_on == date(2026, 5, 31)
    anew = actions.load_plan(draft=later, by=SYSTEM, at=NOON, counted_anew=True)
    assert anew.version.number == first.number + 1


def test_a_plan_is_loaded_whole_or_not_at_all() -> None:
    with (
        mock.patch("madang.plans.actions.plans.ledger.record", side_effect=IntegrityError),
        pytest.raises(IntegrityError),
    ):
        load()

    assert not Plan.objects.exists()
    assert not Milestone.objects.exists()


def test_a_figure_is_reported_by_an_official_who_answers_for_it() -> None:
    load()
    official = an_official()

    figure = actions.report_figure(
        milestone=the_target(), value=Decimal(40), on=TODAY, source=" 월간 보고 ", by=official, at=NOON
    )

    entry = Entry.objects.get(kind="plans.figure.reported")
    assert (figure.source_ko, figure.office) == ("월간 보고", "disclosure-officer@9990001")
    assert entry.subject == figure.ref
    assert entry.facts["value"] == "40"


def test_nobody_else_reports_figures() -> None:
    load()
    strangers = [an_official("9990002"), User.objects.create_user("citizen@example.org")]

    for stranger in strangers:
        with pytest.raises(NotAllowed):
            actions.report_figure(milestone=the_target(), value=Decimal(1), on=TODAY, source="x", by=stranger, at=NOON)

    assert ReportedFigure.objects.count() == 1
    assert not Entry.objects.filter(kind="plans.figure.reported").exists()


def test_a_role_that_has_ended_no_longer_reports() -> None:
    load()
    official = an_official()
    official.roles_held.update(until_on=TODAY)

    with pytest.raises(NotAllowed):
        actions.report_figure(milestone=the_target(), value=Decimal(1), on=TODAY, source="x", by=official, at=NOON)


def test_a_figure_needs_a_source_and_a_day_that_has_come() -> None:
    load()
    by = an_official(role=Role.ADMINISTRATOR)

    with pytest.raises(Invalid) as without_source:
        actions.report_figure(milestone=the_target(), value=Decimal(1), on=TODAY, source=" ", by=by, at=NOON)
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(Invalid) as too_early:
        actions.report_figure(milestone=the_target(), value=Decimal(1), on=tomorrow, source="x", by=by, at=NOON)

    assert (without_source.value.field, too_early.value.field) == ("source", "on")


def test_the_same_figure_is_not_reported_twice() -> None:
    load()
    by = an_official()
    actions.report_figure(milestone=the_target(), value=Decimal(1), on=TODAY, source="x", by=by, at=NOON)

    with pytest.raises(actions.FigureAlreadyReported):
        actions.report_figure(milestone=the_target(), value=Decimal(1), on=TODAY, source="x", by=by, at=NOON)

    assert Entry.objects.filter(kind="plans.figure.reported").count() == 1


def test_a_reported_figure_never_takes_the_place_of_what_is_measured() -> None:
    version, by = load(), an_official()
    actions.report_figure(milestone=the_target(), value=Decimal(1000), on=TODAY, source="x", by=by, at=NOON)

    with papers({TODAY: 3}):
        standing = standings_of(version, on=TODAY, milestone="1.2")[0]

    assert standing.value == 3
    assert (standing.basis, standing.state.value) == ("measured", "behind")
    assert standing.difference == -997


def test_a_day_is_kept_once_with_one_entry() -> None:
    version = load()
    with papers({YESTERDAY: 7}):
        kept = actions.take_snapshot(version=version, day=YESTERDAY, at=NOON)
    with papers({YESTERDAY: 8}):
        again = actions.take_snapshot(version=version, day=YESTERDAY, at=NOON)

    assert again == kept
    assert SnapshotValue.objects.get(milestone__key="1.2").value == 7
    entry = Entry.objects.get(kind="plans.snapshot.taken")
    assert entry.subject == kept.ref
    assert entry.facts["values"]["1.2"]["value"] == "7.0000"
    assert entry.facts["values"]["1.3"] == {"state": "not-measurable", "basis": "none"}


def test_a_slower_worker_takes_the_snapshot_of_the_faster_one() -> None:
    version = load()
    kept = actions.take_snapshot(version=version, day=YESTERDAY, at=NOON)

    with mock.patch("madang.plans.actions.plans._kept", return_value=None):
        assert actions.take_snapshot(version=version, day=YESTERDAY, at=NOON) == kept

    assert Entry.objects.filter(kind="plans.snapshot.taken").count() == 1


def test_a_day_is_not_kept_before_it_is_over() -> None:
    version = load()

    with pytest.raises(actions.DayNotOver):
        actions.take_snapshot(version=version, day=TODAY, at=NOON)

    assert not Snapshot.objects.exists()


def test_a_plan_of_reported_figures_has_no_snapshots() -> None:
    version = load(PLAN.replace('figures = "records"', 'figures = "reported"'))

    with pytest.raises(actions.NotMeasuredHere):
        actions.take_snapshot(version=version, day=YESTERDAY, at=NOON)


def test_what_is_kept_cannot_be_changed_or_removed() -> None:
    kept = actions.take_snapshot(version=load(), day=YESTERDAY, at=NOON)
    value = SnapshotValue.objects.get(milestone__key="1.2")

    for attempt in (kept.save, kept.delete, value.save, value.delete, Snapshot.objects.all().delete):
        with pytest.raises(NeverChanged):
            attempt()
    with pytest.raises(NeverChanged):
        SnapshotValue.objects.update(state="met")


def test_days_that_nobody_kept_are_kept_later_and_only_those() -> None:
    load(at=NOON - timedelta(days=4))

    first = actions.take_missing_snapshots(until=YESTERDAY, at=NOON)
    second = actions.take_missing_snapshots(until=YESTERDAY, at=NOON)

    assert (first, second) == (4, 0)
    assert sorted(Snapshot.objects.values_list("day", flat=True)) == [TODAY - timedelta(days=n) for n in (4, 3, 2, 1)]


def test_the_upkeep_keeps_yesterday_by_the_clock_of_the_site() -> None:
    """At 00:30 on 2 May in Seoul it is still 1 May in UTC; 1 May is over all the same."""
    load()
    half_past_midnight = datetime(2026, 5, 1, 15, 30, tzinfo=UTC)

    with mock.patch("madang.plans.tasks.now", return_value=half_past_midnight):
        assert tasks.keep_days() == 1
        assert tasks.keep_days() == 0

    assert Snapshot.objects.get().day == TODAY
