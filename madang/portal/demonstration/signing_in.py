"""Who may be signed in with one click, and when: in a demonstration that is no production site, and nobody else."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.common.errors import NotAllowed
from madang.portal.demonstration.country.people import SHOWN_OFFICERS, officer_key, people
from madang.portal.demonstration.country.sources import offices
from madang.portal.navigation import address

DOMAIN = "demonstration.example"
"""Nobody outside the demonstration can have an address here: the name is reserved for examples (RFC 2606)."""


class NoDemonstration(NotAllowed):
    code = "no-demonstration"
    status = 404
    default_message = _("This site is not a demonstration.")


@dataclass(frozen=True)
class Card:
    """A card of the sign-in page. after: the registered name of the page that the sign-in leads to."""

    key: str
    title: str | Promise
    text: str | Promise
    after: str = "portal:home"


OFFICER_TEXT = _("Hands over documents and decides on what is held. Sees the unpublished records of this agency only.")
OTHERS = (
    Card(
        "citizen", _("Citizen"), _("Reads, searches, follows agencies. Reading needs no account at all."), "portal:home"
    ),
    Card(
        "disclosure-daon",
        _("Disclosure officer, Daon Metropolitan City"),
        _("Answers requests for information."),
        "requests:inbox",
    ),
    Card(
        "reviewer",
        _("Independent reviewer"),
        _("Judges the plan’s commitments from the records behind them."),
        "plans:plans",
    ),
    Card(
        "member-disclosure",
        _("Committee member"),
        _("Sits in the Gaon Information Disclosure Commission."),
        "portal:home",
    ),
    Card(
        "watch-1",
        _("Member of the watch group"),
        _("Examines records that were drawn by lot. What is found becomes public in the end."),
        "watch:audits",
    ),
    Card("data-gaon", _("Data officer"), _("Publishes data for the Gaon Data Promotion Agency."), "portal:home"),
    Card(
        "secretary-gaon",
        _("Secretary of bodies"),
        _("Calls meetings, records votes and minutes, seeks members, draws juries by lot."),
        "bodies:desk",
    ),
    Card(
        "administrator",
        _("Administrator"),
        _("Runs the site: organisations, people, roles. Reads no agency’s unpublished records."),
        "accounts:admin",
    ),
)
OFFICERS = tuple(officer_key(code) for code in SHOWN_OFFICERS)


def is_open() -> bool:
    """Whether anybody may be signed in with one click here."""
    return bool(settings.DEMONSTRATION) and not settings.PRODUCTION


@cache
def invented_keys() -> frozenset[str]:
    """Everybody the generator invents: an address in the domain is not enough, for anybody may sign up with one."""
    return frozenset(person.key for person in people(offices(date.max)))


def person_to_sign_in(key: str) -> User:
    """The invented person `key`. Raises `NoDemonstration` on any real site, and for anybody who is not invented."""
    if not is_open():
        raise NoDemonstration
    found = User.objects.filter(email=f"{key}@{DOMAIN}", is_active=True).first() if key in invented_keys() else None
    if found is None:
        raise NoDemonstration(_("There is nobody of this name in the demonstration."))
    return found


def page_after(key: str) -> str:
    """Where a sign-in leads, as far as this site has that page."""
    name = "disclosure:queue" if key.startswith("records-") else ""
    name = name or next((card.after for card in OTHERS if card.key == key), "portal:home")
    return address(name) or address("portal:home") or "/"
