from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.accounts.viewers import PUBLIC, viewer_of
from madang.common.errors import Invalid, NotAllowed
from madang.ledger.models import Entry
from madang.plans import actions, queries
from madang.plans.models import Coding, NeverChanged, Review, ReviewAnswer
from madang.plans.scales import SCALES, faults_of, is_starred
from madang.plans.tests.samples import NOON, TODAY, load
from madang.plans.tests.test_actions import an_official, an_organisation

pytestmark = pytest.mark.django_db
SIGNED_IN = "allauth.account.auth_backends.AuthenticationBackend"
CODES = {"verifiable": "yes", "ambition": "low", "completion": "limited", "early_results": "marginal"}
CODED: dict[str, Any] = {
    "commitment_key": "1",
    "codes": CODES,
    "values": ["access"],
    "reason": "The target is easy.",
    "evidence": ["plans:milestone:small/1/1.2"],
}


def a_reviewer() -> User:
    return an_official("9990009", Role.INDEPENDENT_REVIEWER)


def a_draft(reviewer: User) -> Review:
    return actions.begin_review(
        version=load(),
        organisation=Organisation.objects.get(code="9990009"),
        stage="midterm",
        method="today",
        by=reviewer,
        at=NOON,
    )


def published(reviewer: User) -> Review:
    review = a_draft(reviewer)
    actions.code_commitment(review=review, **CODED, by=reviewer, at=NOON)
    return actions.publish_review(review=review, summary_ko="요약", summary_en="Summary", by=reviewer, at=NOON)


def test_a_published_review_is_in_the_ledger_with_every_code() -> None:
    review = published(a_reviewer())

    entry = Entry.objects.get(kind="plans.review.published")
    assert (entry.subject, entry.facts["codings"]["1"]["codes"]) == (review.ref, CODES)


def test_nobody_edits_what_is_published_not_even_its_reviewer() -> None:
    reviewer = a_reviewer()
    review = published(reviewer)

    with pytest.raises(actions.AlreadyPublished):
        actions.code_commitment(review=review, **{**CODED, "reason": "Other"}, by=reviewer, at=NOON)
    with pytest.raises(actions.AlreadyPublished):
        actions.publish_review(review=review, summary_ko="다른", summary_en="Other", by=reviewer, at=NOON)
    assert Coding.objects.get().reason == "The target is easy."


def test_who_answers_for_the_plan_or_runs_the_site_cannot_review_it() -> None:
    version, reviewer = load(), a_reviewer()
    body = Organisation.objects.get(code="9990009")
    begin: dict[str, Any] = {"version": version, "organisation": body, "stage": "end", "method": "today", "at": NOON}

    with pytest.raises(NotAllowed):
        actions.begin_review(**begin, by=an_official("9990002"))
    leading = an_organisation("9990001")
    RoleHeld.objects.create(user=reviewer, role=Role.DATA_OFFICER, organisation=leading, since_on=date(2020, 1, 1))
    with pytest.raises(actions.NotIndependent):
        actions.begin_review(**begin, by=reviewer)
    assert not Review.objects.exists()


def test_a_draft_is_read_by_reviewers_of_its_organisation_alone(client: Client) -> None:
    reviewer = a_reviewer()
    review = a_draft(reviewer)
    actions.code_commitment(review=review, **CODED, by=reviewer, at=NOON)

    assert client.get(review.get_absolute_url()).status_code == 404
    assert "9990009" not in client.get("/plan/small/reviews/").content.decode()
    assert client.get("/api/v1/plans/small/reviews").json() == []
    assert "The target is easy" not in client.get("/plan/small/1/").content.decode()
    assert queries.codings_of(review.plan, "1", PUBLIC) == []
    government = an_official()
    assert not Review.objects.visible_to(viewer_of(government, on=TODAY)).exists()
    client.force_login(reviewer, backend=SIGNED_IN)
    assert client.get(review.get_absolute_url()).status_code == 200


def test_codes_are_of_their_scales_with_a_reason_and_evidence() -> None:
    reviewer = a_reviewer()
    review = a_draft(reviewer)
    wrong: list[dict[str, Any]] = [
        {"codes": {**CODES, "ambition": "medium"}},
        {"codes": {key: CODES[key] for key in ("verifiable", "ambition")}},
        {"reason": " "},
        {"evidence": ["", " "]},
        {"values": ["kindness"]},
        {"commitment_key": "9"},
    ]
    for one in wrong:
        with pytest.raises(Invalid):
            actions.code_commitment(review=review, **{**CODED, **one}, by=reviewer, at=NOON)
    assert not Coding.objects.exists()


def test_a_review_is_published_whole_or_not_at_all() -> None:
    reviewer = a_reviewer()
    review = a_draft(reviewer)

    with pytest.raises(actions.NotWholeYet):
        actions.publish_review(review=review, summary_ko="요약", summary_en="Summary", by=reviewer, at=NOON)
    actions.code_commitment(review=review, **CODED, by=reviewer, at=NOON)
    with pytest.raises(actions.NotWholeYet):
        actions.publish_review(review=review, summary_ko="요약", summary_en="", by=reviewer, at=NOON)
    assert not Entry.objects.filter(kind="plans.review.published").exists()


def test_government_answers_and_the_coding_stays(client: Client) -> None:
    review = published(a_reviewer())
    coding, official = Coding.objects.get(), an_official()

    with pytest.raises(NotAllowed):
        actions.answer_coding(coding=coding, text="아닙니다", by=an_official("9990002"), at=NOON)
    actions.answer_coding(coding=coding, text="목표를 올리겠습니다", by=official, at=NOON + timedelta(days=1))

    assert "목표를 올리겠습니다" in client.get(review.get_absolute_url()).content.decode()
    assert Coding.objects.get().codes == CODES
    with pytest.raises(NeverChanged):
        ReviewAnswer.objects.all().delete()


def test_a_review_is_written_on_pages(client: Client) -> None:
    reviewer = a_reviewer()
    load(at=now())
    client.force_login(reviewer, backend=SIGNED_IN)

    begun = client.post("/plan/small/reviews/new/", {"organisation": "9990009", "stage": "end", "method": "2014"})
    assert begun.headers["Location"] == "/plan/small/reviews/1/"
    codes = {scale: SCALES[scale][-1] for scale in ("specificity", "potential_impact", "completion", "early_results")}
    form = {**codes, "values": ["access"], "reason": "because", "evidence": "https://example.org/a\nhttps://b.example"}
    assert client.post("/plan/small/reviews/1/1/", {**form, "evidence": ""}).status_code == 422
    assert client.post("/plan/small/reviews/1/1/", form).status_code == 302
    done = client.post("/plan/small/reviews/1/publish/", {"summary_ko": "요약", "summary_en": "Summary"})
    assert done.status_code == 302
    assert "Outstandingly" in client.get("/en/plan/small/reviews/1/").content.decode()
    assert client.get("/api/v1/plans/small/reviews").json()[0]["codings"][0]["is_starred"] is True


def test_a_star_needs_all_that_the_rule_of_2014_asks() -> None:
    codes = {"specificity": "medium", "potential_impact": "moderate", "completion": "substantial"}

    assert is_starred(codes, ["access"])
    assert not is_starred(codes, ["technology"])
    for scale, below in (("specificity", "low"), ("potential_impact", "minor"), ("completion", "limited")):
        assert not is_starred({**codes, scale: below}, ["access"])
    assert not is_starred({}, ["access"])


def test_faults_of_codes_are_named_scale_by_scale() -> None:
    found = faults_of("today", {"verifiable": "maybe", "ambition": "high", "specificity": "high"})

    assert [one.scale for one in found] == ["verifiable", "completion", "early_results", "specificity"]
