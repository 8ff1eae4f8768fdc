import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import localdate, now

from madang.accounts import actions
from madang.accounts.audit import look
from madang.accounts.models import AuditEvent, Role, User
from madang.accounts.tests.factories import PASSWORD, give_role, make_administrator, make_organisation, make_user
from madang.accounts.viewers import PUBLIC, viewer_of

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests() -> None:
    cache.clear()


def sign_in(client: Client, user: User, password: str = PASSWORD, **headers: str):
    return client.post("/accounts/login/", {"login": user.email, "password": password}, **headers)


def code_of_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def kinds_of(user: User) -> list[str]:
    return list(AuditEvent.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_signing_in_and_out_is_audited_with_the_address(client: Client) -> None:
    user = make_user()

    sign_in(client, user)
    client.post("/accounts/logout/")

    assert kinds_of(user) == ["signed-in", "signed-out"]
    assert set(AuditEvent.objects.values_list("ip", flat=True)) == {"127.0.0.1"}


def test_what_was_typed_at_a_failed_sign_in_is_not_kept(client: Client) -> None:
    client.post("/accounts/login/", {"login": "mypassword@example.org", "password": "hunter2hunter2"})

    event = AuditEvent.objects.get()
    assert (event.kind, event.user, event.subject) == ("sign-in-failed", None, "")


def test_five_failures_lock_one_place_out_of_one_account_and_no_other(client: Client) -> None:
    user, other = make_user(), make_user()
    for spelling in (user.email, user.email.upper(), user.email, user.email.title(), user.email):
        client.post("/accounts/login/", {"login": spelling, "password": "wrong"})
    cache.clear()  # allauth's own limits aside

    locked = sign_in(client, user)
    elsewhere = sign_in(Client(REMOTE_ADDR="192.0.2.7"), user)

    assert locked.status_code == 429
    assert "_auth_user_id" not in client.session
    assert elsewhere.status_code == 302
    assert sign_in(client, other).status_code == 302
    assert "locked-out" in kinds_of(user)


def test_a_place_that_fails_too_often_is_slowed_down_for_every_account(client: Client) -> None:
    user = make_user()
    for number in range(12):
        client.post("/accounts/login/", {"login": f"nobody{number}@example.org", "password": "wrong"})

    sign_in(client, user)

    assert "_auth_user_id" not in client.session


def test_the_address_behind_our_proxies_counts_and_not_what_the_client_wrote(client: Client, settings) -> None:
    settings.PROXIES = 1

    sign_in(client, make_user(), headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.1"})

    assert AuditEvent.objects.get().ip == "192.0.2.1"


def test_a_password_is_reset_by_the_link_in_the_letter(client: Client) -> None:
    user = make_user()

    client.post("/accounts/password/reset/", {"email": user.email})
    (letter,) = mail.outbox
    path = re.search(r"http://testserver(/\S+)", letter.body).group(1)
    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "an entirely new one", "password2": "an entirely new one"})

    user.refresh_from_db()
    assert letter.to == [user.email]
    assert user.check_password("an entirely new one")
    assert "password-changed" in kinds_of(user)


def test_an_account_that_does_not_exist_is_not_given_away(client: Client) -> None:
    known = client.post("/accounts/password/reset/", {"email": make_user().email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_passwords_are_kept_with_argon2() -> None:
    assert make_user().password.startswith("argon2$argon2id$")


def test_signing_up_keeps_the_name_and_sends_a_letter_of_confirmation(client: Client) -> None:
    answer = client.post(
        "/accounts/signup/",
        {"email": "New@Example.org", "name": "새 사람", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert answer.status_code == 302
    user = User.objects.get()
    assert (user.email, user.name) == ("new@example.org", "새 사람")
    assert mail.outbox[0].to == ["new@example.org"]


def official(*, with_factor: bool) -> User:
    user, agency = make_user(), make_organisation()
    give_role(user, Role.RECORDS_OFFICER, agency)
    if with_factor:
        TOTP.activate(user, SECRET)
    return user


def viewer_on_page(client: Client):
    return client.get("/me/").context["request"].viewer


def test_an_official_without_a_second_factor_is_a_citizen_in_production(client: Client, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, official(with_factor=False))

    desk = client.get("/desk/people/")

    assert not viewer_on_page(client).is_official
    assert (desk.status_code, desk["Location"]) == (302, "/accounts/2fa/")


def test_an_official_with_a_second_factor_works_once_it_was_shown(client: Client, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = official(with_factor=True)

    asked = sign_in(client, user)
    assert "_auth_user_id" not in client.session
    client.post("/accounts/2fa/authenticate/", {"code": code_of_now()})

    assert asked["Location"].startswith("/accounts/2fa/authenticate/")
    assert viewer_on_page(client).is_official


def test_a_session_from_before_the_second_factor_must_show_it(client: Client, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = official(with_factor=False)
    sign_in(client, user)
    TOTP.activate(user, SECRET)

    desk = client.get("/desk/people/")
    assert desk["Location"].startswith("/accounts/2fa/reauthenticate/")
    client.post("/accounts/2fa/reauthenticate/", {"code": code_of_now()})

    assert viewer_on_page(client).is_official


@pytest.mark.django_db(transaction=True)
def test_setting_up_a_second_factor_gives_the_roles_back_and_is_audited(client: Client, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = official(with_factor=False)
    sign_in(client, user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    client.post("/accounts/2fa/totp/activate/", {"code": format_hotp_value(hotp_value(secret, counter))})

    assert viewer_on_page(client).is_official
    assert "second-factor-added" in kinds_of(user)
    stored = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored


def test_recovery_codes_alone_are_no_second_factor(settings, client: Client) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = official(with_factor=False)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert viewer_on_page(client).lacks_second_factor


def test_a_token_of_an_official_without_a_second_factor_carries_no_role(settings) -> None:
    from django.test import RequestFactory

    from madang.accounts.api_auth import signed_in

    settings.SECOND_FACTOR_REQUIRED = True
    user = official(with_factor=False)
    _token, key = actions.make_token(user=user, name="x", lasts=timedelta(days=1), by=user, at=now())
    request = RequestFactory().get("/", headers={"Authorization": f"Bearer {key}"})

    signed_in(request)
    assert not request.viewer.is_official
    TOTP.activate(user, SECRET)
    signed_in(request)
    assert request.viewer.is_official


def test_an_ended_role_closes_the_desk_at_the_next_request(client: Client) -> None:
    make_administrator()
    administrator = make_administrator()
    sign_in(client, administrator)
    assert client.get("/desk/people/").status_code == 200

    actions.end_role(
        held=administrator.roles_held.get(),
        until_on=localdate(),
        by=administrator.as_actor(Role.ADMINISTRATOR),
        at=now(),
    )

    assert client.get("/desk/people/").status_code == 403


def test_the_audit_is_never_changed_and_is_forgotten_only_when_old() -> None:
    user = make_user()
    old = actions.note_event(kind="signed-in", user=user, at=now() - actions.AUDIT_RETENTION - timedelta(days=1))
    actions.note_event(kind="signed-in", user=user, at=now())

    with pytest.raises(TypeError):
        AuditEvent.objects.update(ip="192.0.2.1")
    with pytest.raises(TypeError):
        AuditEvent.objects.all().delete()
    with pytest.raises(TypeError):
        old.save()
    with pytest.raises(TypeError):
        old.delete()
    assert actions.forget_old_events(at=now()) == 1
    assert AuditEvent.objects.count() == 1


def test_looking_at_the_audit_is_itself_audited(client: Client) -> None:
    administrator = make_administrator()
    sign_in(client, administrator)

    client.get("/desk/audit/")

    assert AuditEvent.objects.filter(kind="looked", user=administrator, subject="accounts:audit:all").count() == 1


def test_people_read_their_own_events_and_nobody_elses(client: Client) -> None:
    one, other = make_user(), make_user()
    look(viewer_of(other, on=localdate()), "disclosure:request:secret-of-other", at=now())
    look(viewer_of(one, on=localdate()), "disclosure:request:of-one", at=now())
    look(PUBLIC, "disclosure:request:public", at=now())
    sign_in(client, one)

    page = client.get("/me/sign-ins/").content.decode()

    assert "of-one" in page
    assert "secret-of-other" not in page
    assert not AuditEvent.objects.visible_to(viewer_of(one, on=localdate())).filter(user=other).exists()
    assert not AuditEvent.objects.visible_to(PUBLIC).exists()


def test_a_place_that_asks_too_often_gets_a_page_of_ours(client: Client) -> None:
    for number in range(25):
        answer = client.post("/accounts/signup/", {"email": f"{number}@example.org"})
        if answer.status_code == 429:
            break

    assert answer.status_code == 429
    assert "요청이 너무 많습니다" in answer.content.decode()
