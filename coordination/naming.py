"""Names for showing: that of the day, or the latest of what no longer bears one."""

import datetime as dt

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from coordination.models import OrganizationName, UnitName
from coordination.models.organizations import name_at


def named_units(units: QuerySet, on: dt.date) -> QuerySet:
    """Annotate `current_name`; also for units that ended before the day `on`."""
    return units.annotate(current_name=_or_latest(UnitName, "unit", on))


def named_organizations(organizations: QuerySet, on: dt.date) -> QuerySet:
    """Annotate `current_name`, `current_short_name` and `place` (the unit's name)."""
    return organizations.annotate(
        current_name=_or_latest(OrganizationName, "organization", on),
        current_short_name=_or_latest(OrganizationName, "organization", on, "short_name"),
        place=unit_name("unit_id", on),
    )


def unit_name(reference: str, on: dt.date) -> Coalesce:
    """The name of the unit to which the column `reference` points."""
    names = UnitName.objects.filter(unit=OuterRef(reference))
    latest = F("valid_from").desc(nulls_last=True)
    return Coalesce(
        Subquery(names.at(on).values("name")[:1]),
        Subquery(names.order_by(latest).values("name")[:1]),
    )


def organization_name(reference: str, on: dt.date, field: str = "short_name") -> Coalesce:
    """The name of the organisation to which the column `reference` points."""
    names = OrganizationName.objects.filter(organization=OuterRef(reference))
    latest = F("valid_from").desc(nulls_last=True)
    return Coalesce(
        Subquery(names.at(on).values(field)[:1]),
        Subquery(names.order_by(latest).values(field)[:1]),
    )


def _or_latest(model, owner: str, on: dt.date, field: str = "name") -> Coalesce:
    return Coalesce(name_at(model, owner, on, field), name_at(model, owner, None, field))
