"""What the same party reported before and is to reach: shown beside the cells of a grid."""

from dataclasses import dataclass

from django.db.models import Q

from coordination import periods
from coordination.figures import Figure, add
from coordination.models import Organization
from programs.models import ReportingPeriod, ResultLine, SheetState, Target


@dataclass
class Beside:
    """An indicator's figures next to its cells; None where nothing was reported."""

    previous: Figure | None = None
    previous_value: Figure | None = None
    last_year: Figure | None = None
    last_year_value: Figure | None = None
    target: Target | None = None


def beside(*, period: ReportingPeriod, organization: Organization) -> dict[int, Beside]:
    """By indicator: last period, the same period last year (accepted), and the year's target.

    Earlier periods of the programs that this one replaced count too. Two queries.
    """
    calendar = period.calendar
    previous = periods.previous_period(period.period, calendar)
    last_year = periods.same_period_last_year(period.period, calendar)
    starts = [one.starts for one in (previous, last_year) if one]
    found: dict[int, Beside] = {}
    lines = (
        ResultLine.objects.filter(
            Q(sheet__period__program=period.program_id)
            | Q(sheet__period__program__replaced_by=period.program_id),
            sheet__organization=organization,
            sheet__period__kind=period.kind,
            sheet__period__valid_from__in=starts,
            sheet__state=SheetState.ACCEPTED,
        )
        .select_related("sheet__period")
        .order_by("pk")
        .distinct()
        if starts
        else []
    )
    for line in lines:
        entry = found.setdefault(line.indicator_id, Beside())
        begun = line.sheet.period.valid_from
        if previous and begun == previous.starts:
            entry.previous = add([entry.previous, line.quantity_figure])
            entry.previous_value = add([entry.previous_value, line.value_figure])
        if last_year and begun == last_year.starts:
            entry.last_year = add([entry.last_year, line.quantity_figure])
            entry.last_year_value = add([entry.last_year_value, line.value_figure])
    year = periods.year_of(period.valid_from, calendar)
    targets = (
        Target.objects.at(period.valid_to)
        .filter(
            Q(year=year) | Q(year=None),
            party__program=period.program_id,
            party__organization=organization,
        )
        .order_by("year")
    )  # the year's own before the whole term's (nulls last)
    for target in targets:
        entry = found.setdefault(target.indicator_id, Beside())
        entry.target = entry.target or target
    return found
