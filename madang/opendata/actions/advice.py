"""Advice: asking in private, answering in time, and making an article for everyone that tells nobody who asked."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import Organisation, User
from madang.calendar.queries import day_off
from madang.common.clock_rules import rule_on
from madang.common.clocks import due
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.documents.finding_words import kind_label
from madang.documents.screening import screen
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.opendata.actions.acting import require_person
from madang.opendata.actions.offices import data_officer
from madang.opendata.models import AdviceCase, KnowledgeArticle
from madang.opendata.models.advice import Subject
from madang.opendata.queries.advice import offices
from madang.search.actions import mark_changed

State, Article = AdviceCase.State, KnowledgeArticle.State
MOST_WAITING = 10
"""Questions of one person that may wait for an answer at the same time."""


class NotWaiting(Refusal):
    code = "advice-not-waiting"
    default_message = gettext_lazy("This cannot be done with the question as it stands now.")


class TooManyQuestions(Refusal):
    code = "too-many-questions"
    status = 429
    default_message = gettext_lazy("Many of your questions are waiting already. Please wait until some are answered.")


class TellsWhoAsked(Refusal):
    """What stands in the article tells, or may tell, who somebody is."""

    code = "identifiers-found"
    status = 422


def words(text: str, *, field: str) -> str:
    """The text, trimmed. Raises `Invalid` if it is empty."""
    text = text.strip()
    if not text:
        raise Invalid(_("Write something here."), field=field)
    return text


@transaction.atomic
def ask(*, organisation: Organisation, kind: str, title: str, text: str, by: User, at: datetime) -> AdviceCase:
    """Ask an office for legal or technical advice, in private. Its clock runs from today.

    Raises `NotAllowed`, `TooManyQuestions` or `Invalid`.
    """
    require_person(by)
    waiting = AdviceCase.objects.select_for_update().filter(asker=by, state=State.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise TooManyQuestions
    if kind not in Subject.values:
        raise Invalid(_("Say what it is about."), field="kind")
    if not offices(on=localdate(at)).filter(pk=organisation.pk).exists():
        raise Invalid(_("This agency has no office that gives advice."), field="organisation")
    start = localdate(at)
    return AdviceCase.objects.create(
        organisation=organisation,
        kind=kind,
        title=words(title, field="title"),
        text=words(text, field="text"),
        asker=by,
        asked_at=at,
        due_on=due_day(kind, start),
    )


def due_day(kind: str, start: date) -> date:
    """The last day for an answer to a question of that kind which was asked on `start`."""
    return due(rule_on(f"advice.{kind}", start=start), start=start, days_off=day_off).on


@transaction.atomic
def recount_due_days(*, changed_on: date) -> int:
    """Move the due days of what waits after a day off was decreed or taken back, and write to who asked.

    Returns how many moved.
    """
    waiting = AdviceCase.objects.select_for_update(of=("self",)).filter(state=State.WAITING).select_related("asker")
    moved = 0
    for case in waiting.filter(asked_at__date__lte=changed_on):
        on = due_day(case.kind, localdate(case.asked_at))
        if on == case.due_on:
            continue
        case.due_on = on
        case.save(update_fields=["due_on"])
        body = _("A day off was decreed or taken back. Your question is to be answered by %(day)s.") % {"day": on}
        write_to_asker(case, body)
        moved += 1
    return moved


def write_to_asker(case: AdviceCase, body: str) -> None:
    """A letter through the outbox that leads to the question and quotes nothing of it."""
    address = settings.SITE_URL + case.get_absolute_url()
    send_mail(_("Your question to the Open Data Center"), f"{body}\n\n{address}", None, [case.asker.email])


def locked(case: AdviceCase, *states: str) -> AdviceCase:
    found = AdviceCase.objects.select_for_update().select_related("organisation").get(pk=case.pk)
    if found.state not in states:
        raise NotWaiting
    return found


@transaction.atomic
def answer(*, case: AdviceCase, text: str, by: User, at: datetime) -> AdviceCase:
    """Answer, or answer better: who asked is told by letter that there is an answer, not what it says."""
    case = locked(case, State.WAITING, State.ANSWERED)
    data_officer(by, case.organisation, at=at)
    case.answer, case.answered_by = words(text, field="text"), by
    case.answered_at = case.answered_at or at
    case.state = State.ANSWERED
    case.save(update_fields=["answer", "answered_by", "answered_at", "state"])
    write_to_asker(case, _("The office has answered your question. You read the answer when you have signed in."))
    return case


@transaction.atomic
def withdraw(*, case: AdviceCase, by: User, at: datetime) -> AdviceCase:
    """Take one's own question back before it is answered."""
    case = locked(case, State.WAITING)
    if case.asker_id != by.pk:
        raise NotAllowed(_("Only who asked may take the question back."))
    case.state = State.WITHDRAWN
    case.save(update_fields=["state"])
    return case


@transaction.atomic
def prepare_article(
    *, case: AdviceCase, title: str, question: str, answer: str, by: User, at: datetime
) -> KnowledgeArticle:
    """Keep a draft of what everyone may learn from an answered case; preparing again changes the draft.

    Raises `NotAllowed`, `NotWaiting` once it is published, or `Invalid`.
    """
    case = locked(case, State.ANSWERED)
    data_officer(by, case.organisation, at=at)
    said = {
        "title": words(title, field="title"),
        "question": words(question, field="question"),
        "answer": words(answer, field="answer"),
        "prepared_by": by,
        "prepared_at": at,
    }
    found = KnowledgeArticle.objects.select_for_update().filter(case=case).first()
    if found is None:
        return KnowledgeArticle.objects.create(case=case, organisation=case.organisation, kind=case.kind, **said)
    if found.state == Article.PUBLISHED:
        raise NotWaiting(_("The article is published. Take it back first."))
    for name, value in said.items():
        setattr(found, name, value)
    found.state, found.withdrawal_reason = Article.DRAFT, ""
    found.save()
    return found


def telling(article: KnowledgeArticle) -> list[tuple[str, str]]:
    """(what kind of thing, the words) that may tell who somebody is, and so keep the article from being published.

    Found by the screening of documents, which lets pass what an office says of itself; beside it, the name and the
    address of who asked.
    """
    found: list[tuple[str, str]] = []
    for text in (article.title, article.question, article.answer):
        found += [(str(kind_label(one.kind)), text[one.start : one.end]) for one in screen(text)]
    if article.case is not None:
        found += _traces_of(article.case.asker, "\n".join((article.title, article.question, article.answer)))
    return list(dict.fromkeys(found))


def _traces_of(asker: User, text: str) -> list[tuple[str, str]]:
    """The asker's name, written apart or together but not inside another word, and the asker's address."""
    name = re.sub(r"\s", "", asker.name)
    spaced = r"\s*".join(map(re.escape, name))
    found = [(str(_("Name of who asked")), asker.name)] if name and re.search(rf"(?<!\w){spaced}", text) else []
    return found + (
        [(str(_("Address of who asked")), asker.email)] if asker.email.casefold() in text.casefold() else []
    )


def refuse_what_tells(found: Sequence[tuple[str, str]]) -> None:
    """Raise `TellsWhoAsked` if anything was found."""
    if found:
        kinds = ", ".join(dict.fromkeys(kind for kind, _words in found))
        raise TellsWhoAsked(
            _("The article may tell who somebody is: %(kinds)s. Take it out, then publish.") % {"kinds": kinds}
        )


@transaction.atomic
def publish_article(*, article: KnowledgeArticle, by: User, at: datetime) -> KnowledgeArticle:
    """Put a draft into the knowledge base. Raises `NotAllowed`, `NotWaiting`, or `TellsWhoAsked`."""
    article = KnowledgeArticle.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=article.pk)
    actor = data_officer(by, article.organisation, at=at)
    if article.state != Article.DRAFT:
        raise NotWaiting
    refuse_what_tells(telling(article))
    article.state, article.published_at, article.office = Article.PUBLISHED, at, actor.office or ""
    article.save(update_fields=["state", "published_at", "office"])
    facts: dict[str, Json | ledger.Personal] = {
        "agency": article.organisation.code,
        "kind": article.kind,
        "title": article.title,
        "question": ledger.personal(article.question),
        "answer": ledger.personal(article.answer),
    }
    ledger.record(kind="opendata.article.published", subject=article.ref, by=actor, at=at, facts=facts)
    mark_changed([article.ref])
    return article


@transaction.atomic
def withdraw_article(*, article: KnowledgeArticle, reason: str, by: User, at: datetime) -> KnowledgeArticle:
    """Take an article out of the knowledge base, with a reason for the office alone."""
    article = KnowledgeArticle.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=article.pk)
    actor = data_officer(by, article.organisation, at=at)
    if article.state != Article.PUBLISHED:
        raise NotWaiting
    article.state, article.withdrawal_reason = Article.WITHDRAWN, words(reason, field="reason")
    article.save(update_fields=["state", "withdrawal_reason"])
    facts: dict[str, Json | ledger.Personal] = {"reason": ledger.personal(article.withdrawal_reason)}
    ledger.record(kind="opendata.article.withdrawn", subject=article.ref, by=actor, at=at, facts=facts)
    mark_changed([article.ref])
    return article
