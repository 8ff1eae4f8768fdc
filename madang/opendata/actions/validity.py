"""No dataset is published whose descriptions fail, unless somebody answers for it in public."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from madang.common.actors import Actor
from madang.common.errors import Refusal
from madang.ledger import actions as ledger
from madang.ledger.canonical import Json
from madang.opendata.actions.acting import public_text
from madang.opendata.actions.judging import keep_verdict, latest_verdicts
from madang.opendata.formats.checks import Verdict, check_all
from madang.opendata.models import AcceptedFaults, Dataset, DataVersion, FormatVerdict
from madang.opendata.quality_wording import verdict_sentence
from madang.opendata.queries.describing import as_if_public


class DescriptionsFail(Refusal):
    """What is said of a dataset fails a format. verdicts: all of them, as they would be shown."""

    code = "descriptions-fail"

    def __init__(self, verdicts: list[Verdict], failed: list[Verdict]) -> None:
        self.verdicts, self.failed = verdicts, failed
        faults = " ".join(verdict_sentence(one.format, [asdict(fault) for fault in one.problems]) for one in failed)
        super().__init__(
            _(
                "This was not made public, because formats refuse what is said of the dataset. %(faults)s "
                "Mend it, or give a reason for publishing it like this; everyone reads the reason."
            )
            % {"faults": faults}
        )

    @property
    def faults(self) -> list[dict[str, str]]:
        return faults_of(self.failed)


def faults_of(failed: list[Verdict]) -> list[dict[str, str]]:
    return [{"format": one.format} | asdict(fault) for one in failed for fault in one.problems]


def require_valid(
    dataset: Dataset, *, version: DataVersion | None = None, despite: str, by: Actor, at: datetime
) -> None:
    """Render a dataset as it would be in public, with `version` as the one that `/latest` leads to, and check it.

    Faults that it shows in public already pass. despite: why it is published with new ones; kept, and in the ledger.
    The verdicts are kept.
    Raises `DescriptionsFail` without a reason, `Invalid` for a reason that may not be public.
    """
    verdicts = check_all(as_if_public(dataset, version))
    known = {fault_key(one) for one in shown_faults(dataset)} if dataset.is_public else set()
    failed = [one for one in verdicts if any(fault_key(fault) not in known for fault in faults_of([one]))]
    if failed and not despite.strip():
        raise DescriptionsFail(verdicts, failed)
    keep_all(dataset, verdicts, at=at)
    if failed:
        accept(dataset, failed, despite, by=by, at=at)


def accept(dataset: Dataset, failed: list[Verdict], despite: str, *, by: Actor, at: datetime) -> None:
    """Keep why a dataset is published with these faults, beside its badges and in the ledger."""
    reason, faults = public_text(despite, field="despite")[:1000], faults_of(failed)
    AcceptedFaults.objects.create(dataset=dataset, faults=faults, reason=reason, office=by.office or "", at=at)
    facts: dict[str, Json | ledger.Personal] = {
        "faults": [f"{one['format']}: {one['code']} {one['where']}" for one in faults],
        "reason": reason,
    }
    ledger.record(kind="opendata.faults.accepted", subject=dataset.ref, by=by, at=at, facts=facts)


def fault_key(fault: dict[str, Any]) -> tuple[str, str, str]:
    return fault["format"], fault["code"], fault["where"]


def shown_faults(dataset: Dataset) -> list[dict[str, str]]:
    """What its badges say now."""
    failed = [one for one in latest_verdicts(dataset).values() if one.state == FormatVerdict.State.FAILED]
    return [{"format": one.format} | fault for one in failed for fault in one.problems]


@transaction.atomic
def hold(dataset: Dataset, failing: DescriptionsFail, *, at: datetime) -> None:
    """Keep a dataset that is not public yet from becoming so, with the verdicts that its officers read."""
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    if dataset.is_public or dataset.state == Dataset.State.WITHDRAWN:
        return
    Dataset.objects.filter(pk=dataset.pk).update(state=Dataset.State.HELD)
    keep_all(dataset, failing.verdicts, at=at)


def check_again(dataset: Dataset, *, at: datetime) -> None:
    """Keep the verdicts on a held dataset as it would be with the file that waits for it."""
    read = DataVersion.objects.filter(distribution__dataset=dataset, state=DataVersion.State.READ)
    waiting = read.order_by("-read_at", "-pk").first()
    if waiting is not None:
        waiting.number = 1
    keep_all(dataset, check_all(as_if_public(dataset, waiting)), at=at)


def keep_all(dataset: Dataset, verdicts: list[Verdict], *, at: datetime) -> None:
    latest = latest_verdicts(dataset)
    for verdict in verdicts:
        keep_verdict(dataset, verdict, latest.get(verdict.format), at=at)
