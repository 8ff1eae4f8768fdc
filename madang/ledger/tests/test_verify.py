import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from madang.ledger import actions
from madang.ledger.installation import load_signer, site_files
from madang.ledger.merkle import Frontier, leaf_hash, root_of
from madang.ledger.models import Entry, Head, Salt
from madang.ledger.notes import Checkpoint, Signer
from madang.ledger.published import Published
from madang.ledger.tests.making import NOON, OFFICER, make_entries, make_log
from madang.ledger.tiles import TileBuilder

pytestmark = pytest.mark.django_db
SIZE = 300


def verify(*arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the JSON of `madang verify`."""
    output = StringIO()
    code = 0
    try:
        call_command("verify", *arguments, "--json", stdout=output)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(output.getvalue())


def problems(found: dict[str, Any]) -> set[tuple[str, int | None]]:
    return {(broken["problem"], broken["index"]) for broken in found["broken"]}


def rewrite_head() -> None:
    """What an attacker who can write to the database would do to cover a change."""
    frontier = Frontier()
    frontier.extend(leaf_hash(text.encode()) for text in Entry.objects.entered().values_list("text", flat=True))
    Head.objects.update(size=frontier.size, root=frontier.root(), frontier=b"".join(frontier.subtrees))


def change(entry: Entry, text: str) -> None:
    Entry.objects.filter(pk=entry.pk).update(text=text, leaf_hash=leaf_hash(text.encode()))


def edit_text(index: int) -> None:
    entry = Entry.objects.get(index=index)
    change(entry, entry.text.replace(f'"number":{index + 1}', '"number":0'))


def edit_with_columns(index: int) -> None:
    entry = Entry.objects.get(index=index)
    change(entry, entry.text.replace("test.thing.done", "test.thing.gone"))
    Entry.objects.filter(pk=entry.pk).update(kind="test.thing.gone")


def edit_without_fingerprint(index: int) -> None:
    entry = Entry.objects.get(index=index)
    Entry.objects.filter(pk=entry.pk).update(text=entry.text.replace("2014", "2013"))


def delete_row(index: int) -> None:
    Salt.objects.filter(entry__index=index).delete()
    Entry.objects.filter(index=index).delete()


def delete_and_close_the_gap(index: int) -> None:
    delete_row(index)
    for later in range(index + 1, SIZE):
        Entry.objects.filter(index=later).update(index=later - 1)


def swap_numbers(index: int) -> None:
    one, other = Entry.objects.get(index=index), Entry.objects.get(index=(index + 7) % SIZE)
    Entry.objects.filter(pk=other.pk).update(index=None)
    Entry.objects.filter(pk=one.pk).update(index=other.index)
    Entry.objects.filter(pk=other.pk).update(index=one.index)


def insert_between(index: int) -> None:
    for later in reversed(range(index, SIZE)):
        Entry.objects.filter(index=later).update(index=later + 1)
    (forged,) = make_entries(1, first=9999)
    Entry.objects.filter(pk=forged.pk).update(index=index)


TAMPERINGS = [
    edit_text,
    edit_with_columns,
    edit_without_fingerprint,
    delete_row,
    delete_and_close_the_gap,
    swap_numbers,
    insert_between,
]


def test_an_untouched_ledger_is_intact() -> None:
    leaves = [bytes(entry.leaf_hash) for entry in make_log(SIZE)]

    assert verify() == (
        0,
        {
            "entries": SIZE,
            "root": base64.b64encode(root_of(leaves)).decode(),
            "checkpoint_ok": True,
            "broken": [],
        },
    )


def test_an_empty_ledger_is_intact() -> None:
    make_log(0)

    code, found = verify()

    assert (code, found["entries"], found["checkpoint_ok"]) == (0, 0, True)


def test_entries_not_numbered_yet_are_no_fault() -> None:
    make_log(5)
    make_entries(5, first=6)

    assert verify()[0] == 0


def test_erasing_personal_values_leaves_the_ledger_intact() -> None:
    log = make_log(5)
    actions.erase(entry=log[2], by=OFFICER, at=NOON)

    assert verify()[0] == 0


@pytest.mark.parametrize("index", [0, 137, 256, SIZE - 1])
@pytest.mark.parametrize("tamper", TAMPERINGS)
@pytest.mark.parametrize("is_covered", [False, True])
def test_a_past_row_that_was_tampered_with_is_found(
    tamper: Callable[[int], None], index: int, *, is_covered: bool
) -> None:
    make_log(SIZE)

    tamper(index)
    if is_covered:
        rewrite_head()

    code, found = verify()
    assert code == 1
    assert not found["checkpoint_ok"]
    assert any(broken["index"] == index for broken in found["broken"])


def test_rows_cut_off_at_the_end_are_found() -> None:
    make_log(SIZE)
    for index in range(290, SIZE):
        delete_row(index)
    rewrite_head()

    code, found = verify()

    assert code == 1
    assert {("row-missing", index) for index in range(290, SIZE)} <= problems(found)


def test_all_rows_gone_are_found() -> None:
    make_log(10)
    with connection.cursor() as cursor:
        for table in ("ledger_salt", "ledger_entry", "ledger_head"):
            cursor.execute(f"DELETE FROM {table}")

    assert verify()[0] == 1


def test_the_row_that_was_edited_is_named_alone() -> None:
    make_log(SIZE)

    edit_text(137)

    assert problems(verify()[1]) == {("row-changed", 137), ("root-mismatch", None), ("head-mismatch", None)}


@pytest.mark.parametrize("column", ["kind", "subject", "at"])
def test_a_column_that_contradicts_its_entry_is_found(column: str) -> None:
    make_log(5)
    value = {"kind": "test.thing.gone", "subject": "test:thing:77", "at": NOON}[column]
    Entry.objects.filter(index=3).update(**{column: value})

    code, found = verify()

    assert code == 1
    assert [(broken["problem"], broken["index"], broken["place"]) for broken in found["broken"]] == [
        ("column-changed", 3, column)
    ]
    assert found["checkpoint_ok"]


@pytest.mark.parametrize("changes", [{"value": "somebody else"}, {"salt": b"x" * 32}, {"field": "editor"}])
def test_a_kept_value_that_is_not_what_was_committed_to_is_found(changes: dict[str, object]) -> None:
    make_log(5)
    Salt.objects.filter(entry__index=3).update(**changes)

    assert problems(verify()[1]) == {("personal-changed", 3)}


def test_a_head_that_is_not_over_the_rows_is_found() -> None:
    make_log(5)
    Head.objects.update(root=bytes(32))

    assert problems(verify()[1]) == {("head-mismatch", None)}


def spoil(path: str) -> None:
    place = site_files().folder / path
    content = bytearray(place.read_bytes())
    content[40] ^= 1
    place.write_bytes(content)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("tile/0/000", ("row-changed", 1)),
        ("tile/0/001.p/44", ("row-changed", 257)),
        ("tile/entries/000", ("row-changed", 0)),
        ("tile/1/000.p/1", ("tile-changed", None)),
    ],
)
def test_a_published_file_that_was_changed_is_found(path: str, problem: tuple[str, int | None]) -> None:
    make_log(SIZE)
    if path == "tile/1/000.p/1":
        (site_files().folder / path).write_bytes(bytes(32))
    else:
        spoil(path)

    code, found = verify()
    assert code == 1
    assert problem in problems(found)
    assert verify("--from", str(site_files().folder))[0] == 1


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001.p/44", "tile/entries/000", "tile/1/000.p/1"])
def test_a_published_file_that_is_missing_or_cut_is_found(path: str) -> None:
    make_log(SIZE)
    place = site_files().folder / path
    place.write_bytes(place.read_bytes()[:-1])
    assert verify()[0] == verify("--from", str(site_files().folder))[0] == 1

    place.unlink()

    assert ("file-missing", None) in problems(verify()[1])
    assert verify("--from", str(site_files().folder))[0] == 1


def forge(folder: Path, signer: Signer, count: int = 10) -> None:
    """A log of other entries, whole in itself, signed by somebody."""
    builder, frontier, files = TileBuilder(), Frontier(), Published(folder)
    for number in range(count):
        entry = f"forged {number}".encode()
        frontier.append(leaf_hash(entry))
        for tile, content in builder.append(entry, leaf_hash(entry)):
            files.write(tile, content)
    for tile, content in builder.partial():
        files.write(tile, content)
    files.publish(Checkpoint(signer.name, count, frontier.root()), signer)


def test_a_log_signed_with_another_key_is_found() -> None:
    make_log(10)
    shutil.rmtree(site_files().folder)
    forge(site_files().folder, Signer("127.0.0.1:8000/ledger", bytes(32)))

    found = verify()[1]

    assert not found["checkpoint_ok"]
    assert {("checkpoint-signature", None), ("key-changed", None)} <= problems(found)


def test_a_checkpoint_that_was_rewritten_is_found() -> None:
    make_log(10)
    path = site_files().checkpoint_path
    path.write_text(path.read_text().replace("\n10\n", "\n11\n"))

    for arguments in [(), ("--from", str(site_files().folder))]:
        code, found = verify(*arguments)
        assert (code, found["checkpoint_ok"]) == (1, False)
        assert ("checkpoint-signature", None) in problems(found)


def test_a_copy_is_checked_without_the_site(tmp_path: Path) -> None:
    make_log(SIZE)
    copied = shutil.copytree(site_files().folder, tmp_path / "copy")
    Entry.objects.filter(index=3).update(text="{}")

    code, found = verify("--from", str(copied))

    assert (code, found["entries"], found["checkpoint_ok"], found["broken"]) == (0, SIZE, True, [])


def test_a_copy_is_checked_with_the_key_that_the_reader_trusts(tmp_path: Path) -> None:
    make_log(10)
    signer = load_signer()
    assert signer
    forge(tmp_path / "copy", Signer(signer.name, bytes(32)))

    assert verify("--from", str(tmp_path / "copy"))[0] == 0
    assert verify("--from", str(tmp_path / "copy"), "--key", str(signer.verifier))[0] == 1
    assert verify("--from", str(site_files().folder), "--key", str(signer.verifier))[0] == 0


def test_entries_reordered_in_a_copy_are_found() -> None:
    make_log(10)
    bundle = site_files().folder / "tile/entries/000.p/10"
    one, other = Entry.objects.get(index=3).text.encode(), Entry.objects.get(index=4).text.encode()
    assert len(one) == len(other)
    aside = b"?" * len(one)
    bundle.write_bytes(bundle.read_bytes().replace(one, aside).replace(other, one).replace(aside, other))

    code, found = verify("--from", str(site_files().folder))

    assert code == 1
    assert {("entry-changed", 3), ("entry-changed", 4)} <= problems(found)


@pytest.mark.parametrize("place", ["/nowhere/at/all", "ftp://example/ledger"])
def test_what_is_no_log_gets_one_sentence_and_exit_code_2(place: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("verify", "--from", place)

    assert refused.value.returncode == 2
    assert place in str(refused.value)


@pytest.mark.parametrize("spoiled", ["checkpoint", "key"])
def test_an_unreadable_log_gets_exit_code_2(spoiled: str) -> None:
    make_log(3)
    (site_files().folder / spoiled).write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError) as refused:
        call_command("verify", "--from", str(site_files().folder))
    assert refused.value.returncode == 2

    (site_files().folder / spoiled).unlink()
    with pytest.raises(CommandError) as refused:
        call_command("verify", "--from", str(site_files().folder))
    assert refused.value.returncode == 2


def test_a_site_that_has_published_nothing_gets_exit_code_2() -> None:
    with pytest.raises(CommandError) as refused:
        call_command("verify")

    assert refused.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_a_log_on_the_web_is_checked_from_outside(live_server: LiveServer) -> None:
    make_log(SIZE)

    assert verify("--from", f"{live_server.url}/ledger/")[1]["checkpoint_ok"]

    spoil("tile/entries/000")
    assert verify("--from", f"{live_server.url}/ledger")[0] == 1


def test_a_copy_is_checked_by_a_process_that_has_no_database(tmp_path: Path) -> None:
    make_log(5)
    code = (
        "import sys; from pathlib import Path; from madang.ledger import verification as v;"
        f"report = v.verify_copy(v.Folder(Path({str(site_files().folder)!r})), verifier=None, progress=lambda n: None);"
        "sys.exit(report.broken or 'django' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=settings.ROOT).returncode == 0
