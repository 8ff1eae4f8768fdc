"""DOCX (Office Open XML, ECMA-376): paragraphs and tables, and nothing that hides."""

from functools import cache

from madang.portal.demonstration.writers.packages import DECLARATION, escape, package
from madang.portal.demonstration.writers.papers import Gap, Line, Paper, Rule, Table

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FONT = "맑은 고딕"
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 11906, 16838, 1134
"""A4 and its margins in twentieths of a point."""
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN

# size in half points, bold
STYLES = {
    "agency": (40, True),
    "title": (34, True),
    "heading": (26, True),
    "body": (22, False),
    "small": (18, False),
    "cell": (20, False),
}
STYLE_NAMES = {
    "agency": "Agency",
    "title": "Title",
    "heading": "heading 1",
    "body": "Normal",
    "small": "Small",
    "cell": "Cell",
}
GRID = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="444444"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
CONTENT_TYPES = (
    f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{PART}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{PART}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{PART}.settings+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
).encode()
RELATIONSHIPS = (
    f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
).encode()
DOCUMENT_RELATIONSHIPS = (
    f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/settings" Target="settings.xml"/></Relationships>'
).encode()
SETTINGS = (
    f'{DECLARATION}<w:settings xmlns:w="{WORD}"><w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
).encode()


def write_docx(paper: Paper) -> bytes:
    """The paper as a DOCX file. The same paper gives the same bytes."""
    return package(
        [
            ("[Content_Types].xml", CONTENT_TYPES),
            ("_rels/.rels", RELATIONSHIPS),
            ("docProps/core.xml", _core(paper)),
            ("word/document.xml", _document(paper)),
            ("word/styles.xml", _styles()),
            ("word/settings.xml", SETTINGS),
            ("word/_rels/document.xml.rels", DOCUMENT_RELATIONSHIPS),
        ]
    )


def _core(paper: Paper) -> bytes:
    written = paper.written_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(paper.title)}</dc:title><dc:creator>{escape(paper.author)}</dc:creator>"
        f"<dc:language>ko-KR</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{written}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{written}</dcterms:modified></cp:coreProperties>'
    ).encode()


@cache
def _styles() -> bytes:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    styles = ""
    for name, (size, bold) in STYLES.items():
        default = ' w:default="1"' if name == "body" else ""
        spacing = '<w:spacing w:after="0" w:line="280" w:lineRule="auto"/>' if name == "cell" else ""
        styles += (
            f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{STYLE_NAMES[name]}"/>'
            f"<w:pPr>{spacing}</w:pPr>"
            f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        )
    return (
        f'{DECLARATION}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}'
        '<w:lang w:val="en-US" w:eastAsia="ko-KR"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="80" w:line="340" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        f"{styles}</w:styles>"
    ).encode()


def _document(paper: Paper) -> bytes:
    body = ""
    for block in paper.blocks:
        if isinstance(block, Line):
            body += _line(block)
        elif isinstance(block, Table):
            body += _table(block) + _paragraph("small", "", "")
        elif isinstance(block, Rule):
            edge = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="444444"/></w:pBdr>'
            body += _paragraph("small", edge, "")
        elif isinstance(block, Gap):
            body += _paragraph("small", "", "")
    return (
        f'{DECLARATION}<w:document xmlns:w="{WORD}"><w:body>{body}<w:sectPr>'
        f'<w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}"/><w:pgMar w:top="{MARGIN}" w:right="{MARGIN}"'
        f' w:bottom="{MARGIN}" w:left="{MARGIN}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
        "</w:body></w:document>"
    ).encode()


def _paragraph(style: str, properties: str, text: str, *, bold: bool = False) -> str:
    run = (
        f'<w:r>{"<w:rPr><w:b/></w:rPr>" if bold else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        if text
        else ""
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{run}</w:p>'


def _line(line: Line) -> str:
    indent = f'<w:ind w:left="{line.level * 280}"/>' if line.level else ""
    align = f'<w:jc w:val="{"both" if line.align == "left" else line.align}"/>'
    return _paragraph(line.style, indent + align, line.text, bold=line.bold)


def _table(table: Table) -> str:
    widths = [TEXT_WIDTH * share // sum(table.widths) for share in table.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(table, number, widths) for number in range(len(table.rows)))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{GRID}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(table: Table, number: int, widths: list[int]) -> str:
    is_header = table.has_header and number == 0
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E9EEF5"/>' if is_header else ""
    cells = ""
    for column, (text, width) in enumerate(zip(table.rows[number], widths, strict=True)):
        align = "center" if is_header else "right" if column in table.right else "left"
        paragraph = _paragraph("cell", f'<w:jc w:val="{align}"/>', text, bold=is_header)
        cells += (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
            f"{paragraph}</w:tc>"
        )
    properties = f"<w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_header else ''}</w:trPr>"
    return f"<w:tr>{properties}{cells}</w:tr>"
