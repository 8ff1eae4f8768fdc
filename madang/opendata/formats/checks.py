"""What a format demands of a dataset before it may be called conformant. Pure; looks nothing up.

These are our own checks of required properties. In tests, other people's validators judge the same output.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef

from madang.opendata.formats import croissant, csvw, datajson, datapackage, dcat, schemaorg
from madang.opendata.formats.description import Described


@dataclass(frozen=True)
class Problem:
    """code: `missing`, `empty`, `not-an-address`, `no-download`. where: the property, as the format writes it."""

    code: str
    where: str


@dataclass(frozen=True)
class Verdict:
    """What a check of one format found. state: `passed`, `failed`, or `not-applicable` (no table, say)."""

    format: str
    state: str
    problems: tuple[Problem, ...] = ()


def judged(name: str, problems: list[Problem]) -> Verdict:
    return Verdict(name, "failed" if problems else "passed", tuple(problems))


def lacks(said: dict[str, Any], names: tuple[str, ...], prefix: str = "") -> list[Problem]:
    """A problem for each name that is absent or empty."""
    return [Problem("missing" if name not in said else "empty", prefix + name) for name in names if not said.get(name)]


def not_addresses(said: dict[str, Any], names: tuple[str, ...], prefix: str = "") -> list[Problem]:
    return [
        Problem("not-an-address", prefix + name)
        for name in names
        if said.get(name) and not str(said[name]).startswith(("http://", "https://"))
    ]


def check_dcat(dataset: Described) -> Verdict:
    """DCAT-AP 3.0.1: what its shapes demand (title, description; of distributions an access address and a licence)."""
    graph = dcat.dataset_graph(dataset)
    node = URIRef(dataset.uri)
    problems = dcat_lacks(graph, node, {"dct:title": DCTERMS.title, "dct:description": DCTERMS.description})
    recommended = {"dct:publisher": DCTERMS.publisher, "dcat:contactPoint": DCAT.contactPoint, "dcat:theme": DCAT.theme}
    problems += dcat_lacks(graph, node, recommended)
    served = set(graph.objects(node, DCAT.distribution))
    services = set(graph.subjects(DCAT.servesDataset, node))
    if not served and not services:
        problems.append(Problem("missing", "dcat:distribution"))
    for one in sorted(served, key=str):
        needed = {"dcat:accessURL": DCAT.accessURL, "dct:license": DCTERMS.license, "dct:format": DCTERMS["format"]}
        problems += dcat_lacks(graph, one, needed, prefix="dcat:distribution/")
        for address in graph.objects(one, DCAT.accessURL):
            if not str(address).startswith(("http://", "https://")):
                problems.append(Problem("not-an-address", "dcat:distribution/dcat:accessURL"))
    for one in sorted(services, key=str):
        needed = {"dcat:endpointURL": DCAT.endpointURL, "dct:title": DCTERMS.title}
        problems += dcat_lacks(graph, one, needed, prefix="dcat:service/")
    return judged("dcat-ap", problems)


def dcat_lacks(graph: Graph, node: Any, needed: dict[str, URIRef], *, prefix: str = "") -> list[Problem]:
    problems = []
    for name, predicate in needed.items():
        values = list(graph.objects(node, predicate))
        if not values:
            problems.append(Problem("missing", prefix + name))
        elif any(isinstance(value, Literal) and not str(value).strip() for value in values):
            problems.append(Problem("empty", prefix + name))
    return problems


def check_hvd(dataset: Described) -> Verdict:
    """DCAT-AP HVD 3.0.0: category, legislation, contact; of distributions legislation too."""
    if not dataset.hvd:
        return Verdict("dcat-ap-hvd", "not-applicable")
    graph = dcat.dataset_graph(dataset)
    node = URIRef(dataset.uri)
    needed = {
        "dcatap:hvdCategory": dcat.DCATAP.hvdCategory,
        "dcatap:applicableLegislation": dcat.DCATAP.applicableLegislation,
    }
    problems = dcat_lacks(graph, node, needed)
    for one in sorted(graph.subjects(RDF.type, DCAT.Distribution), key=str):
        legislation = {"dcatap:applicableLegislation": dcat.DCATAP.applicableLegislation}
        problems += dcat_lacks(graph, one, legislation, prefix="dcat:distribution/")
    return judged("dcat-ap-hvd", problems)


def check_schemaorg(dataset: Described) -> Verdict:
    """What dataset search engines demand (name, description) and ask for (licence, creator, distribution)."""
    said = schemaorg.dataset_data(dataset)
    problems = lacks(said, ("name", "description", "license", "creator", "distribution"))
    for one in said.get("distribution", []):
        problems += lacks(one, ("contentUrl", "encodingFormat"), "distribution/")
        problems += not_addresses(one, ("contentUrl",), "distribution/")
    return judged("schema.org", problems)


def check_croissant(dataset: Described) -> Verdict:
    """Croissant 1.0; not applicable where no file is known by its hash."""
    said = croissant.croissant(dataset)
    if not said["distribution"]:
        return Verdict("croissant", "not-applicable")
    needed = ("name", "description", "url", "version", "datePublished", "license", "creator", "conformsTo")
    problems = lacks(said, needed)
    for one in said["distribution"]:
        problems += lacks(one, ("@id", "name", "contentUrl", "encodingFormat", "sha256"), "distribution/")
    names = {one["@id"] for one in said["distribution"]}
    for records in said["recordSet"]:
        fields = [one["@id"] for one in records["field"]]
        if len(set(fields)) != len(fields):
            problems.append(Problem("twice", "recordSet/field/@id"))
        problems += [
            Problem("unknown", "recordSet/field/source")
            for one in records["field"]
            if one["source"]["fileObject"]["@id"] not in names
        ]
    return judged("croissant", problems)


def check_datapackage(dataset: Described) -> Verdict:
    """Data Package v2; not applicable where nothing can be downloaded."""
    said = datapackage.package(dataset)
    if not said["resources"]:
        return Verdict("datapackage", "not-applicable")
    problems = lacks(said, ("name", "title", "description", "licenses", "version"))
    for one in said["resources"]:
        problems += lacks(one, ("name", "path", "format", "mediatype"), "resources/")
        names = [field["name"] for field in one.get("schema", {}).get("fields", [])]
        if len(set(names)) != len(names):
            problems.append(Problem("twice", "resources/schema/fields"))
    if len({one["name"] for one in said["resources"]}) != len(said["resources"]):
        problems.append(Problem("twice", "resources/name"))
    return judged("datapackage", problems)


def check_csvw(dataset: Described) -> Verdict:
    """CSV on the Web; not applicable without a table."""
    said = csvw.metadata(dataset)
    if said is None:
        return Verdict("csvw", "not-applicable")
    problems = lacks(said, ("@context", "dc:title"))
    for table in said.get("tables", [said]):
        problems += lacks(table, ("url", "tableSchema"))
        titles = [one["titles"]["und"][0] for one in table["tableSchema"]["columns"]]
        if len(set(titles)) != len(titles):
            problems.append(Problem("twice", "tableSchema/columns/titles"))
    return judged("csvw", problems)


def check_datajson(dataset: Described) -> Verdict:
    """DCAT-US 1.1: the fields it always demands."""
    said = datajson.dataset(dataset)
    needed = ("title", "description", "keyword", "modified", "publisher", "contactPoint", "identifier", "accessLevel")
    problems = lacks(said, needed)
    for one in said.get("distribution", []):
        if not one.get("downloadURL") and not one.get("accessURL"):
            problems.append(Problem("missing", "distribution/downloadURL"))
        if one.get("downloadURL"):
            problems += lacks(one, ("mediaType",), "distribution/")
    return judged("dcat-us", problems)


CHECKS: tuple[Callable[[Described], Verdict], ...] = (
    check_dcat,
    check_hvd,
    check_schemaorg,
    check_croissant,
    check_datapackage,
    check_csvw,
    check_datajson,
)


def check_all(dataset: Described) -> list[Verdict]:
    """The verdicts on every format, in a fixed order."""
    return [check(dataset) for check in CHECKS]
