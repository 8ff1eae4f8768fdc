"""PDF with the text as text: embedded Korean outlines, lines broken at spaces, tables that go over pages."""

from dataclasses import dataclass, field

from madang.portal.demonstration.writers.fonts import Font, sample_font
from madang.portal.demonstration.writers.papers import Gap, Line, Paper, Rule, Table
from madang.portal.demonstration.writers.pdf_files import PdfFile

PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 595.28, 841.89, 56.7
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
LEADING = 1.6
CELL_SIZE, CELL_PADDING, CELL_LEADING = 9.5, 4.0, 1.35
INDENT = 14.0

# size in points, bold, space before and after
STYLES = {
    "agency": (20.0, True, 0.0, 6.0),
    "title": (16.0, True, 4.0, 8.0),
    "heading": (13.0, True, 8.0, 3.0),
    "body": (10.8, False, 0.0, 2.5),
    "small": (8.8, False, 0.0, 1.5),
}


def write_pdf(paper: Paper) -> bytes:
    """The paper as a PDF file. The same paper gives the same bytes. Raises `NoGlyph` for a sign the font lacks."""
    sheet = _Sheet()
    for block in paper.blocks:
        if isinstance(block, Line):
            sheet.line(block)
        elif isinstance(block, Table):
            sheet.table(block)
        elif isinstance(block, Rule):
            sheet.rule()
        elif isinstance(block, Gap):
            sheet.y -= 10
    return sheet.finish(paper)


def broken_lines(text: str, font: Font, size: float, width: float) -> list[str]:
    """`text` in lines no wider than `width`: broken at spaces, inside a word only if it is longer than a line."""
    lines, line = [], ""
    for word in text.split(" "):
        tried = f"{line} {word}" if line else word
        if font.width(tried, size) <= width:
            line = tried
            continue
        if line:
            lines.append(line)
        while font.width(word, size) > width:
            fits = next(n for n in range(len(word), 0, -1) if n == 1 or font.width(word[:n], size) <= width)
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    return [*lines, line]


@dataclass
class _Sheet:
    """The page being filled, from top to bottom, and the pages filled before."""

    pages: list[list[str]] = field(default_factory=lambda: [[]])
    y: float = PAGE_HEIGHT - MARGIN
    used: dict[str, dict[int, str]] = field(default_factory=lambda: {"Regular": {}, "SemiBold": {}})

    def _make_room(self, height: float) -> bool:
        """Start a new page if `height` does not fit on this one; whether it did."""
        if self.y - height >= MARGIN:
            return False
        self.pages.append([])
        self.y = PAGE_HEIGHT - MARGIN
        return True

    def _write(self, text: str, x: float, y: float, size: float, weight: str) -> None:
        font = sample_font(weight)
        numbers = [font.glyph(character) for character in text]
        self.used[weight].update(zip(numbers, text, strict=True))
        encoded = "".join(f"{number:04x}" for number in numbers)
        if encoded:
            self.pages[-1].append(f"BT /{weight} {size:g} Tf {x:.2f} {y:.2f} Td <{encoded}> Tj ET")

    def line(self, line: Line) -> None:
        size, is_bold, before, after = STYLES[line.style]
        weight = "SemiBold" if is_bold or line.bold else "Regular"
        font, left = sample_font(weight), MARGIN + line.level * INDENT
        self.y -= before
        for text in broken_lines(line.text, font, size, TEXT_WIDTH - line.level * INDENT):
            self._make_room(size * LEADING)
            free = PAGE_WIDTH - MARGIN - left - font.width(text, size)
            shift = {"left": 0.0, "center": free / 2, "right": free}[line.align]
            self._write(text, left + shift, self.y - size, size, weight)
            self.y -= size * LEADING
        self.y -= after

    def rule(self) -> None:
        self._make_room(12)
        self.y -= 5
        self.pages[-1].append(f"0.6 w {MARGIN:.2f} {self.y:.2f} m {PAGE_WIDTH - MARGIN:.2f} {self.y:.2f} l S")
        self.y -= 7

    def table(self, table: Table) -> None:
        widths = [TEXT_WIDTH * share / sum(table.widths) for share in table.widths]
        self.y -= 3
        for number in range(len(table.rows)):
            cells = self._cells(table, number, widths)
            height = max(len(lines) for lines in cells) * CELL_SIZE * CELL_LEADING + 2 * CELL_PADDING
            if self._make_room(height) and number and table.has_header:
                header = self._cells(table, 0, widths)
                self._row(table, 0, header, widths, len(max(header, key=len)) * CELL_SIZE * CELL_LEADING + 8)
            self._row(table, number, cells, widths, height)
        self.y -= 8

    def _cells(self, table: Table, number: int, widths: list[float]) -> list[list[str]]:
        font = sample_font("SemiBold" if table.has_header and number == 0 else "Regular")
        return [
            broken_lines(text, font, CELL_SIZE, width - 2 * CELL_PADDING)
            for text, width in zip(table.rows[number], widths, strict=True)
        ]

    def _row(self, table: Table, number: int, cells: list[list[str]], widths: list[float], height: float) -> None:
        is_header = table.has_header and number == 0
        weight = "SemiBold" if is_header else "Regular"
        font, x = sample_font(weight), MARGIN
        for column, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            box = f"{x:.2f} {self.y - height:.2f} {width:.2f} {height:.2f} re"
            fill = f"0.914 0.933 0.961 rg {box} f 0 g " if is_header else ""
            self.pages[-1].append(f"{fill}0.5 w {box} S")
            top = self.y - (height - len(lines) * CELL_SIZE * CELL_LEADING) / 2
            for row, text in enumerate(lines):
                free = width - 2 * CELL_PADDING - font.width(text, CELL_SIZE)
                shift = free / 2 if is_header else free if column in table.right else 0.0
                below = top - row * CELL_SIZE * CELL_LEADING - CELL_SIZE
                self._write(text, x + CELL_PADDING + shift, below, CELL_SIZE, weight)
            x += width
        self.y -= height

    def finish(self, paper: Paper) -> bytes:
        file = PdfFile()
        tree = file.reserve()
        fonts = b" ".join(
            b"/%s %d 0 R" % (weight.encode(), file.add_font(sample_font(weight), used))
            for weight, used in self.used.items()
            if used
        )
        numbers = []
        for marks in self.pages:
            content = file.add_stream("\n".join(marks).encode())
            numbers.append(
                file.add(
                    b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R"
                    b" /Resources << /Font << %s >> >> >>" % (tree, PAGE_WIDTH, PAGE_HEIGHT, content, fonts)
                )
            )
        return file.finish(
            pages=numbers, tree=tree, title=paper.title, author=paper.author, written_at=paper.written_utc
        )
