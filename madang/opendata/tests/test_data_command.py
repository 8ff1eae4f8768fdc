import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

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


def test_people_are_shown_names_types_and_problems(table: str) -> None:
    shown = run("profile", table)

    assert "csv, cp949: 2 rows, 0 rejects" in shown
    assert "인구: integer, 2 values, 0 empty  3200000 … 9300000" in shown
