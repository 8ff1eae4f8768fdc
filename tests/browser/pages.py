"""The pages that every browser test visits. Add yours here: an address, and whose eyes it needs.

An address may be made from the world that the test builds (see `world.py`). Give the Korean one;
the tests put /en in front.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.world import World

Address = str | Callable[[World], str]


@dataclass(frozen=True)
class Visit:
    """name: for the test's id. by: `citizen`, `officer` or `administrator` for a page behind a sign-in."""

    name: str
    address: Address
    by: str = ""
    status: int = 200


VISITS = [
    Visit("home", "/"),
    Visit("style", "/style/"),
    Visit("help", "/help/"),
    *[Visit(f"help-{slug}", f"/help/{slug}/") for slug in ("find", "publish", "ledger", "verify", "take-part")],
    *[Visit(name, f"/{name}/") for name in ("privacy", "accessibility", "contact", "licences", "feeds", "api")],
    Visit("documents", "/documents/"),
    Visit("document", lambda world: world.document),
    Visit("rules", "/documents/rules/"),
    Visit("lists", "/lists/"),
    Visit("section", lambda world: f"/agencies/{world.agency.code}/disclosure/"),
    Visit("section-block", lambda world: f"/agencies/{world.agency.code}/disclosure/block/"),
    Visit("information-list", lambda world: f"/agencies/{world.agency.code}/information-list/"),
    Visit("list-area", "/lists/health/"),
    Visit("list-promises", "/lists/promises/"),
    Visit("list-information", lambda world: world.information),
    Visit("lists-to-keep", "/lists/desk/", by="officer"),
    Visit("announce", "/lists/desk/new/", by="officer"),
    Visit("keep-list", lambda world: world.information.replace("/information/", "/desk/"), by="officer"),
    Visit("agencies", "/agencies/"),
    Visit("agency", lambda world: f"/agencies/{world.agency.code}/"),
    Visit("ledger", "/record/"),
    Visit("entry", lambda world: world.entry),
    Visit("search", "/search/"),
    Visit("found", "/search/?q=도로"),
    Visit("found-nothing", "/search/?q=없는낱말"),
    Visit("demonstration", "/demonstration/"),
    Visit("tour", "/demonstration/tour/"),
    Visit("samples", "/demonstration/samples/"),
    Visit("desk", "/desk/", by="officer"),
    Visit("administration", "/desk/", by="administrator"),
    Visit("queue", "/documents/desk/", by="officer"),
    Visit("intakes", "/documents/desk/intakes/", by="officer"),
    Visit("me", "/me/", by="citizen"),
    Visit("people", "/desk/people/", by="administrator"),
    Visit("forbidden", "/desk/", by="citizen", status=403),
    Visit("nowhere", "/nowhere/", status=404),
    Visit("plans", "/plan/"),
    Visit("plan", "/plan/korea-2014/"),
    Visit("commitment", "/plan/korea-2014/2.d/"),
    Visit("milestone", "/plan/korea-2014/2.d/M4.6/"),
    Visit("milestone-to-report", "/plan/korea-2014/2.d/M4.5/", by="administrator"),
    Visit("plan-versions", "/plan/korea-2014/versions/"),
    Visit("plan-years", "/plan/korea-2014/years/"),
    Visit("plan-changes", "/plan/korea-2014/changes/"),
    Visit("plans-compared", "/plan/compare/"),
    Visit("plan-reviews", "/plan/korea-2014/reviews/"),
    Visit("plan-review", "/plan/demonstration/reviews/1/"),
    Visit("consultations", "/plan/demonstration/consultations/"),
    Visit("consultations-none", "/plan/korea-2014/consultations/"),
    Visit("consultation", "/plan/demonstration/consultations/1/", by="citizen"),
    Visit("consultation-run", "/plan/demonstration/consultations/1/", by="administrator"),
    Visit("announce", "/plan/demonstration/consultations/new/", by="administrator"),
    Visit("contribution", lambda world: world.contribution, by="administrator"),
    Visit("unanswered", "/plan/demonstration/unanswered/"),
    Visit("plans-desk", "/plan/desk/", by="administrator"),
    Visit("plan-days", "/plan/demonstration/snapshots/"),
    Visit("plan-day", lambda world: world.kept_day),
    Visit("surveys", "/surveys/"),
    Visit("surveys-none", "/surveys/?q=없는말"),
    Visit("survey", "/surveys/awareness/"),
    Visit("survey-closed", "/surveys/needs/"),
    Visit("survey-entrance", "/surveys/awareness/take/"),
    Visit("survey-page", "/surveys/awareness/take/page/use/", by="citizen"),
    Visit("survey-review", "/surveys/awareness/take/review/", by="citizen"),
    Visit("survey-results", "/surveys/needs/results/"),
    Visit("survey-groups", "/surveys/needs/results/by/age/"),
    Visit("survey-receipt", "/surveys/needs/receipt/?receipt=ABCD"),
    Visit("survey-desk", "/surveys/desk/", by="officer"),
    Visit("survey-start", "/surveys/desk/new/", by="officer"),
    Visit("survey-edit", "/surveys/desk/draft/edit/", by="officer"),
    Visit("survey-question", "/surveys/desk/draft/questions/aware/", by="officer"),
    Visit("survey-preview", "/surveys/desk/draft/preview/", by="officer"),
    Visit("survey-run", "/surveys/desk/awareness/", by="officer"),
    Visit("survey-paper", "/surveys/desk/awareness/papers/", by="officer"),
    Visit("survey-words", "/surveys/desk/needs/words/", by="officer"),
    Visit("sign-in", "/accounts/login/"),
    Visit("sign-up", "/accounts/signup/"),
    Visit("forgotten-password", "/accounts/password/reset/"),
    Visit("agencies", "/agencies/"),
    Visit("agencies-found", "/agencies/?q=한빛"),
    Visit("agencies-none", "/agencies/?q=없음"),
    Visit("agency", lambda world: f"/agencies/{world.agency.code}/"),
    Visit("outbox", "/notices/outbox/"),
    Visit("follow", lambda world: f"/notices/follow/?subject={world.agency.ref}"),
    Visit("notices", "/notices/", by="citizen"),
    Visit("no-notices", "/notices/", by="officer"),
    Visit("programs", "/notices/programs/", by="citizen"),
    Visit("me", "/me/", by="officer"),
    Visit("my-sign-ins", "/me/sign-ins/", by="officer"),
    Visit("my-tokens", "/me/tokens/", by="citizen"),
    Visit("my-addresses", "/accounts/email/", by="citizen"),
    Visit("second-factors", "/accounts/2fa/", by="citizen"),
    Visit("sessions", "/accounts/sessions/", by="citizen"),
    Visit("people", "/desk/people/", by="administrator"),
    Visit("person", lambda world: f"/desk/people/{world.people['officer'].code}/", by="administrator"),
    Visit("add-person", "/desk/people/new/", by="administrator"),
    Visit("organisations", "/desk/organisations/", by="administrator"),
    Visit("organisation", lambda world: f"/desk/organisations/{world.agency.code}/", by="administrator"),
    Visit("audit", "/desk/audit/", by="administrator"),
    Visit("data-register", "/data/register/"),
    Visit("data-register-entries", "/data/register/entries/"),
    Visit("data-register-entry", lambda world: world.held),
    Visit("data-agency", lambda world: f"/data/register/agencies/{world.agency.code}/"),
    Visit("key-types", "/data/key-types/"),
    Visit("key-type", lambda world: world.key_type, by="citizen"),
    Visit("data-quality", "/data/quality/"),
    Visit("register-desk", "/data/desk/register/", by="officer"),
    Visit("register-load", "/data/desk/register/load/", by="officer"),
]
