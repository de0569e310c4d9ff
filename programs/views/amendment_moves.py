"""The moves of an amendment, one address each; signing first asks for the day."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import clock
from coordination.files import serve
from coordination.forms.base import explanation
from coordination.history import record
from coordination.models import Organization
from coordination.naming import organization_name
from programs import access
from programs import amendment_moves as moves
from programs.forms.signing import DayForm, PaperApprovalForm, ScanForm, SignerRow, SigningForm
from programs.models import (
    Amendment,
    AmendmentSignature,
    AmendmentState,
    Party,
    Target,
)
from programs.signing import Signing, holders, why_not_on
from programs.views.amendments import amendment_for_board, visible_amendment
from programs.views.moves import make_move
from programs.views.signing import (
    UNPROCESSABLE,
    refused_state,
    signing_page,
    stored,
    told,
)
from programs.workflow import (
    AMENDMENT_MOVES,
    Missing,
    Refused,
    missing_to_sign_amendment,
    waiting_for_amendment,
)

SIGNING = "programs/signing/amendment_signing.html"


def _move(request: HttpRequest, amendment: Amendment, function, *, done: str, **more):
    return make_move(
        request,
        lambda: function(amendment=amendment, by=request.membership, at=clock.now(), **more),
        done=done,
        to="amendment",
        args=[amendment.pk],
    )


def _reason(request: HttpRequest) -> dict[str, str]:
    return {"reason": request.POST.get("reason", "")}


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: lay the amendment before the parties."""
    amendment = amendment_for_board(request, pk)
    done = _("The amendment was sent to the parties for review.")
    return _move(request, amendment, moves.send_amendment, done=done)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: take the amendment back to change it."""
    amendment = amendment_for_board(request, pk)
    done = _("The amendment is a draft again; all have to approve it anew.")
    return _move(request, amendment, moves.take_back_amendment, done=done, **_reason(request))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: give up the amendment."""
    amendment = amendment_for_board(request, pk)
    done = _("The amendment was cancelled.")
    return _move(request, amendment, moves.cancel_amendment, done=done, **_reason(request))


def _judged(request: HttpRequest, pk: int) -> Amendment:
    amendment = visible_amendment(request, pk)
    if not access.may_review_amendment(request.membership, amendment):
        raise PermissionDenied(_("Only reviewers of a lead or partner judge an amendment."))
    return amendment


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: the reviewer's organisation approves the amendment."""
    amendment = _judged(request, pk)
    done = _("Your organisation's approval was recorded.")
    return _move(request, amendment, moves.approve_amendment, done=done)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: the reviewer's organisation sends the amendment back with a reason."""
    amendment = _judged(request, pk)
    done = _("The amendment was sent back to the Board.")
    return _move(request, amendment, moves.send_back_amendment, done=done, **_reason(request))


# --- Approvals on paper ----------------------------------------------------------------------


def _approval_forms(amendment: Amendment, *posted):
    waiting = {one.pk for one in waiting_for_amendment(amendment)}
    parties = Party.objects.filter(pk__in=waiting).annotate(
        short_name=organization_name("organization_id", clock.today())
    )
    form = PaperApprovalForm(*posted[:1], parties=parties)
    return form, ScanForm(*posted, label=_("Scan of the approval"))


def _approval_page(request, amendment: Amendment, form, scan, status: int = 200):
    context = {
        "program": amendment.program,
        "amendment": amendment,
        "form": form,
        "scan": scan,
    }
    return render(request, "programs/signing/paper_approval.html", context, status=status)


@require_safe
def paper_approval(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for an approval that a party gave on paper."""
    amendment = amendment_for_board(request, pk)
    if amendment.state != AmendmentState.IN_REVIEW:
        return refused_state(request, amendment, "amendment")
    return _approval_page(request, amendment, *_approval_forms(amendment))


@require_POST
def approve_on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: record that a party approved the amendment on paper."""
    amendment = amendment_for_board(request, pk)
    if not AMENDMENT_MOVES["approve_on_paper"].is_open_to(request.membership, amendment):
        return refused_state(request, amendment, "amendment")
    form, scan = _approval_forms(amendment, request.POST, request.FILES)
    if form.is_valid() & scan.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                moves.approve_amendment_on_paper(
                    amendment=amendment,
                    party=given["party"],
                    by=request.membership,
                    at=clock.now(),
                    on_paper=given["on_paper"],
                    today=clock.today(),
                    scan=stored(scan, request=request, program=amendment.program),
                    comment=given["comment"],
                )
        except Refused as refused:
            told(form, refused)
        else:
            messages.success(request, _("The approval on paper was recorded."))
            return redirect("amendment", pk)
    return _approval_page(request, amendment, form, scan, UNPROCESSABLE)


# --- Signing ---------------------------------------------------------------------------------


def _rows(amendment: Amendment, on) -> list[SignerRow]:
    """Who signs: leads and partners from its day on (or their successors), and who joins."""
    of_party = moves.signing_parties(amendment)
    joins = moves.joining(amendment)
    every = {one for ids in of_party.values() for one in ids} | joins
    names = dict(
        Organization.objects.filter(pk__in=every)
        .annotate(named=organization_name("pk", on))
        .values_list("pk", "named")
    )
    positions: dict[int, list] = {}
    for one in holders(every, on):
        positions.setdefault(one.organization_id, []).append(one)
    rows = [(f"signers-{party}", party, ids) for party, ids in of_party.items()]
    rows += [(f"joins-{one}", None, [one]) for one in sorted(joins)]
    return [
        SignerRow(
            name=name,
            label=" / ".join(names.get(one) or "" for one in ids),
            organization_ids=ids,
            party_id=party,
            positions=[office for one in ids for office in positions.get(one, [])],
        )
        for name, party, ids in rows
    ]


class _SigningForms:
    """The form of the signing and its scan, read and checked as one."""

    of_papers = ()

    def __init__(self, amendment: Amendment, on, posted=(None, None)):
        initial = {"on": on, "number": amendment.number}
        rows = _rows(amendment, on)
        self.main = SigningForm(posted[0], rows=rows, early_since=None, initial=initial)
        self.scan = ScanForm(*posted, prefix="scan")

    def is_valid(self) -> bool:
        return all([self.main.is_valid(), self.scan.is_valid()])

    def signing(self, *, request: HttpRequest, amendment: Amendment) -> Signing:
        given = self.main.cleaned_data
        return Signing(
            on=given["on"],
            place=given["place"],
            number=given["number"],
            signatories=self.main.signatories(),
            scan=stored(self.scan, request=request, program=amendment.program),
        )


def _page(request, amendment: Amendment, *, day, forms=None, status=200) -> HttpResponse:
    return signing_page(
        request,
        SIGNING,
        amendment.program,
        day=day,
        forms=forms,
        status=status,
        amendment=amendment,
    )


@require_safe
def signing(request: HttpRequest, pk: int) -> HttpResponse:
    """Recording the signing of an amendment: the day, then who signed."""
    amendment = amendment_for_board(request, pk)
    if amendment.state != AmendmentState.IN_REVIEW:
        return refused_state(request, amendment, "amendment")
    if missing := missing_to_sign_amendment(amendment):
        for one in missing:
            messages.error(request, one.sentence)
        return redirect("amendment", pk)
    if "on" not in request.GET:
        return _page(request, amendment, day=DayForm(initial={"on": clock.today()}))
    day = DayForm(request.GET)
    if day.is_valid() and not (missing := _why_not(amendment, day)):
        forms = _SigningForms(amendment, day.cleaned_data["on"])
        return _page(request, amendment, day=day, forms=forms)
    if day.is_valid():
        told(day, Refused("", missing))
    return _page(request, amendment, day=day, status=UNPROCESSABLE)


def _why_not(amendment: Amendment, day: DayForm) -> list[Missing]:
    last = moves.last_approval(amendment)
    return why_not_on(day.cleaned_data["on"], last=last, today=clock.today())


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: record the signing; its changes hold from the amendment's day on."""
    amendment = amendment_for_board(request, pk)
    if not AMENDMENT_MOVES["sign"].is_open_to(request.membership, amendment):
        return refused_state(request, amendment, "amendment")
    day = DayForm(request.POST)
    if not day.is_valid():
        return _page(request, amendment, day=day, status=UNPROCESSABLE)
    forms = _SigningForms(amendment, day.cleaned_data["on"], (request.POST, request.FILES))
    if forms.is_valid():
        try:
            with transaction.atomic():
                moves.sign_amendment(
                    amendment=amendment,
                    by=request.membership,
                    at=clock.now(),
                    today=clock.today(),
                    signing=forms.signing(request=request, amendment=amendment),
                )
        except Refused as refused:
            told(forms.main, refused)
        except IntegrityError as error:
            known = [AmendmentSignature, Amendment, Target, Party]
            forms.main.add_error(None, explanation(error, known))
        else:
            messages.success(request, _("The signing was recorded."))
            return redirect("amendment", pk)
    return _page(request, amendment, day=day, forms=forms, status=UNPROCESSABLE)


@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of the signed amendment."""
    amendment = visible_amendment(request, pk)
    if amendment.scan is None:
        raise Http404
    return serve(request, amendment.scan)


@require_http_methods(["GET", "HEAD", "POST"])
def attach_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a signed amendment that comes later."""
    amendment = amendment_for_board(request, pk)
    if amendment.state != AmendmentState.SIGNED:
        return refused_state(request, amendment, "amendment")
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ScanForm(*posted, is_optional=False)
    if posted and form.is_valid():
        amendment.scan = stored(form, request=request, program=amendment.program)
        amendment.save(update_fields=["scan"])
        record("amendment.scan_attached", amendment, by=request.membership, at=clock.now())
        messages.success(request, _("The scan was attached."))
        return redirect("amendment", pk)
    context = {"program": amendment.program, "amendment": amendment, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "programs/signing/scan.html", context, status=status)
