"""What stands around the data: a showcase, best practices, promising companies, agreements, advice, consulting."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.timezone import localdate, now

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.bodies.actions import establish_body, link_decision
from madang.bodies.models import Decision
from madang.common.actors import SYSTEM
from madang.common.fetching import Fetched
from madang.opendata.actions import advice, agreements, companies, consulting, showcase, taskforces
from madang.opendata.actions.corrections import correct
from madang.opendata.actions.register import define_area
from madang.opendata.models import Agreement, Company, CompanyApplication, Dataset


def build_ecosystem(agency: Organisation, *, citizen: User, officer: User) -> dict[str, str]:
    """Addresses of pages by name."""
    at = now() - timedelta(hours=6)
    data = [Dataset.objects.get(slug="parking-lots")]
    pages: dict[str, str] = {}
    for number, name in enumerate(("reuse", "reuse-waiting")):
        reuse = showcase.submit_reuse(
            kind="app",
            title=f"여기주차 {number}",
            text="빈자리를 찾아 줍니다.",
            maker="다온시민개발모임",
            url=f"https://parking{number}.example.test/",
            datasets=data,
            by=citizen,
            at=at,
        )
        pages[name] = reuse.get_absolute_url()
        if name == "reuse":
            showcase.publish_reuse(reuse=reuse, by=officer, at=at)
            showcase.check_reuse(reuse=reuse, ask=lambda url: Fetched(404, {}, b"", url), at=at)
    practice = showcase.publish_practice(
        organisation=agency,
        title="점검일을 함께 싣다",
        done="값이 비는 날의 까닭을 표에 적었습니다.",
        outcome="같은 문의가 줄었습니다.",
        source="민원 처리 대장",
        datasets=data,
        by=officer,
        at=at,
    )
    pages["practice"] = practice.get_absolute_url()
    for build in (build_companies, build_advice, build_consulting):
        pages |= build(agency, citizen=citizen, officer=officer)
    build_task_force(agency, officer)
    decided = Decision.objects.order_by("pk").first()
    assert decided is not None
    link_decision(decision=decided, about=[data[0].ref], by=SYSTEM, at=at)
    pages["decision-link"] = reverse("bodies:desk-act", args=["link-decision", decided.pk])
    pages["decision-unlink"] = reverse("bodies:desk-act", args=["unlink-decision", decided.links.get().pk])
    return pages


def build_task_force(agency: Organisation, officer: User) -> None:
    """An area with its task force, headed by the officer's second role; and an area without one."""
    today = localdate()
    RoleHeld.objects.create(user=officer, role=Role.CHIEF_DATA_OFFICER, organisation=agency, since_on=today)
    for code, ko, en in (("parking", "주차", "Parking"), ("lighting", "조명", "Lighting")):
        area = define_area(code=code, name_ko=ko, name_en=en, since_on=today, by=None, at=now())
        if code == "parking":
            body = establish_body(
                code="parking-task-force",
                kind="task-force",
                name_ko="주차 전담반",
                name_en="Task force on parking",
                organisation=agency,
                established_on=today,
                by=SYSTEM,
                at=now(),
            )
            taskforces.set_task_force(area=area, body=body, head_agency=agency, since_on=today, by=None, at=now())


def build_companies(agency: Organisation, *, citizen: User, officer: User) -> dict[str, str]:
    """An open call with an application, and a company that was chosen from an earlier one."""
    at, today = now(), localdate()
    data = [Dataset.objects.get(slug="parking-lots")]
    pages: dict[str, str] = {}
    for name, title, opens, closes in (("call", "둘째 공모", -2, 20), ("call-closed", "첫 공모", -40, -30)):
        call = companies.open_call(
            organisation=agency,
            title=title,
            text="공공데이터로 사업하는 기업",
            opens_on=today + timedelta(days=opens),
            closes_on=today + timedelta(days=closes),
            criteria={"성장성": 3, "활용도": 1},
            by=officer,
            at=at + timedelta(days=opens),
        )
        application = companies.apply(
            call=call,
            name="다온주차",
            business_number="0000000015",
            intro="주차장을 예약합니다.",
            plan="이용자를 늘리려 합니다.",
            datasets=data,
            by=citizen,
            at=at + timedelta(days=opens + 1),
        )
        pages[name], pages[f"application-{name}"] = call.get_absolute_url(), application.get_absolute_url()
    return pages | build_supported(agency, application, officer)


def build_supported(agency: Organisation, application: CompanyApplication, officer: User) -> dict[str, str]:
    """The company that was chosen, with support that was corrected, and a figure of what came of it."""
    at, today = now(), localdate()
    company = choose(application, officer)
    agreement = agree(agency, officer)
    entered = {"company": company, "organisation": agency, "on": today, "by": officer, "at": at}
    support = companies.enter_support(
        kind="funding", amount=20_000_000, giver="가온창업진흥원", text="시제품 제작비", agreement=agreement, **entered
    )
    companies.enter_outcome(measure="jobs", value=Decimal(4), unit="명", source="고용보험 확인서", **entered)
    corrected = correct(
        entry=support,
        kind="funding",
        amount=2_000_000,
        giver="가온창업진흥원",
        reason="잘못 적음",
        on=today,
        by=officer,
        at=at,
    )
    return {
        "company": company.get_absolute_url(),
        "agreement": agreement.get_absolute_url(),
        "company-correct": reverse("opendata:correct", args=["support", corrected.pk]),
    }


def choose(application: CompanyApplication, officer: User) -> Company:
    at = now()
    scores = {criterion.pk: (4, "의견") for criterion in application.call.criteria.all()}
    companies.score_application(application=application, scores=scores, by=officer, at=at)
    made = companies.decide_application(
        application=application, is_chosen=True, reason="쓸모가 뚜렷합니다.", decided_on=localdate(), by=officer, at=at
    )
    assert made.company is not None
    return made.company


def agree(agency: Organisation, officer: User) -> Agreement:
    at, began = now(), localdate() - timedelta(days=50)
    agreement = agreements.enter_agreement(
        organisation=agency,
        partner="가온창업진흥원",
        title="창업 지원 협약",
        signed_on=began,
        since_on=began,
        office_gives="데이터와 자문",
        partner_gives="사무 공간",
        by=officer,
        at=at,
    )
    agreements.enter_agreement_outcome(
        agreement=agreement, on=localdate(), text="한 곳이 입주했습니다.", source="입주 계약서", by=officer, at=at
    )
    return agreement


def build_advice(agency: Organisation, *, citizen: User, officer: User) -> dict[str, str]:
    """A question that waits, one that was answered, an article, and a draft that tells who asked."""
    at = now()
    pages: dict[str, str] = {}
    for name in ("advice-waiting", "advice-answered", "advice-telling"):
        case = advice.ask(
            organisation=agency, kind="legal", title="출처 표시", text="상품에 써도 됩니까?", by=citizen, at=at
        )
        pages[name] = case.get_absolute_url()
        if name == "advice-waiting":
            continue
        advice.answer(case=case, text="출처를 적으면 됩니다.", by=officer, at=at)
        question = "상품에 써도 됩니까?" + (" 010-2345-6789" if name == "advice-telling" else "")
        article = advice.prepare_article(
            case=case, title="출처 표시", question=question, answer="출처를 적으면 됩니다.", by=officer, at=at
        )
        pages["article" if name == "advice-answered" else "article-telling"] = article.get_absolute_url()
        if name == "advice-answered":
            advice.publish_article(article=article, by=officer, at=at)
    return pages


def build_consulting(agency: Organisation, *, citizen: User, officer: User) -> dict[str, str]:
    """Two times to come, one of them booked."""
    at = now()
    booked, free = consulting.open_slots(
        organisation=agency,
        kind="legal",
        starts_at=at + timedelta(days=3),
        ends_at=at + timedelta(days=3, hours=1),
        minutes=30,
        place="별관 302호",
        by=officer,
        at=at,
    )
    appointment = consulting.book(slot=booked, topic="출처를 어떻게 적는지 묻고 싶습니다.", by=citizen, at=at)
    return {
        "appointment": appointment.get_absolute_url(),
        "consulting-book": reverse("opendata:consulting-book", args=[free.code]),
        "consulting-call-off": reverse("opendata:consulting-call-off", args=[free.code]),
    }
