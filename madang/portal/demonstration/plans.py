"""Who was heard on the invented country's plan, and who reviewed it: by the ordinary actions, on their days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from madang.accounts import actions as accounts
from madang.accounts.models import Organisation, User
from madang.common.actors import SYSTEM
from madang.plans import actions
from madang.plans.models import Consultation, Contribution, Milestone, Note, Plan, Review
from madang.portal.demonstration.country.consultations import (
    ANSWERS,
    CODES,
    NOTES,
    OCCASIONS,
    REASONS,
    SUMMARY_EN,
    SUMMARY_KO,
    VOICES,
    Occasion,
    Said,
)
from madang.portal.demonstration.country.people import officer_key
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.signing_in import DOMAIN

Act = Callable[[], None]
SLUG = "demonstration"
PLAN_BEGAN = 365
REVIEWED, ANSWERED = 18, 9
"""Days before `today` on which the review was published, and on which government answered it."""


@dataclass
class PlanLoading:
    """The steps around the plan: (name, moment, act)."""

    country: Country

    def steps(self) -> Iterator[tuple[str, datetime, Act]]:
        for number, one in enumerate(OCCASIONS):
            at = self._at(min(one.from_day, PLAN_BEGAN), 10)
            yield f"consultation:{number}", at, self._announcing(one, at)
            if one.minutes:
                at = self._at(one.until_day - one.minutes_after, 16)
                at = max(at, self._at(PLAN_BEGAN, 11))
                yield f"minutes:{number}", at, self._minuting(one, at)
            for position, said in enumerate(one.said):
                at = max(self._at(said.days_ago, 11, position), self._at(PLAN_BEGAN, 12))
                yield f"said:{number}:{position}", at, self._saying(one, said, at)
                if said.outcome:
                    at = max(self._at(said.days_ago - said.answered_after, 15), self._at(PLAN_BEGAN, 13))
                    yield f"answered:{number}:{position}", at, self._answering(one, said, at)
        for days_ago, _key, milestone, office, text in NOTES:
            at = self._at(days_ago, 14)
            yield f"note:{milestone}", at, self._noting(milestone, office, text, at)
        yield "review", self._at(REVIEWED, 9), lambda: self._review(self._at(REVIEWED, 9))
        yield "review:answers", self._at(ANSWERED, 10), lambda: self._answer_review(self._at(ANSWERED, 10))

    def _at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        day = self.country.today - timedelta(days=days_ago)
        return datetime.combine(day, time(hour, minute), get_current_timezone())

    @staticmethod
    def _plan() -> Plan:
        return Plan.objects.get(slug=SLUG)

    @staticmethod
    def _officer(office: str) -> User:
        return User.objects.get(email=f"{officer_key(office)}@{DOMAIN}")

    @staticmethod
    def _voice(key: str, at: datetime) -> User:
        email = f"{key}@{DOMAIN}"
        found = User.objects.filter(email=email).first()
        return found or accounts.create_person(email=email, name="시민", by=SYSTEM, at=at)

    @staticmethod
    def _consultation(one: Occasion) -> Consultation | None:
        return Consultation.objects.filter(plan__slug=SLUG, title_ko=one.ko).first()

    def _announcing(self, one: Occasion, at: datetime) -> Act:
        def act() -> None:
            if self._consultation(one):
                return
            begins, ends = self._at(one.from_day, 14), self._at(one.until_day, 17)
            made = actions.announce_consultation(
                plan=self._plan(),
                organisation=Organisation.objects.get(code=one.office),
                announcement=actions.Announcement(
                    kind=one.kind,
                    title_ko=one.ko,
                    title_en=one.en,
                    about_ko=one.about_ko,
                    about_en=one.about_en,
                    opens_at=begins,
                    closes_at=ends,
                    commitments=one.commitments,
                    place=one.place,
                ),
                by=self._officer(one.office),
                at=at,
            )
            if one.heard:
                actions.record_heard(consultation=made, groups=one.heard, by=self._officer(one.office), at=at)

        return act

    def _minuting(self, one: Occasion, at: datetime) -> Act:
        def act() -> None:
            found = self._consultation(one)
            if found and not found.minutes:
                actions.publish_minutes(consultation=found, text=one.minutes, by=self._officer(one.office), at=at)

        return act

    def _saying(self, one: Occasion, said: Said, at: datetime) -> Act:
        def act() -> None:
            found = self._consultation(one)
            if found is None or found.contributions.filter(text=said.text).exists():
                return
            about = {"text": said.text, "commitment_key": said.commitment, "shown_as": said.shown_as}
            if said.by in VOICES:
                actions.submit_contribution(consultation=found, **about, by=self._voice(said.by, at), at=at)
            else:
                actions.note_contribution(consultation=found, **about, by=self._officer(one.office), at=at)

        return act

    def _answering(self, one: Occasion, said: Said, at: datetime) -> Act:
        def act() -> None:
            found = Contribution.objects.filter(consultation__title_ko=one.ko, text=said.text, answers=None).first()
            if found:
                actions.answer_contribution(
                    contribution=found,
                    outcome=said.outcome,
                    reason=said.reason,
                    change=said.change,
                    by=self._officer(one.office),
                    at=at,
                )

        return act

    def _noting(self, key: str, office: str, text: str, at: datetime) -> Act:
        def act() -> None:
            if not Note.objects.filter(plan__slug=SLUG, milestone_key=key).exists():
                version = self._plan().versions.first()
                about = Milestone.objects.get(commitment__version=version, key=key)
                actions.write_note(milestone=about, text=text, on=at.date(), by=self._officer(office), at=at)

        return act

    def _review(self, at: datetime) -> None:
        version = self._plan().versions.first()
        if version is None or Review.objects.filter(plan__slug=SLUG, published_at__isnull=False).exists():
            return
        by = User.objects.get(email=f"reviewer@{DOMAIN}")
        body = Organisation.objects.get(code="9040400")
        review = Review.objects.filter(plan__slug=SLUG).first() or actions.begin_review(
            version=version, organisation=body, stage="midterm", method="today", by=by, at=at
        )
        for commitment in version.commitments.all():
            *codes, values = CODES[commitment.key]
            scales = ("verifiable", "ambition", "completion", "early_results")
            actions.code_commitment(
                review=review,
                commitment_key=commitment.key,
                codes=dict(zip(scales, map(str, codes), strict=True)),
                values=list(values),
                reason=REASONS[commitment.key],
                evidence=[commitment.ref, *(one.ref for one in commitment.milestones.all()[:2])],
                by=by,
                at=at,
            )
        actions.publish_review(review=review, summary_ko=SUMMARY_KO, summary_en=SUMMARY_EN, by=by, at=at)

    def _answer_review(self, at: datetime) -> None:
        review = Review.objects.filter(plan__slug=SLUG, published_at__isnull=False).first()
        for key, (office, text) in ANSWERS.items():
            coding = review.codings.filter(commitment_key=key, answers=None).first() if review else None
            if coding:
                actions.answer_coding(coding=coding, text=text, by=self._officer(office), at=at)
