from datetime import date
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from madang.accounts.models import Role
from madang.common.errors import Invalid, NotAllowed
from madang.common.metrics import measure
from madang.ledger.models import Entry
from madang.notices import actions as notices
from madang.notices.models.events import Event
from madang.surveys import actions
from madang.surveys.actions.preparing import NotPossibleNow
from madang.surveys.models import Answer, Release, Survey, Words
from madang.surveys.release import recount, row_id
from madang.surveys.tests.factories import AFTER, DAY, LATER, answer, answer_often, make_draft, make_runner, make_survey
from madang.surveys.tests.samples import DOCUMENT, WEIGHTING
from tests.factories import NOON, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db


def kinds(survey: Survey) -> list[str]:
    return list(Entry.objects.filter(subject=survey.ref).order_by("pk").values_list("kind", flat=True))


def closed(count: int = 40, **fields: object) -> Survey:
    survey = make_survey(**fields)
    answer_often(survey, count)
    actions.close_due(at=AFTER)
    survey.refresh_from_db()
    return survey


def test_a_survey_opens_and_closes_by_the_clock_and_the_ledger_holds_each_step() -> None:
    survey = make_survey()
    assert actions.open_due(at=NOON - DAY) == 0
    assert actions.open_due(at=NOON) == 1
    assert actions.open_due(at=LATER) == 0
    answer_often(survey, 40)
    assert actions.close_due(at=LATER) == 0
    assert actions.close_due(at=AFTER) == 1
    assert actions.close_due(at=AFTER) == 0

    assert kinds(survey) == [
        "surveys.survey.announced",
        "surveys.survey.opened",
        "surveys.survey.closed",
        "surveys.results.published",
    ]


def test_at_the_close_the_roll_and_everything_personal_is_forgotten() -> None:
    survey = make_survey()
    receipt_ids = {row_id(kept) for kept in survey.answers.values_list("receipt", flat=True)}
    answer(survey)
    actions.save_draft(
        survey=survey, ticket=actions.answers.Ticket(("k",), "d"), values={"aware": "yes"}, page="use", at=LATER
    )
    before = set(survey.answers.values_list("pk", flat=True))
    actions.close_due(at=AFTER)

    assert not survey.participations.exists()
    assert not survey.drafts.exists()
    assert not before & set(survey.answers.values_list("pk", flat=True))
    assert receipt_ids <= {row_id(kept) for kept in survey.answers.values_list("receipt", flat=True)}


def test_the_root_in_the_ledger_is_that_of_the_published_rows() -> None:
    survey = closed(weighting=WEIGHTING)
    release = survey.release

    found = recount({**release.document, "questionnaire": DOCUMENT})

    assert found.differences == ()
    assert found.root == release.root
    assert release.root in Entry.objects.get(kind="surveys.survey.closed", subject=survey.ref).text


def test_a_release_is_never_made_again() -> None:
    survey = closed()

    with pytest.raises(TypeError):
        survey.release.save()
    assert Release.objects.count() == 1


def test_results_wait_where_the_agency_publishes_them_by_hand() -> None:
    survey = closed(results_when="by-hand")
    officer, stranger = make_runner(survey, Role.ETHICS_OFFICER), make_officer(make_organisation(), Role.DATA_OFFICER)
    assert not survey.has_results

    with pytest.raises(NotAllowed):
        actions.publish_results(survey=survey, by=stranger, at=AFTER)
    actions.publish_results(survey=survey, by=officer, at=AFTER)
    with pytest.raises(NotPossibleNow):
        actions.publish_results(survey=survey, by=officer, at=AFTER)

    assert kinds(survey)[-1] == "surveys.results.published"
    assert "ethics-officer@" in Entry.objects.get(kind="surveys.results.published").text


def test_followers_of_the_agency_are_told_of_each_step() -> None:
    organisation, user = make_organisation(), make_user()
    notices.follow(subject=organisation.ref, by=user, pace="daily", language="en", at=NOON - DAY)
    survey = make_survey(organisation)
    answer_often(survey, 9)
    actions.close_due(at=AFTER)

    told = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert told == ["surveys.survey.announced", "surveys.survey.opened", "surveys.results.published"]


def test_nobody_changes_an_announced_survey() -> None:
    survey = make_survey()
    officer = make_runner(survey)

    with pytest.raises(actions.NotADraft):
        actions.change_survey(survey=survey, title_ko="다른 제목", by=officer, at=LATER)
    with pytest.raises(actions.NotADraft):
        actions.set_form(survey=survey, form=DOCUMENT, by=officer, at=LATER)
    with pytest.raises(actions.NotADraft):
        actions.announce_survey(survey=survey, by=officer, at=LATER)
    with pytest.raises(actions.NotADraft):
        actions.discard_draft(survey=survey, by=officer, at=LATER)


def test_a_new_version_follows_with_the_same_questions() -> None:
    survey = make_survey(slug="needs")
    first = actions.copy_survey(survey=survey, opens_at=AFTER, closes_at=AFTER + DAY, by=make_runner(survey), at=LATER)
    second = actions.copy_survey(survey=first, opens_at=AFTER, closes_at=AFTER + DAY, by=make_runner(survey), at=LATER)

    assert (first.slug, second.slug) == ("needs-v2", "needs-v3")
    assert first.previous == survey
    assert first.form == survey.form
    assert first.state == Survey.State.DRAFT


def test_only_a_survey_that_has_not_opened_can_be_cancelled() -> None:
    early, running = make_survey(opens_at=NOON + DAY), make_survey()

    with pytest.raises(Invalid):
        actions.cancel_survey(survey=early, reason=" ", by=None, at=NOON)
    actions.cancel_survey(survey=early, reason="예산", by=None, at=NOON)
    with pytest.raises(NotPossibleNow):
        actions.cancel_survey(survey=running, reason="예산", by=None, at=LATER)

    assert actions.close_due(at=AFTER) == 1
    assert kinds(early)[-1] == "surveys.survey.cancelled"


@pytest.mark.parametrize(
    "fields",
    [
        {"quotas": {"nothing": {"f": 1}}},
        {"quotas": {"sex": {"x": 1}}},
        {"quotas": {"sex": {"f": 0}}},
        {"weighting": {"margins": [{"question": "aware", "targets": {"yes": 1}, "source": "x"}]}},
        {"weighting": {"margins": [{"question": "sex", "targets": {"x": 1}, "source": "x"}]}},
        {"weighting": {"margins": [{"question": "sex", "targets": {"f": 1}, "source": ""}]}},
        {"weighting": {"margins": [{"question": "sex", "targets": {"f": -1}, "source": "x"}]}},
        {"slug": "desk"},
        {"form": {"sections": []}},
    ],
)
def test_what_cannot_be_carried_out_is_refused_before(fields: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        make_draft(**fields)

    assert not Survey.objects.exists()


def test_a_survey_that_would_have_closed_already_is_not_announced() -> None:
    with pytest.raises(Invalid):
        actions.announce_survey(survey=make_draft(), by=None, at=AFTER)


def test_running_totals_move_only_by_whole_groups() -> None:
    survey = make_survey(results_when="running", k=5)
    for number in range(1, 14):
        actions.enter_paper(survey=survey, number=number, values={"aware": "yes"}, by=None, at=LATER)
        actions.tally_running(at=LATER)
        survey.refresh_from_db()
        assert (survey.running_tally or {"answers": 0})["answers"] == number // 5 * 5
    assert "sex" not in str(survey.running_tally)


def test_words_are_shown_only_after_somebody_read_them() -> None:
    survey = make_survey()
    answer(survey, why="좋은 의견")
    words = Words.objects.get()
    moderator = make_officer(survey.organisation, Role.MODERATOR)
    with pytest.raises(Invalid):
        actions.judge_words(words=words, show=True, by=moderator, at=LATER)
    actions.close_due(at=AFTER)

    with pytest.raises(Invalid):
        actions.judge_words(words=words, show=False, by=moderator, at=AFTER)
    with pytest.raises(NotAllowed):
        actions.judge_words(words=words, show=True, by=make_officer(make_organisation(), Role.MODERATOR), at=AFTER)
    actions.judge_words(words=words, show=True, by=moderator, at=AFTER)

    assert Words.objects.get().state == Words.State.SHOWN
    assert "좋은 의견" not in Entry.objects.get(kind="surveys.words.judged").text


def test_metrics_count_nothing_before_the_close() -> None:
    survey = make_survey(purpose="open-data-awareness", weighting=WEIGHTING)
    answer_often(survey, 60)
    assert measure("surveys.answers", at=date(2016, 12, 31)).value == 0  # type: ignore[union-attr]
    actions.close_due(at=AFTER)
    closed_on = localdate(AFTER)

    count = measure("surveys.answers", at=closed_on, survey=survey.slug)
    share = measure("surveys.awareness_share", at=closed_on)
    plain = measure("surveys.awareness_share", at=closed_on, weighted="no")
    early = measure("surveys.awareness_share", at=closed_on - DAY)

    assert count
    assert share
    assert plain
    assert early
    assert count.value == 60
    yes = Answer.objects.filter(values__aware="yes").count()
    assert plain.value == (Decimal(yes) * 100 / 60).quantize(Decimal("0.01"))
    assert (share.numerator, share.denominator) == (yes, 60)
    assert share.value is not None
    assert early.value is None
    assert early.reason
    assert measure("surveys.awareness_share", at=closed_on, question="none").value is None  # type: ignore[union-attr]
