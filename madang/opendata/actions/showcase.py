"""The showcase: submitting what was made of data, deciding on it, checking its links; and best practices."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import PUBLIC, viewer_of
from madang.common.actors import Actor
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.common.fetching import Fetched, FetchFailed, FetchRefused, Limits, checked
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.notices.actions import tell_followers
from madang.opendata.actions.acting import public_text, require_person
from madang.opendata.actions.offices import data_officer
from madang.opendata.models import BestPractice, Dataset, LinkCheck, Reuse
from madang.search.actions import mark_changed

State, Link = Reuse.State, Reuse.Link
Ask = Callable[[str], Fetched]
MOST_WAITING = 10
"""Things of one person that may wait for a decision at the same time."""
MOST_DATASETS = 30
WORKING = range(200, 400)
CHECKED_EVERY = timedelta(hours=20)
"""A link is asked once a night; less than a day, so that a late night does not leave one out."""


class AlreadyShown(Refusal):
    code = "already-shown"
    default_message = gettext_lazy("Something at this address is in the showcase already, or waits to be looked at.")


class NotWaiting(Refusal):
    code = "reuse-not-waiting"
    default_message = gettext_lazy("This cannot be done with it as it stands now.")


class TooManyWaiting(Refusal):
    code = "too-many-waiting"
    status = 429
    default_message = gettext_lazy("Many things that you submitted wait already. Please wait until some are decided.")


def public_datasets(datasets: Sequence[Dataset], *, least: int = 0) -> list[Dataset]:
    """The datasets, each once. Raises `Invalid` unless all are public, and there are neither too few nor too many."""
    keys = {dataset.pk for dataset in datasets}
    found = list(Dataset.objects.visible_to(PUBLIC).filter(pk__in=keys))
    if len(found) != len(keys):
        raise Invalid(_("Name only datasets that are public."), field="datasets")
    if not least <= len(found) <= MOST_DATASETS:
        raise Invalid(
            _("Name between %(least)d and %(most)d datasets.") % {"least": least, "most": MOST_DATASETS},
            field="datasets",
        )
    return found


def web_address(url: str, *, field: str = "url") -> str:
    """An address that readers may be sent to and that this site may ask. Raises `Invalid`; nothing is resolved."""
    url = url.strip()
    try:
        checked(url, Limits())
    except FetchRefused as fault:
        raise Invalid(_("Give the address of a page on the web, beginning with https://."), field=field) from fault
    return url


@transaction.atomic
def submit_reuse(
    *, kind: str, title: str, text: str, url: str, datasets: Sequence[Dataset], maker: str = "", by: User, at: datetime
) -> Reuse:
    """Show something that was made with public data; the office looks at it first.

    Raises `NotAllowed`, `TooManyWaiting`, `AlreadyShown` or `Invalid`.
    """
    require_person(by)
    if Reuse.objects.select_for_update().filter(submitter=by, state=State.SUBMITTED).count() >= MOST_WAITING:
        raise TooManyWaiting
    if kind not in Reuse.Kind.values:
        raise Invalid(_("Say what it is."), field="kind")
    used = public_datasets(datasets, least=1)
    reuse = Reuse(
        kind=kind,
        title=public_text(title, field="title"),
        text=public_text(text, field="text"),
        maker=public_text(maker, field="maker", required=False),
        url=web_address(url),
        submitter=by,
        submitted_at=at,
    )
    try:
        with transaction.atomic():
            reuse.save()
    except IntegrityError as twice:
        raise AlreadyShown(field="url") from twice
    reuse.datasets.set(used)
    return reuse


def office_of(reuse: Reuse, by: User, at: datetime) -> Actor:
    """The office that decides: a data officer of an agency whose data is used, or an administrator.

    Raises `NotAllowed`.
    """
    viewer = viewer_of(by, on=localdate(at))
    own = viewer.organisations_as(Role.DATA_OFFICER)
    used = Organisation.objects.filter(pk__in=reuse.datasets.values("organisation"))
    if organisation := used.filter(pk__in=own).order_by("code").first():
        return by.as_actor(Role.DATA_OFFICER, organisation)
    if viewer.is_administrator:
        return by.as_actor(Role.ADMINISTRATOR)
    raise NotAllowed(_("Only open data officers of the agencies whose data it uses, and administrators, may do this."))


def locked(reuse: Reuse, *states: str) -> Reuse:
    found = Reuse.objects.select_for_update().get(pk=reuse.pk)
    if found.state not in states:
        raise NotWaiting
    return found


def settle(reuse: Reuse, state: str, *, by: User, actor: Actor, at: datetime, reason: str = "") -> None:
    reuse.state, reuse.reason = state, reason
    reuse.decided_at, reuse.decided_by, reuse.office = at, by, actor.office or ""
    reuse.save(update_fields=["state", "reason", "decided_at", "decided_by", "office"])
    mark_changed([reuse.ref])


def write_to_submitter(reuse: Reuse, text: str) -> None:
    subject = _("What you submitted to the showcase: %(title)s") % {"title": reuse.title}
    send_mail(subject, f"{text}\n\n{settings.SITE_URL}{reuse.get_absolute_url()}", None, [reuse.submitter.email])


@transaction.atomic
def publish_reuse(*, reuse: Reuse, by: User, at: datetime) -> Reuse:
    """Take it into the showcase; followers of its datasets hear of it. Raises `NotAllowed` or `NotWaiting`."""
    reuse = locked(reuse, State.SUBMITTED)
    actor = office_of(reuse, by, at)
    settle(reuse, State.PUBLISHED, by=by, actor=actor, at=at)
    used = sorted(dataset.ref for dataset in reuse.datasets.all())
    facts: dict[str, Json | ledger.Personal] = {"title": reuse.title, "url": reuse.url, "datasets": list[Json](used)}
    ledger.record(kind="opendata.reuse.published", subject=reuse.ref, by=actor, at=at, facts=facts)
    title = reuse.title
    tell_followers(
        ref=reuse.ref,
        topics=used,
        kind="opendata.reuse.published",
        subject=lambda: _("Made with this data: “%(title)s”") % {"title": title},
        at=at,
    )
    write_to_submitter(reuse, _("It stands in the showcase now."))
    return reuse


@transaction.atomic
def refuse_reuse(*, reuse: Reuse, reason: str, by: User, at: datetime) -> Reuse:
    """Do not take it, for a reason that only its submitter reads. Raises `NotAllowed`, `NotWaiting` or `Invalid`."""
    reuse = locked(reuse, State.SUBMITTED)
    actor = office_of(reuse, by, at)
    said = reason.strip()
    if not said:
        raise Invalid(_("Say why; only who submitted it reads the reason."), field="reason")
    settle(reuse, State.REFUSED, by=by, actor=actor, at=at, reason=said)
    facts: dict[str, Json | ledger.Personal] = {"reason": ledger.personal(said)}
    ledger.record(kind="opendata.reuse.refused", subject=reuse.ref, by=actor, at=at, facts=facts)
    write_to_submitter(reuse, _("It was not taken into the showcase: %(reason)s") % {"reason": said})
    return reuse


@transaction.atomic
def withdraw_reuse(*, reuse: Reuse, reason: str, by: User, at: datetime) -> Reuse:
    """Take it out: its submitter at any time, the office with a reason once it is published."""
    reuse = locked(reuse, State.SUBMITTED, State.PUBLISHED)
    is_own = reuse.submitter_id == by.pk and by.is_active
    actor = by.as_actor() if is_own else office_of(reuse, by, at)
    said = reason.strip() or (_("Taken back by who submitted it.") if is_own else "")
    if not said:
        raise Invalid(_("Say why it is taken out."), field="reason")
    was_public = reuse.state == State.PUBLISHED
    settle(reuse, State.WITHDRAWN, by=by, actor=actor, at=at, reason=said)
    if was_public:
        facts: dict[str, Json | ledger.Personal] = {"title": reuse.title, "reason": ledger.personal(said)}
        ledger.record(kind="opendata.reuse.withdrawn", subject=reuse.ref, by=actor, at=at, facts=facts)
    if not is_own:
        write_to_submitter(reuse, _("It was taken out of the showcase: %(reason)s") % {"reason": said})
    return reuse


def link_of(url: str, ask: Ask) -> tuple[str, int | None, str]:
    """(how it answered, its status, the fault). An answer that is too long to be read is an answer."""
    try:
        status = ask(url).status
    except FetchRefused as fault:
        return Link.REFUSED, None, fault.code
    except FetchFailed as fault:
        return (Link.WORKING, None, fault.code) if fault.code == "too-large" else (Link.FAILED, None, fault.code)
    return (Link.WORKING if status in WORKING else Link.BROKEN), status, ""


def check_reuse(*, reuse: Reuse, ask: Ask, at: datetime) -> str:
    """Ask the address outside any transaction, and keep how it answered on this day. Once a day."""
    link, status, fault = link_of(reuse.url, ask)
    kept = {
        "checked_at": at,
        "status": status,
        "is_working": link == Link.WORKING,
        "fault": f"{link}:{fault}"[:40] if fault else "",
    }
    with transaction.atomic():
        LinkCheck.objects.update_or_create(subject=reuse.ref, url=reuse.url, on=localdate(at), defaults=kept)
        Reuse.objects.filter(pk=reuse.pk).update(
            link=link, link_status=status, link_fault=fault[:40], link_checked_at=at
        )
    return link


def links_due(*, at: datetime) -> list[Reuse]:
    """What stands in the showcase and was not asked since last night, what waited longest first."""
    shown = Reuse.objects.filter(state=State.PUBLISHED)
    never = list(shown.filter(link_checked_at=None))
    return never + list(shown.filter(link_checked_at__lt=at - CHECKED_EVERY).order_by("link_checked_at"))


@transaction.atomic
def publish_practice(
    *,
    organisation: Organisation,
    title: str,
    done: str,
    outcome: str,
    source: str = "",
    datasets: Sequence[Dataset] = (),
    by: User | None,
    at: datetime,
) -> BestPractice:
    """Tell others what an agency did and what came of it. Raises `NotAllowed` or `Invalid`."""
    actor = data_officer(by, organisation, at=at)
    practice = BestPractice(
        organisation=organisation,
        title=public_text(title, field="title"),
        done=public_text(done, field="done"),
        outcome=public_text(outcome, field="outcome"),
        source=public_text(source, field="source", required=False),
        published_at=at,
        published_by=by,
        office=actor.office or "",
    )
    used = public_datasets(datasets)
    try:
        with transaction.atomic():
            practice.save()
    except IntegrityError as twice:
        raise Invalid(_("Your agency has published this practice already."), field="title") from twice
    practice.datasets.set(used)
    facts: dict[str, Json | ledger.Personal] = {
        "agency": organisation.code,
        "title": practice.title,
        "datasets": list[Json](sorted(one.ref for one in used)),
    }
    ledger.record(kind="opendata.practice.published", subject=practice.ref, by=actor, at=at, facts=facts)
    mark_changed([practice.ref])
    return practice


@transaction.atomic
def withdraw_practice(*, practice: BestPractice, reason: str, by: User | None, at: datetime) -> BestPractice:
    """Take a practice back, with a reason that enters the ledger."""
    practice = BestPractice.objects.select_for_update().get(pk=practice.pk)
    actor = data_officer(by, practice.organisation, at=at)
    if practice.withdrawn_at:
        raise NotWaiting
    practice.withdrawn_at, practice.withdrawal_reason = at, public_text(reason, field="reason")
    practice.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    facts: dict[str, Json | ledger.Personal] = {"reason": practice.withdrawal_reason}
    ledger.record(kind="opendata.practice.withdrawn", subject=practice.ref, by=actor, at=at, facts=facts)
    mark_changed([practice.ref])
    return practice
