"""Atom: what happens in bodies, and who falls behind."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from madang.accounts.viewers import PUBLIC
from madang.bodies.models import Body, DutyRule
from madang.bodies.queries.bodies import find_body
from madang.bodies.queries.happenings import Happening, happenings
from madang.bodies.queries.standings import Breach, breaches
from madang.bodies.wording import duty_sentence

FEED_LENGTH = 50


class BodyFeed(Feed[Happening, Body | None]):
    """Meetings called, cancelled and held, minutes, calls and draws of a body and its groups; or of all bodies."""

    feed_type = Atom1Feed
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, *args: Any, code: str = "", **kwargs: Any) -> Body | None:
        found = find_body(code, PUBLIC) if code else None
        if code and found is None:
            raise Http404
        return found

    def title(self, body: Body | None) -> str:
        return body.name if body else _("Councils and committees")

    def link(self, body: Body | None) -> str:
        return settings.SITE_URL + (body.get_absolute_url() if body else reverse("bodies:bodies"))

    def items(self, body: Body | None) -> list[Happening]:
        return happenings(PUBLIC, body=body, limit=FEED_LENGTH)

    def item_title(self, item: Happening) -> str:
        return item.title

    def item_description(self, item: Happening) -> str:
        return item.text

    def item_link(self, item: Happening) -> str:
        return settings.SITE_URL + item.url

    def item_guid(self, item: Happening) -> str:
        return item.guid

    def item_pubdate(self, item: Happening) -> datetime:
        return item.at

    item_updateddate = item_pubdate


class BreachFeed(Feed[Breach, None]):
    """Each stretch of days in which a body was behind with a duty, from its first day on."""

    feed_type = Atom1Feed
    item_guid_is_permalink = False

    def title(self) -> str:
        return _("Duties of bodies not kept")

    def link(self) -> str:
        return settings.SITE_URL + reverse("bodies:breaches")

    def items(self) -> list[Breach]:
        rules = DutyRule.objects.select_related("body__organisation")
        return breaches(rules, until=localdate())[:FEED_LENGTH]

    def item_title(self, item: Breach) -> str:
        return _("%(body)s is behind: %(duty)s") % {"body": item.body.name, "duty": duty_sentence(item.rule)}

    def item_description(self, item: Breach) -> str:
        if item.spell.until:
            days = {"since": item.spell.since.isoformat(), "until": item.spell.until.isoformat()}
            return _("From %(since)s to %(until)s.") % days
        return _("Since %(since)s.") % {"since": item.spell.since.isoformat()}

    def item_link(self, item: Breach) -> str:
        return settings.SITE_URL + item.body.get_absolute_url()

    def item_guid(self, item: Breach) -> str:
        return f"tag:{item.body.code},{item.rule.since_on}:{item.rule.kind}:{item.spell.since}"

    def item_pubdate(self, item: Breach) -> datetime:
        return make_aware(datetime.combine(item.spell.since, time.min))

    def item_updateddate(self, item: Breach) -> datetime:
        return make_aware(datetime.combine(item.spell.until or item.spell.since, time.min))
