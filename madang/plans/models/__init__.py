"""Every record of plans; each module of the package is one subject."""

from madang.plans.models.consulting import (
    Answer,
    Consultation,
    ConsultationQuerySet,
    Contribution,
    ContributionQuerySet,
    Heard,
)
from madang.plans.models.notes import Note
from madang.plans.models.plans import (
    Commitment,
    Milestone,
    NeverChanged,
    Plan,
    PlanQuerySet,
    PlanVersion,
    ReportedFigure,
    Snapshot,
    SnapshotValue,
    in_language,
)
from madang.plans.models.policy import (
    Evaluation,
    EvaluationQuerySet,
    Policy,
    PolicyQuerySet,
    PolicyVersion,
    PolicyVersionQuerySet,
)
from madang.plans.models.reviewing import Coding, Review, ReviewAnswer, ReviewQuerySet

__all__ = [
    "Answer",
    "Coding",
    "Commitment",
    "Consultation",
    "ConsultationQuerySet",
    "Contribution",
    "ContributionQuerySet",
    "Evaluation",
    "EvaluationQuerySet",
    "Heard",
    "Milestone",
    "NeverChanged",
    "Note",
    "Plan",
    "PlanQuerySet",
    "PlanVersion",
    "Policy",
    "PolicyQuerySet",
    "PolicyVersion",
    "PolicyVersionQuerySet",
    "ReportedFigure",
    "Review",
    "ReviewAnswer",
    "ReviewQuerySet",
    "Snapshot",
    "SnapshotValue",
    "in_language",
]
