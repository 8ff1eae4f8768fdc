"""Questions about public data in the invented country, answered in private, and what everyone may learn from them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from madang.accounts.models import Organisation, User
from madang.opendata.actions import advice
from madang.opendata.models import AdviceCase, KnowledgeArticle
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.demand import CITIZENS, citizen
from madang.portal.demonstration.signing_in import DOMAIN

OFFICE = "9000100"
QUESTIONS = (
    # days before today, days until the answer, about, title, question, answer
    (
        130,
        6,
        "legal",
        "출처만 적으면 상품에 써도 됩니까?",
        "공공누리 제1유형 데이터를 유료 앱에 넣으려고 합니다. 따로 허락을 받아야 합니까?",
        "제1유형은 출처를 적으면 상업적으로도 쓸 수 있고, 따로 허락을 받지 않아도 됩니다.",
    ),
    (
        90,
        4,
        "technical",
        "좌표가 바다 위에 찍힙니다",
        "주차장 좌표를 지도에 올리면 바다 위에 찍힙니다. 무엇이 잘못입니까?",
        "위도와 경도의 순서가 바뀌었을 때 흔히 생깁니다. 많은 지도는 경도를 먼저 받으니 열의 순서를 확인해 주십시오.",
    ),
    (
        60,
        9,
        "legal",
        "여러 기관의 데이터를 합치면 조건은 어떻게 됩니까?",
        "제1유형과 제3유형 데이터를 합쳐 새 지도를 만들려고 합니다.",
        "합친 것에는 가장 엄격한 조건이 함께 걸립니다. 제3유형은 바꾸지 못하므로 먼저 제공 기관과 협의해야 합니다.",
    ),
    (5, 0, "technical", "하루에 몇 번까지 부를 수 있습니까?", "우리 회사 서버가 분마다 대기질을 받아도 됩니까?", ""),
)
Happening = tuple[str, datetime, Callable[[], None]]


def moment(on: date, hour: int = 9) -> datetime:
    return datetime.combine(on, time(hour, 30), get_current_timezone())


def happenings(country: Country) -> Iterator[Happening]:
    """Every question, answer and article on its day."""
    for number, row in enumerate(QUESTIONS):
        asked = moment(country.today - timedelta(days=row[0]))
        yield f"advice:ask:{number}", asked, _doing(ask, number, asked)
        if row[-1]:
            answered = asked + timedelta(days=row[1])
            yield f"advice:answer:{number}", answered, _doing(answer, number, answered)
            published = answered + timedelta(days=2)
            yield f"advice:publish:{number}", published, _doing(publish, number, published)


def _doing(act: Callable[[int, datetime], None], number: int, at: datetime) -> Callable[[], None]:
    return lambda: act(number, at)


def officer() -> User:
    return User.objects.get(email=f"data-{OFFICE}@{DOMAIN}")


def ask(number: int, at: datetime) -> None:
    _days, _wait, kind, title, text, _answer = QUESTIONS[number]
    if not AdviceCase.objects.filter(title=title).exists():
        organisation = Organisation.objects.get(code=OFFICE)
        advice.ask(organisation=organisation, kind=kind, title=title, text=text, by=citizen(number % CITIZENS), at=at)


def answer(number: int, at: datetime) -> None:
    case = AdviceCase.objects.get(title=QUESTIONS[number][3])
    if case.state == AdviceCase.State.WAITING:
        advice.answer(case=case, text=QUESTIONS[number][5], by=officer(), at=at)


def publish(number: int, at: datetime) -> None:
    _days, _wait, _kind, title, text, said = QUESTIONS[number]
    case = AdviceCase.objects.get(title=title)
    if not KnowledgeArticle.objects.filter(case=case).exists():
        advice.prepare_article(case=case, title=title, question=text, answer=said, by=officer(), at=at)
    article = KnowledgeArticle.objects.get(case=case)
    if article.state == KnowledgeArticle.State.DRAFT:
        advice.publish_article(article=article, by=officer(), at=at)
