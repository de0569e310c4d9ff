"""Home cards of what was agreed: reviews that wait for the Board, requests, amendments to judge."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access import is_board
from coordination.models import Membership, Role
from coordination.naming import organization_name
from coordination.shell import HomeCard, register_home
from programs import access
from programs.models import (
    Amendment,
    AmendmentReview,
    AmendmentState,
    Program,
    ProgramState,
    ReviewRequest,
    StandingReview,
    programs_reported_by,
)

SHOWN = 6


def reviews_to_handle(membership: Membership, today: dt.date) -> list[HomeCard]:
    """Reviews of signed programs that the Board has not handled yet."""
    if not is_board(membership):
        return []
    waiting = (
        StandingReview.objects.filter(
            handled_at=None, party__program__unit_id=membership.organization.unit_id
        )
        .select_related("party__program")
        .annotate(short_name=organization_name("party__organization_id", today))
        .order_by("reviewed_at", "pk")
    )
    rows = tuple(
        (
            f"{one.short_name}: {one.get_advice_display()}",
            f"{reverse('standing_reviews', args=[one.party.program_id])}#review-{one.pk}",
            one.party.program.number or one.party.program.title,
        )
        for one in waiting[:SHOWN]
    )
    return _card(_("Reviews of programs to handle"), rows, waiting)


def programs_to_sign(membership: Membership, today: dt.date) -> list[HomeCard]:
    """Programs that all have approved."""
    if not is_board(membership):
        return []
    waiting = Program.objects.filter(
        state=ProgramState.APPROVED, unit_id=membership.organization.unit_id
    )
    rows = tuple(
        (one.title, reverse("program_signing", args=[one.pk]), one.number)
        for one in waiting[:SHOWN]
    )
    return _card(_("Programs to sign"), rows, waiting)


def asked_to_review(membership: Membership, today: dt.date) -> list[HomeCard]:
    """Requests to review a signed program that the reader's organisation has not answered."""
    if membership.role != Role.REVIEWER:
        return []
    answered = StandingReview.objects.filter(
        request=OuterRef("pk"), reviewed_by__organization=membership.organization_id
    )
    waiting = (
        ReviewRequest.objects.filter(
            ~Exists(answered),
            until__gte=today,
            program__state=ProgramState.SIGNED,
            program__in=access.visible_programs(membership),
        )
        .filter(
            Q(program__parties__organization=membership.organization_id)
            | Q(program__in=programs_reported_by(membership.organization_id))
        )
        .distinct()
        .select_related("program")
        .order_by("until", "pk")
    )
    rows = tuple(
        (
            one.program.title,
            reverse("standing_reviews", args=[one.program_id]),
            _("answer by %(date)s") % {"date": f"{one.until:%d/%m/%Y}"},
        )
        for one in waiting[:SHOWN]
    )
    return _card(_("Programs to review again"), rows, waiting)


def amendments_to_review(membership: Membership, today: dt.date) -> list[HomeCard]:
    """Amendments in review on which the reader's organisation has not decided."""
    if membership.role != Role.REVIEWER:
        return []
    given = AmendmentReview.objects.filter(
        amendment=OuterRef("pk"),
        round=OuterRef("review_round"),
        party__organization=membership.organization_id,
    )
    waiting = (
        Amendment.objects.filter(
            ~Exists(given),
            state=AmendmentState.IN_REVIEW,
            program__in=programs_reported_by(membership.organization_id),
        )
        .select_related("program")
        .order_by(F("effective_from"), "pk")
    )
    rows = tuple(
        (str(one.program.title), reverse("amendment", args=[one.pk]), one.number)
        for one in waiting[:SHOWN]
    )
    return _card(_("Amendments to review"), rows, waiting)


def _card(title: str, rows: tuple, waiting) -> list[HomeCard]:
    """A card with its first rows; none when there is nothing. Counts only what is not shown."""
    if not rows:
        return []
    count = len(rows) if len(rows) < SHOWN else waiting.count()
    return [HomeCard(title=title, count=count, rows=rows, tone="warn")]


for _source in (programs_to_sign, reviews_to_handle, asked_to_review, amendments_to_review):
    register_home(_source)
