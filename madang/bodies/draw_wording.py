"""What is wrong with a pool, quotas or a draw's file, and what a check found, as sentences."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.bodies.relaxation import Change
from madang.bodies.sortition import Unusable

FAULTS: Mapping[str, str | Promise] = {
    "size": _("A panel of %(size)s cannot be drawn from %(people)s people."),
    "quota-columns": _("The quotas lack columns: %(missing)s. They need feature, value, min and max."),
    "too-many-quotas": _("There are more than %(most)s quotas."),
    "quota-empty": _("Quotas, row %(row)s: the feature or its value is empty."),
    "quota-reversed": _("Quotas, row %(row)s: the minimum %(min)s is larger than the maximum %(max)s."),
    "quota-twice": _("Quotas, row %(row)s: there is a quota for %(feature)s, %(value)s already."),
    "quota-number": _("Quotas, row %(row)s, column %(column)s: “%(found)s” is not a whole number."),
    "pool-empty": _("The pool has no people."),
    "pool-too-long": _("The pool has more than %(most)s people."),
    "pool-columns": _("The pool lacks columns: %(missing)s."),
    "person-twice": _("Pool, row %(row)s: the person %(person)s is listed already."),
    "person-empty": _("Pool, row %(row)s: the code of the person is empty."),
    "person-unknown": _("The person %(person)s is not in the pool."),
    "value-unknown": _("Pool, row %(row)s: there is no quota for %(feature)s, “%(value)s”."),
    "too-long": _("The file of the %(file)s is too long."),
    "no-table": _("The file of the %(file)s is not well-formed CSV in UTF-8."),
    "column-twice": _("The file of the %(file)s has two columns of one name."),
    "row-length": _("File of the %(file)s, row %(row)s: it has %(found)s cells instead of %(wanted)s."),
    "nothing-to-replace": _("Nobody is to be replaced: name who stays and who has gone."),
    "draw-format": _("The file says it is “%(found)s”; a draw is “%(wanted)s”."),
    "draw-file": _("The file is not the file of a draw."),
}
CHECKS: Mapping[str, str | Promise] = {
    "pool-hash": _("The pool has the hash that was published."),
    "panels-meet-quotas": _("Every numbered panel meets the quotas."),
    "minimum": _("The smallest chance is as large as can be, computed anew."),
    "panels-keep-chances": _("The numbered panels give everybody that chance, to within rounding."),
    "same-panels": _("The same numbered panels come out when they are computed here."),
    "commitment": _("The secret is the one that was committed to."),
    "number": _("The seed draws the number."),
    "panel": _("The number is the panel that was published."),
    "nobody-twice": _("Nobody who was drawn before can be drawn again."),
    "each-once": _("Everybody drawn before is named once, as staying or as gone."),
    "ties-bound": _("The secret that was committed to names those who stay and those who have gone."),
    "earlier-files": _("The file of the first draw was given too; without it the ties to it were not looked at."),
    "one-first": _("Only one of the files is a first draw; the others are its replacements."),
    "first-pool": _("It replaces members of the draw from the pool that was given."),
    "earlier-draws": _("The draws before it are the ones that their own files show."),
    "stay-or-gone": _("Those who stay and those who have gone are all who were drawn before."),
    "gone-stay-gone": _("Nobody stays who had gone before an earlier replacement."),
    "rest-of-first": _("Pool, quotas and seats are what is left of the first draw."),
}
CHANGES = {
    "min": _("%(feature)s, %(value)s: at least %(then)s instead of %(now)s"),
    "max": _("%(feature)s, %(value)s: at most %(then)s instead of %(now)s"),
}


def fault_sentence(fault: Unusable) -> str:
    """What cannot be used, and where."""
    return str(FAULTS[fault.code] % fault.params)


def change_sentence(change: Change) -> str:
    """A quota to widen."""
    words = {"feature": change.feature, "value": change.value, "now": change.now, "then": change.then}
    return str(CHANGES[change.bound] % words)
