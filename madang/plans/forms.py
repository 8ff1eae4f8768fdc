from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.accounts.models import Organisation
from madang.bodies.models import AgendaItem, Body
from madang.plans import actions
from madang.plans.models import Answer, Commitment, Consultation, Evaluation, Heard, Plan, Policy, Review
from madang.plans.models.consulting import TEXT_LIMIT
from madang.plans.queries import items_on
from madang.plans.scales import SCALES
from madang.plans.wording import SCALE_LABELS, code_label
from madang.plans.wording import VALUES as VALUE_LABELS


class DayForm(forms.Form):
    """The day on which the plan is looked at."""

    on = forms.DateField(label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}))


class FigureForm(forms.Form):
    """A figure that an official reports."""

    value = forms.DecimalField(label=_("Value"), max_digits=20, decimal_places=4)
    on = forms.DateField(label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("The document, press release or register that the figure is from."),
    )


class NoteForm(forms.Form):
    """A dated comment of an office beside a statement."""

    on = forms.DateField(label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(
        label=pgettext_lazy("plans", "Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class DateTimeInput(forms.DateTimeInput):
    """A moment as browsers ask for it."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ConsultationForm(forms.Form):
    """A consultation to be entered in the register."""

    organisation = forms.ChoiceField(label=_("Organisation that announces it"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Consultation.Kind.choices)
    title_ko = forms.CharField(label=_("Korean title"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200)
    about_ko = forms.CharField(
        label=_("What it is about, in Korean"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    about_en = forms.CharField(
        label=_("What it is about, in English"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    commitments = forms.MultipleChoiceField(
        label=_("Commitments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none if it is about the whole plan."),
    )
    opens_at = forms.DateTimeField(label=_("Begins"), widget=DateTimeInput())
    closes_at = forms.DateTimeField(label=_("Ends"), widget=DateTimeInput())
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    held_by = forms.CharField(
        label=_("Ref of the meeting or survey on this site"),
        max_length=200,
        required=False,
        help_text=_("Such as bodies:meeting:… where the record of it stands; leave it empty if there is none."),
    )
    answer_within_days = forms.IntegerField(label=_("Days to answer"), min_value=1, max_value=365, initial=30)
    minutes_within_days = forms.IntegerField(label=_("Days to publish minutes"), min_value=1, max_value=365, initial=14)

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], commitments: Iterable[Commitment], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choices_of(self, "organisation", [(one.code, one.name) for one in organisations])
        choices_of(self, "commitments", [(one.key, str(one)) for one in commitments])


def choices_of(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Give a field of choice its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class ContributionForm(forms.Form):
    """Something that somebody wants to say."""

    commitment_key = forms.ChoiceField(label=_("Commitment"), required=False)
    text = forms.CharField(
        label=_("What you want to say"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 6})
    )
    shown_as = forms.CharField(
        label=_("Shown as"),
        max_length=60,
        required=False,
        help_text=_(
            "What stands beside your comment, such as “parent of two” or your group. Left empty: a participant."
        ),
    )

    def __init__(self, *args: Any, commitments: Iterable[Commitment], **options: Any) -> None:
        super().__init__(*args, **options)
        whole = ("", str(_("The plan as a whole")))
        choices_of(self, "commitment_key", [whole, *((one.key, str(one)) for one in commitments)])


class AnswerForm(forms.Form):
    """What becomes of a contribution."""

    outcome = forms.ChoiceField(label=_("What becomes of it"), choices=Answer.Outcome.choices)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    change = forms.CharField(
        label=_("What changed"),
        max_length=300,
        required=False,
        help_text=_("A ref of this site or an address, if something can be shown."),
    )


class ModerationForm(forms.Form):
    """Publish or hide."""

    publish = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Publish")), ("no", _("Hide"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, help_text=_("Needed for hiding; its author reads it.")
    )


class MinutesForm(forms.Form):
    text = forms.CharField(label=_("Minutes"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 12}))


class HeardForm(forms.Form):
    """How many people of each sector took part, and who they were."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for sector, label in Heard.Sector.choices:
            self.fields[f"people_{sector}"] = forms.IntegerField(
                label=_("%(sector)s: people") % {"sector": label}, min_value=0, max_value=1_000_000, required=False
            )
            self.fields[f"group_{sector}"] = forms.CharField(
                label=_("%(sector)s: who") % {"sector": label}, max_length=200, required=False
            )

    @property
    def groups(self) -> list[tuple[str, str, int]]:
        """(sector, who, people) of those filled in."""
        said = self.cleaned_data
        return [
            (sector, said[f"group_{sector}"], said[f"people_{sector}"])
            for sector in Heard.Sector.values
            if said[f"people_{sector}"]
        ]


class ReviewForm(forms.Form):
    """A review to begin."""

    organisation = forms.ChoiceField(label=_("You review for"))
    stage = forms.ChoiceField(label=_("Stage"), choices=Review.Stage.choices)
    method = forms.ChoiceField(label=_("Method"), choices=Review.Method.choices, initial=Review.Method.TODAY)

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        choices_of(self, "organisation", [(one.code, one.name) for one in organisations])


class CodingForm(forms.Form):
    """The codes of one commitment, by the scales of the review's method."""

    def __init__(self, *args: Any, scales: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.scales = tuple(scales)
        for scale in self.scales:
            choices = [(code, code_label(scale, code)) for code in SCALES[scale]]
            self.fields[scale] = forms.ChoiceField(
                label=str(SCALE_LABELS[scale]), choices=choices, widget=forms.RadioSelect
            )
        self.fields["values"] = forms.MultipleChoiceField(
            label=_("Relevant to"),
            choices=list(VALUE_LABELS.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
        )
        self.fields["evidence"] = forms.CharField(
            label=_("Evidence"),
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("One address or ref of this site on each line."),
        )

    @property
    def acts(self) -> dict[str, Any]:
        """What the act asks for."""
        said = self.cleaned_data
        return {
            "codes": {scale: said[scale] for scale in self.scales},
            "values": said["values"],
            "reason": said["reason"],
            "evidence": said["evidence"].splitlines(),
        }


class SummaryForm(forms.Form):
    summary_ko = forms.CharField(
        label=_("Summary in Korean"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    summary_en = forms.CharField(
        label=_("Summary in English"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


class TextForm(forms.Form):
    text = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class VersionForm(forms.Form):
    """A version of a basic or execution plan, with one task on each line."""

    text_ko = forms.CharField(label=_("Text in Korean"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 12}))
    text_en = forms.CharField(
        label=_("Text in English"), max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    tasks = forms.CharField(
        label=_("Tasks"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One on each line, parts divided by |: number | Korean | English | agency code | due day | "
            "refs of the statements that measure it, with spaces between."
        ),
    )

    def clean_tasks(self) -> list[actions.Task]:
        """The tasks. Says which line is wrong."""
        found = []
        for number, line in enumerate(self.cleaned_data["tasks"].splitlines(), start=1):
            parts = [part.strip() for part in line.split("|")] + [""] * 5
            if not line.strip():
                continue
            if not parts[0] or not parts[1] or len(parts[0]) > 20:
                raise forms.ValidationError(_("Line %(line)d needs a number and a Korean text.") % {"line": number})
            key, ko, en, lead, due, refs = parts[:6]
            if due and not is_day(due):
                raise forms.ValidationError(
                    _("Line %(line)d: “%(found)s” is not a day like 2026-12-31.") % {"line": number, "found": due}
                )
            found.append(actions.Task(key, ko, en, lead, due, tuple(refs.split())))
        return found


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class PolicyForm(forms.Form):
    """A basic or execution plan to open."""

    organisation = forms.ChoiceField(label=_("Organisation that drafts it"))
    slug = forms.SlugField(label=_("Address"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=Policy.Kind.choices)
    parent = forms.ChoiceField(label=_("Basic plan above it"), required=False)
    title_ko = forms.CharField(label=_("Korean title"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200, required=False)
    starts_on = forms.DateField(label=_("Begins"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Ends"), widget=forms.DateInput(attrs={"type": "date"}))
    council = forms.ChoiceField(label=_("Council that deliberates on it"))
    action_plan = forms.ChoiceField(label=_("Action plan it belongs to"), required=False)

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        none = ("", "–")
        choices_of(self, "organisation", [(one.code, one.name) for one in organisations])
        choices_of(self, "parent", [none, *((one.slug, one.title) for one in Policy.objects.filter(kind="basic"))])
        choices_of(self, "council", [(one.code, one.name) for one in Body.objects.filter(dissolved_on=None)])
        choices_of(self, "action_plan", [none, *((one.slug, one.slug) for one in Plan.objects.all())])

    @property
    def opening(self) -> actions.Opening:
        said = {name: value for name, value in self.cleaned_data.items() if name != "organisation"}
        said["council"] = Body.objects.get(code=said["council"])
        said["parent"] = Policy.objects.filter(slug=said["parent"]).first()
        said["action_plan"] = Plan.objects.filter(slug=said["action_plan"]).first()
        return actions.Opening(**said)


class EvaluationForm(forms.Form):
    """The council's judgement of a task."""

    task_key = forms.ChoiceField(label=_("Plan task"))
    item = forms.ModelChoiceField(label=_("Agenda item of the meeting"), queryset=AgendaItem.objects.none())
    grade = forms.ChoiceField(label=_("Judgement"), choices=Evaluation.Grade.choices)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, policy: Policy, tasks: Iterable[dict[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices_of(self, "task_key", [(one["key"], f"{one['key']} {one['ko']}") for one in tasks])
        field = self.fields["item"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = items_on(policy)
