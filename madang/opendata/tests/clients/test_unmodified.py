"""Programs of others, unmodified, against a running server."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from madang.opendata.clients import access
from madang.opendata.tests.clients.conftest import publish_air
from madang.search.actions import rebuild
from tests.factories import NOON
from tests.oracles import ask_oracle

pytestmark = [pytest.mark.oracle, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(tmp_path: Path, settings: Any, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """A running site with the table `air`/`data`."""
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"
    settings.SITE_URL = live_server.url
    monkeypatch.setattr(access, "WITHOUT_KEY", {"minute": 1_000_000, "day": 1_000_000})
    publish_air()
    rebuild(at=NOON, progress=lambda done: None)
    return str(live_server.url)


def run(program: str, *arguments: str) -> Any:
    """What the program prints, as JSON."""
    said = ask_oracle("python", "-c", program, *arguments)
    assert said.returncode == 0, said.stderr[-2000:]
    return json.loads(said.stdout)


CKANAPI = """
import json, sys
from ckanapi import RemoteCKAN, NotFound
site = RemoteCKAN(sys.argv[1])
found = site.action.package_search(q="대기질", rows=5)
package = site.action.package_show(id=found["results"][0]["name"])
resource = next(one for one in package["resources"] if one["datastore_active"])
rows = site.action.datastore_search(
    resource_id=resource["id"], filters={"시도": "부산", "미세먼지": {"gte": 30}}, sort="미세먼지 desc", limit=3)
try:
    site.action.package_show(id="nothing")
    missing = False
except NotFound:
    missing = True
print(json.dumps({"count": found["count"], "total": rows["total"], "first": rows["records"][0], "missing": missing}))
"""


def test_ckanapi_searches_shows_and_reads_rows(address: str) -> None:
    said = run(CKANAPI, address)

    assert said["count"] == 1
    assert said["total"] == 10
    assert said["first"]["미세먼지"] == 58
    assert said["missing"] is True


FRICTIONLESS = """
import json, sys
from frictionless import Catalog
from frictionless.portals import CkanControl
catalog = Catalog(control=CkanControl(baseurl=sys.argv[1]))
print(json.dumps([dataset.package.name for dataset in catalog.datasets]))
"""


def test_frictionless_reads_the_catalogue_as_a_ckan_portal(address: str) -> None:
    assert "air" in run(FRICTIONLESS, address)


OWS = """
import json, sys
from owslib.ogcapi.features import Features
service = Features(sys.argv[1] + "/ogc/")
names = service.feature_collections()
items = service.collection_items(names[0], limit=5, bbox=[126.5, 37.0, 126.6, 37.1])
print(json.dumps({"names": names, "matched": items["numberMatched"], "returned": len(items["features"]),
                  "conforms": service.conformance()["conformsTo"]}))
"""


def test_owslib_reads_features_in_a_box(address: str) -> None:
    said = run(OWS, address)

    assert len(said["names"]) == 1
    assert (said["matched"], said["returned"]) == (11, 5)
    assert any(one.endswith("/core") for one in said["conforms"])


MCP = """
import asyncio, json, sys
from mcp.client import Client

async def main():
    async with Client(sys.argv[1] + "/mcp") as client:
        tools = await client.list_tools()
        answer = await client.call_tool(
            "query_table", {"dataset": "air", "filters": {"시도": "대구"}, "sort": "미세먼지 desc", "limit": 1})
        print(json.dumps({"tools": [tool.name for tool in tools.tools], "answer": json.loads(answer.content[0].text)}))

asyncio.run(main())
"""


def test_the_official_assistant_client_lists_and_calls_tools(address: str) -> None:
    said = run(MCP, address)

    assert "query_table" in said["tools"]
    assert said["answer"]["total"] == 20
    assert said["answer"]["rows"][0]["미세먼지"] == 59


OAI = """
import json, sys
from oaipmh_scythe import Scythe
with Scythe(sys.argv[1] + sys.argv[2]) as site:
    identity = site.identify()
    formats = [one.metadataPrefix for one in site.list_metadata_formats()]
    heads = [one.identifier for one in site.list_identifiers(metadata_prefix="oai_dc")]
    record = site.get_record(identifier=heads[0], metadata_prefix="oai_dc")
    records = [one.metadata for one in site.list_records(metadata_prefix="oai_dc")]
print(json.dumps({"name": identity.repositoryName, "formats": formats, "heads": heads,
                  "title": record.metadata["title"], "records": len(records)}))
"""


def test_a_harvester_by_oai_pmh_takes_every_record(address: str) -> None:
    said = run(OAI, address, reverse("opendata:oai"))

    assert said["name"]
    assert "oai_dc" in said["formats"]
    assert len(said["heads"]) == said["records"] == 1
    assert "대기질 측정값" in said["title"]


DESCRIPTION = """
import json, sys
from urllib.request import urlopen
from openapi_spec_validator import OpenAPIV31SpecValidator, OpenAPIV30SpecValidator
document = json.load(urlopen(sys.argv[1]))
judge = OpenAPIV31SpecValidator if document["openapi"].startswith("3.1") else OpenAPIV30SpecValidator
faults = [error.message for error in judge(document).iter_errors()]
print(json.dumps({"openapi": document["openapi"], "faults": faults}))
"""


@pytest.mark.parametrize("path", ["/api/v1/data/air/data/openapi.json", "/api/v1/openapi.json", "/ogc/openapi"])
def test_every_description_of_an_interface_is_valid(address: str, path: str) -> None:
    said = run(DESCRIPTION, address + path)

    assert said["faults"] == []
    assert said["openapi"].startswith("3.")


def test_a_table_answers_as_its_description_says(address: str, tmp_path: Path) -> None:
    """Generated questions, right and wrong ones: no failure of the server, and every answer as described.

    Whether parameters fit together (a grain of time, and a column of moments) a description cannot say, so that
    a refusal of such a pair is right.
    """
    said = ask_oracle(
        "schemathesis",
        "run",
        f"{address}/api/v1/data/air/data/openapi.json",
        "--max-examples=15",
        "--seed=2014",
        "--workers=2",
        "--phases=examples,coverage,fuzzing",
        "--generation-database=none",
        "--exclude-checks=positive_data_acceptance",
        timeout=400,
        cwd=tmp_path,
    )

    assert said.returncode == 0, said.stdout[-6000:]
