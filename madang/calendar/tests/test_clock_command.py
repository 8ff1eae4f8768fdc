"""`madang clock`, and clocks in words."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils.translation import override

from madang.calendar import queries
from madang.calendar.models import DecreedDay
from madang.calendar.wording import citation, derivation_text, rule_label
from madang.common.clock_rules import ALL_RULES, rule_names, rule_on
from madang.common.clocks import Suspension, due

EXAMPLE = "10 working days from Mon 3 Mar 2014, first day counted, skipping Sat 8, Sun 9 = Fri 14 Mar, Act art. 11(1)"


def run_clock(*arguments: str) -> Any:
    answer = io.StringIO()
    call_command("clock", *arguments, "--json", stdout=answer, stderr=io.StringIO())
    return json.loads(answer.getvalue())


@pytest.mark.django_db
def test_the_command_answers_with_day_article_and_derivation() -> None:
    answer = run_clock("request.decision", "--from", "2014-03-03")

    assert (answer["rule"], answer["from"], answer["due"]) == ("request.decision", "2014-03-03", "2014-03-14")
    assert answer["article"] == "Act art. 11(1)"
    assert answer["derivation"].startswith(EXAMPLE)
    assert answer["days"]["skipped"][0] == {"on": "2014-03-08", "reason": "saturday", "name": ""}


@pytest.mark.django_db
def test_the_command_counts_with_the_days_decreed_on_this_site() -> None:
    DecreedDay.objects.create(
        on=date(2014, 3, 10),
        name_ko="임시",
        name_en="x",
        decree="1",
        decreed_on=date(2014, 3, 1),
        entered_at="2014-03-01T00:00Z",
    )

    assert run_clock("request.decision", "--from", "2014-03-03")["due"] == "2014-03-17"


def test_the_command_works_without_a_site_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_table() -> None:
        raise OperationalError

    monkeypatch.setattr(queries, "day_off_calendar", no_table)
    said, answer = io.StringIO(), io.StringIO()

    with override("en"):
        call_command("clock", "request.decision", "--from", "2014-05-30", "--json", stdout=answer, stderr=said)

    assert json.loads(answer.getvalue())["due"] == "2014-06-16"
    assert "No site here" in said.getvalue()


def test_the_list_names_every_rule_that_scripts_rely_on() -> None:
    promised = {
        "request.decision",
        "request.decision-extended",
        "request.lapse",
        "objection.filing",
        "objection.decision",
        "third-party.reply",
        "third-party.objection",
        "disclosure.date",
        "proposal.decision",
        "proposal.completion",
        "property.initial",
        "property.annual",
        "examination",
        "post-employment.request",
    }

    assert promised <= {version["rule"] for version in run_clock("--list")}


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [["no.such", "--from", "2014-03-03"], ["request.decision"], []])
def test_bad_usage_ends_with_two(arguments: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        run_clock(*arguments)

    assert refused.value.returncode == 2


def text_of(name: str, start: date, language: str, **more: Any) -> str:
    answer = due(rule_on(name, start=start), start=start, days_off=queries.regular_day_off, **more)
    days = [day.on for day in (*answer.derivation.skipped, *answer.derivation.moved)]
    with override(language):
        return derivation_text(answer.derivation, names={on: f"<{language}>" for on in days if on.weekday() < 5})


def test_a_derivation_reads_as_a_lawyer_would_write_it() -> None:
    assert text_of("request.decision", date(2024, 3, 4), "en") == (
        "10 working days from Mon 4 Mar 2024, first day counted, skipping Sat 9, Sun 10 = Fri 15 Mar,"
        " Act art. 11(1), 29(2)1"
    )
    assert text_of("objection.filing", date(2014, 8, 8), "en") == (
        "30 days from Fri 8 Aug 2014, first day not counted, moved past Sun 7 Sep, Mon 8 (<en>), Tue 9 (<en>),"
        " Wed 10 (<en>) = Thu 11 Sep, Act art. 18(1)"
    )


def test_a_derivation_reads_in_korean_too() -> None:
    assert text_of("request.decision", date(2024, 3, 4), "ko") == (
        "2024. 3. 4.(월)부터 근무일 10일, 첫날 산입, 3. 9.(토), 3. 10.(일) 제외 = 3. 15.(금),"
        " 정보공개법 제11조제1항, 제29조제2항제1호"
    )


def test_an_extension_and_a_suspension_are_told() -> None:
    extended = text_of("request.decision-extended", date(2024, 3, 4), "en")
    paused = text_of(
        "proposal.decision",
        date(2024, 3, 4),
        "en",
        suspensions=[Suspension(date(2024, 3, 11), date(2024, 3, 20), "completion")],
    )

    assert "= Fri 15 Mar; extended by 10 working days from Sat 16 Mar, skipping" in extended
    assert "= Fri 29 Mar," in extended
    assert "without Mon 11 to Wed 20 (while the proposal was being completed)" in paused


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_rule_can_be_worded(language: str) -> None:
    with override(language):
        for rule in ALL_RULES:
            assert text_of(rule.name, rule.since, language)
            assert citation(rule.article)
        labels = [str(rule_label(name)) for name in rule_names()]
    assert len(set(labels)) == len(labels)
    assert not set(labels) & set(rule_names())


def test_citations_are_written_the_korean_way_in_korean() -> None:
    with override("ko"):
        assert citation("Act art. 11(1), 29(2)1") == "정보공개법 제11조제1항, 제29조제2항제1호"
        assert citation("Ethics Decree art. 33-3(1)") == "공직자윤리법 시행령 제33조의3제1항"
