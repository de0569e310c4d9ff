"""Results in sentences: an area's narratives, its totals, each party's figures, its targets."""

import datetime as dt
from collections.abc import Iterable, Iterator

from coordination.figures import NBSP
from coordination.periods import short_date
from programs.models import Area, Indicator
from programs.totals import IndicatorTotal, Part, Sum, TargetResult
from reports.blocks import Block, ItemList, Paragraph, Runs, runs, split_paragraphs
from reports.content.facts import Facts, JointLine
from reports.content.figures import Of, Printer
from reports.content.phrases import joined, label_of
from reports.content.targets import target_runs

NOTHING_REPORTED = "Chưa có số liệu báo cáo."
NO_COMMON_RATE = "không tính được tỷ lệ chung"


def text_blocks(text: str) -> Iterator[Block]:
    """What somebody wrote, as paragraphs; lines that begin with a hyphen are a list."""
    items: list[Runs] = []
    for line in split_paragraphs(text):
        if line.startswith(("- ", "– ", "+ ")):
            items.append(runs(line[2:].strip()))
            continue
        if items:
            yield ItemList(tuple(items))
            items = []
        yield Paragraph(runs(line))
    if items:
        yield ItemList(tuple(items))


def area_blocks(facts: Facts, area: Area, indicators: list[IndicatorTotal]) -> Iterator[Block]:
    """One content area: narratives, what was reached together, "Trong đó", the targets."""
    yield from told_blocks(facts, area.pk)
    printer = Printer(facts)
    together = [part for one in indicators if (part := _total_runs(printer, one))]
    shares = [item for item in _party_items(facts, indicators) if item]
    if together:
        yield Paragraph(runs("Kết quả: ", *joined(together), "."))
    if shares:
        yield Paragraph(runs("Trong đó:"))
        yield ItemList(tuple(shares))
    if not together and not shares:
        yield Paragraph(runs(NOTHING_REPORTED))
    targets = [target_runs(printer, one) for one in facts.totals.targets if _is_of(one, area)]
    if targets:
        yield Paragraph(runs("So với chỉ tiêu giao:"))
        yield ItemList(tuple(targets))


def told_blocks(facts: Facts, area: str | None) -> Iterator[Block]:
    """The narratives of an area, each with whose it is."""
    for told in facts.told:
        if told.area == area and (paragraphs := split_paragraphs(told.text)):
            first, *others = paragraphs
            yield Paragraph(runs(f"{told.organization}: {first}"))
            yield from text_blocks("\n".join(others))


def _is_of(target: TargetResult, area: Area) -> bool:
    return target.indicator.area_id == area.pk


def _total_runs(printer: Printer, total: IndicatorTotal) -> Runs:
    return _sum_runs(printer, total.sum, total.indicator)


def _sum_runs(printer: Printer, one: Sum, indicator: Indicator, **source) -> Runs:
    """`quà tặng … 385 suất, trị giá 120.500.000 đồng`; nothing where nothing was reported."""
    if one.is_nothing:
        return ()
    label = label_of(indicator)
    if not one.is_computable:
        return runs(f"{label}: {NO_COMMON_RATE}")
    quantity, value = printer.sum_parts(one, indicator, **source)
    if quantity is None:
        return runs(f"{label} trị giá ", value)
    return runs(f"{label} ", quantity, *((", trị giá ", value) if value else ()))


def _party_items(facts: Facts, indicators: list[IndicatorTotal]) -> Iterator[Runs]:
    """Per party that reported something: `Hội LHPN: …; …`."""
    for party in facts.totals.parties:
        organization = party.participant.organization_id
        clauses: list[Runs] = []
        for total in indicators:
            part = next(
                (one for one in total.parts if one.participant.organization_id == organization),
                None,
            )
            if part is not None:
                clauses += _share_clauses(facts, total.indicator, part)
        if clauses:
            yield runs(f"{party.participant.short_name}: ", *joined(clauses), ".")


def _share_clauses(facts: Facts, indicator: Indicator, part: Part) -> Iterator[Runs]:
    """The party's own figure with what of it was done jointly, then what others count."""
    organization = part.participant.organization_id
    printer = Printer(facts)
    joint = facts.lines.joint.get((organization, indicator.pk), [])
    own = _sum_runs(printer, part.sum, indicator, organization=organization)
    if own:
        is_one_line = bool(facts.lines.only_line((organization, indicator.pk)))
        counted = [line for line in joint if line.is_counted_here]
        yield own + _together(printer, indicator, organization, counted, is_whole=is_one_line)
    for line in joint:
        if not line.is_counted_here:
            yield _elsewhere(printer, indicator, organization, line)


def _together(
    printer: Printer,
    indicator: Indicator,
    organization: int,
    lines: list[JointLine],
    *,
    is_whole: bool,
) -> Runs:
    """In brackets: with whom it was done; how much of it, where only a part was done jointly."""
    if not lines:
        return ()
    if is_whole:
        return runs(f" (phối hợp với {_names(lines[0].partners)})")
    parts = [
        runs(
            f"phối hợp với {_names(line.partners)} ",
            *_line_runs(printer, indicator, organization, line),
        )
        for line in lines
    ]
    return runs(" (trong đó ", *joined(parts), ")")


def _elsewhere(printer: Printer, indicator: Indicator, organization: int, line: JointLine) -> Runs:
    """What was done jointly and is counted by another party."""
    partners = _names(line.partners or (line.counted_by,))
    return runs(
        f"phối hợp với {partners} {label_of(indicator)} ",
        *_line_runs(printer, indicator, organization, line),
        f" (đã tính trong kết quả của {line.counted_by})",
    )


def _line_runs(printer: Printer, indicator: Indicator, organization: int, line: JointLine) -> Runs:
    """Quantity and value of one line."""
    source = {"organization": organization, **line.place}
    found: list = []
    if line.quantity is not None:
        found.append(
            printer.quantity(line.quantity, indicator, is_estimate=line.is_estimate, **source)
        )
    if line.value is not None:
        marked = line.is_estimate and line.quantity is None
        found += [
            ", trị giá " if found else "trị giá ",
            printer.value(line.value, indicator, is_estimate=marked, **source),
        ]
    return runs(*found)


def _names(names: Iterable[str]) -> str:
    return ", ".join(names) or "các đơn vị"


def summary_blocks(facts: Facts, *, on: dt.date) -> Iterator[Block]:
    """The value of everything, the sheets, and who did not report by the day `on`."""
    printer, found = Printer(facts), facts.totals
    if found.total_value is None:
        yield Paragraph(runs("Chưa có số liệu về tổng trị giá các hoạt động."))
    else:
        yield Paragraph(
            runs(
                "Tổng trị giá các hoạt động đạt ",
                printer.value(found.total_value),
                *_last_year(printer),
                ".",
            )
        )
    yield from _sheets(printer, on=on)


def _last_year(printer: Printer) -> Runs:
    found = printer.facts.totals
    if (share := found.last_year_percent) is None:
        return ()
    return runs(", bằng ", printer.percent(share, Of.COMPARISON, None), " so với cùng kỳ năm trước")


def _sheets(printer: Printer, *, on: dt.date) -> Iterator[Block]:
    sheets = printer.facts.totals.sheets
    if not sheets.expected:
        return
    yield Paragraph(
        runs(
            "Số phiếu kết quả đã tiếp nhận: ",
            printer.count(sheets.accepted),
            "/",
            printer.count(sheets.expected),
            ".",
        )
    )
    if sheets.submitted:
        names = ", ".join(one.short_name for one in sheets.submitted)
        yield Paragraph(
            runs(
                printer.count(len(sheets.submitted)),
                f" đơn vị đã gửi phiếu, đang được kiểm tra, chưa tính vào kết quả: {names}.",
            )
        )
    if sheets.missing:
        is_one_each = sheets.expected <= len(printer.facts.totals.parties)
        names = ", ".join(one.short_name for one in sheets.missing)
        yield Paragraph(
            runs(
                f"Đến ngày{NBSP}{short_date(on)}, còn ",
                printer.count(len(sheets.missing)),
                f" đơn vị chưa báo cáo{'' if is_one_each else ' đầy đủ'}: {names}.",
            )
        )
    elif sheets.accepted == sheets.expected:
        yield Paragraph(runs("Các đơn vị đã báo cáo đầy đủ."))
