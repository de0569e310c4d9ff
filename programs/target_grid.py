"""Targets of a draft for a year or the whole term: a grid of indicators and parties.

As in the grid of results, each cell carries what stood in it when the page was made, so that a
figure which somebody else changed meanwhile is shown and never overwritten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.figures import FigureError, format_input, parse_quantity, parse_value
from coordination.models import Membership
from coordination.text import nfc
from programs.drafts import locked_draft
from programs.entry import Cell
from programs.models import Indicator, Party, PartyRole, Program, Target
from programs.workflow import Refused


@dataclass
class TargetCell:
    """What a party is to reach for an indicator: quantity, and value where it has one."""

    party: Party
    indicator: Indicator
    target: Target | None
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass
class Row:
    """One indicator with a cell for each party that reports."""

    indicator: Indicator
    cells: list[TargetCell]


@dataclass
class Saved:
    """What became of a saving; `strangers`: cells for parties that have no targets here."""

    written: int = 0
    refused: list[Cell] = field(default_factory=list)
    conflicts: list[Cell] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return not (self.refused or self.conflicts or self.strangers)


def years_of(program: Program) -> list[int]:
    """The years of the term; none while it is open."""
    if program.term_from is None or program.term_to is None:
        return []
    return list(range(program.term_from.year, program.term_to.year + 1))


def grid(program: Program, parties: list[Party], year: int | None) -> list[Row]:
    """A row for each indicator asked for, with the targets of the year (None: whole term)."""
    stored = {
        (one.party_id, one.indicator_id): one
        for one in Target.objects.filter(party__program=program, year=year, valid_from=None)
    }
    indicators = (
        Indicator.objects.filter(program_indicators__program=program)
        .select_related("area")
        .order_by("program_indicators__order", "program_indicators__pk")
    )
    return [
        Row(
            indicator,
            [_cell(party, indicator, stored.get((party.pk, indicator.pk))) for party in parties],
        )
        for indicator in indicators
    ]


def _cell(party: Party, indicator: Indicator, target: Target | None) -> TargetCell:
    found = TargetCell(party, indicator, target)
    for kind in ("quantity", "value") if indicator.has_value else ("quantity",):
        text = format_input(getattr(target, f"{kind}_figure")) if target else ""
        name = f"{kind}-{party.pk}-{indicator.pk}"
        found.cells[kind] = Cell(name, stored=text, text=text)
    return found


def setting_parties(program: Program, named) -> list[Party]:
    """Lead and partners, for whom targets are set; `named` annotates what pages show."""
    return list(named(program.parties.exclude(role=PartyRole.WITNESS)))


@transaction.atomic
def save_targets(
    *,
    program: Program,
    parties: list[Party],
    year: int | None,
    posted: Mapping[str, str],
    by: Membership,
) -> tuple[list[Row], Saved]:
    """Write the figures that the person changed; keep the rest as typed. Raises Refused."""
    program = locked_draft(program, by=by)
    if year is not None and year not in years_of(program):
        raise Refused(_("%(year)d is not a year of the program's term.") % {"year": year})
    rows, saved = grid(program, parties, year), Saved()
    for row in rows:
        for place in row.cells:
            _save_cell(place, year, posted, saved)
    known = {cell.name for row in rows for place in row.cells for cell in place.cells.values()}
    saved.strangers = [
        text.strip()[:40]
        for name, text in posted.items()
        if name.startswith(("quantity-", "value-")) and name not in known and text.strip()
    ]
    return rows, saved


def _save_cell(
    place: TargetCell, year: int | None, posted: Mapping[str, str], saved: Saved
) -> None:
    changed = {}
    for kind, cell in place.cells.items():
        if cell.base_name in posted and (figure := _judge(place, kind, posted, saved)) is not _KEEP:
            changed[kind] = figure
    if not changed:
        return
    target = place.target or Target(party=place.party, indicator=place.indicator, year=year)
    for kind, figure in changed.items():
        cell = place.cells[kind]
        text = nfc(cell.text).strip()[:120]
        (target.set_quantity if kind == "quantity" else target.set_value)(figure, text=text)
        cell.text = cell.stored = format_input(figure)
    if target.quantity is None and target.value is None:
        if target.pk:
            target.delete()
        place.target = None
    else:
        target.save()
        place.target = target
    saved.written += 1


_KEEP = object()


def _judge(place: TargetCell, kind: str, posted: Mapping[str, str], saved: Saved):
    """The figure to be written, or _KEEP; what is wrong is added to the cell."""
    cell = place.cells[kind]
    cell.text, cell.was_typed = posted.get(cell.name, ""), True
    try:
        wanted = _understood(place.indicator, kind, cell.text)
    except FigureError as error:
        cell.error = str(error)
        saved.refused.append(cell)
        return _KEEP
    stored = _understood(place.indicator, kind, cell.stored)
    base = posted[cell.base_name]
    if wanted == stored or cell.text == base:
        cell.text = cell.stored
        return _KEEP
    if base != cell.stored:
        cell.conflict = cell.stored
        saved.conflicts.append(cell)
        return _KEEP
    return wanted


def _understood(indicator: Indicator, kind: str, text: str):
    if kind == "value":
        return parse_value(text)
    return parse_quantity(text, indicator.unit_vi, has_value=indicator.has_value)
