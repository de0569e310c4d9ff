"""Writing indicators, programs and results as lists of a case file."""

from collections.abc import Callable
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from coordination.cases.scope import Scope, among, ids, iso
from coordination.catalogue import rows_of
from coordination.figures import Figure, FigureError, format_input, parse_quantity, parse_value
from programs.catalogue import INDICATORS
from programs.models import (
    Amendment,
    ContentArea,
    Indicator,
    Party,
    PeriodState,
    Program,
    ProgramIndicator,
    ProgramRhythm,
    ProgramSection,
    ResultLine,
    ResultSheet,
    Review,
    ReviewComment,
    Signature,
    SignedPaper,
    StandingReview,
    Target,
)

_DUE_DAYS = ProgramRhythm._meta.get_field("due_days").default


def gather(scope: Scope, programs: set[int]) -> tuple[set[int], set[int]]:
    """Programs and sheets to write: these, the units' own, and what they carry out or replace.

    Adds to the scope all to which they refer.
    """
    own = ids(scope.begun(Program.objects.all(), "term_from"), "unit_id", scope.inside)
    found = programs | own
    size = -1
    while size != (size := len(found)):
        for column in ("parent_id", "replaces"):
            found |= ids(Program.objects.all(), "pk", found, column)
    begun = scope.begun(ResultSheet.objects.all(), "period__valid_from")
    sheets = ids(begun, "period__program_id", own)
    lines = ResultLine.objects.all()
    scope.units |= ids(Program.objects.all(), "pk", found, "unit_id")
    scope.units |= ids(lines, "sheet_id", sheets, "place_id")
    scope.committees |= ids(Program.objects.all(), "pk", found, "committee_id")
    for rows, column, mine, wanted in (
        (Party.objects.all(), "program_id", found, "organization_id"),
        (ResultSheet.objects.all(), "pk", sheets, "organization_id"),
        (lines, "sheet_id", sheets, "counted_by_id"),
        (lines, "sheet_id", sheets, "joint_with"),
    ):
        scope.organizations |= ids(rows, column, mine, wanted)
    scope.people |= ids(Signature.objects.all(), "party__program_id", found, "person_id")
    return found, sheets


def dump(scope: Scope, programs: set[int], sheets: set[int]) -> dict[str, list[dict]]:
    """The lists; the scope's keys of what they refer to are given already."""
    found = _programs(scope, programs)
    results = _results(scope, sheets)
    return {"indicators": _indicators(programs, sheets), "programs": found, "results": results}


def count_elsewhere(scope: Scope) -> None:
    """What organisations of these units reported to programs of units outside."""
    elsewhere = ResultSheet.objects.filter(organization__unit_id__in=scope.inside).exclude(
        period__program__unit_id__in=scope.inside
    )
    scope.leave_out(_("results in programs of other units"), elsewhere.count())


def _indicators(programs: set[int], sheets: set[int]) -> list[dict]:
    """Those in use which no installation knows by itself."""
    used = ids(ProgramIndicator.objects.all(), "program_id", programs, "indicator_id")
    used |= ids(Target.objects.all(), "party__program_id", programs, "indicator_id")
    used |= ids(ResultLine.objects.all(), "sheet_id", sheets, "indicator_id")
    known = {row["code"] for row in rows_of(INDICATORS)}
    return [
        {
            "code": one.code,
            "area": one.area_id,
            "label_vi": one.label_vi,
            "label_en": one.label_en or None,
            "unit_vi": one.unit_vi,
            "unit_en": one.unit_en or None,
            "has_value": one.has_value,
            "aggregation": one.aggregation,
        }
        for one in Indicator.objects.order_by("order", "code")
        if one.pk in used and one.code not in known
    ]


def _programs(scope: Scope, programs: set[int]) -> list[dict]:
    rows = Program.objects.prefetch_related(
        "replaces",
        "rhythms",
        "program_indicators__indicator",
        "parties__signatures__person",
        Prefetch(
            "parties__targets",
            Target.objects.filter(amendment=None).select_related("indicator"),
        ),
    )
    ordered = sorted(
        among(rows, "pk", programs),
        key=lambda one: (
            *(scope.key("units", one.unit_id), iso(one.term_from) or ""),
            *(one.kind, one.number, one.title, one.pk),
        ),
    )
    for one in ordered:
        year = str(one.term_from.year) if one.term_from else ""
        scope.name(
            "programs", one.pk, one.number or one.kind, scope.key("units", one.unit_id), year
        )
    for one in ordered:
        _count(scope, one)
    _count_beside(scope, programs)
    return [_program(scope, one) for one in ordered]


def _count_beside(scope: Scope, programs: set[int]) -> None:
    """What hangs on programs and has no place in the format. Targets are those agreed at first."""
    texts = ProgramSection.objects.exclude(text="").filter(program__in=programs)
    areas = ContentArea.objects.filter(program__in=programs)
    with_text = {*texts.values_list("program_id", flat=True)}
    with_text |= {*areas.values_list("program_id", flat=True)}
    with_text |= {
        *Party.objects.filter(program__in=programs)
        .exclude(duties="")
        .values_list("program_id", flat=True)
    }
    said = Review, ReviewComment, StandingReview
    reviews = sum(model.objects.filter(party__program__in=programs).count() for model in said)
    own = Indicator.objects.filter(program__in=programs)
    offices = Signature.objects.filter(party__program__in=programs).exclude(title="", rank="")
    ended = Program.objects.filter(pk__in=programs).exclude(terminated_on=None)
    for what, count in (
        (_("texts of programs"), len(with_text)),
        (_("reviews of programs"), reviews),
        (_("amendments of programs"), Amendment.objects.filter(program__in=programs).count()),
        (_("papers of programs"), SignedPaper.objects.filter(program__in=programs).count()),
        (_("offices in which programs were signed"), offices.count()),
        (_("days and reasons of an early end"), ended.count()),
        (_("indicators of one program, which load as those of all"), own.count()),
    ):
        scope.leave_out(what, count)


def _program(scope: Scope, one: Program) -> dict:
    parties = [
        (scope.key("organizations", party.organization_id), party) for party in one.parties.all()
    ]
    return {
        "key": scope.key("programs", one.pk),
        "kind": one.kind,
        "unit": scope.key("units", one.unit_id),
        "committee": scope.key("committees", one.committee_id),
        "title": one.title,
        "number": one.number or None,
        "state": one.state,
        "signed_on": iso(one.signed_on),
        "signed_at": one.signed_at or None,
        "term": {"from": iso(one.term_from), "to": iso(one.term_to)},
        "parties": [{"organization": key, "role": party.role} for key, party in parties],
        "signatories": [
            {"organization": key, "person": person}
            for key, party in parties
            for person in scope.some(
                "people", dict.fromkeys(row.person_id for row in party.signatures.all())
            )
        ],
        "parent": scope.key("programs", one.parent_id),
        "replaces": scope.some("programs", (row.pk for row in one.replaces.all())),
        "rhythm": sorted(row.kind for row in one.rhythms.all()),
        "indicators": [row.indicator.code for row in one.program_indicators.all()],
        "targets": [
            {
                "organization": key,
                "indicator": row.indicator.code,
                "year": row.year,
                "quantity": _quantity(row, row.indicator),
                "value": _figure(row.value_text, row.value_figure, parse_value),
            }
            for key, party in parties
            for row in sorted(
                party.targets.all(), key=lambda row: (row.indicator.code, row.year or 0)
            )
        ],
    }


def _count(scope: Scope, one: Program) -> None:
    scope.leave_out(
        _("days from which and to which a party takes part"),
        sum(1 for party in one.parties.all() if party.valid_from or party.valid_to),
    )
    scope.leave_out(
        _("days within which sheets are due"),
        sum(1 for rhythm in one.rhythms.all() if rhythm.due_days != _DUE_DAYS),
    )
    scope.leave_out(_("scans of programs"), int(one.scan_id is not None))


def _results(scope: Scope, sheets: set[int]) -> list[dict]:
    lines = ResultLine.objects.select_related("indicator").prefetch_related("joint_with")
    rows = ResultSheet.objects.select_related("period").prefetch_related(
        Prefetch("lines", lines), "narratives"
    )
    found = []
    closed = set()
    for sheet in among(rows, "pk", sheets):
        if sheet.period.state == PeriodState.CLOSED:
            closed.add(sheet.period_id)
        scope.leave_out(_("stamped paper sheets"), int(sheet.stamped_sheet_id is not None))
        found.append(
            {
                "program": scope.key("programs", sheet.period.program_id),
                "organization": scope.key("organizations", sheet.organization_id),
                "period": {
                    "kind": sheet.period.kind,
                    "from": iso(sheet.period.valid_from),
                    "to": iso(sheet.period.valid_to),
                },
                "state": sheet.state,
                "lines": [
                    _line(scope, line)
                    for line in sorted(
                        sheet.lines.all(), key=lambda line: (line.indicator.code, line.ordinal)
                    )
                ],
                "narratives": [
                    {"area": row.area_id, "text": row.text} for row in sheet.narratives.all()
                ],
            }
        )
    scope.leave_out(_("closed periods, which load as open ones"), len(closed))
    return sorted(
        found,
        key=lambda one: (
            one["program"],
            *(one["period"][name] for name in ("from", "to", "kind")),
            one["organization"],
        ),
    )


def _line(scope: Scope, line: ResultLine) -> dict:
    quantity, value = line.quantity_figure, line.value_figure
    found = {
        "indicator": line.indicator.code,
        "quantity": _quantity(line, line.indicator),
        "quantity_qualifier": quantity and quantity.qualifier.value,
        "value": _figure(line.value_text, value, parse_value),
        "value_qualifier": value and value.qualifier.value,
    }
    if line.numerator is not None:
        found["numerator"] = _plain(line.numerator)
        found["denominator"] = _plain(line.denominator)
    if line.is_estimate:
        found["estimate"] = True
    if line.place_id is not None:
        found["place"] = scope.key("units", line.place_id)
    if line.is_joint:
        found["joint"] = {
            "with": scope.some("organizations", (one.pk for one in line.joint_with.all())),
            "counted_by": scope.key("organizations", line.counted_by_id),
        }
    if line.note:
        found["note"] = line.note
    return found


def _quantity(row: Target | ResultLine, indicator: Indicator) -> str | None:
    return _figure(
        row.quantity_text,
        row.quantity_figure,
        lambda text: parse_quantity(text, indicator.unit_vi),
    )


def _figure(text: str, figure: Figure | None, parse: Callable[[str], Figure | None]) -> str | None:
    """The words as they were typed, where they still say the figure."""
    if figure is None:
        return None
    try:
        if text and parse(text) == figure:
            return text
    except FigureError:
        pass
    return format_input(figure)


def _plain(number: Decimal) -> int | str:
    """A whole number as a number, another one as people write it."""
    if number == number.to_integral_value():
        return int(number)
    return f"{number.normalize():f}".replace(".", ",")
