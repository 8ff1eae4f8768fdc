"""The table of a version, ready to be asked. The one place where versions meet the engine.

table = open_table(version)            # raises NoInterface with the reason where there is none
asked = addresses.asked(lists, table.columns)   # from an address's parameters, or build a Query yourself
page = table.page(asked)               # rows, exact total
facet = table.facet(asked.query, column)
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from madang.common.errors import Invalid, Refusal
from madang.documents.stores import private_files, public_files
from madang.opendata.engine.query import BadQuestion, columns_of
from madang.opendata.engine.tables import Engine, NoTable, Table, TimeIsUp, engines
from madang.opendata.models import DataVersion

QUESTIONS = {
    "no-such-column": _("There is no column %(about)s."),
    "no-such-operator": _("The column %(about)s cannot be asked with %(value)s."),
    "not-a-integer": _("%(value)s is no whole number, as %(about)s asks for."),
    "not-a-number": _("%(value)s is no number, as %(about)s asks for."),
    "not-a-date": _("%(value)s is no date like 2026-03-02, as %(about)s asks for."),
    "not-a-datetime": _("%(value)s is no moment like 2026-03-02T09:00, as %(about)s asks for."),
    "not-a-boolean": _("%(value)s is neither true nor false, as %(about)s asks for."),
    "not-a-text": _("The value for %(about)s holds a character that no text has."),
    "not-a-switch": _("%(about)s is asked for missing or known cells with 1, not %(value)s."),
    "not-a-page": _("%(about)s must be a whole number from 1."),
    "not-a-number-column": _("The column %(about)s holds no numbers to compute with."),
    "page-too-deep": _("Page %(value)s lies deeper than can be asked for; narrow the question."),
    "page-too-large": _("A page holds 1,000 rows at most; download the whole table instead."),
    "too-many-values": _("The column %(about)s is asked for more than 200 values."),
    "too-many-filters": _("More than 40 filters at once cannot be asked."),
    "search-too-long": _("The words to search for are longer than 200 characters."),
    "value-too-long": _("The value for %(about)s is longer than 1,000 characters."),
}


class NoInterface(Refusal):
    """This version has no table to ask."""

    code = "no-interface"
    status = 409
    default_message = _("This file has no interface: it is no table. Its original can be downloaded.")


class TookTooLong(Refusal):
    code = "took-too-long"
    status = 503
    default_message = _("This question takes longer than this site may work on one. Narrow it, or download the table.")


class TableMissing(Refusal):
    code = "table-missing"
    status = 503
    default_message = _("The table's file is not in its place at the moment. Please try again in a minute.")


def path_of(sha256: str, *, is_public: bool) -> Path:
    """Where a file of a version lies. Published ones are read from the public store, as soon as they are there."""
    if is_public and public_files().has(sha256):
        return public_files().path(sha256)
    return private_files().path(sha256)


def engine() -> Engine:
    """This process's engine."""
    return engines.of([Path(settings.FILES_PRIVATE), Path(settings.FILES_PUBLIC)])


def open_table(version: DataVersion) -> Table:
    """The version's table. Raises `NoInterface` where it has none, with its reason."""
    if not version.has_table:
        raise NoInterface
    path = path_of(version.table_sha256, is_public=version.is_public)
    return Table(engine(), path, tuple(columns_of(version.columns)), version.rows or 0, version.rejects)


def as_refusal(error: Exception) -> Refusal:
    """The engine's refusal as every door words it. Other errors are raised again."""
    if isinstance(error, BadQuestion):
        words: dict[str, Any] = {"about": error.about, "value": error.value}
        template = QUESTIONS.get(error.code)
        return Invalid(str(template) % words if template else str(error), field=error.about or None)
    if isinstance(error, TimeIsUp):
        return TookTooLong()
    if isinstance(error, NoTable):
        return TableMissing()
    raise error
