"""PDF: two readers, and everything that a page does not show."""

from pathlib import Path

import pikepdf
import pytest

from madang.documents.readers.registry import read_file
from madang.documents.reading import Hidden, Reading
from madang.documents.tests.builders import make_pdf, show

WORDS = "The permit for the use of the hall is granted from March to May."
SECRET = "Hong Gildong 010-1234-5678"
BLACK_BOX = " q 0 g 70 646 200 18 re f Q "
PICTURE = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 1 >>\nstream\n\x80\nendstream"  # noqa: E501


def read(tmp_path: Path, *pages: str, **more: object) -> Reading:
    return read_file(make_pdf(tmp_path / "file", *pages, **more), "pdf")  # type: ignore[arg-type]


def codes(reading: Reading) -> set[str]:
    return {reason.code for reason in reading.reasons}


def test_a_plain_document_is_read_by_both_readers(tmp_path: Path) -> None:
    reading = read(tmp_path, show(WORDS), show("Second page, 1,200 won."))

    assert (reading.state, reading.reasons, reading.pages) == ("read", (), 2)
    assert reading.text == f"{WORDS}\n\nSecond page, 1,200 won."
    assert reading.readers["pdfium"] == reading.readers["pdf-oxide"] > 0


@pytest.mark.parametrize(
    ("painted", "code"),
    [
        (show(SECRET, y=650) + BLACK_BOX, "covered-text"),
        (show(SECRET, y=650) + " q 1 g 70 646 200 18 re f Q", "covered-text"),
        (BLACK_BOX + show(SECRET, y=650), "covered-text"),
        (
            show(SECRET, y=650)
            + BLACK_BOX
            + " q 0.6 G "
            + "".join(f"{x} 646 m {x + 9} 664 l S " for x in range(70, 270, 12))
            + "Q",
            "covered-text",
        ),
        (show(SECRET, y=650, before="1 g"), "invisible-text"),
        (show(SECRET, y=650, before="3 Tr"), "invisible-text"),
        (show(SECRET, x=900, before="1 g"), "invisible-text"),
        (show(SECRET, y=650, before="1 g 0.01 0 0 0.01 50 600 cm"), "invisible-text"),
    ],
    ids=["black box", "white box", "black on black", "hatched box", "white", "mode 3", "off the page", "tiny"],
)
def test_text_that_cannot_be_seen_holds_the_file(tmp_path: Path, painted: str, code: str) -> None:
    reading = read(tmp_path, show(WORDS) + painted)

    assert codes(reading) - {"pages-disagree"} == {code}
    assert "1234" in reading.text


def test_shaded_cells_with_text_on_them_are_no_redaction(tmp_path: Path) -> None:
    shaded = "q 0.9 g 70 646 200 18 re f Q" + show("Heading", y=650)
    dark = "q 0.1 g 70 606 200 18 re f Q" + show("White on dark", y=610, before="1 g")

    assert read(tmp_path, show(WORDS) + shaded + dark).state == "read"


def test_a_page_that_is_a_picture_holds_the_file(tmp_path: Path) -> None:
    reading = read(tmp_path, show(WORDS), "q 595 0 0 842 0 0 cm /X Do Q", objects={50: PICTURE})

    assert codes(reading) >= {"page-without-text", "large-picture"}


def test_a_scan_with_text_laid_under_it_holds_the_file(tmp_path: Path) -> None:
    scan = show(WORDS, before="3 Tr") + "q 595 0 0 842 0 0 cm /X Do Q"

    assert codes(read(tmp_path, scan, objects={50: PICTURE})) >= {"scanned-page"}


def test_a_small_picture_is_only_noted(tmp_path: Path) -> None:
    assert read(tmp_path, show(WORDS) + "q 80 0 0 80 400 100 cm /X Do Q", objects={50: PICTURE}).state == "read"


def test_letters_drawn_as_shapes_hold_the_file(tmp_path: Path) -> None:
    glyph = "{x} {y} m " + " ".join(f"{{x}} {{y}} {n} {n} {{x}} 300 c" for n in range(300, 312)) + " f "
    drawn = "".join(glyph.format(x=300 + n % 10, y=300 + n // 10) for n in range(80))

    assert codes(read(tmp_path, show(WORDS) + drawn)) == {"drawn-text"}


@pytest.mark.parametrize(
    ("root", "page", "added", "code"),
    [
        ("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", "", b"<< >>", "script"),
        ("/AF [50 0 R]", "", b"<< /Type /Filespec /F (list.xlsx) /EF << >> >>", "embedded-object"),
        ("/AcroForm << /Fields [] /XFA 50 0 R >>", "", b"<< /Length 0 >>\nstream\n\nendstream", "form-fields"),
        (
            "/OCProperties << /D << /OFF [50 0 R] >> /OCGs [50 0 R] >>",
            "",
            b"<< /Type /OCG /Name (a) >>",
            "hidden-layers",
        ),
        ("", "/Annots [50 0 R]", b"<< /Subtype /Text /Rect [0 0 9 9] /Contents (ask Hong) >>", "annotations"),
        ("", "/Annots [50 0 R]", b"<< /Subtype /Widget /FT /Tx /Rect [0 0 9 9] /V (Hong) >>", "form-fields"),
    ],
    ids=["script", "attachment", "XFA", "layer", "remark", "field"],
)
def test_what_hangs_beside_the_pages_holds_the_file(
    tmp_path: Path, root: str, page: str, added: bytes, code: str
) -> None:
    reading = read(tmp_path, show(WORDS), root=root, page=page, objects={50: added})

    assert codes(reading) == {code}


def test_metadata_and_link_addresses_are_hidden_text(tmp_path: Path) -> None:
    link = b"<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.org/hong) >> >>"
    path = make_pdf(tmp_path / "file", show(WORDS), page="/Annots [50 0 R]", objects={50: link})
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Author"] = "홍길동"
        pdf.save(path)

    reading = read_file(path, "pdf")

    assert reading.state == "read"
    assert {Hidden("link", "https://example.org/hong"), Hidden("metadata", "홍길동")} <= set(reading.hidden)
    assert reading.metadata["Author"] == "홍길동"


def test_an_earlier_revision_with_removed_text_holds_the_file(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "file", show(WORDS + SECRET))
    data = path.read_bytes()
    stream = show(WORDS).encode()
    update = b"11 0 obj\n<< /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (len(stream), stream)
    table = b"xref\n11 1\n%010d 00000 n \n" % len(data)
    previous = int(data.rsplit(b"startxref", 1)[1].split()[0])
    trailer = b"trailer\n<< /Size 60 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    path.write_bytes(data + update + table + trailer % (previous, len(data) + len(update)))

    reading = read_file(path, "pdf")

    assert codes(reading) == {"earlier-revision"}
    assert SECRET not in reading.text
    assert any(SECRET in hidden.text for hidden in reading.hidden)


@pytest.mark.parametrize(
    ("password", "expected"), [("secret", ("refused", {"password"})), ("", ("held", {"encrypted"}))]
)
def test_an_encrypted_document_is_never_simply_read(
    tmp_path: Path, password: str, expected: tuple[str, set[str]]
) -> None:
    path = make_pdf(tmp_path / "plain", show(WORDS))
    with pikepdf.open(path) as pdf:
        pdf.save(tmp_path / "locked", encryption=pikepdf.Encryption(owner="owner", user=password))

    reading = read_file(tmp_path / "locked", "pdf")

    assert (reading.state, codes(reading)) == expected


def test_a_file_that_is_two_things_at_once_is_held(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "file", show(WORDS))
    data = path.read_bytes()

    for polyglot in (b"<html>" + data, data + b"PK\x03\x04 more"):
        path.write_bytes(polyglot)
        assert codes(read_file(path, "pdf")) & {"foreign-bytes"}


def test_a_truncated_document_is_never_simply_read(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "file", show(WORDS), show(WORDS))
    data = path.read_bytes()

    for length in range(20, len(data) - 8, 97):
        path.write_bytes(data[:length])
        assert read_file(path, "pdf").state != "read"
