"""What a PDF has beside its pages: scripts, files, forms, layers, remarks, metadata, alternative texts."""

import re
from pathlib import Path
from typing import Any

from madang.documents.readers.containers import parse_xml
from madang.documents.readers.gathering import Gathered, Unreadable

SCRIPTS = {"/JS", "/JavaScript"}
ALTERNATIVES = {
    "/Alt": "description",
    "/ActualText": "alternative-text",
    "/E": "alternative-text",
    "/Contents": "comment",
}
ACTIONS = {"/JavaScript": "script", "/Launch": "script", "/ImportData": "external-link", "/GoToR": "external-link"}
HARMLESS_ANNOTATIONS = {"/Link", "/Popup", "/Widget", "/PrinterMark", "/TrapNet"}
INTERESTING = re.compile(
    rb"/(?:JS|JavaScript|Launch|ImportData|GoToR|EF|EmbeddedFile|XFA|RichMediaContent|3D|Movie|Sound|Screen|URI|Title|Alt"
    rb"|ActualText|E|Contents)\b"
)
MAX_XMP = 2_000_000


def look_at_structure(path: Path, gathered: Gathered) -> None:
    """Add what hides in the structure of the file. A file that pikepdf cannot open, or must repair, is held."""
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            if pdf.is_encrypted:
                gathered.hold("encrypted")
            look_at_information(pdf, gathered)
            look_at_layers(pdf, gathered)
            for thing in pdf.objects:
                if is_interesting(thing):
                    look_at_object(thing, gathered)
            look_at_annotations(pdf, gathered)
            if any("damaged" in warning or "reconstruct" in warning for warning in map(str, pdf.get_warnings())):
                gathered.hold("repaired")
    except pikepdf.PasswordError:
        raise Unreadable("password")
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError):
        gathered.hold("structure-unreadable")


def look_at_information(pdf: Any, gathered: Gathered) -> None:
    for name, value in pdf.docinfo.items():
        gathered.describe(str(name).lstrip("/"), str(value))
    if "/Metadata" in pdf.Root:
        data = pdf.Root.Metadata.read_bytes()
        if len(data) > MAX_XMP:
            gathered.hold("embedded-object", part="XMP")
            return
        try:
            tree = parse_xml(data.strip(b"\0 \r\n"), "XMP")
            words = [text for text in tree.itertext() if text.strip()]
            words += [value for element in tree.iter() for value in element.attrib.values()]
        except Unreadable:
            words = [data.decode("utf-8", errors="replace")]
        gathered.hide("metadata", "\n".join(words))


def look_at_layers(pdf: Any, gathered: Gathered) -> None:
    """Layers that are switched off when the file is opened."""
    properties = pdf.Root.get("/OCProperties")
    if properties is None:
        return
    default = properties.get("/D", {})
    if len(default.get("/OFF", [])) or str(default.get("/BaseState", "/ON")) != "/ON":
        gathered.hold("hidden-layers")


def is_interesting(thing: Any) -> bool:
    """Whether an object, with all that it holds directly, names anything that is looked at."""
    import pikepdf

    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    return isinstance(thing, (pikepdf.Dictionary, pikepdf.Array)) and bool(
        INTERESTING.search(thing.unparse(resolved=True))
    )


def look_at_object(thing: Any, gathered: Gathered, depth: int = 0) -> None:
    """An object and what it holds directly; what it only refers to is an object of its own."""
    import pikepdf

    if depth > 50:
        raise Unreadable("too-deep")
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        look_at_dictionary(thing, gathered)
        inner = [value for _, value in thing.items()]
    else:
        inner = list(thing)
    for value in inner:
        if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect and is_interesting(value):
            look_at_object(value, gathered, depth + 1)


def look_at_dictionary(thing: Any, gathered: Gathered) -> None:
    """One object of the file, wherever it hangs."""
    keys = set(thing.keys())
    if keys & SCRIPTS:
        gathered.hold("script")
        if "/JS" in keys:
            gathered.hide("script", text_of(thing["/JS"]))
    if "/EF" in keys or str(thing.get("/Type", "")) == "/EmbeddedFile":
        gathered.hold("embedded-object", part=text_of(thing.get("/UF", thing.get("/F", ""))) or "EmbeddedFile")
    if "/XFA" in keys:
        gathered.hold("form-fields")
    if "/RichMediaContent" in keys or str(thing.get("/Subtype", "")) in ("/3D", "/Movie", "/Sound", "/Screen"):
        gathered.hold("embedded-object", part="media")
    if reason := ACTIONS.get(str(thing.get("/S", ""))):
        gathered.hold(reason)
    if "/URI" in keys:
        gathered.hide("link", text_of(thing["/URI"]))
    if "/Title" in keys and "/Parent" in keys:
        gathered.hide("outline", text_of(thing["/Title"]))
    for key in keys & ALTERNATIVES.keys():
        if is_string(thing[key]):
            gathered.hide(ALTERNATIVES[key], text_of(thing[key]))


def look_at_annotations(pdf: Any, gathered: Gathered) -> None:
    """Remarks, stamps and filled-in fields: their words are hidden text, their look was not read."""
    for number, page in enumerate(pdf.pages):
        for annotation in page.obj.get("/Annots", []):
            kind = str(annotation.get("/Subtype", ""))
            if kind == "/Widget":
                look_at_field(annotation, gathered)
            elif kind not in HARMLESS_ANNOTATIONS:
                gathered.hold("annotations", page=number + 1)
                for key in ("/T", "/Subj", "/RC"):
                    if key in annotation:
                        gathered.hide("comment", text_of(annotation[key]))


def look_at_field(field: Any, gathered: Gathered) -> None:
    """A form field: its value, its name for people, its label; signatures name who signed."""
    import pikepdf

    value = field.get("/V", field.get("/Parent", {}).get("/V"))
    for key in ("/TU", "/DV"):
        if key in field and is_string(field[key]):
            gathered.hide("form", text_of(field[key]))
    if "/MK" in field and "/CA" in field.MK:
        gathered.hide("form", text_of(field.MK["/CA"]))
    if value is None:
        return
    if isinstance(value, pikepdf.Dictionary) and "/ByteRange" in value:
        for key in ("/Name", "/Reason", "/Location", "/ContactInfo"):
            if key in value:
                gathered.hide("signature", text_of(value[key]))
        return
    words = text_of(value)
    if words and words not in ("/Off", ""):
        gathered.hold("form-fields")
        gathered.hide("form", words)


def is_string(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.String)


def text_of(value: Any) -> str:
    """The words of a string or of a stream."""
    import pikepdf

    if isinstance(value, pikepdf.Stream):
        data: bytes = value.read_bytes()
        return data[:MAX_XMP].decode("utf-8", errors="replace")
    return str(value)
