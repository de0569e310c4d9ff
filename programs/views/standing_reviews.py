"""Reviews of a signed program: asked for, given at any time, handled by the Board."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coordination import clock
from coordination.naming import organization_name
from programs import access
from programs.discussion import ask_for_reviews, handle_review, open_requests, review_again
from programs.forms.reviews import ReviewAgainForm, ReviewRequestForm
from programs.models import Program, ProgramState
from programs.views.moves import make_move
from programs.views.signing import UNPROCESSABLE, refused_state, told
from programs.workflow import Refused


def _visible(request: HttpRequest, pk: int) -> Program:
    return get_object_or_404(access.visible_programs(request.membership), pk=pk)


def _page(request: HttpRequest, program: Program, *, asking=None, giving=None, status=200):
    context = reviews_context(request, program, asking=asking, giving=giving)
    return render(request, "programs/signing/standing_reviews.html", context, status=status)


def reviews_context(request: HttpRequest, program: Program, *, asking=None, giving=None) -> dict:
    """What `programs/signing/standing_reviews_body.html` shows; refused forms are shown again."""
    membership = request.membership
    today = clock.today()
    is_signed = program.state == ProgramState.SIGNED
    party_id = access.party_for(membership, program)
    may_ask = access.may_ask_for_reviews(membership, program)
    return {
        "program": program,
        "requests": program.review_requests.select_related("asked_by__user"),
        "reviews": access.visible_standing_reviews(membership)
        .filter(party__program=program)
        .select_related("reviewed_by__user", "handled_by__user", "request")
        .annotate(short_name=organization_name("party__organization_id", today)),
        "may_ask": may_ask,
        "asking": asking or (ReviewRequestForm() if may_ask and is_signed else None),
        "giving": giving or (ReviewAgainForm() if party_id and is_signed else None),
        "open_request": open_requests(program, party_id, today).first() if party_id else None,
        "today": today,
    }


@require_safe
def standing_reviews(request: HttpRequest, pk: int) -> HttpResponse:
    """What the parties said of a signed program, and the forms to ask, to say, to handle."""
    program = _visible(request, pk)
    if program.state not in access.PUBLISHED:
        return refused_state(request, program)
    return _page(request, program)


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The Board asks the parties to review the program again."""
    program = _visible(request, pk)
    if not access.may_ask_for_reviews(request.membership, program):
        raise PermissionDenied(_("Only the Board's staff of this unit ask for reviews."))
    form = ReviewRequestForm(request.POST)
    if form.is_valid():
        try:
            asked = ask_for_reviews(
                program=program,
                by=request.membership,
                at=clock.now(),
                today=clock.today(),
                **form.cleaned_data,
            )
        except Refused as refused:
            told(form, refused)
        else:
            return _done(
                request,
                program,
                _("The parties are asked to answer by %(date)s.")
                % {"date": f"{asked.until:%d/%m/%Y}"},
            )
    return _page(request, program, asking=form, status=UNPROCESSABLE)


@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """A party reviews the signed program."""
    program = _visible(request, pk)
    if not access.may_review_again(request.membership, program):
        raise PermissionDenied(_("Only reviewers of a party review a signed program."))
    form = ReviewAgainForm(request.POST)
    if form.is_valid():
        try:
            review_again(
                program=program,
                by=request.membership,
                at=clock.now(),
                today=clock.today(),
                **form.cleaned_data,
            )
        except Refused as refused:
            told(form, refused)
        else:
            return _done(request, program, _("Your review was kept; the Board will handle it."))
    return _page(request, program, giving=form, status=UNPROCESSABLE)


def _done(request: HttpRequest, program: Program, sentence: str) -> HttpResponse:
    return make_move(request, lambda: None, done=sentence, to="standing_reviews", args=[program.pk])


@require_POST
def handle(request: HttpRequest, pk: int) -> HttpResponse:
    """The Board notes what it did about a review."""
    review = get_object_or_404(
        access.visible_standing_reviews(request.membership).select_related("party__program"), pk=pk
    )
    program = review.party.program
    if not access.may_ask_for_reviews(request.membership, program):
        raise PermissionDenied(_("Only the Board's staff of this unit handle reviews."))
    return make_move(
        request,
        lambda: handle_review(
            review=review,
            by=request.membership,
            at=clock.now(),
            handling=request.POST.get("reason", ""),
        ),
        done=_("It is noted what the Board did."),
        to="standing_reviews",
        args=[program.pk],
    )
