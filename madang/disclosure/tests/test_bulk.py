import gzip
import hashlib
import json
from pathlib import Path

import pytest
from django.test import Client

from madang.common.actors import SYSTEM
from madang.disclosure import actions
from madang.disclosure.bulk import keeping
from madang.disclosure.models import Document, Publication
from madang.disclosure.tests.papers import judged, make_intake
from tests.factories import NOON, make_organisation

pytestmark = pytest.mark.django_db
SECRET = "secret-mark-42"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings) -> None:
    settings.BULK = tmp_path / "bulk"


def enter(*texts: str, state: str = "published") -> None:
    papers = [judged(f"{text}.txt", text, state=state) for text in texts]
    actions.enter_batch(intake=make_intake(), judged=papers, by=SYSTEM, at=NOON)


def downloaded(client: Client) -> list[dict[str, object]]:
    """Every record of every file that the manifest names, each file checked against its hash."""
    records = []
    for file in client.get("/bulk/index.json").json()["files"]:
        content = b"".join(client.get(f"/bulk/{file['name']}").streaming_content)
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert len(content) == file["size"]
        lines = gzip.decompress(content).decode().splitlines()
        assert len(lines) == file["records"]
        records += [json.loads(line) for line in lines]
    return records


def test_everything_public_is_in_the_files_and_nothing_else(client: Client) -> None:
    enter("첫째", "둘째")
    enter(SECRET, state="held")
    enter(f"{SECRET}-2", state="waiting")
    keeping.keep(at=NOON)

    records = downloaded(client)

    refs = {record["ref"] for record in records if "version" in record}
    assert refs == {document.ref for document in Document.objects.filter(current__isnull=False)}
    assert SECRET not in json.dumps(records)
    assert {record["text"] for record in records if "text" in record} == {"첫째", "둘째"}
    assert "2" in client.get("/bulk/").content.decode()


def test_only_what_changed_is_written_again(client: Client) -> None:
    enter("첫째")
    assert keeping.keep(at=NOON)
    before = client.get("/bulk/index.json").json()

    assert keeping.keep(at=NOON) == []
    assert client.get("/bulk/index.json").json() == before
    enter("둘째")
    changed = keeping.keep(at=NOON)
    assert len(changed) == 1
    assert changed[0].startswith("documents-")


def test_what_was_taken_down_is_gone_with_the_next_run(client: Client) -> None:
    enter(SECRET)
    keeping.keep(at=NOON)
    (name,) = [file["name"] for file in client.get("/bulk/index.json").json()["files"] if "documents" in file["name"]]

    Publication.objects.update(ended_at=NOON)
    keeping.keep(at=NOON)

    assert SECRET not in json.dumps(downloaded(client))
    assert client.get(f"/bulk/{name}").status_code == 404
    assert not (keeping.folder() / name).exists()


def test_a_crash_between_files_and_manifest_is_made_good(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    enter("첫째")
    with monkeypatch.context() as broken:
        broken.setattr(keeping, "write_manifest", lambda files, at: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            keeping.keep(at=NOON)
    assert client.get("/bulk/index.json").json()["files"] == []

    keeping.keep(at=NOON)

    assert len([record for record in downloaded(client) if "version" in record]) == 1


@pytest.mark.parametrize("name", ["index.json.gz", "..%2Findex.json", "secret-key", ".."])
def test_no_other_file_is_handed_out(client: Client, name: str) -> None:
    make_organisation()
    keeping.keep(at=NOON)

    assert client.get(f"/bulk/{name}").status_code == 404
