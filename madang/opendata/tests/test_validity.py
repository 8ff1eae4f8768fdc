"""A dataset that formats refuse is held at every door, until it is mended or somebody gives a public reason."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from madang.accounts.models import User
from madang.common.errors import Invalid
from madang.ledger.models import Entry
from madang.opendata import actions, tasks
from madang.opendata.actions import harvesting
from madang.opendata.models import AcceptedFaults, Dataset, DataVersion, FormatVerdict, HarvestRun
from madang.opendata.tests.factories import make_data_officer, make_dataset
from madang.opendata.tests.making import officer_of
from madang.opendata.tests.test_harvesting import answering, listed, make_source
from tests.factories import NOON, make_organisation

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TABLE = "시도,인구\n서울특별시,9300000\n부산광역시,3200000\n"
REASON = "설명은 다음 달에 보완합니다."


@pytest.fixture(autouse=True)
def stores(tmp_path: Path, settings: Any) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"


@pytest.fixture
def officer() -> User:
    return make_data_officer()


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


def assert_held(slug: str) -> None:
    dataset = Dataset.objects.get(slug=slug)
    assert dataset.state == "held"
    assert not Entry.objects.filter(kind__startswith="opendata.").exists()
    assert Client().get(f"/data/datasets/{slug}/").status_code == 404
    assert slug not in Client().get("/data/catalog.ttl").content.decode()
    assert slug not in Client().get("/data/data.json").content.decode()
    failed = FormatVerdict.objects.filter(dataset=dataset, state="failed")
    assert {one.format for one in failed} >= {"dcat-ap", "schema.org"}


def test_the_action_holds_it_and_says_what_fails_and_where(officer: User) -> None:
    draft = make_dataset(by=officer, description_ko="", licence="unstated", slug="poor")

    with pytest.raises(actions.DescriptionsFail) as failing:
        actions.publish_dataset(dataset=draft, by=officer, at=NOON)

    assert_held("poor")
    assert "dct:description" in str(failing.value)
    assert {"format": "dcat-ap", "code": "missing", "where": "dcat:distribution/dct:license"} in failing.value.faults


def test_once_mended_it_is_public_with_passing_verdicts_of_that_moment(officer: User) -> None:
    draft = make_dataset(by=officer, description_ko="", slug="poor")
    with pytest.raises(actions.DescriptionsFail):
        actions.publish_dataset(dataset=draft, by=officer, at=NOON)

    actions.describe_dataset(dataset=draft, by=officer, at=NOON, description_ko="이제 설명이 있습니다.")
    assert actions.shown_faults(draft) == []
    actions.publish_dataset(dataset=draft, by=officer, at=NOON)

    assert Dataset.objects.get().is_public
    assert not AcceptedFaults.objects.exists()


def test_a_reason_publishes_it_and_is_read_beside_the_badges_and_in_the_ledger(officer: User, client: Client) -> None:
    draft = make_dataset(by=officer, description_ko="", slug="poor")

    actions.publish_dataset(dataset=draft, by=officer, at=NOON, despite=REASON)

    entry = json.loads(Entry.objects.get(kind="opendata.faults.accepted").text)
    assert entry["facts"]["reason"] == REASON
    assert "dcat-ap: missing dct:description" in entry["facts"]["faults"]
    assert REASON in text(client, "/data/datasets/poor/")
    assert json.loads(text(client, "/api/v1/data-quality/poor"))["accepted"][0]["reason"] == REASON
    actions.describe_dataset(dataset=draft, by=officer, at=NOON, title_en="Poor")
    assert AcceptedFaults.objects.count() == 1
    actions.describe_dataset(dataset=draft, by=officer, at=NOON, description_ko="설명")
    assert REASON not in text(client, "/data/datasets/poor/")


def test_a_reason_with_a_personal_identifier_is_refused(officer: User) -> None:
    draft = make_dataset(by=officer, description_ko="")

    with pytest.raises(Invalid):
        actions.publish_dataset(dataset=draft, by=officer, at=NOON, despite="담당 010-2345-6789")

    assert not Entry.objects.filter(kind__startswith="opendata.").exists()


def test_a_public_dataset_cannot_be_made_to_fail_silently(officer: User) -> None:
    public = make_dataset(by=officer, is_public=True)

    with pytest.raises(actions.DescriptionsFail):
        actions.describe_dataset(dataset=public, by=officer, at=NOON, licence="unstated")
    with pytest.raises(actions.DescriptionsFail):
        actions.describe_dataset(dataset=public, by=officer, at=NOON, description_ko="")

    public.refresh_from_db()
    assert (public.state, public.licence, public.description_ko) == ("published", "kogl-1", "설명")
    actions.describe_dataset(dataset=public, by=officer, at=NOON, licence="unstated", despite=REASON)
    assert AcceptedFaults.objects.get().reason == REASON


def hand_in(client: Client, officer: User, slug: str) -> DataVersion:
    upload = io.BytesIO(TABLE.encode("cp949"))
    upload.name = "인구.csv"
    organisation = officer.roles_held.get().organisation_id
    fields = {"file": upload, "organisation": organisation, "title_ko": "인구", "slug": slug, "licence": "kogl-1"}
    assert client.post("/en/data/desk/publish/", fields).status_code == 302
    version = DataVersion.objects.get(distribution__dataset__slug=slug)
    tasks.read(str(version.code))
    return version


def test_the_page_holds_it_shows_why_and_lets_the_officer_mend_it(officer: User, client: Client) -> None:
    client.force_login(officer, backend=BACKEND)
    version = hand_in(client, officer, "people")
    act = f"/en/data/desk/versions/{version.code}/act/"

    refused = client.post(act, {"act": "publish"})
    assert refused.status_code == 409
    assert "dct:description is missing" in refused.content.decode()
    assert 'name="despite"' in refused.content.decode()
    assert_held("people")
    version.refresh_from_db()
    assert (version.state, version.number) == ("read", None)
    assert "Held" in text(client, "/en/data/desk/")
    mend = "/en/data/desk/datasets/people/"
    assert "dct:description is missing" in text(client, mend)
    said = {"title_ko": "인구", "description_ko": "시도별 인구", "licence": "kogl-1", "frequency": "annual"}
    assert client.post(mend, said).status_code == 302
    assert "is missing" not in text(client, mend)
    assert client.post(act, {"act": "publish"}).status_code == 302
    assert Dataset.objects.get().is_public


def test_the_page_publishes_it_with_a_reason(officer: User, client: Client) -> None:
    client.force_login(officer, backend=BACKEND)
    version = hand_in(client, officer, "people")

    done = client.post(f"/en/data/desk/versions/{version.code}/act/", {"act": "publish", "despite": REASON})

    assert done.status_code == 302
    client.logout()
    assert REASON in text(client, "/en/data/datasets/people/")


def test_a_dataset_elsewhere_is_published_at_the_desk(officer: User, client: Client) -> None:
    make_dataset(by=officer, slug="elsewhere", description_ko="")
    client.force_login(officer, backend=BACKEND)
    publish = "/en/data/desk/datasets/elsewhere/publish/"

    assert "dct:description" in client.post(publish).content.decode()
    assert_held("elsewhere")
    assert client.post(publish, {"despite": REASON}).status_code == 302
    assert Dataset.objects.get().is_public


ADDRESS = {
    "access_url": "https://maps.example.test/wms",
    "kind": "service",
    "format": "WMS",
    "title_ko": "지도 서비스",
    "title_en": "Map service",
    "key": "map",
}


def test_a_dataset_without_a_file_is_opened_at_the_desk_and_has_an_address_elsewhere(
    officer: User, client: Client
) -> None:
    client.force_login(officer, backend=BACKEND)
    organisation = officer.roles_held.get().organisation
    assert organisation is not None
    said = {
        "organisation": str(organisation.pk),
        "slug": "elsewhere",
        "title_ko": "지도",
        "description_ko": "지도입니다.",
    }
    said |= {"licence": "kogl-1", "frequency": "annual"}
    assert client.post("/en/data/desk/open/", said | {"slug": "No slug"}).status_code == 422
    assert client.post("/en/data/desk/open/", said).status_code == 302
    assert client.post("/en/data/desk/open/", said).status_code == 422
    desk = "/en/data/desk/datasets/elsewhere/"
    assert "Add an address elsewhere" in text(client, desk)
    assert "외부 주소 추가" in text(client, desk.removeprefix("/en"))

    assert client.post(f"{desk}addresses/", ADDRESS).status_code == 302

    assert 'href="https://maps.example.test/wms"' in text(client, desk)
    assert client.post(f"{desk}publish/").status_code == 302
    assert "Map service" in text(Client(), "/en/data/datasets/elsewhere/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"access_url": ""},
        {"access_url": "javascript:alert(1)"},
        {"kind": "table"},
        {"key": "site"},
        {"key": "Not a slug"},
    ],
)
def test_a_wrong_address_is_refused_beside_its_field(officer: User, client: Client, wrong: dict[str, str]) -> None:
    dataset = make_dataset(by=officer, slug="elsewhere")
    client.force_login(officer, backend=BACKEND)

    answer = client.post("/en/data/desk/datasets/elsewhere/addresses/", ADDRESS | wrong)

    assert answer.status_code == 422
    assert set(answer.context["address_form"].errors) == set(wrong)
    assert dataset.distributions.count() == 1


def test_the_desk_of_a_dataset_is_closed_to_others(officer: User, client: Client) -> None:
    make_dataset(by=officer, slug="mine")
    client.force_login(make_data_officer(), backend=BACKEND)

    assert client.get("/en/data/desk/datasets/mine/").status_code == 404
    assert client.post("/en/data/desk/datasets/mine/publish/").status_code == 404
    assert client.post("/en/data/desk/datasets/mine/addresses/", ADDRESS).status_code == 404
    assert client.patch("/api/v1/datasets/mine", {"title_en": "x"}, "application/json").status_code == 404
    assert client.post("/api/v1/datasets/mine/publish", {}, "application/json").status_code == 404


def test_the_api_holds_it_and_answers_409_with_the_faults(officer: User, client: Client) -> None:
    make_dataset(by=officer, slug="poor", description_ko="")
    client.force_login(officer, backend=BACKEND)

    refused = client.post("/api/v1/datasets/poor/publish", {}, "application/json")

    assert (refused.status_code, refused.json()["code"]) == (409, "descriptions-fail")
    assert "dct:description" in refused.json()["detail"]
    assert_held("poor")
    said = client.get("/api/v1/datasets/poor/state").json()
    assert (said["state"], said["faults"][0]["where"]) == ("held", "dct:description")
    mended = client.patch("/api/v1/datasets/poor", {"description_ko": "설명"}, "application/json")
    assert mended.json()["faults"] == []
    assert client.post("/api/v1/datasets/poor/publish", {}, "application/json").json()["state"] == "published"


def test_a_version_by_the_api_is_held_too(officer: User, client: Client) -> None:
    client.force_login(officer, backend=BACKEND)
    version = hand_in(client, officer, "people")
    publish = f"/api/v1/data/people/data/versions/{version.code}/publish"

    assert client.post(publish).json()["code"] == "descriptions-fail"
    assert_held("people")
    assert client.post(publish, {"despite": REASON}).json()["number"] == 1


def run(*arguments: str) -> tuple[int, str]:
    output = io.StringIO()
    try:
        call_command("data", *arguments, stdout=output)
    except CommandError as error:
        return error.returncode, output.getvalue()
    return 0, output.getvalue()


def test_the_command_holds_it_with_status_1_and_json(tmp_path: Path) -> None:
    path = tmp_path / "인구.csv"
    path.write_text(TABLE)
    named = ["publish", str(path), "--slug", "people", "--agency", make_organisation().code, "--title", "인구"]

    status, output = run(*named, "--json")

    assert status == 1
    said = json.loads(output)
    assert (said["state"], said["faults"][0]["where"]) == ("held", "dct:description")
    assert "dct:description" in said["faults"][0]["sentence"]
    assert_held("people")
    assert run(*named, "--despite", REASON)[0] == 0
    assert run("publish", str(path), "--slug", "people", "--description", "시도별 인구", "--json")[0] == 0
    assert Dataset.objects.get().description_ko == "시도별 인구"


def test_a_harvest_holds_what_formats_refuse_and_the_look_says_so(client: Client) -> None:
    source = make_source()

    run = harvesting.harvest(source=source, ask=answering(listed(1, license="")), at=NOON)

    assert (run.added, run.held) == (0, 1)
    assert "dct:license" in run.faults[0]["said"]
    assert Dataset.objects.get().state == "held"
    assert "dct:license" in text(client, f"/en/data/harvest/{source.code}/")
    mended = harvesting.harvest(source=source, ask=answering(listed(1)), at=NOON)
    assert (mended.changed, mended.held) == (1, 0)
    assert Dataset.objects.get().is_public
    worse = harvesting.harvest(source=source, ask=answering(listed(1, license="")), at=NOON)
    assert (worse.changed, worse.faults[0]["code"]) == (0, "descriptions-fail")
    assert Dataset.objects.get().licence == "cc-by-4.0"


def test_a_source_with_a_reason_lists_them_each_with_that_reason(client: Client) -> None:
    organisation = make_organisation()
    client.force_login(officer_of(organisation), backend=BACKEND)
    said = {"organisation": organisation.pk, "title": "이웃", "kind": "data-json", "url": "https://a.example.test/"}
    client.post("/en/data/harvest/new/", said | {"every_hours": 12, "despite": REASON})
    source = organisation.harvest_sources.get()

    harvesting.harvest(source=source, ask=answering(listed(1, license="")), at=NOON)

    assert HarvestRun.objects.get().added == 1
    assert AcceptedFaults.objects.get().reason == REASON
    assert REASON in text(client, f"/en/data/harvest/{source.code}/")
