"""Units: what they are, their names, places, areas and calendars."""

import datetime as dt

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access import visible_units
from coordination.forms.base import Form, ModelForm
from coordination.forms.facts import SPAN_HELP, FactForm
from coordination.forms.picking import PickMixin
from coordination.models import (
    AreaCover,
    Level,
    Membership,
    Unit,
    UnitCalendar,
    UnitName,
    UnitParent,
)
from coordination.naming import named_units
from coordination.sql import UnitsBelow

CODE_TWICE = "coordination_unit_code_is_unique_in_time"
PLACES_OF_PARENT = {
    "coordination_unit_parent_exists_at_the_time": "parent",
    "coordination_unit_is_never_below_itself": "parent",
    "coordination_unit_is_not_under_itself": "parent",
    "coordination_unit_parent_is_of_a_higher_level": "parent",
    "coordination_unit_has_one_parent_at_a_time": "valid_from",
}


def span() -> Row:
    """First and last day beside each other."""
    return Row(Column("valid_from"), Column("valid_to"))


class UnitForm(ModelForm):
    """Level, official code and existence of a unit."""

    places = {
        CODE_TWICE: "code",
        "coordination_unit_level_fits_those_above_and_below": "level",
    }

    class Meta:
        model = Unit
        fields = ("level", "code", "valid_from", "valid_to")
        labels = {
            "valid_from": gettext_lazy("Exists from"),
            "valid_to": gettext_lazy("Exists until"),
        }
        help_texts = SPAN_HELP | {
            "code": gettext_lazy("As the State's list of administrative units has it, if known."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", "–"), *Level.choices]
        self.helper.layout = Layout(Row(Column("level"), Column("code")), span())

    def clean_code(self) -> str | None:
        return self.cleaned_data["code"] or None

    def clean_level(self) -> str:
        """The level must stay between those of the units above and below."""
        level = Level(self.cleaned_data["level"])
        if self.instance.pk:
            above = Unit.objects.filter(children__unit=self.instance)
            below = Unit.objects.filter(parents__parent=self.instance)
            if above.exclude(level__in=level.above()).exists():
                raise ValidationError(_("The unit stands under one whose level is not above this."))
            if any(
                level not in Level(one).above()
                for one in set(below.values_list("level", flat=True))
            ):
                raise ValidationError(_("Units stand below it whose level is not below this."))
        return level

    def clean(self) -> dict:
        """What stands below or in it on a day must find it there on that day."""
        cleaned = super().clean()
        if self.instance.pk:
            below = UnitParent.objects.filter(parent=self.instance).annotate(
                first=Coalesce("valid_from", "unit__valid_from"),
                last=Coalesce("valid_to", "unit__valid_to"),
            )
            inside = self.instance.organizations.all()
            if starts := cleaned.get("valid_from"):
                if below.filter(first__lt=starts).exists():
                    self.add_error("valid_from", _("A unit stood below it before that day."))
                if inside.filter(valid_from__lt=starts).exists():
                    self.add_error("valid_from", _("It had an organisation before that day."))
            if ends := cleaned.get("valid_to"):
                if below.filter(last__gt=ends).exists():
                    self.add_error("valid_to", _("A unit stands below it after that day."))
                if inside.filter(valid_to__gt=ends).exists():
                    self.add_error("valid_to", _("It has an organisation after that day."))
        return cleaned


class NewUnitForm(PickMixin, UnitForm):
    """A unit with its first name and its place, on one page."""

    places = UnitForm.places | PLACES_OF_PARENT
    also = (UnitName, UnitParent)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    short_name = UnitName._meta.get_field("short_name").formfield()
    parent = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Parent unit"), required=False
    )

    def __init__(self, *args, membership: Membership, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("With its level: Huyện Định Hóa.")
        self.pick_unit("parent", visible_units(membership), today)
        self.helper.layout = Layout(
            Fieldset(_("Names"), Row(Column("name"), Column("short_name"))),
            Fieldset(_("Unit and existence"), Row(Column("level"), Column("code")), span()),
            Fieldset(_("Place"), *self.picker("parent")),
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        parent, level = cleaned.get("parent"), cleaned.get("level")
        if parent and level and not stands_above(parent, level):
            self.add_error("parent", level_sentence(parent, level))
        if {"name", "parent"} <= cleaned.keys() and self._is_there(cleaned):
            self.add_error("name", _("A unit of this name is already there at that time."))
        return cleaned

    def _is_there(self, cleaned: dict) -> bool:
        same = Unit.objects.filter(names__name=cleaned["name"], level=cleaned.get("level"))
        return (
            same.filter(parents__parent=cleaned["parent"])
            .overlapping(cleaned.get("valid_from"), cleaned.get("valid_to"))
            .exists()
        )

    def save(self, commit: bool = True) -> Unit:
        unit = super().save(commit)
        names = {name: self.cleaned_data[name] for name in ("name", "short_name")}
        UnitName.objects.create(unit=unit, **names)
        if parent := self.cleaned_data["parent"]:
            UnitParent.objects.create(unit=unit, parent=parent)
        return unit


class UnitNameForm(FactForm):
    """A name of a unit, from a day to a day."""

    owner = "unit"
    places = {"coordination_unit_has_one_name_at_a_time": "valid_from"}

    class Meta:
        model = UnitName
        fields = ("name", "short_name", "valid_from", "valid_to")
        help_texts = SPAN_HELP

    def prepare(self, membership: Membership, today: dt.date) -> None:
        ending = ["end_before"] if "end_before" in self.fields else []
        self.helper.layout = Layout(Row(Column("name"), Column("short_name")), span(), *ending)


class UnitParentForm(PickMixin, FactForm):
    """Under which unit a unit stands, from a day to a day."""

    owner = "unit"
    places = PLACES_OF_PARENT

    class Meta:
        model = UnitParent
        fields = ("parent", "valid_from", "valid_to")
        help_texts = SPAN_HELP

    def prepare(self, membership: Membership, today: dt.date) -> None:
        level = Level(self.instance.unit.level)
        self.pick_unit("parent", visible_units(membership), today, level.above())
        ending = ["end_before"] if "end_before" in self.fields else []
        self.helper.layout = Layout(*self.picker("parent"), span(), *ending)

    def clean_parent(self) -> Unit:
        parent = self.cleaned_data["parent"]
        if parent == self.instance.unit:
            raise ValidationError(_("A unit cannot stand under itself."))
        if not stands_above(parent, self.instance.unit.level):
            raise ValidationError(level_sentence(parent, self.instance.unit.level))
        return parent

    def text_of(self, fact: UnitParent) -> str:
        return str(fact.parent)


class AreaCoverForm(ModelForm):
    """From when to when an area covers a unit."""

    places = {"coordination_area_covers_a_unit_once": "valid_from"}

    class Meta:
        model = AreaCover
        fields = ("valid_from", "valid_to")
        help_texts = SPAN_HELP

    def __init__(self, *args, membership: Membership, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(span())


class NewCoversForm(Form):
    """Several communes that an area covers from a day on."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Communes"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one commune.")},
    )
    valid_from = forms.DateField(
        label=gettext_lazy("From"), required=False, help_text=SPAN_HELP["valid_from"]
    )
    valid_to = forms.DateField(
        label=gettext_lazy("To"), required=False, help_text=SPAN_HELP["valid_to"]
    )

    def __init__(self, *args, area: Unit, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.area = area
        above = area.parents.at(today).values_list("parent_id", flat=True).first()
        covered = AreaCover.objects.filter(area=area).at(today).values("unit")
        communes = Unit.objects.at(today).filter(level=Level.COMMUNE).exclude(pk__in=covered)
        if above:
            communes = communes.filter(pk__in=UnitsBelow.ids(above, today))
        field = self.fields["units"]
        field.queryset = communes if above else communes.none()
        found = named_units(field.queryset, today).order_by("current_name", "pk")
        field.widget.choices = [(one.pk, one.current_name) for one in found]
        self.has_choices = bool(field.widget.choices)
        self.helper.layout = Layout(span(), "units")

    def clean(self) -> dict:
        cleaned = super().clean()
        starts, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if starts and ends and ends < starts:
            self.add_error("valid_to", _("The end lies before the beginning."))
            return cleaned
        taken = AreaCover.objects.filter(area=self.area, unit__in=cleaned.get("units", ()))
        if taken.overlapping(starts, ends).exists():
            self.add_error("valid_from", _("The area already covers one of them at that time."))
        return cleaned

    def save(self) -> list[AreaCover]:
        span_of_time = {name: self.cleaned_data[name] for name in ("valid_from", "valid_to")}
        return [
            AreaCover.objects.create(area=self.area, unit=unit, **span_of_time)
            for unit in self.cleaned_data["units"]
        ]


class UnitCalendarForm(ModelForm):
    """On which day the reporting year begins for a unit and those below it."""

    given = ("unit",)
    places = {"coordination_calendar_begins_on_a_day_of_every_year": "year_starts_day"}

    class Meta:
        model = UnitCalendar
        fields = ("year_starts_day", "year_starts_month", "valid_from")
        labels = {
            "year_starts_day": gettext_lazy("The year begins on day"),
            "year_starts_month": gettext_lazy("Of month"),
            "valid_from": gettext_lazy("In force from"),
        }
        help_texts = {
            "year_starts_day": gettext_lazy("From 1 to 28. 15/12 means: 15/12/2025 – 14/12/2026."),
            "valid_from": SPAN_HELP["valid_from"],
        }

    def __init__(self, *args, membership: Membership, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        for name, most in (("year_starts_day", 28), ("year_starts_month", 12)):
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                min_value=1,
                max_value=most,
            )
        self.helper.layout = Layout(
            Row(Column("year_starts_day"), Column("year_starts_month"), Column("valid_from"))
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        others = UnitCalendar.objects.filter(unit=self.instance.unit).exclude(pk=self.instance.pk)
        if "valid_from" in cleaned and others.filter(valid_from=cleaned["valid_from"]).exists():
            self.add_error("valid_from", _("Another calendar begins on that day."))
        return cleaned


def stands_above(parent: Unit, level: str) -> bool:
    """Whether a unit of this level can have this parent."""
    return parent.level in Level(level).above()


def level_sentence(parent: Unit, level: str) -> str:
    return _("%(parent)s (%(above)s) does not stand above the level %(level)s.") % {
        "parent": parent,
        "above": parent.get_level_display(),
        "level": Level(level).label,
    }
