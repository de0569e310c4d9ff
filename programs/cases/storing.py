"""Storing what a case file says about indicators, programs and results."""

import datetime as dt
from collections import defaultdict

from django.db.models import Max

from coordination.calendars import calendars_of
from coordination.cases.case import Case
from coordination.cases.joining import in_chunks
from coordination.cases.shapes import Entry
from coordination.cases.storing import insert, insert_keyed, link
from coordination.figures import parse_quantity, parse_value
from coordination.models import UnitCalendar
from programs.cases.asking import SIGNED, Counted
from programs.cases.results import amount
from programs.models import (
    Indicator,
    Narrative,
    Party,
    Program,
    ProgramIndicator,
    ProgramRhythm,
    ProgramState,
    ReportingPeriod,
    ResultLine,
    ResultSheet,
    Signature,
    Target,
)
from programs.models.base import WithFigures

_REVIEWED = frozenset({ProgramState.IN_REVIEW, ProgramState.APPROVED})


def store(case: Case, indicators: dict[str, Counted], *, on: dt.date) -> None:
    """Create all that is new in these lists; `on` is the day of loading."""
    _store_indicators(case)
    pks = dict(Indicator.objects.values_list("code", "pk"))
    _store_programs(case, pks, indicators, on=on)
    _store_results(case, pks, indicators)


def _store_indicators(case: Case) -> None:
    last = Indicator.objects.aggregate(last=Max("order"))["last"] or 0
    made = [
        (
            code,
            Indicator(
                code=code,
                area_id=entry["area"],
                label_vi=entry["label_vi"],
                label_en=entry["label_en"] or "",
                unit_vi=entry["unit_vi"],
                unit_en=entry["unit_en"] or "",
                has_value=entry["has_value"],
                aggregation=entry["aggregation"],
                order=last + order,
            ),
        )
        for order, (code, entry) in enumerate(case.new("indicators"), start=1)
    ]
    insert_keyed(case, "indicators", Indicator, made)


def _store_programs(
    case: Case, pks: dict[str, int], indicators: dict[str, Counted], *, on: dt.date
) -> None:
    fresh = list(case.new("programs"))
    # Annual plans last: they refer to their programs.
    for are_plans in (False, True):
        made = [
            (key, _program(case, entry, on=on))
            for key, entry in fresh
            if (entry["parent"] is not None) is are_plans
        ]
        insert_keyed(case, "programs", Program, made)
    link(
        Program.replaces.through,
        "from_program_id",
        "to_program_id",
        [
            (case.pk("programs", key), case.pk("programs", replaced))
            for key, entry in fresh
            for replaced in entry["replaces"]
        ],
    )
    insert(
        ProgramRhythm,
        [
            ProgramRhythm(program_id=case.pk("programs", key), kind=kind)
            for key, entry in fresh
            for kind in entry["rhythm"]
        ],
    )
    insert(
        ProgramIndicator,
        [
            ProgramIndicator(
                program_id=case.pk("programs", key), indicator_id=pks[code], order=order
            )
            for key, entry in fresh
            for order, code in enumerate(entry["indicators"], start=1)
        ],
    )
    _store_parties(case, fresh, pks, indicators)


def _program(case: Case, entry: Entry, *, on: dt.date) -> Program:
    """A loaded program reports here from the day of loading; nobody is chased for what was."""
    return Program(
        kind=entry["kind"],
        unit_id=case.pk("units", entry["unit"]),
        committee_id=case.pk("committees", entry["committee"]),
        title=entry["title"],
        number=entry["number"] or "",
        state=entry["state"],
        review_round=1 if entry["state"] in _REVIEWED else 0,
        signed_on=entry["signed_on"],
        signed_at=entry["signed_at"] or "",
        term_from=entry["term"]["from"],
        term_to=entry["term"]["to"],
        reports_from=on if entry["state"] in SIGNED else None,
        parent_id=case.pk("programs", entry["parent"]),
        is_loaded=True,
    )


def _store_parties(
    case: Case,
    fresh: list[tuple[str, Entry]],
    pks: dict[str, int],
    indicators: dict[str, Counted],
) -> None:
    parties = insert(
        Party,
        [
            Party(
                program_id=case.pk("programs", key),
                organization_id=case.pk("organizations", row["organization"]),
                role=row["role"],
                order=order,
            )
            for key, entry in fresh
            for order, row in enumerate(entry["parties"], start=1)
        ],
    )
    party_of = {(party.program_id, party.organization_id): party.pk for party in parties}

    def rows(name: str):
        for key, entry in fresh:
            for row in entry[name]:
                place = case.pk("programs", key), case.pk("organizations", row["organization"])
                yield party_of[place], row

    insert(
        Signature,
        [
            Signature(party_id=party, person_id=case.pk("people", row["person"]))
            for party, row in rows("signatories")
        ],
    )
    targets = []
    for party, row in rows("targets"):
        code = row["indicator"]
        target = Target(party_id=party, indicator_id=pks[code], year=row["year"])
        _set_figures(target, row, indicators[code])
        targets.append(target)
    insert(Target, targets)


def _set_figures(thing: WithFigures, row: Entry, known: Counted) -> None:
    """Number and qualifier as parsed, and the words as they stand in the file."""
    if (text := row["quantity"]) is not None:
        thing.set_quantity(parse_quantity(text, known.unit_vi), text=text)
    if (text := row["value"]) is not None:
        thing.set_value(parse_value(text), text=text)


def _store_results(case: Case, pks: dict[str, int], indicators: dict[str, Counted]) -> None:
    fresh = list(case.new("results"))
    periods = _periods(case, [entry for _key, entry in fresh])
    made = [
        (
            key,
            ResultSheet(
                period_id=periods[_period_identity(case, entry)],
                organization_id=case.pk("organizations", entry["organization"]),
                state=entry["state"],
                is_loaded=True,
            ),
        )
        for key, entry in fresh
    ]
    insert_keyed(case, "results", ResultSheet, made)
    insert(
        Narrative,
        [
            Narrative(
                sheet_id=case.pk("results", key),
                area_id=row["area"],
                text=row["text"],
                order=order,
            )
            for key, entry in fresh
            for order, row in enumerate(entry["narratives"], start=1)
        ],
    )
    lines, partners = [], []
    for key, entry in fresh:
        for ordinal, row in _numbered(entry["lines"]):
            line = _line(case, row, indicators[row["indicator"]])
            line.sheet_id, line.indicator_id = case.pk("results", key), pks[row["indicator"]]
            line.ordinal = ordinal
            lines.append(line)
            if row["joint"] is not None:
                partners.append((line, row["joint"]["with"]))
    insert(ResultLine, lines)
    link(
        ResultLine.joint_with.through,
        "resultline_id",
        "organization_id",
        [(line.pk, case.pk("organizations", one)) for line, keys in partners for one in keys],
    )


def _numbered(rows: list[Entry]) -> list[tuple[int, Entry]]:
    """Rows with their ordinals: 0 is an indicator's own row, without place or partners."""
    found, last, has_own = [], defaultdict(int), set()
    for row in rows:
        code = row["indicator"]
        if row["place"] is None and row["joint"] is None and code not in has_own:
            has_own.add(code)
            found.append((0, row))
        else:
            last[code] += 1
            found.append((last[code], row))
    return found


def _line(case: Case, row: Entry, known: Counted) -> ResultLine:
    joint = row["joint"]
    line = ResultLine(
        numerator=None if row["numerator"] is None else amount(row["numerator"]).number,
        denominator=None if row["denominator"] is None else amount(row["denominator"]).number,
        is_estimate=row["estimate"],
        place_id=case.pk("units", row["place"]),
        is_joint=joint is not None,
        counted_by_id=joint and case.pk("organizations", joint["counted_by"]),
        note=row["note"] or "",
    )
    _set_figures(line, row, known)
    return line


def _period_identity(case: Case, entry: Entry) -> tuple:
    period = entry["period"]
    return case.pk("programs", entry["program"]), period["kind"], period["from"], period["to"]


def _calendars(wanted: set[tuple[int, dt.date]]) -> dict[tuple[int, dt.date], str]:
    """On which day (MM-DD) the year of a program's unit began, by program and day.

    Asks once for each day on which some calendar changed, however many days are wanted.
    """
    unit_of: dict[int, int] = {}
    for chunk in in_chunks(program for program, _day in wanted):
        unit_of |= dict(Program.objects.filter(pk__in=chunk).values_list("pk", "unit_id"))
    starts = UnitCalendar.objects.exclude(valid_from=None).values_list("valid_from", flat=True)
    changes = [dt.date.min, *starts.distinct().order_by("valid_from")]
    spans: dict[dt.date, set[tuple[int, dt.date]]] = defaultdict(set)
    for program, day in wanted:
        spans[max(change for change in changes if change <= day)].add((program, day))
    found = {}
    for change, asked in spans.items():
        calendars = calendars_of({unit_of[program] for program, _day in asked}, on=change)
        for program, day in asked:
            found[program, day] = calendars[unit_of[program]].year_starts
    return found


def _periods(case: Case, entries: list[Entry]) -> dict[tuple, int]:
    """The reporting periods of the results, by program, kind and dates; missing ones are made."""
    wanted = dict.fromkeys(_period_identity(case, entry) for entry in entries)
    programs = [program for program, *_rest in wanted]
    due_days, found = {}, {}
    for chunk in in_chunks(programs):
        for row in ProgramRhythm.objects.filter(program_id__in=chunk):
            due_days[row.program_id, row.kind] = row.due_days
        for row in ReportingPeriod.objects.filter(program_id__in=chunk):
            found[row.program_id, row.kind, row.valid_from, row.valid_to] = row.pk
    missing = []
    calendars = _calendars({(program, starts) for program, _kind, starts, _ends in wanted})
    for program, kind, starts, ends in wanted:
        if (program, kind, starts, ends) in found:
            continue
        days = due_days.get((program, kind))
        missing.append(
            ReportingPeriod(
                program_id=program,
                kind=kind,
                valid_from=starts,
                valid_to=ends,
                year_starts=calendars[program, starts],
                due_on=None if days is None else ends + dt.timedelta(days=days),
            )
        )
    for row in insert(ReportingPeriod, missing):
        found[row.program_id, row.kind, row.valid_from, row.valid_to] = row.pk
    return found
