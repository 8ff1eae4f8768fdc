"""The demonstration's sentences: what each sample shows, what each step of the tour is for."""

from django.utils.translation import gettext_lazy as _

SAMPLES = {
    "plan": _("A plan signed by a director, wholly readable, classified open. It is published by itself."),
    "minutes": _("Minutes without names, signed by a director general. They are published by themselves."),
    "low-rank": _("A notice signed by an officer, below the rank that is due. It waits."),
    "petition": _("A reply with a resident registration number, an address and a mobile number. It is held for you."),
    "hidden-sheet": _("A harmless table, and behind it a hidden sheet full of people. Hidden sheets are read too."),
    "password": _("A locked file (the password is “madang”). What cannot be read is never published."),
    "scan": _("A scan: pictures of pages and no text. A person has to look at it."),
    "script": _("A word processor file with a script in it. It is held, and the script is shown to you."),
    "audit": _("An audit plan classified closed under item 5. Only its listing becomes public."),
    "unclassified": _("Nobody said whether this one is open. Silence is never taken for consent: it is held."),
}
FATES = {
    "published": (_("Published"), "good"),
    "waiting": (_("Waiting"), "info"),
    "held": (_("Held"), "warning"),
    "closed": (_("Closed"), "neutral"),
    "refused": (_("Refused"), "danger"),
}
