"""Which indicators, programs and results of a case file are stored already, and how they differ.

Indicators: code. Programs: unit, kind, number and title. Results: program, organisation, period.
"""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Prefetch

from coordination.cases.case import Case
from coordination.cases.comparing import Difference, differences
from coordination.cases.joining import in_chunks
from coordination.cases.shapes import Entry
from coordination.figures import Figure, format_input, parse_quantity, parse_value
from coordination.periods import PeriodKind
from programs.cases.asking import Counted
from programs.cases.results import amount
from programs.models import Indicator, Program, ResultLine, ResultSheet, Target


def join(case: Case, indicators: dict[str, Counted]) -> list[Difference]:
    """Fill `case.stored` for these lists, and list where the stored things are not the same."""
    return [
        *_join_indicators(case),
        *_join_programs(case, indicators),
        *_join_results(case, indicators),
    ]


def _join_indicators(case: Case) -> list[Difference]:
    found: list[Difference] = []
    entries = case.joinable("indicators")
    known = {row.code: row for row in Indicator.objects.all()}
    for key, entry in entries:
        if (row := known.get(key)) is None:
            continue
        case.stored["indicators", key] = row.pk
        old = {
            "code": row.code,
            "area": row.area_id,
            "label_vi": row.label_vi,
            "label_en": row.label_en or None,
            "unit_vi": row.unit_vi,
            "unit_en": row.unit_en or None,
            "has_value": row.has_value,
            "aggregation": row.aggregation,
        }
        found += differences(old, dict(entry), entry.path)
    return found


def _join_programs(case: Case, indicators: dict[str, Counted]) -> list[Difference]:
    found: list[Difference] = []
    entries = case.joinable("programs")
    units = {case.pk("units", entry["unit"]) for _key, entry in entries} - {None}
    known: dict[tuple, int] = {}
    for chunk in in_chunks(units):
        rows = Program.objects.filter(unit_id__in=chunk).order_by("pk")
        for pk, *identity in rows.values_list("pk", "unit_id", "kind", "number", "title"):
            known.setdefault(tuple(identity), pk)
    joined: dict[int, Entry] = {}
    for key, entry in entries:
        unit = case.pk("units", entry["unit"])
        pk = known.get((unit, entry["kind"], entry["number"] or "", entry["title"]))
        if pk is not None:
            case.stored["programs", key] = pk
            joined[pk] = entry
    for program in _whole_programs(list(joined)):
        entry = joined[program.pk]
        new = _program_entry(entry, indicators)
        found += differences(_program_facts(case, program), new, entry.path)
    return found


def _whole_programs(pks: list[int]):
    """Programs with all that a file says of them: of targets those agreed at first."""
    return Program.objects.filter(pk__in=pks).prefetch_related(
        "replaces",
        "rhythms",
        "program_indicators__indicator",
        "parties__signatures__person",
        Prefetch(
            "parties__targets",
            Target.objects.filter(amendment=None).select_related("indicator"),
        ),
    )


def _program_facts(case: Case, program: Program) -> dict:
    """A stored program as `_program_entry` tells one of a file, in the file's keys."""
    parties = {
        case.key_of("organizations", party.organization_id): party
        for party in program.parties.all()
    }
    return {
        "committee": case.key_of("committees", program.committee_id),
        "state": program.state,
        "signed_on": program.signed_on,
        "signed_at": program.signed_at or None,
        "term": {"from": program.term_from, "to": program.term_to},
        "parties": [{"organization": key, "role": party.role} for key, party in parties.items()],
        "signatories": sorted(
            {  # once, on however many papers
                f"{key}: {case.key_of('people', signature.person_id)}"
                for key, party in parties.items()
                for signature in party.signatures.all()
            }
        ),
        "parent": case.key_of("programs", program.parent_id),
        "replaces": sorted(case.key_of("programs", one.pk) for one in program.replaces.all()),
        "rhythm": sorted(rhythm.kind for rhythm in program.rhythms.all()),
        "indicators": [one.indicator.code for one in program.program_indicators.all()],
        "targets": {
            f"{key}, {target.indicator.code}, {target.year or 'null'}": [
                _shown(target.quantity_figure),
                _shown(target.value_figure),
            ]
            for key, party in parties.items()
            for target in party.targets.all()
        },
    }


def _program_entry(entry: Entry, indicators: dict[str, Counted]) -> dict:
    copied = ("committee", "state", "signed_on", "signed_at", "parent", "indicators")
    return {
        **{name: entry[name] for name in copied},
        "term": dict(entry["term"]),
        "parties": [dict(row) for row in entry["parties"]],
        "signatories": sorted(
            f"{row['organization']}: {row['person']}" for row in entry["signatories"]
        ),
        "replaces": sorted(entry["replaces"]),
        "rhythm": sorted(entry["rhythm"]),
        "targets": {
            f"{row['organization']}, {row['indicator']}, {row['year'] or 'null'}": _figures_of(
                row, indicators
            )
            for row in entry["targets"]
        },
    }


def _figures_of(row: Entry, indicators: dict[str, Counted]) -> list[str | None]:
    unit = indicators[row["indicator"]].unit_vi
    quantity = None if row["quantity"] is None else parse_quantity(row["quantity"], unit)
    value = None if row["value"] is None else parse_value(row["value"])
    return [_shown(quantity), _shown(value)]


def _shown(figure: Figure | None) -> str | None:
    return None if figure is None else format_input(figure)


def _join_results(case: Case, indicators: dict[str, Counted]) -> list[Difference]:
    found: list[Difference] = []
    entries = case.joinable("results")
    programs = {case.pk("programs", entry["program"]) for _key, entry in entries} - {None}
    known: dict[tuple, int] = {}
    for chunk in in_chunks(programs):
        sheets = ResultSheet.objects.filter(period__program_id__in=chunk).values_list(
            *("pk", "period__program_id", "organization_id"),
            *("period__kind", "period__valid_from", "period__valid_to"),
        )
        known |= {tuple(identity): pk for pk, *identity in sheets}
    joined: dict[int, Entry] = {}
    for key, entry in entries:
        period = entry["period"]
        identity = (
            case.pk("programs", entry["program"]),
            case.pk("organizations", entry["organization"]),
            *(str(PeriodKind(period["kind"])), period["from"], period["to"]),
        )
        if identity in known:
            case.stored["results", key] = known[identity]
            joined[known[identity]] = entry
    for chunk in in_chunks(joined):
        lines = ResultLine.objects.select_related("indicator").prefetch_related("joint_with")
        sheets = ResultSheet.objects.filter(pk__in=chunk).prefetch_related(
            Prefetch("lines", lines), "narratives"
        )
        for sheet in sheets:
            entry = joined[sheet.pk]
            new = _sheet_entry(entry, indicators)
            found += differences(_sheet_facts(case, sheet), new, entry.path)
    return found


def _sheet_facts(case: Case, sheet: ResultSheet) -> dict:
    """A stored sheet as `_sheet_entry` tells one of a file, in the file's keys."""
    return {
        "state": sheet.state,
        "lines": _by_indicator(
            (line.indicator.code, _line_facts(case, line)) for line in sheet.lines.all()
        ),
        "narratives": [
            {"area": narrative.area_id, "text": narrative.text}
            for narrative in sheet.narratives.all()
        ],
    }


def _line_facts(case: Case, line: ResultLine) -> dict:
    partners = [case.key_of("organizations", one.pk) for one in line.joint_with.all()]
    counted_by = case.key_of("organizations", line.counted_by_id)
    return {
        "quantity": _shown(line.quantity_figure),
        "value": _shown(line.value_figure),
        "numerator": _plain(line.numerator),
        "denominator": _plain(line.denominator),
        "estimate": line.is_estimate,
        "place": case.key_of("units", line.place_id),
        "joint": {"with": sorted(partners), "counted_by": counted_by} if line.is_joint else None,
        "note": line.note or None,
    }


def _sheet_entry(entry: Entry, indicators: dict[str, Counted]) -> dict:
    return {
        "state": entry["state"],
        "lines": _by_indicator(
            (row["indicator"], _line_entry(row, indicators)) for row in entry["lines"]
        ),
        "narratives": [dict(row) for row in entry["narratives"]],
    }


def _line_entry(row: Entry, indicators: dict[str, Counted]) -> dict:
    quantity, value = _figures_of(row, indicators)
    rate = {
        name: None if row[name] is None else _plain(amount(row[name]).number)
        for name in ("numerator", "denominator")
    }
    joint = row["joint"]
    return {
        "quantity": quantity,
        "value": value,
        **rate,
        "estimate": row["estimate"],
        "place": row["place"],
        "joint": joint and {**joint, "with": sorted(joint["with"])},
        "note": row["note"],
    }


def _by_indicator(lines) -> dict[str, list]:
    """Lines by indicator, in an order of their own: that of the file is not kept."""
    found = defaultdict(list)
    for code, line in lines:
        found[code].append(line)
    return {code: sorted(rows, key=repr) for code, rows in sorted(found.items())}


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"
