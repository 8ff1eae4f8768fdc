"""Atom feeds of what is public about requests."""

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.viewers import PUBLIC
from madang.disclosure.models import FeeRate, InformationRequest, PublishedAnswer
from madang.disclosure.requests import queries
from madang.disclosure.requests.wording import ground_label

FEED_LENGTH = 50


class PublishedFeed(Feed[InformationRequest, None]):
    """Requests that their requesters published, latest first."""

    feed_type = Atom1Feed
    title = gettext_lazy("Published requests")

    def link(self) -> str:
        return reverse("requests:requests")

    def items(self) -> list[InformationRequest]:
        return list(queries.listed()[:FEED_LENGTH])

    def item_title(self, item: InformationRequest) -> str:
        return item.subject

    def item_description(self, item: InformationRequest) -> str:
        return f"{item.organisation.name} · {item.get_state_display()}"

    def item_pubdate(self, item: InformationRequest) -> datetime:
        assert item.published_at
        return item.published_at

    def item_guid(self, item: InformationRequest) -> str:
        return f"urn:uuid:{item.code}"


class AnswersFeed(Feed[PublishedAnswer, None]):
    """Answers that agencies published for everybody."""

    feed_type = Atom1Feed
    title = gettext_lazy("Published answers")

    def link(self) -> str:
        return reverse("requests:answers")

    def items(self) -> list[PublishedAnswer]:
        return list(queries.answers()[:FEED_LENGTH])

    def item_title(self, item: PublishedAnswer) -> str:
        return item.title

    def item_description(self, item: PublishedAnswer) -> str:
        return f"{item.organisation.name}: {item.summary}"

    def item_pubdate(self, item: PublishedAnswer) -> datetime:
        return item.published_at

    def item_guid(self, item: PublishedAnswer) -> str:
        return f"urn:uuid:{item.code}"


class FeeRatesFeed(Feed[FeeRate, None]):
    """Rates by which agencies lower fees, the latest announced first."""

    feed_type = Atom1Feed
    title = gettext_lazy("By how much fees are lowered")
    item_guid_is_permalink = False

    def link(self) -> str:
        return reverse("requests:fees")

    def items(self) -> list[FeeRate]:
        found = FeeRate.objects.visible_to(PUBLIC).select_related("organisation")
        return list(found.order_by("-announced_at", "-pk")[:FEED_LENGTH])

    def item_title(self, item: FeeRate) -> str:
        words = {"agency": item.organisation.name, "percent": item.percent}
        return _("%(agency)s: fees lowered by %(percent)d %%") % words

    def item_description(self, item: FeeRate) -> str:
        return _("%(ground)s, from %(day)s") % {"ground": ground_label(item.ground), "day": item.since_on.isoformat()}

    def item_pubdate(self, item: FeeRate) -> datetime:
        return item.announced_at

    def item_guid(self, item: FeeRate) -> str:
        return item.ref


class OverdueFeed(Feed[queries.Overdue, None]):
    """What agencies owe and is late, as of today."""

    feed_type = Atom1Feed
    title = gettext_lazy("Overdue in agencies")

    def link(self) -> str:
        return reverse("requests:overdue")

    def items(self) -> list[queries.Overdue]:
        on = localdate()
        return queries.overdue(queries.owed(on=on)[: 2 * FEED_LENGTH], on=on)

    def item_title(self, item: queries.Overdue) -> str:
        words = {"agency": item.agency_name, "step": item.label, "days": item.days}
        return _("%(agency)s: %(step)s, %(days)d days late") % words

    def item_description(self, item: queries.Overdue) -> str:
        return _("Due on %(day)s.") % {"day": item.due_on.isoformat()}

    def item_link(self, item: queries.Overdue) -> str:
        return item.url or f"{reverse('requests:overdue')}?agency={item.agency}"

    def item_pubdate(self, item: queries.Overdue) -> datetime:
        return make_aware(datetime.combine(item.due_on, time.min))

    item_guid_is_permalink = False

    def item_guid(self, item: queries.Overdue) -> str:
        return f"{item.agency}:{item.rule}:{item.due_on.isoformat()}"
