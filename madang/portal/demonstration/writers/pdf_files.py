"""The bones of a PDF file (ISO 32000-1): objects, streams, embedded fonts, cross-reference table."""

import hashlib
import zlib
from dataclasses import dataclass, field
from datetime import datetime

from madang.portal.demonstration.writers.fonts import Font


def text_string(text: str) -> bytes:
    """A PDF text string in UTF-16."""
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"


@dataclass
class PdfFile:
    """Objects as they are added, numbered from 1."""

    objects: list[bytes] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        self.objects.append(body)
        return len(self.objects)

    def reserve(self) -> int:
        """A number for an object that comes later."""
        return self.add(b"")

    def put(self, number: int, body: bytes) -> None:
        self.objects[number - 1] = body

    def add_stream(self, data: bytes, entries: bytes = b"") -> int:
        packed = zlib.compress(data, 6)
        head = b"<< /Length %d /Filter /FlateDecode %s >>" % (len(packed), entries)
        return self.add(head + b"\nstream\n" + packed + b"\nendstream")

    def add_font(self, font: Font, used: dict[int, str]) -> int:
        """An embedded font of the glyphs `used`, each with the character it writes."""
        tag = hashlib.sha256(repr(sorted(used)).encode()).hexdigest()[:6].translate(_LETTERS).upper()
        name = f"/{tag}+{font.name}".encode()
        data = font.subset(set(used))
        file = self.add_stream(data, b"/Length1 %d" % len(data))
        descriptor = self.add(
            b"<< /Type /FontDescriptor /FontName %s /Flags 4 /FontBBox [0 %d 1000 %d] /ItalicAngle 0 /Ascent %d"
            b" /Descent %d /CapHeight 700 /StemV 80 /FontFile2 %d 0 R >>"
            % (name, font.descent, font.ascent, font.ascent, font.descent, file)
        )
        widths = b" ".join(b"%d [%d]" % (glyph, font.widths[glyph]) for glyph in sorted(used))
        descendant = self.add(
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont %s /CIDSystemInfo << /Registry (Adobe)"
            b" /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /DW 1000 /W [%s]"
            b" /CIDToGIDMap /Identity >>" % (name, descriptor, widths)
        )
        meaning = self.add_stream(_to_unicode(used))
        return self.add(
            b"<< /Type /Font /Subtype /Type0 /BaseFont %s /Encoding /Identity-H /DescendantFonts [%d 0 R]"
            b" /ToUnicode %d 0 R >>" % (name, descendant, meaning)
        )

    def finish(self, *, pages: list[int], tree: int, title: str, author: str, written_at: datetime) -> bytes:
        """The whole file. The same objects give the same bytes."""
        kids = b" ".join(b"%d 0 R" % page for page in pages)
        self.put(tree, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids))
        catalog = self.add(
            b"<< /Type /Catalog /Pages %d 0 R /Lang (ko-KR) /ViewerPreferences << /DisplayDocTitle true >> >>" % tree
        )
        date = written_at.strftime("(D:%Y%m%d%H%M%SZ)").encode()
        info = self.add(
            b"<< /Title %s /Author %s /CreationDate %s /ModDate %s >>"
            % (text_string(title), text_string(author), date, date)
        )
        return self._assemble(catalog, info)

    def _assemble(self, catalog: int, info: int) -> bytes:
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        identity = hashlib.sha256(out).hexdigest()[:32].encode()
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
        out += b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n" % (
            len(places) + 1,
            catalog,
            info,
            identity,
            identity,
            start,
        )
        return bytes(out)


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def _to_unicode(used: dict[int, str]) -> bytes:
    """The table that says which character each glyph writes, so that text can be read and copied."""
    pairs = [b"<%04x> <%s>" % (glyph, text.encode("utf-16-be").hex().encode()) for glyph, text in sorted(used.items())]
    blocks = b""
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        blocks += b"%d beginbfchar\n%s\nendbfchar\n" % (len(part), b"\n".join(part))
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        + blocks
        + b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
