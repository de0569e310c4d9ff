"""What a list can be narrowed by; a wrong value in an address narrows nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.models import Level, OrganizationKind


class ListFilter(forms.Form):
    """Words, and whether former ones are listed too."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    former = forms.BooleanField(label=_("Former ones too"), required=False)

    def value(self, name: str):
        """The cleaned value, or None where it is missing or wrong."""
        self.is_valid()
        return self.cleaned_data.get(name) or None


class UnitFilter(ListFilter):
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("all levels")), *Level.choices]
    )
    under = forms.IntegerField(required=False, widget=forms.HiddenInput)


class OrganizationFilter(ListFilter):
    kind = forms.ModelChoiceField(
        OrganizationKind.objects.all(),
        label=_("Kind"),
        required=False,
        empty_label=_("all kinds"),
    )
