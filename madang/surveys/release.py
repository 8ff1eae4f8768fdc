"""What a survey publishes, made once when it closes, from which everything public can be counted again.

Results, tables and rows come from one protected set of rows; there is no second count to subtract from the first.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madang.ledger.canonical import canonical
from madang.ledger.merkle import leaf_hash, root_of
from madang.surveys.protection import Crosstab, anonymise, protect
from madang.surveys.questionnaire import Question, Questionnaire, read_questionnaire
from madang.surveys.tabulation import Answers, public_value, tabulate, tabulate_question
from madang.surveys.weighting import WITHHELD, Weights, design_effect, effective_size, rake

FORMAT = "madang-survey/1"
TOLERANCE = 2e-6
COUNTED = ("key", "row", "count", "share", "points")
"""Of an item, what follows from the rows even where weights do not."""
Document = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """One answer as it was kept. receipt: SHA-256 of the receipt that the person holds, in hexadecimal digits."""

    receipt: str
    answers: Answers
    paper: bool = False


@dataclass(frozen=True)
class Rules:
    """How a survey is published.

    k: the smallest group that is shown. background_in_rows: whether rows say who answered (k-anonymously).
    weighting: `{"margins": [{"question", "targets", "source"}], "cap"}` or None. population: how many were asked.
    """

    k: int
    background_in_rows: bool = False
    weighting: Mapping[str, Any] | None = None
    population: int | None = None


def row_id(receipt: str) -> str:
    """The public name of an answer: the first 16 digits of its receipt's hash."""
    return receipt[:16]


def receipt_hash(receipt: str) -> str:
    """What is kept of a receipt: the SHA-256 of it without spaces and hyphens, in capitals."""
    plain = receipt.upper().replace("-", "").replace(" ", "")
    return hashlib.sha256(plain.encode()).hexdigest()


def make_release(questionnaire: Questionnaire, given: Sequence[Given], rules: Rules) -> Document:
    """Rows, their Merkle root, results, weights and protected tables."""
    given = sorted(given, key=lambda one: one.receipt)
    private = [_public_answers(questionnaire, one.answers) for one in given]
    rows = _rows(questionnaire, given, private, rules)
    basis = [row["answers"] for row in rows] if rules.background_in_rows else private
    enough = len(given) >= rules.k
    weights = _weights(basis, rules) if enough else None
    document: Document = {
        "format": FORMAT,
        "k": rules.k,
        "background_in_rows": rules.background_in_rows,
        "weighting": rules.weighting,
        "population": rules.population,
        "answers": len(given),
        "paper": sum(one.paper for one in given),
        "rows": rows if enough else [],
        "root": root_over(rows if enough else []),
        "results": [],
        "background": [],
        "crosstabs": [],
        "weights": _weight_facts(weights),
    }
    if enough:
        without = frozenset(one.key for one in questionnaire.background)
        values = weights.values if weights else None
        document["results"] = tabulate(questionnaire, basis, values, population=rules.population, without=without)
        document |= _tables(questionnaire, basis, rules)
        if weights and rules.background_in_rows:
            for row, weight in zip(rows, weights.values, strict=True):
                row["weight"] = round(weight, 9)
    return document


def root_over(rows: Sequence[Mapping[str, Any]]) -> str:
    """The Merkle root (RFC 6962) over the rows in the order of their names, in hexadecimal digits."""
    return root_of([leaf_hash(leaf(row)) for row in sorted(rows, key=lambda row: str(row["id"]))]).hex()


def leaf(row: Mapping[str, Any]) -> bytes:
    """What is hashed of a row: its name and answers as canonical JSON. The weight follows from all rows."""
    return canonical({"id": row["id"], "answers": row["answers"]}).encode()


def _public_answers(questionnaire: Questionnaire, answers: Answers) -> dict[str, Any]:
    found = {one.key: public_value(one, answers[one.key]) for one in questionnaire.questions if one.key in answers}
    return {key: value for key, value in found.items() if value is not None}


def _rows(
    questionnaire: Questionnaire, given: Sequence[Given], private: Sequence[dict[str, Any]], rules: Rules
) -> list[Document]:
    keys = [question.key for question in questionnaire.background]
    protected = anonymise([tuple(str(row.get(key, "")) for key in keys) for row in private], rules.k)
    rows = []
    for one, answers, background in zip(given, private, protected, strict=True):
        shown = {key: value for key, value in answers.items() if key not in keys}
        if rules.background_in_rows:
            shown |= {key: value for key, value in zip(keys, background, strict=True) if value}
        rows.append({"id": row_id(one.receipt), "answers": shown})
    return rows


def _weights(answers: Sequence[Answers], rules: Rules) -> Weights | None:
    if not rules.weighting or not answers:
        return None
    margins = rules.weighting["margins"]
    return rake(
        [[_known(row.get(margin["question"])) for row in answers] for margin in margins],
        [margin["targets"] for margin in margins],
        cap=rules.weighting.get("cap"),
    )


def _known(value: Any) -> str | None:
    return None if value in (None, WITHHELD) else str(value)


def _weight_facts(weights: Weights | None) -> Document | None:
    if weights is None:
        return None
    return {
        "design_effect": round(design_effect(weights.values), 6),
        "effective_size": round(effective_size(weights.values), 3),
        "largest": round(max(weights.values), 6),
        "smallest": round(min(weights.values), 6),
        "deviation": round(weights.deviation, 9),
        "absent": [[place, name] for place, name in weights.absent],
    }


def _tables(questionnaire: Questionnaire, answers: Sequence[Answers], rules: Rules) -> Document:
    """Every countable question by every background question, and who answered, all protected."""
    asked = [
        one for one in questionnaire.questions if not one.background and one.kind in {"single", "scale", "multiple"}
    ]
    background, crosstabs = [], []
    for by in questionnaire.background:
        groups = [str(row.get(by.key, "")) for row in answers]
        names = [*by.values, *(extra for extra in ("", WITHHELD) if extra in groups)]
        alone = protect(names, ["all"], [[groups.count(name)] for name in names], rules.k)
        if alone is None:
            continue
        background.append(
            {
                "question": by.key,
                "rows": alone.rows,
                "totals": alone.row_totals,
                "merged": alone.merged,
            }
        )
        for question in asked:
            crosstabs += _crosstabs(question, by, names, groups, answers, rules.k)
    return {"background": background, "crosstabs": crosstabs}


def _crosstabs(
    question: Question, by: Question, names: Sequence[str], groups: Sequence[str], answers: Sequence[Answers], k: int
) -> list[Document]:
    """One table; for a question with several choices one of chosen or not for each option.

    Those who gave no answer have a column, so that the totals of all tables by one question are the same.
    """
    if question.kind == "multiple":
        picked = [(option, [_choice(row.get(question.key), option) for row in answers]) for option in question.values]
        columns = ["yes", "no", ""]
    else:
        picked = [("", [str(row.get(question.key) or "") for row in answers])]
        columns = [*question.values, ""]
    found = []
    for option, chosen in picked:
        table = _count_table(names, columns, groups, chosen)
        if protected := protect(names, columns, table, k):
            found.append({"question": question.key, "by": by.key, "option": option, **_as_document(protected)})
    return found


def _count_table(
    names: Sequence[str], columns: Sequence[str], groups: Sequence[str], chosen: Sequence[str]
) -> list[list[int]]:
    table = {(row, column): 0 for row in names for column in columns}
    for group, choice in zip(groups, chosen, strict=True):
        table[group, choice] += 1
    return [[table[row, column] for column in columns] for row in names]


def _choice(value: Any, option: str) -> str:
    return "" if value is None else "yes" if option in value else "no"


def _as_document(table: Crosstab) -> Document:
    return {
        "rows": table.rows,
        "columns": table.columns,
        "cells": table.cells,
        "row_totals": table.row_totals,
        "column_totals": table.column_totals,
        "merged": table.merged,
    }


@dataclass(frozen=True)
class Recount:
    """root: over the rows in the file. differences: where the file claims something else than its rows say.

    weighted: whether weighted figures could be counted again too.
    """

    answers: int
    root: str
    weighted: bool
    differences: tuple[str, ...]
    results: tuple[Document, ...]


def recount(document: Mapping[str, Any]) -> Recount:
    """Count a published file again, and compare everything that it claims.

    Raises `ValueError` (and its `FaultyQuestionnaire`) for what is no such file.
    """
    try:
        if document["format"] != FORMAT:
            raise ValueError(f"the format is {document['format']!r}, not {FORMAT}")
        questionnaire = read_questionnaire(document["questionnaire"])
        rows, claimed = list(document["rows"]), {one["question"]: one for one in document["results"]}
        answers = [row["answers"] for row in rows]
        can_weigh = bool(document["background_in_rows"]) or not document["weighting"]
        rules = Rules(document["k"], weighting=document["weighting"] if can_weigh else None)
        return _compared(document, questionnaire, rows, answers, claimed, rules, can_weigh=can_weigh)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"this is not a file of survey answers: {type(error).__name__} {error}") from error


def _compared(
    document: Mapping[str, Any],
    questionnaire: Questionnaire,
    rows: Sequence[Document],
    answers: Sequence[Answers],
    claimed: Mapping[str, Document],
    rules: Rules,
    *,
    can_weigh: bool,
) -> Recount:
    weights = _weights(answers, rules)
    values = weights.values if weights else None
    counted = [
        tabulate_question(question, answers, values, population=document["population"])
        for question in questionnaire.questions
        if question.key in claimed
    ]
    root = root_over(rows)
    differences = [] if root == document["root"] else [f"root: {document['root']} claimed, {root} counted"]
    if len({row["id"] for row in rows}) < len(rows):
        differences.append("rows: two have the same id")
    if rows and len(rows) != document["answers"]:
        differences.append(f"answers: {document['answers']} claimed, {len(rows)} rows")
    for result in counted:
        differences += _differences(claimed[result["question"]], result, whole=can_weigh)
    return Recount(len(rows), root, can_weigh and weights is not None, tuple(differences), tuple(counted))


def _differences(claimed: Document, counted: Document, *, whole: bool) -> list[str]:
    name = counted["question"]
    found = [] if claimed["base"] == counted["base"] else [f"{name}: base {claimed['base']} claimed, {counted['base']}"]
    if len(claimed["items"]) != len(counted["items"]):
        return [*found, f"{name}: {len(claimed['items'])} items claimed, {len(counted['items'])} counted"]
    for said, seen in zip(claimed["items"], counted["items"], strict=True):
        for key, value in seen.items():
            if not whole and key not in COUNTED:
                continue
            same = abs(said.get(key, 0) - value) <= TOLERANCE if isinstance(value, float) else said.get(key) == value
            if not same:
                found.append(f"{name}.{seen['key']}: {key} {said.get(key)} claimed, {value} counted")
    return found


def as_text(document: Mapping[str, Any]) -> str:
    """The document as it is served: JSON in UTF-8, keys in a fixed order."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
