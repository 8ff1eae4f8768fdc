"""What stands around the data: a showcase, best practices."""

from datetime import timedelta

from django.utils.timezone import now

from madang.accounts.models import Organisation, User
from madang.common.fetching import Fetched
from madang.opendata.actions import showcase
from madang.opendata.models import Dataset


def build_ecosystem(agency: Organisation, *, citizen: User, officer: User) -> dict[str, str]:
    """Addresses of pages by name."""
    at = now() - timedelta(hours=6)
    data = [Dataset.objects.get(slug="parking-lots")]
    pages: dict[str, str] = {}
    for number, name in enumerate(("reuse", "reuse-waiting")):
        reuse = showcase.submit_reuse(
            kind="app",
            title=f"여기주차 {number}",
            text="빈자리를 찾아 줍니다.",
            maker="다온시민개발모임",
            url=f"https://parking{number}.example.test/",
            datasets=data,
            by=citizen,
            at=at,
        )
        pages[name] = reuse.get_absolute_url()
        if name == "reuse":
            showcase.publish_reuse(reuse=reuse, by=officer, at=at)
            showcase.check_reuse(reuse=reuse, ask=lambda url: Fetched(404, {}, b"", url), at=at)
    practice = showcase.publish_practice(
        organisation=agency,
        title="점검일을 함께 싣다",
        done="값이 비는 날의 까닭을 표에 적었습니다.",
        outcome="같은 문의가 줄었습니다.",
        source="민원 처리 대장",
        datasets=data,
        by=officer,
        at=at,
    )
    pages["practice"] = practice.get_absolute_url()
    return pages
