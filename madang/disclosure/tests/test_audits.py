import io
import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as some

from madang.accounts.models import Organisation, Role, User
from madang.bodies.models import Body, Member
from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, NotAllowed
from madang.common.metrics import measure
from madang.disclosure import actions
from madang.disclosure.actions.requests import publish_request
from madang.disclosure.models import Audit, AuditItem, InformationRequest
from madang.disclosure.tests.papers import judged, make_intake
from madang.disclosure.tests.requests.world import (
    DAY,
    RECEIVED_AT,
    REFUSAL,
    Office,
    file,
    make_office,
    open_decision,
    step,
)
from madang.disclosure.watch import lots
from madang.disclosure.watch.decisions import name_of
from madang.ledger import sequencer
from tests.factories import NOON, make_officer, make_organisation, make_user

LATER = NOON + timedelta(days=30)
REFS = some.lists(
    some.tuples(some.text("abcdef", min_size=1), some.sampled_from("XYZ")), max_size=40, unique_by=lambda one: one[0]
)


@dataclass
class Scene:
    """A watch group with a member, an agency with six documents and an officer."""

    body: Body
    member: User
    agency: Organisation
    officer: User


@pytest.fixture
def scene(db: None) -> Scene:
    intake = make_intake()
    papers = [judged(f"{number}.txt", f"문서 {number}") for number in range(6)] + [
        judged("h.txt", "보류", state="held")
    ]
    actions.enter_batch(intake=intake, judged=papers, by=SYSTEM, at=NOON)
    body = Body.objects.create(
        code="watch",
        kind=Body.Kind.WATCH_GROUP,
        name_ko="감시단",
        organisation=make_organisation(),
        established_on=date(2016, 1, 1),
    )
    member = make_user()
    Member.objects.create(body=body, number=1, user=member, since_on=date(2016, 1, 1))
    return Scene(body, member, intake.organisation, make_officer(intake.organisation, Role.DISCLOSURE_OFFICER))


def announce(scene: Scene, **other: object) -> Audit:
    said = {
        "title": "표본 감사",
        "what": "publications",
        "since_on": date(2016, 5, 1),
        "until_on": date(2016, 5, 20),
        "size": 3,
    }
    return actions.announce_audit(body=scene.body, by=scene.member, at=LATER, **(said | other))  # type: ignore[arg-type]


def draw(scene: Scene, audit: Audit, **other: str) -> Audit:
    sequencer.sequence(LATER)
    return actions.draw_audit(audit=audit, by=scene.member, at=LATER, **other)


@given(records=REFS, seed=some.text("0123456789abcdef"), size=some.integers(1, 50), each=some.integers(0, 3))
def test_the_same_seed_draws_the_same_records_whatever_their_order(
    records: list[tuple[str, str]], seed: str, size: int, each: int
) -> None:
    drawn = lots.drawn(records, seed=seed, size=size, per_agency=each)

    assert drawn == lots.drawn(records[::-1], seed=seed, size=size, per_agency=each)
    assert len(drawn) == len(set(drawn)) <= len(records)
    assert len(drawn) >= min(size, len(records))
    for agency in "XYZ":
        own = [ref for ref, whose in records if whose == agency]
        assert sum(ref in own for ref in drawn) >= min(each, len(own))


def test_every_record_is_drawn_about_as_often_as_every_other() -> None:
    records = [(str(number), "X") for number in range(20)]
    counts = dict.fromkeys((ref for ref, _agency in records), 0)
    for seed in range(2000):
        for ref in lots.drawn(records, seed=str(seed), size=5):
            counts[ref] += 1

    assert 420 < min(counts.values()) <= max(counts.values()) < 580


def test_anybody_draws_again_from_the_public_file_without_our_code(
    scene: Scene, client: Client, tmp_path: Path
) -> None:
    audit = draw(scene, announce(scene))
    file = tmp_path / "draw.json"
    file.write_bytes(client.get(reverse("watch:draw-file", args=[audit.code])).content)

    said = json.loads(file.read_text())
    script = r"""
seed=$(printf '%s\n%s' "$1" "$2" | sha256sum | cut -d' ' -f1)
while read ref; do
  printf '%s %s\n' "$(printf '%s\n%s' "$seed" "$ref" | sha256sum | cut -d' ' -f1)" "$ref"
done | sort | head -3 | cut -d' ' -f2
"""
    refs = "".join(f"{ref}\n" for ref, _agency in said["population"])
    again = subprocess.run(
        ["bash", "-c", script, "draw", said["secret"], said["root"]],
        input=refs,
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout.split() == said["drawn"]
    out = io.StringIO()
    call_command("audit", str(file), json=True, stdout=out)
    assert len(said["population"]) == 6


@pytest.mark.parametrize("field", ["secret", "root", "seed", "population", "drawn", "commitment"])
def test_a_draw_that_was_tampered_with_comes_out_otherwise(
    scene: Scene, client: Client, tmp_path: Path, field: str
) -> None:
    audit = draw(scene, announce(scene))
    said = client.get(reverse("watch:draw-file", args=[audit.code])).json()
    said[field] = said[field][:-1] if isinstance(said[field], list) else "0" * 64
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(said))

    with pytest.raises(SystemExit) as ended:
        call_command("audit", str(file), stdout=io.StringIO())
    assert ended.value.code == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "madang-audit-1"}'])
def test_a_file_that_is_no_draw_is_refused_with_a_sentence(tmp_path: Path, content: str) -> None:
    file = tmp_path / "draw.json"
    file.write_text(content)

    with pytest.raises(CommandError) as refusal:
        call_command("audit", str(file))
    assert refusal.value.returncode == 2


def test_the_secret_is_sealed_until_the_lots_are_drawn(scene: Scene, client: Client) -> None:
    audit = announce(scene)
    for page in (
        audit.get_absolute_url(),
        reverse("watch:draw-file", args=[audit.code]),
        f"/api/v1/audits/{audit.code}",
    ):
        assert audit.secret not in client.get(page).content.decode()

    with pytest.raises(actions.NotDrawable):
        actions.draw_audit(audit=audit, by=scene.member, at=LATER)
    drawn = draw(scene, audit)
    assert drawn.secret in client.get(reverse("watch:draw-file", args=[audit.code])).content.decode()
    with pytest.raises(actions.WrongStage):
        actions.draw_audit(audit=audit, by=scene.member, at=LATER)


def test_a_group_may_keep_its_secret_itself(scene: Scene) -> None:
    audit = announce(scene, commitment=lots.commitment_to("우리만 아는 것"))
    assert audit.secret == ""

    with pytest.raises(Invalid):
        draw(scene, audit, secret="다른 것")
    assert draw(scene, audit, secret="우리만 아는 것").state == "drawn"


def test_findings_are_answered_and_become_public_when_the_audit_is_closed(scene: Scene, client: Client) -> None:
    audit = draw(scene, announce(scene))
    first, *others = audit.items.all()
    actions.examine(item=first, fault="wrong-facts", note="제목이 틀림: mark-42", by=scene.member, at=LATER)
    for item in others:
        actions.examine(item=item, fault="none", by=scene.member, at=LATER)
    pages = [audit.get_absolute_url(), f"/api/v1/audits/{audit.code}"]
    assert all("mark-42" not in client.get(page).content.decode() for page in pages)
    with pytest.raises(actions.WrongStage):
        actions.close_audit(audit=audit, by=scene.member, at=LATER)

    actions.answer_finding(item=first, reply="accepted", answer="고쳤습니다", by=scene.officer, at=LATER)
    actions.close_audit(audit=audit, by=scene.member, at=LATER + timedelta(days=1))

    assert all("mark-42" in client.get(page).content.decode() for page in pages)
    with override("ko"):
        assert Audit.State.CLOSED.label == "종료"
    without = measure("disclosure.audited_without_fault", at=date(2016, 7, 1), organisation=scene.agency.code)
    answered = measure("disclosure.findings_answered_in_time", at=date(2016, 7, 1))
    before = measure("disclosure.audited_without_fault", at=date(2016, 5, 30))
    assert without is not None
    assert answered is not None
    assert before is not None
    assert (without.numerator, without.denominator) == (2, 3)
    assert (answered.numerator, answered.denominator) == (1, 1)
    assert before.value is None


def test_a_finding_that_is_not_answered_in_time_does_not_hold_the_audit_up(scene: Scene) -> None:
    audit = draw(scene, announce(scene, size=1))
    item = audit.items.get()
    actions.examine(item=item, fault="late", note="늦음", by=scene.member, at=LATER)

    closed = actions.close_audit(audit=audit, by=scene.member, at=LATER + timedelta(days=15))

    assert closed.state == "closed"
    late = measure("disclosure.findings_answered_in_time", at=date(2016, 7, 1))
    assert late is not None
    assert (late.numerator, late.denominator) == (0, 1)


def test_only_members_audit_and_only_the_agency_answers(scene: Scene, client: Client) -> None:
    stranger, elsewhere = make_user(), make_officer(make_organisation(), Role.DISCLOSURE_OFFICER)
    audit = announce(scene)
    sequencer.sequence(LATER)
    for somebody in (stranger, scene.officer, elsewhere):
        with pytest.raises(NotAllowed):
            actions.draw_audit(audit=audit, by=somebody, at=LATER)
    audit = draw(scene, audit)
    item = audit.items.first()
    assert item is not None
    for somebody in (stranger, scene.officer):
        with pytest.raises(NotAllowed):
            actions.examine(item=item, fault="none", by=somebody, at=LATER)
    actions.examine(item=item, fault="other", note="흠", by=scene.member, at=LATER)
    for somebody in (stranger, elsewhere, scene.member):
        with pytest.raises(NotAllowed):
            actions.answer_finding(item=item, reply="accepted", answer="네", by=somebody, at=LATER)
    page = reverse("watch:item", args=[audit.code, item.place])
    for somebody, status in ((stranger, 404), (elsewhere, 404), (scene.officer, 200), (scene.member, 200)):
        client.force_login(somebody)
        assert client.get(page).status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        *({"title": " "}, {"what": "secrets"}, {"size": 0}, {"size": 501}, {"until_on": date(2016, 4, 1)}),
        *({"until_on": date(2030, 1, 1)}, {"commitment": "xyz"}, {"what": "listings"}),
    ],
)
def test_nothing_is_kept_of_an_announcement_with_a_fault(scene: Scene, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        announce(scene, **wrong)

    assert not Audit.objects.exists()


def test_a_member_works_through_an_audit_on_the_pages(scene: Scene, client: Client) -> None:
    client.force_login(scene.member)
    said = {"body": scene.body.pk, "title": "표본", "what": "publications", "since_on": "2016-05-01"}
    said |= {"until_on": "2016-05-20", "size": 2, "per_agency": 0, "answer_days": 14}
    client.post(reverse("watch:announce"), said)
    audit = Audit.objects.get()
    sequencer.sequence(datetime.now(UTC))
    client.post(reverse("watch:act", args=[audit.code]), {"draw": "1"})
    assert audit.items.count() == 2

    desk, page = reverse("watch:audits"), reverse("watch:item", args=[audit.code, 1])
    assert page in client.get(desk).content.decode()
    assert page not in Client().get(desk).content.decode()
    assert client.post(page, {"fault": "late", "note": ""}).status_code == 422
    assert client.post(page, {"fault": "late", "note": "너무 늦음"}).status_code == 302
    assert page not in client.get(desk).content.decode()
    client.post(reverse("watch:item", args=[audit.code, 2]), {"fault": "none"})
    client.force_login(scene.officer)
    assert "표본" in client.get(reverse("watch:audits")).content.decode()
    client.post(page, {"reply": "rejected", "answer": "기한 안이었음"})
    client.force_login(scene.member)
    client.post(reverse("watch:act", args=[audit.code]), {"close": "1"})

    client.logout()
    assert "기한 안이었음" in client.get(audit.get_absolute_url()).content.decode()
    assert AuditItem.objects.get(place=1).reply == "rejected"


@dataclass
class Asked:
    """A watch group and an agency that has refused two requests and answered one."""

    body: Body
    member: User
    office: Office
    requests: list[InformationRequest]
    asker: User


@pytest.fixture
def asked(scene: Scene) -> Asked:
    office, asker = make_office(), make_user()
    found = [file(office, user=asker, subject=f"비밀스러운 제목 {number}") for number in range(3)]
    for one in found[:2]:
        step(one, office, "decided", RECEIVED_AT + DAY, **REFUSAL)
    step(found[2], office, "decided", RECEIVED_AT + DAY, **open_decision(RECEIVED_AT + 2 * DAY))
    return Asked(scene.body, scene.member, office, found, asker)


AUDITED_AT = RECEIVED_AT + 30 * DAY


def drawn_decisions(asked: Asked, size: int = 3) -> Audit:
    audit = actions.announce_audit(
        body=asked.body,
        title="결정 표본",
        what="decisions",
        since_on=date(2026, 3, 1),
        until_on=date(2026, 3, 20),
        size=size,
        by=asked.member,
        at=AUDITED_AT,
    )
    sequencer.sequence(AUDITED_AT)
    return actions.draw_audit(audit=audit, by=asked.member, at=AUDITED_AT)


def of_refusal(audit: Audit) -> AuditItem:
    return audit.items.filter(decision__facts__outcome="closed").order_by("place")[0]


def test_the_list_of_decisions_tells_nothing_of_their_requests(asked: Asked, client: Client) -> None:
    audit = drawn_decisions(asked)
    told = client.get(reverse("watch:draw-file", args=[audit.code])).content.decode()
    told += client.get(audit.get_absolute_url()).content.decode()
    told += client.get(f"/api/v1/audits/{audit.code}").content.decode()

    assert len(audit.population) == 3
    for request in asked.requests:
        event = request.events.get(kind="decided")
        for secret in (str(request.code), request.number, request.subject, event.leaf, event.salt):
            assert secret not in told
        assert name_of(event.salt) in told


def test_members_read_the_words_of_a_request_only_with_its_requesters_leave(asked: Asked, client: Client) -> None:
    item = of_refusal(drawn_decisions(asked))
    request, url = item.decision.request, reverse("watch:item", args=[item.audit.code, item.place])
    client.force_login(asked.member)
    shut = client.get(url).content.decode()
    actions.watch.open_to_group(request=request, by=asked.asker, at=AUDITED_AT)
    opened = client.get(url).content.decode()
    actions.watch.shut_to_group(request=request, by=asked.asker, at=AUDITED_AT)

    words = REFUSAL["parts"][0]["reason"]
    assert request.subject not in shut
    assert words not in shut
    assert request.subject in opened
    assert words in opened
    assert "김마당" not in opened
    assert request.subject not in client.get(url).content.decode()


def test_the_words_stay_with_the_group_when_everything_else_becomes_public(asked: Asked, client: Client) -> None:
    audit = drawn_decisions(asked)
    request = of_refusal(audit).decision.request
    actions.watch.open_to_group(request=request, by=asked.asker, at=AUDITED_AT)
    for item in audit.items.all():
        actions.examine(item=item, fault="none", by=asked.member, at=AUDITED_AT)
    actions.close_audit(audit=audit, by=asked.member, at=AUDITED_AT)
    pages = "".join(client.get(reverse("watch:item", args=[audit.code, place])).content.decode() for place in (1, 2, 3))

    assert request.subject not in pages
    assert REFUSAL["parts"][0]["reason"] not in pages
    assert pages.count('id="decision"') == 3


def test_nobody_but_the_requester_gives_the_leave(asked: Asked) -> None:
    item = of_refusal(drawn_decisions(asked))

    for other in (asked.member, make_user(), asked.office.officer, None):
        with pytest.raises(NotAllowed):
            actions.watch.open_to_group(request=item.decision.request, by=other, at=AUDITED_AT)


def test_a_request_of_which_nothing_was_drawn_is_not_opened(asked: Asked) -> None:
    with pytest.raises(actions.WrongStage):
        actions.watch.open_to_group(request=asked.requests[0], by=asked.asker, at=AUDITED_AT)


def test_requesters_are_asked_once_and_may_answer_on_their_page(asked: Asked, client: Client) -> None:
    sent = len(mail.outbox)
    item = of_refusal(drawn_decisions(asked))
    asking = [one for one in mail.outbox[sent:] if item.decision.request.get_absolute_url() in one.body]
    client.force_login(asked.asker)
    page = item.decision.request.get_absolute_url()
    before = client.get(page).content.decode()
    client.post(reverse("requests:change", args=[item.decision.request.code, "open-to-group"]))

    assert len(asking) == 1
    assert "open-to-group" in before
    assert "shut-to-group" in client.get(page).content.decode()


def test_a_finding_and_its_answer_hold_no_identifier(asked: Asked) -> None:
    item = of_refusal(drawn_decisions(asked))

    with pytest.raises(Invalid) as refusal:
        actions.examine(item=item, fault="other", note="전화 010-1234-5678", by=asked.member, at=AUDITED_AT)
    assert refusal.value.field == "note"
    item = actions.examine(item=item, fault="other", note="사유가 짧음", by=asked.member, at=AUDITED_AT)
    with pytest.raises(Invalid):
        actions.answer_finding(
            item=item, reply="rejected", answer="010-1234-5678", by=asked.office.officer, at=AUDITED_AT
        )


def test_a_test_request_is_one_that_the_member_filed_with_that_agency(asked: Asked) -> None:
    item = of_refusal(drawn_decisions(asked))
    own = file(asked.office, user=asked.member, at=AUDITED_AT)

    for number in ("9-2026-000001", asked.requests[0].number):
        with pytest.raises(Invalid) as refusal:
            actions.examine(item=item, fault="none", test_request=number, by=asked.member, at=AUDITED_AT)
        assert refusal.value.field == "test_request"
    found = actions.examine(item=item, fault="none", test_request=own.number, by=asked.member, at=AUDITED_AT)
    assert found.test_target is None
    publish_request(request=own, by=asked.member, at=AUDITED_AT)
    assert found.test_target is not None
