"""The rows of the lists of units and organisations, as their sheets hold them."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import OuterRef, QuerySet

from coordination.models import Level, Organization, OrganizationParent, Unit, UnitParent
from coordination.naming import organization_name, parent_of, unit_fact, unit_name

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
