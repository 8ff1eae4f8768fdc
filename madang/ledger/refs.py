from uuid import UUID

from django.utils.translation import gettext as _

from madang.common.refs import Target, register_ref
from madang.ledger.kinds import kind_label
from madang.ledger.models import Entry


def entry_target(code: str) -> Target | None:
    try:
        entry = Entry.objects.filter(code=UUID(code)).first()
    except ValueError:
        return None
    if entry is None:
        return None
    return Target(_("Ledger entry: %(kind)s") % {"kind": kind_label(entry.kind)}, entry.get_absolute_url())


register_ref("ledger:entry", entry_target)
