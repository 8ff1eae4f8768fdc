"""What people of the invented country asked agencies to open, and key data: by the ordinary actions, on their days."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from madang.accounts import actions as accounts
from madang.accounts.models import Organisation, User
from madang.common.actors import SYSTEM
from madang.opendata.actions import demand, keytypes, register
from madang.opendata.actions.reasons import LedBy
from madang.opendata.models import DataRequest, HeldType, KeyCriterion, KeyNomination, OpennessPeriod, StrategicArea
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.signing_in import DOMAIN
from madang.surveys.models import Survey

CITIZENS = 9
CRITERIA = (
    ("demand", "수요", "Demand", 4),
    ("effect", "파급 효과", "Effect", 3),
    ("readiness", "개방 준비도", "Readiness", 2),
)
REQUESTS = (
    # days before today, office, area, title, text, fate, votes
    (150, "9000400", "transport", "마을버스 실시간 위치", "배차 간격을 비교하는 앱을 만들려고 합니다.", "accept", 7),
    (110, "9000700", "safety", "침수 이력 지도", "이사할 집을 고를 때 참고하려고 합니다.", "refuse", 5),
    (70, "9000300", "welfare", "구강 검진 원자료", "지역별 차이를 연구합니다.", "late", 3),
    (34, "9020000", "culture", "도서관 좌석 현황", "빈자리를 알려 주는 화면을 만듭니다.", "accept", 6),
    (21, "9000500", "environment", "하천 수질 측정값", "수업에서 학생들과 분석합니다.", "extend", 4),
    (6, "9000400", "transport", "공영 주차장 빈 칸 수", "주차 안내 서비스에 쓰려고 합니다.", "", 2),
    (3, "9020000", "environment", "분리배출 요일과 장소", "동네 안내판을 만들려고 합니다.", "", 1),
)
BECAUSE = {
    "침수 이력 지도": ("open-data-awareness", "areas"),
    "도서관 좌석 현황": ("information-wanted", "wish"),
    "하천 수질 측정값": ("information-wanted", "areas"),
}
"""By title: the survey, and the question in it, that led to the request."""
RELEASED_BECAUSE = (28, "9020000", "information-wanted", "first")
"""Days before today on which an office planned a release, and the survey and question that led to it."""
Happening = tuple[str, datetime, Callable[[], None]]


def moment(on: date, hour: int = 11) -> datetime:
    return datetime.combine(on, time(hour), get_current_timezone())


def happenings(country: Country) -> Iterator[Happening]:
    """Every step of every request that lies before today, and what became of key data."""
    begin = moment(country.today - timedelta(days=200))
    yield "demand:people", begin, lambda: enter_citizens(begin)
    key_at = moment(country.today - timedelta(days=180))
    yield "demand:key-types", key_at, lambda: choose_key_types(key_at)
    days, office, survey, question = RELEASED_BECAUSE
    planned = moment(country.today - timedelta(days=days))
    yield "demand:release", planned, lambda: plan_release(office, survey, question, planned)
    for number, row in enumerate(REQUESTS):
        yield from happenings_of(number, row, country.today)


def happenings_of(number: int, row: tuple[int, str, str, str, str, str, int], today: date) -> Iterator[Happening]:
    days, office, area, title, text, fate, votes = row
    asked = moment(today - timedelta(days=days))
    yield f"demand:ask:{number}", asked, lambda: ask(number, office, area, title, text, votes, asked)
    after = {"accept": 6, "refuse": 8, "late": 16, "extend": 9}.get(fate, 0)
    decided = moment(today - timedelta(days=days - after), 15)
    if after:
        yield f"demand:{fate}:{number}", decided, lambda: decide(title, fate, decided)


def citizen(number: int) -> User:
    return User.objects.get(email=f"data-90-asker-{number}@{DOMAIN}")


def enter_citizens(at: datetime) -> None:
    for number in range(CITIZENS):
        email = f"data-90-asker-{number}@{DOMAIN}"
        if not User.objects.filter(email=email).exists():
            accounts.create_person(email=email, name=f"시민 {number + 1}", by=SYSTEM, at=at)


def ask(number: int, office: str, area: str, title: str, text: str, votes: int, at: datetime) -> None:
    if DataRequest.objects.filter(title=title).exists():
        return
    request = demand.submit_request(
        organisation=Organisation.objects.get(code=office),
        kind="interface" if number % 3 == 0 else "data",
        title=title,
        text=text,
        area=StrategicArea.objects.get(code=area),
        led_by=led_by(title),
        by=citizen(number % CITIZENS),
        at=at,
    )
    for place in range(1, votes + 1):
        demand.vote(request=request, by=citizen((number + place) % CITIZENS), at=at)


def led_by(title: str) -> LedBy | None:
    slug, question = BECAUSE.get(title, ("", ""))
    survey = Survey.objects.filter(slug=slug).first()
    return (survey, question) if survey else None


def plan_release(office: str, survey: str, question: str, at: datetime) -> None:
    """The office's first entry that is planned for later is planned anew, because a survey wanted it."""
    wanted_in = Survey.objects.filter(slug=survey).first()
    on = at.date()
    planned = OpennessPeriod.objects.in_force(on=on).filter(held__organisation__code=office, planned_on__gt=on)
    last = planned.filter(since_on__lt=on, until_on=None).order_by("held__number").first()
    if wanted_in is None or last is None or OpennessPeriod.objects.filter(survey=wanted_in).exists():
        return
    register.state_openness(
        held=last.held,
        status="planned",
        since_on=on,
        planned_on=last.planned_on,
        note="조사에서 많은 사람이 원하여 먼저 열기로 했습니다.",
        led_by=(wanted_in, question),
        by=User.objects.get(email=f"data-{office}@{DOMAIN}"),
        at=at,
    )


def decide(title: str, fate: str, at: datetime) -> None:
    request = DataRequest.objects.get(title=title)
    if request.state != DataRequest.State.RECEIVED or request.is_extended:
        return
    officer = User.objects.get(email=f"data-{request.organisation.code}@{DOMAIN}")
    if fate == "extend":
        demand.extend(request=request, reason="측정 기관과 제공 범위를 협의하고 있습니다.", by=officer, at=at)
    elif fate == "refuse":
        text = "지도에 민간 업체의 항공 사진이 들어 있어 이용허락이 필요합니다."
        demand.refuse(request=request, reason="17-1-2", text=text, by=officer, at=at)
    else:
        provide_by = at.date() + timedelta(days=90)
        demand.accept(request=request, provide_by=provide_by, text="표와 API로 제공하겠습니다.", by=officer, at=at)


def choose_key_types(at: datetime) -> None:
    """Twelve types are nominated and scored; the council decides on most of them a month later."""
    for code, ko, en, weight in CRITERIA:
        if not KeyCriterion.objects.filter(code=code).exists():
            keytypes.set_criterion(code=code, name_ko=ko, name_en=en, weight=weight, by=None, at=at)
    member = User.objects.get(email=f"member-disclosure@{DOMAIN}")
    criteria = list(KeyCriterion.objects.all())
    wanted = HeldType.objects.held(on=at.date()).exclude(title__contains="명부").order_by("code")
    for place, held in enumerate(sorted(wanted[:600], key=lambda one: (one.number, one.organisation_id))[:12]):
        if KeyNomination.objects.filter(held=held).exists():
            continue
        nomination = keytypes.nominate(
            held=held, reason="민원과 문의가 꾸준히 이어지는 자료입니다.", by=citizen(place % CITIZENS), at=at
        )
        officer = User.objects.get(email=f"data-{held.organisation.code}@{DOMAIN}")
        for step, criterion in enumerate(criteria):
            keytypes.assess(
                nomination=nomination,
                criterion=criterion,
                score=2 + (place + step) % 4,
                ground="수요 조사 결과와 제공 준비 상황을 살폈습니다.",
                organisation=held.organisation,
                by=officer,
                at=at,
            )
        if place % 4 != 3:
            keytypes.decide(
                nomination=nomination,
                is_chosen=place % 4 != 2,
                reason="수요와 파급 효과를 함께 보았습니다.",
                decided_on=at.date(),
                release_by=at.date() + timedelta(days=120 + 40 * place),
                by=member,
                at=at,
            )
