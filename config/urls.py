from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from config.api import api

# Addresses for programs carry no language; the language of a page stands in its address: / is Korean, /en/ English.
urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("madang.opendata.client_urls")),
    path("ledger/", include("madang.ledger.tile_urls")),
    path("", include("madang.portal.plain_urls")),
    *i18n_patterns(
        path("", include("madang.portal.urls")),
        path("", include("madang.accounts.urls")),
        path("accounts/", include("allauth.urls")),
        path("record/", include("madang.ledger.urls")),
        path("documents/", include("madang.disclosure.urls")),
        path("agencies/", include("madang.disclosure.section.urls")),
        path("bulk/", include("madang.disclosure.bulk.urls")),
        path("scorecards/", include("madang.disclosure.scorecards.urls")),
        path("audits/", include("madang.disclosure.watch.urls")),
        path("lists/", include("madang.disclosure.ahead.urls")),
        path("requests/", include("madang.disclosure.requests.urls")),
        path("plan/", include("madang.plans.urls")),
        path("data/", include("madang.opendata.urls")),
        path("bodies/", include("madang.bodies.urls")),
        path("surveys/", include("madang.surveys.urls")),
        path("search/", include("madang.search.urls")),
        path("calendar/", include("madang.calendar.urls")),
        path("notices/", include("madang.notices.urls")),
        prefix_default_language=False,
    ),
]
