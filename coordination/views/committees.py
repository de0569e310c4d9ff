"""Steering committees: the list and the page of one, as of a day."""

import datetime as dt

from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Prefetch, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from coordination import clock
from coordination.access import visible_committees
from coordination.models import Position, Seat, SeatRole, SteeringCommittee
from coordination.naming import organization_name, unit_name
from coordination.panels import panels_of
from coordination.sql import GivenNameFirst

PAGE_SIZE = 25


def committees(request: HttpRequest) -> HttpResponse:
    """Steering committees within reach."""
    today = clock.today()
    found = (
        visible_committees(request.membership)
        .annotate(place=unit_name("unit_id", today), sitting=sitting(today))
        .order_by("place", "name", "pk")
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "coordination/committees.html", {"page": page})


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


def sitting(on: dt.date) -> Count:
    """How many sit in a committee on the day."""
    return Count(
        "seats",
        filter=(Q(seats__valid_from=None) | Q(seats__valid_from__lte=on))
        & (Q(seats__valid_to=None) | Q(seats__valid_to__gte=on)),
    )
