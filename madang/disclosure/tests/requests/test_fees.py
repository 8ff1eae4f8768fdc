"""Paying and lower fees on pages and by programs: who may say what, who reads which paper."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from madang.accounts.models import Role, User
from madang.common.errors import Invalid, NotAllowed
from madang.disclosure.actions import request_answers
from madang.disclosure.models import InformationRequest
from madang.disclosure.tests.requests.world import DAY, Office, file, make_office, open_decision, step
from tests.factories import make_officer, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def asker() -> User:
    return make_user()


def asked(office: Office, asker: User, **words: str) -> InformationRequest:
    return file(office, user=asker, at=moment(), **words)


def moment() -> datetime:
    """The pages act now, so the request is of today."""
    return now()


def to_pay(office: Office, asker: User) -> InformationRequest:
    request = asked(office, asker)
    return step(request, office, "decided", moment(), **open_decision(moment() + DAY, fee=500))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_requester_says_on_the_page_that_it_was_paid_and_the_officer_confirms(office: Office, asker: User) -> None:
    request = to_pay(office, asker)
    requester, officer = signed_in(asker), signed_in(office.officer)
    page = requester.get(request.get_absolute_url()).content.decode()
    assert 'value="500"' in page

    stated = {"amount": "500", "way": "계좌이체 7월 3일"}
    requester.post(reverse("requests:act", args=[request.code, "payment-stated"]), stated)
    desk = officer.get(reverse("requests:handle", args=[request.code])).content.decode()
    request.refresh_from_db()
    assert request.state == "to-pay"
    assert "계좌이체 7월 3일" in desk
    assert 'value="500"' in desk
    officer.post(reverse("requests:step", args=[request.code, "paid"]), {"paid-amount": "500"})
    request.refresh_from_db()
    assert request.state == "to-disclose"


@pytest.mark.parametrize("wrong", [{}, {"amount": "-1", "way": "x"}, {"amount": "900", "way": "x"}, {"amount": "500"}])
def test_a_payment_that_cannot_be_is_refused_with_a_sentence(
    office: Office, asker: User, wrong: dict[str, str]
) -> None:
    request = to_pay(office, asker)
    answer = signed_in(asker).post(reverse("requests:act", args=[request.code, "payment-stated"]), wrong, follow=True)

    assert not request.events.filter(kind="payment-stated").exists()
    assert "message" in answer.content.decode()


def test_a_program_says_that_it_was_paid(office: Office, asker: User) -> None:
    request = to_pay(office, asker)
    told = {"amount": 500, "way": "카드"}
    answer = signed_in(asker).post(f"/api/v1/requests/{request.code}/pay", told, content_type="application/json")

    assert answer.status_code == 200, answer.content
    assert request.events.get(kind="payment-stated").facts == told


def test_nobody_else_says_that_it_was_paid(office: Office, asker: User) -> None:
    request = to_pay(office, asker)
    for other in (make_user(), office.officer):
        signed_in(other).post(
            reverse("requests:act", args=[request.code, "payment-stated"]), {"amount": "500", "way": "x"}
        )
    assert not request.events.filter(kind="payment-stated").exists()


def test_papers_for_a_lower_fee_are_read_by_requester_and_disclosure_officer_alone(office: Office, asker: User) -> None:
    request = asked(office, asker, reduction="education")
    paper = SimpleUploadedFile("확인서.txt", "학교장 확인".encode())
    signed_in(asker).post(reverse("requests:evidence", args=[request.code]), {"files": paper})
    kept = request.files.get()
    url = reverse("requests:file", args=[request.code, kept.code])
    assignee = make_officer(office.agency, Role.RECORDS_OFFICER)
    InformationRequest.objects.filter(pk=request.pk).update(assignee=assignee)

    assert kept.purpose == "evidence"
    assert signed_in(asker).get(url).status_code == 200
    assert signed_in(office.officer).get(url).status_code == 200
    assert (
        "확인서.txt" in signed_in(office.officer).get(reverse("requests:handle", args=[request.code])).content.decode()
    )
    for other in (assignee, make_user(), make_officer(make_office().agency, Role.DISCLOSURE_OFFICER)):
        assert signed_in(other).get(url).status_code == 404
    assert "확인서.txt" not in signed_in(assignee).get(reverse("requests:handle", args=[request.code])).content.decode()
    InformationRequest.objects.filter(pk=request.pk).update(published_at=now())
    assert Client().get(url).status_code == 404


def test_papers_are_taken_back_by_the_requester_alone(office: Office, asker: User) -> None:
    request = asked(office, asker, reduction="education")
    keys = {"at": moment(), "files": [("a.txt", "0" * 64, 9)]}
    (paper,) = request_answers.add_evidence(request=request, by=asker, **keys)

    with pytest.raises(NotAllowed):
        request_answers.take_evidence_back(file=paper, by=office.officer, at=moment())
    with pytest.raises(NotAllowed):
        request_answers.remove_file(file=paper, by=office.officer, at=moment())
    request_answers.take_evidence_back(file=paper, by=asker, at=moment())
    paper.refresh_from_db()
    assert paper.removed_at


def test_papers_are_few_small_and_for_a_named_ground_before_the_decision(office: Office, asker: User) -> None:
    request = asked(office, asker, reduction="education")
    for files in ([], [("a", "0" * 64, 1)] * 4, [("a", "0" * 64, 10_000_001)]):
        with pytest.raises(Invalid):
            request_answers.add_evidence(request=request, files=files, by=asker, at=moment())
    with pytest.raises(NotAllowed):
        request_answers.add_evidence(request=request, files=[("a", "0" * 64, 1)], by=make_user(), at=moment())
    decided = step(request, office, "decided", moment(), **open_decision(moment() + DAY))
    nameless = asked(office, asker)
    for late in (decided, nameless):
        with pytest.raises(Invalid):
            request_answers.add_evidence(request=late, files=[("a", "0" * 64, 1)], by=asker, at=moment())
