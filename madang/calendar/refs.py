from django.urls import reverse

from madang.calendar.models import DecreedDay
from madang.common.refs import Target, register_ref


def _resolve(code: str) -> Target | None:
    day = DecreedDay.objects.filter(pk=code).first() if code.isdigit() else None
    return Target(str(day), f"{reverse('calendar:year', args=[day.on.year])}#d{day.on.isoformat()}") if day else None


register_ref("calendar:decreed-day", _resolve)
