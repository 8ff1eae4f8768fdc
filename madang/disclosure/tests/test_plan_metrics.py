"""What plans ask of disclosure beside counts of documents."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from madang.accounts.models import Organisation
from madang.common.actors import SYSTEM
from madang.common.metrics import measure
from madang.disclosure import actions
from madang.disclosure.models import Intake
from madang.disclosure.tests.papers import OPEN, judged

pytestmark = pytest.mark.django_db


def test_a_document_of_a_task_is_published_from_its_day_on() -> None:
    agency = Organisation.objects.create(
        code="B000009", kind="ministry", name_ko="가람부", name_en="Garam", established_on=localdate()
    )
    intake = Intake.objects.create(organisation=agency, at=now(), state=Intake.State.FINISHED)
    paper = judged("audit.hwpx", "감사 계획", metadata=replace(OPEN, title="자체감사 계획", task="자체감사"))
    actions.enter_batch(intake=intake, judged=[paper], by=SYSTEM, at=now())

    def is_there(task: str, on: object) -> object:
        found = measure("disclosure.is_document_published", at=on, task=task)  # type: ignore[arg-type]
        return found.value if found else None

    assert is_there("자체감사", localdate()) == 1
    assert is_there("자체감사", localdate() - timedelta(days=1)) == 0
    assert is_there("도로정비", localdate()) == 0


def test_nothing_is_withheld_under_more_than_the_items_of_the_law() -> None:
    found = measure("disclosure.protected_items", at=localdate())

    assert found is not None
    assert found.value == 8


def test_areas_without_a_list_are_not_counted() -> None:
    found = measure("disclosure.areas_with_list", at=localdate())

    assert found is not None
    assert found.value == 0
