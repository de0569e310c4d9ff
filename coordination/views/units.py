"""Units: the list, the page of one, and their entry."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination import clock
from coordination.access import may_edit_organizations, may_edit_units, visible_units
from coordination.forms.base import save_or_explain
from coordination.forms.filters import DayFilter, UnitFilter
from coordination.forms.units import NewCoversForm, NewUnitForm, UnitForm
from coordination.lineage import tell
from coordination.models import (
    AreaCover,
    Level,
    Position,
    SteeringCommittee,
    Unit,
    UnitParent,
)
from coordination.naming import (
    above_name,
    named_organizations,
    named_units,
    organization_name,
    unit_name,
    units_in_order,
)
from coordination.pages import CountedApart
from coordination.panels import panels_of
from coordination.sql import GivenNameFirst, UnitsBelow
from coordination.views.committees import sitting
from coordination.views.facts import UNIT, UNITS_REFUSED, fill

PAGE_SIZE = 25
CHILDREN_SHOWN = 30
PEOPLE_SHOWN = 30
_LATEST_FIRST = F("valid_from").desc(nulls_last=True)


def found_units(request: HttpRequest) -> tuple[QuerySet[Unit], UnitFilter, dt.date]:
    """Units within reach that the list's filters leave; the filter; its day."""
    wanted = UnitFilter(request.GET)
    day = wanted.day(clock.today())
    found = visible_units(request.membership)
    if not wanted.value("former"):
        found = found.at(day)
    else:
        found = found.filter(Q(valid_from=None) | Q(valid_from__lte=day))
    if words := wanted.value("q"):
        found = found.search(words)
    if level := wanted.value("level"):
        found = found.filter(level=level)
    if under := wanted.value("under"):
        found = found.filter(pk__in=UnitsBelow.ids(under, day)).exclude(pk=under)
    if committee := wanted.value("committee"):
        sits = Exists(SteeringCommittee.objects.in_force(day).filter(unit=OuterRef("pk")))
        found = found.filter(sits if committee == "with" else ~sits)
    return found, wanted, day


def units(request: HttpRequest) -> HttpResponse:
    """Units within reach, as of a day."""
    found, wanted, day = found_units(request)
    ordered = units_in_order(found, day).annotate(above=above_name("pk", day))
    page = paged(request, ordered, of=found)
    tell(page, wanted.value("q") or "", on=day)
    context = {
        "page": page,
        "wanted": wanted,
        "day": day,
        "under": named(request, wanted.value("under"), day),
        "may_edit": may_edit_units(request.membership),
        "may_import": may_edit_organizations(request.membership),
    }
    return render(request, "coordination/units.html", context)


def paged(request: HttpRequest, ordered: QuerySet, *, of: QuerySet) -> Page:
    """The page of a list that was asked for, counted as `of`; a wrong number is the first."""
    return CountedApart(ordered, PAGE_SIZE, of=of).get_page(request.GET.get("page"))


def named(request: HttpRequest, pk: int | None, day: dt.date) -> Unit | None:
    """The unit by which a list is narrowed, where the reader sees it."""
    if not pk:
        return None
    return named_units(visible_units(request.membership), day).filter(pk=pk).first()


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit as of a day: all that stands in and below it; its names and places through time.

    One that has ended is shown as it was on its last day, with what hangs on it until today.
    """
    wanted = DayFilter(request.GET)
    today = clock.today()
    asked = wanted.day(today)
    thing = get_object_or_404(named_units(visible_units(request.membership), asked), pk=pk)
    day = wanted.day_of(thing, today)
    below = named_units(children_of(thing.pk, day), day).order_by("current_name", "pk")
    people = people_of(thing, day)
    context = {
        "unit": thing,
        "wanted": wanted,
        "day": day,
        "is_last_day": day < asked,
        "today": today,
        "may_edit": may_edit_units(request.membership),
        "may_edit_organizations": may_edit_organizations(request.membership),
        "names": thing.names.order_by(_LATEST_FIRST, "-pk"),
        "parents": thing.parents.annotate(parent_name=unit_name("parent_id", day)).order_by(
            _LATEST_FIRST, "-pk"
        ),
        "visible_ids": set(
            visible_units(request.membership)
            .filter(children__unit=thing)
            .values_list("pk", flat=True)
        ),
        "covers": covers_of(thing, day),
        "calendars": thing.calendars.order_by(_LATEST_FIRST),
        "below": list(below[: CHILDREN_SHOWN + 1]),
        "shown": CHILDREN_SHOWN,
        "organizations": named_organizations(thing.organizations.at(day), day)
        .select_related("kind")
        .order_by("kind__order", "current_name", "pk"),
        "people": people[:PEOPLE_SHOWN],
        "people_left_out": len(people) > PEOPLE_SHOWN,
        "committees": thing.committees.annotate(sitting=sitting(day)).order_by("name", "pk"),
        "panels": panels_of(thing, request.membership, asked),
    }
    return render(request, "coordination/unit.html", context)


def children_of(unit_id: int, on: dt.date) -> QuerySet[Unit]:
    """Units directly under a unit on the day."""
    places = UnitParent.objects.at(on).filter(parent=unit_id)
    return Unit.objects.at(on).filter(pk__in=places.values("unit_id"))


def people_of(unit: Unit, on: dt.date) -> list[Position]:
    """Positions held on the day in the unit's own organisations, in their order."""
    return list(
        Position.objects.at(on)
        .filter(organization__in=unit.organizations.at(on))
        .select_related("person")
        .annotate(body=organization_name("organization_id", on))
        .order_by("organization__kind__order", GivenNameFirst("person__name"), "pk")[
            : PEOPLE_SHOWN + 1
        ]
    )


def covers_of(unit: Unit, on: dt.date) -> list[AreaCover] | None:
    """What an area covers, whichever the day; None for a unit of another level."""
    if unit.level != Level.AREA:
        return None
    named_covers = unit.covers.annotate(unit_name=unit_name("unit_id", on))
    return list(named_covers.order_by(F("valid_to").desc(nulls_first=True), "unit_name", "pk"))


def unit_create(request: HttpRequest) -> HttpResponse:
    """A new unit with its name and its place."""
    if not may_edit_units(request.membership):
        raise PermissionDenied(UNITS_REFUSED)
    given = {"initial": {"parent": request.GET.get("under", "")}} if request.method == "GET" else {}
    form = fill(request, NewUnitForm, membership=request.membership, today=clock.today(), **given)
    if form.is_bound and form.is_valid() and (made := save_or_explain(form)):
        messages.success(request, _("The unit is there. Now add its organisations."))
        return redirect("unit", made.pk)
    context = {
        "form": form,
        "title": _("New unit"),
        "sub": "",
        "crumbs": UNIT.crumbs(None),
        "back": reverse("units"),
    }
    return render(request, "coordination/thing_form.html", context)


def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Level, official code and existence of a unit."""
    thing = UNIT.get(request, pk)
    form = fill(request, UnitForm, instance=thing)
    if form.is_bound and form.is_valid() and save_or_explain(form):
        messages.success(request, _("Saved."))
        return redirect("unit", pk)
    context = {
        "form": form,
        "title": _("Edit the unit"),
        "sub": str(thing),
        "crumbs": UNIT.crumbs(thing),
        "back": reverse("unit", args=[pk]),
        "removal": reverse("unit_remove", args=[pk]),
        "text": _("Names and places are changed on the page of the unit, each with its dates."),
    }
    return render(request, "coordination/thing_form.html", context)


def area_cover_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Communes that an area covers from a day on; several at once."""
    thing = UNIT.get(request, pk)
    if thing.level != Level.AREA:
        raise PermissionDenied(_("Only an area covers communes; others stand below a unit."))
    form = fill(request, NewCoversForm, area=thing, today=clock.today())
    if form.is_bound and form.is_valid():
        made = form.save()
        messages.success(request, _("%(number)d communes added.") % {"number": len(made)})
        return redirect("unit", pk)
    context = {
        "form": form,
        "title": _("Communes of the area"),
        "sub": str(thing),
        "crumbs": UNIT.crumbs(thing),
        "back": reverse("unit", args=[pk]),
        "text": ""
        if form.has_choices
        else _("No commune is left to choose from: the area needs a parent unit with communes."),
    }
    return render(request, "coordination/thing_form.html", context)
