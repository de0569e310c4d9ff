"""Totals of a unit: of all programs of what it is made of as it stands on a day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from coordination.calendars import calendars_of
from coordination.figures import Figure
from coordination.models import Organization, Unit
from coordination.naming import named_organizations, named_units, unit_name
from coordination.sql import UnitsBelow
from programs.models import Area, Indicator, Program, ProgramIndicator, ProgramKind
from programs.totals import query
from programs.totals.build import figure_of, sum_of
from programs.totals.model import NOTHING, Sum, by_area
from programs.totals.spans import Term, make_span


@dataclass(frozen=True, slots=True)
class UnitIndicator:
    """One indicator over everything that the unit is made of."""

    indicator: Indicator
    sum: Sum


@dataclass(frozen=True, slots=True)
class SharedFigure:
    """A figure that a party reported to two concurrent programs: it counts from the one signed
    first, until somebody says whether it is the same work (rule e). `program` is the later one.
    """

    party: str
    indicator: Indicator
    program: Program
    starts: dt.date
    ends: dt.date


@dataclass(frozen=True, slots=True)
class UnitTotals:
    """All that was reported to programs of a unit and of what went into it.

    `as_of`: the day on which the unit is looked at; `units`: what it is made of then, itself first,
    as far as they have a program in the span.
    """

    unit: Unit
    as_of: dt.date
    starts: dt.date
    ends: dt.date
    units: tuple[Unit, ...]
    programs: tuple[Program, ...]
    indicators: tuple[UnitIndicator, ...]
    total_value: Figure | None
    shared: tuple[SharedFigure, ...]

    @property
    def by_area(self) -> list[tuple[Area, list[UnitIndicator]]]:
        return by_area(self.indicators)


def programs_of(unit: Unit, *, as_of: dt.date) -> list[Program]:
    """Signed programs of what the unit is made of on the day, in the order of signing."""
    found = (
        Program.objects.signed()
        .filter(unit__in=UnitsBelow.gathered(unit.pk, as_of))
        .annotate(unit_name=unit_name("unit_id", as_of))
    )
    return sorted(
        found,
        key=lambda one: (one.signed_on or one.term_from or dt.date.max, one.pk),
    )


def unit_totals(unit: Unit, *, as_of: dt.date, starts: dt.date, ends: dt.date) -> UnitTotals:
    """Everything accepted for periods from `starts` to `ends`, over the unit as of a day.

    The number of queries does not depend on what is in the database.
    """
    programs = [one for one in programs_of(unit, as_of=as_of) if _overlaps(one, starts, ends)]
    span = make_span(
        starts,
        ends,
        term=Term(None, None),
        calendar=calendars_of([unit.pk], on=ends)[unit.pk],
    )
    rows, shared = query.sums_of_several(_placed(programs), span)
    sums = {
        row.indicator_id: sum_of(row)
        for row in rows
        if row.organization_id is None and row.indicator_id is not None
    }
    money = next(
        (row for row in rows if row.organization_id is None and row.indicator_id is None), None
    )
    indicators = _indicators(programs, set(sums))
    return UnitTotals(
        unit=unit,
        as_of=as_of,
        starts=starts,
        ends=ends,
        units=_units(unit, programs, as_of),
        programs=tuple(programs),
        indicators=tuple(UnitIndicator(one, sums.get(one.pk, NOTHING)) for one in indicators),
        total_value=figure_of(money.money, money.money_bits) if money else None,
        shared=_shared(shared, programs, indicators, ends),
    )


def _overlaps(program: Program, starts: dt.date, ends: dt.date) -> bool:
    return (program.term_from is None or program.term_from <= ends) and (
        program.ends_on is None or program.ends_on >= starts
    )


def _placed(programs: Sequence[Program]) -> list[query.Given]:
    """Each program with its place; a plan shares that of the program that it serves."""
    known = {one.pk for one in programs}
    roots = [one.pk for one in programs if not _serves_one_of(one, known)]
    places = {pk: place for place, pk in enumerate(roots)}
    return [
        query.Given(one.pk, places[one.parent_id], False)
        if _serves_one_of(one, known)
        else query.Given(one.pk, places[one.pk], True)
        for one in programs
    ]


def _serves_one_of(program: Program, known: set[int]) -> bool:
    return program.kind == ProgramKind.ANNUAL_PLAN and program.parent_id in known


def _indicators(programs: Sequence[Program], reported: set[int]) -> list[Indicator]:
    """What is asked for or was reported, in the catalogue's order."""
    asked = ProgramIndicator.objects.filter(program__in=programs).values("indicator_id")
    found = Indicator.objects.filter(Q(pk__in=reported) | Q(pk__in=asked)).select_related("area")
    return list(found)


def _units(unit: Unit, programs: Sequence[Program], as_of: dt.date) -> tuple[Unit, ...]:
    pks = {one.unit_id for one in programs} - {unit.pk}
    others = named_units(Unit.objects.filter(pk__in=pks), as_of)
    return (unit, *others.order_by("level", "current_name", "pk"))


def _shared(
    rows: Sequence[query.SharedRow],
    programs: Sequence[Program],
    indicators: Sequence[Indicator],
    on: dt.date,
) -> tuple[SharedFigure, ...]:
    parties = named_organizations(
        Organization.objects.filter(pk__in={row.organization_id for row in rows}), on
    ).in_bulk()
    by_pk = {one.pk: one for one in programs}
    known = {one.pk: one for one in indicators}
    return tuple(
        SharedFigure(
            parties[row.organization_id].current_short_name or "",
            known[row.indicator_id],
            by_pk[row.program_id],
            row.starts,
            row.ends,
        )
        for row in rows
    )
