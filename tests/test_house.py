"""The fences that no linter has: directions of foreign keys, sizes, names of tests, pure modules."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from madang.ledger.kinds import kind_label

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    ["common"],
    ["ledger"],
    ["accounts"],
    ["search", "documents", "places", "calendar"],
    ["notices"],
    ["bodies", "surveys", "discussion"],
    ["participation", "budgeting", "fieldwork", "publicservices", "disclosure", "ethics", "opendata", "plans"],
    ["portal"],
]
FLOOR_OF = {app: floor for floor, names in enumerate(FLOORS) for app in names}
PURE = [
    "madang.opendata.clients.asking",
    "madang.opendata.clients.ckan_questions",
    "madang.opendata.clients.envelopes",
    "madang.opendata.clients.odcloud_questions",
    "madang.opendata.clients.places",
    "madang.common.actors",
    "madang.portal.demonstration.country.generation",
    "madang.portal.demonstration.country.tables",
    "madang.portal.demonstration.country.held",
    "madang.portal.demonstration.country.lists",
    "madang.portal.demonstration.country.opinions",
    "madang.portal.demonstration.writers.docx",
    "madang.portal.demonstration.writers.hwpx",
    "madang.portal.demonstration.writers.pdf",
    "madang.documents.reader_worker",
    "madang.documents.sandbox",
    "madang.documents.redaction.passages",
    "madang.documents.redaction.photographs",
    "madang.documents.redaction.redacting",
    "madang.documents.redaction.regions",
    "madang.documents.redaction.worker",
    "madang.documents.textblocks",
    "madang.common.checkdigits",
    "madang.common.clock_rules",
    "madang.common.clocks",
    "madang.common.fetching",
    "madang.common.folding",
    "madang.common.identifier_judges",
    "madang.common.identifier_rules",
    "madang.common.identifiers",
    "madang.common.intervals",
    "madang.common.money",
    "madang.bodies.calendars",
    "madang.bodies.drawchain",
    "madang.bodies.drawfile",
    "madang.bodies.duties",
    "madang.bodies.leximin",
    "madang.bodies.panelmodel",
    "madang.bodies.panels",
    "madang.bodies.peeling",
    "madang.bodies.relaxation",
    "madang.bodies.sortition",
    "madang.bodies.votes",
    "madang.calendar.holidays_of_korea",
    "madang.disclosure.ahead.dates",
    "madang.disclosure.risk",
    "madang.disclosure.section.wonmun",
    "madang.disclosure.watch.lots",
    "madang.disclosure.watch.mixed",
    "madang.documents.screening",
    "madang.opendata.engine.addresses",
    "madang.opendata.engine.coordinates",
    "madang.opendata.engine.differences",
    "madang.opendata.engine.drawings",
    "madang.opendata.engine.exports",
    "madang.opendata.engine.openapi",
    "madang.opendata.engine.query",
    "madang.opendata.engine.tables",
    "madang.opendata.reading.cells",
    "madang.opendata.reading.child",
    "madang.opendata.reading.columns",
    "madang.opendata.reading.dialects",
    "madang.opendata.reading.encodings",
    "madang.opendata.reading.formats",
    "madang.opendata.reading.layout",
    "madang.opendata.reading.load",
    "madang.opendata.reading.outcome",
    "madang.opendata.reading.personal",
    "madang.opendata.reading.pipeline",
    "madang.opendata.reading.process",
    "madang.opendata.reading.profile",
    "madang.opendata.reading.question",
    "madang.opendata.reading.records",
    "madang.opendata.reading.semantics",
    "madang.opendata.reading.sheets",
    "madang.opendata.formats.checks",
    "madang.opendata.formats.croissant",
    "madang.opendata.formats.csvw",
    "madang.opendata.formats.datajson",
    "madang.opendata.formats.datapackage",
    "madang.opendata.formats.dcat",
    "madang.opendata.formats.schemaorg",
    "madang.opendata.formats.skos",
    "madang.opendata.formats.vocabularies",
    "madang.opendata.formats.oai",
    "madang.opendata.formats.pages",
    "madang.opendata.harvesting",
    "madang.opendata.pictures",
    "madang.opendata.quality",
    "madang.opendata.similarity",
    "madang.opendata.registerfile",
    "madang.plans.badges",
    "madang.surveys.answering",
    "madang.surveys.editing",
    "madang.surveys.protection",
    "madang.surveys.questionnaire",
    "madang.surveys.release",
    "madang.surveys.tabulation",
    "madang.surveys.weighting",
    "madang.disclosure.requests.checks",
    "madang.disclosure.requests.course",
    "madang.disclosure.requests.decisions",
    "madang.disclosure.requests.disclosed",
    "madang.disclosure.requests.events",
    "madang.disclosure.requests.fees",
    "madang.disclosure.requests.law",
    "madang.disclosure.requests.notices",
    "madang.disclosure.requests.periods",
    "madang.disclosure.requests.seals",
    "madang.disclosure.requests.standing",
    "madang.plans.charts",
    "madang.plans.comparing",
    "madang.plans.planfile",
    "madang.portal.pictures",
    "madang.plans.review",
    "madang.plans.scales",
    "madang.plans.states",
    "madang.plans.tomltable",
    "madang.common.durable",
    "madang.ledger.canonical",
    "madang.ledger.entries",
    "madang.ledger.merkle",
    "madang.ledger.notes",
    "madang.ledger.proofs",
    "madang.ledger.published",
    "madang.ledger.tiles",
    "madang.ledger.verification",
]


def project_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).exists()]


def test_every_app_has_a_floor() -> None:
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("madang.")}

    assert ours <= set(FLOOR_OF)


def test_no_foreign_key_points_upwards_or_across() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in FLOOR_OF
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if (target := field.related_model._meta.app_label) in FLOOR_OF
        if target != model._meta.app_label and FLOOR_OF[target] >= FLOOR_OF[model._meta.app_label]
    ]

    assert not wrong


def test_files_have_at_most_500_lines_and_functions_at_most_40() -> None:
    long: list[str] = []
    for path in project_files():
        if "migrations" in path.parts:
            continue
        text = path.read_text()
        if (lines := text.count("\n")) > 500:
            long.append(f"{path.relative_to(ROOT)}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > 40:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines")

    assert not long


def test_tests_are_named_as_promises() -> None:
    """A promise has at least three words after `test_`."""
    short = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in project_files()
        if path.name.startswith("test_")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 3
    ]

    assert not short


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_are_imported_without_django(name: str) -> None:
    code = f"import sys, importlib; importlib.import_module('{name}'); sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
    importlib.import_module(name)


KIND = re.compile(r"""kind=f?["']([a-z]+\.[a-z-]+\.[a-z-]+)["']""")


def test_every_kind_of_ledger_entry_has_a_name_for_people() -> None:
    """Kinds are written where acts record them; `register_kind` beside an app's refs names them."""
    recorded = {
        kind for path in project_files() if "tests" not in path.parts for kind in KIND.findall(path.read_text())
    }

    assert recorded
    assert {kind for kind in recorded if kind_label(kind) == kind} == set()
