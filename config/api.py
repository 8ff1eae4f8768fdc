"""The API at /api/v1: one router an app."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from madang.accounts.api import router as accounts
from madang.bodies.api import router as bodies
from madang.calendar.api import router as calendar
from madang.common.api import answer_with_problems, refusal_response
from madang.common.errors import Refusal
from madang.disclosure.ahead.api import router as lists
from madang.disclosure.api import router as disclosure
from madang.disclosure.requests.api import router as requests
from madang.disclosure.scorecards.api import router as scorecards
from madang.disclosure.watch.api import router as audits
from madang.ledger.api import router as ledger
from madang.notices.api import router as notices
from madang.opendata.api.advice import router as data_advice
from madang.opendata.api.agreements import router as data_agreements
from madang.opendata.api.areas import router as data_areas
from madang.opendata.api.companies import router as data_companies
from madang.opendata.api.consulting import router as data_consulting
from madang.opendata.api.datasets import router as datasets
from madang.opendata.api.demand import router as data_requests
from madang.opendata.api.discussions import router as data_discussions
from madang.opendata.api.keytypes import router as data_key_types
from madang.opendata.api.quality import router as data_quality
from madang.opendata.api.register import router as data_register
from madang.opendata.api.series import router as data_series
from madang.opendata.api.showcase import practices_router as data_practices
from madang.opendata.api.showcase import router as data_reuses
from madang.opendata.api.tables import router as data_tables
from madang.plans.api import policies
from madang.plans.api import router as plans
from madang.search.api import router as search
from madang.surveys.api import router as surveys

api = NinjaAPI(title="Madang", version="1", urls_namespace="api", docs_url=None)
answer_with_problems(api)
api.add_router("/organisations", accounts, tags=["organisations"])
api.add_router("/documents", disclosure, tags=["documents"])
api.add_router("/scorecards", scorecards, tags=["scorecards"])
api.add_router("/audits", audits, tags=["audits"])
api.add_router("/lists", lists, tags=["lists"])
api.add_router("/requests", requests, tags=["requests"])
api.add_router("/ledger", ledger, tags=["ledger"])
# Before the plans: "policies" is no plan's address.
api.add_router("/plans/policies", policies, tags=["plans"])
api.add_router("/plans", plans, tags=["plans"])
api.add_router("/data", data_tables, tags=["open data"])
api.add_router("/datasets", datasets, tags=["open data"])
api.add_router("/data-series", data_series, tags=["open data"])
api.add_router("/discussions", data_discussions, tags=["open data"])
api.add_router("/data-areas", data_areas, tags=["open data"])
api.add_router("/data-register", data_register, tags=["open data"])
api.add_router("/data-key-types", data_key_types, tags=["open data"])
api.add_router("/data-requests", data_requests, tags=["open data"])
api.add_router("/data-reuses", data_reuses, tags=["open data"])
api.add_router("/data-practices", data_practices, tags=["open data"])
api.add_router("/data-companies", data_companies, tags=["open data"])
api.add_router("/data-advice", data_advice, tags=["open data"])
api.add_router("/data-agreements", data_agreements, tags=["open data"])
api.add_router("/data-consulting", data_consulting, tags=["open data"])
api.add_router("/data-quality", data_quality, tags=["open data"])
api.add_router("/surveys", surveys, tags=["surveys"])
api.add_router("/search", search, tags=["search"])
api.add_router("/following", notices, tags=["following"])
api.add_router("/bodies", bodies, tags=["bodies"])
api.add_router("/calendar", calendar, tags=["calendar"])


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return refusal_response(api, request, refusal)
