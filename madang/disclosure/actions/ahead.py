"""Announcing information, changing its terms, publishing what was promised, ending a promise."""

from datetime import date, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.urls import Resolver404, resolve
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.viewers import viewer_of
from madang.common.actors import Actor
from madang.common.errors import Invalid, NotAllowed, Refusal
from madang.common.refs import make_ref, resolve_ref
from madang.disclosure.ahead.dates import due_dates
from madang.disclosure.models import AnnouncedInformation, Area, Cycle, Fulfilment, InformationTerms
from madang.ledger import actions as ledger
from madang.notices.actions import tell_followers
from madang.search import actions as search

ROLES = (Role.DISCLOSURE_OFFICER, Role.RECORDS_OFFICER)


class NotPromised(Refusal):
    code = "not-promised"
    default_message = _("Nothing is promised for that day, or it was published already.")


def office_for_lists(by: User, organisation: Organisation, *, at: datetime) -> Actor:
    """The office in which `by` keeps this agency's list. Raises `NotAllowed`."""
    viewer = viewer_of(by, on=localdate(at))
    for role in ROLES:
        if viewer.is_in(organisation.pk, role):
            return by.as_actor(role, organisation)
    raise NotAllowed(_("Only a disclosure or records officer of this agency may do this."))


@transaction.atomic
def announce_information(
    *,
    organisation: Organisation,
    area: str,
    title: str,
    scope: str,
    method: str,
    cycle: str,
    first_due_on: date | None,
    department: str = "",
    wanted: str = "",
    by: User,
    at: datetime,
) -> AnnouncedInformation:
    """Promise to disclose something again and again, without request. The promise is public at once.

    wanted: where people asked for it: a ref of a public record such as a survey, or an address.
    Raises `NotAllowed` or `Invalid`. Source: Official Information Disclosure Act, art. 7(1).
    """
    actor = office_for_lists(by, organisation, at=at)
    check_area(area)
    check_terms(cycle, first_due_on, since_on=localdate(at))
    check_wanted(wanted)
    information = AnnouncedInformation(
        organisation=organisation,
        area=area,
        title=" ".join(title.split()),
        scope=scope.strip(),
        method=method.strip(),
        department=department.strip(),
        wanted=wanted.strip(),
        announced_at=at,
    )
    check_title_is_new(information)
    save_checked(information)
    terms = InformationTerms.objects.create(
        information=information, since_on=localdate(at), cycle=cycle, first_due_on=first_due_on
    )
    note_announcement(information, terms, actor, at=at)
    return information


def note_announcement(
    information: AnnouncedInformation, terms: InformationTerms, actor: Actor, *, at: datetime
) -> None:
    """Enter a new announcement in the ledger, mark it for search, tell followers."""
    facts = {
        "agency": information.organisation.code,
        "area": information.area,
        "title": information.title,
        "cycle": terms.cycle,
        "first_due": terms.first_due_on.isoformat() if terms.first_due_on else None,
    }
    ledger.record(
        kind="disclosure.information.announced",
        subject=information.ref,
        by=actor,
        at=at,
        facts=facts | ({"wanted": information.wanted} if information.wanted else {}),
    )
    search.mark_changed([information.ref])
    tell(information, "disclosure.information.announced", partial(announced_words, information), at=at)


def check_wanted(wanted: str) -> None:
    """Raise `Invalid` for a place where people asked that is neither an address nor a public record."""
    if wanted and not wanted.startswith(("https://", "http://")) and resolve_ref(wanted) is None:
        raise Invalid(
            _("“%(wanted)s” is neither an address nor a public record here.") % {"wanted": wanted}, field="wanted"
        )


def check_title_is_new(information: AnnouncedInformation) -> None:
    promised = AnnouncedInformation.objects.filter(organisation=information.organisation, ended_on=None)
    if promised.filter(title=information.title).exists():
        words = {"title": information.title}
        raise Invalid(_("This agency has announced “%(title)s” already.") % words, field="title")


def save_checked(record: Model) -> None:
    """Save a new record if its fields are as they should be. Raises `Invalid`, naming the first that is not."""
    try:
        record.full_clean()
    except ValidationError as error:
        field, faults = next(iter(error.message_dict.items()))
        raise Invalid(f"{field}: {faults[0]}", field=field) from error
    record.save()


def check_area(area: str) -> None:
    if area not in Area.values:
        raise Invalid(_("“%(area)s” is not one of the ten areas.") % {"area": area}, field="area")


def check_terms(cycle: str, first_due_on: date | None, *, since_on: date) -> None:
    """Raise `Invalid` unless the cycle is one, and a first day stands where there is a cycle."""
    if cycle not in Cycle.values:
        raise Invalid(_("“%(cycle)s” is not a cycle.") % {"cycle": cycle}, field="cycle")
    if cycle == Cycle.AS_IT_ARISES:
        if first_due_on is not None:
            raise Invalid(_("What is published as it arises has no due date; leave it empty."), field="first_due_on")
        return
    if first_due_on is None:
        raise Invalid(_("Say when it is due first."), field="first_due_on")
    if first_due_on < since_on:
        raise Invalid(_("A promise cannot be due in the past."), field="first_due_on")


def tell(information: AnnouncedInformation, kind: str, words: object, *, at: datetime, key: str = "") -> None:
    tell_followers(
        ref=information.ref,
        topics=[information.area_ref, information.organisation.ref],
        kind=kind,
        subject=words,  # type: ignore[arg-type]
        text=information.scope,
        at=at,
        key=key,
    )


def announced_words(information: AnnouncedInformation) -> object:
    words = {"agency": information.organisation.name, "title": information.title}
    return _("%(agency)s will disclose: %(title)s") % words


def published_words(information: AnnouncedInformation, title: str) -> object:
    words = {"agency": information.organisation.name, "information": information.title, "title": title}
    return _("%(agency)s disclosed %(information)s: %(title)s") % words


@transaction.atomic
def change_terms(
    *, information: AnnouncedInformation, cycle: str, first_due_on: date | None, by: User, at: datetime
) -> InformationTerms:
    """Promise it more or less often from tomorrow on; what is due until then stays promised.

    Raises `NotAllowed` or `Invalid`.
    """
    information = AnnouncedInformation.objects.select_for_update().get(pk=information.pk)
    actor = office_for_lists(by, information.organisation, at=at)
    since_on = localdate(at) + timedelta(days=1)
    check_terms(cycle, first_due_on, since_on=since_on)
    terms, _is_new = InformationTerms.objects.update_or_create(
        information=information, since_on=since_on, defaults={"cycle": cycle, "first_due_on": first_due_on}
    )
    ledger.record(
        kind="disclosure.information.changed",
        subject=information.ref,
        by=actor,
        at=at,
        facts={"cycle": cycle, "first_due": first_due_on.isoformat() if first_due_on else None},
    )
    search.mark_changed([information.ref])
    return terms


@transaction.atomic
def fulfil_promise(
    *, information: AnnouncedInformation, due_on: date | None, what: str, title: str = "", by: User, at: datetime
) -> Fulfilment:
    """Hand over what was promised for a day: a public record here (ref or address), or an address elsewhere.

    due_on: None only for what is published as it arises. Raises `NotAllowed`, `NotPromised` or `Invalid`.
    """
    information = AnnouncedInformation.objects.select_for_update().get(pk=information.pk)
    actor = office_for_lists(by, information.organisation, at=at)
    if due_on is not None and (due_on not in promised(information, until=due_on) or is_fulfilled(information, due_on)):
        raise NotPromised
    if due_on is None and information.terms.latest("since_on").cycle != Cycle.AS_IT_ARISES:
        raise Invalid(_("Choose the day for which this was promised."), field="due_on")
    ref, url, found = what_is_meant(what)
    fulfilment = Fulfilment.objects.create(
        information=information,
        due_on=due_on,
        ref=ref,
        url=url,
        title=(" ".join(title.split()) or found or information.title)[:300],
        fulfilled_at=at,
    )
    ledger.record(
        kind="disclosure.information.published",
        subject=information.ref,
        by=actor,
        at=at,
        facts={"due": due_on.isoformat() if due_on else None, "what": ref or url},
    )
    search.mark_changed([information.ref])
    words = partial(published_words, information, fulfilment.title)
    tell(information, "disclosure.information.published", words, at=at, key=str(fulfilment.code))
    return fulfilment


def promised(information: AnnouncedInformation, *, until: date) -> list[date]:
    terms = [each.as_terms() for each in information.terms.all()]
    return due_dates(terms, until=until, ended_on=information.ended_on)


def is_fulfilled(information: AnnouncedInformation, due_on: date) -> bool:
    return information.fulfilments.filter(due_on=due_on).exists()


def what_is_meant(what: str) -> tuple[str, str, str]:
    """(ref, url, title) of what an officer typed: a ref, a page of this site, or an address elsewhere.

    Raises `Invalid` for a record that is not public, and for what is no address.
    """
    what = what.strip()
    if target := resolve_ref(what):
        return what, "", target.title
    path = what.removeprefix(settings.SITE_URL)
    if path.startswith("/"):
        ref = ref_of_page(path)
        target = resolve_ref(ref) if ref else None
        if target is None:
            raise Invalid(_("This page of the site shows no public record."), field="what")
        return ref, "", target.title
    parts = urlsplit(what)
    if parts.scheme not in ("http", "https") or not parts.hostname or len(what) > 500:
        raise Invalid(_("Give the address of what was published, beginning with https://."), field="what")
    return "", what, ""


def ref_of_page(path: str) -> str:
    """The ref of the document that a page of this site shows, or ""."""
    bare = urlsplit(path).path
    for language, _name in settings.LANGUAGES:
        bare = bare.removeprefix(f"/{language}") if bare.startswith(f"/{language}/") else bare
    try:
        match = resolve(bare)
    except Resolver404:
        return ""
    found: dict[str, object] = dict(match.kwargs)
    code = found.get("code")
    return make_ref("disclosure:document", code) if isinstance(code, UUID) and match.app_name == "disclosure" else ""


@transaction.atomic
def end_information(*, information: AnnouncedInformation, reason: str, by: User, at: datetime) -> AnnouncedInformation:
    """Promise it no more from tomorrow on, with a reason. What is due until then stays promised."""
    information = AnnouncedInformation.objects.select_for_update().get(pk=information.pk)
    actor = office_for_lists(by, information.organisation, at=at)
    if information.ended_on is not None:
        raise Refusal(_("This has ended already."))
    if not reason.strip():
        raise Invalid(_("Give a reason: it is public."), field="reason")
    information.ended_on, information.end_reason = localdate(at) + timedelta(days=1), reason.strip()[:500]
    information.save(update_fields=["ended_on", "end_reason"])
    ledger.record(
        kind="disclosure.information.ended",
        subject=information.ref,
        by=actor,
        at=at,
        facts={"reason": information.end_reason},
    )
    search.mark_changed([information.ref])
    return information
