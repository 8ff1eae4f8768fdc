"""DOCX: Word documents. Every text node is taken; what is not known as hidden is taken as visible."""

from pathlib import Path
from xml.etree.ElementTree import Element

from madang.documents.readers.containers import Container, local
from madang.documents.readers.gathering import Gathered
from madang.documents.readers.ooxml import (
    hide_attributes,
    hide_other_parts,
    look_at_extent,
    look_at_package,
    paragraphs_of_drawing,
)

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
INLINE = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "ptab": "\t"}
NUMBERS = frozenset({"posOffset", "align", "pctWidth", "pctHeight", "pctPosHOffset", "pctPosVOffset"})
TRACKED = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "numberingChange"})


def read(path: Path) -> Gathered:
    """Everything that a Word document says. Raises `Unreadable` if it is damaged or encrypted."""
    gathered = Gathered("docx")
    container = Container(path, gathered)
    look_at_package(container, gathered)
    story = Story(gathered)
    document = container.xml("word/document.xml")
    gathered.body.append(story.lines(document) + "\n")
    hide_attributes(document, gathered)
    for prefix in ("word/header", "word/footer", "word/footnotes", "word/endnotes"):
        for name in container.names(prefix, ".xml"):
            gathered.body.append(story.lines(container.xml(name)) + "\n")
    for name in container.names("word/comments.", ".xml"):
        gathered.hide("comment", story.lines(container.xml(name)))
    for name in [*container.names("word/charts/chart", ".xml"), *container.names("word/diagrams/data", ".xml")]:
        gathered.body.append(paragraphs_of_drawing(container.xml(name), gathered) + "\n")
    for name in container.names("word/diagrams/", ".xml"):
        container.pass_over(name)  # layouts and the stored drawing of what was read as data
    gathered.readers["madang"] = len("".join(gathered.body))
    hide_other_parts(container, gathered)
    return gathered


class Story:
    """Walks the tree of a document, a header or a note."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered

    def lines(self, element: Element) -> str:
        """Paragraphs and tables one below the other."""
        found: list[str] = []
        for child in element:
            kind = local(child)
            if kind == "p":
                found.append(self.paragraph(child))
            elif kind == "tbl":
                found.append(self.table(child))
            else:
                self.judge(child, kind)
                found.extend(filter(None, [self.lines(child) if len(child) else child.text or ""]))
        return "\n".join(found)

    def paragraph(self, element: Element) -> str:
        inline: list[str] = []
        blocks: list[str] = []
        self.walk(element, inline, blocks)
        return "\n".join(filter(None, ["".join(inline), *blocks]))

    def table(self, element: Element) -> str:
        """Cells are parted by tabs, rows by line ends; a row of one cell keeps its lines."""
        rows = []
        for row in element.iter(f"{WORD}tr"):
            cells = [self.lines(cell) for cell in row if local(cell) in ("tc", "sdt")]
            rows.append(cells[0] if len(cells) == 1 else "\t".join(" ".join(cell.split()) for cell in cells))
        return "\n".join(rows)

    def walk(self, element: Element, inline: list[str], blocks: list[str]) -> None:
        if any(
            local(part) == "vanish" and part.get(f"{WORD}val") not in ("0", "false") for part in properties(element)
        ):
            self.gathered.hold("hidden-content", part="vanish")
        for child in element:
            kind = local(child)
            self.judge(child, kind)
            if kind in INLINE:
                inline.append(INLINE[kind])
            elif kind == "delText":
                self.gathered.hide("deleted-text", child.text or "")
            elif kind == "instrText":
                self.gathered.hide("field", child.text or "")
            elif kind == "txbxContent":
                blocks.append(self.lines(child))
            elif kind == "tbl":
                blocks.append(self.table(child))
            elif kind == "AlternateContent":
                self.alternatives(child, inline, blocks)
            elif kind == "sym":
                inline.append("\N{REPLACEMENT CHARACTER}")
            elif kind not in NUMBERS:
                if (child.text and child.text.strip(" \n")) or kind == "t":
                    inline.append(child.text or "")
                self.walk(child, inline, blocks)

    def judge(self, element: Element, kind: str) -> None:
        """Note what an element is beside its text."""
        if kind in TRACKED and element.tag.startswith(WORD):
            self.gathered.hold("tracked-changes")
        elif kind == "docPr":
            self.gathered.hide("description", f"{element.get('title', '')} {element.get('descr', '')}")
        elif kind in ("inline", "anchor") and any(local(part) == "pic" for part in element.iter()):
            for extent in element:
                if local(extent) == "extent":
                    look_at_extent(extent, self.gathered)
        elif kind == "altChunk":
            self.gathered.hold("embedded-object", part="altChunk")

    def alternatives(self, element: Element, inline: list[str], blocks: list[str]) -> None:
        """The first alternative is on the page; others, for older programs, are hidden if they say something else."""
        shown = ""
        for position, alternative in enumerate(element):
            if position == 0:
                before = len(inline), len(blocks)
                self.walk(alternative, inline, blocks)
                shown = "".join([*inline[before[0] :], *blocks[before[1] :]])
            else:
                words = "".join(alternative.itertext())
                if "".join(words.split()) != "".join(shown.split()):
                    self.gathered.hide("alternative-text", words)


def properties(element: Element) -> list[Element]:
    """What a run's properties say."""
    return [part for child in element if local(child) == "rPr" for part in child] if local(element) == "r" else []
