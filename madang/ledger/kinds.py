"""What kinds of entries are called in pages: apps say it once, at start, beside their refs."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_labels: dict[str, str | Promise] = {}


def register_kind(kind: str, label: str | Promise) -> None:
    """Call entries of `kind` by `label`, a short sentence in the past: "Document published"."""
    _labels[kind] = label


def kind_label(kind: str) -> str:
    """What people call a kind; the kind itself where no app has said."""
    return str(_labels.get(kind, kind))


register_kind("ledger.personal.erased", _("Personal value erased"))
