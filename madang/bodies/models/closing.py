"""What of a closed meeting who may read: the one rule, for every record of a meeting.

Everyone reads that it was called or held, when and where, why and on which legal basis it is closed, the titles of its
agenda unless they are withheld, and minutes, papers and decisions that the secretary has published. Summaries, withheld
titles, attendance, recusals, and decisions otherwise are read by the secretaries of the body and those who sit in it,
until the meeting is opened: after its day `closed_until`, or earlier by the secretary.
"""

from typing import Any

from django.db.models import Q

from madang.accounts.models import Role
from madang.accounts.viewers import Viewer
from madang.bodies.models.bodies import Member


def inside(viewer: Viewer, path: str = "") -> Q:
    """The meetings of which the viewer reads everything. path: from the record to its meeting, `item__meeting__`."""
    readable = Q(**{f"{path}is_open": True}) | Q(**{f"{path}opened_at__isnull": False})
    if own := viewer.organisations_as(Role.SECRETARY):
        readable |= Q(**{f"{path}body__organisation__in": own})
    if viewer.user:
        sitting: Any = Member.objects.filter(user=viewer.user, until_on=None).values("body")
        readable |= Q(**{f"{path}body__in": sitting})
    return readable
