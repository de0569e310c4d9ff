"""The annex by party: one column per organisation, across the page."""

from collections.abc import Iterator

from coordination.figures import Figure, round_half_up
from programs.models import Indicator
from programs.totals import NOTHING, IndicatorTotal, Part, PartyTotal, Sum
from reports.blocks import (
    Align,
    Block,
    Cell,
    Column,
    HeadCell,
    Row,
    RowKind,
    Runs,
    Table,
    runs,
)
from reports.content.annex_totals import explanations, quantity_cell
from reports.content.facts import Facts
from reports.content.figures import NOT_REPORTED, Printer

TITLE = "Kết quả theo từng tổ chức"
COUNTED_ELSEWHERE = "phối hợp"  # done jointly, counted by another party
MILLIONS, DONG = "triệu đồng", "đồng"
# How many columns of parties fit beside each other when values are in millions, and when not.
MOST_COLUMNS = {MILLIONS: 9, DONG: 6}
WIDTHS = (56, 21, 25)  # name, one party, all parties


def parties_blocks(facts: Facts) -> Iterator[Block]:
    """Tables of as many parties as fit; each says in its last column what all reached."""
    scale = _scale(facts)
    parties = facts.totals.parties
    tables = -(-len(parties) // MOST_COLUMNS[scale])
    size = -(-len(parties) // tables) if tables else 1
    for at in range(0, len(parties), size):
        rows = tuple(_rows(facts, parties[at : at + size], scale))
        yield _table(parties[at : at + size], rows)
        yield from explanations(rows)


def _scale(facts: Facts) -> str:
    """Millions where every value of the table can be said in them with two decimals."""
    found = facts.totals
    sums = [one.sum for total in found.indicators for one in (total, *total.parts)]
    values = [one.value for one in sums] + [one.total_value for one in found.parties]
    numbers = [_in_millions(value).number for value in (*values, found.total_value) if value]
    is_exact = all(round_half_up(number) == number for number in numbers)
    return MILLIONS if is_exact else DONG


def _in_millions(value: Figure) -> Figure:
    return Figure(value.number.scaleb(-6), value.qualifier)


def _table(parties: tuple[PartyTotal, ...], rows: tuple[Row, ...]) -> Table:
    name, party, everyone = WIDTHS
    titles = ("Nội dung", *(one.participant.short_name for one in parties), "Tổng")
    return Table(
        columns=(
            Column(name),
            *(Column(party, Align.RIGHT) for _one in parties),
            Column(everyone, Align.RIGHT),
        ),
        head=(tuple(HeadCell(title) for title in titles),),
        body=rows,
        landscape=True,
    )


def _rows(facts: Facts, parties: tuple[PartyTotal, ...], scale: str) -> Iterator[Row]:
    for area, totals in facts.totals.by_area:
        yield Row((Cell(runs(area.label_vi), colspan=len(parties) + 2),), RowKind.GROUP)
        for total in totals:
            yield from _indicator_rows(facts, total, parties, scale)
    printer = Printer(facts, cell=True, bold=True)
    sums = [
        _money(printer, one.total_value, scale, organization=one.participant.organization_id)
        for one in parties
    ]
    everyone = _money(printer, facts.totals.total_value, scale)
    cells = (runs(f"Tổng trị giá ({scale})"), *sums, everyone)
    yield Row(tuple(map(Cell, cells)), RowKind.TOTAL)


def _indicator_rows(
    facts: Facts, total: IndicatorTotal, parties: tuple[PartyTotal, ...], scale: str
) -> Iterator[Row]:
    """A row of quantities, and one of values where there are or can be some."""
    printer, indicator = Printer(facts, cell=True), total.indicator
    shares = {part.participant.organization_id: part for part in total.parts}
    chosen = [
        (one.participant.organization_id, shares.get(one.participant.organization_id))
        for one in parties
    ]
    yield Row(
        (
            Cell(runs(f"{indicator.wording} ({indicator.unit_vi})")),
            *(Cell(_quantity(printer, indicator, *one)) for one in chosen),
            Cell(quantity_cell(printer, total.sum, indicator)),
        )
    )
    if indicator.has_value or total.sum.value is not None:
        yield Row(
            (
                Cell(runs(f"- Trị giá ({scale})")),
                *(
                    Cell(_money(printer, _sum(part).value, scale, indicator, organization=pk))
                    for pk, part in chosen
                ),
                Cell(_money(printer, total.sum.value, scale, indicator)),
            )
        )


def _sum(part: Part | None) -> Sum:
    return part.sum if part else NOTHING


def _quantity(printer: Printer, indicator: Indicator, organization: int, part: Part | None) -> Runs:
    if part is not None and part.is_counted_elsewhere and part.sum.is_nothing:
        return runs(COUNTED_ELSEWHERE)
    return quantity_cell(printer, _sum(part), indicator, organization=organization)


def _money(
    printer: Printer,
    value: Figure | None,
    scale: str,
    indicator: Indicator | None = None,
    **source,
) -> Runs:
    if value is None:
        return runs(NOT_REPORTED)
    shown = _in_millions(value) if scale == MILLIONS else value
    return runs(printer.value(shown, indicator, **source))
