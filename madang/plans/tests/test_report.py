import io

import pikepdf
import pytest
from django.test import Client

from madang.plans import actions
from madang.plans.models import Milestone
from madang.plans.tests.samples import NOON, TODAY, load, papers
from madang.plans.tests.test_actions import an_official
from madang.plans.tests.test_pages import korea, plain, text_of

pytestmark = pytest.mark.django_db


def links_of(pdf: bytes) -> set[str]:
    """The addresses that a PDF leads to."""

    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            str(note.A.URI)
            for page in document.pages
            for note in page.get("/Annots", [])  # type: ignore[attr-defined]
            if "/A" in note and "/URI" in note.A
        }


def test_the_report_links_every_figure_to_its_records(client: Client) -> None:
    load()
    with papers({TODAY: 30}):
        page = text_of(client, "/en/plan/small/report/")
        pdf = client.get("/en/plan/small/report.pdf").content

    assert 'href="/papers/?until=' in page
    assert "30 documents" in plain(page)
    assert any("/papers/?until=" in link for link in links_of(pdf))
    assert any("/plan/small/1/1.2/" in link for link in links_of(pdf))


@pytest.mark.slow
def test_the_paper_is_tagged_and_in_the_language_of_the_page(client: Client) -> None:

    korea()
    for prefix, title, language in (("", "자체평가 보고서", "ko"), ("/en", "Self-assessment report", "en")):
        response = client.get(f"{prefix}/plan/korea-2014/report.pdf")
        assert response["Content-Type"] == "application/pdf"
        with pikepdf.open(io.BytesIO(response.content)) as document:
            assert document.Root.MarkInfo.Marked
            assert "/StructTreeRoot" in document.Root
            assert str(document.Root.Lang).startswith(language)
            assert title in str(document.docinfo["/Title"])


def test_the_report_tells_what_offices_say_and_what_cannot_be_measured(client: Client) -> None:
    load()
    about = Milestone.objects.get(key="1.2")
    actions.write_note(milestone=about, text="인쇄기 고장", on=TODAY, by=an_official(), at=NOON)

    page = plain(text_of(client, "/plan/small/report/"))

    assert "인쇄기 고장" in page
    assert "측정할 수 없는 것과 그 까닭" in page
