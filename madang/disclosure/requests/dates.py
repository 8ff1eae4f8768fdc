"""Due days as iCalendar. Doors hand it out; which requests are in it is theirs to say."""

from collections.abc import Iterable
from datetime import datetime

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from madang.disclosure.models import InformationRequest
from madang.disclosure.requests.wording import step_label


def calendar_of(requests: Iterable[InformationRequest], *, at: datetime, name: str) -> bytes:
    """A day-long event for each request of which something is due; it leads to the page, and tells no subject."""
    found = icalendar.Calendar()
    found.add("prodid", "-//Madang//Requests//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", name)
    for request in requests:
        if request.due_on is None:
            continue
        event = icalendar.Event()
        event.add("uid", f"{request.code}@{settings.SITE_URL.partition('//')[2]}")
        event.add("dtstamp", at)
        event.add("dtstart", request.due_on)
        event.add("summary", f"{request.number}: {step_label(request.due_rule) or _('Due')}")
        event.add("url", settings.SITE_URL + request.get_absolute_url())
        found.add_component(event)
    return bytes(found.to_ical())
