import contextlib
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from madang.accounts.models import Organisation, OrganisationVersion
from madang.accounts.organisation_rows import NotATable, decode, read_rows
from madang.ledger.models import Entry

pytestmark = pytest.mark.django_db
HEADING = "code,kind,name_ko,name_en,parent,established_on\n"
CHILD = "2000000,school,산림학교,Forest School,1000000,2014-03-01\n"
PARENT = "1000000,ministry,산림부,Ministry of Forests,,2010-01-01\n"


def load(tmp_path: Path, text: str, *arguments: str, encoding: str = "utf-8") -> dict[str, list[object]]:
    """The report of the command; a refused file ends with 1 after its report was written."""
    path, out = tmp_path / "agencies.csv", io.StringIO()
    path.write_bytes(text.encode(encoding))
    with contextlib.suppress(SystemExit):
        call_command("organisations", "load", str(path), "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_children_may_stand_before_their_parents_in_the_file(tmp_path: Path) -> None:
    report = load(tmp_path, HEADING + CHILD + PARENT)

    assert report["created"] == ["1000000", "2000000"]
    assert Organisation.objects.get(code="2000000").parent.code == "1000000"


def test_loading_a_file_twice_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path, HEADING + PARENT + CHILD)
    before = (OrganisationVersion.objects.count(), Entry.objects.count())

    report = load(tmp_path, HEADING + PARENT + CHILD)

    assert (report["created"], report["unchanged"]) == ([], ["1000000", "2000000"])
    assert (OrganisationVersion.objects.count(), Entry.objects.count()) == before


def test_every_faulty_cell_is_named_by_row_and_column_and_nothing_is_entered(tmp_path: Path) -> None:
    bad = (
        "1,castle,,Name,1,2014-13-01\n"
        + PARENT
        + "1000000,ministry,가,A,,2010-01-01\n"
        + "3000000,school,나,B,9,2010-01-01\n"
    )

    report = load(tmp_path, HEADING + bad)

    cells = {(one["row"], one["column"]) for one in report["faults"]}
    assert cells == {(2, "code"), (2, "kind"), (2, "name_ko"), (2, "parent"), (2, "established_on"), (4, "code")}
    assert not Organisation.objects.exists()


def test_a_parent_that_nobody_knows_is_a_fault_of_its_cell(tmp_path: Path) -> None:
    report = load(tmp_path, HEADING + PARENT + "3000000,school,나,B,9000000,2010-01-01\n")

    assert [(one["row"], one["column"]) for one in report["faults"]] == [(3, "parent")]
    assert not Organisation.objects.exists()


def test_another_name_needs_the_day_from_which_it_holds(tmp_path: Path) -> None:
    load(tmp_path, HEADING + PARENT)
    renamed = HEADING + PARENT.replace("산림부", "산림청")

    refused = load(tmp_path, renamed)
    changed = load(tmp_path, renamed, "--since", "2017-07-26")

    assert [(one["row"], one["column"]) for one in refused["faults"]] == [(2, "name_ko")]
    assert changed["changed"] == ["1000000"]
    assert [one.name_ko for one in OrganisationVersion.objects.order_by("since_on")] == ["산림부", "산림청"]


def test_a_file_from_a_korean_spreadsheet_is_read(tmp_path: Path) -> None:
    assert load(tmp_path, HEADING + PARENT, encoding="cp949")["created"] == ["1000000"]
    assert load(tmp_path, HEADING + PARENT, encoding="utf-8-sig")["unchanged"] == ["1000000"]


def test_a_file_that_is_no_table_of_organisations_ends_with_two(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as end:
        load(tmp_path, "code,name\n1,2\n")
    assert end.value.returncode == 2

    with pytest.raises(NotATable):
        decode(b"\xff\xfe\xff\xff")
    with pytest.raises(NotATable):
        read_rows([HEADING, '1000000,"open quote\n'])


def test_a_refused_file_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    path.write_text(HEADING + "1,castle,,,,\n")

    with pytest.raises(SystemExit) as end:
        call_command("organisations", "load", str(path), stderr=io.StringIO())

    assert end.value.code == 1


def test_a_file_changes_neither_kind_nor_first_day(tmp_path: Path) -> None:
    load(tmp_path, HEADING + PARENT)

    report = load(tmp_path, HEADING + PARENT.replace("2010-01-01", "2011-01-01"), "--since", "2017-07-26")

    assert [(one["row"], one["column"]) for one in report["faults"]] == [(2, "established_on")]
    assert "--since" not in report["faults"][0]["fault"]
