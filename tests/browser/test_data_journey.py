"""An officer publishes a CP949 file; readers see what did not fit, chart it, and are told before it changes."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.timezone import now
from playwright.sync_api import Page, expect

from madang.notices.actions import follow
from madang.notices.models import Event
from madang.opendata import tasks
from madang.opendata.models import Dataset, DataVersion
from tests.browser.conftest import Reader
from tests.browser.world import World

ROWS = "측정일,시도,미세먼지\n" + "".join(
    f"2026-0{1 + at % 6}-15,{'서울특별시' if at % 2 else '부산광역시'},{'점검중' if at == 3 else at}\n"
    for at in range(60)
)


def hand_in(page: Page, path: Path, **fields: str) -> None:
    page.locator("input[type=file]").set_input_files(path)
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " ")).fill(value)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("The file is being read.")).to_be_visible()
    tasks.read(str(DataVersion.objects.order_by("-pk").first().code))  # type: ignore[union-attr]
    expect(page.get_by_role("heading", name="And now")).to_be_visible(timeout=15_000)


def test_a_file_becomes_a_table_and_its_change_is_told_first(
    reader: Reader, world: World, tmp_path: Path, settings: Any
) -> None:
    settings.DATA_WAITING = timedelta(days=7)
    path = tmp_path / "대기.csv"
    path.write_bytes(ROWS.encode("cp949"))
    officer = reader.open(by=world, name="officer")

    officer.visit("/en/data/desk/publish/")
    hand_in(
        officer.page, path, Korean_title="일별 대기질", English_title="Daily air", Short_name_in_addresses="daily-air"
    )
    expect(officer.page.get_by_text("cp949")).to_be_visible()
    officer.page.get_by_role("button", name="Publish", exact=True).click()
    officer.page.wait_for_url("**/tables/data/v1/")

    public = reader.open()
    public.visit("/en/data/datasets/daily-air/tables/data/")
    expect(public.page.get_by_text("60 rows")).to_be_visible()
    public.page.get_by_role("link", name="See each of them").click()
    expect(public.page.get_by_role("cell", name="점검중")).to_be_visible()
    public.visit("/en/data/datasets/daily-air/tables/data/")
    public.page.get_by_role("link", name=re.compile("서울특별시")).click()
    expect(public.page.get_by_text("30 rows")).to_be_visible()
    public.page.get_by_role("link", name="Chart").click()
    expect(public.page.get_by_role("img", name=re.compile("Chart;"))).to_be_visible()

    follow(subject=Dataset.objects.get(slug="daily-air").ref, by=world.people["citizen"], at=now())
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
    assert public.problems == []
