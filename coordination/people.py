"""People as they are shown and chosen: with their offices, by which namesakes are told apart."""

import datetime as dt

from django.db.models import Case, F, Prefetch, Q, QuerySet, Value, When

from coordination.models import Organization, Person, Position
from coordination.naming import organization_name, unit_name


def with_offices(people: QuerySet[Person], on: dt.date) -> QuerySet[Person]:
    """Fetch `offices`: what a person holds on the day first, then what was held last."""
    return people.prefetch_related(offices("positions", on))


def offices(path: str, on: dt.date) -> Prefetch:
    """The prefetch of `offices` on a path that leads to positions (of a seat: its person's)."""
    in_force = Position.objects.in_force(on)
    rows = (
        Position.objects.annotate(
            is_held=Case(When(pk__in=in_force.values("pk"), then=True), default=Value(False)),
            organization_name=organization_name("organization_id", on),
            place=unit_name("organization__unit_id", on),
        )
        .select_related("organization")
        .order_by(F("is_held").desc(), F("valid_from").desc(nulls_last=True), "pk")
    )
    return Prefetch(path, rows, to_attr="offices")


def in_office(people: QuerySet[Person], on: dt.date, within: Q | None = None) -> QuerySet[Person]:
    """People who hold a position on the day; `within` narrows the positions that count."""
    held = Position.objects.in_force(on)
    if within is not None:
        held = held.filter(within)
    return people.filter(pk__in=held.values("person_id"))


def units_of(person: Person, on: dt.date) -> set[int]:
    """The units in whose organisations somebody holds a position on the day."""
    held = person.positions.in_force(on)
    return set(held.values_list("organization__unit_id", flat=True))


def seats_without_office(person: Person) -> list:
    """Seats on whose first day the person holds no position: what the database would refuse.

    Asked after a change of positions, which may not take the ground from under a seat.
    """
    held = list(person.positions.select_related("organization"))
    return [
        seat
        for seat in person.seats.select_related("committee")
        if not any(_held_at_the_beginning(office, office.organization, seat) for office in held)
    ]


def _held_at_the_beginning(office: Position, body: Organization, seat) -> bool:
    """Whether the office held on the seat's first day; an open beginning: on any day of it."""
    if seat.valid_from is not None:
        return office.is_valid_at(seat.valid_from) and body.is_valid_at(seat.valid_from)
    return all(
        fact.valid_from is None or seat.valid_to is None or fact.valid_from <= seat.valid_to
        for fact in (office, body)
    )
