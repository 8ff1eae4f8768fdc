"""The forms of the secretary's desk. Their fields are the arguments of the actions they ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.bodies.conflicts import CONFLICTS
from madang.bodies.models import Attendance, Body, DutyRule, Meeting, Member, Recusal, Sector

LINES = forms.Textarea({"rows": 5})
ABOUT_HELP = _("Datasets, requests for data and the like: the reference or the address of the page, one a line.")
ONE_A_LINE = _("One item a line. A “!” before it withholds its title while the meeting is closed.")


class DayField(forms.DateField):
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class MomentField(forms.DateTimeField):
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class TargetForm(forms.Form):
    """A form about a record, `target`."""

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target


class EstablishForm(TargetForm):
    code = forms.SlugField(label=_("Code (stands in the address)"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=Body.Kind.choices)
    name_ko = forms.CharField(label=_("Korean name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    organisation = forms.ModelChoiceField(Body.objects.none(), label=_("Run by"), empty_label=None)
    parent = forms.ModelChoiceField(Body.objects.none(), label=_("Under the body"), required=False)
    mandate_ko = forms.CharField(label=_("Mandate in Korean"), max_length=4000, widget=LINES, required=False)
    mandate_en = forms.CharField(label=_("Mandate in English"), max_length=4000, widget=LINES, required=False)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)
    secretariat = forms.CharField(label=_("Secretariat"), max_length=200, required=False)
    established_on = DayField(label=_("Established on"))
    shows_names = forms.BooleanField(
        label=_("Names of members are public"),
        required=False,
        initial=True,
        help_text=_("Take the mark away for juries: their members appear by number."),
    )

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        self.fields["organisation"].queryset = target["organisations"]  # type: ignore[attr-defined]
        self.fields["parent"].queryset = target["bodies"]  # type: ignore[attr-defined]


class SeatsForm(TargetForm):
    code = forms.SlugField(label=_("Code"), max_length=40)
    name_ko = forms.CharField(label=_("Korean name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100, required=False)
    seats = forms.IntegerField(label=_("How many seats"), min_value=1, max_value=1000)
    is_external = forms.BooleanField(label=_("For people from outside government"), required=False)


class MemberForm(TargetForm):
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    affiliation = forms.CharField(label=_("Affiliation"), max_length=200, required=False)
    sector = forms.ModelChoiceField(Sector.objects.none(), label=_("Seat"), required=False)
    position = forms.ChoiceField(label=_("Position"), choices=Member.Position.choices, initial="member")
    since_on = DayField(label=_("From"))
    until_on = DayField(label=_("First day without a seat"), required=False)

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        self.fields["sector"].queryset = target.sectors.all()  # type: ignore[attr-defined]


class LeaveForm(TargetForm):
    until_on = DayField(label=_("First day without a seat"))
    reason = forms.CharField(label=_("Reason"), max_length=300)


class InterestForm(TargetForm):
    text = forms.CharField(label=_("Interest"), max_length=500)


class DutyForm(TargetForm):
    kind = forms.ChoiceField(label=_("Duty"), choices=DutyRule.Kind.choices)
    number = forms.IntegerField(label=_("How many"), min_value=1, max_value=1000)
    denominator = forms.IntegerField(
        label=_("Of how many"), min_value=1, max_value=1000, initial=1, help_text=_("For a share only: 1 of 2, 2 of 3.")
    )
    since_on = DayField(label=_("From"))
    basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)


class EndDutyForm(TargetForm):
    until_on = DayField(label=_("First day without the duty"))


class MeetingForm(TargetForm):
    title_ko = forms.CharField(label=_("Korean title"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Meeting.Kind.choices)
    mode = forms.ChoiceField(label=_("Form"), choices=Meeting.Mode.choices)
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    access_note = forms.CharField(label=_("Accessibility of the place"), max_length=500, required=False)
    is_open = forms.BooleanField(label=_("Open to the public"), required=False, initial=True)
    closed_reason = forms.CharField(label=_("If closed: why"), max_length=500, required=False)
    closed_basis = forms.CharField(label=_("If closed: by which law"), max_length=300, required=False)
    closed_until = DayField(
        label=_("Closed until"),
        required=False,
        help_text=_("The last day. On the next day everything of the meeting becomes public by itself. Empty: never."),
    )
    capacity = forms.IntegerField(
        label=_("Places for the public"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Empty: nobody needs to register."),
    )
    registration_until = MomentField(label=_("Registration until"), required=False)


class CallMeetingForm(MeetingForm):
    agenda = forms.CharField(label=_("Agenda"), max_length=10_000, widget=LINES, required=False, help_text=ONE_A_LINE)

    def clean_agenda(self) -> list[dict[str, Any]]:
        return agenda_of(self.cleaned_data["agenda"])


class AgendaForm(TargetForm):
    agenda = forms.CharField(label=_("Agenda"), max_length=10_000, widget=LINES, help_text=ONE_A_LINE)

    def clean_agenda(self) -> list[dict[str, Any]]:
        return agenda_of(self.cleaned_data["agenda"])


def agenda_of(text: str) -> list[dict[str, Any]]:
    """The items of an agenda, one a line; a `!` before one withholds its title while the meeting is closed."""
    lines = [line.strip() for line in text.splitlines() if line.strip(" !")]
    return [{"title": line.lstrip("! ")[:300], "is_withheld": line.startswith("!")} for line in lines]


class ReasonForm(TargetForm):
    reason = forms.CharField(label=_("Reason"), max_length=500)


class AttendanceForm(TargetForm):
    present = forms.ModelMultipleChoiceField(
        Member.objects.none(), label=_("Present"), widget=forms.CheckboxSelectMultiple, required=False
    )
    excused = forms.ModelMultipleChoiceField(
        Member.objects.none(), label=_("Excused"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        seated = Member.objects.seated(on=target.on).filter(body=target.body).select_related("body")
        for name in ("present", "excused"):
            self.fields[name].queryset = seated  # type: ignore[attr-defined]
        coming = target.attendances.filter(reply=Attendance.Reply.COMING).values_list("member", flat=True)
        self.fields["present"].initial = list(coming)


class RecusalForm(TargetForm):
    member = forms.ModelChoiceField(Member.objects.none(), label=_("Member"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=Recusal.Kind.choices)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        meeting = target.meeting
        seated = Member.objects.seated(on=meeting.on).filter(body=meeting.body).select_related("body")
        self.fields["member"].queryset = seated  # type: ignore[attr-defined]


class DecisionForm(TargetForm):
    text = forms.CharField(label=_("What was decided"), max_length=4000, widget=LINES)
    outcome = forms.ChoiceField(
        label=_("Outcome without a vote"),
        required=False,
        choices=[
            ("", _("By a vote, counted below")),
            ("adopted", _("Adopted by consensus")),
            ("rejected", _("Rejected by consensus")),
            ("deferred", _("Deferred")),
            ("noted", _("Noted")),
        ],
    )
    yes = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=1000, initial=0, required=False)
    no = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=1000, initial=0, required=False)
    abstained = forms.IntegerField(label=_("Abstained"), min_value=0, max_value=1000, initial=0, required=False)
    about = forms.CharField(
        label=_("Records it is about"), max_length=4000, widget=LINES, required=False, help_text=ABOUT_HELP
    )
    follow_up = forms.CharField(label=_("What is to be done"), max_length=500, required=False)
    owner = forms.CharField(label=_("By whom"), max_length=200, required=False)
    due_on = DayField(label=_("Until"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in ("yes", "no", "abstained"):
            said[name] = said.get(name) or 0
        said["about"] = lines_of(said.get("about", ""))
        text, owner, due_on = said.pop("follow_up", ""), said.pop("owner", ""), said.pop("due_on", None)
        if text and not (owner and due_on):
            self.add_error("owner", _("Say who does it, and until when."))
        said["follow_ups"] = [{"text": text, "owner": owner, "due_on": due_on}] if text else []
        return said


class LinkForm(TargetForm):
    about = forms.CharField(label=_("Records it is about"), max_length=4000, widget=LINES, help_text=ABOUT_HELP)

    def clean_about(self) -> list[str]:
        return lines_of(self.cleaned_data["about"])


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class ResultForm(TargetForm):
    result = forms.CharField(label=_("What came of it"), max_length=500)


class MinutesForm(TargetForm):
    text = forms.CharField(label=_("Minutes"), max_length=100_000, widget=forms.Textarea({"rows": 14}))
    transcript = forms.CharField(
        label=_("Transcript"), max_length=2_000_000, widget=forms.Textarea({"rows": 6}), required=False
    )
    correction = forms.CharField(
        label=_("What is corrected"), max_length=300, required=False, help_text=_("For a later version of the minutes.")
    )

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        if target.is_shut:
            self.fields["text"].help_text = _("The meeting is closed, but what you publish here is public at once.")


class PaperForm(TargetForm):
    title = forms.CharField(label=_("Title"), max_length=300)
    file = forms.FileField(label=_("File"), help_text=_("It is checked for personal identifiers before it is public."))
    is_internal = forms.BooleanField(label=_("For members only"), required=False)


class DecidePaperForm(TargetForm):
    is_public = forms.TypedChoiceField(
        label=_("Decision"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Publish")), ("no", _("Keep for members"))],
        widget=forms.RadioSelect,
    )


class CallForm(TargetForm):
    title_ko = forms.CharField(label=_("Korean title"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200, required=False)
    text_ko = forms.CharField(label=_("Announcement in Korean"), max_length=4000, widget=LINES)
    text_en = forms.CharField(label=_("Announcement in English"), max_length=4000, widget=LINES, required=False)
    seats = forms.IntegerField(label=_("How many seats"), min_value=1, max_value=1000)
    sector = forms.ModelChoiceField(Sector.objects.none(), label=_("Seat"), required=False)
    opens_at = MomentField(label=_("Opens"))
    closes_at = MomentField(label=_("Closes"))
    criteria = forms.CharField(
        label=_("Criteria"),
        max_length=2000,
        widget=LINES,
        help_text=_("One criterion a line, with its weight: Expertise 60"),
    )
    takes_nominations = forms.BooleanField(label=_("Others may be nominated"), required=False, initial=True)

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        self.fields["sector"].queryset = target.sectors.all()  # type: ignore[attr-defined]

    def clean_criteria(self) -> list[dict[str, Any]]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["criteria"].splitlines())):
            name, _space, weight = line.rpartition(" ")
            is_weighed = bool(name) and weight.isdecimal()
            found.append({"ko": name if is_weighed else line, "weight": int(weight) if is_weighed else 1})
        return found


class ApplicationForm(TargetForm):
    name = forms.CharField(label=_("Name of the candidate"), max_length=100)
    affiliation = forms.CharField(label=_("Affiliation"), max_length=200, required=False)
    is_nomination = forms.BooleanField(label=_("I nominate somebody else"), required=False)
    statement = forms.CharField(label=_("Why this candidate"), max_length=4000, widget=LINES)
    conflicts = forms.MultipleChoiceField(
        label=_("The candidate …"), choices=list(CONFLICTS.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    conflict_note = forms.CharField(label=_("Explanation, if any is marked"), max_length=1000, required=False)


class DrawForm(TargetForm):
    title_ko = forms.CharField(label=_("Korean title"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200, required=False)
    size = forms.IntegerField(label=_("How many people are drawn"), min_value=1, max_value=5000)
    pool = forms.FileField(
        label=_("Pool (CSV, UTF-8)"), help_text=_("A row a person. Only the features and households become public.")
    )
    quotas = forms.FileField(label=_("Quotas (CSV, UTF-8)"), help_text=_("Columns feature, value, min, max."))
    person = forms.CharField(label=_("Column with the person’s number"), max_length=100, required=False)
    household = forms.CharField(label=_("Column with the household"), max_length=100, required=False)
    beacon = forms.CharField(
        label=_("Public number"),
        max_length=300,
        required=False,
        help_text=_("A number that nobody knows yet, and who says it: it keeps even this site from choosing the seed."),
    )
    draws_at = MomentField(label=_("Drawn not before"), required=False)

    def clean_pool(self) -> str:
        return self.text_of("pool")

    def clean_quotas(self) -> str:
        return self.text_of("quotas")

    def text_of(self, name: str) -> str:
        try:
            text: str = self.cleaned_data[name].read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is not in UTF-8.")) from error
        return text


class BeaconForm(TargetForm):
    beacon_value = forms.CharField(label=_("The public number"), max_length=200, required=False)


class ReplacementForm(TargetForm):
    title_ko = forms.CharField(label=_("Korean title"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200, required=False)
    beacon = forms.CharField(
        label=_("Public number"),
        max_length=300,
        required=False,
        help_text=_("A number that nobody knows yet, and who says it: it keeps even this site from choosing the seed."),
    )
    draws_at = MomentField(label=_("Drawn not before"), required=False)
    widens = forms.BooleanField(
        label=_("Widen quotas that nobody can meet any more, by the smallest change that helps"),
        required=False,
        initial=True,
    )


class AcceptedForm(TargetForm):
    accepted = forms.MultipleChoiceField(label=_("Who accepted"), widget=forms.CheckboxSelectMultiple)
    since_on = DayField(label=_("From"))

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, target=target, **kwargs)
        self.fields["accepted"].choices = [(code, code) for code in target.panel]  # type: ignore[attr-defined]


class NeedsForm(TargetForm):
    needs = forms.CharField(
        label=_("What you need to take part"),
        max_length=500,
        required=False,
        help_text=_("Sign language, a place for a wheelchair, captions. Only the secretary reads it."),
    )
