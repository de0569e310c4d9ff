"""A choice among very many things, which works without JavaScript and loses nothing typed."""

import datetime as dt
from collections.abc import Iterable

from crispy_forms.bootstrap import FieldWithButtons, StrictButton
from django import forms
from django.db.models import Case, IntegerField, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.models import Level, Organization, Unit
from coordination.naming import above_name, named_organizations, named_units

LIMIT = 200
WORDS = "_words"


class PickMixin:
    """For a `ModelChoiceField` of units or organisations: lists at most `LIMIT` of them.

    Of more, those are listed that the words beside it find; the button “List” shows the form anew
    with all that was typed (`narrowing`).
    """

    def pick_unit(
        self, name: str, units: QuerySet[Unit], on: dt.date, levels: Iterable[str] = Level
    ) -> None:
        """Offer units of these levels, former ones last; accept any of `units`."""
        rows = named_units(units.filter(level__in=list(levels)), on).annotate(
            place=above_name("pk", on), gone=_is_former(on)
        )
        self._pick(name, units, rows.order_by("gone", "current_name", "place", "pk"), on)

    def pick_organization(self, name: str, found: QuerySet[Organization], on: dt.date) -> None:
        """Offer organisations; former ones last."""
        rows = named_organizations(found, on).annotate(gone=_is_former(on))
        self._pick(name, found, rows.order_by("gone", "place", "current_name", "pk"), on)

    def _pick(self, name: str, candidates: QuerySet, rows: QuerySet, on: dt.date) -> None:
        field = self.fields[name]
        field.queryset = candidates
        self.fields[name + WORDS] = forms.CharField(
            label=_("Find among very many"),
            required=False,
            max_length=100,
            help_text=_("Part of a name, then “List”. Accents are not needed."),
        )
        words = str(self[name + WORDS].value() or "").replace("\0", "").strip()[:100]
        found = list((rows.search(words) if words else rows)[: LIMIT + 1])
        if len(found) <= LIMIT and not words:
            del self.fields[name + WORDS]
        listed = {one.pk: _label(one, on) for one in found[:LIMIT]}
        kept = str(self[name].value() or "")
        if kept.isascii() and kept.isdecimal() and len(kept) < 19 and int(kept) not in listed:
            listed |= {one.pk: _label(one, on) for one in rows.filter(pk=kept)}
        field.widget.choices = [("", "–"), *listed.items()]

    def picker(self, name: str) -> list:
        """The fields of a choice for a layout."""
        if name + WORDS not in self.fields:
            return [name]
        button = StrictButton(
            gettext_lazy("List"),
            type="submit",
            name="narrow",
            value=name,
            formnovalidate="",
            css_class="btn-quiet",
        )
        return [FieldWithButtons(name + WORDS, button), name]


def _is_former(on: dt.date) -> Case:
    return Case(When(valid_to__lt=on, then=1), default=0, output_field=IntegerField())


def _label(one: Unit | Organization, on: dt.date) -> str:
    name = str(one)
    if place := getattr(one, "place", None):
        name = f"{name} ({place})"
    if one.valid_to and one.valid_to < on:
        until = _("until %(date)s") % {"date": f"{one.valid_to:%d/%m/%Y}"}
        name = f"{name}, {until}"
    return name
