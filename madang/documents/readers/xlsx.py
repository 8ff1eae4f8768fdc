"""XLSX: Excel workbooks, cell by cell, with all that is hidden in them; the cells are read by calamine, too."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from madang.documents.readers import comparing
from madang.documents.readers.containers import Container, local
from madang.documents.readers.gathering import Gathered, Unreadable
from madang.documents.readers.ooxml import RELATIONSHIP, hide_other_parts, look_at_package, paragraphs_of_drawing
from madang.documents.readers.xlsx_numbers import Formats

COLUMN = re.compile(r"[A-Z]+")
SHEET_WORDS = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})


def read(path: Path) -> Gathered:
    """Everything that a workbook says. Raises `Unreadable` if it is damaged or encrypted."""
    gathered = Gathered("xlsx")
    container = Container(path, gathered)
    look_at_package(container, gathered)
    Workbook(container, gathered).read()
    for name in [*container.names("xl/drawings/", ".xml"), *container.names("xl/charts/chart", ".xml")]:
        gathered.body.append(paragraphs_of_drawing(container.xml(name), gathered) + "\n")
    for name in [*container.names("xl/comments"), *container.names("xl/threadedComments/")]:
        gathered.hide("comment", "\n".join(filter(str.strip, container.xml(name).itertext())))
    for prefix in ("xl/pivotCache/", "xl/pivotTables/"):
        for name in container.names(prefix, ".xml"):
            values = [element.get("v") or element.get("name") or "" for element in container.xml(name).iter()]
            gathered.hide("pivot-cache", "\n".join(filter(None, values)))
            gathered.hold("hidden-content", part="pivot-cache")
    for name in [*container.names("xl/externalLinks/", ".xml"), *container.names("xl/connections.xml")]:
        gathered.hide(
            "link", "\n".join(value for element in container.xml(name).iter() for value in element.attrib.values())
        )
        gathered.hold("external-link")
    compare(path, gathered)
    hide_other_parts(container, gathered)
    return gathered


class Workbook:
    """The sheets of a workbook with the strings and formats that they share."""

    def __init__(self, container: Container, gathered: Gathered) -> None:
        self.container, self.gathered = container, gathered
        self.strings: list[str] = []
        self.used: set[int] = set()
        if "xl/sharedStrings.xml" in container:
            self.strings = [self.string(item) for item in container.xml("xl/sharedStrings.xml") if local(item) == "si"]
        self.formats = Formats(container.xml("xl/styles.xml") if "xl/styles.xml" in container else None)

    def string(self, item: Element) -> str:
        """The words of a string; how they are spoken (phonetic runs) is hidden."""
        shown: list[str] = []
        for child in item:
            if local(child) == "rPh":
                self.gathered.hide("phonetic", "".join(child.itertext()))
            elif local(child) == "t":
                shown.append(child.text or "")
            else:
                shown.extend(part.text or "" for part in child if local(part) == "t")
        return "".join(shown)

    def read(self) -> None:
        workbook = self.container.xml("xl/workbook.xml")
        targets = self.targets()
        for element in workbook.iter():
            if local(element) == "definedName":
                self.gathered.hide("defined-name", f"{element.get('name', '')} {element.text or ''}")
            elif local(element) == "sheet":
                name = targets.get(element.get(f"{RELATIONSHIP}id", ""), "")
                self.read_sheet(name, element.get("name", ""), is_hidden=element.get("state", "visible") != "visible")
        unused = [text for number, text in enumerate(self.strings) if number not in self.used and text.strip()]
        if unused:
            self.gathered.hold("hidden-content", part="sharedStrings")
            self.gathered.hide("unused-text", "\n".join(unused))

    def targets(self) -> dict[str, str]:
        """Where the sheets are, by the identity of their relationship."""
        name = "xl/_rels/workbook.xml.rels"
        links = list(self.container.xml(name)) if name in self.container else []
        return {link.get("Id", ""): "xl/" + link.get("Target", "").removeprefix("/xl/") for link in links}

    def read_sheet(self, name: str, title: str, *, is_hidden: bool) -> None:
        root = self.container.xml(name)
        hidden_columns = list(columns_hidden(root))
        rows: list[str] = []
        for element in root.iter():
            kind = local(element)
            if kind == "row":
                text = self.read_row(element, hidden_columns)
                if element.get("hidden") in ("1", "true") and text.strip():
                    self.gathered.hold("hidden-content", part="row")
                    self.gathered.hide("hidden-row", text)
                else:
                    rows.append(text)
            elif kind in SHEET_WORDS and element.text:
                rows.append(re.sub(r"&(\"[^\"]*\"|[A-Z]|\d+)", "", element.text))
            elif kind == "dataValidation":
                self.gathered.hide("validation", " ".join([*element.attrib.values(), *element.itertext()]))
            elif kind == "hyperlink":
                self.gathered.hide("link", f"{element.get('display', '')} {element.get('tooltip', '')}")
        text = "\n".join(row for row in rows if row.strip())
        if is_hidden:
            self.gathered.hold("hidden-content", part="sheet")
            self.gathered.hide("hidden-sheet", f"{title}\n{text}")
        else:
            self.gathered.body.append(f"{title}\n{text}\n\n")

    def read_row(self, row: Element, hidden_columns: list[range]) -> str:
        """The cells of a row, parted by tabs, without those in hidden columns."""
        shown: list[str] = []
        for cell in row:
            value = self.value(cell)
            column = column_of(cell.get("r", ""))
            if value and any(column in hidden for hidden in hidden_columns):
                self.gathered.hold("hidden-content", part="column")
                self.gathered.hide("hidden-column", value)
            else:
                shown.append(" ".join(value.split()) if "\n" in value else value)
        return "\t".join(shown).rstrip("\t")

    def value(self, cell: Element) -> str:
        """A cell as it is shown: shared string, text, truth, or number in its format. Formulas are hidden text."""
        kind, raw, inline = cell.get("t", "n"), "", ""
        for child in cell:
            name = local(child)
            if name == "v":
                raw = child.text or ""
            elif name == "is":
                inline = self.string(child)
            elif name == "f" and child.text and re.search(r"[\"\[']", child.text):
                self.gathered.hide("formula", child.text)
        if kind == "s" and raw:
            number = int(raw)
            if not 0 <= number < len(self.strings):
                raise Unreadable("damaged", part="xl/sharedStrings.xml")
            self.used.add(number)
            return self.strings[number]
        if kind == "n" and raw:
            if self.formats.hides(cell.get("s", "0")):
                self.gathered.hold("hidden-content", part="format")
            return self.formats.shown(raw, cell.get("s", "0"))
        return inline or raw


def columns_hidden(root: Element) -> Iterator[range]:
    for element in root.iter():
        if local(element) == "col" and element.get("hidden") in ("1", "true"):
            yield range(int(element.get("min", "0")), int(element.get("max", "0")) + 1)


def column_of(reference: str) -> int:
    """The number of a column, from 1: A is 1, AA is 27; 0 if the cell does not say."""
    match = COLUMN.match(reference)
    number = 0
    for letter in match[0] if match else "":
        number = 26 * number + ord(letter) - 64
    return number


def compare(path: Path, gathered: Gathered) -> None:
    """The Hangul of all cells, as calamine reads them, must be on the page or hidden."""
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            cells = [
                cell
                for name in workbook.sheet_names
                for row in workbook.get_sheet_by_name(name).to_python()
                for cell in row
                if isinstance(cell, str)
            ]
    except (python_calamine.CalamineError, OSError, ValueError):
        gathered.hold("second-reader-failed", reader="calamine")
        return
    everything = "".join([*gathered.body, *(hidden.text for hidden in gathered.hidden)])
    own, second = comparing.syllables(everything), comparing.syllables("".join(cells))
    gathered.readers = {"madang": own.total(), "calamine": second.total()}
    difference = (second - own).total()
    if difference > comparing.tolerance(second.total()):
        gathered.hold(
            "readers-disagree", own=own.total(), second=second.total(), difference=difference, reader="calamine"
        )
