"""Names for showing: that of the day, or the latest of what no longer bears one."""

import datetime as dt

from django.db import models
from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import RawSQL

from coordination.models import OrganizationName, UnitName, UnitParent

_LATEST_FIRST = F("valid_from").desc(nulls_last=True)


def named_units(units: QuerySet, on: dt.date) -> QuerySet:
    """Annotate `current_name`; also for units that ended before the day `on`."""
    return units.annotate(current_name=unit_name("pk", on))


def named_organizations(organizations: QuerySet, on: dt.date) -> QuerySet:
    """Annotate `current_name`, `current_short_name` and `place` (the unit's name)."""
    return organizations.annotate(
        current_name=organization_name("pk", on, "name"),
        current_short_name=organization_name("pk", on),
        place=unit_name("unit_id", on),
    )


def units_in_order(units: QuerySet, on: dt.date) -> QuerySet:
    """Units with `current_name`, ordered by it; a page of many thousands costs what it shows.

    The names are joined instead of looked up, so that the database walks along their index and
    stops after a page. To count, use the units themselves.
    """
    return (
        units.filter(_shown("names", UnitName.objects.filter(unit=OuterRef("pk")), on))
        .annotate(current_name=F("names__name"))
        .order_by("names__name", "pk")
    )


def organizations_in_order(organizations: QuerySet, on: dt.date) -> QuerySet:
    """Organisations as of `named_organizations`, by unit, kind and name; cheap in the same way."""
    own = OrganizationName.objects.filter(organization=OuterRef("pk"))
    of_unit = UnitName.objects.filter(unit=OuterRef("unit_id"))
    return (
        organizations.filter(_shown("unit__names", of_unit, on))
        .filter(_shown("names", own, on))
        .annotate(
            place=F("unit__names__name"),
            current_name=F("names__name"),
            current_short_name=F("names__short_name"),
        )
        .order_by("unit__names__name", "kind__order", "names__name", "pk")
    )


def _shown(joined: str, names: QuerySet, on: dt.date) -> Q:
    """That the joined name is the one to show: in force on the day or, where none is, the latest.

    At most one is in force at a time. The first part says so again, for the planner, which can
    tell how often it holds.
    """
    in_force = (Q(**{f"{joined}__valid_from": None}) | Q(**{f"{joined}__valid_from__lte": on})) & (
        Q(**{f"{joined}__valid_to": None}) | Q(**{f"{joined}__valid_to__gte": on})
    )
    shown = in_force | Q(**{f"{joined}__pk": _name(names, on, "pk")})
    return Q(**{f"{joined}__isnull": False}) & shown


class _NameOf(Func):
    """What `_name` gives of the names of an owner, `owner` being their column, as plain SQL.

    Nearly every page asks this several times, and building the query took longer than answering it.
    """

    def __init__(self, reference: str, on: dt.date, field: models.Field, owner: str):
        super().__init__(F(reference), output_field=field)
        self.on, self.owner = on, owner

    def as_sql(self, compiler, connection, **extra):
        """The owner's column is compiled, so that the expression can stand in any query."""
        pointed, params = compiler.compile(self.source_expressions[0])
        sql = _NAME_OF.format(
            column=self.output_field.column,
            table=self.output_field.model._meta.db_table,
            owner=self.owner,
            pointed=pointed,
        )
        return sql, (*params, self.on, self.on)

    def get_group_by_cols(self):
        """A name depends on nothing but its owner."""
        return self.source_expressions[0].get_group_by_cols()


_NAME_OF = """(
    SELECT name.{column} FROM {table} AS name WHERE name.{owner} = {pointed}
    ORDER BY (name.valid_from IS NULL OR name.valid_from <= %s)
         AND (name.valid_to IS NULL OR name.valid_to >= %s) DESC, name.valid_from DESC NULLS LAST
    LIMIT 1
)"""


def unit_name(reference: str, on: dt.date) -> Func:
    """The name of the unit to which the column `reference` points."""
    return unit_fact(reference, on, "name")


def above_name(reference: str, on: dt.date) -> Subquery:
    """The name of the unit above the one to which the column `reference` points, on the day."""
    places = UnitParent.objects.filter(unit=OuterRef(reference)).annotate(
        above=unit_name("parent_id", on)
    )
    return _name(places, on, "above")


def organization_name(reference: str, on: dt.date, field: str = "short_name") -> Func:
    """The name of the organisation to which the column `reference` points."""
    return _NameOf(reference, on, OrganizationName._meta.get_field(field), "organization_id")


def unit_fact(reference: str, on: dt.date, field: str) -> Func:
    """Another field of the row that gives a unit its name on the day."""
    return _NameOf(reference, on, UnitName._meta.get_field(field), "unit_id")


def parent_of(links: QuerySet, on: dt.date) -> Subquery:
    """The id of what something stood under on the day, by its dated `links`; null: nothing."""
    return Subquery(links.at(on).values("parent_id")[:1])


def _name(names: QuerySet, on: dt.date, field: str) -> Subquery:
    """The name in force on the day before all others, then the latest; in one subquery."""
    holds = (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gte=on))
    in_force = ExpressionWrapper(holds, output_field=BooleanField())
    return Subquery(names.order_by(in_force.desc(), _LATEST_FIRST).values(field)[:1])


_SHORT_NAME = """(
    SELECT short_name FROM coordination_organizationname AS name
    WHERE name.organization_id = coordination_membership.organization_id
      AND daterange(name.valid_from, name.valid_to, '[]') @> %s::date
)"""
_PLACE = """(
    SELECT name FROM coordination_unitname AS name
    WHERE name.unit_id = coordination_organization.unit_id
      AND daterange(name.valid_from, name.valid_to, '[]') @> %s::date
)"""


def with_names_of_the_day(memberships: QuerySet, on: dt.date) -> QuerySet:
    """Annotate `short_name` and `place` of the organisation; None for what bears none that day.

    Plain SQL: every page asks this, and building the query took longer than answering it. The
    memberships come with their organisations.
    """
    return memberships.annotate(
        short_name=RawSQL(_SHORT_NAME, [on]),  # noqa: S611 - constants
        place=RawSQL(_PLACE, [on]),  # noqa: S611
    )
