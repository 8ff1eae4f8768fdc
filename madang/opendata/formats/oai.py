"""OAI-PMH 2.0 with unqualified Dublin Core. Pure: from a question and records to XML.

Source: The Open Archives Initiative Protocol for Metadata Harvesting, version 2.0 (2002, revised 2015).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from madang.opendata.formats.description import Described
from madang.opendata.formats.vocabularies import LICENCES, kind_of

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREFIX = "oai_dc"
ARGUMENTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
}
"""What each verb needs, and what it may have."""


class OaiError(Exception):
    """A question that the protocol answers with an error. code: as the protocol names it."""

    def __init__(self, code: str, said: str) -> None:
        self.code, self.said = code, said
        super().__init__(code)


@dataclass(frozen=True)
class Record:
    """A dataset for harvesters. described: None for one that was withdrawn."""

    identifier: str
    stamp: datetime
    set_spec: str
    described: Described | None


@dataclass(frozen=True)
class Window:
    """Which records are wanted. after: the place behind which a list goes on, from its resumption token."""

    since: datetime | None = None
    until: datetime | None = None
    set_spec: str = ""
    after: int = 0

    @property
    def token(self) -> str:
        since = stamp(self.since) if self.since else ""
        until = stamp(self.until) if self.until else ""
        return f"{since}|{until}|{self.set_spec}|{self.after}"


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """A day or a second in UTC. Raises `OaiError`."""
    for pattern in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise OaiError("badArgument", f"{text[:40]} is no UTC date")


def checked(arguments: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, str]]:
    """The verb and its arguments. Raises `OaiError`."""
    repeated = [name for name, values in arguments.items() if len(values) > 1]
    if repeated:
        raise OaiError("badVerb" if "verb" in repeated else "badArgument", f"{repeated[0]} is given twice")
    given = {name: values[0] for name, values in arguments.items()}
    verb = given.pop("verb", "")
    if verb not in ARGUMENTS:
        raise OaiError("badVerb", "there is no such verb")
    needed, allowed = ARGUMENTS[verb]
    if "resumptionToken" in given and "resumptionToken" in allowed:
        if len(given) > 1:
            raise OaiError("badArgument", "a resumption token stands alone")
        return verb, given
    if unknown := sorted(set(given) - needed - allowed):
        raise OaiError("badArgument", f"{unknown[0][:40]} is no argument of {verb}")
    if missing := sorted(needed - set(given)):
        raise OaiError("badArgument", f"{missing[0]} is missing")
    if "metadataPrefix" in given and given["metadataPrefix"] != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"only {PREFIX} is given")
    return verb, given


def window_of(given: Mapping[str, str]) -> Window:
    """Which records a list wants. Raises `OaiError`."""
    if token := given.get("resumptionToken"):
        parts = token.split("|")
        if len(parts) != 4 or not parts[3].isdigit() or len(parts[3]) > 15:
            raise OaiError("badResumptionToken", "this token is not one of ours")
        since, until = (moment(part) if part else None for part in parts[:2])
        return Window(since, until, parts[2], int(parts[3]))
    since = moment(given["from"]) if "from" in given else None
    until = moment(given["until"]) if "until" in given else None
    if until and len(given["until"]) == 10:
        until = until.replace(hour=23, minute=59, second=59)
    if since and until and (since > until or len(given["from"]) != len(given["until"])):
        raise OaiError("badArgument", "from and until do not fit together")
    return Window(since, until, given.get("set", ""))


def element(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{OAI}}}{name}", attributes)
    if text:
        made.text = legible(text)
    return made


def legible(text: str) -> str:
    """The text without what XML cannot hold."""
    return "".join(
        c for c in text if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"
    )


def envelope(base: str, at: datetime, request: Mapping[str, str]) -> etree._Element:
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})  # type: ignore[dict-item]
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    element(root, "responseDate", stamp(at))
    element(root, "request", base, **request)
    return root


def error_document(base: str, at: datetime, error: OaiError) -> bytes:
    root = envelope(base, at, {})
    element(root, "error", error.said, code=error.code)
    return written(root)


def written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def identify(parent: etree._Element, *, base: str, name: str, email: str, earliest: datetime) -> None:
    made = element(parent, "Identify")
    element(made, "repositoryName", name)
    element(made, "baseURL", base)
    element(made, "protocolVersion", "2.0")
    element(made, "adminEmail", email)
    element(made, "earliestDatestamp", stamp(earliest))
    element(made, "deletedRecord", "persistent")
    element(made, "granularity", "YYYY-MM-DDThh:mm:ssZ")


def formats(parent: etree._Element) -> None:
    made = element(element(parent, "ListMetadataFormats"), "metadataFormat")
    element(made, "metadataPrefix", PREFIX)
    element(made, "schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    element(made, "metadataNamespace", OAI_DC)


def sets(parent: etree._Element, found: Sequence[tuple[str, str]]) -> None:
    listed = element(parent, "ListSets")
    for spec, name in found:
        made = element(listed, "set")
        element(made, "setSpec", spec)
        element(made, "setName", name)


def header(parent: etree._Element, record: Record) -> None:
    made = element(parent, "header", **({} if record.described else {"status": "deleted"}))
    element(made, "identifier", record.identifier)
    element(made, "datestamp", stamp(record.stamp))
    element(made, "setSpec", record.set_spec)


def record_element(parent: etree._Element, record: Record) -> None:
    made = element(parent, "record")
    header(made, record)
    if record.described:
        dublin_core(element(made, "metadata"), record.described)


def dublin_core(parent: etree._Element, dataset: Described) -> None:
    root = etree.SubElement(parent, f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    licence = LICENCES.get(dataset.licence)
    said = [
        *[("title", text) for _language, text in dataset.title.spoken],
        ("creator", dataset.publisher.name.any),
        *[("subject", keyword) for keyword in dataset.keywords],
        *[("description", text) for _language, text in dataset.description.spoken],
        ("publisher", dataset.publisher.name.any),
        ("date", stamp(dataset.modified)),
        ("type", "Dataset"),
        *sorted({("format", kind_of(form.format).media_type) for file in dataset.files for form in file.forms}),
        ("identifier", dataset.url),
        ("language", "ko"),
        ("coverage", dataset.spatial),
        ("rights", licence.uri if licence else ""),
    ]
    for name, text in said:
        if text:
            etree.SubElement(root, f"{{{DC}}}{name}").text = legible(text)
