"""Addresses of discussions, series and vocabularies."""

from django.urls import URLPattern, URLResolver, path, re_path

from madang.opendata.feeds.datasets import Decisions, Posts, Versions
from madang.opendata.views import discussions, vocabularies

urlpatterns: list[URLPattern | URLResolver] = [
    path("vocabularies/", vocabularies.listed, name="vocabularies"),
    path("vocabularies/<slug:name>", vocabularies.address, name="vocabulary-id"),
    re_path(r"^vocabularies/(?P<name>[a-z]+)\.(?P<suffix>json|ttl|jsonld|rdf)\Z", vocabularies.one, name="vocabulary"),
    path("series/", vocabularies.all_series, name="all-series"),
    path("series/<slug:slug>/", vocabularies.series, name="series"),
    path("desk/series/new/", vocabularies.new_series, name="series-new"),
    path("datasets/<slug:slug>/versions.atom", Versions(), name="versions-feed"),
    path("datasets/<slug:slug>/decisions.atom", Decisions(), name="decisions-feed"),
    path("datasets/<slug:slug>/discussions/", discussions.listed, name="discussions"),
    path("datasets/<slug:slug>/discussions.atom", Posts(), name="discussions-feed"),
    path("datasets/<slug:slug>/discussions/new/", discussions.new, name="discussion-new"),
    path("discussions/<uuid:code>/", discussions.one, name="discussion"),
    path("discussions/<uuid:code>/reply/", discussions.reply, name="discussion-reply"),
    re_path(
        r"^discussions/(?P<code>[0-9a-f-]{36})/(?P<name>close|reopen|hide)/\Z", discussions.act, name="discussion-act"
    ),
]
