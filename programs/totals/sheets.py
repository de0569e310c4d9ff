"""Which sheets a span expects, and which of them are there. Counts sheets, never figures."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import QuerySet

from coordination.periods import Calendar, Period, PeriodKind, periods_between
from programs.models import Program, Reporter, ReportingPeriod, SheetState
from programs.totals.model import Participant, Sheets
from programs.totals.spans import Span, Term

_BEST_FIRST = (SheetState.ACCEPTED, SheetState.SUBMITTED, SheetState.RETURNED, SheetState.DRAFT)


class Expectation:
    """The periods of a span by opened periods and rhythms, who reports in them, and who did.

    Periods that nobody opened yet are expected too: an unopened period is not a reported one.
    """

    def __init__(self, programs: Sequence[Program], span: Span, calendar: Calendar):
        self.programs = {one.pk: one for one in programs}
        self.main = programs[0]
        self.span = span
        self.calendar = calendar
        self.reporters: list[Reporter] = []
        self._expected: dict[PeriodKind, dict[tuple[Period, int], str | None]] | None = None

    def all_reporters(self) -> QuerySet[Reporter]:
        """Who reports on some day to the program or to the plans that serve it."""
        return Reporter.objects.filter(program__in=self.programs).with_a_day()

    def periods_of(self, organization_id: int, kind: PeriodKind | None) -> int:
        """For how many periods of this kind the organisation reports in the span."""
        expected = self._by_kind().get(kind, {})
        return sum(1 for _, organization in expected if organization == organization_id)

    def sheets(self, participants: dict[int, Participant]) -> Sheets:
        """The sheets of the first preferred kind for which there are periods in the span."""
        by_kind = self._by_kind()
        kind = next((kind for kind in self.span.kinds if by_kind.get(kind)), None)
        if kind is None:
            return Sheets()
        states = by_kind[kind]
        missing = {
            organization
            for (_, organization), state in states.items()
            if state not in (SheetState.ACCEPTED, SheetState.SUBMITTED)
        }
        waiting = {
            organization
            for (_, organization), state in states.items()
            if state == SheetState.SUBMITTED
        }
        return Sheets(
            kind=kind,
            periods=len({period for period, _ in states}),
            expected=len(states),
            accepted=sum(state == SheetState.ACCEPTED for state in states.values()),
            missing=tuple(one for pk, one in participants.items() if pk in missing),
            submitted=tuple(one for pk, one in participants.items() if pk in waiting),
        )

    def _by_kind(self) -> dict[PeriodKind, dict[tuple[Period, int], str | None]]:
        """Kind → (period, organisation) → the state of its best sheet, None without one."""
        if self._expected is None:
            self._expected = self._cross()
        return self._expected

    def _cross(self) -> dict[PeriodKind, dict[tuple[Period, int], str | None]]:
        opened, states = self._stored()
        found: dict = defaultdict(dict)
        for program_id, period, period_id in self._periods(opened):
            for reporter in self.reporters:
                if reporter.program_id != program_id or not period.overlaps(
                    reporter.first_day, reporter.last_day
                ):
                    continue
                state = states.get((period_id, reporter.organization_id))
                key = (period, reporter.organization_id)
                found[period.kind][key] = _better(found[period.kind].get(key), state)
        return found

    def _stored(self) -> tuple[dict[int, dict[int, Period]], dict[tuple[int, int], str]]:
        """By program its opened periods by id, and by period and organisation the sheet's state."""
        rows = ReportingPeriod.objects.filter(program__in=self.programs).values_list(
            "program_id",
            "pk",
            "kind",
            "valid_from",
            "valid_to",
            "sheets__organization_id",
            "sheets__state",
        )
        opened: dict[int, dict[int, Period]] = defaultdict(dict)
        states = {}
        for program_id, pk, kind, starts, ends, organization_id, state in rows:
            if pk not in opened[program_id]:
                opened[program_id][pk] = Period(PeriodKind(kind), starts, ends)
            states[pk, organization_id] = state
        return opened, states

    def _periods(
        self, opened: dict[int, dict[int, Period]]
    ) -> list[tuple[int, Period, int | None]]:
        """Program, period and the opened period's id, for all periods that lie in the span."""
        found = []
        for program_id, program in self.programs.items():
            term = Term(program.term_from, program.ends_on)
            known = opened[program_id]
            unopened = ((None, period) for period in self._foreseen(program))
            for period_id, period in (*known.items(), *unopened):
                if not self.span.holds(period, term):
                    continue
                if period_id is None and any(
                    other.kind is period.kind and other.overlaps(period.starts, period.ends)
                    for other in known.values()
                ):
                    continue
                found.append((program_id, self._as_seen(program_id, period), period_id))
        return found

    def _foreseen(self, program: Program) -> list[Period]:
        """The periods of the program's rhythms around the span."""
        term = Term(program.term_from, program.ends_on)
        starts, ends = term.clipped(self.span.starts, self.span.ends)
        if starts > ends:
            return []
        found = []
        for kind in map(PeriodKind, program.rhythm_kinds):
            if kind is not PeriodKind.TERM:
                found += periods_between(starts, ends, kind, self.calendar)
            elif term.starts and term.ends:
                found.append(Period(kind, term.starts, term.ends))
        return found

    def _as_seen(self, program_id: int, period: Period) -> Period:
        """A plan's whole term is a year to the program that it serves."""
        if program_id != self.main.pk and period.kind is PeriodKind.TERM:
            return Period(PeriodKind.YEAR, period.starts, period.ends)
        return period


def _better(one: str | None, other: str | None) -> str | None:
    return next((state for state in _BEST_FIRST if state in (one, other)), None)
