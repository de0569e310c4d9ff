"""Amendments: their head, and one form per kind of change, so that each asks for its own place."""

import datetime as dt

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.figures import Figure, format_input
from coordination.forms.base import Form, Helper, ModelForm
from coordination.forms.fields import QuantityField, ValueField
from coordination.models import Organization
from coordination.naming import named_organizations, organization_name
from programs.amendment_drafts import mark_of
from programs.comparing import compare_sides
from programs.models import (
    Amendment,
    AmendmentChange,
    ChangeKind,
    Commitment,
    ContentArea,
    Indicator,
    Party,
    PartyRole,
    Program,
    SectionCode,
)

TEXT_LENGTH = 20_000
LABEL_LENGTH = 90
MARKS = frozenset({"seen", "of"})


class AmendmentForm(ModelForm):
    """Why and from when a program is to be amended. `seen`: what stood there, as a mark."""

    given = ("program",)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Amendment
        fields = ("number", "reason", "effective_from")
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "number": gettext_lazy("As it stands on the paper; it can be given when it is signed."),
            "effective_from": gettext_lazy("The first day of the new wording and targets."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = mark_of(self.instance)


class _Placed(forms.ModelChoiceField):
    """A choice of a place of the program, by what it is called there."""

    def label_from_instance(self, thing) -> str:
        name = getattr(thing, "short_name", "") or str(thing)
        return name if len(name) <= LABEL_LENGTH else f"{name[:LABEL_LENGTH]}…"


class ChangeForm(Form):
    """One change: the place, and what stands there from the amendment's day on.

    `program`: where the places are; `on`: the day on which they are named. `seen`: what stood
    there, as a mark; `of`: which amendment and kind, should the change be gone when it is saved.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    of = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, change: AmendmentChange, program: Program, on, **kwargs):
        self.change = change
        kwargs.setdefault("initial", _initial(change))
        super().__init__(*args, **kwargs)
        for name, field in _fields(change, program, on).items():
            self.fields[name] = field
        self.helper = Helper(self)  # with the fields that were added

    def fill(self) -> AmendmentChange:
        """The change with what was typed; after cleaning."""
        given = {name: self.cleaned_data[name] for name in self.cleaned_data if name not in MARKS}
        for name in ("quantity", "value"):
            if name in given:
                figure, typed = given.pop(name), self.data.get(name, "")
                getattr(self.change, f"set_{name}")(figure, text=typed.strip()[:120])
        for name, value in given.items():
            setattr(self.change, name, value)
        return self.change


def sides_of(form: AmendmentForm | ChangeForm, stored) -> list[tuple[str, tuple, tuple]]:
    """Where the typed form and what is stored differ: label, pieces of the one, of the other."""
    found = []
    for name, field in form.fields.items():
        if name in MARKS:
            continue
        mine, theirs = _shown(field, form.cleaned_data.get(name)), _shown(field, _of(stored, name))
        if mine != theirs:
            found.append((field.label, *compare_sides(mine, theirs)))
    return found


def _of(stored, name: str):
    return getattr(stored, f"{name}_figure" if name in ("quantity", "value") else name)


def _shown(field: forms.Field, value) -> str:
    """A value as people read it."""
    if value in (None, ""):
        return ""
    if isinstance(field, forms.ModelChoiceField):
        named = field.queryset.filter(pk=value.pk).first()
        return field.label_from_instance(named) if named else str(value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    if isinstance(value, Figure):
        return format_input(value)
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


def _initial(change: AmendmentChange) -> dict:
    names = ("section", "content_area", "commitment", "party", "organization", "party_role")
    found = {name: getattr(change, name) for name in (*names, "indicator", "year", "text")}
    found |= {"quantity": change.quantity_figure, "value": change.value_figure}
    if change.pk is not None:
        found |= {"seen": mark_of(change), "of": f"{change.amendment_id}-{change.kind}"}
    return {name: value for name, value in found.items() if value is not None}


def _fields(change: AmendmentChange, program: Program, on) -> dict[str, forms.Field]:
    """The fields of a kind of change."""
    parties = Party.objects.filter(program=program).annotate(
        short_name=organization_name("organization_id", on)
    )
    areas = ContentArea.objects.filter(program=program)
    match change.kind:
        case ChangeKind.SECTION:
            choices = [(code, capfirst(label)) for code, label in SectionCode.choices]
            return {"section": forms.ChoiceField(label=_("Section"), choices=choices), **_text()}
        case ChangeKind.AREA:
            return {"content_area": _Placed(areas, label=_("Content area")), **_text()}
        case ChangeKind.COMMITMENT:
            places = Commitment.objects.filter(content_area__program=program)
            taken_out = _("Empty: the commitment is taken out.")
            return {
                "commitment": _Placed(places, label=_("Commitment")),
                **_text(help_text=taken_out),
            }
        case ChangeKind.NEW_COMMITMENT:
            return {"content_area": _Placed(areas, label=_("Content area")), **_text(True)}
        case ChangeKind.DUTIES:
            return {"party": _Placed(parties, label=_("Party")), **_text()}
        case ChangeKind.PARTY_LEAVES:
            return {"party": _Placed(parties.exclude(role=PartyRole.LEAD), label=_("Party"))}
        case ChangeKind.PARTY_JOINS:
            return _joining(program, on)
    return _target(program, parties)


def _text(required: bool = False, help_text: str = "") -> dict[str, forms.Field]:
    text = forms.CharField(
        label=_("New text"),
        required=required,
        max_length=TEXT_LENGTH,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    return {"text": text}


def _joining(program: Program, on) -> dict[str, forms.Field]:
    there = program.parties.values("organization")
    offered = named_organizations(
        Organization.objects.filter(unit=program.unit_id).exclude(pk__in=there), on
    )
    organization = _Named(offered.order_by("current_short_name", "pk"), label=_("Organisation"))
    roles = [(code, label) for code, label in PartyRole.choices if code != PartyRole.LEAD]
    duties = _text()["text"]
    duties.label = _("Responsibilities")
    return {
        "organization": organization,
        "party_role": forms.ChoiceField(label=_("Role"), choices=roles),
        "text": duties,
    }


class _Named(forms.ModelChoiceField):
    def label_from_instance(self, organization) -> str:
        return organization.current_name or organization.current_short_name or str(organization)


def _target(program: Program, parties) -> dict[str, forms.Field]:
    indicators = Indicator.objects.filter(program_indicators__program=program).order_by(
        "program_indicators__order", "pk"
    )
    return {
        "party": _Placed(parties.exclude(role=PartyRole.WITNESS), label=_("Party")),
        "indicator": _Placed(indicators, label=_("Indicator")),
        "year": forms.IntegerField(
            label=_("Year"),
            required=False,
            min_value=1945,
            max_value=2200,
            help_text=_("Empty: the whole term."),
        ),
        "quantity": QuantityField(
            label=_("Quantity"),
            required=False,
            help_text=_("Both empty: the target no longer holds."),
        ),
        "value": ValueField(label=_("Value (đồng)"), required=False),
    }
