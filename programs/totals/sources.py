"""Where a total comes from: the programs that serve it and the lines behind it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from coordination.calendars import calendars_of
from coordination.naming import organization_name
from coordination.periods import Calendar, PeriodKind
from programs.models import (
    Indicator,
    Program,
    ProgramKind,
    ProgramRhythm,
    ProgramState,
    Reporter,
    ResultLine,
)
from programs.totals import query
from programs.totals.spans import Term, make_span


class Fate(StrEnum):
    """What became of a reported line in a total: it counts, or which rule leaves it out."""

    COUNTED = "counted"
    ELSEWHERE = "elsewhere"
    REPLACED = "replaced"
    OLDER = "older"
    OTHER_KIND = "other_kind"
    ON_DEMAND = "on_demand"
    SERVED_BY_PLAN = "served_by_plan"


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line behind a total, its fate in it, and who last wrote it.

    `party` and `counted_by` are short names of the span's last day. `entered_by` is empty for what
    nobody entered by hand (a loaded case file).
    """

    line: ResultLine
    fate: Fate
    party: str
    counted_by: str
    entered_by: str
    entered_at: dt.datetime | None

    @property
    def is_counted(self) -> bool:
        return self.fate is Fate.COUNTED


@dataclass(frozen=True, slots=True)
class Serving:
    """The program itself, then the signed annual plans whose sheets serve it (rule d).

    All with the kinds of their rhythms as `rhythm_kinds`; `calendar` is the program's unit's.
    """

    programs: tuple[Program, ...]
    calendar: Calendar

    @property
    def ids(self) -> list[int]:
        return [one.pk for one in self.programs]


def serving(program: Program, *, on: dt.date) -> Serving:
    """What is added up for the program, by the calendar of the day `on`; in two queries.

    Who asks for totals and for the lines behind them gives it to both.
    """
    signed = Q(state__in=(ProgramState.SIGNED, ProgramState.TERMINATED))
    rhythms = ProgramRhythm.objects.filter(program=OuterRef("pk")).order_by("pk")
    found = Program.objects.filter(
        Q(pk=program.pk) | (signed & Q(parent=program.pk, kind=ProgramKind.ANNUAL_PLAN))
    ).annotate(rhythm_kinds=ArraySubquery(rhythms.values("kind")))
    return Serving(
        programs=tuple(sorted(found, key=lambda one: (one.pk != program.pk, one.pk))),
        calendar=calendars_of([program.unit_id], on=on)[program.unit_id],
    )


def line_fates(
    program: Program,
    indicator: Indicator | None = None,
    *,
    starts: dt.date,
    ends: dt.date,
    kind: PeriodKind | None = None,
    include_submitted: bool = False,
    served: Serving | None = None,
) -> dict[int, Fate]:
    """What became of each reported line in the totals of the same arguments, by primary key.

    Of one indicator, or of all of them at once.
    """
    served = served or serving(program, on=ends)
    found = query.fates(
        program_ids=served.ids,
        span=make_span(
            starts,
            ends,
            term=Term(program.term_from, program.ends_on),
            calendar=served.calendar,
            asked=kind,
        ),
        indicator_id=None if indicator is None else indicator.pk,
        include_submitted=include_submitted,
    )
    return {pk: Fate(fate) for pk, fate in found.items()}


def lines_of(
    program: Program,
    indicator: Indicator,
    *,
    starts: dt.date,
    ends: dt.date,
    kind: PeriodKind | None = None,
    include_submitted: bool = False,
    served: Serving | None = None,
) -> list[SourceLine]:
    """The lines behind the indicator's total of the same arguments, counted and left out.

    Ordered by party as the program lists them, then by time. Each line comes with its sheet,
    period, and whoever sent and accepted it.
    """
    fates = line_fates(
        program,
        indicator,
        starts=starts,
        ends=ends,
        kind=kind,
        include_submitted=include_submitted,
        served=served,
    )
    lines = (
        ResultLine.objects.filter(pk__in=fates)
        .select_related(
            "indicator",
            "place",
            "sheet__period__program",
            "sheet__submitted_by__user",
            "sheet__accepted_by__user",
        )
        .annotate(
            party_name=organization_name("sheet__organization_id", ends),
            counter_name=organization_name("counted_by_id", ends),
        )
    )
    writers = _last_writers(fates)
    order = {
        organization_id: place
        for place, organization_id in enumerate(
            Reporter.objects.filter(program=program).values_list("organization_id", flat=True)
        )
    }
    found = []
    for line in lines:
        name, at = writers.get(line.pk, ("", None))
        fate = fates[line.pk]
        names = line.party_name or "", line.counter_name or ""
        found.append(SourceLine(line, fate, *names, entered_by=name, entered_at=at))
    return sorted(
        found,
        key=lambda source: (
            order.get(source.line.sheet.organization_id, len(order)),
            source.line.sheet.organization_id,
            source.line.sheet.period.valid_from,
            source.line.sheet_id,
            source.line.ordinal,
        ),
    )


def _last_writers(lines: Collection[int]) -> dict[int, tuple[str, dt.datetime]]:
    """Who wrote each line last and when, as the database's history has it."""
    events = (
        ResultLine.history.rel.related_model.objects.filter(pgh_obj_id__in=lines)
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    return {
        event.pgh_obj_id: ((event.pgh_context or {}).get("name", ""), event.pgh_created_at)
        for event in events
    }
