from django import forms

from madang.calendar.models import DecreedDay


class DecreedDayForm(forms.ModelForm[DecreedDay]):
    class Meta:
        model = DecreedDay
        fields = ["on", "kind", "name_ko", "name_en", "decree", "decreed_on"]
        widgets = {
            "on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "decreed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def validate_unique(self) -> None:
        """The action says that in its own words."""

    def validate_constraints(self) -> None:
        """The action says that in its own words."""
