"""The files of a program: seen by all who see the program, added and replaced by the Board."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coordination import clock
from coordination.files import serve
from coordination.history import record
from programs import access
from programs.attachments import (
    attach,
    documents_of,
    former_scans,
    papers_of,
    replace,
    scans_of,
    shown_former,
)
from programs.forms.attachments import AttachmentForm
from programs.models import Attachment, Program
from programs.views.signing import UNPROCESSABLE, stored, told
from programs.workflow import Refused


def _refuse_readers(request: HttpRequest, program: Program) -> None:
    if not access.may_record_paper(request.membership, program):
        raise PermissionDenied(_("Only the Board's staff of this unit attach documents."))


def _visible_attachment(request: HttpRequest, pk: int) -> Attachment:
    return get_object_or_404(
        Attachment.objects.with_files().select_related("program"),
        pk=pk,
        program__in=access.visible_programs(request.membership),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """All files of a program with what they replaced, and the form for a further one."""
    program = get_object_or_404(
        access.visible_programs(request.membership).select_related(
            "scan__look", "scan__uploaded_by__user"
        ),
        pk=pk,
    )
    may_change = access.may_record_paper(request.membership, program)
    posted = ()
    if request.method == "POST":
        _refuse_readers(request, program)
        posted = (request.POST, request.FILES)
    form = AttachmentForm(*posted) if may_change else None
    if posted and form.is_valid():
        file = stored(form, request=request, program=program)
        attach(program=program, file=file, title=form.cleaned_data["title"])
        record("program.document_attached", program, by=request.membership, at=clock.now())
        messages.success(request, _("The document was attached."))
        return redirect("program_files", pk)
    is_signed = program.state in access.PUBLISHED
    context = {
        "program": program,
        "scans": scans_of(program, papers_of(program), may_change=may_change) if is_signed else [],
        "former": shown_former(program) if is_signed else [],
        "documents": documents_of(program, may_change=may_change),
        "form": form,
    }
    status = UNPROCESSABLE if form and form.errors else 200
    return render(request, "programs/files/files.html", context, status=status)


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """A document itself, also one that was replaced."""
    return serve(request, _visible_attachment(request, pk).file)


@require_http_methods(["GET", "HEAD", "POST"])
def attachment_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a better copy in the place of a document."""
    thing = _visible_attachment(request, pk)
    _refuse_readers(request, thing.program)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AttachmentForm(*posted, initial={"title": thing.title})
    if posted and form.is_valid():
        try:
            with transaction.atomic():  # of two at once, nothing stays of the second one's file
                file = stored(form, request=request, program=thing.program)
                replace(attachment=thing, file=file, title=form.cleaned_data["title"])
        except Refused as refused:
            told(form, refused)
        else:
            record(
                "program.document_replaced", thing.program, by=request.membership, at=clock.now()
            )
            messages.success(
                request, _("The document was replaced; the earlier one stays readable.")
            )
            return redirect("program_files", thing.program_id)
    context = {"attachment": thing, "program": thing.program, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "programs/files/replace.html", context, status=status)


@require_safe
def former_scan(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """A scan of the signed original that a later one has replaced."""
    program = get_object_or_404(
        access.visible_programs(request.membership).filter(state__in=access.PUBLISHED), pk=pk
    )
    return serve(request, get_object_or_404(former_scans(program), pk=file_pk))
