"""The SQL against the rules written down plainly: random sheets of all kinds, states and joints."""

import calendar
import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coordination.figures import Figure, Qualifier, add
from coordination.periods import PeriodKind
from programs.models import ReportingPeriod, ResultLine, ResultSheet, SheetState
from programs.totals import NOTHING, totals
from tests.programs.factories import (
    IndicatorFactory,
    OrganizationFactory,
    ProgramFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def months(first: int, last: int) -> tuple[dt.date, dt.date]:
    end = calendar.monthrange(2022, last)[1]
    return dt.date(2022, first, 1), dt.date(2022, last, end)


PERIODS = {
    PeriodKind.YEAR: [months(1, 12)],
    PeriodKind.HALF_YEAR: [months(1, 6), months(7, 12)],
    PeriodKind.QUARTER: [months(3 * n + 1, 3 * n + 3) for n in range(4)],
    PeriodKind.MONTH: [months(n, n) for n in range(1, 13)],
    PeriodKind.ON_DEMAND: [(dt.date(2022, 3, 3),) * 2, (dt.date(2022, 3, 9), dt.date(2022, 4, 2))],
}
ORDER = list(PERIODS)[:-1]
SPANS = {
    PeriodKind.YEAR: months(1, 12),
    PeriodKind.HALF_YEAR: months(1, 6),
    PeriodKind.QUARTER: months(1, 3),
}
CODES = ("SUM", "LAST", "RATE")

figures = st.builds(
    Figure,
    st.decimals(min_value=0, max_value=10**6, places=4),
    st.sampled_from(Qualifier),
)
amounts = st.builds(Figure, st.integers(0, 10**12).map(Decimal), st.sampled_from(Qualifier))
rates = st.tuples(st.integers(0, 500), st.integers(1, 500))


@st.composite
def lines(draw):
    """Indicator, quantity, value, numerator and denominator, by whom counted when joint."""
    code = draw(st.sampled_from(CODES))
    is_rate = code == "RATE" and draw(st.booleans())
    return {
        "code": code,
        "quantity": None if is_rate else draw(st.none() | figures),
        "value": draw(st.none() | amounts),
        "rate": draw(rates) if is_rate else None,
        "counted_by": draw(st.none() | st.none() | st.integers(0, 2)),
    }


@st.composite
def sheets(draw):
    kind = draw(st.sampled_from([*PERIODS, PeriodKind.HALF_YEAR, PeriodKind.QUARTER]))
    return {
        "party": draw(st.sampled_from([0, 0, 0, 1, 2])),
        "kind": kind,
        "days": draw(st.sampled_from(PERIODS[kind])),
        "state": draw(
            st.sampled_from(
                [SheetState.ACCEPTED, SheetState.ACCEPTED, SheetState.SUBMITTED, SheetState.DRAFT]
            )
        ),
        "lines": draw(st.lists(lines(), max_size=5)),
    }


all_sheets = st.lists(
    sheets(), max_size=12, unique_by=lambda sheet: (sheet["party"], sheet["kind"], sheet["days"])
)


# --- The rules, plainly ----------------------------------------------------------------------


def preferred(span_kind: PeriodKind, asked: PeriodKind | None) -> list[PeriodKind]:
    if asked is PeriodKind.ON_DEMAND:
        return [asked]
    first = ORDER.index(asked or span_kind)
    coarser = [] if asked else ORDER[:first][::-1]
    return [*ORDER[first:], *coarser, PeriodKind.ON_DEMAND]


def is_reported(line: dict) -> bool:
    return any(line[name] is not None for name in ("quantity", "value", "rate"))


def taken(given: list[dict], code: str, kinds: list[PeriodKind]) -> list[dict]:
    """Of one party's sheets those from which the indicator is taken: one kind only."""
    told = [
        one
        for one in given
        if any(line["code"] == code and is_reported(line) for line in one["lines"])
    ]
    if kinds[0] is not PeriodKind.ON_DEMAND and any(
        one["kind"] is not PeriodKind.ON_DEMAND for one in given
    ):
        told = [one for one in told if one["kind"] is not PeriodKind.ON_DEMAND]
    for kind in kinds:
        if found := [one for one in told if one["kind"] is kind]:
            return found
    return []


def own(one: dict, code: str) -> list[dict]:
    """The sheet's lines that are counted here and not at somebody else's."""
    return [
        line
        for line in one["lines"]
        if line["code"] == code and line["counted_by"] in (None, one["party"])
    ]


def stock(found: list[dict], name: str) -> Figure | None:
    telling = [
        one
        for one in found
        if any(line["code"] == "LAST" and line[name] is not None for line in one["lines"])
    ]
    if not telling:
        return None
    latest = max(telling, key=lambda one: (one["days"][1], one["days"][0]))
    return add(line[name] for line in own(latest, "LAST"))


def expected_rate(parts: list[dict]) -> tuple[Fraction | None, Qualifier | None, bool]:
    told = [line for line in parts if line["quantity"] is not None or line["rate"] is not None]
    bare = [line for line in told if line["rate"] is None]
    if not told:
        return None, None, True
    if len(told) == 1 and bare:
        return Fraction(bare[0]["quantity"].number), bare[0]["quantity"].qualifier, True
    if bare:
        return None, None, False
    above = sum(line["rate"][0] for line in told)
    below = sum(line["rate"][1] for line in told)
    return Fraction(above * 100, below), Qualifier.EXACT, True


# --- The comparison --------------------------------------------------------------------------


@pytest.fixture
def world():
    unit = UnitFactory()
    parties = [OrganizationFactory(unit=unit) for _ in range(3)]
    indicators = {
        "SUM": IndicatorFactory(code="SUM"),
        "LAST": IndicatorFactory(code="LAST", is_stock=True),
        "RATE": IndicatorFactory(code="RATE", is_rate=True),
    }
    return unit, parties, indicators


def store(given: list[dict], world):
    unit, parties, indicators = world
    program = ProgramFactory(unit=unit, parties=parties, asks=list(indicators.values()))
    for one in given:
        period, _ = ReportingPeriod.objects.get_or_create(
            program=program, kind=one["kind"], valid_from=one["days"][0], valid_to=one["days"][1]
        )
        sheet = ResultSheet.objects.create(
            period=period,
            organization=parties[one["party"]],
            state=one["state"],
            is_loaded=True,
        )
        rows = []
        for ordinal, line in enumerate(one["lines"]):
            counter = line["counted_by"]
            row = ResultLine(
                sheet=sheet,
                indicator=indicators[line["code"]],
                ordinal=ordinal,
                is_joint=counter is not None,
                counted_by=None if counter is None else parties[counter],
            )
            row.numerator, row.denominator = line["rate"] or (None, None)
            row.set_quantity(line["quantity"])
            row.set_value(line["value"])
            rows.append(row)
        ResultLine.objects.bulk_create(rows)
    return program


@settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    everything=all_sheets,
    span_kind=st.sampled_from(list(SPANS)),
    asked=st.none() | st.sampled_from(list(PERIODS)),
    include_submitted=st.booleans(),
)
def test_totals_follow_the_rules(world, everything, span_kind, asked, include_submitted):
    starts, ends = SPANS[span_kind]
    program = store(everything, world)
    found = totals(
        program, starts=starts, ends=ends, kind=asked, include_submitted=include_submitted
    )

    states = {SheetState.ACCEPTED} | ({SheetState.SUBMITTED} if include_submitted else set())
    counted = [
        one
        for one in everything
        if one["state"] in states and starts <= one["days"][0] and one["days"][1] <= ends
    ]
    kinds = preferred(span_kind, asked)
    by_party = [[one for one in counted if one["party"] == number] for number in range(3)]
    parts = {
        code: [(one, own(one, code)) for given in by_party for one in taken(given, code, kinds)]
        for code in CODES
    }

    flows = [line for _, own_lines in parts["SUM"] for line in own_lines]
    assert found["SUM"].sum.quantity == add(line["quantity"] for line in flows)
    assert found["SUM"].sum.value == add(line["value"] for line in flows)
    assert found.total_value == found["SUM"].sum.value

    for name in ("quantity", "value"):
        latest = add(stock(taken(given, "LAST", kinds), name) for given in by_party)
        assert getattr(found["LAST"].sum, name) == latest

    rate, qualifier, is_computable = expected_rate(
        [line for _, own_lines in parts["RATE"] for line in own_lines]
    )
    told = found["RATE"].sum
    assert told.is_computable == is_computable
    if rate is None:
        assert told.quantity is None
    else:
        assert told.quantity.qualifier is qualifier
        assert abs(Fraction(told.quantity.number) - rate) < Fraction(1, 10**40)

    for code in ("SUM", "LAST"):
        for name in ("quantity", "value"):
            total = getattr(found[code].sum, name)
            assert total == add(getattr(part.sum, name) for part in found[code].parts)
    if not counted:
        assert all(total.sum == NOTHING for total in found.indicators)
