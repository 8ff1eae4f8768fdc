"""What of the demonstration is here."""

from madang.accounts.models import Organisation, User
from madang.disclosure.models import Version
from madang.portal.demonstration.signing_in import DOMAIN
from madang.portal.models import DemonstrationRun


def standing(run: DemonstrationRun | None) -> dict[str, str | int | bool | None]:
    """Seed, day, and how many organisations, people and versions of documents are entered, by state."""
    states = {str(state): Version.objects.filter(state=state).count() for state in Version.State.values}
    return {
        "is_complete": bool(run and run.finished_at),
        "seed": run.seed if run else None,
        "today": run.today.isoformat() if run else None,
        "steps": run.steps.count() if run else 0,
        "organisations": Organisation.objects.filter(code__startswith="90").count(),
        "people": User.objects.filter(email__endswith=f"@{DOMAIN}").count(),
        **states,
    }
