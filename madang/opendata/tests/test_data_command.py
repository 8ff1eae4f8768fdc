import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from madang.ledger.models import Entry
from tests.factories import make_organisation

TABLE = "시도,인구\n서울특별시,9300000\n부산광역시,3200000\n"


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command("data", *arguments, stdout=output)
    return output.getvalue()


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "인구.csv"
    path.write_bytes(TABLE.encode("cp949"))
    return str(path)


def test_a_profile_has_the_keys_that_programs_rely_on(table: str) -> None:
    found = json.loads(run("profile", table, "--json"))

    assert (found["encoding"], found["delimiter"], found["header_row"], found["rows"]) == ("cp949", ",", 1, 2)
    assert found["problems"] == []
    names = {key: found["columns"][1][key] for key in ("name", "type", "nulls", "unique", "min", "max")}
    assert names == {"name": "인구", "type": "integer", "nulls": 0, "unique": 2, "min": 3200000, "max": 9300000}


def test_a_question_is_answered_as_columns_and_rows(table: str) -> None:
    found = json.loads(run("query", table, "--sql", "SELECT 시도 FROM data ORDER BY 인구", "--json"))

    assert found["rows"] == [["부산광역시"], ["서울특별시"]]
    assert found["columns"] == [{"name": "시도", "type": "VARCHAR"}]


def test_standard_input_is_read_where_a_file_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(TABLE.encode())))

    assert json.loads(run("profile", "-", "--json"))["rows"] == 2


def test_what_cannot_be_read_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")

    with override("en"), pytest.raises(CommandError) as failure:
        run("profile", str(path))

    assert failure.value.returncode == 2
    assert "pdf" in str(failure.value)


def test_a_question_that_is_none_is_status_2(table: str) -> None:
    with pytest.raises(CommandError) as failure:
        run("query", table, "--sql", "DROP TABLE data")

    assert failure.value.returncode == 2


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELEC 1", "The database refuses the question: Parser Error"),
        ("SELECT nothing FROM data", "The database refuses the question: Binder Error"),
        ("SELECT length(repeat('a', 4000000000))", "needs more memory"),
    ],
)
def test_a_question_that_fails_is_not_blamed_on_the_file(table: str, sql: str, says: str) -> None:
    with override("en"), pytest.raises(CommandError, match=says) as failure:
        run("query", table, "--sql", sql)

    assert failure.value.returncode == 2


def test_people_are_shown_names_types_and_problems(table: str) -> None:
    shown = run("profile", table)

    assert "csv, cp949: 2 rows, 0 rejects" in shown
    assert "인구: integer, 2 values, 0 empty  3200000 … 9300000" in shown


@pytest.mark.django_db
def test_a_file_is_published_and_its_next_version_compared(table: str, tmp_path: Path, settings: Any) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"
    agency = make_organisation()
    named = ["--slug", "people", "--agency", agency.code, "--title", "시도별 인구", "--description", "설명"]

    first = json.loads(run("publish", table, *named, "--json"))
    Path(table).write_bytes((TABLE + "제주특별자치도,670000\n").encode("cp949"))
    second = json.loads(run("publish", table, "--slug", "people", "--json"))

    assert (first["state"], first["version"], first["rows"]) == ("published", 1, 2)
    assert (second["version"], second["changes"]["rows"]["added"]) == (2, 1)
    assert Entry.objects.filter(kind="opendata.version.published").count() == 2


@pytest.mark.django_db
def test_a_held_file_is_not_published_and_status_is_1(tmp_path: Path, settings: Any) -> None:
    settings.FILES_PRIVATE, settings.FILES_PUBLIC = tmp_path / "private", tmp_path / "public"
    path = tmp_path / "a.csv"
    path.write_text("구분,연락\n" + "가,010-2345-6789\n" * 9)

    with pytest.raises(CommandError) as failure:
        run("publish", str(path), "--slug", "calls", "--agency", make_organisation().code, "--title", "연락처")

    assert failure.value.returncode == 1
    assert not Entry.objects.filter(kind__startswith="opendata").exists()
