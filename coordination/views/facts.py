"""Dated facts of units and organisations: adding, correcting or ending, and taking away."""

import dataclasses
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination import access, clock
from coordination.forms.base import ModelForm, save_or_explain
from coordination.forms.organizations import OrganizationNameForm, OrganizationParentForm
from coordination.forms.units import (
    AreaCoverForm,
    UnitCalendarForm,
    UnitNameForm,
    UnitParentForm,
)
from coordination.models import Membership, OrganizationName
from coordination.naming import named_organizations, named_units
from coordination.panels import panels_of

UNITS_REFUSED = gettext_lazy("Units are looked after by the administrator.")
ORGANIZATIONS_REFUSED = gettext_lazy(
    "Organisations are looked after by Board staff and the administrator."
)
LOOK_AGAIN = ("narrow", "preview")  # buttons that show a form anew with all that was typed


@dataclasses.dataclass(frozen=True)
class Owner:
    """Whose facts they are: a unit's or an organisation's."""

    lists: str
    page: str
    label: str | Promise
    visible: Callable[[Membership], QuerySet]
    named: Callable
    may: Callable[[Membership], bool]
    refusal: str | Promise

    def get(self, request: HttpRequest, pk: int) -> Model:
        """The thing itself, for who may change it. Raises Http404 or PermissionDenied."""
        found = self.named(self.visible(request.membership), clock.today())
        thing = get_object_or_404(found, pk=pk)
        if not self.may(request.membership):
            raise PermissionDenied(self.refusal)
        return thing

    def crumbs(self, thing: Model | None) -> list[tuple[str, str]]:
        """The way to the page of a thing."""
        way = [(str(self.label), reverse(self.lists))]
        return [*way, (str(thing), reverse(self.page, args=[thing.pk]))] if thing else way


UNIT = Owner(
    lists="units",
    page="unit",
    label=gettext_lazy("Units"),
    visible=access.visible_units,
    named=named_units,
    may=access.may_edit_units,
    refusal=UNITS_REFUSED,
)
ORGANIZATION = Owner(
    lists="organizations",
    page="organization",
    label=gettext_lazy("Organisations"),
    visible=access.visible_organizations,
    named=named_organizations,
    may=access.may_edit_organizations,
    refusal=ORGANIZATIONS_REFUSED,
)


@dataclasses.dataclass(frozen=True)
class Fact:
    """A kind of dated rows, and the views that change them.

    `field` leads from a row to its owner; `removal` names the address that takes one away; `text`
    says what a row is. Of what `keeps_one`, the last row cannot be taken away.
    """

    form: type[ModelForm]
    owner: Owner
    field: str
    new: str | Promise
    change: str | Promise
    removal: str
    text: Callable[[Model], str] = str
    keeps_one: bool = False

    @property
    def model(self) -> type[Model]:
        return self.form._meta.model

    def add(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A further row of the thing `pk`."""
        thing = self.owner.get(request, pk)
        return self._edit(request, thing, self.model(**{self.field: thing}))

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The row `pk`: corrected, or ended by a last day."""
        return self._edit(request, *self._row(request, pk))

    def remove(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The row `pk`, entered by mistake."""
        thing, row = self._row(request, pk)
        back = reverse(self.owner.page, args=[thing.pk])
        others = self.model.objects.filter(**{self.field: thing}).exclude(pk=row.pk)
        is_last = self.keeps_one and not others.exists()
        if request.method == "POST" and not is_last:
            row.delete()
            messages.success(request, _("Removed."))
            return redirect(back)
        context = {
            "title": _("Remove an entry"),
            "what": f"{self.text(row)} · {thing}",
            "text": _(
                "Remove only what was entered by mistake. What once held is ended by its last day."
            ),
            "refusal": _("Its only name cannot be removed; correct it.") if is_last else "",
            "crumbs": self.owner.crumbs(thing),
            "back": back,
            "references": [],
        }
        return render(request, "coordination/removal.html", context)

    def _row(self, request: HttpRequest, pk: int) -> tuple[Model, Model]:
        seen = self.owner.visible(request.membership).values("pk")
        row = get_object_or_404(self.model.objects.filter(**{f"{self.field}__in": seen}), pk=pk)
        thing = self.owner.get(request, getattr(row, f"{self.field}_id"))
        setattr(row, self.field, thing)
        return thing, row

    def _edit(self, request: HttpRequest, thing: Model, row: Model) -> HttpResponse:
        today = clock.today()
        is_new = row.pk is None
        form = fill(request, self.form, instance=row, membership=request.membership, today=today)
        if form.is_bound and form.is_valid() and save_or_explain(form):
            messages.success(request, saved_sentence(form))
            return redirect(self.owner.page, thing.pk)
        context = {
            "form": form,
            "title": self.new if is_new else self.change,
            "sub": str(thing),
            "crumbs": self.owner.crumbs(thing),
            "back": reverse(self.owner.page, args=[thing.pk]),
            "removal": "" if is_new else reverse(self.removal, args=[row.pk]),
            "can_preview": self.model is OrganizationName,
            "panels": previews(form, request),
        }
        return render(request, "coordination/thing_form.html", context)


def fill(request: HttpRequest, form: type, **kwargs):
    """The form as posted; as typed but not judged, when a button asks to look again."""
    if request.method != "POST":
        return form(**kwargs)
    if any(name in request.POST for name in LOOK_AGAIN):
        typed = dict.fromkeys(form.base_fields, "") | request.POST.dict()
        return form(initial=typed, **kwargs)
    return form(request.POST, **kwargs)


def previews(form, request: HttpRequest) -> list:
    """What apps above show of a name that was typed."""
    if request.method != "POST" or not hasattr(form, "names"):
        return []
    return panels_of(form.names(), request.membership, clock.today())


def saved_sentence(form) -> str:
    """That it was saved, and what was ended with it."""
    ended = getattr(form, "ended", None)
    if ended is None:
        return _("Saved.")
    return _("Saved. “%(text)s” ends on %(day)s.") % {
        "text": form.text_of(ended),
        "day": f"{ended.valid_to:%d/%m/%Y}",
    }


UNIT_NAMES = Fact(
    form=UnitNameForm,
    owner=UNIT,
    field="unit",
    new=gettext_lazy("New name of the unit"),
    change=gettext_lazy("Name of the unit"),
    removal="unit_name_remove",
    keeps_one=True,
)
UNIT_PARENTS = Fact(
    form=UnitParentForm,
    owner=UNIT,
    field="unit",
    new=gettext_lazy("New parent unit"),
    change=gettext_lazy("Parent unit"),
    removal="unit_parent_remove",
    text=lambda row: str(row.parent),
)
AREA_COVERS = Fact(
    form=AreaCoverForm,
    owner=UNIT,
    field="area",
    new=gettext_lazy("Communes of the area"),
    change=gettext_lazy("Commune of the area"),
    removal="area_cover_remove",
    text=lambda row: str(row.unit),
)
UNIT_CALENDARS = Fact(
    form=UnitCalendarForm,
    owner=UNIT,
    field="unit",
    new=gettext_lazy("New reporting calendar"),
    change=gettext_lazy("Reporting calendar"),
    removal="unit_calendar_remove",
)
ORGANIZATION_NAMES = Fact(
    form=OrganizationNameForm,
    owner=ORGANIZATION,
    field="organization",
    new=gettext_lazy("New name of the organisation"),
    change=gettext_lazy("Name of the organisation"),
    removal="organization_name_remove",
    keeps_one=True,
)
ORGANIZATION_PARENTS = Fact(
    form=OrganizationParentForm,
    owner=ORGANIZATION,
    field="organization",
    new=gettext_lazy("New superior"),
    change=gettext_lazy("Superior"),
    removal="organization_parent_remove",
    text=lambda row: str(row.parent),
)
