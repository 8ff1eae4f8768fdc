"""Sentences for what a check finds."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.ledger.verification import Broken, Unreadable

_PROBLEMS: dict[str, str | Promise] = {
    "checkpoint-signature": _("The checkpoint is not signed with the log's key."),
    "column-changed": _("Entry %(index)s: the column %(place)s does not say what the entry says."),
    "entry-changed": _("Entry %(index)s: its bytes do not fit its fingerprint in the published tile."),
    "entry-unreadable": _("Entry %(index)s: its text is no entry."),
    "file-damaged": _("%(place)s is damaged."),
    "file-missing": _("%(place)s is missing."),
    "fingerprint-changed": _("Entry %(index)s: its text does not fit the fingerprint stored with it."),
    "head-behind": _("The stored head has %(place)s entries, fewer than the published checkpoint."),
    "head-mismatch": _("The stored head of %(place)s entries is not the root over the rows."),
    "key-changed": _("The published key is not the one that this site signs with."),
    "personal-changed": _("Entry %(index)s: what is kept for %(place)s is not what the entry committed to."),
    "root-mismatch": _("The root over the entries is not the one in the checkpoint."),
    "row-changed": _("Entry %(index)s: the row is not what was published under this number."),
    "row-missing": _("Entry %(index)s: there is no row with this number."),
    "tile-changed": _("%(place)s does not fit the hashes below it."),
}
_REASONS: dict[str, str | Promise] = {
    "no-address": _("%(place)s is no address: it must begin with http:// or https://."),
    "no-answer": _("%(place)s does not answer."),
    "no-checkpoint": _("The file checkpoint holds no checkpoint."),
    "no-folder": _("%(place)s is not a folder."),
    "no-log": _("There is no log here: %(place)s does not exist."),
    "no-text": _("The log's checkpoint or key cannot be read: %(place)s."),
}


def problem_sentence(broken: Broken) -> str:
    """What does not fit, for people."""
    return str(_PROBLEMS[broken.problem]) % {"index": broken.index, "place": broken.place}


def reason_sentence(unreadable: Unreadable) -> str:
    """Why nothing could be checked, for people."""
    sentence = _REASONS.get(unreadable.reason, _("%(place)s cannot be read: %(reason)s."))
    return str(sentence) % {"place": unreadable.place, "reason": unreadable.reason}
