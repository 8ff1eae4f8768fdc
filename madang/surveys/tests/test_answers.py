from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from madang.accounts.models import Role, User
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry, Salt
from madang.surveys import actions
from madang.surveys.models import Answer, Draft, Participation, QuotaCount, Survey, Words
from madang.surveys.participants import (
    digest_of,
    email_link,
    email_of_link,
    ticket_of_email,
    ticket_of_invitation,
    ticket_of_user,
)
from madang.surveys.release import receipt_hash
from madang.surveys.tests.factories import AFTER, DAY, LATER, answer, make_runner, make_survey
from madang.surveys.tests.samples import ANSWER
from tests.factories import NOON, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db


def test_an_answer_is_kept_once_a_person() -> None:
    survey, user = make_survey(), make_user()
    answer(survey, user)

    with pytest.raises(actions.AlreadyAnswered):
        answer(survey, user)

    assert survey.answers.count() == 1


def test_a_person_with_an_account_is_the_same_person_by_e_mail() -> None:
    survey, user = make_survey(), make_user()
    actions.submit_answer(survey=survey, ticket=ticket_of_email(survey, user.email.upper()), values=ANSWER, at=LATER)

    with pytest.raises(actions.AlreadyAnswered):
        answer(survey, user)
    user.email = "another@example.test"
    user.save()
    with pytest.raises(actions.AlreadyAnswered):
        answer(survey, user)


def test_who_answered_is_known_also_after_the_site_has_another_secret(settings: Any) -> None:
    survey, user = make_survey(), make_user()
    answer(survey, user)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"

    with pytest.raises(actions.AlreadyAnswered):
        answer(survey, user)


def test_nothing_leads_from_an_answer_to_the_person() -> None:
    survey, user = make_survey(), make_user()
    receipt = answer(survey, user, why="의견")

    kept = Answer.objects.get()
    assert {field.name for field in Answer._meta.get_fields()} == {
        "id", "survey", "values", "receipt", "on", "paper_number",
    }  # fmt: skip
    assert {field.name for field in Participation._meta.get_fields()} == {"id", "survey", "key"}
    rolls = set(Participation.objects.values_list("key", flat=True))
    assert str(user.code) not in str(rolls)
    assert kept.receipt == receipt_hash(receipt)
    assert "why" not in kept.values
    assert Words.objects.get().text == "의견"


def test_answers_leave_no_trace_in_the_ledger_one_by_one() -> None:
    survey = make_survey()
    before = (Entry.objects.count(), Salt.objects.count())
    answer(survey)
    actions.enter_paper(survey=survey, number=1, values=ANSWER, by=None, at=LATER)

    assert (Entry.objects.count(), Salt.objects.count()) == before


@pytest.mark.parametrize("at", [NOON - DAY, NOON + 14 * DAY])
def test_nothing_is_kept_outside_the_hours(at: Any) -> None:
    survey = make_survey()

    with pytest.raises(actions.NotOpen):
        actions.submit_answer(survey=survey, ticket=ticket_of_user(survey, make_user()), values=ANSWER, at=at)

    assert not Participation.objects.exists()


def test_a_wrong_answer_keeps_nothing_and_names_the_question() -> None:
    survey = make_survey()

    with pytest.raises(Invalid) as caught:
        answer(survey, aware="")

    assert "공공데이터포털" in str(caught.value.message)
    assert not Answer.objects.exists()
    assert not Participation.objects.exists()


def test_a_draft_is_kept_until_the_answer_comes() -> None:
    survey, user = make_survey(), make_user()
    ticket = ticket_of_user(survey, user)
    for page in ("use", "more"):
        actions.save_draft(survey=survey, ticket=ticket, values={"aware": "yes"}, page=page, at=LATER)
    assert Draft.objects.get().page == "more"

    answer(survey, user)

    assert not Draft.objects.exists()
    with pytest.raises(actions.AlreadyAnswered):
        actions.save_draft(survey=survey, ticket=ticket, values={}, page="use", at=LATER)


def test_a_full_quota_takes_no_more() -> None:
    survey = make_survey(quotas={"sex": {"f": 1}})
    answer(survey, sex="f")

    with pytest.raises(actions.QuotaFull):
        answer(survey, sex="f")
    answer(survey, sex="m")

    assert QuotaCount.objects.get().count == 1
    assert survey.answers.count() == 2
    assert survey.participations.count() == 4


def test_the_database_itself_refuses_to_pass_a_quota() -> None:
    make_survey(quotas={"sex": {"f": 1}})

    with pytest.raises(IntegrityError), transaction.atomic():
        QuotaCount.objects.update(count=2)


def test_a_paper_is_entered_once_by_an_officer_of_the_agency() -> None:
    survey = make_survey()
    officer, stranger = make_runner(survey), make_officer(make_organisation(), Role.DATA_OFFICER)
    actions.enter_paper(survey=survey, number=7, values=ANSWER, by=officer, at=LATER)

    with pytest.raises(actions.PaperEntered):
        actions.enter_paper(survey=survey, number=7, values=ANSWER, by=officer, at=LATER)
    with pytest.raises(NotAllowed):
        actions.enter_paper(survey=survey, number=8, values=ANSWER, by=stranger, at=LATER)
    with pytest.raises(Invalid):
        actions.enter_paper(survey=survey, number=0, values=ANSWER, by=officer, at=LATER)
    with pytest.raises(actions.NotOpen):
        actions.enter_paper(survey=survey, number=8, values=ANSWER, by=officer, at=NOON - DAY)

    assert Answer.objects.get().paper_number == 7


def invited(survey: Survey, email: str = "a@example.test") -> str:
    """Invite an address; returns the secret of its link."""
    actions.invite(survey=survey, emails=[email], by=None, at=LATER)
    return str(mail.outbox[-1].body).split("?link=")[1].split()[0]


def test_a_personal_link_works_once_online_or_on_paper(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    survey = make_survey(audience="list")
    token = invited(survey)
    ticket = ticket_of_invitation(survey, token)
    assert ticket is not None
    actions.submit_answer(survey=survey, ticket=ticket, values=ANSWER, at=LATER)

    with pytest.raises(actions.AlreadyAnswered):
        actions.submit_answer(survey=survey, ticket=ticket, values=ANSWER, at=LATER)
    with pytest.raises(actions.AlreadyAnswered):
        actions.enter_paper(survey=survey, number=1, values=ANSWER, by=None, at=LATER, token=token)

    assert survey.answers.count() == 1
    assert survey.invitations.get().digest == digest_of(token)


def test_a_link_of_another_survey_or_nobody_opens_nothing(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    survey, other = make_survey(audience="list"), make_survey(audience="list")

    assert ticket_of_invitation(other, invited(survey)) is None
    assert ticket_of_invitation(survey, "nobody") is None
    assert email_of_link(other, email_link(survey, "a@example.test")) is None
    assert email_of_link(survey, "rubbish") is None
    assert email_of_link(survey, email_link(survey, "A@example.test")) == "a@example.test"
    with pytest.raises(actions.NotInvited):
        actions.enter_paper(survey=survey, number=1, values=ANSWER, by=None, at=LATER, token="nobody")


def test_nobody_is_invited_twice_and_the_ledger_tells_how_many_alone(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    survey = make_survey(audience="list")

    assert actions.invite(survey=survey, emails=["a@example.test", "A@example.test "], by=None, at=LATER) == 1
    assert actions.invite(survey=survey, emails=["a@example.test", "b@example.test"], by=None, at=LATER) == 1
    with pytest.raises(Invalid, match="2"):
        actions.invite(survey=survey, emails=["c@example.test", "no address"], by=None, at=LATER)

    assert len(mail.outbox) == 2
    assert "example.test" not in "".join(Entry.objects.values_list("text", flat=True))
    survey.refresh_from_db()
    assert survey.invited == 2


def test_an_address_is_not_flooded_with_links(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    survey = make_survey()
    for _again in range(3):
        actions.send_link(survey=survey, email="a@example.test", at=LATER)

    assert len(mail.outbox) == 1
    with pytest.raises(actions.NotOpen):
        actions.send_link(survey=survey, email="b@example.test", at=AFTER)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["account", "paper", "quota"])
def test_fifty_identical_answers_at_once_leave_one(way: str) -> None:
    survey = make_survey(quotas={"sex": {"f": 1}} if way == "quota" else {})
    users: list[User] = [make_user() for _ in range(50)] if way == "quota" else [make_user()] * 50

    def post(user: User) -> str:
        try:
            if way == "paper":
                actions.enter_paper(survey=survey, number=1, values=ANSWER, by=None, at=LATER)
            else:
                actions.submit_answer(survey=survey, ticket=ticket_of_user(survey, user), values=ANSWER, at=LATER)
            return "kept"
        except (actions.AlreadyAnswered, actions.PaperEntered, actions.QuotaFull) as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=50) as pool:
        outcomes = list(pool.map(post, users))

    assert outcomes.count("kept") == 1
    assert len(set(outcomes)) == 2
    assert Answer.objects.count() == 1
