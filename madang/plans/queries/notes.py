"""What offices said of statements."""

from datetime import date

from django.db.models import QuerySet

from madang.plans.models import Milestone, Note, PlanVersion


def notes_on(milestone: Milestone, version: PlanVersion, *, on: date) -> QuerySet[Note]:
    """Comments beside a statement that speak of a day up to `on`, newest first, whatever the version of the plan."""
    return Note.objects.filter(plan=version.plan, milestone_key=milestone.key, on__lte=on).order_by(
        "-on", "-written_at"
    )
