"""The annexes of a program's paper: its targets, and of an annual plan its schedule."""

from collections.abc import Iterator
from itertools import groupby

from coordination.figures import Style, format_quantity, format_value
from programs.models import ProgramKind
from programs.text import TargetText
from reports.blocks import (
    Align,
    Annex,
    Cell,
    Column,
    FigureRun,
    HeadCell,
    Row,
    RowKind,
    Runs,
    Table,
    runs,
)
from reports.content.agreement_model import Agreement, who_and_when

TARGETS = "Chỉ tiêu thực hiện"
SCHEDULE = "Tiến độ thực hiện"
WHOLE_TERM = "cả giai đoạn"
PLAN_COLUMNS = (
    ("TT", Column(5, Align.CENTER)),
    ("Chỉ tiêu", Column(34)),
    ("Đơn vị tính", Column(11, Align.CENTER)),
    ("Bên thực hiện", Column(22)),
    ("Số lượng", Column(13, Align.RIGHT)),
    ("Trị giá (đồng)", Column(17, Align.RIGHT)),
)
YEAR_COLUMN = ("Năm", Column(11, Align.CENTER))


def annexes(agreement: Agreement) -> Iterator[Annex]:
    """Targets where there are any; an annual plan's commitments as a table."""
    signing = {one.pk for one in agreement.parties}
    targets = [one for one in agreement.text.targets if one.party in signing]
    if targets:
        yield Annex(TARGETS, (_targets(agreement, targets),))
    if agreement.text.program.kind == ProgramKind.ANNUAL_PLAN and any(
        area.commitments for area in agreement.text.areas
    ):
        yield Annex(SCHEDULE, (_schedule(agreement),))


def _targets(agreement: Agreement, targets: list[TargetText]) -> Table:
    has_years = agreement.text.program.kind != ProgramKind.ANNUAL_PLAN
    columns = list(PLAN_COLUMNS)
    if has_years:
        columns.insert(4, YEAR_COLUMN)
    body: list[Row] = []
    number = 0
    for area, of_area in groupby(targets, key=lambda one: one.indicator.area):
        body.append(Row((Cell(runs(area.label_vi), colspan=len(columns)),), RowKind.GROUP))
        for _indicator, rows in groupby(of_area, key=lambda one: one.indicator.pk):
            number += 1
            for at, target in enumerate(rows):
                body.append(_target(agreement, target, number, is_first=not at, year=has_years))
    return _table(columns, body)


def _target(
    agreement: Agreement, target: TargetText, number: int, *, is_first: bool, year: bool
) -> Row:
    indicator = target.indicator
    cells = [
        Cell(runs(str(number) if is_first else "")),
        Cell(runs(indicator.wording if is_first else "")),
        Cell(runs(indicator.unit_vi if is_first else "")),
        Cell(runs(agreement.text.short_name(target.party))),
        Cell(_figure(format_quantity(target.quantity, style=Style.PAPER_CELL), target)),
        Cell(_figure(format_value(target.value, style=Style.PAPER_CELL), target)),
    ]
    if year:
        cells.insert(4, Cell(runs(str(target.year) if target.year else WHOLE_TERM)))
    return Row(tuple(cells))


def _figure(text: str, target: TargetText) -> Runs:
    return runs(FigureRun(text, {"target": target.pk})) if text else ()


def _schedule(agreement: Agreement) -> Table:
    columns = (
        ("TT", Column(5, Align.CENTER)),
        ("Nội dung công việc", Column(45)),
        ("Bên chủ trì", Column(17)),
        ("Bên phối hợp", Column(20)),
        ("Thời gian", Column(15)),
    )
    body: list[Row] = []
    number = 0
    for area in agreement.text.areas:
        if area.commitments:
            body.append(Row((Cell(runs(area.title), colspan=len(columns)),), RowKind.GROUP))
        for commitment in area.commitments:
            number += 1
            said = dict(who_and_when(agreement, commitment))
            cells = (
                str(number),
                " ".join(commitment.text.split()),
                said.get("lead", ""),
                said.get("partners", ""),
                said.get("due", ""),
            )
            body.append(Row(tuple(Cell(runs(one)) for one in cells)))
    return _table(columns, body)


def _table(columns, body: list[Row]) -> Table:
    return Table(
        columns=tuple(column for _title, column in columns),
        head=(tuple(HeadCell(title) for title, _column in columns),),
        body=tuple(body),
    )
