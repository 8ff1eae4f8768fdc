"""What people of the invented country asked about its data, and what the agencies answered, by the ordinary actions."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

from madang.accounts.models import Organisation
from madang.opendata import actions
from madang.opendata.actions import discussions
from madang.opendata.actions.series import open_series
from madang.opendata.models import Dataset, DatasetSeries, Discussion
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.datasets import moment, officer_of
from madang.portal.demonstration.demand import citizen

TALKS = (
    # days before today, dataset, kind, title, where, text, answer, days until it, outcome
    (
        60,
        "air-quality",
        "fault",
        "값이 이틀 겹칩니다",
        "측정일",
        "하루가 두 번 있습니다.",
        "다음 판에서 지웁니다.",
        2,
        "mended",
    ),
    (
        41,
        "parking-lots",
        "question",
        "어느 날 요금입니까?",
        "",
        "기준일이 궁금합니다.",
        "분기 첫날입니다.",
        1,
        "answered",
    ),
    (25, "child-zones", "idea", "좌표도 열어 주십시오", "", "지도에 올리려고 합니다.", "검토하고 있습니다.", 5, ""),
    (
        12,
        "bus-riders",
        "fault",
        "승객이 0입니다",
        "전체, 달무리구",
        "한 달만 0입니다.",
        "노선이 쉰 달입니다.",
        3,
        "no-fault",
    ),
    (3, "waste", "question", "재활용품도 있습니까?", "", "합계에 무엇이 드는지 궁금합니다.", "", 0, ""),
)
SERIES = ("daon-environment", "9000500", "다온광역시 환경 측정", "Environment of Daon", ("air-quality", "waste"))
Happening = tuple[str, datetime, Callable[[], None]]


def steps(country: Country) -> Iterator[Happening]:
    """Every question, every answer that came by today, a series, and a dataset that is held."""
    joined = moment(country.today - timedelta(days=50))
    yield "data:series", joined, lambda: join(joined)
    held = moment(country.today - timedelta(days=1))
    yield "data:held", held, lambda: hold(held)
    for number, row in enumerate(TALKS):
        yield from steps_of(number, row, country.today)


def steps_of(number: int, row: tuple[int, str, str, str, str, str, str, int, str], today: date) -> Iterator[Happening]:
    days, slug, kind, title, where, text, answer, after, outcome = row
    asked = moment(today - timedelta(days=days))
    answered = moment(today - timedelta(days=days - after)) + timedelta(hours=1)

    def ask() -> None:
        dataset = Dataset.objects.get(slug=slug)
        discussions.open_discussion(
            dataset=dataset, kind=kind, title=title, where=where, text=text, by=citizen(number), at=asked
        )

    def settle() -> None:
        found = Discussion.objects.select_related("dataset__organisation").get(dataset__slug=slug, title=title)
        by = officer_of(found.dataset.organisation.code, answered)
        discussions.reply(discussion=found, text=answer, by=by, at=answered)
        if outcome:
            discussions.close_discussion(discussion=found, outcome=outcome, by=by, at=answered)

    yield f"data:talk:{number}", asked, ask
    if answer:
        yield f"data:talk:{number}:answer", answered, settle


def join(at: datetime) -> None:
    slug, office, korean, english, members = SERIES
    by = officer_of(office, at)
    series = DatasetSeries.objects.filter(slug=slug).first() or open_series(
        organisation=Organisation.objects.get(code=office),
        slug=slug,
        title_ko=korean,
        title_en=english,
        description_ko="공기와 폐기물을 꾸준히 잰 값입니다.",
        description_en="Air and waste, measured again and again.",
        by=by,
        at=at,
    )
    for dataset in Dataset.objects.filter(slug__in=members, organisation__code=office):
        actions.describe_dataset(dataset=dataset, series=series, by=by, at=at)


def hold(at: datetime) -> None:
    """Somebody forgot to say what the data is: it waits at the desk."""
    by = officer_of("9000500", at)
    if Dataset.objects.filter(slug="noise").exists():
        return
    held = actions.create_dataset(
        organisation=Organisation.objects.get(code="9000500"), slug="noise", title_ko="도로변 소음", by=by, at=at
    )
    actions.add_distribution(
        dataset=held, key="link", kind="link", format="csv", access_url="https://data.example/noise.csv", by=by, at=at
    )
    with suppress(actions.DescriptionsFail):
        actions.publish_dataset(dataset=held, by=by, at=at)
