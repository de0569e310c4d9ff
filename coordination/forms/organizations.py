"""Organisations: what they are, their names as printed, their superiors."""

import datetime as dt

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access import visible_organizations, visible_units
from coordination.forms.base import ModelForm
from coordination.forms.facts import SPAN_HELP, FactForm
from coordination.forms.picking import PickMixin
from coordination.forms.units import span
from coordination.models import (
    Membership,
    Organization,
    OrganizationKind,
    OrganizationName,
    OrganizationParent,
    PaperSystem,
    Unit,
)

NAME_FIELDS = ("name", "short_name", "symbol", "print_lines", "superior_line")
NAME_HELP = {
    "short_name": gettext_lazy("As in tables and lists: Hội LHPN."),
    "symbol": gettext_lazy("The part of a paper's number after the type: BDVHU in 12-BC/BDVHU."),
    "print_lines": gettext_lazy(
        "Each line as it stands at the head of a paper. Empty: made from the name."
    ),
    "superior_line": gettext_lazy(
        "The lines above it. Empty: made from the superior, as is usual for the kind."
    ),
}
NAME_WIDGETS = {
    "print_lines": forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    "superior_line": forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
}
PLACES_OF_SUPERIOR = {
    "coordination_superior_exists_at_the_time": "parent",
    "coordination_organization_is_never_below_itself": "parent",
    "coordination_organization_is_not_under_itself": "parent",
    "coordination_organization_has_one_parent_at_a_time": "valid_from",
}


class OrganizationForm(PickMixin, ModelForm):
    """Kind, unit and existence of an organisation."""

    places = {"coordination_organization_with_board_staff_is_a_board": "kind"}

    class Meta:
        model = Organization
        fields = ("kind", "unit", "valid_from", "valid_to")
        labels = {
            "valid_from": gettext_lazy("Exists from"),
            "valid_to": gettext_lazy("Exists until"),
        }
        help_texts = SPAN_HELP

    def __init__(self, *args, membership: Membership, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.pick_unit("unit", visible_units(membership), today)
        self.fields["kind"].empty_label = "–"
        self.helper.layout = Layout("kind", *self.picker("unit"), span())

    def clean(self) -> dict:
        """It exists while its unit does, and who stands below on a day must find it there."""
        cleaned = super().clean()
        if unit := cleaned.get("unit"):
            self._keep_within(unit, cleaned.get("valid_from"), cleaned.get("valid_to"))
        if self.instance.pk:
            below = OrganizationParent.objects.filter(parent=self.instance)
            starts, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
            if starts and below.filter(valid_from__lt=starts).exists():
                self.add_error("valid_from", _("An organisation stood below it before that day."))
            if ends and below.filter(valid_to__gt=ends).exists():
                self.add_error("valid_to", _("An organisation stands below it after that day."))
        return cleaned

    def _keep_within(self, unit: Unit, starts: dt.date | None, ends: dt.date | None) -> None:
        if starts and unit.valid_from and starts < unit.valid_from:
            sentence = _("Its unit exists only from %(day)s on.")
            self.add_error("valid_from", sentence % {"day": f"{unit.valid_from:%d/%m/%Y}"})
        if ends and unit.valid_to and ends > unit.valid_to:
            sentence = _("Its unit exists only until %(day)s.")
            self.add_error("valid_to", sentence % {"day": f"{unit.valid_to:%d/%m/%Y}"})


class NewOrganizationForm(OrganizationForm):
    """An organisation with its first name and superior, on one page."""

    places = OrganizationForm.places | PLACES_OF_SUPERIOR
    also = (OrganizationName, OrganizationParent)
    parent = forms.ModelChoiceField(
        Organization.objects.none(), label=gettext_lazy("Superior"), required=False
    )

    def __init__(self, *args, membership: Membership, today: dt.date, **kwargs):
        super().__init__(*args, membership=membership, today=today, **kwargs)
        for name, field in forms.fields_for_model(
            OrganizationName, NAME_FIELDS, widgets=NAME_WIDGETS, help_texts=NAME_HELP
        ).items():
            self.fields[name] = field
        self.pick_organization("parent", visible_organizations(membership), today)
        self.helper.layout = Layout(
            Fieldset(
                _("Organisation"),
                "kind",
                *self.picker("unit"),
                *self.picker("parent"),
                span(),
            ),
            Fieldset(_("Names"), "name", Row(Column("short_name"), Column("symbol"))),
            Fieldset(_("At the head of its papers"), "superior_line", "print_lines"),
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        if {"name", "unit"} <= cleaned.keys() and is_named(
            cleaned["unit"], cleaned["name"], cleaned
        ):
            self.add_error("name", name_sentence())
        return cleaned

    def save(self, commit: bool = True) -> Organization:
        """Without a day of its own it begins with its unit."""
        self.instance.valid_from = self.instance.valid_from or self.instance.unit.valid_from
        made = super().save(commit)
        names = {name: self.cleaned_data[name] for name in NAME_FIELDS}
        OrganizationName.objects.create(organization=made, **names)
        if parent := self.cleaned_data["parent"]:
            OrganizationParent.objects.create(organization=made, parent=parent)
        return made


class OrganizationNameForm(FactForm):
    """A name of an organisation and what its papers print, from a day to a day."""

    owner = "organization"
    places = {"coordination_organization_has_one_name_at_a_time": "valid_from"}

    class Meta:
        model = OrganizationName
        fields = (*NAME_FIELDS, "valid_from", "valid_to")
        help_texts = SPAN_HELP | NAME_HELP
        widgets = NAME_WIDGETS

    def prepare(self, membership: Membership, today: dt.date) -> None:
        ending = ["end_before"] if "end_before" in self.fields else []
        self.helper.layout = Layout(
            Fieldset(_("Names"), "name", Row(Column("short_name"), Column("symbol"))),
            Fieldset(_("When"), span(), *ending),
            Fieldset(_("At the head of its papers"), "superior_line", "print_lines"),
        )

    def names(self) -> OrganizationName:
        """The name as typed; not saved."""
        given = {name: self[name].value() or "" for name in NAME_FIELDS}
        return OrganizationName(organization=self.instance.organization, **given)


class OrganizationParentForm(PickMixin, FactForm):
    """Under which organisation an organisation stands, from a day to a day."""

    owner = "organization"
    places = PLACES_OF_SUPERIOR

    class Meta:
        model = OrganizationParent
        fields = ("parent", "valid_from", "valid_to")
        help_texts = SPAN_HELP

    def prepare(self, membership: Membership, today: dt.date) -> None:
        self.pick_organization("parent", visible_organizations(membership), today)
        ending = ["end_before"] if "end_before" in self.fields else []
        self.helper.layout = Layout(*self.picker("parent"), span(), *ending)

    def clean_parent(self) -> Organization:
        if self.cleaned_data["parent"] == self.instance.organization:
            raise ValidationError(_("An organisation cannot be its own superior."))
        return self.cleaned_data["parent"]

    def text_of(self, fact: OrganizationParent) -> str:
        return str(fact.parent)


NEW = "moi"  # the address of a new kind


class KindForm(ModelForm):
    """A kind of organisations; one that is in use keeps its code."""

    class Meta:
        model = OrganizationKind
        fields = (
            "label",
            "short_label",
            "code",
            "order",
            "paper_system",
            "head_title",
            "signing_authority",
        )
        help_texts = {
            "code": gettext_lazy(
                "Small letters, digits and _ ; it stands in files and never changes."
            ),
            "order": gettext_lazy("The place in lists."),
            "paper_system": gettext_lazy("Whose rules its papers follow."),
            "head_title": gettext_lazy("As a rule: Trưởng ban, Chủ tịch."),
            "signing_authority": gettext_lazy(
                "On whose behalf its head signs: BAN THƯỜNG VỤ. The mark TM. is printed before it."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            del self.fields["code"]
        self.fields["paper_system"].choices = [("", "–"), *PaperSystem.choices]
        about = [name for name in ("code", "order") if name in self.fields]
        self.helper.layout = Layout(
            Fieldset(
                _("Kind"),
                Row(Column("label"), Column("short_label")),
                Row(*(Column(name) for name in about)),
            ),
            Fieldset(
                _("Papers"),
                "paper_system",
                Row(Column("head_title"), Column("signing_authority")),
            ),
        )

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code == NEW:
            raise ValidationError(_("This code is taken by an address; choose another."))
        return code

    def clean_signing_authority(self) -> str:
        return self.cleaned_data["signing_authority"].strip().removeprefix("TM.").strip()


def is_named(unit, name: str, when: dict) -> bool:
    """Whether the unit has an organisation of this name on a day of the span."""
    same = Organization.objects.filter(unit=unit, names__name=name)
    return same.overlapping(when.get("valid_from"), when.get("valid_to")).exists()


def name_sentence() -> str:
    return _("The unit already has an organisation of this name at that time.")
