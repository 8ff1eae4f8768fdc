"""HTML: the words of a page, and those that a browser does not show."""

import base64
import binascii
import re
from html.parser import HTMLParser
from pathlib import Path

from madang.documents.readers.gathering import Gathered
from madang.documents.readers.pictures import is_large_picture
from madang.documents.readers.plain import decode

BLOCK = re.compile(
    "address|article|aside|blockquote|body|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6r]"
    "|header|html|legend|li|main|nav|ol|option|p|pre|section|summary|table|tbody|tfoot|thead|title|tr|ul"
)
EMPTY = re.compile("area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr")
FOREIGN = frozenset({"iframe", "object", "embed", "frame", "applet", "audio", "video", "svg", "math", "template"})
WORDS_IN_ATTRIBUTES = {"alt": "description", "title": "description", "placeholder": "form", "value": "form"}
INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|font-size\s*:\s*0|opacity\s*:\s*0(?!\.[1-9])"
    r"|text-indent\s*:\s*-\d{3}|(left|top)\s*:\s*-\d{3}|clip(-path)?\s*:",
    re.IGNORECASE,
)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
CHARSETS = frozenset({b"utf-8", b"utf8", b"euc-kr", b"ks_c_5601-1987", b"cp949", b"ms949", b"utf-16", b"us-ascii"})


def read(path: Path) -> Gathered:
    """Everything that a HTML file says."""
    gathered = Gathered("html")
    data = path.read_bytes()
    declared = CHARSET.search(data[:4096])
    if declared and declared[1].lower() not in CHARSETS:
        gathered.hold("unknown-encoding", byte=declared.start(1))
    read_text(decode(data, gathered), gathered)
    gathered.readers["madang"] = sum(map(len, gathered.body))
    return gathered


def read_text(text: str, gathered: Gathered) -> None:
    """Add the words of a HTML text to what was gathered."""
    page = Page(gathered)
    page.feed(text)
    page.close()


class Page(HTMLParser):
    """Takes words from between the tags, to the page or to what is hidden."""

    def __init__(self, gathered: Gathered) -> None:
        super().__init__(convert_charrefs=True)
        self.gathered = gathered
        self.open: list[tuple[str, bool]] = []
        """The open elements, and whether what is in them is hidden."""

    @property
    def is_hidden(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        hidden = self.is_hidden or "hidden" in given or bool(INVISIBLE.search(given.get("style", "")))
        self.look_at_attributes(tag, given)
        if tag in FOREIGN:
            self.gathered.hold("embedded-object", part=tag)
        elif tag == "script" and given.get("src"):
            self.gathered.hold("script")
        self.separate(tag)
        if not EMPTY.fullmatch(tag):
            self.open.append((tag, hidden))

    def look_at_attributes(self, tag: str, given: dict[str, str]) -> None:
        for name, value in given.items():
            if name.startswith("on") or value.strip().lower().startswith("javascript:"):
                self.gathered.hold("script")
                self.gathered.hide("script", value)
            elif name in WORDS_IN_ATTRIBUTES:
                self.gathered.hide(WORDS_IN_ATTRIBUTES[name], value)
            elif name in ("href", "src", "action", "data", "srcset", "background") and not value.startswith("data:"):
                self.gathered.hide("link", value)
            elif name.startswith("data-"):
                self.gathered.hide("attribute", value)
        if tag == "meta":
            self.gathered.hide("metadata", given.get("content", ""))
        elif tag in ("img", "image"):
            self.look_at_picture(given.get("src", ""))

    def look_at_picture(self, source: str) -> None:
        self.gathered.pictures += 1
        if not source.startswith("data:"):
            return
        try:
            data = base64.b64decode(source.partition(",")[2], validate=False)
        except (binascii.Error, ValueError):
            data = b""
        if is_large_picture(data):
            self.gathered.hold("large-picture")

    def separate(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.gathered.body.append("\t")
        elif BLOCK.fullmatch(tag) or tag == "br":
            self.gathered.body.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self.open[-200:]):
            while self.open and self.open.pop()[0] != tag:
                continue
        if BLOCK.fullmatch(tag):
            self.gathered.body.append("\n")

    def handle_data(self, data: str) -> None:
        inside = self.open[-1][0] if self.open else ""
        if inside == "script":
            if data.strip():
                self.gathered.hold("script")
                self.gathered.hide("script", data)
        elif inside == "style":
            if INVISIBLE.search(data):
                self.gathered.hold("hidden-content", part="style")
        elif self.is_hidden:
            if data.strip():
                self.gathered.hold("hidden-content", part=inside)
                self.gathered.hide("hidden-text", data)
        elif inside == "title":
            self.gathered.describe("title", data)
        else:
            self.gathered.body.append(data if inside == "pre" else re.sub(r"\s+", " ", data))

    def handle_comment(self, data: str) -> None:
        self.gathered.hide("comment", data)

    def handle_pi(self, data: str) -> None:
        self.gathered.hide("comment", data)

    def unknown_decl(self, data: str) -> None:
        self.gathered.hold("reader-failed", error=data[:20])
