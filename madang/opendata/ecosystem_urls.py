"""The addresses of the register, of demand and of everything around the data; see `urls`."""

from django.urls import URLPattern, URLResolver, path, re_path

from madang.opendata.feeds.demand import RequestEvents
from madang.opendata.feeds.register import Statements
from madang.opendata.feeds.showcase import Practices, Reuses
from madang.opendata.views import catalogue, demand, harvest, keytypes, quality, register, register_desk, showcase

urlpatterns: list[URLPattern | URLResolver] = [
    path("register/", register.overview, name="register"),
    path("register/entries/", register.held_types, name="held-types"),
    path("register/entries.csv", register.export, name="held-types-csv"),
    path("register/entries/<uuid:code>/", register.held, name="held"),
    path("register/agencies/<str:code>/", register.agency, name="data-agency"),
    path("register/feed.atom", Statements(), name="register-feed"),
    path("register/feed/<str:agency>.atom", Statements(), name="register-agency-feed"),
    path("desk/register/", register_desk.desk, name="register-desk"),
    path("desk/register/new/", register_desk.new, name="held-new"),
    path("desk/register/load/", register_desk.load, name="register-load"),
    path("desk/register/<uuid:code>/state/", register_desk.state, name="state"),
    path("desk/register/<uuid:code>/end/", register_desk.end, name="end"),
    re_path(r"^catalog\.(?P<suffix>ttl|jsonld|rdf)\Z", catalogue.catalogue, name="catalogue"),
    path("data.json", catalogue.data_json, name="data-json"),
    path("oai", catalogue.oai_pmh, name="oai"),
    path("id/dataset/<uuid:code>", catalogue.dataset_id, name="dataset-id"),
    path("id/distribution/<uuid:code>", catalogue.distribution_id, name="distribution-id"),
    re_path(
        r"^datasets/(?P<slug>[a-z0-9-]+)/dcat\.(?P<suffix>ttl|jsonld|rdf)\Z", catalogue.dataset_rdf, name="dataset-rdf"
    ),
    re_path(
        r"^datasets/(?P<slug>[a-z0-9-]+)/"
        r"(?P<name>datapackage\.json|croissant\.json|csvw-metadata\.json|schema\.jsonld)\Z",
        catalogue.dataset_json,
        name="dataset-json",
    ),
    path("quality/", quality.overview, name="quality"),
    path("quality.csv", quality.export, name="quality-csv"),
    path("quality/datasets/<slug:slug>/", quality.dataset, name="dataset-quality"),
    path("harvest/", harvest.sources, name="harvests"),
    path("harvest/new/", harvest.new, name="harvest-new"),
    path("harvest/<uuid:code>/", harvest.source, name="harvest"),
    path("requests/", demand.requests, name="requests"),
    path("requests.csv", demand.export, name="requests-csv"),
    path("requests/feed.atom", RequestEvents(), name="requests-feed"),
    path("requests/new/", demand.new, name="request-new"),
    path("requests/<uuid:code>/", demand.one, name="request"),
    path("requests/<uuid:code>/vote/", demand.vote, name="request-vote"),
    path("requests/<uuid:code>/withdraw/", demand.withdraw, name="request-withdraw"),
    re_path(
        r"^requests/(?P<code>[0-9a-f-]{36})/(?P<name>extend|accept|refuse|take-up|release|follow-up|object|conclude)/\Z",
        demand.act,
        name="request-step",
    ),
    path("desk/requests/", demand.desk, name="requests-desk"),
    path("key-types/", keytypes.nominations, name="key-types"),
    path("key-types.csv", keytypes.export, name="key-types-csv"),
    path("key-types/new/", keytypes.nominate, name="key-type-new"),
    path("key-types/<uuid:code>/", keytypes.nomination, name="key-type"),
    path("key-types/<uuid:code>/assess/", keytypes.assess, name="key-type-assess"),
    path("key-types/<uuid:code>/decide/", keytypes.decide, name="key-type-decide"),
    path("showcase/", showcase.showcase, name="showcase"),
    path("showcase.csv", showcase.export, name="showcase-csv"),
    path("showcase/feed.atom", Reuses(), name="showcase-feed"),
    path("showcase/new/", showcase.new, name="reuse-new"),
    path("showcase/<uuid:code>/", showcase.one, name="reuse"),
    re_path(r"^showcase/(?P<code>[0-9a-f-]{36})/(?P<name>publish|refuse|withdraw)/\Z", showcase.act, name="reuse-step"),
    path("desk/showcase/", showcase.desk, name="showcase-desk"),
    path("practices/", showcase.practices, name="practices"),
    path("practices.csv", showcase.practices_export, name="practices-csv"),
    path("practices/feed.atom", Practices(), name="practices-feed"),
    path("practices/new/", showcase.practice_new, name="practice-new"),
    path("practices/<uuid:code>/", showcase.practice, name="practice"),
    path("practices/<uuid:code>/withdraw/", showcase.practice_withdraw, name="practice-withdraw"),
]
