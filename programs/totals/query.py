"""The one SQL statement that adds up, rule by rule of domain.md.

It works on any set of programs and any number of spans at once. A unit with all that went into it
is the set of their programs: each with its plans has a place of its own, in the order of signing.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from coordination.figures import QUALIFIER_BITS
from programs.models import SheetState
from programs.totals.spans import Span


def _bits(column: str) -> str:
    """SQL for a qualifier's bits; bit_or combines them as `coordination.figures` does."""
    cases = " ".join(f"WHEN '{name}' THEN {bits}" for name, bits in QUALIFIER_BITS.items())
    return f"CASE {column} {cases} END"


_STEPS = f"""
WITH RECURSIVE span(span_id, starts, ends, kinds) AS (
    SELECT given.span_id, given.starts, given.ends, string_to_array(given.kinds, ' ')
    FROM unnest(%(span_ids)s::int[], %(starts)s::date[], %(ends)s::date[], %(kinds)s::text[])
         AS given(span_id, starts, ends, kinds)
),
reporter AS MATERIALIZED (
    SELECT program_id, organization_id, since
    FROM programs_reporter
    WHERE program_id = ANY(%(programs)s::bigint[])
),
-- Sheets that count: of lead and partners and, since the act, of who took the place of one (a); of
-- the program and of its annual plans (d), for periods of which every day that lies in the
-- program's term lies in the span. A plan's whole term is a year to the program that it serves.
-- `kind_rank`: the place of the kind in the span's order of preference, from 1. `place`: the place
-- of a program among several, which it shares with its plans.
sheet AS MATERIALIZED (
    SELECT span.span_id, sheet.id AS sheet_id, sheet.organization_id, program.id AS program_id,
           given.place, given.is_main,
           period.kind AS own_kind, as_kind.kind,
           array_position(span.kinds, as_kind.kind) AS kind_rank,
           period.valid_from AS starts, period.valid_to AS ends
    FROM unnest(%(programs)s::bigint[], %(places)s::int[], %(mains)s::bool[])
         AS given(program_id, place, is_main)
    JOIN programs_program AS program ON program.id = given.program_id
    JOIN programs_reportingperiod AS period ON period.program_id = program.id
    JOIN span ON GREATEST(period.valid_from, program.term_from) >= span.starts
             AND LEAST(period.valid_to, program.term_to, program.terminated_on) <= span.ends
    JOIN programs_resultsheet AS sheet ON sheet.period_id = period.id
    JOIN reporter ON reporter.program_id = program.id
     AND reporter.organization_id = sheet.organization_id
     AND (reporter.since IS NULL OR reporter.since <= period.valid_to)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN period.kind = 'term' AND NOT given.is_main
                    THEN 'year' ELSE period.kind END AS kind
    ) AS as_kind
    WHERE sheet.state = ANY(%(states)s::text[])
),
-- One row per sheet and indicator. What was done jointly counts where it is counted (f); the
-- others' lines only say that something was reported.
reported AS (
    SELECT sheet.*, told.*, indicator.aggregation
    FROM sheet
    CROSS JOIN LATERAL (
        SELECT line.indicator_id,
               sum(line.quantity) FILTER (WHERE here.counts) AS quantity,
               bit_or({_bits("line.quantity_qualifier")}) FILTER (WHERE here.counts)
                   AS quantity_bits,
               sum(line.value) FILTER (WHERE here.counts) AS value,
               bit_or({_bits("line.value_qualifier")}) FILTER (WHERE here.counts) AS value_bits,
               sum(line.numerator) FILTER (WHERE here.counts) AS numerator,
               sum(line.denominator) FILTER (WHERE here.counts) AS denominator,
               count(COALESCE(line.quantity, line.numerator)) FILTER (WHERE here.counts) AS rates,
               count(line.quantity) FILTER (WHERE here.counts AND line.numerator IS NULL)
                   AS bare_rates,
               bool_or(line.is_estimate AND here.counts) AS is_estimate,
               bool_or(NOT here.counts) AS is_elsewhere,
               count(line.quantity) > 0 AS has_quantity,
               count(line.value) > 0 AS has_value
        FROM programs_resultline AS line
        CROSS JOIN LATERAL (
            SELECT NOT line.is_joint OR line.counted_by_id = sheet.organization_id AS counts
        ) AS here
        WHERE line.sheet_id = sheet.sheet_id
          AND num_nonnulls(line.quantity, line.value, line.numerator) > 0
          AND (%(indicator)s::bigint IS NULL OR line.indicator_id = %(indicator)s::bigint)
        GROUP BY line.indicator_id
    ) AS told
    JOIN programs_indicator AS indicator ON indicator.id = told.indicator_id
),
-- A plan's sheet goes before its program's for the same days (d): a row is double where its days
-- meet those of rows that go before it.
once AS (
    SELECT reported.*, COALESCE(
        daterange(starts, ends, '[]') && range_agg(daterange(starts, ends, '[]')) OVER (
            PARTITION BY span_id, organization_id, indicator_id, place, kind
            ORDER BY is_main, own_kind = 'term', program_id
            GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), false) AS is_double
    FROM reported
),
-- Whose periodic sheets in the span ask for what, or tell it: there on-demand figures do not
-- enter (c).
asked AS (
    SELECT periodic.span_id, periodic.organization_id, asked.indicator_id, periodic.place
    FROM (
        SELECT DISTINCT span_id, organization_id, program_id, place
        FROM sheet WHERE kind <> 'on_demand'
    ) AS periodic
    JOIN programs_programindicator AS asked ON asked.program_id = periodic.program_id
),
ranked AS (
    SELECT once.*, CASE
        WHEN is_double THEN NULL
        WHEN kind = 'on_demand' AND kind_rank > 1 AND (
            bool_or(kind <> 'on_demand') OVER (
                PARTITION BY span_id, organization_id, indicator_id, place)
            OR (span_id, organization_id, indicator_id, place) IN (
                SELECT span_id, organization_id, indicator_id, place FROM asked)
        ) THEN NULL
        ELSE kind_rank END AS rank
    FROM once
),
-- Of each party and indicator one kind of period only (b), in each program by itself.
preferred AS (
    SELECT ranked.*, COALESCE(rank = min(rank) OVER (
        PARTITION BY span_id, organization_id, indicator_id, place
    ), false) AS is_preferred
    FROM ranked
),
-- Of concurrent programs the one signed first counts for the days that both tell of (e).
chosen AS (
    SELECT shared.*, is_preferred AND NOT is_shared AS is_chosen
    FROM (
        SELECT preferred.*, is_preferred AND COALESCE(
            daterange(starts, ends, '[]')
            && range_agg(daterange(starts, ends, '[]')) FILTER (WHERE is_preferred) OVER (
                PARTITION BY span_id, organization_id, indicator_id
                ORDER BY kind = 'on_demand', place
                GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), false) AS is_shared
        FROM preferred
    ) AS shared
),
-- Of a stock the latest that was reported, quantity and value each.
latest AS (
    SELECT chosen.*,
           has_quantity AND is_chosen AND 1 = row_number() OVER (
               PARTITION BY span_id, organization_id, indicator_id, is_chosen, has_quantity
               ORDER BY ends DESC, starts DESC, sheet_id DESC) AS is_latest_quantity,
           has_value AND is_chosen AND 1 = row_number() OVER (
               PARTITION BY span_id, organization_id, indicator_id, is_chosen, has_value
               ORDER BY ends DESC, starts DESC, sheet_id DESC) AS is_latest_value
    FROM chosen
),
stock AS MATERIALIZED (
    SELECT span_id, organization_id, indicator_id, ends, is_latest_quantity, is_latest_value
    FROM latest
    WHERE aggregation = 'last' AND (is_latest_quantity OR is_latest_value)
),
-- Who came after whom, directly or through others.
successor(before_id, after_id, since) AS (
    SELECT before_id, after_id, since
    FROM programs_heir
    WHERE before_id IN (SELECT organization_id FROM reporter)
    UNION
    SELECT successor.before_id, follows.after_id, follows.since
    FROM successor
    JOIN programs_heir AS follows
      ON follows.before_id = successor.after_id AND follows.since >= successor.since
    WHERE follows.after_id <> successor.before_id
),
-- A successor's stock takes the place of its predecessors'.
heir AS (
    SELECT stock.span_id, successor.before_id, stock.indicator_id,
           is_latest_quantity, is_latest_value
    FROM stock
    JOIN successor ON successor.after_id = stock.organization_id
     AND successor.since <= stock.ends
),
part AS (
    SELECT inherited.*,
           is_chosen AND (aggregation <> 'last'
               OR (is_latest_quantity AND NOT is_replaced_quantity)) AS counts_quantity,
           is_chosen AND (aggregation <> 'last'
               OR (is_latest_value AND NOT is_replaced_value)) AS counts_value
    FROM (
        SELECT latest.*,
               aggregation = 'last' AND (span_id, organization_id, indicator_id) IN (
                   SELECT span_id, before_id, indicator_id FROM heir WHERE is_latest_quantity
               ) AS is_replaced_quantity,
               aggregation = 'last' AND (span_id, organization_id, indicator_id) IN (
                   SELECT span_id, before_id, indicator_id FROM heir WHERE is_latest_value
               ) AS is_replaced_value
        FROM latest
    ) AS inherited
)
"""  # noqa: S608 - only constants of coordination.figures are inserted

_SUMS = """
SELECT span_id, organization_id, indicator_id, kind, COALESCE(is_chosen, true) AS is_chosen,
       max(aggregation) AS aggregation,
       sum(quantity) FILTER (WHERE counts_quantity) AS quantity,
       bit_or(quantity_bits) FILTER (WHERE counts_quantity) AS quantity_bits,
       sum(value) FILTER (WHERE counts_value) AS value,
       bit_or(value_bits) FILTER (WHERE counts_value) AS value_bits,
       sum(value) FILTER (WHERE counts_value AND aggregation = 'sum') AS money,
       bit_or(value_bits) FILTER (WHERE counts_value AND aggregation = 'sum') AS money_bits,
       sum(numerator) FILTER (WHERE is_chosen) AS numerator,
       sum(denominator) FILTER (WHERE is_chosen) AS denominator,
       COALESCE(sum(rates) FILTER (WHERE is_chosen), 0)::int AS rates,
       COALESCE(sum(bare_rates) FILTER (WHERE is_chosen), 0)::int AS bare_rates,
       COALESCE(bool_or(is_estimate) FILTER (WHERE counts_quantity OR counts_value), false)
           AS is_estimate,
       COALESCE(bool_or(is_elsewhere) FILTER (WHERE is_chosen), false) AS is_elsewhere,
       COALESCE(bool_or(is_replaced_quantity OR is_replaced_value), false) AS is_replaced,
       sum(quantity) FILTER (WHERE NOT is_chosen AND NOT is_double) AS other_quantity,
       bit_or(quantity_bits) FILTER (WHERE NOT is_chosen AND NOT is_double) AS other_quantity_bits,
       sum(value) FILTER (WHERE NOT is_chosen AND NOT is_double) AS other_value,
       bit_or(value_bits) FILTER (WHERE NOT is_chosen AND NOT is_double) AS other_value_bits,
       count(DISTINCT starts) FILTER (WHERE NOT is_double)::int AS periods,
       COALESCE(sum(ends - starts + 1) FILTER (WHERE NOT is_double), 0)::int AS days,
       (count(*) FILTER (WHERE is_shared))::int AS shared
FROM part
GROUP BY GROUPING SETS (
    (span_id, organization_id, indicator_id, kind, is_chosen),
    (span_id, organization_id), (span_id, indicator_id), (span_id)
)
"""

_LINES = """
SELECT line.id, CASE
    WHEN part.is_double THEN 'served_by_plan'
    WHEN NOT part.is_chosen AND part.kind = 'on_demand' THEN 'on_demand'
    WHEN NOT part.is_chosen THEN 'other_kind'
    WHEN line.is_joint AND line.counted_by_id <> part.organization_id THEN 'elsewhere'
    WHEN part.counts_quantity OR part.counts_value THEN 'counted'
    WHEN part.is_latest_quantity OR part.is_latest_value THEN 'replaced'
    ELSE 'older' END AS fate
FROM part
JOIN programs_resultline AS line
  ON line.sheet_id = part.sheet_id AND line.indicator_id = part.indicator_id
WHERE num_nonnulls(line.quantity, line.value, line.numerator) > 0
"""


_SHARED = """
SELECT organization_id, indicator_id, program_id, starts, ends
FROM chosen
WHERE is_shared
ORDER BY starts, ends, organization_id, indicator_id, program_id
"""


class Given(NamedTuple):
    """A program to add up among several: its place, shared with its plans, and whether a plan."""

    program_id: int
    place: int
    is_main: bool


class SumRow(NamedTuple):
    """A row of sums. None as organisation or indicator: over all of them."""

    span_id: int
    organization_id: int | None
    indicator_id: int | None
    kind: str | None
    is_chosen: bool
    aggregation: str
    quantity: Any
    quantity_bits: int | None
    value: Any
    value_bits: int | None
    money: Any
    money_bits: int | None
    numerator: Any
    denominator: Any
    rates: int
    bare_rates: int
    is_estimate: bool
    is_elsewhere: bool
    is_replaced: bool
    other_quantity: Any
    other_quantity_bits: int | None
    other_value: Any
    other_value_bits: int | None
    periods: int
    days: int
    shared: int


def sums(
    *, program_ids: Sequence[int], spans: Sequence[Span], include_submitted: bool
) -> list[SumRow]:
    """All sums of all spans: by party and indicator, by party, by indicator, over everything.

    `program_ids`: the program, then the annual plans that serve it.
    """
    given = _given(program_ids, spans, include_submitted, indicator_id=None)
    with connection.cursor() as cursor:
        cursor.execute(_STEPS + _SUMS, given)
        return [SumRow(*row) for row in cursor.fetchall()]


def fates(
    *,
    program_ids: Sequence[int],
    span: Span,
    indicator_id: int | None,
    include_submitted: bool,
) -> dict[int, str]:
    """What became of each reported line of one or all indicators: counted, or why not."""
    given = _given(program_ids, [span], include_submitted, indicator_id=indicator_id)
    with connection.cursor() as cursor:
        cursor.execute(_STEPS + _LINES, given)
        return dict(cursor.fetchall())


class SharedRow(NamedTuple):
    """What a party reported to a program and, for days of the same period, to one signed before."""

    organization_id: int
    indicator_id: int
    program_id: int
    starts: dt.date
    ends: dt.date


def sums_of_several(programs: Sequence[Given], span: Span) -> tuple[list[SumRow], list[SharedRow]]:
    """The sums of accepted sheets over several programs, and what therefore counts once (e)."""
    given = _given([one.program_id for one in programs], [span], False, indicator_id=None)
    given["places"] = [one.place for one in programs]
    given["mains"] = [one.is_main for one in programs]
    with connection.cursor() as cursor:
        cursor.execute(_STEPS + _SUMS, given)
        rows = [SumRow(*row) for row in cursor.fetchall()]
        cursor.execute(_STEPS + _SHARED, given)
        return rows, [SharedRow(*row) for row in cursor.fetchall()]


def _given(
    program_ids: Sequence[int],
    spans: Sequence[Span],
    include_submitted: bool,
    *,
    indicator_id: int | None,
) -> dict[str, Any]:
    states = [SheetState.ACCEPTED, *([SheetState.SUBMITTED] if include_submitted else [])]
    return {
        "span_ids": list(range(len(spans))),
        "starts": [span.starts for span in spans],
        "ends": [span.ends for span in spans],
        "kinds": [" ".join(kind.value for kind in span.kinds) for span in spans],
        "programs": list(program_ids),
        "places": [0] * len(program_ids),
        "mains": [True] + [False] * (len(program_ids) - 1),
        "states": [state.value for state in states],
        "indicator": indicator_id,
    }
