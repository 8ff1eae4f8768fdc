"""Every door is asked for what is not public; none may answer."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from madang.accounts.models import AuditEvent, User
from madang.accounts.viewers import PUBLIC
from madang.common.actors import SYSTEM
from madang.common.metrics import measure
from madang.disclosure import actions, refs
from madang.disclosure.models import Decision, Document, Intake, Upload, Version
from madang.disclosure.tests.papers import OPEN, judged, make_intake
from madang.documents.stores import public_files
from madang.notices import actions as notices
from madang.notices.models import Event
from tests.factories import NOON, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db
SECRET = "비밀스러운-본문"
STATES = ["held", "waiting"]


def enter(state: str, *, classification: str = "open") -> Document:
    intake = make_intake()
    items = (6,) if classification == "closed" else ()
    metadata = replace(OPEN, title="비밀스러운 제목", number="비밀-1", classification=classification, items=items)
    paper = judged("a.hwpx", SECRET, state=state, metadata=metadata)
    actions.enter_batch(intake=intake, judged=[paper], by=SYSTEM, at=NOON)
    return Document.objects.get()


def doors(document: Document) -> list[str]:
    """Every public address that could show something of a document."""
    agency = document.organisation.code
    return [
        reverse("disclosure:documents"),
        reverse("disclosure:documents") + "?q=비밀",
        reverse("disclosure:document", args=[document.code]),
        reverse("disclosure:document", args=[document.code]) + "?version=1",
        reverse("disclosure:original", args=[document.code, 1]),
        reverse("disclosure:export"),
        reverse("disclosure:feed"),
        reverse("disclosure:agency-feed", args=[agency]),
        "/api/v1/documents",
        "/api/v1/documents?q=비밀",
        f"/api/v1/documents/{document.code}",
        f"/api/v1/documents/counts?agency={agency}",
        f"/agencies/{agency}/",
        "/",
    ]


def answer(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", ["citizen", "officer elsewhere"])
def test_no_door_shows_what_is_held_or_waiting(client: Client, state: str, who: str) -> None:
    document = enter(state)
    if who == "officer elsewhere":
        client.force_login(make_officer(make_organisation()))

    for address in doors(document):
        shown = answer(client, address)
        assert SECRET not in shown, address
        assert "비밀스러운 제목" not in shown, address

    assert refs.load([document.ref]) == []
    assert refs.visible(PUBLIC, [document.ref]) == set()
    assert refs.resolve(str(document.code)) is None
    assert list(refs.all_refs()) == []
    assert measure("disclosure.documents_published", at=NOON.date()).value == 0
    assert not public_files().has(Version.objects.get().sha256)


def test_a_closed_document_is_listed_at_every_door_without_its_content(client: Client) -> None:
    document = enter("closed", classification="closed")

    for address in doors(document):
        assert SECRET not in answer(client, address), address
    assert "비밀스러운 제목" in answer(client, reverse("disclosure:documents"))
    assert client.get(reverse("disclosure:original", args=[document.code, 1])).status_code == 404
    assert SECRET not in refs.load([document.ref])[0].text


@pytest.mark.parametrize("state", STATES)
def test_desk_pages_of_one_agency_are_closed_to_officers_of_another(client: Client, state: str) -> None:
    enter(state)
    version, intake = Version.objects.get(), Intake.objects.get()
    client.force_login(make_officer(make_organisation()))

    for name, code in [("review", version.code), ("private-original", version.code), ("intake", intake.code)]:
        assert client.get(reverse(f"disclosure:{name}", args=[code])).status_code == 404
    assert "비밀스러운" not in answer(client, reverse("disclosure:queue"))
    assert client.get(f"/api/v1/documents/intakes/{intake.code}").status_code == 404


def test_the_agencys_own_officer_reviews_and_the_look_is_recorded(client: Client) -> None:
    document = enter("held")
    officer = make_officer(document.organisation)
    client.force_login(officer)
    page = reverse("disclosure:review", args=[Version.objects.get().code])

    assert SECRET in answer(client, page)
    assert AuditEvent.objects.filter(user=officer, subject=Version.objects.get().ref).exists()

    response = client.post(page, {"outcome": "publish", "reason": "공개 대상"})

    assert response.status_code == 302
    assert SECRET in answer(Client(), reverse("disclosure:document", args=[document.code]))


def test_a_refused_decision_is_shown_on_the_form_and_nothing_is_kept(client: Client) -> None:
    document = enter("held")
    client.force_login(make_officer(document.organisation))

    response = client.post(
        reverse("disclosure:review", args=[Version.objects.get().code]), {"outcome": "close", "reason": "r"}
    )

    assert response.status_code == 422
    assert not Decision.objects.exists()


def officer_of_new_agency() -> User:
    return make_officer(make_organisation(code="9099999"))


def test_uploads_wait_for_the_worker_with_names_of_their_own(client: Client) -> None:
    client.force_login(officer := officer_of_new_agency())
    organisation = officer.roles_held.get().organisation
    files = [SimpleUploadedFile("가.txt", b"one"), SimpleUploadedFile("가.txt", b"two")]

    response = client.post(
        reverse("disclosure:intakes"),
        {"organisation": organisation.pk, "documents": files, "classification": "open", "rank": "director"},
    )

    assert response.status_code == 302
    assert list(Upload.objects.values_list("name", flat=True)) == ["가.txt", "가 (2).txt"]
    assert Intake.objects.get().state == Intake.State.WAITING


def test_the_api_hands_over_for_officers_of_that_agency_only(client: Client) -> None:
    officer_of_new_agency()
    stranger = make_officer(make_organisation())
    fields = {"agency": "9099999", "files": SimpleUploadedFile("a.txt", b"one")}

    assert client.post("/api/v1/documents/intakes", fields).status_code == 401
    client.force_login(stranger)
    assert client.post("/api/v1/documents/intakes", fields).status_code in (401, 403)
    assert not Intake.objects.exists()


def test_a_spreadsheet_runs_no_cell_of_the_export(client: Client) -> None:
    intake = make_intake()
    metadata = replace(OPEN, title="=HYPERLINK(1)")
    actions.enter_batch(intake=intake, judged=[judged("a.hwpx", "본문", metadata=metadata)], by=SYSTEM, at=NOON)

    assert ",'=HYPERLINK(1)," in answer(client, reverse("disclosure:export"))


def test_what_was_not_read_wholly_can_not_be_published_through_the_page(client: Client) -> None:
    document = enter("held")
    Version.objects.update(reading_state="held")
    client.force_login(make_officer(document.organisation))

    response = client.post(
        reverse("disclosure:review", args=[Version.objects.get().code]), {"outcome": "publish", "reason": "r"}
    )

    assert response.status_code == 422
    assert Version.objects.get().state == "held"


def test_whoever_follows_an_agency_is_told_of_its_documents_and_of_nothing_unpublished() -> None:
    agency = make_organisation()
    notices.follow(subject=agency.ref, by=make_user(), language="ko", at=NOON)
    intake = Intake.objects.create(organisation=agency, at=NOON)
    fates = ["published", "held", "waiting"]
    papers = [judged(f"{fate}.txt", fate, state=fate) for fate in fates]
    actions.enter_batch(intake=intake, judged=papers, by=SYSTEM, at=NOON)
    actions.enter_batch(intake=intake, judged=papers, by=SYSTEM, at=NOON)

    (event,) = Event.objects.all()
    assert event.kind == "disclosure.document.published"
    assert agency.name_ko in event.worded("ko")["subject"]
    assert agency.name_en in event.worded("en")["subject"]
