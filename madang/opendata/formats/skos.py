"""A list of codes as a SKOS concept scheme. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from madang.opendata.formats.dcat import add_texts, new_graph
from madang.opendata.formats.description import Text


@dataclass(frozen=True)
class Concept:
    """One code. exact: addresses of the same thing in vocabularies of others. datasets: public ones that have it."""

    code: str
    label: Text
    datasets: int
    exact: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scheme:
    """uri: of the list; a concept is `<uri>#<code>`."""

    uri: str
    title: Text
    concepts: Sequence[Concept]


def graph_of(scheme: Scheme) -> Graph:
    graph = new_graph()
    node = URIRef(scheme.uri)
    graph.add((node, RDF.type, SKOS.ConceptScheme))
    add_texts(graph, node, DCTERMS.title, scheme.title)
    for one in scheme.concepts:
        concept = URIRef(f"{scheme.uri}#{one.code}")
        graph.add((concept, RDF.type, SKOS.Concept))
        graph.add((concept, SKOS.inScheme, node))
        graph.add((concept, SKOS.topConceptOf, node))
        graph.add((node, SKOS.hasTopConcept, concept))
        graph.add((concept, SKOS.notation, Literal(one.code)))
        add_texts(graph, concept, SKOS.prefLabel, one.label)
        for address in one.exact:
            graph.add((concept, SKOS.exactMatch, URIRef(address)))
    return graph
