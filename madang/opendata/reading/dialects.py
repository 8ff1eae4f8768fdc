"""How the cells of a text file are set apart: delimiter, quotation mark, escape."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

csv.field_size_limit(1 << 24)
DELIMITERS = [",", "\t", ";", "|"]
SAMPLE_LINES = 120
SAMPLE_CHARACTERS = 40_000
MOST_FOR_SNIFFING = 8_000
"""Characters given to the slower detector."""


@dataclass(frozen=True)
class Dialect:
    """skip_spaces: cells follow their delimiter after a space."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    skip_spaces: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether a quotation mark is escaped by doubling it, as RFC 4180 says."""
        return self.quote == '"' and not self.escape and not self.skip_spaces

    def split(self, text: str, delimiter: str = "") -> list[str]:
        """The cells of one whole record."""
        reader = csv.reader(
            [text],
            delimiter=delimiter or self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape or None,
            skipinitialspace=self.skip_spaces,
        )
        try:
            return next(reader, [])
        except csv.Error:  # a line's end outside of a quotation
            return text.split(delimiter or self.delimiter)


def detect(sample: Sequence[str], *, delimiter: str = "", quote: str | None = None) -> Dialect:
    """The dialect of a file by its first lines. delimiter, quote: what a person says."""
    lines = [line for line in sample[:SAMPLE_LINES] if line.strip()]
    text = "".join(lines)[:SAMPLE_CHARACTERS]
    found_quote = quote if quote is not None else quotation_mark(text)
    delimiter = delimiter or consistent_delimiter(lines, found_quote) or sniffed_delimiter(text) or ","
    return Dialect(
        delimiter=delimiter,
        quote=found_quote,
        escape=escape_of(text, found_quote),
        skip_spaces=delimiter != " " and is_spaced(text, delimiter),
    )


def quotation_mark(text: str) -> str:
    """The apostrophe only where it alone, and again and again, encloses cells."""
    enclosing = {
        mark: len(re.findall(rf"(?:^|[,;\t|])\s?{mark}[^{mark}\n]*{mark}(?=[,;\t|\r\n]|$)", text, re.MULTILINE))
        for mark in "\"'"
    }
    return "'" if enclosing["'"] > 2 * enclosing['"'] else '"'


def escape_of(text: str, quote: str) -> str:
    """A backslash where it stands before quotation marks and doubled marks do not do the same."""
    if not quote or f"\\{quote}" not in text:
        return ""
    doubled = len(re.findall(rf"[^,;\t|\n]{quote}{quote}(?![,;\t|\r\n]|$)", text))
    return "\\" if text.count(f"\\{quote}") > doubled else ""


def is_spaced(text: str, delimiter: str) -> bool:
    """Whether every delimiter before a quotation mark, of several, is followed by a space."""
    spaced, tight = text.count(f'{delimiter} "'), text.count(f'{delimiter}"')
    return spaced > 1 and tight == 0


def consistent_delimiter(lines: Sequence[str], quote: str) -> str:
    """The delimiter that gives nearly all lines the same number of cells, above one; "" if none or several do.

    Lines with an open quotation belong to records of several lines and are left out.
    """
    whole = [line for line in lines if not quote or line.count(quote) % 2 == 0]
    if not whole:
        return ""
    scores: dict[str, float] = {}
    for delimiter in DELIMITERS:
        dialect = Dialect(delimiter, quote)
        widths = Counter(len(dialect.split(line.rstrip("\r\n"))) for line in whole)
        width, count = widths.most_common(1)[0]
        if width > 1 and count >= 0.8 * len(whole):
            scores[delimiter] = (count / len(whole)) * (1 + min(width, 50) / 100)
    if not scores:
        return ""
    best = max(scores, key=lambda one: scores[one])
    rivals = [one for one in scores if one != best and scores[one] > 0.95 * scores[best]]
    return best if not rivals or best == "," else ""


def sniffed_delimiter(text: str) -> str:
    """What CleverCSV finds in the beginning of the text."""
    import clevercsv

    try:
        found = clevercsv.Detector().detect(text[:MOST_FOR_SNIFFING])
    except Exception:  # a detector over hostile text may raise anything; the caller has a default
        return ""
    delimiter = (found.delimiter if found else "") or ""
    return delimiter if len(delimiter) == 1 and not delimiter.isalnum() else ""
