"""What an act is asked for, step by step; everything typed travels from step to step."""

import re
from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.forms.base import Form
from coordination.models import Level, OrganizationKind, SuccessionKind
from coordination.reorganisation.checking import FIRST_YEAR, LAST_YEAR, MOST_AFTER
from coordination.reorganisation.plan import New, Subject

KINDS = [
    (SuccessionKind.RENAME, _("Rename: the same one under a new name")),
    (SuccessionKind.MERGE, _("Merge: into a new one, or into one that exists")),
    (SuccessionKind.SPLIT, _("Split: into several")),
    (SuccessionKind.DISSOLVE, _("Dissolve: nothing comes after")),
    (SuccessionKind.MOVE, _("Move: under another one")),
]
_OWN = re.compile(
    r"(of|kind|on|basis|before|existing|goes_on|count|parent|below|kinds|kinds_seen|decision-[a-z]+-\d+"
    r"|new-\d+-[a-z_]+)"
)


class ActForm(Form):
    """Step 1: which act, from which day, by which decision."""

    of = forms.ChoiceField(
        label=_("What is reorganised"), choices=Subject.choices, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("reorganisation", "Kind of act"),
        choices=KINDS,
        widget=forms.RadioSelect,
    )
    on = forms.DateField(
        label=_("First day of the new state"),
        help_text=_("What ends lasts until the day before."),
    )
    basis = forms.CharField(
        label=_("Legal basis"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        help_text=_("Number, date and issuer of the decision."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = [(code, capfirst(label)) for code, label in Subject.choices]

    def clean_on(self):
        on = self.cleaned_data["on"]
        if not FIRST_YEAR <= on.year <= LAST_YEAR:
            raise forms.ValidationError(_("The day lies too far away."))
        return on


class PickFilter(forms.Form):
    """What the list to choose from is narrowed by."""

    q = forms.CharField(label=_("Name, or name of the unit around it"), required=False)
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("all levels")), *Level.choices]
    )
    sort = forms.ModelChoiceField(
        OrganizationKind.objects.all(),
        label=_("Kind"),
        required=False,
        empty_label=_("all kinds"),
    )

    def value(self, name: str):
        self.is_valid()
        found = self.cleaned_data.get(name) or None
        return found[:100] if isinstance(found, str) else found


class _NewForm(Form):
    """One that comes after. `choices`: what its selects offer, by field."""

    def __init__(self, *args, choices: dict[str, list] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)
        for name, offered in (choices or {}).items():
            if name in self.fields:
                self.fields[name].choices = [("", "–"), *offered]

    def new(self) -> New:
        return New(**{name: value for name, value in self.cleaned_data.items() if value != ""})


def _number(value: str) -> int | None:
    return int(value) if value else None


class UnitNameForm(_NewForm):
    """A unit's new name."""

    name = forms.CharField(label=_("name"), max_length=300)
    short_name = forms.CharField(
        label=_("short name"),
        max_length=120,
        required=False,
        help_text=_("As in the place line of a paper: Định Hóa for Huyện Định Hóa."),
    )


class OrganizationNameForm(_NewForm):
    """An organisation's new names, and what its papers print."""

    name = forms.CharField(label=_("name"), max_length=300)
    short_name = forms.CharField(label=_("short name"), max_length=120)
    symbol = forms.CharField(label=_("document symbol"), max_length=40, required=False)
    print_lines = forms.CharField(
        label=_("name as printed, with its line breaks"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=600,
        required=False,
    )
    superior_line = forms.CharField(
        label=_("superior body as printed"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=600,
        required=False,
    )


class NewUnitForm(UnitNameForm):
    """A unit that is created."""

    level = forms.ChoiceField(label=_("level"), choices=Level.choices)
    code = forms.CharField(label=_("official code"), max_length=20, required=False)
    parent = forms.TypedChoiceField(
        label=_("parent unit"), coerce=_number, empty_value=None, required=False
    )
    field_order = ("level", "name", "short_name", "code", "parent")


class NewOrganizationForm(OrganizationNameForm):
    """An organisation that is created."""

    kind = forms.ChoiceField(label=_("kind"))
    unit = forms.TypedChoiceField(label=_("unit"), coerce=_number)
    parent = forms.TypedChoiceField(
        label=_("superior"), coerce=_number, empty_value=None, required=False
    )
    field_order = ("kind", "unit", "name", "short_name", "symbol", "parent")


def keys(data: QueryDict, name: str, most: int = 400) -> tuple[int, ...]:
    """The primary keys given under a name, each once; what is none is left out."""
    found = (text for text in data.getlist(name) if text.isascii() and text.isdecimal())
    return tuple(dict.fromkeys(int(text) for text in found if len(text) <= 18))[:most]


def count_of(data: QueryDict, default: int) -> int:
    """How many new ones are asked for."""
    text = data.get("count", "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        return default
    return min(int(text), MOST_AFTER)


def decisions(data: QueryDict) -> dict[str, str]:
    """What was chosen in the preview."""
    prefix = "decision-"
    return {
        name.removeprefix(prefix): data[name][:20]
        for name in data
        if name.startswith(prefix) and _OWN.fullmatch(name)
    }


def carried(data: QueryDict, without: Iterable[str]) -> list[tuple[str, str]]:
    """Everything that was given, as hidden fields; without the names that the step shows itself."""
    shown = set(without)
    return [
        (name, value.replace("\0", ""))
        for name in data
        if _OWN.fullmatch(name) and name not in shown and name.partition("-")[0] not in shown
        for value in dict.fromkeys(data.getlist(name))
    ]
