"""Pages of a PDF that are kept as they are: what of them goes along into the new file, and what must not."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from madang.documents.redaction.passages import Passage, remaining, written

PAGE_KEYS = ("/MediaBox", "/CropBox", "/Rotate", "/Resources", "/UserUnit", "/Group", "/Contents")
INHERITED = {"/MediaBox", "/CropBox", "/Rotate", "/Resources"}
UNWANTED = frozenset(
    {
        *(
            "/Metadata",
            "/PieceInfo",
            "/LastModified",
            "/AF",
            "/OPI",
            "/StructParent",
            "/StructParents",
            "/Thumb",
            "/AA",
        ),
        *("/Annots", "/B", "/Ref", "/Measure", "/PtData", "/Alternates", "/ID", "/Name", "/Parent"),
    }
)
"""What objects carry beside their look. /Parent is set again for pages."""
LAYERS = {"/OCG", "/OCMD"}
FULL_FONT = 5_000
"""A table of so many letters is of a whole font, and tells nothing of the document."""
BF = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
DEPTH = 60


def walk(thing: Any, seen: set[Any], depth: int = 0) -> Iterator[Any]:
    """Every dictionary and stream that can be reached, each indirect object once, without going up to parents."""
    import pikepdf

    if depth > DEPTH or not isinstance(thing, pikepdf.Object):
        return
    if thing.is_indirect:
        if thing.objgen in seen:
            return
        seen.add(thing.objgen)
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield thing
        for key in list(thing.keys()):
            if key not in ("/Parent", "/P", "/Annots", "/StructParent"):
                yield from walk(thing[key], seen, depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for entry in list(thing):
            yield from walk(entry, seen, depth + 1)


def inherited(page: Any, key: str) -> Any:
    """A page's entry, or that of the nearest parent that has it."""
    node, steps = page, 0
    while node is not None and steps < DEPTH:
        if key in node:
            return node[key]
        node, steps = (node.get("/Parent") if key in INHERITED else None), steps + 1
    return None


def has_layers(page: Any) -> bool:
    """Whether what is shown on the page depends on layers: the layers' switches do not go along."""
    resources = inherited(page, "/Resources")
    if resources is None:
        return False
    return any("/OC" in thing or str(thing.get("/Type", "")) in LAYERS for thing in walk(resources, set()))


def hides_passage(page: Any, passages: list[Passage]) -> bool:
    """Whether a withheld string stands in the page's objects or instructions where no reader of the page sees it."""
    words = list(strings_of(page))
    return bool(remaining("\n".join(words), passages))


def strings_of(page: Any) -> Iterator[str]:
    """The strings of all that a page needs, and those of marked content among its instructions."""
    import pikepdf

    resources = inherited(page, "/Resources")
    for thing in walk(resources, set()) if resources is not None else ():
        yield from own_strings(thing)
    try:
        for instruction in pikepdf.parse_content_stream(pikepdf.Page(page), "BDC DP"):
            for operand in instruction.operands:
                for found in walk(operand, set()):
                    yield from own_strings(found)
    except pikepdf.PdfError:
        return


def own_strings(thing: Any) -> Iterator[str]:
    import pikepdf

    for key in list(thing.keys()):
        value = thing[key]
        if isinstance(value, pikepdf.String):
            yield str(value)
        elif isinstance(value, pikepdf.Array) and len(value) < 1000:
            yield from (str(entry) for entry in value if isinstance(entry, pikepdf.String))


def fonts_of(page: Any) -> list[Any]:
    """The fonts that a page can use, also from its forms and patterns."""
    resources = inherited(page, "/Resources")
    if resources is None:
        return []
    return [thing for thing in walk(resources, set()) if str(thing.get("/Type", "")) == "/Font"]


def letters_of_font(font: Any) -> set[str]:
    """The letters that a font's table names: those the document uses, if the font was cut down to them."""
    table = font.get("/ToUnicode")
    if table is None or not hasattr(table, "read_bytes"):
        return set()
    found: set[str] = set()
    for kind, body in BF.findall(table.read_bytes()):
        values = [bytes.fromhex(re.sub(rb"\s", b"", value).decode() or "00") for value in HEX.findall(body)]
        step = 2 if kind == b"bfchar" else 3
        for place in range(step - 1, len(values), step):
            text = values[place].decode("utf-16-be", errors="ignore")
            found.update(text)
            if step == 3 and len(text) == 1:
                first, last = (int.from_bytes(values[place - back], "big") for back in (2, 1))
                found.update(chr(ord(text) + more) for more in range(min(last - first, FULL_FONT) + 1))
    return found if len(found) < FULL_FONT else set()


def telling_fonts(pages: Iterable[tuple[int, Any]], only_withheld: set[str]) -> set[int]:
    """The pages that would take along a font whose table names letters that only withheld passages have."""
    told: dict[Any, bool] = {}
    found = set()
    for number, page in pages:
        for font in fonts_of(page):
            key = font.objgen if font.is_indirect else id(font)
            if key not in told:
                told[key] = bool({one for letter in letters_of_font(font) for one in written(letter)} & only_withheld)
            if told[key]:
                found.add(number)
                break
    return found


def keep_page(source: Any, page: Any, target: Any) -> None:
    """Append a page to the new file with what makes its look, and nothing else."""
    import pikepdf

    kept = pikepdf.Dictionary(Type=pikepdf.Name.Page)
    for key in PAGE_KEYS:
        if (value := inherited(page, key)) is not None:
            kept[key] = value
    target.pages.append(pikepdf.Page(source.make_indirect(kept)))


def strip(target: Any) -> None:
    """Take what is not needed for the look out of every object of the new file, and its own metadata."""
    import pikepdf

    pages = {page.obj.objgen for page in target.pages}
    for thing in target.objects:
        if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)):
            continue
        for found in direct_dictionaries(thing):
            for key in UNWANTED.intersection(found.keys()):
                if key == "/Parent" and (found.is_indirect and found.objgen in pages):
                    continue
                if key == "/Name" and str(found.get("/Type", "")) != "/XObject":
                    continue
                if key == "/Parent" and str(found.get("/Type", "")) in ("/Pages", "/Page"):
                    continue
                del found[key]
    for key in list(target.Root.keys()):
        if key not in ("/Type", "/Pages"):
            del target.Root[key]
    if "/Info" in target.trailer:
        del target.trailer["/Info"]


def direct_dictionaries(thing: Any, depth: int = 0) -> Iterator[Any]:
    """An object and the dictionaries that it holds directly; what it refers to is an object of its own."""
    import pikepdf

    if depth > DEPTH:
        return
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield thing
        inner = [thing[key] for key in list(thing.keys())]
    else:
        inner = list(thing) if isinstance(thing, pikepdf.Array) else []
    for value in inner:
        if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
            yield from direct_dictionaries(value, depth + 1)
