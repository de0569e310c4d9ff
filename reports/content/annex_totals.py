"""The annex of totals: every indicator asked for, with targets, values and last year."""

from collections.abc import Iterator

from programs.models import Indicator
from programs.totals import IndicatorTotal, Sum, TargetResult
from reports.blocks import (
    Align,
    Block,
    Cell,
    Column,
    FigureRun,
    HeadCell,
    Paragraph,
    ParagraphStyle,
    Row,
    RowKind,
    Runs,
    Table,
    runs,
)
from reports.content.facts import Facts
from reports.content.figures import NOT_COMPUTABLE, NOT_REPORTED, Of, Printer
from reports.content.targets import source_of, term_of

TITLE = "Biểu tổng hợp kết quả thực hiện các chỉ tiêu"
# Heading and width of each column, in shares of the text's width.
COLUMNS = (
    ("TT", 10, Align.CENTER),
    ("Nội dung", 72, Align.LEFT),
    ("Đơn vị tính", 20, Align.CENTER),
    ("Chỉ tiêu", 18, Align.RIGHT),
    ("Kết quả", 22, Align.RIGHT),
    ("Tỷ lệ (%)", 18, Align.RIGHT),
    ("Trị giá (đồng)", 35, Align.RIGHT),
    ("So với cùng kỳ (%)", 17, Align.RIGHT),
    ("Ghi chú", 40, Align.LEFT),
)
TOTAL_VALUE = "Tổng trị giá"
ESTIMATE = "số ước"
EXPLANATIONS = {
    NOT_REPORTED: f"“{NOT_REPORTED}”: chưa có số liệu báo cáo (khác với 0, là có báo cáo và kết "
    "quả bằng không)",
    NOT_COMPUTABLE: f"“{NOT_COMPUTABLE}”: không tính được tỷ lệ chung, vì có đơn vị không báo cáo "
    "tử số và mẫu số",
}


def totals_blocks(facts: Facts) -> Iterator[Block]:
    """The table and, under it, what its signs mean."""
    rows = tuple(_rows(facts))
    yield Table(
        columns=tuple(Column(width, align) for _text, width, align in COLUMNS),
        head=(tuple(HeadCell(text) for text, _width, _align in COLUMNS),),
        body=rows,
        landscape=True,
    )
    yield from explanations(rows)


def explanations(rows: tuple[Row, ...]) -> Iterator[Block]:
    """A note on the signs that stand in the rows."""
    signs = {run.text for row in rows for cell in row.cells for run in cell.runs}
    said = [text for sign, text in EXPLANATIONS.items() if sign in signs]
    if said:
        yield Paragraph(runs(f"Ghi chú: {'; '.join(said)}."), style=ParagraphStyle.NOTE)


def _rows(facts: Facts) -> Iterator[Row]:
    number = 0
    for area, totals in facts.totals.by_area:
        yield Row((Cell(runs(area.label_vi), colspan=len(COLUMNS)),), RowKind.GROUP)
        for total in totals:
            number += 1
            yield _indicator_row(facts, number, total)
            for target in facts.totals.targets:
                if target.indicator == total.indicator:
                    yield _target_row(facts, target)
    yield _total_row(facts)


def _indicator_row(facts: Facts, number: int, total: IndicatorTotal) -> Row:
    printer, indicator = Printer(facts, cell=True), total.indicator
    share = total.last_year_percent
    return _row(
        runs(str(number)),
        runs(indicator.wording),
        runs(indicator.unit_vi),
        (),
        quantity_cell(printer, total.sum, indicator),
        (),
        value_cell(printer, total.sum, indicator),
        runs(printer.percent(share, Of.COMPARISON, indicator)) if share else (),
        runs("; ".join(_remarks(total))),
    )


def _remarks(total: IndicatorTotal) -> Iterator[str]:
    if total.sum.is_estimate:
        yield ESTIMATE
    for part in total.parts:
        if part.has_gaps:
            name = part.participant.short_name
            yield f"{name}: {part.reported_periods}/{part.expected_periods} kỳ"


def quantity_cell(printer: Printer, one: Sum, indicator: Indicator, **source) -> Runs:
    """The quantity; a sign where nothing was reported or no common rate can be computed."""
    if not one.is_computable:
        return runs(NOT_COMPUTABLE)
    if one.quantity is None:
        return runs(NOT_REPORTED)
    return runs(printer.quantity(one.quantity, indicator, **source))


def value_cell(printer: Printer, one: Sum, indicator: Indicator, **source) -> Runs:
    """The value; empty for an indicator that has none."""
    if one.value is not None:
        return runs(printer.value(one.value, indicator, **source))
    return runs(NOT_REPORTED) if indicator.has_value else ()


def _target_row(facts: Facts, target: TargetResult) -> Row:
    """What one party reached of its target, under the indicator's own row."""
    printer, indicator, reached = Printer(facts, cell=True), target.indicator, target.reached
    source = source_of(target)
    goal = target.quantity and printer.target(target.quantity, indicator, **source)
    share = target.percent and printer.percent(target.percent, Of.PERCENT, indicator, **source)
    return _row(
        (),
        runs(f"- {target.participant.short_name}"),
        runs(indicator.unit_vi),
        _cell(goal),
        quantity_cell(printer, reached, indicator, **source),
        _cell(share),
        value_cell(printer, reached, indicator, **source),
        (),
        runs(term_of(target, facts.totals), *_value_target(facts, target)),
    )


def _value_target(facts: Facts, target: TargetResult) -> Iterator[str | FigureRun]:
    """A target in đồng has no column of its own."""
    if target.value is None:
        return
    printer, indicator, source = Printer(facts), target.indicator, source_of(target)
    yield "; trị giá giao "
    yield printer.target_value(target.value, indicator, short=True, **source)
    if target.percent_value is not None:
        yield ", đạt "
        yield printer.percent(target.percent_value, Of.PERCENT_VALUE, indicator, **source)


def _total_row(facts: Facts) -> Row:
    printer, found = Printer(facts, cell=True, bold=True), facts.totals
    value = found.total_value
    share = found.last_year_percent
    cells = (
        Cell(runs(TOTAL_VALUE), colspan=6),
        Cell(runs(printer.value(value) if value else NOT_REPORTED)),
        Cell(_cell(share and printer.percent(share, Of.COMPARISON, None))),
        Cell(),
    )
    return Row(cells, RowKind.TOTAL)


def _cell(figure: FigureRun | None) -> Runs:
    return runs(figure) if figure else ()


def _row(*cells: Runs) -> Row:
    return Row(tuple(Cell(cell) for cell in cells))
