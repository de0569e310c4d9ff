"""Entering results: the cells of a sheet's grid, and saving what was typed into them.

Every cell carries what stood in it when the page was made. That tells three things apart: a cell
that the person left alone, one that they changed, and one that somebody else changed meanwhile. The
last is not overwritten: both figures are shown, and the person decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.figures import Figure, FigureError, format_input, parse_quantity, parse_value
from coordination.models import Membership, Organization
from coordination.text import nfc
from programs import access
from programs.models import (
    Aggregation,
    Indicator,
    Narrative,
    ReportingPeriod,
    ResultLine,
    ResultSheet,
)
from programs.workflow import EDITABLE_STATES, Refused, why_locked

NOTE_LENGTH = 500
NARRATIVE_LENGTH = 20_000


@dataclass
class Cell:
    """One input: its name in the form, what stands in the database, what to show, what is wrong."""

    name: str
    stored: str = ""
    text: str = ""
    error: str = ""
    conflict: str | None = None  # what somebody else has written meanwhile
    was_typed: bool = False

    @property
    def base_name(self) -> str:
        return f"was-{self.name}"


@dataclass
class Row:
    """One line of the grid: an indicator, or a part of it that a place or joint work split off."""

    indicator: Indicator
    ordinal: int
    line: ResultLine | None
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.indicator.pk}-{self.ordinal}"

    @property
    def quantity(self) -> Figure | None:
        return self.line.quantity_figure if self.line else None

    @property
    def value(self) -> Figure | None:
        return self.line.value_figure if self.line else None

    @property
    def note(self) -> str:
        return self.line.note if self.line else ""


@dataclass
class Saved:
    """What became of a saving: cells written, refused and in conflict."""

    written: list[str] = field(default_factory=list)
    refused: list[Cell] = field(default_factory=list)
    conflicts: list[Cell] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return not self.refused and not self.conflicts


def kinds_of_cells(indicator: Indicator) -> list[str]:
    """Which cells an indicator's row has: a rate has its two parts, a plain count no value."""
    kinds = ["quantity"]
    if indicator.has_value:
        kinds.append("value")
    if indicator.aggregation == Aggregation.AVERAGE:
        kinds += ["numerator", "denominator"]
    return [*kinds, "is_estimate", "note"]


def stored_text(line: ResultLine | None, kind: str) -> str:
    """What a cell of a line says, in the form in which it can be typed again."""
    if line is None:
        return ""
    if kind in ("quantity", "value"):
        return format_input(getattr(line, f"{kind}_figure"))
    if kind in ("numerator", "denominator"):
        number = getattr(line, kind)
        return "" if number is None else format_input(Figure(number))
    if kind == "is_estimate":
        return "1" if line.is_estimate else ""
    return line.note


def grid(*, indicators: list[Indicator], lines: list[ResultLine]) -> list[Row]:
    """The rows of a sheet: every indicator asked for, and every line that is already there."""
    by_indicator: dict[int, list[ResultLine]] = {}
    for line in lines:
        by_indicator.setdefault(line.indicator_id, []).append(line)
    rows = []
    for indicator in indicators:
        found = {line.ordinal: line for line in by_indicator.get(indicator.pk, [])}
        for ordinal in sorted({0, *found}):
            row = Row(indicator, ordinal, found.get(ordinal))
            for kind in kinds_of_cells(indicator):
                text = stored_text(row.line, kind)
                row.cells[kind] = Cell(f"{kind}-{row.key}", stored=text, text=text)
            rows.append(row)
    return rows


def _understood(kind: str, text: str, indicator: Indicator):
    """The typed text as a figure, number, flag or note. Raises FigureError."""
    if kind == "quantity":
        return parse_quantity(text, indicator.unit_vi, has_value=indicator.has_value)
    if kind == "value":
        return parse_value(text)
    if kind in ("numerator", "denominator"):
        figure = parse_quantity(text, "")
        if figure and figure.qualifier != "exact":
            raise FigureError(
                _("The parts of a rate are exact numbers; leave out words such as “trên”."), "exact"
            )
        return figure
    if kind == "is_estimate":
        return bool(text)
    note = nfc(text).strip()
    if len(note) > NOTE_LENGTH:
        raise FigureError(
            _("The note is longer than %(most)d letters; shorten it.") % {"most": NOTE_LENGTH},
            "long",
        )
    return note


def _judge(cell: Cell, kind: str, posted: Mapping[str, str], indicator: Indicator, saved: Saved):
    """Compare what was typed with what stood there and what stands there; True: to be written."""
    typed = posted.get(cell.name, "")
    base = posted.get(cell.base_name, "")
    cell.text, cell.was_typed = typed, True
    try:
        wanted = _understood(kind, typed, indicator)
    except FigureError as error:
        cell.error = str(error)
        saved.refused.append(cell)
        return False
    stored = _understood(kind, cell.stored, indicator)
    if wanted == stored:
        cell.text = cell.stored
        return False
    try:
        untouched = wanted == _understood(kind, base, indicator)
    except FigureError:
        untouched = False
    if untouched:
        cell.text = cell.stored
        return False
    if base != cell.stored:
        cell.conflict = cell.stored
        saved.conflicts.append(cell)
        return False
    return True


def _write(line: ResultLine, kind: str, typed: str, indicator: Indicator) -> None:
    meaning = _understood(kind, typed, indicator)
    text = nfc(typed).strip()[:120]
    if kind == "quantity":
        line.set_quantity(meaning, text=text)
    elif kind == "value":
        line.set_value(meaning, text=text)
    elif kind in ("numerator", "denominator"):
        setattr(line, kind, meaning.number if meaning else None)
    else:
        setattr(line, kind, meaning)


_STORED = [
    "quantity", "quantity_qualifier", "quantity_text", "value", "value_qualifier", "value_text",
    "numerator", "denominator", "is_estimate", "note",
]  # fmt: skip


def _is_blank(line: ResultLine) -> bool:
    """Nothing is reported in this line and nothing else hangs on it."""
    return line.ordinal == 0 and not (
        line.quantity is not None
        or line.value is not None
        or line.numerator is not None
        or line.denominator is not None
        or line.note
        or line.place_id
        or line.is_joint
    )


def _refuse_half_rates(row: Row, line: ResultLine, saved: Saved) -> bool:
    """A rate needs both parts or none, and a denominator above zero."""
    if "numerator" not in row.cells:
        return False
    parts = (line.numerator, line.denominator)
    if parts == (None, None) or (None not in parts and line.denominator > 0):
        return False
    cell = row.cells["denominator" if line.numerator is not None else "numerator"]
    cell.error = _("A rate needs its numerator and a denominator above 0; fill in both.")
    saved.refused.append(cell)
    return True


def open_sheet(
    *, period: ReportingPeriod, organization: Organization, by: Membership
) -> ResultSheet:
    """The party's sheet for the period, made when it is first written into, locked for writing.

    Raises Refused, with the reason, when it may not be written into.
    """
    if not access.may_fill(by, program=period.program, organization_id=organization.pk):
        raise Refused(_("Your role does not allow you to enter results here."))
    if locked := why_locked(period):
        raise Refused(locked[0].sentence)
    found = ResultSheet.objects.select_for_update().filter(period=period, organization=organization)
    if (sheet := found.first()) is None:
        ResultSheet.objects.bulk_create(
            [ResultSheet(period=period, organization=organization)], ignore_conflicts=True
        )
        sheet = found.get()
    if sheet.state not in EDITABLE_STATES:
        raise Refused(
            _(
                "The sheet is “%(state)s” and cannot be changed now. "
                "The Board can return it for correction."
            )
            % {"state": sheet.get_state_display()}
        )
    return sheet


@transaction.atomic
def save_cells(
    *,
    period: ReportingPeriod,
    organization: Organization,
    indicators: list[Indicator],
    posted: Mapping[str, str],
    by: Membership,
) -> tuple[ResultSheet, list[Row], Saved]:
    """Write the cells that the person changed, in one statement; keep the rest as typed.

    `posted` names cells as `grid` does; cells that are not posted are left alone.
    """
    sheet = open_sheet(period=period, organization=organization, by=by)
    rows = grid(indicators=indicators, lines=list(sheet.lines.all()))
    saved = Saved()
    changed, blank = [], []
    for row in rows:
        line = row.line or ResultLine(sheet=sheet, indicator=row.indicator, ordinal=row.ordinal)
        to_write = [
            kind
            for kind, cell in row.cells.items()
            if cell.base_name in posted and _judge(cell, kind, posted, row.indicator, saved)
        ]
        if not to_write:
            continue
        for kind in to_write:
            _write(line, kind, row.cells[kind].text, row.indicator)
        if _refuse_half_rates(row, line, saved):
            continue
        saved.written += [row.cells[kind].name for kind in to_write]
        (blank if _is_blank(line) else changed).append(line)
        for kind in to_write:
            row.cells[kind].text = row.cells[kind].stored = stored_text(line, kind)
        row.line = line
    if changed:
        ResultLine.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["sheet", "indicator", "ordinal"],
            update_fields=_STORED,
        )
    if blank:
        ResultLine.objects.filter(pk__in=[line.pk for line in blank if line.pk]).delete()
    _note_who_enters(sheet, by=by, wrote=bool(saved.written))
    return sheet, rows, saved


def _note_who_enters(sheet: ResultSheet, *, by: Membership, wrote: bool) -> None:
    on_behalf = access.fills_on_behalf(by, sheet.organization_id)
    if wrote and sheet.is_on_behalf != on_behalf:
        sheet.is_on_behalf = on_behalf
        sheet.save(update_fields=["is_on_behalf"])


def narratives_by_area(sheet: ResultSheet) -> dict[str | None, str]:
    """What the sheet tells in words, by area (None: as a whole); several of one area as one."""
    texts: dict[str | None, list[str]] = {}
    for narrative in sheet.narratives.all():
        texts.setdefault(narrative.area_id, []).append(narrative.text)
    return {area_id: "\n\n".join(found) for area_id, found in texts.items()}


@transaction.atomic
def save_narrative(*, sheet: ResultSheet, area_id: str | None, text: str, base: str) -> str | None:
    """Write the narrative of an area (None: of the whole sheet).

    Gives back the other text, and writes nothing, when somebody changed it meanwhile. Raises
    Refused for a text that is longer than a narrative may be.
    """
    stored = list(sheet.narratives.filter(area_id=area_id))
    there = "\n\n".join(narrative.text for narrative in stored)
    wanted, base = _plain(text), _plain(base)
    if wanted in (there, base):
        return None
    if len(wanted) > NARRATIVE_LENGTH:
        raise Refused(
            _("A text has more than %(most)d letters; shorten it, or attach it as a file.")
            % {"most": NARRATIVE_LENGTH}
        )
    if base != _plain(there):
        return there
    for narrative in stored[1:] if wanted else stored:
        narrative.delete()
    if wanted and stored:
        stored[0].text = wanted
        stored[0].save(update_fields=["text"])
    elif wanted:
        Narrative.objects.create(sheet=sheet, area_id=area_id, text=wanted)
    return None


def _plain(text: str) -> str:
    """Composed, with the line ends of the database: browsers send CR LF."""
    return nfc(text).replace("\r\n", "\n").strip()
