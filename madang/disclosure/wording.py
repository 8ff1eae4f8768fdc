"""Codes of fates and faults as sentences, in the language of the page or the terminal."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from madang.disclosure.metadata import Fault, UnreadableManifest
from madang.disclosure.models import RANK_LABELS
from madang.disclosure.ranks import Rank
from madang.documents.reading import Reason
from madang.documents.wording import sentence

REASONS = {
    "manifest-fault": _("The manifest's row for this file has a fault, so what it says cannot be relied on."),
    "no-classification": _("The agency has not said whether this document is open, partly open or closed."),
    "no-rank": _("The rank of the official who approved this document is not stated."),
    "identifiers-found": _("%(count)s passages look like personal identifiers (article 9(1), item 6)."),
    "identifiers-in-metadata": _("The title or other metadata look like they hold personal identifiers."),
    "partly-open": _("Partly open (items %(items)s): the withheld passages must be taken out before publication."),
    "rank-not-due": _("Approved by: %(rank)s. Documents of this rank are not due for disclosure without request yet."),
    "metadata-differs": _("This content is there already; what the manifest says now differs and was not taken over."),
    "could-not-be-entered": _("The database refused this file (%(error)s). The others were entered."),
    "taken-down-before": _(
        "This content was public before and was taken down. It needs a decision before it is again."
    ),
    "not-wholly-read": _("Madang could not read all of this file."),
}

FAULTS = {
    "empty": _("Row %(row)s, column “%(column)s”: nothing is written there."),
    "too-long": _("Row %(row)s, column “%(column)s”: the text that begins “%(found)s” is too long."),
    "listed-twice": _("Row %(row)s, column “%(column)s”: the file “%(found)s” is listed a second time."),
    "unknown-rank": _(
        "Row %(row)s, column “%(column)s”: “%(found)s” is not a rank. Ranks are minister, vice-minister, "
        "deputy-minister, director-general, director, deputy-director and officer."
    ),
    "no-date": _("Row %(row)s, column “%(column)s”: “%(found)s” is not a date. Write it as 2014-03-28."),
    "unknown-classification": _(
        "Row %(row)s, column “%(column)s”: “%(found)s” is not a classification. Write open, partly or closed, "
        "with items of article 9(1) from 1 to 8."
    ),
    "open-with-items": _("Row %(row)s, column “%(column)s”: an open document has no items of article 9(1)."),
    "closed-without-items": _(
        "Row %(row)s, column “%(column)s”: a closed or partly open document needs its items of article 9(1)."
    ),
}

UNREADABLE = {
    "unknown-encoding": _("The manifest is neither UTF-8 nor CP949: byte %(found)s cannot be read."),
    "no-header": _("The manifest has no header row: %(found)s"),
    "no-file-column": _("The manifest has no column “file”. Its columns are: %(found)s"),
    "unknown-column": _("The manifest has columns that Madang does not know: %(found)s"),
    "broken-csv": _("The manifest is not well-formed CSV, row %(found)s"),
    "broken-json": _("The manifest's line %(found)s is not a JSON object."),
}


def reason_sentence(code: str, params: Mapping[str, Any]) -> str | Promise:
    """A reason as a sentence. Reasons of reading are worded where reading is."""
    if code not in REASONS:
        return sentence(Reason(code, dict(params)))
    if "rank" in params:
        params = {**params, "rank": RANK_LABELS[Rank(params["rank"])]}
    return REASONS[code] % params if params else REASONS[code]


def manifest_fault_sentence(fault: Fault) -> str | Promise:
    """A fault of a manifest: where it is, what stands there, and what should."""
    return FAULTS[fault.code] % {"row": fault.row, "column": fault.column, "found": fault.found}


def unreadable_manifest_sentence(error: UnreadableManifest) -> str | Promise:
    """Why a manifest cannot be read as a whole."""
    return UNREADABLE[error.code] % {"found": error.found}


YEARS = re.compile(r"\s*(\d{1,3})\s*(?:y|years?|년)\s*", re.IGNORECASE)
KEPT_FOR_GOOD = {
    "permanent": _("permanently"),
    "영구": _("permanently"),
    "semi-permanent": _("semi-permanently"),
    "준영구": _("semi-permanently"),
}


def retention_sentence(written: str) -> str | Promise:
    """How long a record is kept, in words: `10y` and `10년` are codes; what is no code stays as the agency wrote it.

    Source: the seven periods of the Public Records Decree, art. 26(1).
    """
    if found := YEARS.fullmatch(written):
        years = int(found[1])
        return ngettext_lazy("%(years)s year", "%(years)s years", years) % {"years": years}
    return KEPT_FOR_GOOD.get(written.strip().lower(), written)
