"""Every door is asked for what is private, by everybody who must not have it; and by those who must."""

import io
import re
from datetime import date
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from madang.accounts.models import AuditEvent, Role, User
from madang.accounts.viewers import PUBLIC, Viewer, viewer_of
from madang.common.refs import resolve_ref
from madang.disclosure.actions import request_handling, requests
from madang.disclosure.actions.request_answers import Read, attach_files, publish_answer
from madang.disclosure.models import Filing, InformationRequest, Requester, RequestFile
from madang.disclosure.requests import queries
from madang.disclosure.requests.events import Kind
from madang.disclosure.requests.links import filing_of, follow_link, party_of, unconfirmed_of
from madang.disclosure.requests.refs import all_requests, load_requests
from madang.disclosure.tests.requests.world import DAY, REFUSAL, Office, file, make_office, open_decision, step
from madang.documents.stores import private_files
from madang.search import registry
from tests.calendars import read_calendar
from tests.factories import make_officer, make_user

pytestmark = pytest.mark.django_db
SECRET = "비밀스러운 청구 제목 42"
NOW = timezone.now()


@pytest.fixture
def office() -> Office:
    return make_office()


def asked(office: Office, owner: User | None = None, **more: Any) -> InformationRequest:
    return file(office, user=owner, at=NOW, subject=SECRET, **more)


def signed_in(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


DOORS = (
    "/requests/",
    "/en/requests/",
    "/requests/?q={number}",
    "/requests/mine/",
    "/requests/mine/due.ics",
    "/requests/overdue/",
    "/requests/overdue.csv",
    "/requests/overdue.atom",
    "/requests/feed.atom",
    "/requests/export.csv",
    "/requests/figures/",
    "/requests/figures.csv",
    "/requests/answers/",
    "/requests/answers.atom",
    "/requests/{code}/",
    "/requests/{code}/?public",
    "/requests/{code}/request.pdf",
    "/requests/{code}/forms/1/receipt.pdf",
    "/requests/{code}/proof.json",
    "/requests/{code}/due.ics",
    "/requests/{code}/files/{file}",
    "/requests/desk/{code}/",
    "/requests/desk/",
    "/requests/desk/due.ics",
    "/api/v1/requests",
    "/api/v1/requests?q={number}",
    "/api/v1/requests/mine",
    "/api/v1/requests/desk",
    "/api/v1/requests/overdue",
    "/api/v1/requests/answers",
    "/api/v1/requests/{code}",
    "/api/v1/requests/{code}/proof",
    "/search/?q=비밀스러운",
    "/api/v1/search?q=비밀스러운",
    "/record/",
    "/api/v1/ledger/entries",
    "/sitemap.xml",
    "/",
)
"""Every address that could tell of a request."""


def doors(request: InformationRequest, file_code: object) -> list[str]:
    return [door.format(code=request.code, number=request.number, file=file_code) for door in DOORS]


def told(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode("utf-8", "replace"))


def leaks(client: Client, request: InformationRequest, file_code: object) -> list[str]:
    """The doors that tell something of the request."""
    found = []
    for address in doors(request, file_code):
        answer = client.get(address)
        text = told(answer)
        # What was asked for stands in the answer of a search by number; the form repeats it.
        repeats = request.number in address
        secrets = [SECRET, str(request.code), "김마당", *([] if repeats else [request.number])]
        is_own_address = str(request.code) in address and answer.status_code in (302, 404)
        if any(secret in text for secret in secrets) and not is_own_address:
            found.append(address)
    return found


def attached(request: InformationRequest, office: Office) -> RequestFile:
    sha256 = private_files().put("비밀스러운 내용".encode())
    (made,) = attach_files(request=request, files=[("답.txt", sha256, 20)], by=office.officer, at=NOW)
    return made


def test_the_leak_of_february_2015_cannot_happen(office: Office) -> None:
    """Then, every account with a business number had been given the same dummy key, and read 52,000 requests.

    Here accounts share whatever they can: name, address in another case, an empty name. What is theirs is known by
    the account itself.
    """
    owner = make_user(email="group@example.org", name="0000000000000")
    request = asked(office, owner)
    made = attached(request, office)
    no_account = asked(office)
    twins = [
        make_user(email="GROUP@example.org", name="0000000000000"),
        make_user(email="group@EXAMPLE.ORG", name="0000000000000"),
        make_user(email="kim@example.org", name="Kim"),
        make_user(name=""),
        make_user(name="None"),
    ]

    for twin in twins:
        client = signed_in(twin)
        assert leaks(client, request, made.code) == []
        assert leaks(client, no_account, made.code) == []
        viewer = viewer_of(twin, on=date(2026, 3, 3))
        assert not InformationRequest.objects.visible_to(viewer).exists()
        assert not Requester.objects.visible_to(viewer).exists()
        assert not Filing.objects.visible_to(viewer).exists()


def test_nobody_reads_what_has_no_owner(office: Office) -> None:
    """A request without an account must not belong to everybody without one."""
    asked(office)

    for nobody in (PUBLIC, Viewer(user=None), Viewer(user=User())):
        assert not InformationRequest.objects.visible_to(nobody).exists()
        assert not queries.mine(nobody).exists()


@pytest.mark.parametrize("who", ["public", "citizen", "other-agency", "records-officer", "administrator", "committee"])
def test_no_door_tells_strangers_of_a_private_request(office: Office, who: str) -> None:
    request = asked(office, make_user())
    made = attached(request, office)
    strangers: dict[str, User | None] = {
        "public": None,
        "citizen": make_user(),
        "other-agency": make_office().officer,
        "records-officer": make_officer(office.agency, Role.RECORDS_OFFICER),
        "administrator": make_officer(office.agency, Role.MODERATOR),
        "committee": make_officer(office.agency, Role.COMMITTEE_MEMBER),
    }

    assert leaks(signed_in(strangers[who]), request, made.code) == []


def test_no_act_is_open_to_strangers(office: Office) -> None:
    request = asked(office, make_user())
    stranger = signed_in(make_user())
    for address in (
        f"/requests/{request.code}/act/withdrawn/",
        f"/requests/{request.code}/set/publish/",
        f"/requests/{request.code}/set/claim/",
        f"/requests/desk/{request.code}/step/decided/",
        f"/requests/desk/{request.code}/assign/",
        f"/requests/desk/{request.code}/attach/",
        f"/requests/desk/{request.code}/publish/",
    ):
        assert stranger.post(address, {"text": "x"}).status_code == 404
    assert InformationRequest.objects.get().history()[-1].kind is Kind.RECEIVED


def test_search_and_links_know_published_requests_only(office: Office) -> None:
    owner = make_user()
    request = asked(office, owner)
    assert resolve_ref(request.ref) is None
    assert list(all_requests()) == []
    assert load_requests([request.ref]) == []
    assert registry.visible_refs(viewer_of(owner, on=date(2026, 3, 3)), [request.ref]) == set()

    requests.publish_request(request=request, by=owner, at=NOW)

    assert resolve_ref(request.ref) is not None
    assert [entry.title for entry in load_requests([request.ref])] == [SECRET]
    requests.unpublish_request(request=request, by=owner, at=NOW)
    assert registry.visible_refs(PUBLIC, [request.ref]) == set()


def test_a_published_request_tells_everything_but_who_asked(office: Office) -> None:
    owner = make_user(name="박누리", email="nuri@example.org")
    filing = requests.file_request(
        asked=requests.Asked(SECRET, "내용", (office.agency.code,)),
        who=requests.Who("박누리", "nuri@example.org", "02-123-4567"),
        user=owner,
        at=NOW,
    )
    request = filing.requests.get()
    requests.publish_request(request=request, by=owner, at=NOW)
    requests.requester_step(request=request, kind=Kind.COMPLAINED, facts={"text": "박누리입니다"}, by=owner, at=NOW)
    visitor = Client()

    for address in doors(request, "00000000-0000-0000-0000-000000000000"):
        text = told(visitor.get(address))
        assert "박누리" not in text, address
        assert "nuri@" not in text, address
    assert SECRET in told(visitor.get(f"/requests/{request.code}/"))
    assert SECRET in told(visitor.get("/requests/feed.atom"))
    assert SECRET in told(visitor.get("/requests/export.csv"))


def test_the_official_in_charge_reads_the_request_and_not_who_asks(office: Office) -> None:
    request = asked(office, make_user(name="박누리"))
    helper = make_officer(office.agency, Role.RECORDS_OFFICER)
    request_handling.assign_request(request=request, to=helper, by=office.officer, at=NOW)

    page = told(signed_in(helper).get(f"/requests/desk/{request.code}/"))
    officer_page = told(signed_in(office.officer).get(f"/requests/desk/{request.code}/"))

    assert SECRET in page
    assert "김마당" not in page
    assert "김마당" in officer_page
    paper = signed_in(helper).get(f"/requests/{request.code}/request.pdf").content
    assert "김마당" not in text_of(paper)


def test_every_look_by_an_official_is_noted(office: Office) -> None:
    request = asked(office, make_user())
    officer = signed_in(office.officer)
    before = AuditEvent.objects.filter(kind="looked").count()

    for address in (
        f"/requests/desk/{request.code}/",
        f"/requests/{request.code}/",
        f"/requests/{request.code}/request.pdf",
    ):
        assert officer.get(address).status_code == 200

    looks = AuditEvent.objects.filter(kind="looked", user=office.officer, subject=request.ref)
    assert looks.count() - before == 3


def test_a_link_opens_one_filing_for_one_purpose_and_ends() -> None:
    first, second = asked(make_office()), asked(make_office())
    token = follow_link(first.filing).rstrip("/").rsplit("/", 1)[-1]

    assert filing_of(token) == first.filing
    assert party_of(token) is None
    assert unconfirmed_of(token) is None
    assert filing_of(token[:-2] + "xx") is None
    visitor = Client()
    answer = visitor.get(f"/requests/open/{token}/")
    assert answer.status_code == 302
    assert answer["Cache-Control"] == "private, no-store"
    assert token not in answer["Location"]
    assert visitor.get(f"/requests/{first.code}/").status_code == 200
    assert visitor.get(f"/requests/{second.code}/").status_code == 404
    assert Client().get(f"/requests/{first.code}/").status_code == 404
    visitor.post("/requests/leave/")
    assert visitor.get(f"/requests/{first.code}/").status_code == 404


def test_somebody_without_an_account_asks_and_follows(office: Office) -> None:
    visitor = Client()
    words = {
        "subject": "가로등 교체 계획",
        "text": "올해 가로등 교체 계획을 공개하여 주십시오.",
        "agencies": [office.agency.code],
        "form": "file",
        "delivery": "online",
        "name": "정바람",
        "email": "wind@example.org",
        "wants_mail": "on",
    }
    assert "가로등" in told(visitor.post("/requests/new/", words))
    assert not InformationRequest.objects.exists()
    assert visitor.post("/requests/new/", {**words, "send": "1"}).status_code == 302
    link = re.search(r"http\S+(/requests/confirm/\S+)", str(mail.outbox[-1].body))
    assert link
    assert told(visitor.get(link[1])).count("가로등")
    assert not InformationRequest.objects.exists()

    answer = visitor.post(link[1], follow=True)

    request = InformationRequest.objects.get()
    assert request.number in told(answer)
    assert visitor.get(link[1]).status_code == 404


def test_a_page_refuses_a_resident_number_at_its_field(office: Office) -> None:
    words = {"subject": "x", "text": "900101-1234568", "agencies": [office.agency.code], "form": "file"}
    answer = signed_in(make_user(name="x")).post("/requests/new/", words | {"delivery": "online", "name": "x"})

    assert answer.status_code == 422
    assert "text" in answer.context["form"].errors


def test_the_link_page_does_not_tell_who_asked_what(office: Office) -> None:
    request = asked(office)
    visitor = Client()
    right = visitor.post("/requests/link/", {"number": request.number, "email": "kim@example.org"}, follow=True)
    sent = len(mail.outbox)
    wrong = visitor.post("/requests/link/", {"number": request.number, "email": "lee@example.org"}, follow=True)

    assert strip_tokens(told(right)) == strip_tokens(told(wrong))
    assert len(mail.outbox) == sent


def strip_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_official_forms_are_tagged_and_say_what_the_law_demands(office: Office) -> None:
    owner = make_user(name="박누리")
    request = asked(office, owner)
    step(request, office, "extended", NOW, reason="bulk", explanation="자료 1,200쪽을 확인 중")
    step(request, office, "decided", NOW, **REFUSAL)
    client = signed_in(owner)

    extension = client.get(f"/requests/{request.code}/forms/2/extension.pdf").content
    decision = client.get(f"/requests/{request.code}/forms/3/decision.pdf").content

    assert "1,200" in text_of(extension)
    for words in ("영업상 비밀", "제7호", "행정심판", "이의신청"):
        assert words in re.sub(r"\s+", " ", text_of(decision))
    with pikepdf.open(io.BytesIO(decision)) as document:
        assert document.Root.MarkInfo.Marked


def test_forms_to_third_parties_are_not_for_the_requester(office: Office) -> None:
    owner = make_user()
    request = asked(office, owner)
    request_handling.notify_third_party(
        request=request, name="한빛건설", email="p@example.com", concern="단가", by=office.officer, at=NOW
    )

    assert signed_in(owner).get(f"/requests/{request.code}/forms/2/third-party.pdf").status_code == 404
    assert signed_in(office.officer).get(f"/requests/{request.code}/forms/2/third-party.pdf").status_code == 200
    assert "한빛건설" not in told(signed_in(owner).get(f"/requests/{request.code}/"))


def test_due_days_are_calendars(office: Office) -> None:
    owner = make_user()
    request = asked(office, owner)

    mine = read_calendar(signed_in(owner).get("/requests/mine/due.ics").content)
    desk = read_calendar(signed_in(office.officer).get("/requests/desk/due.ics").content)

    for found in (mine, desk):
        (event,) = found.walk("VEVENT")
        assert event["DTSTART"].dt == request.due_on
        assert SECRET not in str(event["SUMMARY"])


def test_a_file_reaches_the_requester_after_its_supply_only(office: Office) -> None:
    owner = make_user()
    request = asked(office, owner)
    made = attached(request, office)
    address = f"/requests/{request.code}/files/{made.code}"
    client = signed_in(owner)
    assert client.get(address).status_code == 404
    step(request, office, "decided", NOW, **open_decision(timezone.localtime(NOW)))
    step(request, office, "supplied", NOW)

    answer = client.get(address)

    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert signed_in(make_user()).get(address).status_code == 404


def test_a_published_answer_tells_nothing_of_a_private_request(office: Office) -> None:
    request = asked(office, make_user())
    made = attached(request, office)
    step(request, office, "decided", NOW, **open_decision(timezone.localtime(NOW)))
    step(request, office, "supplied", NOW)
    made.refresh_from_db()
    answer = publish_answer(
        request=request,
        title="가로등 교체 계획",
        summary="올해 계획",
        files=[(made, Read("계획 본문", "", is_whole=True))],
        by=office.officer,
        at=NOW,
    )
    visitor = Client()

    page = told(visitor.get(f"/requests/answers/{answer.code}/"))

    assert "계획 본문" in page
    for secret in (SECRET, request.number, str(request.code)):
        assert secret not in page


def test_an_answer_with_an_identifier_is_not_published(office: Office) -> None:
    from madang.common.errors import Invalid

    request = asked(office, make_user())
    made = attached(request, office)
    step(request, office, "decided", NOW, **open_decision(timezone.localtime(NOW)))
    step(request, office, "supplied", NOW)
    made.refresh_from_db()
    words = {"title": "계획", "summary": "요약", "by": office.officer, "at": NOW, "request": request}

    for read in (
        Read("연락처 010-1234-5678", "", is_whole=True),
        Read("x", "900101-1234568", is_whole=True),
        Read("x", "", is_whole=False),
    ):
        with pytest.raises(Invalid):
            publish_answer(files=[(made, read)], **words)


def test_overdue_is_public_and_private_all_the_same(office: Office) -> None:
    file(office, at=NOW - 40 * DAY, subject=SECRET)

    for address in (
        "/requests/overdue/",
        "/requests/overdue.csv",
        "/requests/overdue.atom",
        "/api/v1/requests/overdue",
    ):
        text = told(Client().get(address))
        assert office.agency.code in text or office.agency.name_ko in text
        assert SECRET not in text
        assert InformationRequest.objects.get().number not in text


def test_the_desk_page_decides_and_says_what_is_missing(office: Office) -> None:
    request = asked(office)
    officer = signed_in(office.officer)
    address = f"/requests/desk/{request.code}/step/decided/"
    wanting = officer.post(
        address, {"decided-outcome": "closed", "decided-item_1": "7", "decided-because_1": "영업비밀"}
    )
    assert wanting.status_code == 422

    done = officer.post(
        address,
        {
            "decided-outcome": "closed",
            "decided-item_1": "7",
            "decided-because_1": "영업비밀",
            "decided-why_not_partly": "나눌 수 없음",
        },
    )

    assert done.status_code == 302
    assert InformationRequest.objects.get().state == "refused"


def test_a_third_party_answers_by_its_link(office: Office) -> None:
    from madang.disclosure.requests.links import party_link

    request = asked(office, make_user())
    party = request_handling.notify_third_party(
        request=request, name="한빛건설", email="p@example.com", concern="단가", by=office.officer, at=NOW
    )
    address = "/requests/third-party/" + party_link(party).rstrip("/").rsplit("/", 1)[-1] + "/"
    visitor = Client()
    page = told(visitor.get(address))
    assert "단가" in page
    assert "김마당" not in page

    visitor.post(address, {"wish": "withhold", "text": "영업비밀"})

    reply = InformationRequest.objects.get().history()[-1]
    assert (reply.kind, reply.facts["wish"], reply.facts["in_time"]) == (Kind.THIRD_PARTY_REPLIED, "withhold", True)
