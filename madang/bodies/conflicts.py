"""What may keep somebody from a seat: what candidates declare, and what the records show."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.bodies.models import Body, Member

CONFLICTS: Mapping[str, str | Promise] = {
    "employed-here": _("works for the organisation that runs this body, or did in the last three years"),
    "contract": _("has a contract with that organisation, or a share in a company that has"),
    "relative": _("is a close relative of somebody who decides there"),
    "party-office": _("holds an office in a political party"),
    "case-pending": _("is a party to a case that this body will decide"),
}
EXCLUDING = frozenset({"case-pending"})
"""Who declares one of these cannot be chosen."""
FLAGS: Mapping[str, str | Promise] = {
    "member-already": _("A member of this name sits in the body already."),
    "same-affiliation": _("Somebody with this affiliation sits in the body already."),
    "sits-in-many": _("Somebody of this name sits in three other bodies or more."),
}
MANY = 3


def check(body: Body, *, name: str, affiliation: str, on: date) -> list[str]:
    """Codes of what the records show of a candidate on that day; for people to look at, none decides anything."""
    seated = Member.objects.seated(on=on)
    found = []
    if seated.filter(body=body, name=name).exists():
        found.append("member-already")
    if affiliation and seated.filter(body=body, affiliation=affiliation).exists():
        found.append("same-affiliation")
    if seated.filter(name=name).exclude(body=body).values("body").distinct().count() >= MANY:
        found.append("sits-in-many")
    return found
