"""Small files of every kind, built for tests."""

import zipfile
from pathlib import Path

NAMESPACES = (
    'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" '
    'xmlns:hc="http://www.hancom.co.kr/hwpml/2011/core" xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"'
)
PACKAGE = (
    '<?xml version="1.0" encoding="UTF-8"?><opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:metadata>'
    "<opf:title>{title}</opf:title></opf:metadata><opf:manifest>"
    '<opf:item id="header" href="Contents/header.xml" media-type="application/xml"/>'
    '<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/></opf:manifest>'
    '<opf:spine><opf:itemref idref="section0"/></opf:spine></opf:package>'
)
CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?><ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<ocf:rootfiles><ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>'
    "</ocf:rootfiles></ocf:container>"
)
VERSION = '<?xml version="1.0" encoding="UTF-8"?><hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version"/>'


def paragraph(words: str) -> str:
    return f"<hp:p><hp:run><hp:t>{words}</hp:t></hp:run></hp:p>"


def make_zip(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return path


def make_hwpx(path: Path, *inner: str, parts: dict[str, str | bytes] | None = None, title: str = "제목") -> Path:
    """A HWPX file; inner: paragraphs as XML."""
    section = f'<?xml version="1.0" encoding="UTF-8"?><hs:sec {NAMESPACES}>{"".join(inner)}</hs:sec>'
    content: dict[str, str | bytes] = {
        "mimetype": "application/hwp+zip",
        "version.xml": VERSION,
        "Contents/header.xml": f'<?xml version="1.0" encoding="UTF-8"?><hh:head {NAMESPACES}/>',
        "Contents/section0.xml": section,
        "Contents/content.hpf": PACKAGE.format(title=title),
        "META-INF/container.xml": CONTAINER,
    }
    return make_zip(path, content | (parts or {}))


def make_pdf(path: Path, *pages: str, root: str = "", page: str = "", objects: dict[int, bytes] | None = None) -> Path:
    """A PDF file with one content stream for each page, Helvetica as /F1. `objects` from number 50 on are added."""
    kids = [10 + 2 * number for number in range(len(pages))]
    content: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {root} >>".encode(),
        2: f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    for kid, stream in zip(kids, pages, strict=True):
        content[kid] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {kid + 1} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> /XObject << /X 50 0 R >> >> {page} >>"
        ).encode()
        content[kid + 1] = f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream".encode("latin-1")
    return write_pdf(path, content | (objects or {}))


def write_pdf(path: Path, objects: dict[int, bytes]) -> Path:
    data, places = b"%PDF-1.7\n", {}
    for number, body in sorted(objects.items()):
        places[number] = len(data)
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"xref\n0 1\n0000000000 65535 f \n" + b"".join(
        b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in places.items()
    )
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(places) + 1, len(data))
    path.write_bytes(data + table + trailer)
    return path


def show(words: str, x: int = 72, y: int = 700, size: int = 12, before: str = "") -> str:
    """Operators that write words on a PDF page."""
    return f" q {before} BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET Q "
