"""What a list can be narrowed by; a wrong value in an address narrows nothing."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.models import Level, OrganizationKind

LARGEST_KEY = 2**63 - 1


class ListFilter(forms.Form):
    """Words, and whether former ones are listed too."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    former = forms.BooleanField(label=_("Former ones too"), required=False)

    def value(self, name: str):
        """The cleaned value, or None where it is missing or wrong."""
        self.is_valid()
        return self.cleaned_data.get(name) or None


class DayFilter(ListFilter):
    """Also the day of which is told: what existed then, under the names of then."""

    on = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(
            attrs={"placeholder": _("dd/mm/yyyy"), "inputmode": "numeric", "autocomplete": "off"}
        ),
    )

    def day(self, today: dt.date) -> dt.date:
        """The day asked for, else today."""
        return self.value("on") or today

    def day_of(self, thing, today: dt.date) -> dt.date:
        """Of a thing that has ended, unless a day was asked for: its last one."""
        day = self.day(today)
        is_over = thing.valid_to and thing.valid_to < day
        return thing.valid_to if is_over and not self.value("on") else day

    @property
    def suffix(self) -> str:
        """What carries a day that was asked for to another address."""
        day = self.value("on")
        return f"?on={day:%d/%m/%Y}" if day else ""


class UnitFilter(DayFilter):
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("all levels")), *Level.choices]
    )
    committee = forms.ChoiceField(
        label=_("Steering committee"),
        required=False,
        choices=[
            ("", _("with or without")),
            ("with", _("with one in force")),
            ("without", _("without one in force")),
        ],
    )
    under = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput
    )


class OrganizationFilter(DayFilter):
    kind = forms.ModelChoiceField(
        OrganizationKind.objects.all(),
        label=_("Kind"),
        required=False,
        empty_label=_("all kinds"),
    )
    level = forms.ChoiceField(
        label=_("Level of the unit"),
        required=False,
        choices=[("", _("all levels")), *Level.choices],
    )
    under = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput
    )
