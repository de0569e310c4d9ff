"""The rows of a totals table. In Python, since a page holds some 170 of them with eight cells each:
a template of the same markup took most of the page's time."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.templatetags.figures import figure_cell, percent, value_cell, value_short
from programs.models import Indicator
from programs.totals import NOTHING, Sum, TargetResult, Totals

register = template.Library()

_ROW = (
    '<tr class="totals-{row}"><th scope="{scope}" class="totals-name">{name}</th>'
    "<td{unit_label}>{unit}</td>"
    '<td class="num" data-label="{words.target}">{target}</td>'
    '<td class="num" data-label="{words.result}">{result}</td>'
    '<td class="num" data-label="{words.percent}">{percent}</td>'
    '<td class="num" data-label="{words.value}">{value}</td>'
    '<td class="num" data-label="{words.before}">{previous}</td>'
    '<td class="num" data-label="{words.last_year}">{last_year}</td></tr>'
)


@register.simple_tag
def totals_bodies(rows: Iterable[dict], found: Totals) -> SafeString:
    """A `tbody` per indicator: its own row, below it the parts of its parties.

    `rows`: as the view made them, with `total`, `url`, `parts` and `is_split`. Cells without
    content stay truly empty, so that a phone leaves them out. Names are escaped here.
    """
    table = _Table(found)
    return mark_safe("".join(table.body(row) for row in rows))


@dataclass
class _Table:
    """Writes rows of one table; looks each label up once."""

    found: Totals

    @cached_property
    def words(self) -> "_Words":
        return _Words()

    def body(self, row: dict) -> str:
        total, indicator = row["total"], row["total"].indicator
        code = f'<span class="quiet small">{escape(indicator.code)}</span>'
        rows = [
            self._row(
                indicator,
                total,
                url=row["url"],
                row="sum",
                scope="rowgroup",
                name=f"{escape(indicator.label)} {code}",
                unit_label=f' data-label="{self.words.unit}"',
                unit=escape(indicator.unit),
            )
        ]
        for part, url, remarks in row["parts"] if row["is_split"] else ():
            said = "".join(
                f'<span class="quiet small totals-remark">{escape(one)}</span>' for one in remarks
            )
            rows.append(
                self._row(
                    indicator,
                    part,
                    url=url,
                    targets=part.targets,
                    row="part",
                    scope="row",
                    name=f"{escape(part.participant.short_name)} {said}".rstrip(),
                    unit_label="",
                    unit="",
                )
            )
        return f"<tbody>{''.join(rows)}</tbody>"

    def _row(self, indicator: Indicator, one, *, url: str, targets=(), **cells: str) -> str:
        url = escape(url)
        return _ROW.format(
            words=self.words,
            target="".join(map(self._target, targets)),
            result=self._result(one.sum, url),
            percent="".join(map(self._reached, targets)),
            value=_value(one.sum, indicator, url),
            previous=self._beside(one.previous) if self.found.previous_span else "",
            last_year=self._beside(one.last_year) if self.found.last_year_span else "",
            **cells,
        )

    def _target(self, target: TargetResult) -> str:
        year = _("year %(year)s") % {"year": target.year} if target.year else self.words.term
        return (
            (f"<div>{figure_cell(target.quantity)}</div>" if target.quantity else "")
            + (f"<div>{value_short(target.value)}</div>" if target.value else "")
            + f'<div class="quiet small">{year}</div>'
        )

    def _result(self, one: Sum, url: str) -> str:
        if not one.is_computable:
            text = f'<a href="{url}">{self.words.not_computable}</a>'
        elif one.quantity:
            text = f'<a href="{url}">{figure_cell(one.quantity)}</a>'
        else:
            text = figure_cell(None)
        if one.is_estimate:
            text += f'<div class="quiet small">{self.words.estimate}</div>'
        return text

    def _reached(self, target: TargetResult) -> str:
        """The share of the target, and since when where that is not the table's first day."""
        text = f"<div>{percent(target.percent)}</div>" if target.quantity else ""
        if target.value:
            text += f"<div>{percent(target.percent_value)}</div>"
        if target.starts != self.found.starts and target.reached.quantity:
            since = _("%(result)s since %(day)s") % {
                "result": figure_cell(target.reached.quantity),
                "day": f"{target.starts:%d/%m/%Y}",
            }
            text += f'<div class="quiet small">{since}</div>'
        return text

    def _beside(self, one: Sum) -> str:
        """A figure to compare with: quantity, and below it the value where there is one."""
        if one is NOTHING:
            return self.nothing
        text = figure_cell(one.quantity) if one.is_computable else self.words.not_computable
        if one.value:
            text += f'<div class="quiet small">{value_short(one.value)}</div>'
        return text

    @cached_property
    def nothing(self) -> str:
        return figure_cell(None)


def _value(one: Sum, indicator: Indicator, url: str) -> str:
    if one.value:
        return f'<a href="{url}">{value_cell(one.value)}</a>'
    return value_cell(None) if indicator.has_value else ""


class _Words:
    """The labels that each row repeats, escaped, in the reader's language."""

    def __init__(self):
        self.unit = escape(pgettext("unit of count", "Unit"))
        self.target = escape(_("Target"))
        self.result = escape(_("Result"))
        self.percent = escape(_("%% of target") % {})  # as the table's head has it
        self.value = escape(_("Value (đồng)"))
        self.before = escape(_("Period before"))
        self.last_year = escape(_("Last year"))
        self.term = escape(_("whole term"))
        self.estimate = escape(_("estimate"))
        self.not_computable = escape(pgettext("rate", "not computable"))
