"""What the portal keeps of its own: how far the demonstration has been loaded."""

from django.db import models


class DemonstrationRun(models.Model):
    """The one loading of the demonstration. A re-run completes the country of the same seed and `today`."""

    marker = models.CharField(max_length=20, unique=True, default="demonstration", editable=False)
    seed = models.PositiveIntegerField()
    today = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(marker="demonstration"), name="there_is_one_demonstration"),
        ]

    def __str__(self) -> str:
        return f"{self.seed} · {self.today}"


class DemonstrationStep(models.Model):
    """A step of the loading that is done."""

    run = models.ForeignKey(DemonstrationRun, models.CASCADE, related_name="steps")
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="a_demonstration_step_is_done_once")]

    def __str__(self) -> str:
        return self.name
