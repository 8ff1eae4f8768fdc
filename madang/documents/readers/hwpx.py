"""HWPX: Hangul documents as XML in a ZIP container (KS X 6101)."""

import re
from html import unescape
from pathlib import Path

from madang.documents.readers import comparing, second
from madang.documents.readers.containers import Container, local, parse_xml
from madang.documents.readers.gathering import Gathered, Unreadable
from madang.documents.readers.hwpx_section import Section
from madang.documents.readers.pictures import is_large_picture
from madang.documents.readers.scripts import is_skeleton

HEADER_WORDS = re.compile(r">\s*([^\s<>][^<>]*)<")
HEADER_ELEMENTS = re.compile(r"<(?:\w+:)?(trackChange|trackChangeAuthor|linkinfo)\s([^<>]*)>")
HEADER_VALUES = re.compile(r"(?:name|path)=[\"']([^\"']+)[\"']")
NAMELESS = '{"name":""}'
"""What Hangul writes where a list has no tag."""
SILENT = re.compile(r"mimetype|version\.xml|Preview/PrvImage\.\w+|META-INF/container\.(xml|rdf)")
"""Parts that have no words of the author, except the small picture of the first page (see ADR on what is read)."""


def read(path: Path) -> Gathered:
    """Everything that a HWPX file says. Raises `Unreadable` if it is damaged or encrypted."""
    gathered = Gathered("hwpx")
    container = Container(path, gathered)
    read_manifest(container)
    read_package(container, gathered)
    read_sections(container, gathered)
    read_pictures(container, gathered)
    read_scripts(container, gathered)
    for name in container.names():
        if SILENT.fullmatch(name):
            container.pass_over(name)
    compare(path, container, gathered)
    container.hold_what_was_not_read()
    return gathered


def read_manifest(container: Container) -> None:
    """Raises `Unreadable` if the manifest speaks of encryption."""
    name = "META-INF/manifest.xml"
    if name in container:
        tree = container.xml(name)
        if any(local(element) == "encryption-data" for element in tree.iter()):
            raise Unreadable("password")


def read_package(container: Container, gathered: Gathered) -> None:
    """The metadata of the package, and the words of styles, settings and other lists beside the sections."""
    if "Contents/content.hpf" not in container:
        gathered.hold("missing-part", part="Contents/content.hpf")
    else:
        for element in container.xml("Contents/content.hpf").iter():
            if local(element) in ("title", "meta") and element.text:
                gathered.describe(element.get("name") or local(element), element.text)
            elif local(element) == "item" and (name := element.get("href", "")) not in container:
                gathered.hide("link", name)
                gathered.hold("missing-part" if element.get("isEmbeded") != "0" else "external-link")
    if "Contents/header.xml" in container:
        read_header(container.text("Contents/header.xml"), gathered)
    for name in ["settings.xml", *container.names("Custom/"), *container.names("Contents/memoExtended")]:
        if name in container:
            gathered.hide("settings", " ".join(filter(str.strip, container.xml(name).itertext())))


def read_header(header: str, gathered: Gathered) -> None:
    """Lists that the sections refer to. Most of it is numbers; words stand in numberings, links and authors.

    The part is the longest of most files and says the least, so it is searched, not taken apart, unless it has
    comments or character data that a search could misread.
    """
    if "<!" in header:
        words = list(parse_xml(header.encode(), "Contents/header.xml").itertext())
        gathered.hold("unknown-part", part="Contents/header.xml")
    else:
        words = [unescape(match) for match in HEADER_WORDS.findall(header)]
    for kind, attributes in HEADER_ELEMENTS.findall(header):
        if kind == "trackChange":
            gathered.hold("tracked-changes")
        for value in HEADER_VALUES.findall(attributes):
            gathered.hide("metadata" if kind == "trackChangeAuthor" else "link", unescape(value))
    for text in words:
        if any(map(str.isalpha, text)) and text != NAMELESS:
            gathered.hide("style", text)


def read_sections(container: Container, gathered: Gathered) -> None:
    """Sections in their order, master pages after them, charts at the end."""
    sections = [name for name in container.names("Contents/section", ".xml") if re.search(r"section\d+\.xml$", name)]
    if not sections:
        raise Unreadable("damaged", part="Contents/section0.xml")
    for name in [*sections, *container.names("Contents/masterpage", ".xml"), *container.names("Contents/masterPage")]:
        Section(gathered).read(container.xml(name))
    for name in container.names("Chart/", ".xml"):
        words = [text for text in container.xml(name).itertext() if text.strip()]
        gathered.body.append("\n" + "\t".join(words))


def read_pictures(container: Container, gathered: Gathered) -> None:
    """Pictures are counted and measured; anything else that is embedded is named and stays unread."""
    for name in container.names("BinData/"):
        if name.lower().rpartition(".")[2] in ("png", "jpg", "jpeg", "gif", "bmp"):
            gathered.pictures += 1
            if is_large_picture(container.read(name)):
                gathered.hold("large-picture")
        else:
            gathered.hold("embedded-object", part=name)
            container.pass_over(name)


def read_scripts(container: Container, gathered: Gathered) -> None:
    for name in container.names("Scripts/"):
        data = container.read(name)
        text = data.decode("utf-16-le" if b"\0" in data[:4] else "utf-8", errors="replace").lstrip("\ufeff")
        if not is_skeleton(text):
            gathered.hold("script")
            gathered.hide("script", text)


def compare(path: Path, container: Container, gathered: Gathered) -> None:
    """The second reader, and the preview that the file keeps of itself, against what was read here."""
    other = second.second_text(path)
    if other is None:
        gathered.hold("second-reader-failed", reader=second.NAME)
    else:
        comparing.compare(gathered, other, second.NAME)
    if "Preview/PrvText.txt" in container:
        data = container.read("Preview/PrvText.txt")
        preview = data.decode("utf-16-le" if b"\0" in data[:8] else "utf-8-sig", errors="replace")
        comparing.compare_preview(gathered, preview)
        gathered.hide("preview", preview)
