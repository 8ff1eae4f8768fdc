import io

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from madang.accounts.models import Organisation, User
from madang.accounts.tests.factories import make_administrator
from madang.accounts.viewers import viewer_of

pytestmark = pytest.mark.django_db(databases=["default", "secret"])


def init(monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = "a long enough secret") -> str:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    call_command("init", "--email", "First@Example.org", *arguments, stdout=out)
    return out.getvalue()


def test_the_first_administrator_can_sign_in_and_runs_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    said = init(monkeypatch, "--name", "담당자")

    user = User.objects.get()
    assert (user.email, user.name) == ("first@example.org", "담당자")
    assert user.check_password("a long enough secret")
    assert viewer_of(user, on=localdate()).is_administrator
    assert "Next:" in said
    assert "a long enough secret" not in said


def test_a_site_with_an_administrator_is_left_alone_unless_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    make_administrator()

    with pytest.raises(CommandError):
        init(monkeypatch)
    assert User.objects.count() == 1
    init(monkeypatch, "--force")

    assert User.objects.count() == 2


def test_a_weak_password_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError) as end:
        init(monkeypatch, password="short")

    assert end.value.returncode == 2
    assert not User.objects.exists()


def test_a_wrong_organisation_leaves_no_administrator_either(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError):
        init(monkeypatch, "--organisation", "1741000")

    assert not User.objects.exists()
    init(monkeypatch, "--organisation", "1741000", "--name-ko", "행정부", "--name-en", "Interior")
    assert Organisation.objects.get().code == "1741000"
