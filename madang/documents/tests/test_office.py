"""Office files: one reader each, so nothing in them may be skipped; what hides is found."""

from pathlib import Path

import pytest

from madang.documents.readers.registry import detect_file, read_file
from madang.documents.reading import Hidden, Reading
from madang.documents.tests.builders import make_zip

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORDS = "시설 사용 허가를 다음과 같이 알려 드립니다."
Parts = dict[str, str | bytes]


def codes(reading: Reading) -> set[str]:
    return {reason.code for reason in reading.reasons}


def read_docx(tmp_path: Path, *inner: str, parts: Parts | None = None) -> Reading:
    document = f'<w:document xmlns:w="{WORD}"><w:body>{"".join(inner)}</w:body></w:document>'
    content: Parts = {"[Content_Types].xml": TYPES, "word/document.xml": document}
    path = make_zip(tmp_path / "file", content | (parts or {}))
    assert detect_file(path) == "docx"
    return read_file(path, "docx")


def line(words: str, properties: str = "") -> str:
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r></w:p>"


def read_xlsx(
    tmp_path: Path, rows: str, *, before: str = "", state: str = "visible", parts: Parts | None = None
) -> Reading:
    codes = {170: "000000\\-0000000", 171: ";;;"}
    formats = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in codes.items())
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 170, 14, 171))
    content: Parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="현황" sheetId="1" r:id="r1" state="{state}"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{OFFICE}/styles" '
        f'Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><numFmts>{formats}</numFmts>'
        f"<cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}">{before}<sheetData>{rows}</sheetData></worksheet>',
    }
    path = make_zip(tmp_path / "file", content | (parts or {}))
    assert detect_file(path) == "xlsx"
    return read_file(path, "xlsx")


def cell(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


PLAIN_ROWS = f'<row r="1">{cell("A1", WORDS)}{cell("B1", "금액")}</row>'


def test_a_word_document_is_read_with_its_tables_headers_and_notes(tmp_path: Path) -> None:
    table = "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>".format(line("구분"), line("금액"))
    header = f'<w:hdr xmlns:w="{WORD}">{line("머리말")}</w:hdr>'
    notes = f'<w:footnotes xmlns:w="{WORD}"><w:footnote>{line("각주")}</w:footnote></w:footnotes>'

    reading = read_docx(tmp_path, line(WORDS), table, parts={"word/header1.xml": header, "word/footnotes.xml": notes})

    assert (reading.state, reading.text) == ("read", f"{WORDS}\n구분\t금액\n머리말\n각주")


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        (f"<w:p><w:del><w:r><w:delText>비밀</w:delText></w:r></w:del></w:p>{line(WORDS)}", "tracked-changes"),
        (f"<w:p><w:ins><w:r><w:t>비밀</w:t></w:r></w:ins></w:p>{line(WORDS)}", "tracked-changes"),
        (line(WORDS) + line("비밀", "<w:vanish/>"), "hidden-content"),
        (line(WORDS) + '<w:altChunk r:id="r1" xmlns:r="r"/>', "embedded-object"),
    ],
    ids=["deleted", "inserted", "hidden", "chunk"],
)
def test_what_hides_in_a_word_document_holds_it(tmp_path: Path, inner: str, code: str) -> None:
    assert codes(read_docx(tmp_path, inner)) == {code}


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("word/vbaProject.bin", "macros"),
        ("word/embeddings/oleObject1.bin", "embedded-object"),
        ("word/media/image1.emf", "embedded-object"),
        ("word/unknown.bin", "unknown-part"),
    ],
)
def test_parts_that_nobody_reads_hold_a_word_document(tmp_path: Path, part: str, code: str) -> None:
    assert codes(read_docx(tmp_path, line(WORDS), parts={part: b"\x01"})) == {code}


def test_remarks_properties_and_custom_data_are_hidden_text(tmp_path: Path) -> None:
    parts: Parts = {
        "word/comments.xml": f'<w:comments xmlns:w="{WORD}"><w:comment>{line("메모")}</w:comment></w:comments>',
        "docProps/core.xml": "<a><creator>홍길동</creator></a>",
        "customXml/item1.xml": "<a>사용자 자료</a>",
    }

    reading = read_docx(tmp_path, line(WORDS), parts=parts)

    assert reading.state == "read"
    assert {Hidden("comment", "메모"), Hidden("metadata", "홍길동"), Hidden("settings", "사용자 자료")} == set(
        reading.hidden
    )


def test_a_workbook_is_read_cell_by_cell(tmp_path: Path) -> None:
    numbers = '<row r="2"><c r="A2" s="1"><v>9001011234567</v></c><c r="B2" s="2"><v>41699</v></c></row>'

    reading = read_xlsx(tmp_path, PLAIN_ROWS + numbers)

    assert (reading.state, reading.text) == ("read", f"현황\n{WORDS}\t금액\n900101-1234567\t2014-03-01")


@pytest.mark.parametrize(
    ("rows", "before", "state", "kind"),
    [
        (f'<row r="1" hidden="1">{cell("A1", "비밀")}</row>', "", "visible", "hidden-row"),
        (
            f'<row r="1">{cell("B1", "비밀")}</row>',
            '<cols><col min="2" max="3" hidden="1"/></cols>',
            "visible",
            "hidden-column",
        ),
        (f'<row r="1">{cell("A1", "비밀")}</row>', "", "veryHidden", "hidden-sheet"),
    ],
)
def test_hidden_cells_of_a_workbook_are_found_and_hold_it(
    tmp_path: Path, rows: str, before: str, state: str, kind: str
) -> None:
    reading = read_xlsx(tmp_path, rows, before=before, state=state)

    assert codes(reading) >= {"hidden-content"}
    assert any(hidden.kind == kind and "비밀" in hidden.text for hidden in reading.hidden)
    assert "비밀" not in reading.text


def test_caches_links_and_strings_left_behind_hold_a_workbook(tmp_path: Path) -> None:
    cache = f'<pivotCacheRecords xmlns="{SHEET}"><r><s v="홍길동"/></r></pivotCacheRecords>'
    names = '<sheetNames><sheetName val="명단"/></sheetNames>'
    link = f'<externalLink xmlns="{SHEET}"><externalBook>{names}</externalBook></externalLink>'
    strings = f'<sst xmlns="{SHEET}"><si><t>남은 이름</t></si></sst>'
    parts: Parts = {
        "xl/pivotCache/pivotCacheRecords1.xml": cache,
        "xl/externalLinks/externalLink1.xml": link,
        "xl/sharedStrings.xml": strings,
    }

    reading = read_xlsx(tmp_path, PLAIN_ROWS, parts=parts)

    assert codes(reading) == {"hidden-content", "external-link"}
    assert {"pivot-cache", "link", "unused-text"} <= {hidden.kind for hidden in reading.hidden}


def test_a_number_format_that_shows_nothing_holds_a_workbook(tmp_path: Path) -> None:
    secret = '<row r="2"><c r="A2" s="3"><v>9001011234567</v></c></row>'

    assert codes(read_xlsx(tmp_path, PLAIN_ROWS + secret)) == {"hidden-content"}


def test_slides_are_read_in_order_and_hidden_ones_hold(tmp_path: Path) -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    slides = "http://schemas.openxmlformats.org/presentationml/2006/main"

    def slide(words: str, more: str = "") -> str:
        return f'<p:sld xmlns:p="{slides}" xmlns:a="{drawing}" {more}><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:sld>'

    parts: Parts = {
        "[Content_Types].xml": TYPES,
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{slides}" xmlns:r="{OFFICE}"><p:sldIdLst><p:sldId r:id="b"/>'
        '<p:sldId r:id="a"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" '
        'Target="slides/slide1.xml"/><Relationship Id="b" Target="slides/slide2.xml"/></Relationships>',
        "ppt/slides/slide1.xml": slide("둘째"),
        "ppt/slides/slide2.xml": slide("첫째"),
    }
    hidden: Parts = {"ppt/slides/slide3.xml": slide("숨김", 'show="0"')}

    plain = read_file(make_zip(tmp_path / "a", parts), "pptx")
    holding = read_file(make_zip(tmp_path / "b", parts | hidden), "pptx")

    assert (plain.state, plain.text) == ("read", "첫째\n\n둘째")
    assert codes(holding) == {"hidden-content"}
    assert Hidden("hidden-slide", "숨김") in holding.hidden


ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def read_odf(tmp_path: Path, kind: str, inner: str, parts: Parts | None = None) -> Reading:
    name = {"odt": "text", "ods": "spreadsheet"}[kind]
    content: Parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{name}",
        "content.xml": f"<office:document-content {ODF}><office:body>{inner}</office:body></office:document-content>",
    }
    path = make_zip(tmp_path / "file", content | (parts or {}))
    assert detect_file(path) == kind
    return read_file(path, kind)


def test_open_document_texts_and_tables_are_read(tmp_path: Path) -> None:
    cells = ["<text:p>가</text:p>", "<text:p>나<text:s text:c='2'/>다</text:p>"]
    inner = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
    row = f"<table:table-row>{inner}</table:table-row>"

    text = read_odf(tmp_path, "odt", f"<text:h>제목</text:h><text:p>{WORDS}</text:p>")
    sheet = read_odf(tmp_path, "ods", f'<table:table table:name="표">{row}</table:table>')

    assert (text.state, text.text) == ("read", f"제목\n{WORDS}")
    assert (sheet.state, sheet.text) == ("read", "표\n가\t나 다")


@pytest.mark.parametrize(
    ("inner", "parts", "code"),
    [
        ("<text:tracked-changes><text:p>비밀</text:p></text:tracked-changes>", {}, "tracked-changes"),
        ('<text:section text:display="none"><text:p>비밀</text:p></text:section>', {}, "hidden-content"),
        ("", {"Basic/Standard/Module1.xml": "<a/>"}, "macros"),
        ("", {"Object 1/content.xml": "<a/>"}, "embedded-object"),
        ("", {"extra.bin": "x"}, "unknown-part"),
    ],
)
def test_what_hides_in_an_open_document_holds_it(tmp_path: Path, inner: str, parts: Parts, code: str) -> None:
    assert codes(read_odf(tmp_path, "odt", f"<text:p>{WORDS}</text:p>{inner}", parts)) == {code}
