import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from madang.surveys.questionnaire import read_questionnaire
from madang.surveys.release import Rules, as_text, make_release
from madang.surveys.tests.samples import DOCUMENT, WEIGHTING, drawn


def published(**rules: Any) -> dict[str, Any]:
    made = make_release(read_questionnaire(DOCUMENT), drawn(80), Rules(**({"k": 5, "weighting": WEIGHTING} | rules)))
    parsed: dict[str, Any] = json.loads(as_text(made | {"questionnaire": DOCUMENT}))
    return parsed


def run(path: Path, *more: str) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    try:
        call_command("survey", "recount", str(path), "--json", *more, stdout=out)
        code = 0
    except SystemExit as left:
        code = int(left.code or 0)
    return code, json.loads(out.getvalue())


def test_a_published_file_is_counted_again_without_a_site(tmp_path: Path) -> None:
    path = tmp_path / "survey.json"
    document = published(background_in_rows=True)
    path.write_text(json.dumps(document))

    code, found = run(path, "--root", document["root"])

    assert code == 0
    assert found["agrees"]
    assert found["weighted"]
    assert found["root"] == document["root"]
    assert run(path, "--root", "00")[0] == 1


def test_a_changed_file_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "survey.json"
    document = published()
    document["rows"][0]["answers"]["aware"] = "perhaps"
    path.write_text(json.dumps(document))

    code, found = run(path)

    assert code == 1
    assert any(one.startswith("root") for one in found["differences"])


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": "madang-survey/1", "questionnaire": {}}'])
def test_what_is_no_such_file_is_said_in_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)

    with pytest.raises(CommandError) as caught:
        call_command("survey", "recount", str(path))

    assert caught.value.returncode == 2
    assert "other.json" in str(caught.value)


def test_people_read_the_count_as_lines(tmp_path: Path) -> None:
    path, out = tmp_path / "survey.json", io.StringIO()
    path.write_text(json.dumps(published()))

    call_command("survey", "recount", str(path), stdout=out)

    assert "80 answers, root" in out.getvalue()
    assert "everything agrees" in out.getvalue()
