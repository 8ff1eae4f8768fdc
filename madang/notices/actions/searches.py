"""Saved searches: asked again whenever the index has changed; what is new is told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.accounts.viewers import PUBLIC
from madang.common.errors import Invalid, Refusal
from madang.notices.actions.following import add, checked_pace, follower_of
from madang.notices.actions.telling import tell_followers
from madang.notices.models import Following, Pace, SavedSearch
from madang.search.forms import FACET_PREFIX, SearchForm
from madang.search.queries import FoundHit, SearchRequest, find, generation

KEPT_PARAMETERS = ("q", "kind", "organisation", "since", "until", "year")
FOUND = "notices.search.found"
A_PAGE = 100
MOST_PAGES = 20
KNOWN = 2_000
LATE = timedelta(days=30)
"""A record that comes into the index later than this after its publication is not told."""


class NothingToSave(Refusal):
    code = "nothing-to-save"
    status = 422
    default_message = _("Type words or choose a filter first; a search for everything cannot be saved.")


def kept(parameters: Mapping[str, str]) -> dict[str, str]:
    """What of an address makes the search: no order, no page."""
    named = [key for key in parameters if key in KEPT_PARAMETERS or key.startswith(FACET_PREFIX)]
    return {key: str(parameters[key]).strip() for key in sorted(named) if str(parameters[key]).strip()}


@transaction.atomic
def save_search(
    *, parameters: Mapping[str, str], name: str = "", by: User, pace: str = Pace.DAILY, language: str, at: datetime
) -> SavedSearch:
    """Be told of new results of a search. What it finds now is known already. Saving again changes name and pace.

    Raises `NothingToSave`, `Invalid`, or what the search itself refuses (`AsksForPerson`, `SearchUnavailable`).
    """
    checked_pace(pace)
    wanted = kept(parameters)
    if not wanted:
        raise NothingToSave
    hits, looked_at = found_since(horizon(at, at=at), asked(wanted))
    follower = follower_of(by, language=language, at=at)
    query = urlencode(wanted)
    label = (name.strip() or wanted.get("q") or gettext("Saved search"))[:200]
    saved, is_new = SavedSearch.objects.get_or_create(
        follower=follower,
        query=query[:1000],
        defaults={
            "name": label,
            "parameters": wanted,
            "known": [hit.hit.ref for hit in hits],
            "generation": looked_at,
            "since_at": at,
        },
    )
    if not is_new and name.strip():
        saved.name = label
        saved.save(update_fields=["name"])
    add(follower, saved.ref, pace, at=at, confirmed_at=at)
    return saved


def asked(parameters: Mapping[str, str]) -> SearchRequest:
    """The search of kept parameters, newest first. Raises `Invalid`."""
    form = SearchForm(dict(parameters))
    if not form.is_valid():
        raise Invalid(_("This search cannot be asked: something in it is not valid."))
    return replace(form.request(limit=A_PAGE), sort="date", cursor="")


def found_since(day: date, request: SearchRequest) -> tuple[list[FoundHit], str]:
    """Public results published on or after a day, newest first, and the generation of the index.

    Raises what the search refuses (`AsksForPerson`, `SearchUnavailable`).
    """
    hits: list[FoundHit] = []
    for _page in range(MOST_PAGES):
        page = find(request, PUBLIC)
        hits += [found for found in page.hits if found.hit.published_on >= day]
        if not page.next_cursor or (page.hits and page.hits[-1].hit.published_on < day):
            break
        request = replace(request, cursor=page.next_cursor)
    return hits, page.generation


def horizon(saved_at: datetime, *, at: datetime) -> date:
    """How far back results may be new: to the day before the search was saved, and at most thirty days."""
    return localdate(max(saved_at - timedelta(days=1), at - LATE))


def look_again(*, at: datetime) -> int:
    """Ask every saved search once the index has changed. Returns how many results were told."""
    followed = Following.objects.in_force().filter(subject__startswith=f"{SavedSearch.KIND}:")
    codes = {subject.rsplit(":", 1)[1] for subject in followed.values_list("subject", flat=True)}
    if not codes or not (now_found := generation()):
        return 0
    waiting = SavedSearch.objects.exclude(generation=now_found).order_by("pk")
    return sum(look(saved, at=at) for saved in list(waiting) if str(saved.code) in codes)


def look(saved: SavedSearch, *, at: datetime) -> int:
    """Tell of results that were not known. A search that cannot be asked now is asked at the next look."""
    try:
        hits, looked_at = found_since(horizon(saved.since_at, at=at), asked(saved.parameters))
    except Refusal:
        return 0
    known = set(saved.known)
    fresh = [found for found in hits if found.hit.ref not in known]
    with transaction.atomic():
        for found in reversed(fresh):
            tell(saved, found, at=at)
        saved.known = [*(found.hit.ref for found in fresh), *saved.known][:KNOWN]
        saved.generation = looked_at
        saved.save(update_fields=["known", "generation"])
    return len(fresh)


def tell(saved: SavedSearch, found: FoundHit, *, at: datetime) -> None:
    hit = found.hit
    tell_followers(
        ref=saved.ref,
        about=hit.ref,
        kind=FOUND,
        subject=hit.title,
        text=lambda: " · ".join(
            part for part in (found.organisation_name, hit.published_on.isoformat(), saved.name) if part
        ),
        url=hit.url,
        at=at,
        key=f"{saved.ref} {hit.ref}",
    )
