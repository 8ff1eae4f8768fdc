"""Upkeep: old lines of the private audit and counts of failed sign-ins are forgotten."""

from axes.models import AccessAttempt
from django.conf import settings
from django.utils.timezone import now

from madang.accounts import actions
from madang.common.enqueue import periodic


@periodic("accounts.forget", every=24 * 60 * 60)
def forget() -> None:
    """Audit lines after two years; addresses of failed sign-ins once they cannot lock anybody out any more."""
    actions.forget_old_events(at=now())
    AccessAttempt.objects.filter(attempt_time__lt=now() - 2 * settings.AXES_COOLOFF_TIME).delete()
