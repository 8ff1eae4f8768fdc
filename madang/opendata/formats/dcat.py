"""DCAT-AP 3.0.1, with the terms for high-value datasets where a dataset has a category. Pure."""

from datetime import date, datetime

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from madang.opendata.formats.description import Agency, Catalogue, Described, File, Form, Text
from madang.opendata.formats.vocabularies import EU, HVD, IANA, LICENCES, eu_frequency, kind_of, theme_of

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT_3 = Namespace(str(DCAT))
"""The terms that version 3 added; rdflib's own namespace does not know them."""
PREFIXES = {
    "dcat": DCAT,
    "dct": DCTERMS,
    "foaf": FOAF,
    "vcard": VCARD,
    "spdx": SPDX,
    "dcatap": DCATAP,
    "eli": ELI,
    "hydra": HYDRA,
    "adms": ADMS,
    "skos": SKOS,
}
PUBLIC_DATA_ACT = URIRef("https://www.law.go.kr/LSW/lsInfoP.do?lsId=011882")
"""The act that mandates publication: 공공데이터의 제공 및 이용 활성화에 관한 법률."""
DCAT_VERSION = URIRef("http://www.w3.org/ns/dcat#version")
SHA256 = "https://spdx.org/rdf/terms#checksumAlgorithm_sha256"
"""As the shapes of DCAT-AP want it, though the vocabulary itself has http."""
KOREAN = URIRef(f"{EU}/language/KOR")
ENGLISH = URIRef(f"{EU}/language/ENG")
FORMATS = {
    "ttl": ("turtle", "text/turtle"),
    "jsonld": ("json-ld", "application/ld+json"),
    "rdf": ("xml", "application/rdf+xml"),
}


def new_graph() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def dataset_graph(dataset: Described, graph: Graph | None = None) -> Graph:
    """A dataset with its publisher, contact and distributions."""
    graph = new_graph() if graph is None else graph
    node = URIRef(dataset.uri)
    graph.add((node, RDF.type, DCAT.Dataset))
    add_texts(graph, node, DCTERMS.title, dataset.title)
    add_texts(graph, node, DCTERMS.description, dataset.description)
    for keyword in dataset.keywords:
        graph.add((node, DCAT.keyword, Literal(keyword, lang="ko")))
    graph.add((node, DCTERMS.identifier, Literal(dataset.uri)))
    graph.add((node, DCAT.landingPage, document(graph, dataset.url)))
    graph.add((node, DCTERMS.publisher, agency(graph, dataset.publisher)))
    graph.add((node, DCAT.contactPoint, contact(graph, dataset)))
    graph.add((node, DCAT.theme, concept(graph, theme_of(dataset.area))))
    graph.add((node, DCTERMS.accrualPeriodicity, typed(graph, eu_frequency(dataset.frequency), DCTERMS.Frequency)))
    rights = f"{EU}/access-right/PUBLIC"
    graph.add((node, DCTERMS.accessRights, typed(graph, rights, DCTERMS.RightsStatement)))
    graph.add((node, DCTERMS.language, typed(graph, str(KOREAN), DCTERMS.LinguisticSystem)))
    graph.add((node, DCTERMS.issued, moment(dataset.issued)))
    graph.add((node, DCTERMS.modified, moment(dataset.modified)))
    graph.add((node, DCAT_VERSION, Literal(dataset.version)))
    add_coverage(graph, node, dataset)
    add_legislation(graph, node)
    if dataset.hvd in HVD:
        category = f"http://data.europa.eu/bna/{HVD[dataset.hvd]}"
        graph.add((node, DCATAP.hvdCategory, concept(graph, category)))
    if dataset.series:
        add_series(graph, node, dataset)
    for file in dataset.files:
        if file.is_service:
            add_service(graph, node, dataset, file)
        else:
            for place, form in enumerate(file.forms or (None,)):
                add_distribution(graph, node, dataset, file, form, place)
    return graph


def add_texts(graph: Graph, node: Node, predicate: URIRef, text: Text) -> None:
    for language, said in text.spoken:
        graph.add((node, predicate, Literal(said, lang=language)))


def typed(graph: Graph, uri: str, kind: URIRef) -> URIRef:
    """The node of `uri`, said to be a `kind` and in its vocabulary, as validators that look nothing up want it."""
    node = URIRef(uri)
    graph.add((node, RDF.type, kind))
    if uri.startswith(EU):
        in_scheme(graph, node, uri.rpartition("/")[0])
    return node


def in_scheme(graph: Graph, node: URIRef, scheme: str) -> None:
    vocabulary = URIRef(scheme)
    graph.add((node, SKOS.inScheme, vocabulary))
    graph.add((vocabulary, RDF.type, SKOS.ConceptScheme))
    graph.add((vocabulary, DCTERMS.title, Literal(scheme.rpartition("/")[2], lang="en")))


def concept(graph: Graph, uri: str, scheme: str = "") -> URIRef:
    """A concept with a label; scheme: its vocabulary, where that is not the address it stands under."""
    node = URIRef(uri)
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.prefLabel, Literal(uri.rpartition("/")[2], lang="en")))
    in_scheme(graph, node, scheme or uri.rpartition("/")[0])
    return node


def document(graph: Graph, url: str) -> URIRef:
    return typed(graph, url, FOAF.Document)


def agency(graph: Graph, found: Agency) -> URIRef:
    node = typed(graph, found.uri, FOAF.Agent)
    add_texts(graph, node, FOAF.name, found.name)
    kind = "http://purl.org/adms/publishertype/NationalAuthority"
    graph.add((node, DCTERMS.type, concept(graph, kind, "http://purl.org/adms/publishertype/1.0")))
    return node


def contact(graph: Graph, dataset: Described) -> URIRef:
    """Whom to ask: an office, never a person."""
    node = URIRef(f"{dataset.uri}#contact")
    graph.add((node, RDF.type, VCARD.Organization))
    graph.add((node, RDF.type, VCARD.Kind))
    graph.add((node, VCARD.fn, Literal(dataset.contact or dataset.publisher.name.any)))
    graph.add((node, VCARD.hasURL, typed(graph, dataset.contact_url, RDFS.Resource)))
    return node


def moment(at: datetime | date) -> Literal:
    return Literal(at.isoformat(), datatype=XSD.dateTime if isinstance(at, datetime) else XSD.date)


def add_coverage(graph: Graph, node: URIRef, dataset: Described) -> None:
    if dataset.covers_from or dataset.covers_until:
        period = BNode()
        graph.add((node, DCTERMS.temporal, period))
        graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
        if dataset.covers_from:
            graph.add((period, DCAT.startDate, moment(dataset.covers_from)))
        if dataset.covers_until:
            graph.add((period, DCAT.endDate, moment(dataset.covers_until)))
    if dataset.spatial:
        place = BNode()
        graph.add((node, DCTERMS.spatial, place))
        graph.add((place, RDF.type, DCTERMS.Location))
        graph.add((place, SKOS.prefLabel, Literal(dataset.spatial, lang="ko")))


def add_legislation(graph: Graph, node: URIRef) -> None:
    graph.add((node, DCATAP.applicableLegislation, PUBLIC_DATA_ACT))
    graph.add((PUBLIC_DATA_ACT, RDF.type, ELI.LegalResource))


def add_series(graph: Graph, node: URIRef, dataset: Described) -> None:
    assert dataset.series is not None
    series = URIRef(dataset.series.uri)
    graph.add((node, DCAT_3.inSeries, series))
    graph.add((series, RDF.type, DCAT_3.DatasetSeries))
    add_texts(graph, series, DCTERMS.title, dataset.series.title)
    add_texts(graph, series, DCTERMS.description, dataset.series.description)
    graph.add((series, DCTERMS.publisher, URIRef(dataset.publisher.uri)))
    graph.add((series, DCAT.contactPoint, URIRef(f"{dataset.uri}#contact")))
    add_legislation(graph, series)


def add_licence(graph: Graph, node: Node, dataset: Described) -> None:
    found = LICENCES.get(dataset.licence)
    if found is None:
        return
    licence = typed(graph, found.uri, DCTERMS.LicenseDocument)
    graph.add((licence, DCTERMS.title, Literal(found.title, lang="en")))
    if found.eu:
        graph.add((licence, SKOS.exactMatch, URIRef(f"{EU}/licence/{found.eu}")))
    kind = "http://purl.org/adms/licencetype/Attribution"
    graph.add((licence, DCTERMS.type, concept(graph, kind, "http://purl.org/adms/licencetype/1.0")))
    graph.add((node, DCTERMS.license, licence))


def add_distribution(
    graph: Graph, dataset_node: URIRef, dataset: Described, file: File, form: Form | None, place: int
) -> None:
    """A form of a file. The first has the file's own address."""
    node = URIRef(file.uri if place == 0 or form is None else f"{file.uri}.{form.format}")
    graph.add((dataset_node, DCAT.distribution, node))
    graph.add((node, RDF.type, DCAT.Distribution))
    add_texts(graph, node, DCTERMS.title, file.title)
    graph.add((node, DCAT.accessURL, typed(graph, file.access_url, RDFS.Resource)))
    add_licence(graph, node, dataset)
    add_legislation(graph, node)
    kind_name = form.format if form else file.format
    kind = kind_of(kind_name)
    graph.add((node, DCTERMS.format, typed(graph, f"{EU}/file-type/{kind.eu}", DCTERMS.MediaTypeOrExtent)))
    graph.add((node, DCAT.mediaType, typed(graph, f"{IANA}/{kind.media_type}", DCTERMS.MediaType)))
    rights = typed(graph, f"{EU}/access-right/PUBLIC", DCTERMS.RightsStatement)
    graph.add((node, DCTERMS.rights, rights))
    stable = "http://publications.europa.eu/resource/authority/planned-availability/STABLE"
    graph.add((node, DCATAP.availability, concept(graph, stable)))
    if file.issued:
        graph.add((node, DCTERMS.issued, moment(file.issued)))
    if file.modified:
        graph.add((node, DCTERMS.modified, moment(file.modified)))
    if form is None:
        return
    graph.add((node, DCAT.downloadURL, typed(graph, form.url, RDFS.Resource)))
    if form.size is not None:
        graph.add((node, DCAT.byteSize, Literal(form.size, datatype=XSD.nonNegativeInteger)))
    if form.sha256:
        checksum = BNode()
        graph.add((node, SPDX.checksum, checksum))
        graph.add((checksum, RDF.type, SPDX.Checksum))
        algorithm = typed(graph, SHA256, SPDX.ChecksumAlgorithm)
        graph.add((checksum, SPDX.algorithm, algorithm))
        graph.add((checksum, SPDX.checksumValue, Literal(form.sha256, datatype=XSD.hexBinary)))


def add_service(graph: Graph, dataset_node: URIRef, dataset: Described, file: File) -> None:
    node = URIRef(file.uri)
    graph.add((node, RDF.type, DCAT.DataService))
    graph.add((node, DCAT.servesDataset, dataset_node))
    add_texts(graph, node, DCTERMS.title, file.title)
    graph.add((node, DCAT.endpointURL, typed(graph, file.access_url, RDFS.Resource)))
    if file.endpoint_description:
        described = typed(graph, file.endpoint_description, RDFS.Resource)
        graph.add((node, DCAT.endpointDescription, described))
    page = document(graph, dataset.url)
    graph.add((node, FOAF.page, page))
    graph.add((node, DCTERMS.publisher, URIRef(dataset.publisher.uri)))
    graph.add((node, DCAT.contactPoint, URIRef(f"{dataset.uri}#contact")))
    add_licence(graph, node, dataset)
    add_legislation(graph, node)
    graph.add((node, DCAT.theme, URIRef(theme_of(dataset.area))))
    if dataset.hvd in HVD:
        graph.add((node, DCATAP.hvdCategory, URIRef(f"http://data.europa.eu/bna/{HVD[dataset.hvd]}")))


def catalogue_graph(catalogue: Catalogue, *, with_datasets: bool = True) -> Graph:
    """One page of the catalogue with the addresses of the other pages (Hydra); its datasets whole, or named only."""
    graph = new_graph()
    node, page = URIRef(catalogue.uri), URIRef(catalogue.page_uri)
    graph.add((node, RDF.type, DCAT.Catalog))
    add_texts(graph, node, DCTERMS.title, catalogue.title)
    add_texts(graph, node, DCTERMS.description, catalogue.description)
    graph.add((node, DCTERMS.publisher, agency(graph, catalogue.publisher)))
    graph.add((node, DCTERMS.modified, moment(catalogue.modified)))
    for language in (KOREAN, ENGLISH):
        graph.add((node, DCTERMS.language, typed(graph, str(language), DCTERMS.LinguisticSystem)))
    graph.add((node, FOAF.homepage, document(graph, catalogue.url)))
    taxonomy = URIRef(f"{EU}/data-theme")
    graph.add((taxonomy, RDF.type, SKOS.ConceptScheme))
    graph.add((taxonomy, DCTERMS.title, Literal("data-theme", lang="en")))
    graph.add((node, DCAT.themeTaxonomy, taxonomy))
    add_legislation(graph, node)
    for dataset in catalogue.datasets:
        graph.add((node, DCAT.dataset, URIRef(dataset.uri)))
        if with_datasets:
            dataset_graph(dataset, graph)
        for file in dataset.files:
            if file.is_service:
                graph.add((node, DCAT.service, URIRef(file.uri)))
    graph.add((page, RDF.type, HYDRA.PartialCollectionView))
    graph.add((page, HYDRA.totalItems, Literal(catalogue.total)))
    steps = {"first": catalogue.first, "last": catalogue.last, "next": catalogue.next, "previous": catalogue.previous}
    for name, where in steps.items():
        if where:
            graph.add((page, HYDRA[name], URIRef(where)))
    return graph


def written(graph: Graph, suffix: str) -> str:
    """A graph as text. suffix: `ttl`, `jsonld` or `rdf`."""
    return str(graph.serialize(format=FORMATS[suffix][0]))
