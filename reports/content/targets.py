"""What a party reached of its target, in a sentence."""

from coordination.figures import NBSP
from coordination.periods import short_date
from programs.totals import TargetResult, Totals
from reports.blocks import FigureRun, Runs, runs
from reports.content.figures import Of, Printer
from reports.content.phrases import joined, label_of


def target_runs(printer: Printer, target: TargetResult) -> Runs:
    """`Hội LHPN: quà tặng … đạt 385 suất so với mức giao 350 suất, bằng 110% … (chỉ tiêu …).`"""
    clauses = [
        clause
        for clause in (_quantity(printer, target), _value(printer, target))
        if clause is not None
    ]
    return runs(
        f"{target.participant.short_name}: {label_of(target.indicator)} ",
        *joined(clauses),
        f" ({term_of(target, printer.facts.totals)}).",
    )


def term_of(target: TargetResult, found: Totals) -> str:
    """For which time the target was set, and since when was added up where that is earlier."""
    term = f"chỉ tiêu năm{NBSP}{target.year}" if target.year else "chỉ tiêu cả giai đoạn"
    if target.starts < found.starts:
        term += f", lũy kế từ ngày{NBSP}{short_date(target.starts)}"
    return term


def source_of(target: TargetResult) -> dict[str, object]:
    """Whose target it is and the days over which its result is added up."""
    return {
        "organization": target.participant.organization_id,
        "from": target.starts.isoformat(),
        "to": target.ends.isoformat(),
    }


def _quantity(printer: Printer, target: TargetResult) -> Runs | None:
    if target.quantity is None:
        return None
    indicator, source, reached = target.indicator, source_of(target), target.reached
    goal = printer.target(target.quantity, indicator, **source)
    if reached.quantity is None:
        return _nothing(goal)
    got = printer.quantity(reached.quantity, indicator, is_estimate=reached.is_estimate, **source)
    share = target.percent
    return _reached(got, goal, share and printer.percent(share, Of.PERCENT, indicator, **source))


def _value(printer: Printer, target: TargetResult) -> Runs | None:
    if target.value is None:
        return None
    indicator, source = target.indicator, source_of(target)
    goal = printer.target_value(target.value, indicator, **source)
    if target.reached.value is None:
        return runs("trị giá ", *_nothing(goal))
    got = printer.value(target.reached.value, indicator, **source)
    share = target.percent_value
    percent = share and printer.percent(share, Of.PERCENT_VALUE, indicator, **source)
    return runs("trị giá ", *_reached(got, goal, percent))


def _nothing(goal: FigureRun) -> Runs:
    return runs("chưa có số liệu so với mức giao ", goal)


def _reached(got: FigureRun, goal: FigureRun, percent: FigureRun | None) -> Runs:
    share = (", bằng ", percent) if percent else ()
    return runs("đạt ", got, " so với mức giao ", goal, *share)
