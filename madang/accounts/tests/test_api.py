from datetime import date, timedelta

import pytest
from django.http import HttpRequest, JsonResponse
from django.test import Client, RequestFactory
from django.utils.timezone import now
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError

from madang.accounts import actions
from madang.accounts.api_auth import anyone, signed_in
from madang.accounts.models import ApiToken, AuditEvent, Role, User
from madang.accounts.tests.factories import PASSWORD, give_role, make_organisation, make_user
from madang.accounts.viewers import PUBLIC
from madang.common.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def make_key(user: User, **changes) -> tuple[ApiToken, str]:
    return actions.make_token(user=user, name="script", lasts=timedelta(days=30), by=user, at=now(), **changes)


def request_with(key: str = "", *, user: User | None = None, method: str = "get") -> HttpRequest:
    from django.contrib.auth.models import AnonymousUser

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    request = getattr(RequestFactory(), method)("/api/v1/x", headers=headers)
    request.user, request.viewer = user or AnonymousUser(), PUBLIC
    return request


def test_a_token_is_kept_as_a_hash_and_signs_its_owner_in() -> None:
    agency, officer = make_organisation(), make_user()
    give_role(officer, Role.RECORDS_OFFICER, agency)
    token, key = make_key(officer)
    request = request_with(key)

    assert signed_in(request) == officer
    assert request.viewer.is_in(agency.pk, Role.RECORDS_OFFICER)
    assert key.startswith("mdg_")
    assert key not in str(ApiToken.objects.values().get())
    token.refresh_from_db()
    assert token.used_at is not None


@pytest.mark.parametrize("spoil", ["revoke", "end", "close", "unknown"])
def test_a_token_that_does_not_count_any_more_is_refused_everywhere(spoil: str) -> None:
    user = make_user()
    token, key = make_key(user)
    if spoil == "revoke":
        actions.revoke_token(token=token, by=user, at=now())
    elif spoil == "end":
        ApiToken.objects.update(expires_at=now())
    elif spoil == "close":
        User.objects.update(is_active=False)
    else:
        key += "x"

    for auth in (signed_in, anyone):
        with pytest.raises(AuthenticationError):
            auth(request_with(key))


def test_nobody_is_refused_where_signing_in_is_needed_and_public_elsewhere() -> None:
    with pytest.raises(AuthenticationError):
        signed_in(request_with())

    request = request_with()
    assert anyone(request)
    assert request.viewer == PUBLIC


def test_a_session_reads_freely_but_changes_nothing_without_the_csrf_token() -> None:
    user = make_user()

    assert signed_in(request_with(user=user)) == user
    with pytest.raises(HttpError) as refusal:
        signed_in(request_with(user=user, method="post"))
    assert refusal.value.status_code == 403


def test_tokens_are_made_and_revoked_by_their_owner_alone() -> None:
    owner, other = make_user(), make_user()
    token, _key = make_key(owner)

    with pytest.raises(NotAllowed):
        actions.make_token(user=owner, name="x", lasts=timedelta(days=1), by=other, at=now())
    with pytest.raises(NotAllowed):
        actions.revoke_token(token=token, by=other, at=now())
    with pytest.raises(Invalid):
        actions.make_token(user=owner, name="x", lasts=timedelta(days=366), by=owner, at=now())
    assert ApiToken.objects.get().is_valid(at=now())


def test_making_and_revoking_a_token_is_audited() -> None:
    user = make_user()
    token, _key = make_key(user)
    actions.revoke_token(token=token, by=user, at=now())
    actions.revoke_token(token=token, by=user, at=now())

    kinds = list(AuditEvent.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))

    assert kinds == ["token-made", "token-revoked"]


def test_the_key_is_shown_once_on_the_page_that_made_it(client: Client) -> None:
    user = make_user()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    asked = client.get("/me/tokens/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    made = client.post("/me/tokens/", {"name": "script", "days": "30"}).content.decode()
    again = client.get("/me/tokens/").content.decode()

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert 'id="new-token">mdg_' in made
    assert 'id="new-token"' not in again
    assert ApiToken.objects.get().start in again


def test_refusals_of_the_framework_are_problems_with_a_code() -> None:
    client = Client()

    missing = client.get("/api/v1/organisations/0000000")
    wrong = client.get("/api/v1/organisations?page=0")

    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")
    assert {missing["Content-Type"], wrong["Content-Type"]} == {"application/problem+json; charset=utf-8"}


def test_nobody_gets_a_problem_that_says_how_to_sign_in(settings) -> None:
    from madang.common.api import answer_with_problems

    api = NinjaAPI(urls_namespace="test-of-sign-in")
    answer_with_problems(api)

    @api.get("/mine", auth=signed_in)
    def mine(request: HttpRequest) -> JsonResponse:
        return JsonResponse({})

    view = next(one for one in api.urls[0] if "mine" in str(one.pattern)).callback
    answer = view(request_with())

    assert answer.status_code == 401
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_organisations_are_listed_in_pages_and_filtered(client: Client) -> None:
    parent = make_organisation("1000000", name_ko="산림부")
    make_organisation("2000000", parent=parent, kind="school")
    make_organisation("3000000", parent=parent)

    first = client.get("/api/v1/organisations?size=2").json()
    second = client.get("/api/v1/organisations?size=2&page=2").json()
    schools = client.get("/api/v1/organisations?parent=1000000&kind=school").json()

    assert (first["count"], first["pages"], [one["code"] for one in first["items"]]) == (3, 2, ["1000000", "2000000"])
    assert [one["code"] for one in second["items"]] == ["3000000"]
    assert [(one["code"], one["parent"]) for one in schools["items"]] == [("2000000", "1000000")]
    assert client.get("/api/v1/organisations?page=9").status_code == 404


def test_an_organisation_is_not_sent_again_until_it_changes(client: Client) -> None:
    from madang.accounts.tests.factories import NOON
    from madang.common.actors import SYSTEM

    agency = make_organisation("1000000", name_ko="안전행정부")
    first = client.get("/api/v1/organisations/1000000")
    again = client.get("/api/v1/organisations/1000000", headers={"If-None-Match": first["ETag"]})
    actions.rename_organisation(
        organisation=agency, name_ko="행정자치부", name_en="I", since_on=date(2014, 11, 19), by=SYSTEM, at=NOON
    )
    changed = client.get("/api/v1/organisations/1000000", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert changed.status_code == 200
    assert [one["name_ko"] for one in changed.json()["history"]] == ["안전행정부", "행정자치부"]
