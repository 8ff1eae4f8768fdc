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
