"""What people of the invented country made with its data, and what agencies tell of: by the ordinary actions."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from madang.accounts.models import Organisation, User
from madang.opendata.actions import showcase
from madang.opendata.models import BestPractice, Dataset, Reuse
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.demand import CITIZENS, citizen
from madang.portal.demonstration.signing_in import DOMAIN

REUSES = (
    # days before today, kind, title, text, maker, address, datasets, fate
    (
        150,
        "app",
        "숨길",
        "대기질이 나은 산책길을 골라 알려 줍니다.",
        "다온시민개발모임",
        "sumgil",
        ("air-quality", "parks"),
        "publish",
    ),
    (
        120,
        "service",
        "여기주차",
        "공영주차장의 위치와 요금을 한 화면에 보여 줍니다.",
        "",
        "parking",
        ("parking-lots",),
        "publish",
    ),
    (
        95,
        "analysis",
        "무더위쉼터는 어디가 모자란가",
        "쉼터와 행정구역을 견주어 빈 곳을 찾은 분석입니다.",
        "가온도시연구회",
        "shelters",
        ("shelters",),
        "publish",
    ),
    (
        70,
        "visualisation",
        "예산 한눈에",
        "분야별 예산과 집행을 그림으로 보여 줍니다.",
        "",
        "budget",
        ("city-budget",),
        "publish",
    ),
    (
        40,
        "app",
        "우리 동네 심장충격기",
        "가장 가까운 자동심장충격기를 찾아 줍니다.",
        "생명지킴 동아리",
        "aed",
        ("aed",),
        "publish",
    ),
    (30, "service", "대출 광고 모음", "데이터와 관계없는 광고입니다.", "", "loans", ("libraries",), "refuse"),
    (
        2,
        "visualisation",
        "도서 대출 흐름",
        "구역별 대출이 달마다 어떻게 바뀌는지 보여 줍니다.",
        "",
        "loans-flow",
        ("library-loans",),
        "",
    ),
)
PRACTICES = (
    (
        100,
        "9000500",
        "측정소 점검일을 데이터에 적다",
        "값이 비는 날의 까닭을 묻는 민원이 많아, 점검일을 표에 함께 실었습니다.",
        "같은 문의가 석 달 만에 한 달 40건에서 6건으로 줄었습니다.",
        "민원 처리 대장(시연)",
        ("air-quality",),
    ),
    (
        50,
        "9020000",
        "도서관 자료를 한 양식으로 모으다",
        "구립과 시립 도서관의 양식을 맞추어 한 데이터셋으로 열었습니다.",
        "활용사례 두 건이 나왔고, 기관마다 따로 내던 자료 요청이 없어졌습니다.",
        "",
        ("libraries", "library-loans"),
    ),
)
Happening = tuple[str, datetime, Callable[[], None]]


def moment(on: date, hour: int = 16) -> datetime:
    return datetime.combine(on, time(hour), get_current_timezone())


def happenings(country: Country) -> Iterator[Happening]:
    """Every submission and decision, and the practices, on their days."""
    for number, row in enumerate(REUSES):
        at = moment(country.today - timedelta(days=row[0]))
        yield f"showcase:submit:{number}", at, submitting(number, row, at)
        if row[-1]:
            decided = at + timedelta(days=1)
            yield f"showcase:{row[-1]}:{number}", decided, deciding(row, decided)
    for number, said in enumerate(PRACTICES):
        on = moment(country.today - timedelta(days=said[0]))
        yield f"showcase:practice:{number}", on, telling(said, on)


def used(slugs: tuple[str, ...]) -> list[Dataset]:
    return list(Dataset.objects.filter(slug__in=slugs))


def submitting(number: int, row: tuple[int, str, str, str, str, str, tuple[str, ...], str], at: datetime):  # type: ignore[no-untyped-def]
    _days, kind, title, text, maker, name, slugs, _fate = row

    def act() -> None:
        if not Reuse.objects.filter(title=title).exists():
            showcase.submit_reuse(
                kind=kind,
                title=title,
                text=text,
                maker=maker,
                url=f"https://{name}.gaon.example/",
                datasets=used(slugs),
                by=citizen(number % CITIZENS),
                at=at,
            )

    return act


def deciding(row: tuple[int, str, str, str, str, str, tuple[str, ...], str], at: datetime) -> Callable[[], None]:
    def act() -> None:
        reuse = Reuse.objects.filter(title=row[2], state=Reuse.State.SUBMITTED).first()
        if reuse is None:
            return
        organisation = reuse.datasets.order_by("pk")[0].organisation
        officer = User.objects.get(email=f"data-{organisation.code}@{DOMAIN}")
        if row[-1] == "publish":
            showcase.publish_reuse(reuse=reuse, by=officer, at=at)
        else:
            reason = "공공데이터를 활용한 것이 아니어서 싣지 않습니다."
            showcase.refuse_reuse(reuse=reuse, reason=reason, by=officer, at=at)

    return act


def telling(said: tuple[int, str, str, str, str, str, tuple[str, ...]], at: datetime) -> Callable[[], None]:
    _days, office, title, done, outcome, source, slugs = said

    def act() -> None:
        if not BestPractice.objects.filter(title=title).exists():
            showcase.publish_practice(
                organisation=Organisation.objects.get(code=office),
                title=title,
                done=done,
                outcome=outcome,
                source=source,
                datasets=used(slugs),
                by=User.objects.get(email=f"data-{office}@{DOMAIN}"),
                at=at,
            )

    return act
