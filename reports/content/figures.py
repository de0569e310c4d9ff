"""Figures as they are printed, each with the source by which it can be found again."""

from dataclasses import dataclass
from enum import StrEnum

from coordination.figures import (
    Figure,
    Style,
    format_percent,
    format_quantity,
    format_value,
)
from programs.models import Indicator
from programs.totals import Sum
from reports.blocks import FigureRun
from reports.content.facts import Facts

NOT_REPORTED = "–"
NOT_COMPUTABLE = "(*)"
ESTIMATED = "ước "


class Of(StrEnum):
    """What a printed figure says about its indicator."""

    QUANTITY = "quantity"
    VALUE = "value"
    TARGET = "target"
    TARGET_VALUE = "target_value"
    PERCENT = "percent"
    PERCENT_VALUE = "percent_value"
    COMPARISON = "comparison"
    SHEETS = "sheets"


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints figures of one program's totals; cells of tables leave out unit and padding."""

    facts: Facts
    cell: bool = False
    bold: bool = False

    @property
    def style(self) -> Style:
        return Style.PAPER_CELL if self.cell else Style.PAPER

    def source(
        self,
        of: Of,
        *,
        indicator: Indicator | None = None,
        organization: int | None = None,
        **more: object,
    ) -> dict[str, object]:
        """The parameters by which a total is asked for again, and its line where it is one."""
        found = self.facts.totals
        source: dict[str, object] = {
            "of": of.value,
            "program": found.program.pk,
            "from": found.starts.isoformat(),
            "to": found.ends.isoformat(),
        }
        if indicator is not None:
            source["indicator"] = indicator.code
        if organization is not None:
            source["organization"] = organization
            is_reported = indicator is not None and of in (Of.QUANTITY, Of.VALUE)
            if is_reported and "line" not in more and not _is_of_other_days(source, more):
                source |= self.facts.lines.only_line((organization, indicator.pk))
        return source | more

    def quantity(
        self, figure: Figure, indicator: Indicator, *, is_estimate: bool = False, **source
    ) -> FigureRun:
        text = format_quantity(figure, indicator.unit_vi, style=self.style)
        return self._run(text, Of.QUANTITY, is_estimate, indicator=indicator, **source)

    def value(
        self,
        figure: Figure,
        indicator: Indicator | None = None,
        *,
        is_estimate: bool = False,
        **source,
    ) -> FigureRun:
        text = format_value(figure, style=self.style)
        return self._run(text, Of.VALUE, is_estimate, indicator=indicator, **source)

    def target(self, figure: Figure, indicator: Indicator, **source) -> FigureRun:
        text = format_quantity(figure, indicator.unit_vi, style=self.style)
        return self._run(text, Of.TARGET, indicator=indicator, **source)

    def target_value(
        self, figure: Figure, indicator: Indicator, *, short: bool = False, **source
    ) -> FigureRun:
        text = format_value(figure, style=Style.PAPER, short=short)
        return self._run(text, Of.TARGET_VALUE, indicator=indicator, **source)

    def percent(self, figure: Figure, of: Of, indicator: Indicator | None, **source) -> FigureRun:
        text = format_percent(figure, style=self.style)
        return self._run(text, of, indicator=indicator, **source)

    def count(self, number: int) -> FigureRun:
        """A number of sheets or of parties: 02, 8 in cells."""
        return self._run(f"{number:02}", Of.SHEETS)

    def sum_parts(
        self, one: Sum, indicator: Indicator, **source
    ) -> tuple[FigureRun | None, FigureRun | None]:
        """Quantity and value of a sum, None where not reported."""
        marked = one.is_estimate and not self.cell
        return (
            one.quantity and self.quantity(one.quantity, indicator, is_estimate=marked, **source),
            one.value
            and self.value(
                one.value, indicator, is_estimate=marked and one.quantity is None, **source
            ),
        )

    def _run(self, text: str, of: Of, is_estimate: bool = False, **source) -> FigureRun:
        return FigureRun(
            f"{ESTIMATED}{text}" if is_estimate else text,
            self.source(of, **source),
            bold=self.bold,
        )


def _is_of_other_days(source: dict[str, object], more: dict[str, object]) -> bool:
    """Whether a figure was added up over other days than the report's (a year's target)."""
    return any(more.get(name, source[name]) != source[name] for name in ("from", "to"))
