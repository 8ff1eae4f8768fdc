"""What the visited pages show of the consultation register and of independent review."""

from datetime import date, timedelta

from django.utils.timezone import now

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.plans import actions as plans
from madang.plans.models import Plan


def build_register(administrator: User, citizen: User) -> str:
    """A comment period with an answered contribution, and a published review. Returns the contribution's address."""
    plan, at = Plan.objects.get(slug="demonstration"), now()
    organisations = {
        code: Organisation.objects.create(
            code=code, kind="ministry", name_ko=name, name_en=name, established_on=date(2010, 1, 1)
        )
        for code, name in (("9000100", "가온행정부"), ("9000999", "열린정부 검토단"))
    }
    announcement = plans.Announcement(
        kind="comment-period",
        title_ko="실행계획 중간 점검 의견",
        title_en="Comments on the plan at midterm",
        opens_at=at - timedelta(days=60),
        closes_at=at + timedelta(days=30),
    )
    consultation = plans.announce_consultation(
        plan=plan, organisation=organisations["9000100"], announcement=announcement, by=administrator, at=at
    )
    plans.record_heard(consultation=consultation, groups=[("citizens", "주민", 41)], by=administrator, at=at)
    said = [
        plans.submit_contribution(
            consultation=consultation, text=text, by=citizen, at=at - timedelta(days=40), shown_as="두 아이 부모"
        )
        for text in ("원문 공개를 과장급까지 넓혀 주세요.", "회의록을 더 빨리 올려 주세요.")
    ]
    plans.answer_contribution(
        contribution=said[0], outcome="partly", reason="올해 안에 과장급까지 넓힙니다.", by=administrator, at=at
    )
    reviewer = User.objects.create_user("reviewer@example.org", name="Reviewer")
    body = organisations["9000999"]
    RoleHeld.objects.create(user=reviewer, role=Role.INDEPENDENT_REVIEWER, organisation=body, since_on=date(2020, 1, 1))
    build_review(plan, body, reviewer)
    return said[0].get_absolute_url()


def build_review(plan: Plan, body: Organisation, reviewer: User) -> None:
    version, at = plan.versions.get(), now()
    review = plans.begin_review(version=version, organisation=body, stage="midterm", method="today", by=reviewer, at=at)
    codes = {"verifiable": "yes", "ambition": "low", "completion": "limited", "early_results": "marginal"}
    for commitment in version.commitments.all():
        plans.code_commitment(
            review=review,
            commitment_key=commitment.key,
            codes=codes,
            values=["access"],
            reason="목표가 낮습니다.",
            evidence=[commitment.ref],
            by=reviewer,
            at=at,
        )
    plans.publish_review(review=review, summary_ko="요약입니다.", summary_en="A summary.", by=reviewer, at=at)
