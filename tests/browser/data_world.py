"""Tables to look at: one with rejects, one whose columns are about to change."""

from contextlib import suppress
from datetime import timedelta

from django.utils.timezone import localdate, now

from madang.accounts.models import Organisation, User
from madang.opendata import actions
from madang.opendata.actions import discussions
from madang.opendata.actions.series import open_series
from madang.opendata.models import Dataset
from madang.portal.demonstration.country.tables import tables
from madang.portal.demonstration.datasets import publish


def build_tables(agency: Organisation, officer: User) -> str:
    """Publish two invented tables of the agency, and announce a change of the second. The address of a discussion."""
    at = now() - timedelta(days=1)
    invented = {one.slug: one for one in tables(2014, localdate())}
    for slug in ("child-zones", "parking-lots"):
        one = invented[slug]
        dataset = actions.create_dataset(
            organisation=agency,
            slug=slug,
            title_ko=one.ko,
            title_en=one.en,
            description_ko=one.about_ko,
            by=officer,
            at=at,
        )
        table = actions.add_distribution(dataset=dataset, key="data", by=officer, at=at)
        publish(table, one.file_name, one.content, officer, at)
        if one.later:
            publish(table, one.file_name, one.later, officer, now())
    build_held(agency, officer)
    series = open_series(
        organisation=agency, slug="parking", title_ko="주차장", description_ko="해마다의 주차장", by=officer, at=at
    )
    parking = Dataset.objects.get(slug="parking-lots")
    actions.describe_dataset(dataset=parking, series=series, by=officer, at=now())
    return build_discussions(officer)


def build_held(agency: Organisation, officer: User) -> None:
    """A dataset at an address elsewhere that nothing is said of: formats refuse it, so it is held."""
    held = actions.create_dataset(organisation=agency, slug="held", title_ko="설명 없는 자료", by=officer, at=now())
    actions.add_distribution(
        dataset=held, key="link", kind="link", access_url="https://data.example.test/", by=officer, at=now()
    )
    with suppress(actions.DescriptionsFail):
        actions.publish_dataset(dataset=held, by=officer, at=now())


def build_discussions(officer: User) -> str:
    """A fault of the car parks that the agency answered, and a question that waits."""
    dataset, citizen = Dataset.objects.get(slug="parking-lots"), User.objects.exclude(pk=officer.pk).earliest("pk")
    said = {"dataset": dataset, "by": citizen, "at": now()}
    fault = discussions.open_discussion(
        kind="fault",
        title="좌표가 바다에 있습니다",
        text="위도를 봐 주십시오.",
        where="위도, 3행",
        **said,
    )
    discussions.reply(discussion=fault, text="다음 판에서 고치겠습니다.", by=officer, at=now())
    discussions.open_discussion(kind="question", title="요금은 언제 것입니까?", text="기준일이 궁금합니다.", **said)
    return fault.get_absolute_url()
