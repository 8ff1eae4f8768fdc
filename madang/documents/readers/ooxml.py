"""What Word, Excel and PowerPoint files have in common: parts, relationships, properties, drawings, pictures."""

import re
from xml.etree.ElementTree import Element

from madang.documents.readers.containers import Container, local
from madang.documents.readers.gathering import Gathered, Unreadable
from madang.documents.readers.pictures import is_large_picture, is_shown_large

UNITS_PER_MM = 36_000
SILENT = re.compile(
    r"mimetype|.*/printerSettings\d*\.bin|docProps/thumbnail\.\w+|.*/theme/theme\d+\.xml|.*/fontTable\.xml"
    r"|.*/calcChain\.xml|.*/fonts/font\d+\.(odttf|fntdata)|.*/(tableStyles|presProps|viewProps|webSettings)\.xml"
)
"""Parts without words of the author."""
PICTURES = ("png", "jpg", "jpeg", "gif", "bmp")
RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def look_at_package(container: Container, gathered: Gathered) -> None:
    """Properties, relationships, macros, embedded files, pictures. Raises `Unreadable` if the file is damaged."""
    if "macroEnabled" in container.read("[Content_Types].xml").decode("utf-8", errors="replace"):
        gathered.hold("macros")
    for name in container.names(suffix=".rels"):
        for link in container.xml(name):
            look_at_relationship(link, gathered)
    for name in container.names("docProps/", ".xml"):
        for element in container.xml(name).iter():
            if element.text and element.text.strip():
                gathered.describe(local(element), element.text)
    for name in container.names():
        if SILENT.fullmatch(name):
            container.pass_over(name)
        elif name.endswith(("vbaProject.bin", "vbaData.xml", ".vba")):
            gathered.hold("macros")
            container.pass_over(name)
        elif "/embeddings/" in name or "/activeX/" in name or "/model/" in name:
            gathered.hold("embedded-object", part=name)
            container.pass_over(name)
        elif "/media/" in name:
            look_at_picture(container, name, gathered)


def look_at_relationship(link: Element, gathered: Gathered) -> None:
    if link.get("TargetMode") == "External":
        gathered.hide("link", link.get("Target", ""))
        if not link.get("Type", "").endswith("/hyperlink"):
            gathered.hold("external-link")


def look_at_picture(container: Container, name: str, gathered: Gathered) -> None:
    if name.lower().rpartition(".")[2] not in PICTURES:
        gathered.hold("embedded-object", part=name)
        container.pass_over(name)
        return
    gathered.pictures += 1
    if is_large_picture(container.read(name)):
        gathered.hold("large-picture")


def look_at_extent(element: Element, gathered: Gathered) -> None:
    """Hold the file if a picture is shown larger than a card. element: one with `cx` and `cy`."""
    try:
        width, height = int(element.get("cx", "0")), int(element.get("cy", "0"))
    except ValueError:
        raise Unreadable("damaged", part="extent")
    if is_shown_large(width / UNITS_PER_MM, height / UNITS_PER_MM):
        gathered.hold("large-picture")


def paragraphs_of_drawing(root: Element, gathered: Gathered) -> str:
    """The words in a drawing, a slide, a chart or a diagram: paragraphs as lines, other words as lines of their own."""
    lines: list[str] = []
    for element in root.iter():
        kind = local(element)
        if kind == "p" and "drawingml" in element.tag:
            lines.append("".join(words(element)))
        elif kind in ("v", "f") and element.text:
            lines.append(element.text)
        elif kind in ("cNvPr", "docPr"):
            gathered.hide("description", f"{element.get('title', '')} {element.get('descr', '')}")
        elif kind == "pic":
            gathered.pictures += 1
            for extent in element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}ext"):
                look_at_extent(extent, gathered)
    return "\n".join(filter(str.strip, lines))


def words(paragraph: Element) -> list[str]:
    found = []
    for element in paragraph.iter():
        kind = local(element)
        if kind == "t":
            found.append(element.text or "")
        elif kind in ("br", "tab"):
            found.append("\n" if kind == "br" else "\t")
    return found


def hide_attributes(root: Element, gathered: Gathered) -> None:
    """Words in attributes: choices of lists, names of fields, titles."""
    for element in root.iter():
        for value in element.attrib.values():
            if not value.isascii():
                gathered.hide("attribute", value)


def hide_other_parts(container: Container, gathered: Gathered) -> None:
    """The words of all further XML parts are hidden text: settings, styles, custom data. Then nothing may be left."""
    for name in sorted(container.unread):
        if name.endswith((".xml", ".vml")):
            root = container.xml(name)
            texts = [text for text in root.itertext() if any(map(str.isalpha, text))]
            texts += [value for element in root.iter() for value in element.attrib.values() if not value.isascii()]
            gathered.hide("settings", "\n".join(texts))
    container.hold_what_was_not_read()
