"""Units, organisations and steering committees: lists and details, as of today."""

import datetime as dt

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from coordination import clock
from coordination.access import (
    may_administer,
    visible_committees,
    visible_organizations,
    visible_units,
)
from coordination.forms.filters import OrganizationFilter, UnitFilter
from coordination.models import (
    Membership,
    Organization,
    Position,
    Seat,
    SeatRole,
    SteeringCommittee,
    Unit,
)
from coordination.naming import named_organizations, named_units, organization_name, unit_name
from coordination.panels import panels_of
from coordination.sql import GivenNameFirst

PAGE_SIZE = 25
CHILDREN_SHOWN = 30
_LATEST_FIRST = F("valid_from").desc(nulls_last=True)


def organizations(request: HttpRequest) -> HttpResponse:
    """Organisations within reach."""
    today = clock.today()
    wanted = OrganizationFilter(request.GET)
    found = visible_organizations(request.membership).select_related("kind")
    if not wanted.value("former"):
        found = found.at(today)
    if words := wanted.value("q"):
        found = found.search(words)
    if kind := wanted.value("kind"):
        found = found.filter(kind=kind)
    ordered = named_organizations(found, today).order_by(
        "place", "kind__order", "current_name", "pk"
    )
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "coordination/organizations.html", {"page": page, "wanted": wanted, "today": today}
    )


def units(request: HttpRequest) -> HttpResponse:
    """Units within reach."""
    today = clock.today()
    wanted = UnitFilter(request.GET)
    found = visible_units(request.membership)
    if not wanted.value("former"):
        found = found.at(today)
    if words := wanted.value("q"):
        found = found.search(words)
    if level := wanted.value("level"):
        found = found.filter(level=level)
    if under := wanted.value("under"):
        found = found.filter(pk__in=children_of(under, today).values("pk"))
    ordered = named_units(found, today).order_by("current_name", "pk")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "coordination/units.html", {"page": page, "wanted": wanted, "today": today}
    )


def committees(request: HttpRequest) -> HttpResponse:
    """Steering committees within reach."""
    today = clock.today()
    found = (
        visible_committees(request.membership)
        .annotate(place=unit_name("unit_id", today), sitting=_sitting(today))
        .order_by("place", "name", "pk")
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "coordination/committees.html", {"page": page})


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit: its names and places through time, and all that stands in and below it today."""
    today = clock.today()
    thing = get_object_or_404(named_units(visible_units(request.membership), today), pk=pk)
    below = named_units(children_of(thing.pk, today), today).order_by("current_name", "pk")
    context = {
        "unit": thing,
        "today": today,
        "names": thing.names.order_by(_LATEST_FIRST, "-pk"),
        "parents": thing.parents.annotate(parent_name=unit_name("parent_id", today)).order_by(
            _LATEST_FIRST, "-pk"
        ),
        "visible_ids": set(
            visible_units(request.membership)
            .filter(children__unit=thing)
            .values_list("pk", flat=True)
        ),
        "below": list(below[: CHILDREN_SHOWN + 1]),
        "shown": CHILDREN_SHOWN,
        "organizations": named_organizations(thing.organizations.at(today), today)
        .select_related("kind")
        .order_by("kind__order", "current_name", "pk"),
        "committees": thing.committees.annotate(sitting=_sitting(today)).order_by("name", "pk"),
        "panels": panels_of(thing, request.membership, today),
    }
    return render(request, "coordination/unit.html", context)


def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation: names, superiors, people; for the administrator also its users."""
    today = clock.today()
    found = named_organizations(visible_organizations(request.membership), today)
    thing = get_object_or_404(found.select_related("kind"), pk=pk)
    people = thing.positions.select_related("person").order_by(GivenNameFirst("person__name"), "pk")
    context = {
        "organization": thing,
        "today": today,
        "names": thing.names.order_by(_LATEST_FIRST, "-pk"),
        "superiors": thing.parents.annotate(
            parent_name=organization_name("parent_id", today, "name")
        ).order_by(_LATEST_FIRST, "-pk"),
        "visible_ids": set(
            visible_organizations(request.membership)
            .filter(children__organization=thing)
            .values_list("pk", flat=True)
        ),
        "present": [one for one in people if one.is_valid_at(today)],
        "former": [one for one in people if not one.is_valid_at(today)],
        "memberships": memberships_for(request.membership, thing),
        "panels": panels_of(thing, request.membership, today),
    }
    return render(request, "coordination/organization.html", context)


def committee(request: HttpRequest, pk: int) -> HttpResponse:
    """A steering committee: its decisions, who sits in it today, who sat before."""
    today = clock.today()
    found = visible_committees(request.membership).annotate(place=unit_name("unit_id", today))
    thing = get_object_or_404(found, pk=pk)
    seats = seats_of(thing, today)
    context = {
        "committee": thing,
        "today": today,
        "decisions": thing.decisions.annotate(
            issuer_name=organization_name("issuer_id", today)
        ).order_by("-date", "-pk"),
        "present": [one for one in seats if one.is_valid_at(today)],
        "former": [one for one in seats if not one.is_valid_at(today)],
        "panels": panels_of(thing, request.membership, today),
    }
    return render(request, "coordination/committee.html", context)


def children_of(unit_id: int, on: dt.date) -> QuerySet[Unit]:
    """Units directly under a unit on the day."""
    in_force = (Q(parents__valid_from=None) | Q(parents__valid_from__lte=on)) & (
        Q(parents__valid_to=None) | Q(parents__valid_to__gte=on)
    )
    return Unit.objects.at(on).filter(in_force, parents__parent=unit_id)


def memberships_for(reader: Membership, organization: Organization) -> list[Membership] | None:
    """The roles held for an organisation; None for who may not see them."""
    if not may_administer(reader):
        return None
    held = organization.memberships.select_related("user")
    return list(held.order_by("role", GivenNameFirst("user__full_name"), "pk"))


def seats_of(committee: SteeringCommittee, on: dt.date) -> list[Seat]:
    """Seats in the order of a decision (role, then order), people with their offices of the day."""
    rank = Case(
        *(When(role=role, then=Value(number)) for number, role in enumerate(SeatRole.values)),
        output_field=IntegerField(),
    )
    offices = (
        Position.objects.at(on)
        .annotate(organization_name=organization_name("organization_id", on))
        .order_by("pk")
    )
    return list(
        committee.seats.select_related("person")
        .prefetch_related(Prefetch("person__positions", offices, to_attr="offices"))
        .order_by(rank, "order", GivenNameFirst("person__name"), "pk")
    )


def _sitting(on: dt.date) -> Count:
    """How many sit in a committee on the day."""
    return Count(
        "seats",
        filter=(Q(seats__valid_from=None) | Q(seats__valid_from__lte=on))
        & (Q(seats__valid_to=None) | Q(seats__valid_to__gte=on)),
    )
