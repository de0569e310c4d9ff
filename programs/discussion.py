"""What parties say: comments on drafts with their answers, and reviews of signed programs."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.history import record
from coordination.models import Membership
from coordination.text import nfc
from programs import access
from programs.models import (
    Advice,
    Program,
    ProgramState,
    ReviewComment,
    ReviewRequest,
    StandingReview,
)
from programs.text import anchors
from programs.transitions import locked
from programs.workflow import REASON_LENGTH, Refused

# --- Comments on a draft ---------------------------------------------------------------------


def _said(text: str, *, otherwise: str) -> str:
    """What was typed, in NFC; refused when it is nothing or too long."""
    text = nfc(text).strip()
    if not text:
        raise Refused(otherwise)
    if len(text) > REASON_LENGTH:
        raise Refused(
            _("The text has more than %(most)d letters; shorten it.") % {"most": REASON_LENGTH}
        )
    return text


@transaction.atomic
def add_comment(
    *, program: Program, by: Membership, at: dt.datetime, anchor: str, text: str
) -> ReviewComment:
    """A party's reviewer comments on a place of the text while the program is in review."""
    program = locked(program)
    party = access.party_to_review(by, program)
    if party is None:
        raise Refused(_("Only reviewers of a lead or partner judge a program."))
    if program.state != ProgramState.IN_REVIEW:
        raise Refused(
            _("Comments are made while a program is in review; the state is now “%(state)s”.")
            % {"state": program.get_state_display()}
        )
    text = _said(text, otherwise=_("Write the comment first."))
    if anchor and anchor not in {part.anchor for part in anchors(program)}:
        raise Refused(_("The text has no such place any more; reload the page."))
    same = {"party": party, "round": program.review_round, "anchor": anchor, "text": text}
    if said := ReviewComment.objects.filter(**same).first():
        return said  # pressed twice
    comment = ReviewComment.objects.create(**same, created_at=at, created_by=by)
    record("program.commented", program, by=by, at=at, comment=comment.pk)
    return comment


@transaction.atomic
def answer_comment(
    *, comment: ReviewComment, by: Membership, at: dt.datetime, answer: str, resolve: bool
) -> ReviewComment:
    """The Board answers a comment and, with `resolve`, closes it; a closed one stays as it is."""
    comment = locked(comment)
    if comment.resolved_at:
        raise Refused(_("This comment was resolved in the meantime."))
    answer = nfc(answer).strip()
    if not resolve:
        answer = _said(answer, otherwise=_("Write the answer first."))
    if answer:
        answer = _said(answer, otherwise="")
        comment.answer, comment.answered_at, comment.answered_by = answer, at, by
    if resolve:
        comment.resolved_at, comment.resolved_by = at, by
    comment.save()
    code = "program.comment_resolved" if resolve else "program.comment_answered"
    record(code, comment.party.program, by=by, at=at, comment=comment.pk)
    return comment


# --- Reviews of a signed program -------------------------------------------------------------


def _signed(program: Program) -> Program:
    program = locked(program)
    if program.state != ProgramState.SIGNED:
        raise Refused(
            _("Only a signed program is reviewed again; the state is now “%(state)s”.")
            % {"state": program.get_state_display()}
        )
    return program


@transaction.atomic
def ask_for_reviews(
    *,
    program: Program,
    by: Membership,
    at: dt.datetime,
    today: dt.date,
    until: dt.date,
    note: str,
) -> ReviewRequest:
    """The Board asks all parties to review a signed program again by a day."""
    program = _signed(program)
    if until < today:
        raise Refused(_("The day by which to answer lies in the past."))
    same = {"program": program, "until": until, "note": nfc(note).strip()}
    if ReviewRequest.objects.filter(**same).exists():
        raise Refused(_("The parties were asked this already."))
    asked = ReviewRequest.objects.create(**same, asked_at=at, asked_by=by)
    record("program.review_asked", program, by=by, at=at, request=asked.pk)
    return asked


@transaction.atomic
def review_again(
    *, program: Program, by: Membership, at: dt.datetime, today: dt.date, advice: str, comment: str
) -> StandingReview:
    """A party says of a signed program: keep, amend or terminate. It changes nothing by itself.

    It answers the latest request that is still open to this party.
    """
    program = _signed(program)
    party_id = access.party_for(by, program)
    if party_id is None:
        raise Refused(_("Only reviewers of a party review a signed program."))
    comment = nfc(comment).strip()
    if advice != Advice.KEEP:
        comment = _said(comment, otherwise=_("Say what should be amended, or why to terminate."))
    same = {"party_id": party_id, "advice": advice, "comment": comment}
    if StandingReview.objects.filter(**same, handled_at=None).exists():
        raise Refused(
            _("Your organisation said the same already; the Board has not handled it yet.")
        )
    review = StandingReview.objects.create(
        **same,
        request=open_requests(program, party_id, today).first(),
        reviewed_at=at,
        reviewed_by=by,
    )
    record("program.reviewed_again", program, by=by, at=at, review=review.pk)
    return review


def open_requests(program: Program, party_id: int, today: dt.date):
    """Requests that wait for this party's answer, the latest first."""
    return program.review_requests.filter(until__gte=today).exclude(reviews__party=party_id)


@transaction.atomic
def handle_review(
    *, review: StandingReview, by: Membership, at: dt.datetime, handling: str
) -> StandingReview:
    """The Board notes what it did about a review; then it no longer waits on the desk."""
    review = locked(review)
    if review.handled_at:
        raise Refused(_("This review was handled in the meantime."))
    review.handling = _said(handling, otherwise=_("Write what the Board did about it."))
    review.handled_at, review.handled_by = at, by
    review.save()
    record("program.review_handled", review.party.program, by=by, at=at, review=review.pk)
    return review
