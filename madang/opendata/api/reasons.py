"""The survey that led to something, as programs name it."""

from django.shortcuts import get_object_or_404

from madang.accounts.viewers import PUBLIC
from madang.opendata.actions.reasons import LedBy
from madang.surveys.models import Survey


def led_by(survey: str, question: str) -> LedBy | None:
    """survey: the name in its address, or empty. question: the key of a question. Raises `Http404`."""
    if not survey:
        return None
    return get_object_or_404(Survey.objects.visible_to(PUBLIC), slug=survey), question
