"""TrueType outlines: which glyph writes a character, how wide it is, and a font of only the glyphs used."""

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "fonts"
HEAD_MAGIC = 0xB1B0AFBA
COMPONENTS_FOLLOW, WIDE_ARGUMENTS, HAS_SCALE, HAS_TWO_SCALES, HAS_MATRIX = 0x20, 0x01, 0x08, 0x40, 0x80


class NoGlyph(ValueError):
    """The font cannot write a character."""


@dataclass(frozen=True)
class Font:
    """A TrueType font. Lengths are in 1/1000 of the type size; glyph 0 stands for what is missing."""

    name: str
    tables: dict[str, bytes]
    glyphs: dict[str, int]
    widths: tuple[int, ...]
    ascent: int
    descent: int

    def glyph(self, character: str) -> int:
        """The number of the glyph. Raises `NoGlyph` and names the character."""
        try:
            return self.glyphs[character]
        except KeyError:
            raise NoGlyph(f"{self.name} has no glyph for {character!r} (U+{ord(character):04X})") from None

    def width(self, text: str, size: float) -> float:
        """How wide `text` is, in the unit of `size`."""
        return sum(self.widths[self.glyph(character)] for character in text) * size / 1000

    def subset(self, used: set[int]) -> bytes:
        """A font file with the outlines of `used` alone. Glyphs keep their numbers."""
        kept = self._with_components(used | {0})
        offsets, outlines = [0], bytearray()
        for number in range(len(self.widths)):
            if number in kept:
                outline = self._outline(number)
                outlines += outline + bytes(-len(outline) % 4)
            offsets.append(len(outlines))
        tables = dict(self.tables)
        del tables["cmap"]
        tables["glyf"] = bytes(outlines)
        tables["loca"] = struct.pack(f">{len(offsets)}I", *offsets)
        return _file(tables)

    def _outline(self, number: int) -> bytes:
        start, end = struct.unpack_from(">2I", self.tables["loca"], number * 4)
        return self.tables["glyf"][start:end]

    def _with_components(self, used: set[int]) -> set[int]:
        kept, waiting = set(used), list(used)
        while waiting:
            for part in _components(self._outline(waiting.pop())):
                if part not in kept:
                    kept.add(part)
                    waiting.append(part)
        return kept


def _components(outline: bytes) -> list[int]:
    """The glyphs that a composite outline is put together from; none for a simple one."""
    if not outline or struct.unpack_from(">h", outline)[0] >= 0:
        return []
    parts, place, flags = [], 10, COMPONENTS_FOLLOW
    while flags & COMPONENTS_FOLLOW:
        flags, part = struct.unpack_from(">2H", outline, place)
        parts.append(part)
        place += 8 if flags & WIDE_ARGUMENTS else 6
        place += 2 if flags & HAS_SCALE else 4 if flags & HAS_TWO_SCALES else 8 if flags & HAS_MATRIX else 0
    return parts


@cache
def sample_font(weight: str) -> Font:
    """The font of the sample documents: `Regular` or `SemiBold`."""
    data = (FOLDER / f"MadangSample-{weight}.ttf").read_bytes()
    tables: dict[str, bytes] = {}
    for number in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _sum, start, length = struct.unpack_from(">4s3I", data, 12 + 16 * number)
        tables[tag.decode()] = data[start : start + length]
    units = struct.unpack_from(">H", tables["head"], 18)[0]
    ascent, descent = struct.unpack_from(">2h", tables["hhea"], 4)
    measured = struct.unpack_from(">H", tables["hhea"], 34)[0]
    widths = tuple(round(struct.unpack_from(">H", tables["hmtx"], 4 * i)[0] * 1000 / units) for i in range(measured))
    return Font(
        f"MadangSample-{weight}",
        tables,
        _characters(tables["cmap"]),
        widths,
        round(ascent * 1000 / units),
        round(descent * 1000 / units),
    )


def _characters(cmap: bytes) -> dict[str, int]:
    """Characters and their glyphs, from the first format 4 table of `cmap`."""
    start = struct.unpack_from(">I", cmap, 8)[0]
    layout, length = struct.unpack_from(">2H", cmap, start)
    if layout != 4:
        raise ValueError(f"the font's character table has format {layout}, not 4")
    table = cmap[start : start + length]
    count = struct.unpack_from(">H", table, 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + 2 * count)
    shifts = struct.unpack_from(f">{count}H", table, 16 + 4 * count)
    ranges = struct.unpack_from(f">{count}H", table, 16 + 6 * count)
    found: dict[str, int] = {}
    for number in range(count):
        for code in range(starts[number], min(ends[number], 0xFFFE) + 1):
            glyph = code
            if ranges[number]:
                place = 16 + 6 * count + 2 * number + ranges[number] + 2 * (code - starts[number])
                glyph = struct.unpack_from(">H", table, place)[0]
            if glyph or not ranges[number]:
                found[chr(code)] = (glyph + shifts[number]) & 0xFFFF
    return found


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    total: int = sum(struct.unpack(f">{len(padded) // 4}I", padded))
    return total & 0xFFFFFFFF


def _file(tables: dict[str, bytes]) -> bytes:
    """A TrueType file of `tables`, with its checksums."""
    tables["head"] = tables["head"][:8] + bytes(4) + tables["head"][12:]
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">I4H", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    directory, body, place = b"", b"", 12 + 16 * count
    for tag in sorted(tables):
        data = tables[tag]
        directory += struct.pack(">4s3I", tag.encode(), _checksum(data), place + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    whole = header + directory + body
    adjustment = (HEAD_MAGIC - _checksum(whole)) & 0xFFFFFFFF
    where = whole.index(tables["head"], 12 + 16 * count) + 8
    return whole[:where] + struct.pack(">I", adjustment) + whole[where + 4 :]
