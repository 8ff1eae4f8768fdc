"""A draw on the site: prepared, computed, published, drawn, and reproduced from its download by the command alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from madang.bodies import actions, tasks
from madang.bodies.drawfile import verify
from madang.bodies.models import Body, Draw
from madang.bodies.tests.making import make_body, make_secretary, moment
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid
from madang.ledger.models import Entry
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
AT, LATER = moment("2026-03-02 10:00"), moment("2026-03-09 10:00")
QUOTAS = "feature,value,min,max\nage,old,1,2\nage,young,1,2\n"
POOL = "id,name,age,address\n" + "".join(
    f"명단-{n},시민{n},{'old' if n % 3 else 'young'},{'다온길 1' if n < 2 else ''}\n" for n in range(12)
)


@pytest.fixture(autouse=True)
def stores(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"


@pytest.fixture
def jury() -> Body:
    return make_body(kind="jury", code="jury", shows_names=False)


def prepare(jury: Body, **details: object) -> Draw:
    said = {
        "title_ko": "배심원 추첨",
        "size": 3,
        "pool": POOL,
        "quotas": QUOTAS,
        "household": "address",
        "by": SYSTEM,
        "at": AT,
    }
    draw = actions.prepare_draw(body=jury, **(said | details))
    tasks.compute_draw(str(draw.code))
    draw.refresh_from_db()
    return draw


def drawn(jury: Body) -> Draw:
    draw = actions.commit_draw(draw=prepare(jury, beacon="로또 1200회 당첨 번호"), by=SYSTEM, at=AT)
    return actions.draw_panel(draw=draw, beacon_value="3 11 15 29 35 44", by=SYSTEM, at=LATER)


def test_the_panel_is_reproduced_from_the_download_by_the_command_alone(
    jury: Body, client: Client, tmp_path: Path
) -> None:
    draw = drawn(jury)
    (tmp_path / "draw.json").write_bytes(b"".join(client.get(f"/bodies/draws/{draw.code}/draw.json").streaming_content))

    command = [sys.executable, "-c", "from config.command import main; main()", "draw", "verify", "draw.json", "--json"]
    environment = {"PYTHONPATH": str(ROOT), "MADANG_DATA": str(tmp_path / "nowhere"), "PATH": "/usr/bin:/bin"}
    answer = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    told = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert told["ok"]
    assert told["panel"] == draw.panel
    assert {one["name"] for one in told["checks"]} >= {"commitment", "number", "panel", "minimum"}


def test_before_the_draw_the_file_has_the_commitment_and_not_the_secret(jury: Body, client: Client) -> None:
    draw = actions.commit_draw(draw=prepare(jury), by=SYSTEM, at=AT)

    file = json.loads(b"".join(client.get(f"/bodies/draws/{draw.code}/draw.json").streaming_content))

    assert file["commitment"] == draw.commitment
    for address in (f"/bodies/draws/{draw.code}/", f"/api/v1/bodies/draws/{draw.code}", "/bodies/jury/feed.atom"):
        assert draw.secret not in client.get(address).content.decode()
    assert draw.secret not in json.dumps(file)
    assert draw.secret not in Entry.objects.get(kind="bodies.draw.committed").text
    assert all(one.passed for one in verify(file))


def test_names_and_the_agency_s_numbers_stand_in_no_public_file(jury: Body, client: Client) -> None:
    draw = drawn(jury)

    for name in ("draw.json", "pool.csv", "quotas.csv"):
        text = b"".join(client.get(f"/bodies/draws/{draw.code}/{name}").streaming_content).decode()
        assert "시민" not in text
        assert "명단-" not in text
        assert "다온길" not in text
    assert "명단-" not in client.get(f"/bodies/draws/{draw.code}/").content.decode()
    client.force_login(make_secretary(jury.organisation))
    listed = b"".join(client.get(f"/bodies/desk/draws/{draw.code}/people.csv").streaming_content).decode()
    assert listed.count("명단-") == 3
    client.force_login(make_secretary(make_organisation()))
    assert client.get(f"/bodies/desk/draws/{draw.code}/people.csv").status_code == 404


def test_a_draw_is_public_from_its_commitment_on_and_not_before(jury: Body, client: Client) -> None:
    draw = prepare(jury)
    addresses = [
        f"/bodies/draws/{draw.code}/",
        f"/bodies/draws/{draw.code}/draw.json",
        f"/api/v1/bodies/draws/{draw.code}",
    ]

    assert [client.get(address).status_code for address in addresses] == [404] * 3
    actions.commit_draw(draw=draw, by=SYSTEM, at=AT)
    assert [client.get(address).status_code for address in addresses] == [200] * 3


def test_the_announced_number_is_needed_and_only_where_one_was_announced(jury: Body) -> None:
    with_number = actions.commit_draw(draw=prepare(jury, beacon="로또"), by=SYSTEM, at=AT)
    without = actions.commit_draw(draw=prepare(jury), by=SYSTEM, at=AT)

    with pytest.raises(Invalid):
        actions.draw_panel(draw=with_number, by=SYSTEM, at=LATER)
    with pytest.raises(Invalid):
        actions.draw_panel(draw=without, beacon_value="1", by=SYSTEM, at=LATER)
    actions.draw_panel(draw=without, by=SYSTEM, at=LATER)
    with pytest.raises(actions.WrongMoment):
        actions.draw_panel(draw=without, by=SYSTEM, at=LATER)


def test_quotas_that_cannot_be_met_are_answered_with_what_to_change(jury: Body, client: Client) -> None:
    draw = prepare(jury, quotas="feature,value,min,max\nage,old,1,1\nage,young,1,1\n")

    assert draw.state == "infeasible"
    assert sum(abs(one["then"] - one["now"]) for one in draw.advice) == 1
    client.force_login(make_secretary(jury.organisation))
    assert draw.advice[0]["feature"] in client.get(f"/bodies/desk/draws/{draw.code}/").content.decode()


def test_a_pool_that_cannot_be_used_is_refused_with_its_place_and_nothing_is_kept(jury: Body) -> None:
    with pytest.raises(Invalid) as refusal:
        prepare(jury, pool=POOL.replace("old", "ancient", 1))

    assert "ancient" in str(refusal.value.message)
    assert not Draw.objects.exists()


def test_those_who_accept_take_seats_by_number(jury: Body) -> None:
    draw = drawn(jury)

    actions.seat_panel(draw=draw, accepted=draw.panel[:2], since_on=LATER.date(), by=SYSTEM, at=LATER)
    actions.seat_panel(draw=draw, accepted=draw.panel, since_on=LATER.date(), by=SYSTEM, at=LATER)

    assert [one.name for one in jury.members.all()] == [""] * 3
    with pytest.raises(Invalid):
        actions.seat_panel(draw=draw, accepted=["nobody"], since_on=LATER.date(), by=SYSTEM, at=LATER)


def test_the_ledger_binds_the_pool_the_panels_and_the_seed(jury: Body) -> None:
    draw = drawn(jury)

    committed, revealed = (Entry.objects.get(kind=f"bodies.draw.{done}").text for done in ("committed", "drawn"))
    for fact in (draw.pool_hash, draw.panels_sha256, draw.commitment):
        assert fact in committed
    assert draw.secret in revealed
