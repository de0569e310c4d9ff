"""The rows of the lists of units, organisations, people and committees, as sheets hold them."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _

from coordination.models import (
    Level,
    Organization,
    OrganizationParent,
    Person,
    SteeringCommittee,
    Unit,
    UnitParent,
)
from coordination.naming import organization_name, parent_of, unit_fact, unit_name
from coordination.people import with_offices

CHUNK = 2000  # rows that are fetched at a time


def unit_rows(units: QuerySet[Unit], on: dt.date) -> Iterator[tuple]:
    """Units with `current_name` as UNIT_COLUMNS has them on the day, fetched as they are used."""
    levels = dict(Level.choices)
    above = UnitParent.objects.filter(unit=OuterRef("pk"))
    rows = units.annotate(
        current_short_name=unit_fact("pk", on, "short_name"), above=parent_of(above, on)
    ).annotate(above_name=unit_name("above", on))
    fields = ("code", "level", "current_name", "current_short_name", "above_name")
    for code, level, *rest in rows.values_list(*fields, "valid_from", "valid_to").iterator(CHUNK):
        yield code, str(levels[level]), *rest


def organization_rows(organizations: QuerySet[Organization], on: dt.date) -> Iterator[tuple]:
    """The same of organisations with `current_name`, `current_short_name` and `place`."""
    above = OrganizationParent.objects.filter(organization=OuterRef("pk"))
    rows = organizations.annotate(
        symbol=organization_name("pk", on, "symbol"),
        print_lines=organization_name("pk", on, "print_lines"),
        superior_line=organization_name("pk", on, "superior_line"),
        above=parent_of(above, on),
    ).annotate(above_name=organization_name("above", on, "name"))
    yield from rows.values_list(
        *("kind__label", "place", "current_name", "current_short_name", "symbol"),
        *("print_lines", "superior_line", "above_name", "valid_from", "valid_to"),
    ).iterator(CHUNK)


def people_rows(people: QuerySet[Person], on: dt.date) -> Iterator[tuple]:
    """A row for each position held on the day, else for the one held last; never a contact."""
    for person in with_offices(people, on).iterator(CHUNK):
        for office in person.present_offices or person.offices[:1] or (None,):
            if office is None:
                yield person.name, "", "", "", "", None, None
                continue
            yield (
                *(person.name, office.title, office.rank, office.organization_name, office.place),
                *(office.valid_from, office.valid_to),
            )


def committee_rows(
    committees: QuerySet[SteeringCommittee], *, tells_vacancies: bool
) -> Iterator[tuple]:
    """Committees with `place`, `since`, `sitting` and `has_vacancy`; vacant seats where allowed."""
    for name, place, since, sitting, has_vacancy in committees.values_list(
        "name", "place", "since", "sitting", "has_vacancy"
    ).iterator(CHUNK):
        row = (name, place, since, sitting)
        yield (*row, _("vacant seats") if has_vacancy else "") if tells_vacancies else row
