"""Totals as plain data, for machines: JSON now, other formats of the same structure later."""

from decimal import Decimal
from typing import Any

from coordination.figures import Figure, plain_number, round_half_up
from programs.models import Aggregation
from programs.totals.model import IndicatorTotal, TargetResult, Totals
from programs.totals.units import UnitIndicator, UnitTotals


def as_json(totals: Totals) -> dict[str, Any]:
    """Sheets, totals by indicator, value of all, targets. Numbers are texts; null: not reported.

    Sums have every digit that was reported; rates, which may have no end, two decimals.
    """
    return {
        "sheets": {
            "expected": totals.sheets.expected,
            "accepted": totals.sheets.accepted,
            "missing": [one.short_name for one in totals.sheets.missing],
        },
        "totals": {total.indicator.code: _total(total) for total in totals.indicators},
        "total_value": _figure("value", totals.total_value),
        "targets": [_target(target) for target in totals.targets],
    }


def unit_as_json(found: UnitTotals) -> dict[str, Any]:
    """Totals of a unit in the same shape; `counted_once`: of concurrent programs (rule e)."""
    return {
        "unit": str(found.unit),
        "as_of": found.as_of.isoformat(),
        "units": [str(one) for one in found.units],
        "programs": [one.number or one.title for one in found.programs],
        "totals": {total.indicator.code: _total(total) for total in found.indicators},
        "total_value": _figure("value", found.total_value),
        "counted_once": [
            {
                "organization": one.party,
                "indicator": one.indicator.code,
                "not_counted_in": one.program.number or one.program.title,
                "from": one.starts.isoformat(),
                "to": one.ends.isoformat(),
            }
            for one in found.shared
        ],
    }


def _total(total: IndicatorTotal | UnitIndicator) -> dict[str, str | None]:
    is_rate = total.indicator.aggregation == Aggregation.AVERAGE
    return _figure("quantity", total.sum.quantity, is_rate=is_rate) | _figure(
        "value", total.sum.value
    )


def _target(target: TargetResult) -> dict[str, Any]:
    is_rate = target.indicator.aggregation == Aggregation.AVERAGE
    found = {
        "organization": target.participant.short_name,
        "indicator": target.indicator.code,
        "year": target.year,
        "target": _number(target.quantity),
        **_figure("result", target.reached.quantity, is_rate=is_rate),
        **_figure("percent", target.percent),
    }
    if target.value is not None:
        found |= {
            "target_value": _number(target.value),
            **_figure("result_value", target.reached.value),
            **_figure("percent_value", target.percent_value),
        }
    return found


def _figure(name: str, figure: Figure | None, *, is_rate: bool = False) -> dict[str, str | None]:
    return {
        name: _number(figure, is_rate=is_rate),
        f"{name}_qualifier": figure.qualifier.value if figure else None,
    }


def _number(figure: Figure | None, *, is_rate: bool = False) -> str | None:
    if figure is None:
        return None
    number: Decimal = round_half_up(figure.number) if is_rate else figure.number
    return plain_number(number)
