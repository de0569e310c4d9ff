"""Reporting periods of offices whose year begins on 1 January, on 15 December, on any day."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from coordination.periods import (
    Calendar,
    Period,
    PeriodError,
    PeriodKind,
    heading_date,
    label,
    make_period,
    next_period,
    paper_label,
    parts,
    period_containing,
    periods_between,
    previous_period,
    same_period_last_year,
    short_date,
    year_of,
    year_period,
)

MONTH, QUARTER, HALF_YEAR, YEAR, ON_DEMAND, TERM = PeriodKind
REGULAR = [MONTH, QUARTER, HALF_YEAR, YEAR]
DECEMBER = Calendar.from_text("12-15")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def period(kind: PeriodKind, starts: str, ends: str) -> Period:
    return Period(kind, day(starts), day(ends))


FIRST_HALF, SECOND_HALF = "6 tháng đầu năm 2026", "6 tháng cuối năm 2026"
DATES_2026 = "từ 01/02/2026 đến 15/3/2026", "from 01/02/2026 to 15/3/2026"


@pytest.mark.parametrize(
    ("year_starts", "kind", "starts", "ends", "paper", "screen"),
    [
        ("01-01", MONTH, "2026-05-01", "2026-05-31", "tháng 5/2026", "month 5/2026"),
        ("01-01", QUARTER, "2026-01-01", "2026-03-31", "quý I/2026", "quarter I/2026"),
        ("01-01", QUARTER, "2026-10-01", "2026-12-31", "quý IV/2026", "quarter IV/2026"),
        ("01-01", HALF_YEAR, "2026-01-01", "2026-06-30", FIRST_HALF, "first half of 2026"),
        ("01-01", HALF_YEAR, "2026-07-01", "2026-12-31", SECOND_HALF, "second half of 2026"),
        ("01-01", YEAR, "2026-01-01", "2026-12-31", "năm 2026", "year 2026"),
        ("12-15", MONTH, "2025-12-15", "2026-01-14", "tháng 1/2026", "month 1/2026"),
        ("12-15", MONTH, "2026-11-15", "2026-12-14", "tháng 12/2026", "month 12/2026"),
        ("12-15", QUARTER, "2025-12-15", "2026-03-14", "quý I/2026", "quarter I/2026"),
        ("12-15", HALF_YEAR, "2025-12-15", "2026-06-14", FIRST_HALF, "first half of 2026"),
        ("12-15", HALF_YEAR, "2026-06-15", "2026-12-14", SECOND_HALF, "second half of 2026"),
        ("12-15", YEAR, "2025-12-15", "2026-12-14", "năm 2026", "year 2026"),
        ("12-01", MONTH, "2025-12-01", "2025-12-31", "tháng 12/2025", "month 12/2025"),
        ("12-01", QUARTER, "2025-12-01", "2026-02-28", "quý I/2026", "quarter I/2026"),
        ("01-05", MONTH, "2026-01-05", "2026-02-04", "tháng 1/2026", "month 1/2026"),
        ("12-31", QUARTER, "2025-12-31", "2026-03-30", "quý I/2026", "quarter I/2026"),
        ("12-31", MONTH, "2026-01-31", "2026-02-27", "tháng 2/2026", "month 2/2026"),
        ("02-29", YEAR, "2024-02-29", "2025-02-27", "năm 2024", "year 2024"),
        ("01-01", TERM, "2021-01-01", "2026-12-31", "giai đoạn 2021 - 2026", "term 2021 - 2026"),
        ("01-01", TERM, "2020-06-15", "2025-06-30", "giai đoạn 2020 - 2025", "term 2020 - 2025"),
        ("12-15", TERM, "2020-12-15", "2025-12-14", "giai đoạn 2021 - 2025", "term 2021 - 2025"),
        ("12-15", TERM, "2019-01-01", "2023-12-31", "giai đoạn 2019 - 2023", "term 2019 - 2023"),
        ("01-01", TERM, "2026-01-01", "2026-12-31", "năm 2026", "year 2026"),
        ("01-01", ON_DEMAND, "2026-02-01", "2026-03-15", *DATES_2026),
        ("01-01", ON_DEMAND, "2026-07-27", "2026-07-27", "ngày 27/7/2026", "on 27/7/2026"),
        # Made under another calendar: called by its dates.
        ("12-15", HALF_YEAR, "2026-02-01", "2026-03-15", *DATES_2026),
    ],
)
def test_names(year_starts, kind, starts, ends, paper, screen):
    calendar, found = Calendar.from_text(year_starts), period(kind, starts, ends)
    assert paper_label(found, calendar).replace("\u00a0", " ") == paper
    with translation.override("en"):
        assert label(found, calendar) == screen


def test_names_on_paper_do_not_break_between_numbers():
    term = period(TERM, "2021-01-01", "2026-12-31")
    assert paper_label(term) == "giai đoạn 2021\u00a0-\u00a02026"
    half = period(HALF_YEAR, "2026-01-01", "2026-06-30")
    assert paper_label(half) == "6\u00a0tháng đầu năm\u00a02026"


@pytest.mark.parametrize(
    ("date", "heading", "short"),
    [
        ("2026-02-05", "ngày 05 tháng 02 năm 2026", "05/02/2026"),
        ("2022-07-29", "ngày 29 tháng 7 năm 2022", "29/7/2022"),
        ("2022-07-05", "ngày 05 tháng 7 năm 2022", "05/7/2022"),
        ("2026-01-10", "ngày 10 tháng 01 năm 2026", "10/01/2026"),
        ("2026-03-31", "ngày 31 tháng 3 năm 2026", "31/3/2026"),
    ],
)
def test_dates_of_papers(date, heading, short):
    assert heading_date(day(date)) == heading
    assert short_date(day(date)) == short


@pytest.mark.parametrize(
    ("calendar", "kind", "starts", "ends"),
    [
        (Calendar(), HALF_YEAR, "2026-01-01", "2026-06-29"),
        (Calendar(), HALF_YEAR, "2026-04-01", "2026-09-30"),
        (Calendar(), QUARTER, "2026-02-01", "2026-04-30"),
        (Calendar(), MONTH, "2025-02-01", "2025-03-01"),
        (Calendar(), YEAR, "2025-12-15", "2026-12-14"),
        (DECEMBER, HALF_YEAR, "2026-01-01", "2026-06-30"),
    ],
)
def test_dates_that_are_no_whole_period_are_refused(calendar, kind, starts, ends):
    with pytest.raises(PeriodError) as refused:
        make_period(kind, day(starts), day(ends), calendar)
    assert refused.value.code == "not_whole"


def test_the_refusal_says_what_the_period_would_be():
    with translation.override("en"), pytest.raises(PeriodError, match="15/12/2025 to 14/6/2026"):
        make_period(HALF_YEAR, day("2026-01-01"), day("2026-06-30"), DECEMBER)


def test_free_dates_need_only_their_order():
    assert make_period(ON_DEMAND, day("2026-02-03"), day("2026-02-03")).days == 1
    with pytest.raises(PeriodError):
        make_period(ON_DEMAND, day("2026-02-04"), day("2026-02-03"))


@pytest.mark.parametrize(
    "text", ["12-32", "13-01", "00-10", "02-30", "1215", "12/15", "", "1-5", "１２-15"]
)
def test_a_year_begins_on_a_day_that_exists(text):
    with pytest.raises(PeriodError) as refused:
        Calendar.from_text(text)
    assert refused.value.code == "year_starts"


def test_a_calendar_is_written_as_it_is_read():
    assert Calendar.from_text("12-15").year_starts == "12-15"
    assert Calendar.from_text("02-29") == Calendar(2, 29)
    assert Calendar().year_starts == "01-01"


def test_whole_periods_that_overlap_a_term():
    found = periods_between(day("2020-06-15"), day("2021-07-01"), HALF_YEAR)
    assert [(p.starts.isoformat(), p.ends.isoformat()) for p in found] == [
        ("2020-01-01", "2020-06-30"),
        ("2020-07-01", "2020-12-31"),
        ("2021-01-01", "2021-06-30"),
        ("2021-07-01", "2021-12-31"),
    ]


def test_a_term_is_its_own_period_and_nobody_foresees_demands():
    span = day("2020-06-15"), day("2025-06-30")
    assert periods_between(*span, TERM) == [Period(TERM, *span)]
    assert periods_between(*span, ON_DEMAND) == []
    with pytest.raises(PeriodError):
        periods_between(*reversed(span), MONTH)


@pytest.mark.parametrize("kind", [ON_DEMAND, TERM])
def test_what_has_no_rhythm_has_no_neighbours(kind):
    found = period(kind, "2026-02-01", "2026-03-15")
    assert next_period(found) is None
    assert previous_period(found) is None
    with pytest.raises(PeriodError):
        period_containing(day("2026-02-01"), kind)


@pytest.mark.parametrize(
    ("kind", "starts", "ends", "before"),
    [
        (HALF_YEAR, "2026-01-01", "2026-06-30", ("2025-01-01", "2025-06-30")),
        (MONTH, "2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
        (ON_DEMAND, "2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
        (ON_DEMAND, "2024-02-29", "2024-03-10", ("2023-02-28", "2023-03-10")),
        (ON_DEMAND, "2024-02-01", "2024-02-29", ("2023-02-01", "2023-02-28")),
        (ON_DEMAND, "2026-07-20", "2026-07-27", ("2025-07-20", "2025-07-27")),
    ],
)
def test_the_same_period_last_year(kind, starts, ends, before):
    found = same_period_last_year(period(kind, starts, ends))
    assert (found.starts.isoformat(), found.ends.isoformat()) == before
    assert found.kind is kind


def test_a_term_has_no_last_year():
    assert same_period_last_year(period(TERM, "2020-06-15", "2025-06-30")) is None


def test_finer_kinds_stand_in_for_a_kind_the_coarsest_first():
    assert YEAR.finer == (HALF_YEAR, QUARTER, MONTH)
    assert TERM.finer == (YEAR, HALF_YEAR, QUARTER, MONTH)
    assert MONTH.finer == ON_DEMAND.finer == ()


def test_parts_lie_wholly_inside():
    term = period(TERM, "2020-06-15", "2023-06-30")
    assert [year_of(p.starts) for p in parts(term, YEAR)] == [2021, 2022]
    assert len(parts(period(YEAR, "2026-01-01", "2026-12-31"), QUARTER)) == 4
    assert parts(period(MONTH, "2026-01-01", "2026-01-31"), QUARTER) == []
    assert parts(period(YEAR, "2026-01-01", "2026-12-31"), ON_DEMAND) == []


def test_overlap_with_open_ends():
    half = period(HALF_YEAR, "2026-01-01", "2026-06-30")
    assert half.overlaps(None, None)
    assert half.overlaps(day("2026-06-30"), None)
    assert half.overlaps(None, day("2026-01-01"))
    assert not half.overlaps(day("2026-07-01"), None)
    assert not half.overlaps(None, day("2025-12-31"))


def test_the_ends_of_time_are_a_clear_error():
    with pytest.raises(PeriodError) as refused:
        period_containing(dt.date.min, MONTH, DECEMBER)
    assert refused.value.code == "out_of_range"
    with pytest.raises(PeriodError):
        period_containing(dt.date.max, YEAR)
    with pytest.raises(PeriodError):
        same_period_last_year(Period(ON_DEMAND, dt.date.min, dt.date.min))


def test_kinds_are_read_from_text():
    assert period_containing(day("2026-05-05"), "half_year").kind is HALF_YEAR
    assert Period("month", day("2026-05-05"), day("2026-05-06")).kind is MONTH
    assert [value for value, _ in PeriodKind.choices()] == [kind.value for kind in PeriodKind]


CALENDARS = st.builds(
    lambda d: Calendar(d.month, d.day), st.dates(day("2024-01-01"), day("2024-12-31"))
)
KINDS = st.sampled_from(REGULAR)
DATES = st.dates(day("1900-01-01"), day("2200-12-31"))


@given(date=DATES, kind=KINDS, calendar=CALENDARS)
@example(day("2024-02-29"), MONTH, Calendar(2, 29))
@example(day("2023-02-28"), MONTH, Calendar(12, 31))
def test_every_day_lies_in_one_period_and_neighbours_meet(date, kind, calendar):
    found = period_containing(date, kind, calendar)
    assert found.starts <= date <= found.ends
    assert make_period(kind, found.starts, found.ends, calendar) == found
    after, before = next_period(found, calendar), previous_period(found, calendar)
    assert after.starts - found.ends == found.starts - before.ends == dt.timedelta(days=1)
    assert next_period(before, calendar) == previous_period(after, calendar) == found


@given(date=DATES, days=st.integers(0, 1500), kind=KINDS, calendar=CALENDARS)
def test_periods_cover_a_span_without_gaps(date, days, kind, calendar):
    until = date + dt.timedelta(days=days)
    found = periods_between(date, until, kind, calendar)
    assert found[0].starts <= date <= found[0].ends
    assert found[-1].starts <= until <= found[-1].ends
    assert all(a.ends + dt.timedelta(days=1) == b.starts for a, b in pairwise(found))
    assert len({paper_label(p, calendar) for p in found}) == len(found)


@given(year=st.integers(1900, 2200), calendar=CALENDARS, kind=st.sampled_from(REGULAR[:3]))
def test_finer_periods_tile_the_year(year, calendar, kind):
    whole = year_period(year, calendar)
    tiles = parts(whole, kind, calendar)
    assert len(tiles) == {MONTH: 12, QUARTER: 4, HALF_YEAR: 2}[kind]
    assert (tiles[0].starts, tiles[-1].ends) == (whole.starts, whole.ends)
    assert sum(tile.days for tile in tiles) == whole.days


@given(date=DATES, calendar=CALENDARS)
def test_a_year_is_called_after_that_in_which_most_of_it_lies(date, calendar):
    year = year_of(date, calendar)
    whole = year_period(year, calendar)
    assert whole.starts <= date <= whole.ends
    inside = Period(
        YEAR, max(whole.starts, dt.date(year, 1, 1)), min(whole.ends, dt.date(year, 12, 31))
    )
    assert inside.days * 2 >= whole.days - 1


@given(date=DATES, kind=KINDS, calendar=CALENDARS)
def test_the_year_before_has_the_same_name_but_for_its_year(date, kind, calendar):
    found = period_containing(date, kind, calendar)
    before = same_period_last_year(found, calendar)
    assert before == make_period(kind, before.starts, before.ends, calendar)
    name = paper_label(found, calendar)
    year_before = re.sub(r"\d{4}$", lambda year: str(int(year[0]) - 1), name)
    assert paper_label(before, calendar) == year_before
