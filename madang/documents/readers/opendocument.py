"""ODT and ODS: OpenDocument texts and spreadsheets."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from madang.documents.readers.containers import Container, local
from madang.documents.readers.gathering import Gathered, Unreadable
from madang.documents.readers.pictures import is_large_picture, is_shown_large

INLINE = {"tab": "\t", "line-break": "\n", "soft-page-break": ""}
SILENT = re.compile(r"mimetype|layout-cache|Thumbnails/.*|Configurations2/.*|META-INF/documentsignatures\.xml")
LENGTH = re.compile(r"([\d.]+)(mm|cm|in|pt)")
MM = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
COLUMNS_LIMIT = 2_000


def read_odt(path: Path) -> Gathered:
    return read(path, "odt")


def read_ods(path: Path) -> Gathered:
    return read(path, "ods")


def read(path: Path, kind: str) -> Gathered:
    """Everything that an OpenDocument file says. Raises `Unreadable` if it is damaged or encrypted."""
    gathered = Gathered(kind)
    container = Container(path, gathered)
    if "META-INF/manifest.xml" in container:
        manifest = container.xml("META-INF/manifest.xml")
        if any(local(element) == "encryption-data" for element in manifest.iter()):
            raise Unreadable("password")
    content = container.xml("content.xml")
    gathered.body.append(Story(gathered, hidden_styles(content)).lines(content) + "\n")
    if "styles.xml" in container:
        styles = container.xml("styles.xml")
        for element in styles.iter():
            if local(element) == "master-page":
                gathered.body.append(Story(gathered, set()).lines(element) + "\n")
    if "meta.xml" in container:
        for element in container.xml("meta.xml").iter():
            if element.text and element.text.strip():
                gathered.describe(element.get("name") or local(element), element.text)
    look_at_other_parts(container, gathered)
    gathered.readers["madang"] = sum(map(len, gathered.body))
    container.hold_what_was_not_read()
    return gathered


def look_at_other_parts(container: Container, gathered: Gathered) -> None:
    for name in container.names():
        if SILENT.fullmatch(name):
            container.pass_over(name)
        elif name.startswith(("Basic/", "Scripts/")):
            gathered.hold("macros")
            container.pass_over(name)
        elif name.startswith("Pictures/") and name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp")):
            gathered.pictures += 1
            if is_large_picture(container.read(name)):
                gathered.hold("large-picture")
        elif name in ("settings.xml", "manifest.rdf"):
            gathered.hide("settings", "\n".join(text for text in container.xml(name).itertext() if not text.isascii()))
        elif name.startswith(("Object", "ObjectReplacements/", "Pictures/")):
            gathered.hold("embedded-object", part=name)
            container.pass_over(name)


def hidden_styles(content: Element) -> set[str]:
    """Names of styles that show nothing: hidden tables and hidden text."""
    found = set()
    for style in content.iter():
        if local(style) == "style":
            for part in style:
                if any(local_name(name) == "display" and value in ("false", "none") for name, value in part.items()):
                    found.add(attribute(style, "name"))
    return found


class Story:
    """Walks a tree and takes its words."""

    def __init__(self, gathered: Gathered, hidden: set[str]) -> None:
        self.gathered, self.hidden = gathered, hidden

    def lines(self, element: Element) -> str:
        """Paragraphs and tables one below the other."""
        found = []
        for child in element:
            kind = local(child)
            if kind in ("p", "h"):
                found.append(self.paragraph(child))
            elif kind == "table":
                found.append(self.table(child))
            elif kind == "annotation":
                self.gathered.hide("comment", "\n".join(filter(str.strip, child.itertext())))
            elif kind == "tracked-changes":
                self.gathered.hold("tracked-changes")
                self.gathered.hide("deleted-text", "\n".join(filter(str.strip, child.itertext())))
            elif kind in ("scripts", "event-listeners") and len(child):
                self.gathered.hold("macros")
            elif kind != "automatic-styles":
                found.append(self.section(child) if kind == "section" else self.other(child))
        return "\n".join(filter(None, found))

    def other(self, element: Element) -> str:
        return "\n".join(filter(None, [(element.text or "").strip(), self.lines(element)]))

    def section(self, element: Element) -> str:
        text = self.lines(element)
        if attribute(element, "display") in ("none", "condition"):
            self.gathered.hold("hidden-content", part="section")
            self.gathered.hide("hidden-text", text)
            return ""
        return text

    def paragraph(self, element: Element) -> str:
        pieces: list[str] = [element.text or ""]
        for child in element:
            kind = local(child)
            if kind in INLINE:
                pieces.append(INLINE[kind])
            elif kind == "s":
                count = attribute(child, "c")
                pieces.append(" " * min(int(count) if count.isdigit() else 1, 100))
            elif kind == "annotation":
                self.gathered.hide("comment", "\n".join(filter(str.strip, child.itertext())))
            elif kind == "frame":
                pieces.append("\n" + self.frame(child) + "\n")
            elif attribute(child, "style-name") in self.hidden or attribute(child, "is-hidden") == "true":
                self.gathered.hold("hidden-content", part=kind)
                self.gathered.hide("hidden-text", "".join(child.itertext()))
            elif kind in ("note", "note-body", "custom-shape", "text-box", "table"):
                pieces.append("\n" + self.lines(child) + "\n")
            else:
                pieces.append(self.paragraph(child))
            pieces.append(child.tail or "")
        for name, value in element.items():
            if local_name(name) == "href":
                self.gathered.hide("link", value)
        return "".join(pieces).strip("\n")

    def frame(self, element: Element) -> str:
        if any(local(part) == "image" for part in element):
            width, height = length(attribute(element, "width")), length(attribute(element, "height"))
            if is_shown_large(width, height):
                self.gathered.hold("large-picture")
        return self.lines(element)

    def table(self, element: Element) -> str:
        """Cells are parted by tabs, rows by line ends; hidden rows, columns and tables are hidden text."""
        columns = hidden_columns(element)
        rows = []
        for row in element.iter():
            if local(row) != "table-row":
                continue
            cells = self.cells(row, columns)
            text = cells[0] if len(cells) == 1 else "\t".join(" ".join(cell.split()) for cell in cells).rstrip("\t")
            if attribute(row, "visibility") in ("collapse", "filter") and text.strip():
                self.gathered.hold("hidden-content", part="row")
                self.gathered.hide("hidden-row", text)
            elif text.strip():
                rows.append(text)
        text = "\n".join([attribute(element, "name") if self.gathered.type == "ods" else "", *rows]).strip("\n")
        if attribute(element, "style-name") in self.hidden:
            self.gathered.hold("hidden-content", part="sheet")
            self.gathered.hide("hidden-sheet", text)
            return ""
        return text

    def cells(self, row: Element, hidden: set[int]) -> list[str]:
        found: list[str] = []
        column = 0
        for cell in row:
            repeated = attribute(cell, "number-columns-repeated")
            times = int(repeated) if repeated.isdigit() else 1
            text = self.lines(cell)
            if (formula := attribute(cell, "formula")) and ('"' in formula or "'" in formula):
                self.gathered.hide("formula", formula)
            if text and column in hidden:
                self.gathered.hold("hidden-content", part="column")
                self.gathered.hide("hidden-column", text)
                text = ""
            found.extend([text] * (min(times, COLUMNS_LIMIT) if text else 1))
            column += times
        return found


def hidden_columns(table: Element) -> set[int]:
    found: set[int] = set()
    column = 0
    for element in table.iter():
        if local(element) == "table-column":
            repeated = attribute(element, "number-columns-repeated")
            times = int(repeated) if repeated.isdigit() else 1
            if attribute(element, "visibility") in ("collapse", "filter"):
                found.update(range(column, column + min(times, COLUMNS_LIMIT)))
            column += times
    return found


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without the namespace; "" if there is none."""
    return next((value for key, value in element.items() if local_name(key) == name), "")


def local_name(name: str) -> str:
    return name.rpartition("}")[2]


def length(text: str) -> float:
    """A length in millimetres; 0 if it is none."""
    match = LENGTH.fullmatch(text)
    return float(match[1]) * MM[match[2]] if match else 0.0
