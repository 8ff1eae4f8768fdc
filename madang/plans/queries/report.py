"""A self-assessment report: everything a plan's records say of it on a day, put together and nothing added."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from madang.accounts.viewers import Viewer
from madang.plans.models import Coding, Commitment, Consultation, Note, PlanVersion, Snapshot
from madang.plans.queries.consulting import RegisterTotals, consultations_of, said_about, totals
from madang.plans.queries.reviewing import codings_of
from madang.plans.queries.standings import PlanOverview, Standing, find_snapshot, plan_overview


@dataclass(frozen=True)
class CommitmentReport:
    """contributions, answered: public contributions on the commitment, and those with an answer."""

    commitment: Commitment
    promises: tuple[Standing, ...]
    baselines: tuple[Standing, ...]
    counts: dict[str, int]
    notes: tuple[Note, ...]
    consultations: tuple[Consultation, ...]
    codings: tuple[Coding, ...]
    contributions: int
    answered: int


@dataclass(frozen=True)
class Report:
    """snapshot: the kept measurements of the day, if it was kept; then every figure is in the ledger too."""

    overview: PlanOverview
    commitments: tuple[CommitmentReport, ...]
    register: RegisterTotals
    snapshot: Snapshot | None

    @property
    def version(self) -> PlanVersion:
        return self.overview.version

    @property
    def on(self) -> date:
        return self.overview.on

    @property
    def not_measurable(self) -> tuple[Standing, ...]:
        return tuple(one for one in self.overview.promises if one.why_not)


def report_of(version: PlanVersion, viewer: Viewer, *, on: date) -> Report:
    """The report on the day `on`, as far as the viewer may see what it rests on."""
    overview = plan_overview(version, on=on)
    notes: dict[str, list[Note]] = defaultdict(list)
    for note in Note.objects.filter(plan=version.plan, on__lte=on).order_by("on", "written_at"):
        notes[note.milestone_key].append(note)
    register = list(consultations_of(version.plan, viewer).filter(opens_at__date__lte=on))
    return Report(
        overview=overview,
        commitments=tuple(
            _commitment(one.commitment, one.standings, notes, register, viewer) for one in overview.commitments
        ),
        register=totals(version.plan, viewer, on=on),
        snapshot=find_snapshot(version.plan, on),
    )


def _commitment(
    commitment: Commitment,
    standings: Sequence[Standing],
    notes: dict[str, list[Note]],
    register: Sequence[Consultation],
    viewer: Viewer,
) -> CommitmentReport:
    plan, key = commitment.version.plan, commitment.key
    counts: dict[str, int] = defaultdict(int)
    for one in standings:
        if one.milestone.is_promise:
            counts[one.state.value] += 1
    said = list(said_about(plan, key, viewer))
    return CommitmentReport(
        commitment=commitment,
        promises=tuple(one for one in standings if one.milestone.is_promise),
        baselines=tuple(one for one in standings if not one.milestone.is_promise),
        counts=dict(counts),
        notes=tuple(note for one in standings for note in notes[one.milestone.key]),
        consultations=tuple(one for one in register if one.concerns(key)),
        codings=tuple(codings_of(plan, key, viewer)),
        contributions=len(said),
        answered=sum(bool(one.answers.all()) for one in said),
    )
