"""How lists are narrowed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organisation
from madang.bodies.models import Body, Meeting
from madang.bodies.queries import bodies, meetings

ANY = ("", _("Any"))
DAY = forms.DateInput({"type": "date"})


class BodyFilterForm(forms.Form):
    """An unreadable value narrows nothing and is pointed out."""

    q = forms.CharField(label=_("Words in the name"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *Body.Kind.choices], required=False)
    agency = forms.ModelChoiceField(
        Organisation.objects.filter(bodies__isnull=False).distinct(),
        label=_("Run by"),
        to_field_name="code",
        required=False,
        empty_label=_("Any"),
    )
    on = forms.DateField(label=_("On the day"), required=False, widget=DAY)
    dissolved = forms.BooleanField(label=_("Also those that ended"), required=False)

    def filters(self) -> bodies.Filters:
        """The filters that were readable."""
        self.is_valid()
        read = self.cleaned_data
        return bodies.Filters(
            words=read.get("q") or "",
            kind=read.get("kind") or "",
            organisation=read["agency"].code if read.get("agency") else "",
            with_dissolved=bool(read.get("dissolved")),
        )


class MeetingFilterForm(forms.Form):
    q = forms.CharField(label=_("Words in the title or body"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *Meeting.Kind.choices], required=False)
    state = forms.ChoiceField(label=_("State"), choices=[ANY, *Meeting.State.choices], required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("until"), required=False, widget=DAY)
    open = forms.BooleanField(label=_("Open to the public only"), required=False)
    body = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    group = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    agency = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def filters(self) -> meetings.Filters:
        """The filters that were readable."""
        self.is_valid()
        read = self.cleaned_data
        return meetings.Filters(
            body=read.get("body") or "",
            group=read.get("group") or "",
            kind=read.get("kind") or "",
            state=read.get("state") or "",
            agency=read.get("agency") or "",
            is_open=bool(read.get("open")),
            since=read.get("since"),
            until=read.get("until"),
            words=read.get("q") or "",
        )


class DayForm(forms.Form):
    """A day to look back to; today without one."""

    on = forms.DateField(label=_("On the day"), required=False, widget=DAY)
    agency = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    body = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
