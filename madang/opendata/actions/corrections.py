"""Corrections of what an office entered of companies and agreements: the old entry stays, marked as corrected."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from madang.accounts.models import Organisation, User
from madang.common.errors import Refusal
from madang.ledger import actions as ledger
from madang.opendata.actions.acting import public_text
from madang.opendata.actions.agreements import enter_agreement_outcome
from madang.opendata.actions.companies import enter_outcome, enter_support
from madang.opendata.actions.offices import data_officer
from madang.opendata.models import AgreementOutcome, CompanyOutcome, CompanySupport

Entered = CompanySupport | CompanyOutcome | AgreementOutcome


class CorrectedAlready(Refusal):
    code = "corrected-already"
    default_message = gettext_lazy("This entry was corrected already. Correct the entry that stands in its place.")


@transaction.atomic
def correct(*, entry: Entered, reason: str, by: User | None, at: datetime, **said: Any) -> Entered:
    """Enter anew what was entered wrongly. said: what the action that entered it takes, beside whose it is.

    The agency that entered it alone. Raises `NotAllowed`, `CorrectedAlready`, or what that action raises.
    """
    kept: Any = type(entry).objects.select_for_update().get(pk=entry.pk)
    organisation: Organisation = (
        kept.agreement.organisation if isinstance(kept, AgreementOutcome) else kept.organisation
    )
    actor = data_officer(by, organisation, at=at)
    if kept.is_corrected:
        raise CorrectedAlready
    why = public_text(reason, field="reason")[:500]
    made = entering(kept, organisation)(**said, by=by, at=at)
    made.corrects, made.correction_reason = kept, why
    made.save(update_fields=["corrects", "correction_reason"])
    subject = kept.agreement if isinstance(kept, AgreementOutcome) else kept.company
    facts: dict[str, Any] = {"on": kept.on.isoformat(), "entered_at": kept.at.isoformat(), "reason": why}
    kind = f"opendata.{'agreement' if isinstance(kept, AgreementOutcome) else 'company'}.corrected"
    ledger.record(kind=kind, subject=subject.ref, by=actor, at=at, facts=facts)
    return made  # type: ignore[no-any-return]


def entering(kept: Entered, organisation: Organisation) -> Callable[..., Any]:
    """The action that enters such a record, for the same company or agreement."""
    match kept:
        case CompanySupport():
            return lambda **said: enter_support(company=kept.company, organisation=organisation, **said)
        case CompanyOutcome():
            return lambda **said: enter_outcome(company=kept.company, organisation=organisation, **said)
        case AgreementOutcome():
            return lambda **said: enter_agreement_outcome(agreement=kept.agreement, **said)
