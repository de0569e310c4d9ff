"""Where each printed figure comes from: in words, and as an address for whoever may open it."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination import periods
from coordination.models import Membership, Organization
from coordination.naming import named_organizations
from coordination.periods import Period, PeriodKind
from programs import access
from programs.models import Indicator
from reports.blocks import FigureRun, Paper, figures
from reports.content.figures import Of

WHAT = {
    Of.QUANTITY: gettext_lazy("quantity"),
    Of.VALUE: gettext_lazy("value"),
    Of.TARGET: gettext_lazy("target"),
    Of.TARGET_VALUE: gettext_lazy("target, value"),
    Of.PERCENT: gettext_lazy("share of the target"),
    Of.PERCENT_VALUE: gettext_lazy("share of the target, value"),
    Of.COMPARISON: gettext_lazy("against the same period last year"),
    Of.SHEETS: gettext_lazy("result sheets"),
}


@dataclass(frozen=True, slots=True)
class Traced:
    """A printed figure, what it is in words, and its page (empty where it may not be opened)."""

    text: str
    label: str
    url: str


def traced(paper: Paper, *, membership: Membership) -> list[Traced]:
    """Each distinct figure of the paper in the order of the page.

    Figures with the same text and source are one. Four queries, however many figures there are.
    """
    distinct = {(run.text, json.dumps(run.source, sort_keys=True)): run for run in figures(paper)}
    runs = list(distinct.values())
    names = _Names(runs, membership)
    return [Traced(run.text, names.label(run.source), names.url(run.source)) for run in runs]


class _Names:
    """What the sources' keys stand for, fetched at once."""

    def __init__(self, runs: Iterable[FigureRun], membership: Membership):
        sources = [run.source for run in runs]
        # Hundreds of figures are of a few periods and indicators.
        self.period, self.totals = cache(_period_label), cache(_totals_url)
        self.indicators = {
            one.code: one for one in Indicator.objects.filter(code__in=_all(sources, "indicator"))
        }
        last = max((source["to"] for source in sources if "to" in source), default="")
        on = dt.date.fromisoformat(last) if last else dt.date.min
        organizations = Organization.objects.filter(pk__in=_all(sources, "organization"))
        self.organizations = {
            one.pk: one.current_short_name for one in named_organizations(organizations, on)
        }
        self.programs = set(
            access.visible_programs(membership)
            .filter(pk__in=_all(sources, "program"), state__in=access.PUBLISHED)
            .values_list("pk", flat=True)
        )
        self.sheets = set(
            access.visible_sheets(membership)
            .filter(pk__in=_all(sources, "sheet"))
            .values_list("pk", flat=True)
        )

    def label(self, source: dict) -> str:
        """Organisation – indicator, what of it – period."""
        indicator = self.indicators.get(source.get("indicator"))
        of = source.get("of")
        what = str(WHAT[of]) if of in WHAT else ""
        parts = [
            self.organizations.get(source.get("organization")) or _("all parties"),
            ", ".join(filter(None, (indicator and indicator.label, what))),
            self.period(source.get("from"), source.get("to")),
        ]
        return capfirst(" – ".join(filter(None, parts)))

    def url(self, source: dict) -> str:
        """The sheet of a figure that is one line, else the totals or the lines behind them."""
        if source.get("sheet") in self.sheets:
            return reverse("sheet_by_id", args=[source["sheet"]])
        if source.get("program") not in self.programs:
            return ""
        code = source.get("indicator")
        known = code if code in self.indicators else None
        return self.totals(source["program"], known, source["from"], source["to"])


def _all(sources: list[dict], key: str) -> set:
    return {source[key] for source in sources if key in source}


def _period_label(starts: str | None, ends: str | None) -> str:
    if starts is None or ends is None:
        return ""
    first, last = dt.date.fromisoformat(starts), dt.date.fromisoformat(ends)
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR):
        period = Period(kind, first, last)
        if periods.is_whole(period, periods.CALENDAR_YEAR):
            return periods.label(period)
    return periods.label(Period(PeriodKind.ON_DEMAND, first, last))


def _totals_url(program: int, code: str | None, starts: str, ends: str) -> str:
    query = urlencode({"tu": starts, "den": ends})
    page = (
        reverse("totals_parts", args=[program, code]) if code else reverse("totals", args=[program])
    )
    return f"{page}?{query}"
