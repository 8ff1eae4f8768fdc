"""Reasons and problems of reading, in sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from madang.documents.finding_words import kind_label

SENTENCES: dict[str, str | Promise] = {
    "empty": _("The file is empty."),
    "not-a-table": _("This is no table but a file of another kind (%(type)s)."),
    "encrypted": _("The file is protected by a password."),
    "damaged": _("The file is damaged, or not what it says it is (%(type)s)."),
    "bomb": _("The archive says that %(member)s becomes more than 200 times larger when unpacked; it is not unpacked."),
    "binary": _("The file holds bytes that no text has, the first at byte %(offset)s."),
    "undecodable": _(
        "The text is neither UTF-8 nor CP949: byte %(offset)s does not belong to %(encoding)s. Save it as UTF-8 again."
    ),
    "garbled": _(
        "The Korean in this file was decoded wrongly before it was saved: see byte %(offset)s. "
        "Export it again from its source; it cannot be mended here without guessing."
    ),
    "too-large": _("The file is too large to be read within the limits of this site."),
    "too-many-columns": _("The table has %(columns)s columns; this site reads up to 2,000."),
    "too-deep": _("The file is nested too deeply."),
    "no-table-in-archive": _("The archive holds no table."),
    "not-json": _("Line %(line)s is not JSON."),
    "not-records": _("Line %(line)s is no list of records with names and values."),
    "reader-failed": _("The reader failed on this file (%(error)s)."),
    "reader-crashed": _("The reader ended on this file; only its own process was lost."),
    "reader-timeout": _("The reader was ended after %(seconds)s seconds."),
    "not-a-question": _("Only one SELECT statement can be asked."),
    "question-too-large": _("The question needs more memory than it is given."),
    "sql": _("The database refuses the question: %(detail)s"),
    "personal-data": _("The column %(column)s may hold personal data: %(kind)s, in %(cells)s cells."),
    "named-personal": _("The name of the column %(column)s says that it holds personal data."),
    "no-header": _("No row of names was found; the columns are numbered."),
    "header-of-several-rows": _("The names stand in %(rows)s rows; they were joined."),
    "preamble": _("%(rows)s rows above the names are no data."),
    "units-row": _("Row %(row)s holds units of measure, and is no data."),
    "name-twice": _("The name %(name)s occurs twice; column %(column)s was given another."),
    "name-missing": _("Columns without a name were numbered: %(columns)s."),
    "totals": _("%(rows)s rows seem to be totals of others."),
    "missing-words": _("In %(column)s, words such as “%(word)s” may say that nothing is known."),
    "too-many-cells": _("%(rows)s rows have more cells than there are columns."),
    "too-few-cells": _("%(rows)s rows have fewer cells than there are columns."),
    "stray-quote": _("%(rows)s rows hold a stray quotation mark."),
    "other-delimiter": _("%(rows)s rows use another delimiter than the rest."),
    "repeated-header": _("%(rows)s rows repeat the names."),
    "another-table": _("%(rows)s rows below belong to another table."),
    "remark": _("%(rows)s rows at the end are remarks, not data."),
    "total": _("The row is a total of others."),
    "not-an-integer": _("is no whole number"),
    "not-a-number": _("is no number"),
    "not-a-date": _("is no date"),
    "not-a-moment": _("is no moment in time"),
    "not-a-claim": _("is neither true nor false"),
}
REJECTS: dict[str, str | Promise] = {
    "not-an-integer": _("Not a whole number"),
    "not-a-number": _("Not a number"),
    "not-a-date": _("Not a date"),
    "not-a-moment": _("Not a moment in time"),
    "not-a-claim": _("Neither true nor false"),
    "too-many-cells": _("Too many cells in the row"),
    "too-few-cells": _("Too few cells in the row"),
    "stray-quote": _("Stray quotation mark"),
    "other-delimiter": _("Another delimiter"),
    "repeated-header": _("Names repeated"),
    "another-table": _("Row of another table"),
    "remark": _("Remark below the table"),
    "total": _("Row of totals, left out"),
}
TYPES: dict[str, str | Promise] = {
    "text": pgettext_lazy("opendata", "Text"),
    "integer": _("Whole number"),
    "number": pgettext_lazy("opendata", "Number"),
    "date": _("Date"),
    "datetime": _("Date and time"),
    "boolean": _("True or false"),
}
SEMANTICS: dict[str, str | Promise] = {
    "yes-no": _("Yes or no"),
    "business-number": _("Business registration number"),
    "region-code": _("Code of a region"),
    "phone": _("Telephone number"),
    "month": _("Month"),
    "weekday": _("Day of the week"),
    "province": _("Province or metropolitan city"),
    "district": _("City, county or district"),
    "address": _("Address"),
    "year": _("Year"),
    "longitude": _("Longitude"),
    "latitude": _("Latitude"),
    "easting": _("X coordinate"),
    "northing": _("Y coordinate"),
    "geometry": _("Shape on the map"),
}


def sentence(found: Mapping[str, Any]) -> str:
    """A reason or problem `{code, ...}` as a sentence in the language of the page."""
    code = str(found.get("code", ""))
    words = {key: value for key, value in found.items() if key != "code"}
    if code == "personal-data":
        if words.get("kind") == "named-personal":
            code = "named-personal"
        else:
            words["kind"] = kind_label(str(words.get("kind")))
    if code == "missing-words":
        words["word"] = ", ".join(str(word) for word, _count in words.get("words", [])[:3])
    if code == "name-missing":
        words["columns"] = ", ".join(map(str, words.get("columns", [])))
    template = str(SENTENCES[code]) if code in SENTENCES else gettext("Unknown reason: %(code)s") % {"code": code}
    try:
        return template % words
    except (KeyError, ValueError, TypeError):
        return template


def reject_label(kind: str) -> str | Promise:
    return REJECTS.get(kind, kind)


def type_label(name: str) -> str | Promise:
    return TYPES.get(name, name)


def semantics_label(name: str) -> str | Promise:
    return SEMANTICS.get(name, name)
