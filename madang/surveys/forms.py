"""What people type at the desk and in lists."""

import re
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from madang.accounts.models import Organisation
from madang.surveys.models import Survey, Words
from madang.surveys.questionnaire import KINDS
from madang.surveys.wording import KINDS as KIND_LABELS

WHEN = "%Y-%m-%dT%H:%M"


class ListForm(forms.Form):
    """Narrows the list of surveys."""

    q = forms.CharField(label=gettext_lazy("Words in the title"), max_length=100, required=False)
    agency = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Agency"), required=False, to_field_name="code"
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("Purpose"),
        required=False,
        choices=[("", gettext_lazy("All")), *Survey.Purpose.choices],
    )
    state = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asking = Organisation.objects.filter(surveys__isnull=False).distinct()
        self.fields["agency"].queryset = asking  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """Asks for a link by e-mail."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class ReceiptForm(forms.Form):
    """Looks a receipt up."""

    receipt = forms.CharField(label=gettext_lazy("Receipt"), max_length=40)


class StartForm(forms.Form):
    """Begins a survey from a template."""

    template = forms.ChoiceField(label=gettext_lazy("Begin with"))
    agency = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Agency"), to_field_name="code")
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=80,
        help_text=gettext_lazy("The last part of the survey's address: lower-case letters, digits and hyphens."),
    )
    opens_at = forms.DateTimeField(
        label=gettext_lazy("Opens"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN),
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Closes"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN),
    )

    def __init__(self, *args: Any, templates: list[tuple[str, str]], agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = templates  # type: ignore[attr-defined]
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class SurveyForm(forms.ModelForm[Survey]):
    """Everything of a draft but its questions. Quotas and weighting are typed one line each."""

    quotas_text = forms.CharField(
        label=gettext_lazy("Quotas"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One line each: key of the question, key of the answer, number. Like “sex f 300”."),
    )
    weighting_text = forms.CharField(
        label=gettext_lazy("Weighting"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One line for each question about the person: key, target shares, source. "
            "Like “sex: f=50.1 m=49.9; Census 2025”. Several lines are raked."
        ),
    )

    class Meta:
        model = Survey
        fields = [
            "title_ko", "title_en", "intro_ko", "intro_en", "slug", "purpose", "audience", "results_when", "opens_at",
            "closes_at", "population", "k", "background_in_rows",
        ]  # fmt: skip
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN)
            for name in ("opens_at", "closes_at")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["quotas_text"] = quotas_as_text(self.instance.quotas)
            self.initial["weighting_text"] = weighting_as_text(self.instance.weighting)
            for name in ("opens_at", "closes_at"):
                self.initial[name] = self.initial[name].astimezone(get_current_timezone())

    def clean_quotas_text(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for number, line in enumerate(self.cleaned_data["quotas_text"].splitlines(), 1):
            if not line.strip():
                continue
            parts = line.split()
            if len(parts) != 3 or not parts[2].isdigit():
                raise forms.ValidationError(
                    _("Line %(line)d: a key, an answer and a number are needed.") % {"line": number}
                )
            found.setdefault(parts[0], {})[parts[1]] = int(parts[2])
        return found

    def clean_weighting_text(self) -> dict[str, Any] | None:
        margins = []
        for number, line in enumerate(self.cleaned_data["weighting_text"].splitlines(), 1):
            if not line.strip():
                continue
            match = re.fullmatch(r"\s*([\w-]+)\s*:([^;]*);(.*)", line)
            targets = dict(re.findall(r"([\w-]+)=(\d+(?:\.\d+)?)", match[2])) if match else {}
            if match is None or not targets or not match[3].strip():
                message = _("Line %(line)d: a key, target shares and, after a semicolon, their source are needed.")
                raise forms.ValidationError(message % {"line": number})
            shares = {name: float(share) for name, share in targets.items()}
            margins.append({"question": match[1], "targets": shares, "source": match[3].strip()})
        return {"margins": margins} if margins else None


def quotas_as_text(quotas: dict[str, dict[str, int]]) -> str:
    return "\n".join(
        f"{question} {option} {most}" for question, limits in quotas.items() for option, most in limits.items()
    )


def weighting_as_text(weighting: dict[str, Any] | None) -> str:
    if not weighting:
        return ""
    return "\n".join(
        "{}: {}; {}".format(
            margin["question"],
            " ".join(f"{name}={share:g}" for name, share in margin["targets"].items()),
            margin["source"],
        )
        for margin in weighting["margins"]
    )


LINES = {"rows": 6}


class QuestionForm(forms.Form):
    """One question. Options are typed one line each: key | Korean | English."""

    page = forms.CharField(
        label=gettext_lazy("Page"),
        max_length=40,
        help_text=gettext_lazy("The key of a page. A key that is new makes a new page at the end."),
    )
    key = forms.CharField(label=gettext_lazy("Key"), max_length=40)
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=[(kind, KIND_LABELS[kind]) for kind in KINDS])
    text_ko = forms.CharField(label=gettext_lazy("Question in Korean"), widget=forms.Textarea(attrs={"rows": 2}))
    text_en = forms.CharField(
        label=gettext_lazy("Question in English"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    help_ko = forms.CharField(label=gettext_lazy("Help in Korean"), required=False)
    help_en = forms.CharField(label=gettext_lazy("Help in English"), required=False)
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    background = forms.BooleanField(
        label=gettext_lazy("Is about the person"),
        required=False,
        help_text=gettext_lazy("Used for weights and groups, and protected when results are published."),
    )
    options = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        required=False,
        widget=forms.Textarea(attrs=LINES),
        help_text=gettext_lazy("One line each: key | Korean | English."),
    )
    other = forms.BooleanField(label=gettext_lazy("An answer in one's own words too"), required=False)
    rows = forms.CharField(
        label=gettext_lazy("Rows of the table"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One line each: key | Korean | English."),
    )
    most = forms.IntegerField(label=gettext_lazy("At most so many"), required=False, min_value=0)
    low = forms.IntegerField(label=gettext_lazy("Scale from"), required=False)
    high = forms.IntegerField(label=gettext_lazy("Scale to"), required=False)
    low_text = forms.CharField(
        label=gettext_lazy("Lowest step means"), required=False, help_text=gettext_lazy("Korean | English")
    )
    high_text = forms.CharField(
        label=gettext_lazy("Highest step means"), required=False, help_text=gettext_lazy("Korean | English")
    )
    smallest = forms.FloatField(label=gettext_lazy("Smallest number"), required=False)
    largest = forms.FloatField(label=gettext_lazy("Largest number"), required=False)
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, help_text=gettext_lazy("Korean | English"))
    steps = forms.CharField(
        label=gettext_lazy("Classes begin at"),
        required=False,
        help_text=gettext_lazy("Numbers are published in classes only. Like “1, 5, 10”."),
    )
    show_if = forms.CharField(
        label=gettext_lazy("Asked only if"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "One line for each condition: key of a question on an earlier page = keys of answers. Like “aware = yes”."
        ),
    )


class PageForm(forms.Form):
    """A page of the questionnaire."""

    title_ko = forms.CharField(label=gettext_lazy("Title in Korean"), max_length=200, required=False)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=200, required=False)
    intro_ko = forms.CharField(
        label=gettext_lazy("Introduction in Korean"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    intro_en = forms.CharField(
        label=gettext_lazy("Introduction in English"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    show_if = QuestionForm.base_fields["show_if"]


class InviteForm(forms.Form):
    """People for the closed list."""

    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("One line each, or separated by commas. Each gets a personal link that works once."),
    )

    def clean_emails(self) -> list[str]:
        return re.split(r"[\s,;]+", self.cleaned_data["emails"].strip())


class CancelForm(forms.Form):
    """Why a survey is cancelled."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


class WordsForm(forms.Form):
    """What becomes of what somebody wrote."""

    show = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("yes", pgettext_lazy("what somebody wrote", "Show")),
            ("no", pgettext_lazy("surveys", "Withhold")),
        ],
    )
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False, choices=[("", "–"), *Words.Reason.choices])


class PaperForm(forms.Form):
    """The number on a paper, and the personal code on one of a closed list."""

    number = forms.IntegerField(label=gettext_lazy("Number of the paper"), min_value=1)
    token = forms.CharField(label=gettext_lazy("Personal code"), max_length=60, required=False)
