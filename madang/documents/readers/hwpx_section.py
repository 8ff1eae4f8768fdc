"""The text of a HWPX section. Every text node is taken; what is not known as hidden is taken as visible."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from madang.documents.readers.containers import local
from madang.documents.readers.gathering import Gathered
from madang.documents.readers.pictures import is_shown_large

UNITS_PER_MM = 7200 / 25.4
INLINE = {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hypen": "-"}
FORM_WORDS = {
    "btn": ("caption",),
    "checkBtn": ("caption",),
    "radioBtn": ("caption",),
    "listItem": ("displayText", "value"),
    "comboBox": ("selectedValue",),
    "textart": ("text",),
    "compose": ("composeText",),
}
"""Attributes that are shown on the page."""
GEOMETRY = frozenset(
    {"linesegarray", "cellAddr", "cellSpan", "cellSz", "cellMargin", "sz", "pos", "outMargin", "inMargin", "offset"}
)
"""Elements that hold numbers only; most files have more of them than of all others."""
HIDDEN = {
    "hiddenComment": "comment",
    "memogroup": "comment",
    "memo": "comment",
    "parameters": "field",
    "parameterset": "field",
    "shapeComment": "description",
    "metaTag": "field",
    "indexmark": "index",
    "bookmark": "field",
}


class Section:
    """Walks the tree of one section and adds its lines to what was gathered."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.deleted: list[str] | None = None
        self.words: dict[str, Callable[[Element, Paragraph], None]] = {
            "t": self.read_text,
            "tbl": self.read_table,
            "fieldBegin": self.read_field,
            "pic": self.read_picture,
            "video": self.read_video,
            "switch": self.read_switch,
            "secPr": self.read_properties,
        }

    def read(self, root: Element) -> None:
        self.gathered.body.append(self.lines(root) + "\n")

    def lines(self, element: Element) -> str:
        """The paragraphs inside an element, one below the other."""
        paragraphs = []
        for child in element:
            if local(child) == "p":
                paragraph = Paragraph()
                self.walk(child, paragraph)
                paragraphs.append(paragraph.text())
            else:
                paragraph = Paragraph()
                self.visit(child, paragraph)
                paragraphs.extend(filter(None, [paragraph.text()]))
        return "\n".join(paragraphs)

    def walk(self, element: Element, into: "Paragraph") -> None:
        for child in element:
            self.visit(child, into)
            if child.tail and child.tail.strip():
                into.inline.append(child.tail)

    def visit(self, element: Element, into: "Paragraph") -> None:
        kind = local(element)
        if kind in GEOMETRY:
            return
        self.read_attributes(element, kind, into)
        if kind in HIDDEN:
            self.gathered.hide(HIDDEN[kind], "\n".join(filter(str.strip, element.itertext())))
        elif reader := self.words.get(kind):
            reader(element, into)
        elif kind in ("subList", "drawText", "caption", "paraList"):
            into.blocks.append(self.lines(element))
        elif kind == "p":
            into.blocks.append(self.lines_of_paragraph(element))
        else:
            if element.text and element.text.strip():
                into.inline.append(element.text)
            self.walk(element, into)

    def lines_of_paragraph(self, element: Element) -> str:
        paragraph = Paragraph()
        self.walk(element, paragraph)
        return paragraph.text()

    def read_attributes(self, element: Element, kind: str, into: "Paragraph") -> None:
        shown = FORM_WORDS.get(kind, ())
        for name, value in element.items():
            if name in shown and value:
                into.inline.append(value + " ")
            elif not value.isascii() or "@" in value:
                self.gathered.hide("attribute", value)

    def read_text(self, element: Element, into: "Paragraph") -> None:
        self.put(element.text, into)
        for child in element:
            kind = local(child)
            if kind in INLINE:
                self.put(INLINE[kind], into)
                self.put(child.text, into)
            elif kind == "deleteBegin":
                self.gathered.hold("tracked-changes")
                self.deleted = []
            elif kind == "deleteEnd":
                self.end_deletion()
            elif kind in ("insertBegin", "insertEnd"):
                self.gathered.hold("tracked-changes")
            else:
                self.visit(child, into)
            self.put(child.tail, into)

    def put(self, text: str | None, into: "Paragraph") -> None:
        """Text goes to the page, or, between the marks of a tracked deletion, to what is hidden."""
        if not text:
            return
        if self.deleted is None:
            into.inline.append(text)
        else:
            self.deleted.append(text)
            self.gathered.hide("deleted-text", text)

    def end_deletion(self) -> None:
        if self.deleted:
            self.gathered.hide("deleted-text", "".join(self.deleted))
        self.deleted = None

    def read_table(self, element: Element, into: "Paragraph") -> None:
        """Cells are parted by tabs, rows by line ends; a table of one column keeps the lines inside its cells."""
        rows = []
        for child in element:
            if local(child) != "tr":
                self.visit(child, into)
                continue
            cells = [self.lines(cell) for cell in child if local(cell) == "tc"]
            for cell in child:
                self.read_attributes(cell, local(cell), into)
            rows.append(cells[0] if len(cells) == 1 else "\t".join(" ".join(cell.split()) for cell in cells))
        into.blocks.append("\n".join(rows))

    def read_field(self, element: Element, into: "Paragraph") -> None:
        """A memo keeps its text inside the beginning of its field; other fields keep their command there."""
        if element.get("type") == "MEMO":
            self.gathered.hide("comment", "\n".join(filter(str.strip, element.itertext())))
        else:
            self.walk(element, into)

    def read_picture(self, element: Element, into: "Paragraph") -> None:
        self.measure(element)
        self.walk(element, into)

    def measure(self, element: Element) -> None:
        """Hold the file if a picture is shown so large that it may be a document of its own."""
        for size in element:
            if local(size) in ("sz", "curSz", "orgSz"):
                width, height = number(size.get("width")), number(size.get("height"))
                if local(size) == "sz" and is_shown_large(width / UNITS_PER_MM, height / UNITS_PER_MM):
                    self.gathered.hold("large-picture")

    def read_video(self, element: Element, into: "Paragraph") -> None:
        self.gathered.hold("embedded-object", part="video")
        self.walk(element, into)

    def read_switch(self, element: Element, into: "Paragraph") -> None:
        """Alternatives of one object: all are read, because all are in the file."""
        self.walk(element, into)

    def read_properties(self, element: Element, into: "Paragraph") -> None:
        """Page settings have headers and footers inside, but their numbers and signs are not text."""
        for child in element:
            if local(child) in ("header", "footer") or any(text.strip() for text in child.itertext()):
                self.visit(child, into)


class Paragraph:
    """The words of one paragraph, and the blocks (tables, notes, boxes) that hang on it."""

    def __init__(self) -> None:
        self.inline: list[str] = []
        self.blocks: list[str] = []

    def text(self) -> str:
        return "\n".join(filter(None, ["".join(self.inline), *self.blocks]))


def number(value: str | None) -> float:
    """A number out of an attribute; 0 if there is none."""
    try:
        return float(value or 0)
    except ValueError:
        return 0.0
