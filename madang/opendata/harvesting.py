"""Reading other people's catalogues: from what they answer to datasets as they say them. Pure; asks nobody.

Every text is hostile: XML is read without entities or networks, lengths are capped, addresses must be http(s).
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote

from lxml import etree
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef
from rdflib.term import Node

from madang.opendata.formats.oai import DC, OAI

MOST_RECORDS = 20_000
MOST_FILES = 100
LONGEST = {"title": 300, "description": 10_000, "keyword": 100, "url": 1000, "format": 30}


class Unreadable(ValueError):
    """An answer that is no catalogue of the kind that was said. code: worded at the door."""

    def __init__(self, code: str, said: str = "") -> None:
        self.code, self.said = code, said[:200]
        super().__init__(code)


@dataclass(frozen=True)
class Found:
    """A dataset as a catalogue says it. files: (title, format, address)."""

    identifier: str
    title: str
    description: str = ""
    keywords: tuple[str, ...] = ()
    licence: str = ""
    landing_page: str = ""
    files: tuple[tuple[str, str, str], ...] = ()
    is_deleted: bool = False

    @property
    def digest(self) -> str:
        """What tells whether it has changed since."""
        said = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass
class Page:
    """What one answer held, and the address of the next, if there is one."""

    found: list[Found] = field(default_factory=list)
    next: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """(identifier, code) of what could not be used."""


def cut(text: object, kind: str) -> str:
    return str(text or "").replace("\0", "").strip()[: LONGEST[kind]]


def web_address(text: object) -> str:
    """The address if it is one of the web and not too long, else nothing."""
    url = str(text or "").strip()
    is_good = url.startswith(("http://", "https://")) and len(url) <= LONGEST["url"] and not any(c <= " " for c in url)
    return url if is_good else ""


def kept(page: Page, found: Found) -> None:
    """Add a dataset to a page, or the reason why not."""
    if not found.identifier:
        page.faults.append((found.title[:80], "no-identifier"))
    elif not found.title and not found.is_deleted:
        page.faults.append((found.identifier, "no-title"))
    elif not found.is_deleted and not found.files and not found.landing_page:
        page.faults.append((found.identifier, "no-address"))
    elif len(page.found) >= MOST_RECORDS:
        raise Unreadable("too-many-records")
    else:
        page.found.append(found)


def read_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("no-json", str(error)) from error


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def data_json(body: bytes, url: str) -> Page:
    """A DCAT-US list; it has no further pages."""
    said = read_json(body)
    listed = said if isinstance(said, list) else as_dict(said).get("dataset")
    if not isinstance(listed, list):
        raise Unreadable("no-datasets")
    page = Page()
    for one in listed:
        said_one = as_dict(one)
        files = [
            (cut(file.get("title"), "title"), cut(file.get("format") or file.get("mediaType"), "format"), address)
            for file in map(as_dict, as_list(said_one.get("distribution"))[:MOST_FILES])
            if (address := web_address(file.get("downloadURL")) or web_address(file.get("accessURL")))
        ]
        kept(
            page,
            Found(
                identifier=str(said_one.get("identifier") or "")[:500],
                title=cut(said_one.get("title"), "title"),
                description=cut(said_one.get("description"), "description"),
                keywords=words(said_one.get("keyword")),
                licence=cut(said_one.get("license"), "url"),
                landing_page=web_address(said_one.get("landingPage")),
                files=tuple(files),
            ),
        )
    return page


def words(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for one in as_list(value)[:50] if (word := cut(one, "keyword"))))


CKAN_ROWS = 100


def ckan(body: bytes, url: str) -> Page:
    """A page of `package_search` of CKAN's Action API."""
    said = as_dict(read_json(body))
    result = as_dict(said.get("result"))
    if said.get("success") is not True or not isinstance(result.get("results"), list):
        raise Unreadable("no-ckan")
    page = Page()
    for one in map(as_dict, result["results"]):
        kept(page, ckan_dataset(one))
    start = start_of(url)
    count = result.get("count")
    if isinstance(count, int) and result["results"] and start + len(result["results"]) < min(count, MOST_RECORDS):
        page.next = ckan_address(url, start + len(result["results"]))
    return page


def ckan_dataset(one: dict[str, Any]) -> Found:
    files = [
        (cut(file.get("name") or file.get("description"), "title"), cut(file.get("format"), "format"), address)
        for file in map(as_dict, as_list(one.get("resources"))[:MOST_FILES])
        if (address := web_address(file.get("url")))
    ]
    return Found(
        identifier=str(one.get("id") or one.get("name") or "")[:500],
        title=cut(one.get("title") or one.get("name"), "title"),
        description=cut(one.get("notes"), "description"),
        keywords=words(
            [as_dict(tag).get("display_name") or as_dict(tag).get("name") for tag in as_list(one.get("tags"))]
        ),
        licence=cut(one.get("license_url") or one.get("license_id"), "url"),
        landing_page=web_address(one.get("url")),
        files=tuple(files),
    )


def ckan_address(url: str, start: int) -> str:
    """The address of a page of a CKAN site, from that of the site or of another page."""
    base = url.partition("/api/3/")[0].partition("?")[0].rstrip("/")
    return f"{base}/api/3/action/package_search?rows={CKAN_ROWS}&start={start}"


def start_of(url: str) -> int:
    start = url.rpartition("start=")[2]
    return int(start) if start.isdigit() else 0


SYNTAXES = ("turtle", "json-ld", "xml")


def graph_of(body: bytes) -> Graph:
    """RDF in any of the three usual writings. JSON-LD with a context elsewhere is refused: it would be fetched."""
    start = body.lstrip()[:1]
    try:
        if start in (b"{", b"["):
            said = read_json(body)
            if any(isinstance(one, str) for one in contexts(said)):
                raise Unreadable("remote-context")
            return Graph().parse(data=body, format="json-ld")
        if start == b"<" and b"<rdf:RDF" in body[:4096]:
            if b"<!DOCTYPE" in body[:4096] or b"<!ENTITY" in body:
                raise Unreadable("entities")
            return Graph().parse(data=body, format="xml")
        return Graph().parse(data=body, format="turtle")
    except Unreadable:
        raise
    except Exception as error:  # rdflib's parsers raise whatever they meet
        raise Unreadable("no-rdf", str(error)) from error


def contexts(said: Any) -> Iterable[Any]:
    """Every context of a JSON-LD document, flattened."""
    if isinstance(said, list):
        for one in said:
            yield from contexts(one)
    elif isinstance(said, dict):
        context = said.get("@context")
        yield from context if isinstance(context, list) else [context] if context else []
        for name, value in said.items():
            if name != "@context":
                yield from contexts(value)


def dcat(body: bytes, url: str) -> Page:
    """A page of a DCAT catalogue; Hydra names the next."""
    graph = graph_of(body)
    page = Page()
    for node in sorted(graph.subjects(RDF.type, DCAT.Dataset), key=str):
        kept(page, dcat_dataset(graph, node))
    following = list(graph.objects(None, URIRef("http://www.w3.org/ns/hydra/core#next")))
    page.next = web_address(following[0]) if following else ""
    return page


def dcat_dataset(graph: Graph, node: Node) -> Found:
    def text(subject: Node, predicate: URIRef, kind: str) -> str:
        values = [one for one in graph.objects(subject, predicate) if isinstance(one, Literal)]
        korean = [one for one in values if one.language == "ko"]
        found = korean or values
        return cut(found[0], kind) if found else ""

    files = []
    for file in sorted(graph.objects(node, DCAT.distribution), key=str)[:MOST_FILES]:
        urls = [*graph.objects(file, DCAT.downloadURL), *graph.objects(file, DCAT.accessURL)]
        address = next((found for url in urls if (found := web_address(url))), "")
        formats = [*graph.objects(file, DCTERMS["format"]), *graph.objects(file, DCAT.mediaType)]
        if address:
            name = str(formats[0]).rstrip("/").rpartition("/")[2] if formats else ""
            files.append((text(file, DCTERMS.title, "title"), cut(name, "format"), address))
    identifiers = list(graph.objects(node, DCTERMS.identifier))
    licences = [one for file in graph.objects(node, DCAT.distribution) for one in graph.objects(file, DCTERMS.license)]
    pages = [found for one in graph.objects(node, DCAT.landingPage) if (found := web_address(one))]
    own = str(node) if isinstance(node, URIRef) else ""
    keywords = sorted({cut(one, "keyword") for one in graph.objects(node, DCAT.keyword)})
    return Found(
        identifier=(str(identifiers[0]) if identifiers else own)[:500],
        title=text(node, DCTERMS.title, "title"),
        description=text(node, DCTERMS.description, "description"),
        keywords=tuple(keywords[:50]),
        licence=cut(sorted(map(str, licences))[0] if licences else "", "url"),
        landing_page=pages[0] if pages else "",
        files=tuple(files),
    )


def oai_pmh(body: bytes, url: str) -> Page:
    """A page of `ListRecords` with Dublin Core. What the repository deleted is said so."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as fault:
        raise Unreadable("no-xml", str(fault)) from fault
    error = root.find(f"{{{OAI}}}error")
    if error is not None and error.get("code") != "noRecordsMatch":
        raise Unreadable("oai-error", f"{error.get('code')}: {error.text}")
    if root.tag != f"{{{OAI}}}OAI-PMH":
        raise Unreadable("no-oai")
    page = Page()
    for record in root.iter(f"{{{OAI}}}record"):
        header = record.find(f"{{{OAI}}}header")
        if header is not None:
            kept(page, oai_dataset(record, header))
    token = root.findtext(f".//{{{OAI}}}resumptionToken") or ""
    if token.strip():
        page.next = oai_address(url, token.strip())
    return page


def oai_dataset(record: etree._Element, header: etree._Element) -> Found:
    def texts(name: str) -> list[str]:
        return [one.text.strip() for one in record.iter(f"{{{DC}}}{name}") if one.text and one.text.strip()]

    addresses = [found for one in (*texts("identifier"), *texts("source")) if (found := web_address(one))]
    return Found(
        identifier=(header.findtext(f"{{{OAI}}}identifier") or "")[:500],
        title=cut(next(iter(texts("title")), ""), "title"),
        description=cut("\n".join(texts("description")), "description"),
        keywords=words(texts("subject")),
        licence=cut(next(iter(texts("rights")), ""), "url"),
        landing_page=addresses[0] if addresses else "",
        is_deleted=header.get("status") == "deleted",
    )


def oai_address(url: str, token: str = "") -> str:
    """The address of a list of records, from that of the repository."""
    base = url.partition("?")[0]
    if token:
        return f"{base}?verb=ListRecords&resumptionToken={quote(token, safe='')}"
    return f"{base}?verb=ListRecords&metadataPrefix=oai_dc"


@dataclass(frozen=True)
class Reader:
    """How a kind of catalogue is read: the first address from that of the source, and what an answer holds."""

    first: Callable[[str], str]
    read: Callable[[bytes, str], Page]


READERS = {
    "data-json": Reader(lambda url: url, data_json),
    "ckan": Reader(lambda url: ckan_address(url, 0), ckan),
    "dcat": Reader(lambda url: url, dcat),
    "oai-pmh": Reader(oai_address, oai_pmh),
}
