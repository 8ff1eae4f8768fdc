"""`madang read`: one JSON list, no database, and an exit code that says whether it could be asked."""

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from madang.documents import wording
from madang.documents.reading import REFUSING, Reason
from madang.documents.tests.builders import make_hwpx, make_zip, paragraph
from madang.documents.wording import SENTENCES, sentence

WORDS = "시설 사용 허가를 다음과 같이 알려 드립니다."
READERS = Path(wording.__file__).parent / "readers"


def answers(*arguments: str) -> list[dict[str, Any]]:
    output = io.StringIO()
    call_command("read", *arguments, json=True, stdout=output)
    found: list[dict[str, Any]] = json.loads(output.getvalue())
    return found


def test_the_answer_has_the_keys_that_scripts_rely_on(tmp_path: Path) -> None:
    path = make_hwpx(tmp_path / "a.pdf", paragraph(WORDS))

    (answer,) = answers(str(path))

    assert answer.keys() >= {"path", "type", "state", "reasons", "text", "hidden", "readers"}
    assert (answer["path"], answer["type"], answer["state"], answer["text"]) == (str(path), "hwpx", "read", WORDS)


def test_standard_input_is_read_for_a_dash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = make_hwpx(tmp_path / "a", paragraph(WORDS)).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    assert [(answer["path"], answer["text"]) for answer in answers("-")] == [("-", WORDS)]


def test_files_of_an_archive_are_listed_behind_it(tmp_path: Path) -> None:
    inner = make_hwpx(tmp_path / "a", paragraph(WORDS)).read_bytes()
    path = make_zip(tmp_path / "a.zip", {"문서.hwpx": inner, "../out.txt": "x"})

    found = {answer["path"]: (answer["type"], answer["state"]) for answer in answers(str(path))}

    assert found == {
        str(path): ("zip", "held"),
        f"{path}/문서.hwpx": ("hwpx", "read"),
        f"{path}/../out.txt": ("unknown", "held"),
    }


def test_a_missing_file_is_bad_usage() -> None:
    with pytest.raises(CommandError, match="no file") as refusal:
        answers("no-such-file")

    assert refusal.value.returncode == 2


def test_every_reason_that_a_reader_can_give_has_a_sentence() -> None:
    given = set(REFUSING)
    for path in READERS.glob("*.py"):
        given |= set(re.findall(r"(?:hold|Unreadable|refused)\(\s*(?:kind, )?\"([a-z0-9-]+)\"", path.read_text()))

    assert given - set(SENTENCES) == set()
    assert len(given) > 30


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_needs_no_parameter_to_be_said(code: str) -> None:
    with translation.override("en"):
        assert "{" not in str(sentence(Reason(code)))
