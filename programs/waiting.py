"""What waits for whom: drafts and amendments to judge, reviews asked for, what the Board has to do.

Home cards and desks ask here, so that both say the same.
"""

import datetime as dt
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access import units_of
from coordination.models import Event, Membership
from programs import access
from programs.models import (
    Amendment,
    AmendmentReview,
    AmendmentState,
    Party,
    PartyRole,
    Program,
    ProgramState,
    Reporter,
    Review,
    ReviewComment,
    ReviewedText,
    ReviewRequest,
    StandingReview,
    programs_reported_by,
)

# --- For a reviewer --------------------------------------------------------------------------


def drafts_to_judge(membership: Membership) -> QuerySet[Program]:
    """Programs in review on which the reviewer's organisation has not decided in this round.

    Annotated `since`: when this round began.
    """
    if not access.is_reviewer(membership):
        return Program.objects.none()
    own = Party.objects.filter(
        program=OuterRef("pk"), organization=membership.organization_id
    ).exclude(role=PartyRole.WITNESS)
    given = Review.objects.filter(
        party__program=OuterRef("pk"),
        party__organization=membership.organization_id,
        round=OuterRef("review_round"),
    )
    sent = ReviewedText.objects.filter(program=OuterRef("pk"), round=OuterRef("review_round"))
    return (
        Program.objects.filter(Exists(own), ~Exists(given), state=ProgramState.IN_REVIEW)
        .annotate(since=Subquery(sent.values("sent_at")[:1]))
        .order_by("since", "pk")
    )


def amendments_to_judge(membership: Membership) -> QuerySet[Amendment]:
    """Amendments in review on which the reviewer's organisation has not decided in this round.

    It must be lead or partner from the amendment's day on (`access.reporters_asked`). Annotated
    `since`: when they were sent.
    """
    if not access.is_reviewer(membership):
        return Amendment.objects.none()
    given = AmendmentReview.objects.filter(
        amendment=OuterRef("pk"),
        round=OuterRef("review_round"),
        party__organization=membership.organization_id,
    )
    asked = Reporter.objects.filter(
        program=OuterRef("program"), organization=membership.organization_id
    ).between(OuterRef("effective_from"), dt.date.max)
    sent = Event.objects.filter(
        content_type=ContentType.objects.get_for_model(Amendment),
        object_id=OuterRef("pk"),
        code="amendment.sent_to_review",
    ).order_by("-at")
    return (
        Amendment.objects.filter(
            ~Exists(given),
            Exists(asked),
            state=AmendmentState.IN_REVIEW,
        )
        .select_related("program")
        .annotate(since=Subquery(sent.values("at")[:1]))
        .order_by("since", "pk")
    )


def reviews_asked(membership: Membership, on: dt.date) -> QuerySet[ReviewRequest]:
    """Requests to review a signed program that the reviewer's organisation has not answered."""
    if not access.is_reviewer(membership):
        return ReviewRequest.objects.none()
    answered = StandingReview.objects.filter(
        request=OuterRef("pk"), reviewed_by__organization=membership.organization_id
    )
    own = Party.objects.filter(program=OuterRef("program"), organization=membership.organization_id)
    return (
        ReviewRequest.objects.filter(
            ~Exists(answered),
            Exists(own) | Q(program__in=programs_reported_by(membership.organization_id)),
            until__gte=on,
            program__state=ProgramState.SIGNED,
            program__in=access.visible_programs(membership),
        )
        .select_related("program")
        .order_by("until", "pk")
    )


@dataclass(frozen=True)
class Item:
    """Something that waits for a reviewer.

    `key` names it in addresses; `what` says what is to be done; `since` when it came, `days` how
    many days ago; `remark` what else there is to know (the round, the day by which to answer).
    """

    key: str
    thing: Program | Amendment | ReviewRequest
    program: Program
    what: str
    since: dt.datetime | None
    on: dt.date
    remark: str = ""

    @property
    def days(self) -> int | None:
        return (self.on - timezone.localdate(self.since)).days if self.since else None


def queue_of(membership: Membership, on: dt.date) -> list[Item]:
    """Everything that waits for the reviewer, the oldest first. Three queries."""
    items = [
        Item(
            f"program-{one.pk}",
            one,
            one,
            _("Program to judge"),
            one.since,
            on,
            _("review %(round)d") % {"round": one.review_round} if one.review_round > 1 else "",
        )
        for one in drafts_to_judge(membership)
    ]
    items += [
        Item(f"amendment-{one.pk}", one, one.program, _("Amendment to judge"), one.since, on)
        for one in amendments_to_judge(membership)
    ]
    items += [
        Item(
            f"request-{one.pk}",
            one,
            one.program,
            _("Signed program to review again"),
            one.asked_at,
            on,
            _("answer by %(date)s") % {"date": f"{one.until:%d/%m/%Y}"},
        )
        for one in reviews_asked(membership, on)
    ]
    return sorted(items, key=lambda one: (one.since is not None, one.since, one.key))


# --- For the Board ---------------------------------------------------------------------------


def drafts_sent_back(membership: Membership) -> QuerySet[Program]:
    """Drafts that a party sent back and that were not sent again."""
    return Program.objects.filter(
        units_of(membership, "unit_id"), state=ProgramState.DRAFT, review_round__gt=0
    ).order_by("pk")


def programs_to_sign(membership: Membership) -> QuerySet[Program]:
    """Programs that all have approved."""
    return Program.objects.filter(
        units_of(membership, "unit_id"), state=ProgramState.APPROVED
    ).order_by("pk")


def reviews_to_handle(membership: Membership) -> QuerySet[StandingReview]:
    """Reviews of signed programs that the Board has not handled, the oldest first."""
    return (
        StandingReview.objects.filter(
            units_of(membership, "party__program__unit_id"), handled_at=None
        )
        .select_related("party__program")
        .order_by("reviewed_at", "pk")
    )


def comments_to_answer(membership: Membership) -> QuerySet[ReviewComment]:
    """Comments on drafts that nobody has answered or resolved, the oldest first."""
    return (
        ReviewComment.objects.filter(
            units_of(membership, "party__program__unit_id"),
            answered_at=None,
            resolved_at=None,
            party__program__state__in=(
                ProgramState.DRAFT,
                ProgramState.IN_REVIEW,
                ProgramState.APPROVED,
            ),
        )
        .select_related("party__program")
        .order_by("created_at", "pk")
    )
