"""Formats of others: our own checks find what is missing, and other people's validators agree with them."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import duckdb
import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

from madang.opendata.formats import croissant, csvw, datajson, datapackage, dcat, schemaorg
from madang.opendata.formats.checks import check_all
from madang.opendata.formats.description import Described, Form, Text
from madang.opendata.tests.samples import ROWS, sample, sample_catalogue
from tests.oracles import ask_oracle

ROOT = Path(__file__).resolve().parents[3]
SHAPES = Path(os.environ.get("MADANG_SHARED", ROOT.parent / "shared")) / "data" / "opendata" / "dcat" / "shacl"
RANGES, HVD = SHAPES / "3.0.1_html_shacl_range.ttl", SHAPES / "3.0.0-hvd_shacl_hvd-SHACL.ttl"
HTML_SHAPES = SHAPES / "3.0.1_html_shacl_shapes.ttl"
RECOMMENDED = SHAPES / "3.0.1_html_shacl_shapes_recommended.ttl"
VOCABULARIES = SHAPES / "3.0.1_html_shacl_mdr-vocabularies.shape.ttl"


def states(dataset: Described) -> dict[str, str]:
    return {verdict.format: verdict.state for verdict in check_all(dataset)}


def problems(dataset: Described, name: str) -> set[str]:
    return {f"{one.code} {one.where}" for found in check_all(dataset) if found.format == name for one in found.problems}


def test_a_well_described_dataset_passes_every_check() -> None:
    assert set(states(sample()).values()) == {"passed"}


@pytest.mark.parametrize(
    ("changed", "name", "problem"),
    [
        ({"title": Text("")}, "dcat-ap", "missing dct:title"),
        ({"description": Text("")}, "dcat-ap", "missing dct:description"),
        ({"description": Text("")}, "schema.org", "missing description"),
        ({"licence": "unstated"}, "dcat-ap", "missing dcat:distribution/dct:license"),
        ({"licence": "unstated"}, "croissant", "missing license"),
        ({"licence": "unstated"}, "datapackage", "missing licenses"),
        ({"files": ()}, "dcat-ap", "missing dcat:distribution"),
    ],
)
def test_what_a_format_demands_is_missed(changed: dict[str, object], name: str, problem: str) -> None:
    assert problem in problems(sample(**changed), name)


def test_formats_that_do_not_fit_are_not_judged() -> None:
    (table, _service) = sample().files
    link = replace(table, forms=(), columns=())
    found = states(sample(files=(link,), hvd=""))

    assert {name for name, state in found.items() if state == "not-applicable"} == {
        "dcat-ap-hvd",
        "croissant",
        "datapackage",
        "csvw",
    }
    assert found["dcat-ap"] == "passed"


def test_every_serialisation_says_the_same() -> None:
    graph = dcat.dataset_graph(sample())
    counted = set()
    for suffix, (name, _type) in dcat.FORMATS.items():
        counted.add(len(Graph().parse(data=dcat.written(graph, suffix), format=name)))

    assert counted == {len(graph)}


def test_a_page_of_the_catalogue_leads_to_the_next() -> None:
    graph = dcat.catalogue_graph(sample_catalogue(sample()))
    page = next(graph.subjects(RDF.type, dcat.HYDRA.PartialCollectionView))

    assert str(graph.value(page, dcat.HYDRA.next)).endswith("?page=2")
    assert int(graph.value(page, dcat.HYDRA.totalItems)) == 250  # type: ignore[arg-type]
    assert graph.value(page, dcat.HYDRA.previous) is None


def test_no_person_is_named_in_any_format() -> None:
    text = dcat.written(dcat.dataset_graph(sample()), "ttl") + json.dumps(datajson.dataset(sample()))

    assert "vcard:Individual" not in text
    assert "mailto" not in text


# What follows asks programs of others.


def shacl(graph: Graph, shapes: Path, folder: Path) -> tuple[bool, str]:
    """Whether the graph conforms by pyshacl, and its report."""
    if not shapes.exists():
        pytest.skip("the shapes are not beside the checkout")
    path = folder / "graph.ttl"
    path.write_text(dcat.written(graph, "ttl"))
    answer = ask_oracle("pyshacl", "-s", str(shapes), "-f", "human", "--allow-warnings", str(path))
    assert answer.returncode in (0, 1), answer.stderr
    return answer.returncode == 0, answer.stdout


@pytest.mark.oracle
@pytest.mark.shared
@pytest.mark.parametrize("shapes", [RANGES, HVD, HTML_SHAPES, RECOMMENDED, VOCABULARIES], ids=lambda path: path.stem)
def test_the_catalogue_conforms_to_the_shapes_of_dcat_ap(shapes: Path, tmp_path: Path) -> None:
    conforms, report = shacl(dcat.catalogue_graph(sample_catalogue(sample())), shapes, tmp_path)

    assert conforms, report


@pytest.mark.oracle
@pytest.mark.shared
@pytest.mark.parametrize(
    ("subject", "predicate"),
    [(DCAT.Dataset, DCTERMS.title), (DCAT.Dataset, DCTERMS.description), (DCAT.Distribution, DCAT.accessURL)],
)
def test_the_shapes_find_what_our_own_check_finds(subject: URIRef, predicate: URIRef, tmp_path: Path) -> None:
    graph = dcat.dataset_graph(sample())
    for node in list(graph.subjects(RDF.type, subject))[:1]:
        graph.remove((node, predicate, None))

    conforms, report = shacl(graph, HTML_SHAPES, tmp_path)

    assert not conforms
    assert "MinCount" in report


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder at an address of this machine."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name in the library)
        pass


def at(site: str, folder: Path) -> Described:
    """The sample with its files at `site`, written to `folder`."""
    (folder / "air.csv").write_text(ROWS)
    source = str(folder / "air.csv")
    duckdb.sql(f"COPY (FROM read_csv('{source}', header=true)) TO '{folder}/air.parquet'")
    parquet = (folder / "air.parquet").read_bytes()
    (table, _service) = sample().files
    forms = (
        Form(
            f"{site}/air.csv", "csv", len(ROWS.encode()), hashlib.sha256(ROWS.encode()).hexdigest(), is_utf8_table=True
        ),
        Form(f"{site}/air.parquet", "parquet", size=len(parquet), sha256=hashlib.sha256(parquet).hexdigest()),
    )
    return sample(files=(replace(table, forms=forms),))


@pytest.mark.oracle
def test_frictionless_reads_the_rows_of_the_data_package(tmp_path: Path) -> None:
    with served(tmp_path) as site:
        (tmp_path / "datapackage.json").write_text(json.dumps(datapackage.package(at(site, tmp_path))))
        answer = ask_oracle("frictionless", "validate", f"{site}/datapackage.json", "--json")

    report = json.loads(answer.stdout)
    assert report["valid"], answer.stdout
    assert report["tasks"][0]["stats"]["rows"] == 2


@pytest.mark.oracle
def test_frictionless_finds_a_cell_that_the_schema_forbids(tmp_path: Path) -> None:
    with served(tmp_path) as site:
        (tmp_path / "datapackage.json").write_text(json.dumps(datapackage.package(at(site, tmp_path))))
        (tmp_path / "air.csv").write_text(ROWS.replace("31", "많음"))
        answer = ask_oracle("frictionless", "validate", f"{site}/datapackage.json", "--json")

    assert not json.loads(answer.stdout)["valid"]


@pytest.mark.oracle
def test_csvwvalidate_accepts_the_metadata_and_refuses_a_false_cell(tmp_path: Path) -> None:
    with served(tmp_path) as site:
        path = tmp_path / "air.csv-metadata.json"
        path.write_text(json.dumps(csvw.metadata(at(site, tmp_path))))
        good = ask_oracle("csvwvalidate", f"{site}/air.csv-metadata.json")
        (tmp_path / "air.csv").write_text(ROWS.replace("31", "많음"))
        bad = ask_oracle("csvwvalidate", f"{site}/air.csv-metadata.json")

    assert good.stdout.strip().endswith("OK"), good.stdout + good.stderr
    assert not bad.stdout.strip().endswith("OK")


@pytest.mark.oracle
def test_mlcroissant_validates_and_reads_the_rows(tmp_path: Path) -> None:
    with served(tmp_path) as site:
        path = tmp_path / "croissant.json"
        path.write_text(json.dumps(croissant.croissant(at(site, tmp_path))))
        valid = ask_oracle("mlcroissant", "validate", "--jsonld", str(path))
        script = (
            "import mlcroissant, json, sys;"
            "d = mlcroissant.Dataset(jsonld=sys.argv[1]);"
            "print(len(list(d.records(record_set='data'))))"
        )
        rows = ask_oracle("python", "-c", script, str(path))

    assert valid.returncode == 0, valid.stdout + valid.stderr
    assert "Done" in valid.stdout + valid.stderr
    assert rows.stdout.strip().endswith("2"), rows.stdout + rows.stderr


def test_schema_org_gives_every_download() -> None:
    said = schemaorg.dataset_data(sample())

    assert [one["encodingFormat"] for one in said["distribution"]] == [
        "text/csv",
        "application/vnd.apache.parquet",
        "application/json",
    ]
