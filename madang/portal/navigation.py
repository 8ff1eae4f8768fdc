"""What the header, the account menu and the footer lead to, in the language of the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.accounts.viewers import Viewer

Place = tuple[str | Promise, str]
MAIN: list[Place] = [
    (_("Documents"), "disclosure:documents"),
    (_("Open data"), "opendata:datasets"),
    (_("Requests"), "requests:requests"),
    (_("Action plan"), "plans:plans"),
    (_("Councils"), "bodies:bodies"),
    (_("Surveys"), "surveys:surveys"),
    (_("Agencies"), "accounts:agencies"),
    (_("Public ledger"), "ledger:entries"),
    (_("Help"), "portal:help"),
]
DESK: Place = (_("Desk"), "portal:desk")
ACCOUNT: list[Place] = [
    (_("My requests"), "requests:mine"),
    (_("Notices"), "notices:notices"),
    (_("My account"), "accounts:me"),
]
FEEDS: list[Place] = [
    (_("Disclosed documents"), "disclosure:feed"),
    (_("Information disclosed in advance"), "ahead:feed"),
    (_("Audits by lot"), "watch:feed"),
    (_("Published requests"), "requests:feed"),
    (_("Published answers"), "requests:answers-feed"),
    (_("Overdue in agencies"), "requests:overdue-feed"),
    (_("Action plan"), "plans:feed"),
    (_("Basic and execution plans"), "plans:policies-feed"),
    (_("Councils and committees"), "bodies:feed"),
    (_("Duties of bodies not kept"), "bodies:breaches-feed"),
    (_("Register of held data"), "opendata:register-feed"),
    (_("Surveys"), "surveys:feed"),
    (_("Requests for data"), "opendata:requests-feed"),
    (_("Showcase"), "opendata:showcase-feed"),
    (_("Best practices"), "opendata:practices-feed"),
    (_("Promising companies"), "opendata:companies-feed"),
    (_("Advice on public data"), "opendata:advice-feed"),
    (_("Agreements with partners"), "opendata:agreements-feed"),
]
ADMINISTRATION: list[Place] = [
    (_("People and roles"), "accounts:people"),
    (_("Organisations"), "accounts:organisations"),
    (_("Private audit"), "accounts:audit"),
    (_("Showcase: to be looked at"), "opendata:showcase-desk"),
]
BODIES: list[Place] = [(_("Records of bodies"), "bodies:desk")]
PLANS: list[Place] = [(_("Action plans: to answer and to moderate"), "plans:desk")]
DATA: list[Place] = [(_("Open data of your agency"), "opendata:data-desk")]
SURVEYS: list[Place] = [(_("Surveys of your agency"), "surveys:desk")]
FOOTER: list[Place] = [
    (_("Privacy notice"), "portal:privacy"),
    (_("Accessibility"), "portal:accessibility"),
    (_("Contact"), "portal:contact"),
    (_("Licences"), "portal:licences"),
    (_("Help"), "portal:help"),
    (_("Interface for programs"), "portal:api"),
    (_("Feeds"), "portal:feeds"),
]


@dataclass(frozen=True)
class Item:
    """A link of the navigation. `is_here`: the page shown is it, or stands below it."""

    label: str | Promise
    url: str
    is_here: bool = False


def address(name: str) -> str | None:
    """The address registered as `name`, or None where this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def items(places: Iterable[Place], *, path: str) -> list[Item]:
    """The links of `places` that exist here. `path`: the page shown."""
    found = [(label, address(name)) for label, name in places]
    return [Item(label, url, is_here=path.startswith(url)) for label, url in found if url]


def main_navigation(viewer: Viewer, *, path: str) -> list[Item]:
    """The sections; officials also see their desk."""
    return items([*MAIN, DESK] if viewer.is_official else MAIN, path=path)
