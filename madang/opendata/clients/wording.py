"""What cannot be understood in a question, in sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.opendata.clients.asking import BadQuestion

SENTENCES: dict[str, str | Promise] = {
    "missing": _("The parameter “%(name)s” is missing."),
    "not-a-number": _("The parameter “%(name)s” must be a whole number, not “%(value)s”."),
    "too-small": _("The parameter “%(name)s” is too small: “%(value)s”."),
    "too-long": _("The request is too long."),
    "not-json": _("The parameter “%(name)s” is not JSON: “%(value)s”."),
    "not-an-object": _('The parameter “%(name)s” must be an object such as {"column": "value"}.'),
    "not-a-list": _("The parameter “%(name)s” must be a list."),
    "not-a-filter": _("The parameter “%(name)s” has a filter that cannot be understood: “%(value)s”."),
    "not-a-sort": _("The parameter “%(name)s” has an order that cannot be understood: “%(value)s”."),
    "not-a-condition": _("“%(name)s” is no condition. Write it as cond[column::EQ]=value."),
    "q-is-words": _("“q” looks for words in whole rows here. To look in one column, use filters."),
    "unknown-field": _("Datasets cannot be filtered by “%(value)s”."),
    "unknown-operator": _("The parameter “%(name)s” has an operator that is not known: “%(value)s”."),
    "unknown-parameter": _("There is neither a parameter nor a column called “%(name)s”."),
    "unknown-column": _("There is no column called “%(value)s”."),
    "not-a-box": _("“bbox” must be four numbers with commas: west, south, east, north."),
    "unknown-format": _("The parameter “%(name)s” must be JSON or XML, not “%(value)s”."),
}


def bad_question_sentence(wrong: BadQuestion) -> str:
    """Says what is wrong, and where."""
    return str(SENTENCES[wrong.code]) % {"name": wrong.name, "value": wrong.value}
