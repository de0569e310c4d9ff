"""The desk of the Board's staff: programs by where they stand, what runs out, what is missing."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coordination import clock
from coordination.access import is_board, units_of
from coordination.models import Membership
from coordination.naming import organization_name
from programs import waiting
from programs.models import Program
from programs.standing import SOON, Standing, Watch, ends_within, standing, watched

SHOWN = 8


@dataclass(frozen=True)
class Watched:
    """Programs to keep an eye on: the first ones, and whether there are more."""

    code: str
    label: str
    rows: list[Program]
    has_more: bool


@require_safe
def board_desk(request: HttpRequest) -> HttpResponse:
    """The programs of the reader's unit at a glance, and what waits for the Board."""
    membership = request.membership
    if not is_board(membership):
        raise PermissionDenied(_("This desk is for the Board's staff."))
    today = clock.today()
    programs = Program.objects.filter(units_of(membership)).with_replaced(today)
    counts = _counts(programs, today)
    context = {
        "today": today,
        "counts": [(one.value, one.label, counts[one.name]) for one in Standing],
        "soon": [(one.value, one.label, counts[one.name]) for one in SOON],
        "ending": _ending(programs, today),
        "watched": [
            _watched(programs, what, today) for what in (Watch.NO_SUCCESSOR, Watch.NO_SCAN)
        ],
        **_to_do(membership, today),
    }
    return render(request, "programs/desk/board_desk.html", context)


def _counts(programs: QuerySet[Program], on: dt.date) -> dict[str, int]:
    """How many programs stand where, and how many end how soon; one query."""
    return programs.aggregate(
        **{one.name: Count("pk", filter=standing(one, on)) for one in Standing},
        **{one.name: Count("pk", filter=ends_within(span, on)) for one, span in SOON.items()},
    )


def _ending(programs: QuerySet[Program], on: dt.date) -> Watched:
    """Those that end within the longest span, each with the days that are `left` to it."""
    found = _watched(programs, Watch.ENDS_IN_90, on)
    for program in found.rows:
        program.left = (program.term_to - on).days
    return found


def _watched(programs: QuerySet[Program], what: Watch, on: dt.date) -> Watched:
    rows = list(watched(programs, what, on)[: SHOWN + 1])
    return Watched(what.value, what.label, rows[:SHOWN], len(rows) > SHOWN)


def _to_do(membership: Membership, today: dt.date) -> dict[str, list]:
    """What waits for the Board's own hand; a query each."""
    named = organization_name("party__organization_id", today)
    return {
        "sent_back": list(waiting.drafts_sent_back(membership)[:SHOWN]),
        "to_sign": list(waiting.programs_to_sign(membership)[:SHOWN]),
        "to_handle": list(waiting.reviews_to_handle(membership).annotate(short_name=named)[:SHOWN]),
        "to_answer": list(
            waiting.comments_to_answer(membership).annotate(short_name=named)[:SHOWN]
        ),
    }
