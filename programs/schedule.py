"""Which reporting periods fall due, who reports in them, and who is late.

Periods come from a program's rhythms. Reading the schedule creates nothing; opening what is due is
a function of its own, safe to run as often and as often at once as anybody likes.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from coordination.calendars import calendar_of, calendars_of
from coordination.naming import organization_name
from coordination.periods import Calendar, Period, PeriodKind, periods_between
from programs.models import (
    Program,
    ProgramKind,
    ProgramState,
    Reporter,
    ReportingPeriod,
)

# The whole term is reported on at its end; offices begin before it, for the final review.
TERM_OPENS_DAYS_BEFORE_ITS_END = 90
# Names the lock under which periods are opened; any number that nothing else uses.
OPENING_LOCK = 7_201_106


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """A period that a program's rhythm asks for, whether or not it was opened yet."""

    program_id: int
    period: Period
    due_on: dt.date


def due_periods(program: Program, *, on: dt.date) -> list[DuePeriod]:
    """What the program's rhythms ask for up to the day `on`, in order; creates nothing.

    A period is due from its first day, since offices report ahead; the whole term from 90 days
    before its end; on-demand periods never, a clerk opens them. Periods that end before
    `reports_from` are not asked for. What an annual plan asks for itself is left to the plan:
    nobody fills two sheets (domain.md, rule d).
    """
    calendar = calendar_of(program.unit, on=on)
    prepared = _with_schedule(Program.objects.filter(pk=program.pk), on=on)
    return [due for one in prepared for due in _due(one, calendar, on=on)]


def open_due_periods(
    *, on: dt.date, programs: Iterable[Program] | None = None
) -> list[ReportingPeriod]:
    """Create the periods that are due on the day and missing; returns the new ones.

    Of signed programs in force on the day, all of them or only the given ones. Whoever comes second
    waits for the first and then finds nothing missing. The caller's `history.recorded` says who
    did it. The number of queries does not depend on how many programs there are.
    """
    running = Program.objects.in_force(on)
    if programs is not None:
        running = running.filter(pk__in=[program.pk for program in programs])
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s::bigint)", [OPENING_LOCK])
        scheduled = list(_with_schedule(running, on=on))
        calendars = calendars_of({program.unit_id for program in scheduled}, on=on)
        existing = _existing_spans(scheduled)
        missing = [
            due
            for program in scheduled
            for due in _due(program, calendars[program.unit_id], on=on)
            if not any(
                due.period.overlaps(*span)
                for span in existing.get((due.program_id, due.period.kind), ())
            )
        ]
        unit_of = {program.pk: program.unit_id for program in scheduled}
        return ReportingPeriod.objects.bulk_create(
            ReportingPeriod(
                program_id=due.program_id,
                kind=due.period.kind,
                valid_from=due.period.starts,
                valid_to=due.period.ends,
                year_starts=calendars[unit_of[due.program_id]].year_starts,
                due_on=due.due_on,
            )
            for due in missing
        )


def expected_parties(period: ReportingPeriod) -> list[Reporter]:
    """Who reports in the period, in the order of signing, in one query.

    Lead and partners (witnesses do not report) and from a reorganisation on those who came after
    one, of which on at least one day of the period all existed: the organisation, its unit, its
    part in the program and the program itself. `organization` bears its names at the period's end.
    """
    reporters = Reporter.objects.filter(program=period.program_id)
    return with_names(reporters.between(period.valid_from, period.valid_to), on=period.valid_to)


def with_names(reporters: QuerySet[Reporter], *, on: dt.date) -> list[Reporter]:
    """The reporters in the order of signing; `organization` bears its names of the day."""
    found = list(
        reporters.select_related("organization__unit").annotate(
            name_then=organization_name("organization_id", on, "name"),
            short_name_then=organization_name("organization_id", on),
        )
    )
    for reporter in found:
        reporter.organization.current_name = reporter.name_then or ""
        reporter.organization.current_short_name = reporter.short_name_then or ""
    return found


def days_late(period: ReportingPeriod, *, on: dt.date) -> int:
    """How many days after its due day the day `on` lies; 0 when not late.

    The past is not overdue: nobody is late for a period that ended before the program reported
    here. `on` is today for a sheet that is missing, else the day on which it was sent.
    """
    reports_from = period.program.reports_from
    if period.due_on is None or (reports_from is not None and period.valid_to < reports_from):
        return 0
    return max((on - period.due_on).days, 0)


def _with_schedule(programs: QuerySet[Program], *, on: dt.date) -> QuerySet[Program]:
    """Programs not replaced by the day, with their rhythms and their signed annual plans."""
    plans = (
        Program.objects.signed()
        .filter(kind=ProgramKind.ANNUAL_PLAN)
        .exclude(state=ProgramState.TERMINATED, terminated_on=None)
        .prefetch_related("rhythms")
    )
    successors = Program.objects.filter(
        Q(term_from=None) | Q(term_from__lte=on),
        replaces=OuterRef("pk"),
        state=ProgramState.SIGNED,
    )
    return programs.filter(~Exists(successors)).prefetch_related(
        "rhythms", Prefetch("annual_plans", queryset=plans, to_attr="signed_plans")
    )


def _existing_spans(programs: list[Program]) -> dict[tuple[int, str], list[tuple]]:
    """The days of the periods that are there already, by program and kind."""
    found: dict[tuple[int, str], list[tuple]] = {}
    rows = ReportingPeriod.objects.filter(program__in=programs).values_list(
        "program_id", "kind", "valid_from", "valid_to"
    )
    for program_id, kind, starts, ends in rows:
        found.setdefault((program_id, kind), []).append((starts, ends))
    return found


def _due(program: Program, calendar: Calendar, *, on: dt.date) -> list[DuePeriod]:
    found = [
        DuePeriod(program.pk, period, period.ends + dt.timedelta(days=rhythm.due_days))
        for rhythm in program.rhythms.all()
        for period in _asked(program, PeriodKind(rhythm.kind), calendar, on=on)
        if not _is_served_by_a_plan(program, period)
    ]
    return sorted(found, key=lambda due: (due.period.starts, due.period.ends))


def _asked(
    program: Program, kind: PeriodKind, calendar: Calendar, *, on: dt.date
) -> Iterable[Period]:
    """The periods of one kind that have begun by the day and concern the software."""
    if kind is PeriodKind.TERM:
        if program.term_from is None or program.ends_on is None:
            return []
        opens = program.ends_on - dt.timedelta(days=TERM_OPENS_DAYS_BEFORE_ITS_END)
        return [Period(kind, program.term_from, program.ends_on)] if on >= opens else []
    known = [day for day in (program.term_from, program.reports_from) if day is not None]
    starts = max(known, default=program.signed_on)
    ends = min(on, program.ends_on or on)
    if starts is None or starts > ends:
        return []
    return periods_between(starts, ends, kind, calendar)


def _is_served_by_a_plan(program: Program, period: Period) -> bool:
    """Whether a signed annual plan asks for this period, as far as the program's term reaches."""
    starts = max(period.starts, program.term_from or period.starts)
    ends = min(period.ends, program.ends_on or period.ends)
    return any(
        (plan.term_from is None or plan.term_from <= starts)
        and (plan.ends_on is None or ends <= plan.ends_on)
        and any(rhythm.kind == period.kind for rhythm in plan.rhythms.all())
        for plan in program.signed_plans
    )
