"""Files that a careful reader holds back: locked, pictures only, scripted, with a hidden sheet."""

import io
import zipfile

import pikepdf
import pypdfium2

from madang.portal.demonstration.writers.hwpx import write_hwpx
from madang.portal.demonstration.writers.packages import DECLARATION, escape, package
from madang.portal.demonstration.writers.papers import Paper
from madang.portal.demonstration.writers.pdf import PAGE_HEIGHT, PAGE_WIDTH, write_pdf
from madang.portal.demonstration.writers.pdf_files import PdfFile

SCAN_SCALE = 1.6
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SCRIPT = 'function OnDocument_Open()\n{\n\tHAction.Run("MoveDocBegin");\n}\n'
Rows = tuple[tuple[str, ...], ...]


def locked_pdf(paper: Paper, password: str) -> bytes:
    """A PDF that opens with a password alone. Its bytes differ every time: the key is drawn anew."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(write_pdf(paper))) as file:
        file.save(buffer, encryption=pikepdf.Encryption(owner=password, user=password))
    return buffer.getvalue()


def scanned_pdf(paper: Paper) -> bytes:
    """The pages as grey pictures, as a scanner gives them: nothing in it is text."""
    source = pypdfium2.PdfDocument(write_pdf(paper))
    file = PdfFile()
    tree, pages = file.reserve(), []
    for page in source:
        bitmap = page.render(scale=SCAN_SCALE, grayscale=True)
        rows = bytes(bitmap.buffer)
        pixels = b"".join(rows[line * bitmap.stride :][: bitmap.width] for line in range(bitmap.height))
        picture = file.add_stream(
            pixels,
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
            % (bitmap.width, bitmap.height),
        )
        content = file.add_stream(b"%.2f 0 0 %.2f 0 0 cm /Scan Do" % (PAGE_WIDTH, PAGE_HEIGHT))
        pages.append(
            file.add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R"
                b" /Resources << /XObject << /Scan %d 0 R >> >> >>" % (tree, PAGE_WIDTH, PAGE_HEIGHT, content, picture)
            )
        )
    return file.finish(pages=pages, tree=tree, title=paper.title, author=paper.author, written_at=paper.written_utc)


def scripted_hwpx(paper: Paper) -> bytes:
    """An HWPX that would run a script when it is opened (one that does nothing but move the cursor)."""
    with zipfile.ZipFile(io.BytesIO(write_hwpx(paper))) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    item = b'<opf:item id="script" href="Scripts/sourceScripts" media-type="application/x-javascript;charset=utf-16"/>'
    parts = [(name, data.replace(b"</opf:manifest>", item + b"</opf:manifest>")) for name, data in parts]
    parts.append(("Scripts/sourceScripts", b"\xff\xfe" + SCRIPT.encode("utf-16-le")))
    return package(parts, stored=frozenset({"mimetype", "version.xml"}))


def workbook(sheets: tuple[tuple[str, Rows, bool], ...]) -> bytes:
    """An XLSX of (name, rows, is hidden). Every cell holds text."""
    listed = kinds = links = ""
    parts: list[tuple[str, bytes]] = []
    for number, (name, rows, is_hidden) in enumerate(sheets, 1):
        state = ' state="hidden"' if is_hidden else ""
        listed += f'<sheet name="{escape(name)}" sheetId="{number}"{state} r:id="rId{number}"/>'
        links += f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        kinds += (
            f'<Override PartName="/xl/worksheets/sheet{number}.xml"'
            ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        )
        parts.append((f"xl/worksheets/sheet{number}.xml", _sheet(rows)))
    book = f'{DECLARATION}<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    types = (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml"'
        f' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{kinds}</Types>'
    )
    root = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    opening = f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
    return package(
        [
            ("[Content_Types].xml", types.encode()),
            ("_rels/.rels", f"{opening}{root}</Relationships>".encode()),
            ("xl/workbook.xml", book.encode()),
            ("xl/_rels/workbook.xml.rels", f"{opening}{links}</Relationships>".encode()),
            *parts,
        ]
    )


def _sheet(rows: Rows) -> bytes:
    lines = ""
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for column, text in enumerate(row)
        )
        lines += f'<row r="{number}">{cells}</row>'
    return f'{DECLARATION}<worksheet xmlns="{SHEET}"><sheetData>{lines}</sheetData></worksheet>'.encode()
