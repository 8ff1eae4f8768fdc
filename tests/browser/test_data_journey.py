"""An officer publishes a CP949 file; readers see what did not fit, chart it, and are told before it changes."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from madang.notices.actions import tell_waiting, write_letters
from madang.notices.models import Event, OutboxMessage
from madang.opendata import tasks
from madang.opendata.metering import METER, Meter
from madang.opendata.models import Dataset, DataVersion
from tests.browser.conftest import Reader, Tab
from tests.browser.world import World

ROWS = "측정일,시도,미세먼지\n" + "".join(
    f"2026-0{1 + at % 6}-15,{'서울특별시' if at % 2 else '부산광역시'},{'점검중' if at == 3 else at}\n"
    for at in range(60)
)


@pytest.fixture(autouse=True)
def counted_from_nothing() -> Iterator[None]:
    yield
    METER.__dict__.update(Meter().__dict__)


def hand_in(page: Page, path: Path, **fields: str) -> None:
    page.locator("input[type=file]").set_input_files(path)
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " ")).fill(value)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("The file is being read.")).to_be_visible()
    tasks.read(str(DataVersion.objects.order_by("-pk").first().code))  # type: ignore[union-attr]
    expect(page.get_by_role("heading", name="And now")).to_be_visible(timeout=15_000)


def told(address: str) -> list[str]:
    """Subjects of the letters that somebody was written, once the worker has done its round."""
    tell_waiting(at=now())
    write_letters(at=now())
    return [one.subject for one in OutboxMessage.objects.order_by("pk") if address in one.to]


def publish_after_mending(officer: Tab) -> None:
    """The first try is refused, because nothing was said of the dataset; then it is mended, and published."""
    officer.page.get_by_role("button", name="Publish", exact=True).click()
    expect(officer.page.get_by_role("alert")).to_contain_text("dct:description is missing")
    assert Dataset.objects.get(slug="daily-air").state == "held"
    officer.page.get_by_role("link", name="Mend what is said of it").click()
    officer.page.get_by_label("Korean description").fill("시도마다 하루에 한 번 잰 값입니다.")
    officer.page.get_by_label("English description").fill("Daily, by province.")
    officer.page.get_by_role("button", name="Save").click()
    expect(officer.page.get_by_text("is missing")).to_have_count(0)
    officer.page.get_by_role("link", name="To the file that waits").click()
    officer.page.get_by_role("button", name="Publish", exact=True).click()
    officer.page.wait_for_url("**/tables/data/v1/")


def see_the_table(public: Tab) -> None:
    """What did not fit is shown cell by cell; the rows are narrowed and charted."""
    public.visit("/en/data/datasets/daily-air/")
    expect(public.page.get_by_role("row", name=re.compile("DCAT-AP 3.0.1 Accepted"))).to_be_visible()
    public.visit("/en/data/datasets/daily-air/tables/data/")
    expect(public.page.get_by_text("60 rows")).to_be_visible()
    public.page.get_by_role("link", name="See each of them").click()
    expect(public.page.get_by_role("cell", name="점검중")).to_be_visible()
    public.visit("/en/data/datasets/daily-air/tables/data/")
    public.page.get_by_role("link", name=re.compile("서울특별시")).click()
    expect(public.page.get_by_text("30 rows")).to_be_visible()
    public.page.get_by_role("link", name="Chart").click()
    expect(public.page.get_by_role("img", name=re.compile("Chart;"))).to_be_visible()


def call_three_ways(public: Tab) -> None:
    """Our interface, CKAN's and odcloud's, at the addresses that the page gives, count the same rows."""
    public.visit("/en/data/datasets/daily-air/tables/data/?view=use")
    code = Dataset.objects.get(slug="daily-air").distributions.get().code
    expect(public.page.get_by_text(f"datastore_search?resource_id={code}")).to_be_visible()
    expect(public.page.get_by_text(f"/api/daily-air/v1/uddi:{code}")).to_be_visible()

    def ask(path: str, **asked: str) -> Any:
        answer = public.page.request.get(public.base + path, params=asked)
        assert answer.ok, answer.text()
        return answer.json()

    ours = ask("/api/v1/data/daily-air/data/latest/rows", 시도="서울특별시", size="5")
    filters = json.dumps({"시도": "서울특별시"})
    ckan = ask("/api/3/action/datastore_search", resource_id=str(code), filters=filters, limit="5")["result"]
    odcloud = ask(f"/api/daily-air/v1/uddi:{code}", **{"cond[시도::EQ]": "서울특별시", "perPage": "5"})
    assert (ours["total"], ckan["total"], odcloud["matchCount"]) == (30, 30, 30)
    assert [row["미세먼지"] for row in ours["rows"]] == [row["미세먼지"] for row in ckan["records"]]
    assert [row["미세먼지"] for row in odcloud["data"]] == [row["미세먼지"] for row in ckan["records"]]


def follow_by_page(citizen: Tab) -> None:
    citizen.visit("/en/data/datasets/daily-air/")
    citizen.page.get_by_role("button", name="Follow this").click()
    expect(citizen.page.get_by_text("You follow this", exact=True)).to_be_visible()


def read_the_letter_and_the_feed(public: Tab, address: str, subject: str) -> None:
    """The notice lies in the outbox and names the column that goes; the feed has both versions."""
    public.visit(f"/en/notices/outbox/?q={address}")
    public.page.get_by_role("link", name=subject).click()
    expect(public.page.get_by_text("미세먼지").first).to_be_visible()
    feed = public.page.request.get(public.base + "/en/data/datasets/daily-air/versions.atom").text()
    assert feed.count("<entry>") == 2


def test_a_file_becomes_a_table_and_its_change_is_told_first(
    reader: Reader, world: World, tmp_path: Path, settings: Any
) -> None:
    settings.DATA_WAITING = timedelta(days=7)
    settings.DEMONSTRATION = True
    settings.EMAIL_BACKEND = "madang.notices.mail.OutboxBackend"
    path = tmp_path / "대기.csv"
    path.write_bytes(ROWS.encode("cp949"))
    officer = reader.open(by=world, name="officer")

    officer.visit("/en/data/desk/publish/")
    hand_in(
        officer.page, path, Korean_title="일별 대기질", English_title="Daily air", Short_name_in_addresses="daily-air"
    )
    expect(officer.page.get_by_text("cp949")).to_be_visible()
    publish_after_mending(officer)

    public = reader.open()
    see_the_table(public)
    call_three_ways(public)

    follow_by_page(reader.open(by=world, name="citizen"))
    before = told(world.people["citizen"].email)
    path.write_bytes(ROWS.replace("미세먼지", "PM10", 1).encode("cp949"))
    code = Dataset.objects.get(slug="daily-air").distributions.get().code
    officer.visit(f"/en/data/desk/publish/?distribution={code}")
    hand_in(officer.page, path)
    officer.page.get_by_role("button", name="Announce").click()
    officer.page.wait_for_url("**/tables/data/v2/")

    public.visit("/en/data/datasets/daily-air/tables/data/")
    expect(public.page.get_by_text("The columns of this table change on")).to_be_visible()
    expect(public.page.get_by_role("columnheader", name="미세먼지")).to_be_visible()
    assert Event.objects.filter(kind="opendata.version.announced").exists()
    subjects = told(world.people["citizen"].email)[len(before) :]
    assert len(subjects) == 1
    assert re.search("Daily air: columns will change|일별 대기질: .*바뀝니다", subjects[0]), subjects
    read_the_letter_and_the_feed(public, world.people["citizen"].email, subjects[0])
    assert public.problems == []
