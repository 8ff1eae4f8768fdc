"""Atom of one dataset: what is said about it, and its versions."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from madang.accounts.viewers import PUBLIC
from madang.opendata.actions.versions import change_words
from madang.opendata.models import Dataset, DataVersion, Discussion, Post
from madang.opendata.queries import decisions

FEED_LENGTH = 50


def public_dataset(slug: str) -> Dataset:
    return get_object_or_404(Dataset.objects.visible_to(PUBLIC), slug=slug)


class Posts(Feed[Post, Dataset]):
    """What was last said in the discussions of a dataset; nothing that is hidden."""

    feed_type = Atom1Feed
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Dataset:
        return public_dataset(kwargs["slug"])

    def title(self, obj: Dataset) -> str:
        return _("Discussions: %(title)s") % {"title": obj.title}

    def link(self, obj: Dataset) -> str:
        return reverse("opendata:discussions", args=[obj.slug])

    def items(self, obj: Dataset) -> list[Post]:
        readable = Discussion.objects.visible_to(PUBLIC).filter(dataset=obj)
        found = Post.objects.filter(discussion__in=readable, hidden_at=None).select_related("discussion")
        return list(found.order_by("-at", "-pk")[:FEED_LENGTH])

    def item_title(self, item: Post) -> str:
        title = item.discussion.title
        return _("The agency answers: %(title)s") % {"title": title} if item.is_official else title

    def item_description(self, item: Post) -> str:
        return item.text

    def item_link(self, item: Post) -> str:
        return f"{settings.SITE_URL}{item.discussion.get_absolute_url()}#post-{item.pk}"

    def item_guid(self, item: Post) -> str:
        return f"{item.discussion.ref}:{item.code}"

    def item_pubdate(self, item: Post) -> datetime:
        return item.at

    item_updateddate = item_pubdate


class Versions(Feed[DataVersion, Dataset]):
    """The versions of a dataset's data, announced ones too, with what changed."""

    feed_type = Atom1Feed
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Dataset:
        return public_dataset(kwargs["slug"])

    def title(self, obj: Dataset) -> str:
        return _("Versions of the data: %(title)s") % {"title": obj.title}

    def link(self, obj: Dataset) -> str:
        return obj.get_absolute_url()

    def items(self, obj: Dataset) -> list[DataVersion]:
        found = DataVersion.objects.visible_to(PUBLIC).filter(distribution__dataset=obj)
        return list(found.select_related("distribution__dataset").order_by("-published_at", "-pk")[:FEED_LENGTH])

    def item_title(self, item: DataVersion) -> str:
        return f"{item.distribution.title} v{item.number}: {item.get_state_display()}"

    def item_description(self, item: DataVersion) -> str:
        return "\n".join(part for part in (item.note, change_words(item)) if part)

    def item_link(self, item: DataVersion) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: DataVersion) -> str:
        return item.ref

    def item_pubdate(self, item: DataVersion) -> datetime:
        assert item.published_at is not None
        return item.published_at

    item_updateddate = item_pubdate


class Decisions(Feed[decisions.Decided, Dataset]):
    """What councils and task forces decided about a dataset, as far as everyone reads it."""

    feed_type = Atom1Feed
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Dataset:
        return public_dataset(kwargs["slug"])

    def title(self, obj: Dataset) -> str:
        return _("Decisions about the data: %(title)s") % {"title": obj.title}

    def link(self, obj: Dataset) -> str:
        return obj.get_absolute_url()

    def items(self, obj: Dataset) -> list[decisions.Decided]:
        return decisions.about_dataset(obj, PUBLIC)

    def item_title(self, item: decisions.Decided) -> str:
        return f"{item.body_name}: {item.title} ({item.label})"

    def item_description(self, item: decisions.Decided) -> str:
        return item.text

    def item_link(self, item: decisions.Decided) -> str:
        return settings.SITE_URL + item.url

    def item_guid(self, item: decisions.Decided) -> str:
        return settings.SITE_URL + item.url

    def item_pubdate(self, item: decisions.Decided) -> datetime:
        return item.at

    item_updateddate = item_pubdate
