"""Times for consulting in the invented country: some gone by, some to come, two of them booked."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from madang.accounts.models import Organisation, User
from madang.opendata.actions import consulting
from madang.opendata.models import Appointment, ConsultingSlot
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.demand import citizen
from madang.portal.demonstration.signing_in import DOMAIN

OFFICE = "9000100"
DAYS = ((-30, "legal", "공공데이터센터 상담실"), (12, "technical", "화상 회의"), (19, "legal", "공공데이터센터 상담실"))
"""Days from today on which the office consults, about what and where."""
TOPIC = "우리 서비스에 데이터를 합쳐 쓰는 조건을 묻고 싶습니다."
Happening = tuple[str, datetime, Callable[[], None]]


def moment(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), get_current_timezone())


def happenings(country: Country) -> Iterator[Happening]:
    """Times opened on a day, and the first of each booked two days later, as far as that lies before today."""
    for number, (days, kind, place) in enumerate(DAYS):
        on = country.today + timedelta(days=days)
        at = moment(min(on, country.today) - timedelta(days=8), 9)
        yield f"consulting:open:{number}", at, _opening(kind, place, on, at)
        booked = at + timedelta(days=2)
        if number < 2:
            yield f"consulting:book:{number}", booked, _booking(number, on, booked)


def _opening(kind: str, place: str, on: date, at: datetime) -> Callable[[], None]:
    def act() -> None:
        if not ConsultingSlot.objects.filter(starts_at=moment(on, 14), place=place).exists():
            consulting.open_slots(
                organisation=Organisation.objects.get(code=OFFICE),
                kind=kind,
                starts_at=moment(on, 14),
                ends_at=moment(on, 17),
                minutes=45,
                place=place,
                by=User.objects.get(email=f"data-{OFFICE}@{DOMAIN}"),
                at=at,
            )

    return act


def _booking(number: int, on: date, at: datetime) -> Callable[[], None]:
    def act() -> None:
        slot = ConsultingSlot.objects.get(starts_at=moment(on, 14))
        if not Appointment.objects.filter(slot=slot).exists():
            consulting.book(slot=slot, topic=TOPIC, by=citizen(number), at=at)

    return act
