from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.calendar.models import DecreedDay
from madang.common.refs import Target, register_ref
from madang.ledger.kinds import register_kind


def _resolve(code: str) -> Target | None:
    day = DecreedDay.objects.filter(pk=code).first() if code.isdigit() else None
    return Target(str(day), f"{reverse('calendar:year', args=[day.on.year])}#d{day.on.isoformat()}") if day else None


register_kind("calendar.day.added", _("Day off decreed"))
register_kind("calendar.day.cancelled", _("Day off taken back"))
register_ref("calendar:decreed-day", _resolve)
