"""What happens on paper: approvals and the signing."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coordination import clock
from coordination.files import store
from coordination.forms.base import explanation
from coordination.models import StoredFile
from coordination.naming import organization_name
from programs import access, transitions
from programs.forms.signing import (
    DayForm,
    PaperApprovalForm,
    PaperDayForm,
    ScanForm,
    SignerRow,
    SigningForm,
)
from programs.models import (
    Party,
    PartyRole,
    Program,
    ProgramState,
    Review,
    Signature,
    SignedPaper,
)
from programs.signing import (
    Signing,
    holders,
    last_approval,
    sign_program,
    term_began_before,
    why_not_on,
)
from programs.workflow import PROGRAM_MOVES, Refused

UNPROCESSABLE = 422


def program_for_board(request: HttpRequest, pk: int) -> Program:
    """A program that the reader sees (else 404) and on whose paper they may report (else 403)."""
    program = get_object_or_404(
        access.visible_programs(request.membership).select_related("unit"), pk=pk
    )
    if not access.may_record_paper(request.membership, program):
        raise PermissionDenied(_("Only the Board's staff of this unit record what is on paper."))
    return program


def named_parties(program: Program, on: dt.date):
    """The parties in their order, with their short names of the day."""
    return program.parties.annotate(short_name=organization_name("organization_id", on))


def stored(form: ScanForm, *, request: HttpRequest, program: Program) -> StoredFile | None:
    """The uploaded scan, kept; it comes from the Board that records it."""
    if form.upload is None:
        return None
    by = request.membership
    return store(form.upload, by=by, organization=by.organization, at=clock.now())


def told(form, refused: Refused) -> None:
    """Put what stands in the way to a form, so that nothing typed is lost."""
    for missing in refused.missing:
        name = missing.anchor if missing.anchor in form.fields else None
        if name and form.fields[name].widget.is_hidden:
            name = None
        form.add_error(name, missing.sentence)
    if not refused.missing:
        form.add_error(None, refused.sentence)


# --- Approvals on paper ----------------------------------------------------------------------


def _approval_page(request: HttpRequest, program: Program, form, scan, status: int = 200):
    context = {"program": program, "form": form, "scan": scan}
    return render(request, "programs/signing/paper_approval.html", context, status=status)


def _parties_to_approve(program: Program):
    given = Review.objects.filter(party__program=program, round=program.review_round)
    return (
        named_parties(program, clock.today())
        .exclude(role=PartyRole.WITNESS)
        .exclude(pk__in=given.values("party_id"))
    )


def _approval_forms(request: HttpRequest, program: Program, *posted):
    form = PaperApprovalForm(*posted[:1], parties=_parties_to_approve(program))
    return form, ScanForm(*posted, label=_("Scan of the approval"))


@require_safe
def paper_approval(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for an approval that a party gave on paper."""
    program = program_for_board(request, pk)
    if program.state != ProgramState.IN_REVIEW:
        messages.error(request, _("The program is not in review."))
        return redirect("program", pk)
    return _approval_page(request, program, *_approval_forms(request, program))


@require_POST
def approve_on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: record that a party approved on paper."""
    program = program_for_board(request, pk)
    if not PROGRAM_MOVES["approve_on_paper"].is_open_to(request.membership, program):
        return refused_state(request, program)
    form, scan = _approval_forms(request, program, request.POST, request.FILES)
    if form.is_valid() & scan.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                transitions.approve_on_paper(
                    program=program,
                    party=given["party"],
                    by=request.membership,
                    at=clock.now(),
                    on_paper=given["on_paper"],
                    today=clock.today(),
                    scan=stored(scan, request=request, program=program),
                    comment=given["comment"],
                )
        except Refused as refused:
            told(form, refused)
        else:
            messages.success(request, _("The approval on paper was recorded."))
            return redirect("program", pk)
    return _approval_page(request, program, form, scan, UNPROCESSABLE)


def refused_state(request: HttpRequest, thing, to: str = "program") -> HttpResponse:
    """Back to the page, with the state that the thing has by now."""
    messages.error(
        request,
        _("This step is not possible any more: the state is now “%(state)s”.")
        % {"state": thing.get_state_display()},
    )
    return redirect(to, thing.pk)


# --- Signing ---------------------------------------------------------------------------------


def _rows(program: Program, on: dt.date) -> list[SignerRow]:
    """Who signs: of a single paper each party, of several each party of each paper."""
    parties = list(named_parties(program, on))
    positions: dict[int, list] = {}
    for one in holders([party.organization_id for party in parties], on):
        positions.setdefault(one.organization_id, []).append(one)
    by_paper = [
        (paper, {one.party_id for one in paper.paper_parties.all()})
        for paper in program.papers.prefetch_related("paper_parties")
    ] or [(None, {party.pk for party in parties})]
    return [
        SignerRow(
            name=f"signers-{paper.pk if paper else 0}-{party.pk}",
            label=_label(party, paper),
            organization_ids=[party.organization_id],
            party_id=party.pk,
            paper_id=paper.pk if paper else None,
            is_required=party.role != PartyRole.WITNESS,
            positions=positions.get(party.organization_id, []),
        )
        for paper, signing in by_paper
        for party in parties
        if party.pk in signing
    ]


def _label(party: Party, paper: SignedPaper | None) -> str:
    label = f"{party.short_name or party} ({party.get_role_display()})"
    return f"{paper.number}: {label}" if paper else label


class _SigningForms:
    """The form of a signing with the scans and days of its papers, read and checked as one."""

    def __init__(self, program: Program, on: dt.date, posted=(None, None)):
        data, files = posted
        early = program.term_from if term_began_before(program, on) else None
        self.papers = list(program.papers.all())
        initial = {"on": on, "number": program.number, "place": program.signed_at}
        self.main = SigningForm(data, rows=_rows(program, on), early_since=early, initial=initial)
        self.scan = ScanForm(data, files, prefix="scan")
        self.of_papers = [
            (
                paper,
                PaperDayForm(data, prefix=f"paper-{paper.pk}"),
                ScanForm(data, files, prefix=f"scan-{paper.pk}", label=_("Scan of this paper")),
            )
            for paper in self.papers
        ]

    def is_valid(self) -> bool:
        others = [form for _paper, *forms in self.of_papers for form in forms]
        # Not lazily: every fault is told at once.
        return False not in [form.is_valid() for form in (self.main, self.scan, *others)]

    def signing(self, *, request: HttpRequest, program: Program) -> Signing:
        """What was typed, with the scans kept."""
        given = self.main.cleaned_data
        days, scans = {}, {}
        for paper, day, scan in self.of_papers:
            if day.cleaned_data["day"]:
                days[paper.pk] = day.cleaned_data["day"]
            if kept := stored(scan, request=request, program=program):
                scans[paper.pk] = kept
        return Signing(
            on=given["on"],
            place=given["place"],
            number=given["number"],
            signatories=self.main.signatories(),
            scan=stored(self.scan, request=request, program=program),
            paper_days=days,
            paper_scans=scans,
            is_early_term_confirmed=given.get("is_early_term_confirmed", False),
        )


def signing_page(request, template: str, thing, *, day, forms=None, status=200, **more):
    """The page of a signing: first its day, then the rest."""
    context = {"program": thing, "day": day, "forms": forms, **more}
    return render(request, template, context, status=status)


SIGNING = "programs/signing/signing.html"


@require_safe
def signing(request: HttpRequest, pk: int) -> HttpResponse:
    """Recording a signing: first the day, then who signed for each party on that day."""
    program = program_for_board(request, pk)
    if program.state != ProgramState.APPROVED:
        return refused_state(request, program)
    if "on" not in request.GET:
        day = DayForm(initial={"on": clock.today()})
        return signing_page(request, SIGNING, program, day=day)
    day = DayForm(request.GET)
    if not day.is_valid():
        return signing_page(request, SIGNING, program, day=day, status=UNPROCESSABLE)
    on = day.cleaned_data["on"]
    if missing := why_not_on(on, last=last_approval(program), today=clock.today()):
        told(day, Refused("", missing))
        return signing_page(request, SIGNING, program, day=day, status=UNPROCESSABLE)
    return signing_page(request, SIGNING, program, day=day, forms=_SigningForms(program, on))


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: record the signing."""
    program = program_for_board(request, pk)
    if not PROGRAM_MOVES["sign"].is_open_to(request.membership, program):
        return refused_state(request, program)
    day = DayForm(request.POST)
    if not day.is_valid():
        return signing_page(request, SIGNING, program, day=day, status=UNPROCESSABLE)
    forms = _SigningForms(program, day.cleaned_data["on"], (request.POST, request.FILES))
    if forms.is_valid():
        try:
            with transaction.atomic():
                sign_program(
                    program=program,
                    by=request.membership,
                    at=clock.now(),
                    today=clock.today(),
                    signing=forms.signing(request=request, program=program),
                )
        except Refused as refused:
            told(forms.main, refused)
        except IntegrityError as error:
            forms.main.add_error(None, explanation(error, [Signature, SignedPaper, Program]))
        else:
            messages.success(request, _("The signing was recorded."))
            return redirect("program", pk)
    return signing_page(request, SIGNING, program, day=day, forms=forms, status=UNPROCESSABLE)
