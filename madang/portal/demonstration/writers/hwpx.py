"""HWPX (OWPML, KS X 6101): the word processor format of Korean offices, as a package of XML parts."""

from madang.portal.demonstration.writers.hwpx_head import (
    BOTTOM_LINE,
    CHARACTER_IDS,
    GRID,
    HEADER_CELL,
    NAMESPACES,
    PARAGRAPH_IDS,
    TEXT_WIDTH,
    header_xml,
    section_properties,
)
from madang.portal.demonstration.writers.packages import DECLARATION, escape, package
from madang.portal.demonstration.writers.papers import Gap, Line, Paper, Rule, Table

MIMETYPE = b"application/hwp+zip"
PREVIEW_LENGTH = 1000
VERSION = (
    f'{DECLARATION}<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" tagetApplication='
    '"WORDPROCESSOR" major="5" minor="1" micro="0" buildNumber="1" os="1" xmlVersion="1.4" application="Madang"'
    ' appVersion="1"/>'
).encode()
CONTAINER = (
    f'{DECLARATION}<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container"'
    ' xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf"><ocf:rootfiles>'
    '<ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>'
    '<ocf:rootfile full-path="Preview/PrvText.txt" media-type="text/plain"/></ocf:rootfiles></ocf:container>'
).encode()
MANIFEST = (f'{DECLARATION}<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>').encode()
SETTINGS = (
    f'{DECLARATION}<ha:HWPApplicationSetting xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app">'
    '<ha:CaretPosition listIDRef="0" paraIDRef="0" pos="0"/></ha:HWPApplicationSetting>'
).encode()
SUBLIST = (
    '<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="CENTER" linkListIDRef="0"'
    ' linkListNextIDRef="0" textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">'
)
OBJECT_PLACE = (
    '<hp:pos treatAsChar="1" affectLSpacing="0" flowWithText="1" allowOverlap="0" holdAnchorAndSO="0"'
    ' vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>'
    '<hp:outMargin left="0" right="0" top="141" bottom="141"/><hp:inMargin left="510" right="510" top="141"'
    ' bottom="141"/>'
)
ROW_HEIGHT = 1900


def write_hwpx(paper: Paper) -> bytes:
    """The paper as an HWPX file. The same paper gives the same bytes."""
    return package(
        [
            ("mimetype", MIMETYPE),
            ("version.xml", VERSION),
            ("Contents/header.xml", header_xml()),
            ("Contents/section0.xml", _section(paper)),
            ("Preview/PrvText.txt", _preview(paper).encode()),
            ("settings.xml", SETTINGS),
            ("META-INF/container.xml", CONTAINER),
            ("Contents/content.hpf", _contents(paper)),
            ("META-INF/manifest.xml", MANIFEST),
        ],
        stored=frozenset({"mimetype", "version.xml"}),
    )


def _contents(paper: Paper) -> bytes:
    written = paper.written_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    meta = "".join(
        f'<opf:meta name="{name}" content="text">{escape(value)}</opf:meta>'
        for name, value in (("creator", paper.author), ("CreatedDate", written), ("ModifiedDate", written))
    )
    items = "".join(
        f'<opf:item id="{name}" href="{place}" media-type="application/xml"/>'
        for name, place in (
            ("header", "Contents/header.xml"),
            ("section0", "Contents/section0.xml"),
            ("settings", "settings.xml"),
        )
    )
    return (
        f'{DECLARATION}<opf:package {NAMESPACES} version="" unique-identifier="" id=""><opf:metadata>'
        f"<opf:title>{escape(paper.title)}</opf:title><opf:language>ko</opf:language>{meta}</opf:metadata>"
        f'<opf:manifest>{items}</opf:manifest><opf:spine><opf:itemref idref="header" linear="yes"/>'
        '<opf:itemref idref="section0" linear="yes"/></opf:spine></opf:package>'
    ).encode()


def _section(paper: Paper) -> bytes:
    opening = f'<hp:run charPrIDRef="0">{section_properties()}</hp:run>'
    paragraphs: list[str] = []
    for number, block in enumerate(paper.blocks):
        before = opening if number == 0 else ""
        if isinstance(block, Line):
            paragraphs.append(_line(block, before))
        elif isinstance(block, Table):
            paragraphs.append(_paragraph("level0", before + _table(block, number), number))
        elif isinstance(block, Rule):
            rule = Table((("",),), (1,), has_header=False)
            paragraphs.append(_paragraph("level0", before + _table(rule, number, is_rule=True), number))
        elif isinstance(block, Gap):
            paragraphs.append(_paragraph("level0", before + '<hp:run charPrIDRef="0"/>', number))
    return f"{DECLARATION}<hs:sec {NAMESPACES}>{''.join(paragraphs)}</hs:sec>".encode()


def _paragraph(look: str, runs: str, number: int = 0) -> str:
    return (
        f'<hp:p id="{number}" paraPrIDRef="{PARAGRAPH_IDS[look]}" styleIDRef="0" pageBreak="0" columnBreak="0"'
        f' merged="0">{runs}</hp:p>'
    )


def _run(text: str, character: str) -> str:
    words = f"<hp:t>{escape(text)}</hp:t>" if text else ""
    return f'<hp:run charPrIDRef="{CHARACTER_IDS[character]}">{words}</hp:run>'


def _line(line: Line, before: str) -> str:
    character = f"{line.style}-bold" if line.bold and f"{line.style}-bold" in CHARACTER_IDS else line.style
    look = f"level{line.level}" if line.align == "left" else line.align
    return _paragraph(look, before + _run(line.text, character))


def _table(table: Table, number: int, *, is_rule: bool = False) -> str:
    widths = [TEXT_WIDTH * share // sum(table.widths) for share in table.widths]
    height = 300 if is_rule else ROW_HEIGHT
    rows = ""
    for row in range(len(table.rows)):
        cells = [_cell(table, row, column, width, height, is_rule=is_rule) for column, width in enumerate(widths)]
        rows += f"<hp:tr>{''.join(cells)}</hp:tr>"
    return (
        f'<hp:run charPrIDRef="0"><hp:tbl id="{1_000_000 + number}" zOrder="{number}" numberingType="TABLE"'
        ' textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" pageBreak="CELL"'
        f' repeatHeader="{int(table.has_header)}" rowCnt="{len(table.rows)}" colCnt="{len(widths)}" cellSpacing="0"'
        f' borderFillIDRef="{BOTTOM_LINE if is_rule else GRID}" noAdjust="0">'
        f'<hp:sz width="{sum(widths)}" widthRelTo="ABSOLUTE" height="{height * len(table.rows)}"'
        f' heightRelTo="ABSOLUTE" protect="0"/>{OBJECT_PLACE}{rows}</hp:tbl></hp:run>'
    )


def _cell(table: Table, row: int, column: int, width: int, height: int, *, is_rule: bool) -> str:
    is_header = table.has_header and row == 0
    fill = BOTTOM_LINE if is_rule else HEADER_CELL if is_header else GRID
    look = "cell-center" if is_header else "cell-right" if column in table.right else "cell"
    character = "small" if is_rule else "cell-bold" if is_header else "cell"
    return (
        f'<hp:tc name="" header="{int(is_header)}" hasMargin="0" protect="0" editable="0" dirty="0"'
        f' borderFillIDRef="{fill}">{SUBLIST}{_paragraph(look, _run(table.rows[row][column], character))}'
        f'</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/><hp:cellSpan colSpan="1" rowSpan="1"/>'
        f'<hp:cellSz width="{width}" height="{height}"/>'
        '<hp:cellMargin left="510" right="510" top="141" bottom="141"/></hp:tc>'
    )


def _preview(paper: Paper) -> str:
    """The beginning of the text, which file managers show; a table's row is written `<cell><cell>`."""
    lines: list[str] = []
    for block in paper.blocks:
        if isinstance(block, Line):
            lines.append(block.text)
        elif isinstance(block, Table):
            lines.extend("".join(f"<{cell}>" for cell in row) for row in block.rows)
        else:
            lines.append("")
    return "\r\n".join(lines)[:PREVIEW_LENGTH]
