"""Who has reported and who has not: the list of periods, and one period with its parties."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coordination import clock
from coordination.access import is_board
from coordination.models import Membership
from programs import access, transitions
from programs.models import Reporter, ReportingPeriod, ResultSheet, SheetState
from programs.schedule import days_late, expected_parties
from programs.views.moves import make_move
from programs.workflow import PERIOD_MOVES, open_moves, sheet_label

PER_PAGE = 25
TONES = {
    None: "neutral",
    SheetState.DRAFT: "info",
    SheetState.SUBMITTED: "warn",
    SheetState.RETURNED: "bad",
    SheetState.ACCEPTED: "good",
}


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Periods within reach, newest first, each with how far its sheets have come."""
    membership = request.membership
    found = (
        access.visible_periods(membership)
        .select_related("program")
        .annotate(
            accepted=_number_of_sheets(SheetState.ACCEPTED),
            to_check=_number_of_sheets(SheetState.SUBMITTED),
            own_state=Subquery(
                ResultSheet.objects.filter(
                    period=OuterRef("pk"), organization=membership.organization_id
                ).values("state")[:1]
            ),
        )
        .order_by("-valid_from", "-valid_to", "pk")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    asked = _asked(page.object_list)
    for period in page.object_list:
        period.asked = len(asked[period.pk])
        period.is_own = membership.organization_id in asked[period.pk]
        period.days_late = days_late(period, on=today)
        period.own_label = sheet_label(period.own_state, for_board=False)
        period.own_tone = TONES[period.own_state]
        period.due_day = f"{period.due_on:%d/%m/%Y}" if period.due_on else ""
        period.tu, period.den = period.valid_from.isoformat(), period.valid_to.isoformat()
    context = {
        "page": page,
        "for_board": is_board(membership),
        "shows_own": any(period.is_own for period in page.object_list),
    }
    return render(request, "programs/results.html", context)


def _asked(periods: Iterable[ReportingPeriod]) -> dict[int, list[int]]:
    """Which organisations report in each of the periods, in one query."""
    rows = Reporter.objects.filter(program__in={one.program_id for one in periods}).with_a_day()
    reporters = defaultdict(list)
    columns = ("program_id", "organization_id", "first_day", "last_day")
    for program_id, *row in rows.order_by().values_list(*columns):
        reporters[program_id].append(row)
    return {
        one.pk: [
            organization_id
            for organization_id, first, last in reporters[one.program_id]
            if one.period.overlaps(first, last)
        ]
        for one in periods
    }


def _number_of_sheets(state: SheetState) -> Coalesce:
    """As a subquery, so that sheets are counted for the rows of the page only."""
    sheets = ResultSheet.objects.filter(period=OuterRef("pk"), state=state).order_by()
    return Coalesce(Subquery(sheets.values("period").annotate(n=Count("*")).values("n")), 0)


@require_safe
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """One period: every party and where its sheet stands; who has not reported."""
    membership = request.membership
    period = get_object_or_404(
        access.visible_periods(membership).select_related("program__unit", "closed_by__user"),
        pk=pk,
    )
    for_board = access.may_judge_results(membership, period.program)
    rows = party_rows(period, membership=membership, for_board=for_board)
    context = {
        "period": period,
        "program": period.program,
        "rows": rows,
        "missing": [row for row in rows if row["is_missing"]],
        "counts": _counts(rows),
        "days_late": days_late(period, on=clock.today()),
        "for_board": for_board,
        "moves": open_moves(PERIOD_MOVES, period, by=membership),
        "to_check": [row for row in rows if row["state"] == SheetState.SUBMITTED],
    }
    return render(request, "programs/period.html", context)


def party_rows(period: ReportingPeriod, *, membership: Membership, for_board: bool) -> list[dict]:
    """One row per party that is to report, as far as this reader may know its state.

    A stranger to a sheet sees only whether it is accepted; a draft of others stays theirs.
    """
    parties = expected_parties(period)
    sheets = {
        sheet.organization_id: sheet
        for sheet in period.sheets.annotate(line_count=Count("lines")).select_related(
            "submitted_by__user", "accepted_by__user"
        )
    }
    rows = []
    for party in parties:
        sheet = sheets.get(party.organization_id)
        may_know = access.may_see_draft_figures(
            membership, program=period.program, organization_id=party.organization_id
        )
        known = sheet if sheet and (may_know or sheet.state == SheetState.ACCEPTED) else None
        state = known.state if known else None
        rows.append(
            {
                "party": party,
                "sheet": known,
                "state": state,
                "label": sheet_label(state, for_board=for_board or not may_know),
                "tone": TONES[state],
                "is_missing": sheet is None
                or sheet.state in (SheetState.DRAFT, SheetState.RETURNED),
                "may_fill": access.may_fill(
                    membership, program=period.program, organization_id=party.organization_id
                ),
            }
        )
    return rows


def _counts(rows: list[dict]) -> dict[str, int]:
    return {
        "expected": len(rows),
        "accepted": sum(row["state"] == SheetState.ACCEPTED for row in rows),
        "to_check": sum(row["state"] == SheetState.SUBMITTED for row in rows),
        "missing": sum(row["is_missing"] for row in rows),
    }


def _closable(request: HttpRequest, pk: int) -> ReportingPeriod:
    """The period, for the Board's head; 403 for who only sees it."""
    period = get_object_or_404(
        access.visible_periods(request.membership).select_related("program"), pk=pk
    )
    if not access.may_close_periods(request.membership, period.program):
        raise PermissionDenied(_("Only the Board's head closes and reopens periods."))
    return period


@require_POST
def close_period(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: lock the period's sheets."""
    period = _closable(request, pk)
    return make_move(
        request,
        lambda: transitions.close_period(period=period, by=request.membership, at=clock.now()),
        done=_("The period is closed."),
        to="period",
        args=[pk],
    )


@require_POST
def reopen_period(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: unlock the period's sheets, for a reason."""
    period = _closable(request, pk)
    return make_move(
        request,
        lambda: transitions.reopen_period(
            period=period,
            by=request.membership,
            at=clock.now(),
            reason=request.POST.get("reason", ""),
        ),
        done=_("The period is open again."),
        to="period",
        args=[pk],
    )
