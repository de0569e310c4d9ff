"""Where a case file, right in itself, collides with what is stored already."""

from collections import defaultdict

from django.utils.translation import gettext as _

from coordination.cases.case import Case
from coordination.cases.joining import in_chunks
from coordination.cases.spans import Span
from coordination.periods import PeriodKind
from programs.models import ReportingPeriod


def check(case: Case) -> None:
    """Add a fault for every collision. The case has no other faults."""
    _check_periods(case)


def _check_periods(case: Case) -> None:
    """Periods of one kind of one program do not overlap."""
    programs = {case.pk("programs", entry["program"]) for _key, entry in case.new("results")}
    stored = defaultdict(list)
    for chunk in in_chunks(programs - {None}):
        for row in ReportingPeriod.objects.filter(program_id__in=chunk):
            stored[row.program_id, row.kind].append(Span(row.valid_from, row.valid_to))
    for _key, entry in case.new("results"):
        period = entry["period"]
        if period["kind"] == PeriodKind.ON_DEMAND:
            continue
        span = Span(period["from"], period["to"])
        place = case.pk("programs", entry["program"]), period["kind"]
        for other in stored.get(place, ()):
            if other != span and (other & span) is not None:
                case.faults.add(
                    entry.at("period"),
                    _("overlaps the stored period %(other)s; expected the same days or none.")
                    % {"other": other},
                )
