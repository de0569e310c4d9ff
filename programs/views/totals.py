"""What a program reached in a span of days, and the lines behind each total."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from coordination import clock
from coordination.access import is_board_of
from coordination.naming import unit_name
from coordination.periods import PeriodKind
from coordination.text import nfc
from programs import access
from programs import totals as adding
from programs.models import Indicator, Program, ProgramKind, ReportingPeriod
from programs.totals import Fate, IndicatorTotal, Part, Totals

FATES = {
    Fate.COUNTED: gettext_lazy("counted"),
    Fate.ELSEWHERE: gettext_lazy("done jointly, counted by another organisation"),
    Fate.REPLACED: gettext_lazy("replaced by the successor's figure"),
    Fate.OLDER: gettext_lazy("a later figure of the same organisation counts"),
    Fate.OTHER_KIND: gettext_lazy("taken from another kind of period"),
    Fate.ON_DEMAND: gettext_lazy("on demand; a periodic sheet asks for it already"),
    Fate.SERVED_BY_PLAN: gettext_lazy("the annual plan's sheet counts"),
}

_KINDS = frozenset(kind.value for kind in PeriodKind)


@dataclass(frozen=True)
class Asked:
    """Which totals a reader asks for, as it stands in the address."""

    starts: dt.date
    ends: dt.date
    kind: PeriodKind | None = None
    with_sent: bool = False

    @property
    def query(self) -> str:
        """The part of the address behind the question mark."""
        given = {"tu": self.starts.isoformat(), "den": self.ends.isoformat()}
        if self.kind:
            given["loai"] = self.kind.value
        if self.with_sent:
            given["gom"] = "da-gui"
        return urlencode(given)


@require_safe
def totals(request: HttpRequest, pk: int) -> HttpResponse:
    """Totals of one program by area, with targets, the period before and last year's."""
    program = _program(request, pk)
    periods = _periods(program)
    asked = _asked(request, program, periods)
    found = adding.totals(
        program,
        starts=asked.starts,
        ends=asked.ends,
        kind=asked.kind,
        include_submitted=asked.with_sent,
        compare=True,
    )
    context = {
        "program": program,
        "asked": asked,
        "found": found,
        "areas": [
            (area, [_row(found, total, asked) for total in rows]) for area, rows in found.by_area
        ],
        "periods": [(period, _query_of(period), _is_asked(period, asked)) for period in periods],
        "period": next((period for period in periods if _is_asked(period, asked)), None),
        "parties": [party for party in found.parties if party.total_value is not None],
        "may_count_sent": is_board_of(request.membership, program.unit_id),
        "other_query": _with_sent_turned(asked).query,
        "kinds": list(PeriodKind),
    }
    return render(request, "programs/totals.html", context)


@require_safe
def totals_parts(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The lines behind one indicator's total: whose, from which sheet, entered by whom."""
    program = _program(request, pk)
    asked = _asked(request, program, _periods(program))
    worded = Indicator.objects.select_related("area").worded_at(asked.ends)
    indicator = get_object_or_404(worded, code=nfc(code))
    given = {
        "starts": asked.starts,
        "ends": asked.ends,
        "kind": asked.kind,
        "include_submitted": asked.with_sent,
        "served": adding.serving(program, on=asked.ends),
    }
    found = adding.totals(program, **given)
    lines = adding.lines_of(program, indicator, **given)
    visible = set(
        access.visible_sheets(request.membership)
        .filter(pk__in={source.line.sheet_id for source in lines})
        .values_list("pk", flat=True)
    )
    context = {
        "program": program,
        "indicator": indicator,
        "asked": asked,
        "found": found,
        "total": next((one for one in found.indicators if one.indicator.pk == indicator.pk), None),
        "rows": [
            {
                "source": source,
                "line": source.line,
                "sheet": source.line.sheet,
                "fate": FATES[source.fate],
                "may_open": source.line.sheet_id in visible,
            }
            for source in lines
        ],
        "totals_url": f"{reverse('totals', args=[program.pk])}?{asked.query}",
    }
    return render(request, "programs/totals_parts.html", context)


def _program(request: HttpRequest, pk: int) -> Program:
    programs = access.visible_programs(request.membership).filter(state__in=access.PUBLISHED)
    named = programs.annotate(unit_name=unit_name("unit_id", clock.today()))
    return get_object_or_404(named.select_related("unit"), pk=pk)


def _periods(program: Program) -> list[ReportingPeriod]:
    """The periods of the program and of the plans that serve it, the latest first, each once."""
    rows = ReportingPeriod.objects.filter(
        Q(program=program)
        | Q(
            program__parent=program.pk,
            program__kind=ProgramKind.ANNUAL_PLAN,
            program__state__in=access.PUBLISHED,
        )
    ).order_by("-valid_to", "valid_from", "pk")
    found: dict[tuple, ReportingPeriod] = {}
    for row in rows:
        found.setdefault((row.kind, row.valid_from, row.valid_to), row)
    return list(found.values())


def _asked(request: HttpRequest, program: Program, periods: list[ReportingPeriod]) -> Asked:
    """What the address asks for; without dates the latest period that has begun."""
    default = _default(program, periods)
    starts, ends = _day(request, "tu"), _day(request, "den")
    if not starts or not ends:
        starts, ends = default
    if starts > ends:
        messages.warning(
            request, _("The first day lies after the last; the latest period is shown.")
        )
        starts, ends = default
    kind = request.GET.get("loai", "")
    with_sent = request.GET.get("gom") == "da-gui"
    if with_sent and not is_board_of(request.membership, program.unit_id):
        raise PermissionDenied(_("Only the Board sees figures that are not accepted yet."))
    return Asked(starts, ends, PeriodKind(kind) if kind in _KINDS else None, with_sent=with_sent)


def _default(program: Program, periods: list[ReportingPeriod]) -> tuple[dt.date, dt.date]:
    today = clock.today()
    begun = [period for period in periods if period.valid_from <= today]
    if begun or periods:
        latest = (begun or periods)[0]
        return latest.valid_from, latest.valid_to
    starts = program.term_from or program.ends_on or today
    return starts, max(program.ends_on or today, starts)


def _day(request: HttpRequest, name: str) -> dt.date | None:
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    if day := adding.read_day(text):
        return day
    messages.warning(
        request, _("“%(text)s” is not a day; write it as 30/6/2022.") % {"text": text[:40]}
    )
    return None


def _query_of(period: ReportingPeriod) -> str:
    kind = PeriodKind(period.kind)
    is_irregular = kind is PeriodKind.ON_DEMAND
    return Asked(period.valid_from, period.valid_to, kind if is_irregular else None).query


def _is_asked(period: ReportingPeriod, asked: Asked) -> bool:
    is_same_kind = (period.kind == PeriodKind.ON_DEMAND) == (asked.kind is PeriodKind.ON_DEMAND)
    return is_same_kind and (period.valid_from, period.valid_to) == (asked.starts, asked.ends)


def _with_sent_turned(asked: Asked) -> Asked:
    return Asked(asked.starts, asked.ends, asked.kind, with_sent=not asked.with_sent)


def _row(found: Totals, total: IndicatorTotal, asked: Asked) -> dict:
    """An indicator with its parties' parts and the address of the lines behind it."""
    page = reverse("totals_parts", args=[found.program.pk, total.indicator.code])
    url = f"{page}?{asked.query}"
    return {
        "total": total,
        "indicator": total.indicator,
        "url": url,
        "parts": [
            (part, f"{url}#to-chuc-{part.participant.organization_id}", _remarks(part, found))
            for part in total.parts
        ],
        "is_split": len(total.parts) > 1 or any(part.targets for part in total.parts),
    }


def _remarks(part: Part, found: Totals) -> list[str]:
    """What a reader should know of a part: from which kind it was taken, what is missing."""
    remarks = []
    if part.kind is not None and part.kind is not found.sheets.kind:
        remarks.append(_("from the kind “%(kind)s”") % {"kind": part.kind.label})
    if part.has_gaps:
        remarks.append(
            _("%(reported)s of %(expected)s periods reported")
            % {"reported": part.reported_periods, "expected": part.expected_periods}
        )
    for other in part.differences:
        remarks.append(_("differs from the sum by “%(kind)s”") % {"kind": other.kind.label})
    if part.is_replaced:
        remarks.append(_("replaced by the successor's figure"))
    if part.is_counted_elsewhere:
        remarks.append(_("partly done jointly, counted by another organisation"))
    return remarks
