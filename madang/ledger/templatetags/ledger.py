from django import template

from madang.common.refs import resolve_ref
from madang.ledger.kinds import kind_label
from madang.ledger.models import Entry

register = template.Library()
register.filter("kind_label", kind_label)
SHOWN = 20


@register.filter
def subject_title(ref: str) -> str:
    """What a subject is called, where it is public here; else the ref."""
    target = resolve_ref(ref)
    return target.title if target else ref


@register.inclusion_tag("ledger/verify_record.html")
def verify_record(ref: str) -> dict[str, object]:
    """The block "verify this record": the entries of the subject `ref`, newest first, with links to their proofs."""
    entries = list(Entry.objects.filter(subject=ref).newest_first()[: SHOWN + 1])
    return {"ref": ref, "entries": entries[:SHOWN], "has_more": len(entries) > SHOWN}
