"""Upkeep of the bulk download."""

from django.utils.timezone import now

from madang.common.enqueue import periodic
from madang.disclosure.bulk import keeping


@periodic("disclosure.bulk", every=20)
def keep() -> None:
    """What was taken down is out of the files within a minute."""
    keeping.keep(at=now())
