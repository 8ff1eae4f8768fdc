"""What we publish, judged by the Go project's transparency log code instead of ours."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from madang.ledger.installation import site_files
from madang.ledger.tests.making import make_log

GO = shutil.which("go", path=f"/usr/bin:{os.environ.get('PATH', '')}")
LIBRARIES = Path("/usr/share/gocode")
SOURCE = Path(__file__).parent / "independent" / "verify_log.go"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(
        not GO or not (LIBRARIES / "src/golang.org/x/mod/sumdb/tlog").is_dir(),
        reason="Go and golang.org/x/mod were not found (deploy/ci-packages.sh installs them on Debian)",
    ),
]


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The independent program, built."""
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(LIBRARIES),
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
        "GOTOOLCHAIN": "local",
    }
    built = folder / "verify_log"
    subprocess.run([str(GO), "build", "-o", str(built), str(SOURCE)], env=environment, check=True)
    return built


@pytest.fixture
def claims() -> dict[str, Any]:
    """A log that grew from 300 entries to 700, and proofs from the API."""
    client = Client()
    make_log(300)
    old = site_files().note()
    log = make_log(400)
    inclusions = []
    for entry in log[::41]:
        proof = client.get(f"/api/v1/ledger/{entry.code}/proof").json()
        inclusions.append({"index": proof["index"], "entry": entry.text, "hashes": proof["hashes"]})
    grown = client.get("/api/v1/ledger/consistency?first=300&second=700").json()
    return {"old": old, "consistency": grown["hashes"], "inclusions": inclusions}


def judged(judge: Path, claims: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(judge), str(site_files().folder)], input=json.dumps(claims), capture_output=True, text=True, check=False
    )


def test_signature_tiles_inclusion_and_consistency_satisfy_go(judge: Path, claims: dict[str, Any]) -> None:
    verdict = judged(judge, claims)

    assert (verdict.returncode, verdict.stderr) == (0, "")
    assert verdict.stdout == "700 entries, 18 inclusions, consistent from 300\n"


@pytest.mark.parametrize(
    ("path", "fault"),
    [("tile/entries/001", "root"), ("tile/0/001", "tile"), ("tile/1/000.p/2", "tile"), ("checkpoint", "checkpoint")],
)
def test_a_changed_file_does_not_satisfy_go(judge: Path, claims: dict[str, Any], path: str, fault: str) -> None:
    place = site_files().folder / path
    content = bytearray(place.read_bytes())
    content[30] ^= 1
    place.write_bytes(content)

    verdict = judged(judge, claims)

    assert verdict.returncode == 1
    assert verdict.stderr.startswith(fault)


def test_a_changed_claim_does_not_satisfy_go(judge: Path, claims: dict[str, Any]) -> None:
    changed = json.loads(json.dumps(claims))
    changed["inclusions"][3]["entry"] = changed["inclusions"][3]["entry"].replace("2014", "2015")
    assert judged(judge, changed).stderr.startswith("inclusion")

    changed = json.loads(json.dumps(claims))
    changed["consistency"][0] = changed["consistency"][1]
    assert judged(judge, changed).stderr.startswith("consistency")
