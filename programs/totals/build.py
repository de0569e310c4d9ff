"""From sums to totals: names, indicators, targets, sheets, comparisons around the SQL's figures."""

import datetime as dt
from collections import defaultdict
from decimal import Context, Decimal
from typing import Any

from django.db.models import Q

from coordination.figures import Figure, qualifier_from_bits
from coordination.periods import Calendar, Period, PeriodKind, year_period
from programs.models import Aggregation, Indicator, Program, ProgramIndicator, Target
from programs.models.indicators import then_called
from programs.schedule import with_names
from programs.totals import query
from programs.totals.model import (
    NOTHING,
    IndicatorTotal,
    OtherKind,
    Part,
    Participant,
    PartyTotal,
    Sum,
    TargetResult,
    Totals,
)
from programs.totals.sheets import Expectation
from programs.totals.sources import Serving, serving
from programs.totals.spans import Span, Term, compared_with, make_span

# Wide enough that rounding a rate to two decimals never meets an earlier rounding.
_RATE = Context(prec=60)


def totals(
    program: Program,
    *,
    starts: dt.date,
    ends: dt.date,
    kind: PeriodKind | None = None,
    include_submitted: bool = False,
    compare: bool = False,
    served: Serving | None = None,
) -> Totals:
    """Everything reported to the program for periods from `starts` to `ends`, both included.

    `kind`: the kind of period to add up (finer ones where a party did not report it); None: the
    dates decide. Only accepted sheets count, with `include_submitted` also those that were sent.
    `compare`: also the period before and the same one last year, where the dates are a period of
    the unit's calendar. The number of queries does not depend on what is in the database.
    """
    served = served or serving(program, on=ends)
    return _Totaller(program, starts, ends, kind, include_submitted, compare, served).result()


class _Totaller:
    """The steps of one answer; lives for one call of `totals`."""

    def __init__(self, program, starts, ends, kind, include_submitted, compare, served):
        self.program, self.starts, self.ends, self.kind = program, starts, ends, kind
        self.include_submitted = include_submitted
        self.calendar: Calendar = served.calendar
        self.programs: tuple[Program, ...] = served.programs
        self.terms = {one.pk: Term(one.term_from, one.ends_on) for one in self.programs}
        self.spans: list[Span] = []
        self.numbers: dict[tuple[dt.date, dt.date], int] = {}
        self.main = self._span(starts, ends)
        before, last_year = (
            compared_with(starts, ends, asked=kind, calendar=self.calendar)
            if compare
            else (None, None)
        )
        self.before, self.last_year = (
            period and self._span(period.starts, period.ends) for period in (before, last_year)
        )
        self.expectation = Expectation(self.programs, self.spans[self.main], self.calendar)
        self.participants = self._participants()
        self.targets = self._targets()

    def result(self) -> Totals:
        self._add_up()
        indicators = self._indicators()
        return Totals(
            program=self.program,
            starts=self.starts,
            ends=self.ends,
            kind=self.kind,
            counts_submitted=self.include_submitted,
            sheets=self.expectation.sheets(self.participants),
            indicators=tuple(self._indicator_total(indicator) for indicator in indicators),
            parties=tuple(
                PartyTotal(participant, self._money(self.main, participant.organization_id))
                for participant in self.participants.values()
            ),
            total_value=self._money(self.main),
            targets=tuple(self.target_results),
            previous_span=self._dates(self.before),
            last_year_span=self._dates(self.last_year),
            previous_total_value=self._money(self.before),
            last_year_total_value=self._money(self.last_year),
        )

    def _span(self, starts: dt.date, ends: dt.date) -> int:
        """The number of the span with these dates; spans are added up in one statement."""
        if (starts, ends) not in self.numbers:
            span = make_span(
                starts,
                ends,
                term=self.terms[self.program.pk],
                calendar=self.calendar,
                asked=self.kind,
            )
            self.numbers[starts, ends] = len(self.spans)
            self.spans.append(span)
        return self.numbers[starts, ends]

    def _dates(self, number: int | None) -> tuple[dt.date, dt.date] | None:
        if number is None:
            return None
        return self.spans[number].starts, self.spans[number].ends

    def _participants(self) -> dict[int, Participant]:
        """Who reports, by organisation, in the order of signing, with the names at the end.

        Nobody has taken a party's place before the day on which it did.
        """
        known = Q(since=None) | Q(since__lte=self.ends)
        reporters = with_names(self.expectation.all_reporters().filter(known), on=self.ends)
        self.expectation.reporters = reporters
        found: dict[int, Participant] = {}
        for one in sorted(reporters, key=lambda one: one.program_id != self.program.pk):
            names = one.organization_id, one.name_then or "", one.short_name_then or ""
            found.setdefault(one.organization_id, Participant(*names))
        return found

    # --- Targets -----------------------------------------------------------------------------

    def _targets(self) -> list[tuple[Target, int]]:
        """The targets that concern the dates, as they were set, each with the span it is of.

        A plan's target goes before the program's for the same party, indicator and year.
        """
        found: dict[tuple, tuple[Target, int]] = {}
        rows = (
            Target.objects.at(self.ends)
            .filter(party__program__in=self.terms)
            .select_related("party", "indicator__area")
            .annotate(**then_called(self.ends, "indicator_id"))
            .order_by("pk")
        )
        for target in sorted(rows, key=lambda target: target.party.program_id == self.program.pk):
            days = self._days_of_target(target)
            is_known = target.party.organization_id in self.participants
            if (
                days is None
                or not is_known
                or not Period(PeriodKind.TERM, *days).overlaps(self.starts, self.ends)
            ):
                continue
            key = (target.party.organization_id, target.indicator_id, target.year or days)
            found.setdefault(key, (target, self._span(days[0], min(days[1], self.ends))))
        return sorted(found.values(), key=lambda item: item[0].pk)

    def _days_of_target(self, target: Target) -> tuple[dt.date, dt.date] | None:
        if target.year is not None:
            year = year_period(target.year, self.calendar)
            return year.starts, year.ends
        term = self.terms[target.party.program_id]
        starts, ends = term.starts or self.starts, term.ends or self.ends
        return (starts, ends) if starts <= ends else None

    # --- Sums --------------------------------------------------------------------------------

    def _add_up(self) -> None:
        rows = query.sums(
            program_ids=[one.pk for one in self.programs],
            spans=self.spans,
            include_submitted=self.include_submitted,
        )
        self.all_parties: dict[tuple[int, int], Sum] = {}
        self.by_party: dict[tuple[int, int, int], query.SumRow] = {}
        self.others: dict[tuple[int, int, int], list[query.SumRow]] = defaultdict(list)
        self.money: dict[tuple[int, int | None], Figure | None] = {}
        for row in rows:
            if row.indicator_id is None:
                self.money[row.span_id, row.organization_id] = figure_of(row.money, row.money_bits)
            elif row.organization_id is None:
                self.all_parties[row.span_id, row.indicator_id] = sum_of(row)
            elif row.is_chosen:
                self.by_party[row.span_id, row.indicator_id, row.organization_id] = row
            else:
                self.others[row.span_id, row.indicator_id, row.organization_id].append(row)
        self.target_results = [self._target_result(*item) for item in self.targets]
        self.targets_of: dict[tuple[int, int], list[TargetResult]] = defaultdict(list)
        for one in self.target_results:
            share = (one.indicator.pk, one.participant.organization_id)
            self.targets_of[share].append(one)

    def _money(self, span: int | None, organization_id: int | None = None) -> Figure | None:
        return None if span is None else self.money.get((span, organization_id))

    def _target_result(self, target: Target, span: int) -> TargetResult:
        organization_id = target.party.organization_id
        return TargetResult(
            participant=self.participants[organization_id],
            indicator=target.indicator.worded(target.then_vi, target.then_en),
            year=target.year,
            starts=self.spans[span].starts,
            ends=self.spans[span].ends,
            quantity=target.quantity_figure,
            value=target.value_figure,
            reached=self._party_sum(span, target.indicator_id, organization_id),
        )

    def _indicators(self) -> list[Indicator]:
        """What the program asks for in its order, then what its plans ask or anybody reported.

        They are called as they were on the last day.
        """
        asked = (
            ProgramIndicator.objects.filter(program__in=self.terms)
            .select_related("indicator__area")
            .annotate(**then_called(self.ends, "indicator_id"))
        )
        found = {
            one.indicator_id: one.indicator.worded(one.then_vi, one.then_en)
            for one in sorted(
                asked, key=lambda one: (one.program_id != self.program.pk, one.order, one.pk)
            )
        }
        reported = {indicator_id for _, indicator_id in self.all_parties}
        unasked = (
            Indicator.objects.filter(pk__in=reported - set(found))
            .select_related("area")
            .worded_at(self.ends)
        )
        return [*found.values(), *unasked]

    def _indicator_total(self, indicator: Indicator) -> IndicatorTotal:
        parts = (self._part(indicator, one) for one in self.participants.values())
        return IndicatorTotal(
            indicator=indicator,
            sum=self._total(self.main, indicator.pk),
            parts=tuple(part for part in parts if part is not None),
            previous=self._total(self.before, indicator.pk),
            last_year=self._total(self.last_year, indicator.pk),
        )

    def _total(self, span: int | None, indicator_id: int) -> Sum:
        return NOTHING if span is None else self.all_parties.get((span, indicator_id), NOTHING)

    def _party_sum(self, span: int | None, indicator_id: int, organization_id: int) -> Sum:
        row = self.by_party.get((span, indicator_id, organization_id)) if span is not None else None
        return NOTHING if row is None else sum_of(row)

    def _part(self, indicator: Indicator, participant: Participant) -> Part | None:
        """The party's part; None where it neither reported nor has a target or a comparison."""
        organization_id = participant.organization_id
        key = (self.main, indicator.pk, organization_id)
        row, others = self.by_party.get(key), self.others.get(key, [])
        previous, last_year = (
            self._party_sum(span, indicator.pk, organization_id)
            for span in (self.before, self.last_year)
        )
        targets = tuple(self.targets_of.get((indicator.pk, organization_id), ()))
        if row is None and not others and not targets and previous == last_year == NOTHING:
            return None
        kind = PeriodKind(row.kind) if row else None
        return Part(
            participant=participant,
            sum=sum_of(row) if row else NOTHING,
            kind=kind,
            reported_periods=row.periods if row else 0,
            expected_periods=self.expectation.periods_of(organization_id, kind),
            others=tuple(_other_kind(other, row) for other in others if other.periods),
            is_replaced=row is not None and row.is_replaced,
            is_counted_elsewhere=row is not None and row.is_elsewhere,
            previous=previous,
            last_year=last_year,
            targets=targets,
        )


def figure_of(number: Any, bits: int | None) -> Figure | None:
    """A figure as the statement gives it; None is "not reported"."""
    return None if number is None else Figure(number, qualifier_from_bits(bits or 0))


def sum_of(row: query.SumRow) -> Sum:
    """Quantity and value of a row, by the indicator's way of adding up."""
    quantity, is_computable = figure_of(row.quantity, row.quantity_bits), True
    if row.aggregation == Aggregation.AVERAGE:
        quantity, is_computable = _rate(row)
    return Sum(
        quantity=quantity,
        value=figure_of(row.value, row.value_bits),
        is_estimate=row.is_estimate,
        is_computable=is_computable,
    )


def _rate(row: query.SumRow) -> tuple[Figure | None, bool]:
    """Σ numerator ÷ Σ denominator × 100; a single bare rate stands as it is; and: computable?"""
    if row.rates == row.bare_rates == 1:
        return figure_of(row.quantity, row.quantity_bits), True
    if row.bare_rates:
        return None, False
    if not row.rates:
        return None, True
    rate = _RATE.divide(row.numerator * Decimal(100), row.denominator)
    return figure_of(rate, row.quantity_bits), True


def _other_kind(other: query.SumRow, counted: query.SumRow | None) -> OtherKind:
    return OtherKind(
        kind=PeriodKind(other.kind),
        sum=Sum(
            quantity=figure_of(other.other_quantity, other.other_quantity_bits),
            value=figure_of(other.other_value, other.other_value_bits),
        ),
        covers_the_same=(
            counted is not None
            and other.aggregation == Aggregation.SUM
            and other.kind != PeriodKind.ON_DEMAND
            and other.days == counted.days
        ),
    )
