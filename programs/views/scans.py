"""The scans of what was signed or approved on paper."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coordination import clock
from coordination.files import serve
from coordination.history import record
from programs import access
from programs.forms.signing import ScanForm
from programs.models import Program, Review, SignedPaper, Verdict
from programs.views.signing import (
    UNPROCESSABLE,
    program_for_board,
    refused_state,
    stored,
)


@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of the signed original, for whoever sees the program."""
    program = get_object_or_404(access.visible_programs(request.membership), pk=pk)
    if program.scan is None:
        raise Http404
    return serve(request, program.scan)


@require_safe
def paper_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of one of several papers."""
    paper = get_object_or_404(
        SignedPaper.objects.exclude(scan=None).select_related("scan"),
        pk=pk,
        program__in=access.visible_programs(request.membership),
    )
    return serve(request, paper.scan)


@require_safe
def approval_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of an approval that a party gave on paper."""
    review = get_object_or_404(
        Review.objects.exclude(scan=None).select_related("scan"),
        pk=pk,
        verdict=Verdict.APPROVED,
        party__program__in=access.visible_programs(request.membership),
    )
    return serve(request, review.scan)


@require_http_methods(["GET", "HEAD", "POST"])
def attach_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a signed original that comes later, or a better one."""
    program = program_for_board(request, pk)
    return _attach(request, program, program)


@require_http_methods(["GET", "HEAD", "POST"])
def attach_paper_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for one of several papers."""
    paper = get_object_or_404(
        SignedPaper, pk=pk, program__in=access.visible_programs(request.membership)
    )
    return _attach(request, program_for_board(request, paper.program_id), paper)


def _attach(request: HttpRequest, program: Program, signed: Program | SignedPaper) -> HttpResponse:
    if program.state not in access.PUBLISHED:
        return refused_state(request, program)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ScanForm(*posted, is_optional=False)
    if posted and form.is_valid():
        signed.scan = stored(form, request=request, program=program)
        signed.save(update_fields=["scan"])
        record("program.scan_attached", program, by=request.membership, at=clock.now())
        messages.success(request, _("The scan was attached."))
        return redirect("program", program.pk)
    context = {"program": program, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "programs/signing/scan.html", context, status=status)
