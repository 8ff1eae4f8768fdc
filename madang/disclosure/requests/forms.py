"""Forms of requests: what people write, and what officers decide."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation, Role, User
from madang.accounts.picking import OrganisationsField
from madang.accounts.viewers import Viewer
from madang.disclosure.actions.requests import Asked, Who
from madang.disclosure.models.requests import STATE_LABELS, TEXT_LIMIT, Delivery, Form
from madang.disclosure.requests.events import WITHHOLDING, Outcome
from madang.disclosure.requests.fees import fee
from madang.disclosure.requests.wording import (
    EXEMPTIONS,
    EXTENSIONS,
    ITEMS,
    OUTCOMES,
    PROMPT,
    REDUCTIONS,
    RESULTS,
    WISHES,
)

DAY = forms.DateInput({"type": "date"})
PARTS = 3
NONE = ("", _("None"))


def long_text(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea({"rows": rows}),
        help_text=help_text,
    )


class AskForm(forms.Form):
    """A request. Who asks is a second part; a resident number is asked nowhere."""

    subject = forms.CharField(label=_("What it is about"), max_length=200, help_text=_("In a few words."))
    text = long_text(
        _("The information you want"),
        rows=6,
        help_text=_("The more exactly you say which information, of which time, the sooner it is found."),
    )
    agencies = OrganisationsField(
        label=_("Agencies"),
        help_text=_("One or several. If another agency has the information, yours is passed on to it."),
    )
    form = forms.ChoiceField(label=_("In which form"), choices=Form.choices)
    delivery = forms.ChoiceField(label=_("How you get it"), choices=Delivery.choices)
    reduction = forms.ChoiceField(
        label=_("Ground for a lower fee"), choices=[NONE, *REDUCTIONS.items()], required=False
    )
    name = forms.CharField(
        label=_("Your name"), max_length=100, help_text=_("Only the disclosure officer of the agency learns it.")
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    address = forms.CharField(
        label=_("Postal address"), max_length=300, required=False, help_text=_("Only for delivery by post.")
    )
    wants_mail = forms.BooleanField(label=_("Tell me of each step by e-mail"), required=False, initial=True)

    def __init__(self, *args: Any, on: date, user: User | None, agency: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(on=on)
        if agency:
            self.fields["agencies"].initial = [agency]
        if user:
            self.fields["name"].initial = user.name
            self.fields["email"].widget = forms.HiddenInput()
        else:
            self.fields["email"].required = True
            self.fields["email"].help_text = _("A link to your request is sent there. No account is needed.")

    def offer(self, *, on: date, among: set[int] | None = None) -> None:
        """Which agencies can be asked."""
        field = self.fields["agencies"]
        assert isinstance(field, OrganisationsField)
        field.offer(on=on, among=among)

    def asked(self) -> Asked:
        read = self.cleaned_data
        codes = tuple(one.code for one in read["agencies"])
        return Asked(read["subject"], read["text"], codes, read["form"], read["delivery"], read["reduction"])

    def who(self) -> Who:
        read = self.cleaned_data
        return Who(read["name"], read["email"], read["phone"], read["address"], read["wants_mail"])


class CounterForm(AskForm):
    """The same, written by an officer for somebody at the counter or on paper."""

    def __init__(self, *args: Any, viewer: Viewer, on: date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, user=None, **kwargs)
        own = viewer.organisations_as(Role.DISCLOSURE_OFFICER)
        self.offer(on=on, among=own)
        if len(own) == 1:
            self.fields["agencies"].initial = list(
                Organisation.objects.filter(pk__in=own).values_list("code", flat=True)
            )
        self.fields["email"].required = False
        self.fields["email"].help_text = _("Left empty, everything goes by post or at the counter.")


class LinkForm(forms.Form):
    number = forms.CharField(label=_("Receipt number"), max_length=40)
    email = forms.EmailField(label=_("The e-mail address that you gave"))


class FilterForm(forms.Form):
    """How the public list is narrowed."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    agency = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Agency"), to_field_name="code", required=False, empty_label=_("Any")
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any")), *[(state.value, label) for state, label in STATE_LABELS.items()]],
    )


class TextForm(forms.Form):
    text = long_text(_("Your words"))


class NarrowForm(forms.Form):
    text = long_text(_("The information you still want"), rows=5)


class PartyForm(forms.Form):
    name = forms.CharField(label=_("Name of the person or company"), max_length=100)
    email = forms.EmailField(label=_("E-mail address"))
    concern = forms.CharField(
        label=_("What of the information concerns them"),
        max_length=500,
        help_text=_("They read this and the subject of the request, never who asks."),
    )


class PartyReplyForm(forms.Form):
    wish = forms.ChoiceField(label=_("What you wish"), choices=list(WISHES.items()), widget=forms.RadioSelect)
    text = long_text(_("Why"), required=False)


class OralReplyForm(PartyReplyForm):
    is_confirmed = forms.BooleanField(label=_("Confirmed by who gave it"))


class ExtendForm(forms.Form):
    reason = forms.ChoiceField(label=_("Ground"), choices=list(EXTENSIONS.items()))
    explanation = long_text(_("Explanation for the requester"))


class TransferForm(forms.Form):
    to = forms.ModelChoiceField(Organisation.objects.all(), label=_("Agency in charge"), to_field_name="code")
    reason = long_text(_("Reason of the transfer"))


class ProducerForm(forms.Form):
    agency = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Agency that produced it"), to_field_name="code"
    )


class ProducerReplyForm(ProducerForm):
    opinion = long_text(_("Its opinion"))


class PromptForm(forms.Form):
    ground = forms.ChoiceField(label=_("Ground"), choices=list(PROMPT.items()))
    note = long_text(_("Note"), required=False)


class PaymentForm(forms.Form):
    amount = forms.IntegerField(label=_("Amount in won"), min_value=1)
    way = forms.CharField(label=_("How it was paid"), max_length=100, required=False)


class StatePaymentForm(forms.Form):
    """What the requester says was paid."""

    amount = forms.IntegerField(label=_("Amount in won"), min_value=1)
    way = forms.CharField(
        label=_("How it was paid"),
        max_length=100,
        help_text=_("So that the agency finds it: by which account or receipt, and on which day."),
    )


class NoteForm(forms.Form):
    note = long_text(_("Note"), required=False)


class CommitteeForm(forms.Form):
    met_on = forms.DateField(label=_("Day of the meeting"), required=False, widget=DAY)
    opinion = long_text(_("Opinion of the committee"))


class NoCommitteeForm(forms.Form):
    ground = forms.ChoiceField(label=_("Ground"), choices=list(EXEMPTIONS.items()))
    explanation = long_text(_("Explanation for the requester"))


class ExplanationForm(forms.Form):
    explanation = long_text(_("Explanation for the requester"))


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Official in charge"),
        to_field_name="code",
        required=False,
        empty_label=_("Nobody"),
    )

    def __init__(self, *args: Any, officials: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = officials  # type: ignore[attr-defined]


class TemplateForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"), empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=100)
    text = long_text(_("Text"), rows=5)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = viewer.organisations_as(Role.DISCLOSURE_OFFICER)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=own)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = long_text(_("What it is"), help_text=_("In your own words. Neither the requester nor their words."))


class DecisionForm(forms.Form):
    """A decision with everything that its notice must say. What an outcome does not need is left empty."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=list(OUTCOMES.items()))
    disclose_on = forms.DateField(label=_("Day of disclosure"), required=False, widget=DAY)
    how = forms.CharField(label=_("How and where"), max_length=300, required=False)
    paper = forms.IntegerField(label=_("Sheets on paper"), min_value=0, required=False)
    file = forms.IntegerField(label=_("Megabytes as files"), min_value=0, required=False)
    view = forms.IntegerField(label=_("Half hours of viewing"), min_value=0, required=False)
    postage = forms.IntegerField(label=_("Postage in won"), min_value=0, required=False)
    percent = forms.IntegerField(label=_("Lowered by percent"), min_value=0, max_value=100, required=False)
    why_not_lowered = forms.CharField(label=_("Why the fee is not lowered"), max_length=500, required=False)
    instalments = forms.IntegerField(label=_("Number of parts"), min_value=1, max_value=60, required=False)
    why_instalments = forms.CharField(label=_("Why in parts"), max_length=500, required=False)
    why_despite = long_text(_("Why it is disclosed against a third party's wish"), required=False, rows=2)
    why_not_partly = long_text(_("Why no part can be separated"), required=False, rows=2)
    reason = long_text(_("Reason, where nothing is decided to be disclosed or withheld"), required=False, rows=2)
    petition_result = long_text(_("Result of handling it as a civil petition"), required=False, rows=2)
    earlier = forms.CharField(label=_("Earlier request"), max_length=100, required=False)
    location = forms.CharField(label=_("Where it is public"), max_length=300, required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        for number in range(1, PARTS + 1):
            self.fields.update(part_fields(number))

    def facts(self) -> dict[str, Any]:
        """The decision as its event holds it."""
        read = self.cleaned_data
        facts: dict[str, Any] = {"outcome": read["outcome"]}
        if read["outcome"] in WITHHOLDING:
            facts["parts"] = [part for number in range(1, PARTS + 1) if (part := part_of(read, number))]
        if read["outcome"] in {Outcome.OPEN, Outcome.PARTLY}:
            facts |= self._disclosure(read)
        names = ("why_despite", "why_not_partly", "reason", "petition_result", "earlier", "location")
        return facts | {name: read[name] for name in names if read[name]}

    def _disclosure(self, read: Mapping[str, Any]) -> dict[str, Any]:
        units = {kind: read[kind] for kind in ("paper", "file", "view") if read[kind]}
        cost = fee(units, on=self.on, reduction=read["percent"] or 0, postage=read["postage"] or 0)
        explained = ", ".join(f"{kind} {count}: {won:,}" for kind, count, won in cost.lines)
        return {
            "disclose_on": read["disclose_on"].isoformat() if read["disclose_on"] else "",
            "how": read["how"],
            "fee": cost.amount,
            "fee_full": cost.full,
            "fee_explained": explained,
            "lowered_by": read["percent"] or 0,
            "why_not_lowered": read["why_not_lowered"],
            "instalments": read["instalments"] or 1,
            "why_instalments": read["why_instalments"],
        }

    def parts(self) -> list[list[forms.BoundField]]:
        """The fields of the withheld parts, for the page."""
        names = ("item", "what", "because", "is_review", "stage", "expected_end")
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, PARTS + 1)]


def part_fields(number: int) -> dict[str, forms.Field]:
    return {
        f"item_{number}": forms.TypedChoiceField(
            label=_("Item of article 9(1)"),
            choices=[NONE, *ITEMS.items()],
            coerce=int,
            required=False,
            empty_value=None,
        ),
        f"what_{number}": forms.CharField(label=_("What is withheld"), max_length=300, required=False),
        f"because_{number}": long_text(_("Why"), required=False, rows=2),
        f"is_review_{number}": forms.BooleanField(label=_("Because of a decision or review under way"), required=False),
        f"stage_{number}": forms.CharField(label=_("Its stage"), max_length=200, required=False),
        f"expected_end_{number}": forms.DateField(label=_("Its expected end"), required=False, widget=DAY),
    }


def part_of(read: Mapping[str, Any], number: int) -> dict[str, Any] | None:
    """A withheld part from its row; None where the row is empty."""
    item, what, reason = (read[f"{name}_{number}"] for name in ("item", "what", "because"))
    if not (item or what or reason):
        return None
    ends = read[f"expected_end_{number}"]
    return {
        "item": item,
        "what": what,
        "reason": reason,
        "is_review": read[f"is_review_{number}"],
        "stage": read[f"stage_{number}"],
        "expected_end": ends.isoformat() if ends else None,
    }


class ObjectionDecisionForm(DecisionForm):
    """The decision on an objection; upheld, it brings the new decision."""

    result = forms.ChoiceField(label=_("Result"), choices=list(RESULTS.items()))
    result_reason = long_text(_("Reason of the result"))
    field_order = ("result", "result_reason")

    def objection_facts(self) -> dict[str, Any]:
        read = self.cleaned_data
        facts: dict[str, Any] = {"result": read["result"], "reason": read["result_reason"]}
        if read["result"] in {"upheld", "partly-upheld"}:
            facts["decision"] = self.facts()
        return facts
