"""Papers: the list, a draft with its preview, the issued paper and its file."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import clock
from coordination.forms.base import save_or_explain
from coordination.naming import organization_name
from programs.views.moves import make_move
from programs.workflow import Refused
from reports import access, transitions, tree_json
from reports.blocks import BlockError, Paper
from reports.content import review_report
from reports.drafting import HeadForm, IssueForm, SectionsForm
from reports.histories import drafts_are_known
from reports.models import Document, DocumentState, Rendering, RenderingState
from reports.renderers.html import paper_html
from reports.rendering import ask_for, of_tree
from reports.tracing import traced
from reports.workflow import DOCUMENT_MOVES, missing_to_issue

PER_PAGE = 25
TONES = {
    DocumentState.DRAFT: "info",
    DocumentState.ISSUED: "good",
    DocumentState.REPLACED: "neutral",
}


@dataclass(frozen=True)
class FileUrls:
    """Where the state of a paper's file is told, where it is asked for, and where it lies."""

    state: str
    make: str
    pdf: str


def _files(document: Document) -> FileUrls:
    return FileUrls(
        state=reverse("document_file_state", args=[document.pk]),
        make=reverse("document_render", args=[document.pk]),
        pdf=reverse("document_pdf", args=[document.pk]),
    )


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """The list, drafts first, then newest first."""
    found = (
        access.visible_documents(request.membership)
        .defer("tree")
        .select_related("conference")
        .annotate(issuer_name=organization_name("issuer_id", clock.today()))
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    for document in page.object_list:
        document.tone = TONES[document.state]
    return render(request, "reports/documents.html", {"page": page})


def _visible(request: HttpRequest, pk: int) -> Document:
    known = ExpressionWrapper(drafts_are_known(request.membership), BooleanField())
    return get_object_or_404(
        access.visible_documents(request.membership)
        .select_related(
            "conference__unit",
            "issuer__kind",
            "issuer__unit",
            "signer__person",
            "replaces",
            "issued_by__user",
        )
        .prefetch_related("sections")
        .annotate(may_know=known),
        pk=pk,
    )


def _editable(request: HttpRequest, pk: int) -> Document:
    document = _visible(request, pk)
    if not access.may_edit(request.membership, document):
        raise PermissionDenied(_("Your role does not allow you to change this paper."))
    return document


def _paper(document: Document) -> Paper:
    """What the document says: frozen when issued, else drafted from the figures of now."""
    if document.state == DocumentState.DRAFT:
        return review_report(document)
    return tree_json.load(document.tree)


def _rendering(document: Document) -> Rendering | None:
    """The file of the paper as it stands, in whatever state; None for a draft with a fault."""
    if document.sha256:
        return of_tree(document.sha256)
    try:
        return of_tree(tree_json.sha256(_paper(document)))
    except (Refused, BlockError):
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft: its head, its texts, and the preview. An issued paper: as it is, for ever."""
    document = _visible(request, pk)
    if request.method == "POST":
        document = _editable(request, pk)
        if document.state != DocumentState.DRAFT:
            messages.error(request, _("An issued paper never changes; draft a correction instead."))
            return redirect("document", pk)
    may_edit = document.state == DocumentState.DRAFT and access.may_edit(
        request.membership, document
    )
    head = texts = None
    if may_edit:
        written = {section.code: section.text for section in document.sections.all()}
        posted = request.POST or None
        on = document.conference.held_on or clock.today()
        head = HeadForm(posted, instance=document, on=on)
        texts = SectionsForm(posted, document=document, written=written)
        if posted and head.is_valid() and texts.is_valid() and save_or_explain(head):
            texts.save(document)
            messages.success(request, _("Saved."))
            return redirect("document", pk)
    return _page(request, document, head=head, texts=texts)


def _page(request: HttpRequest, document: Document, *, head, texts) -> HttpResponse:
    if request.method == "POST":  # the refused form has written into the document
        document.refresh_from_db(fields=["signer", "place", "recipients"])
    paper = fault = None
    try:
        paper = _paper(document)
    except (Refused, BlockError) as error:
        fault = str(error)
    rendering = of_tree(tree_json.sha256(paper)) if paper else None
    is_draft = document.state == DocumentState.DRAFT
    may_issue = is_draft and access.may_issue(request.membership, document)
    today = clock.today()
    context = {
        "document": document,
        "tone": TONES[document.state],
        "issuer_name": document.issuer.names_at(document.conference.held_on or today).name
        or str(document.issuer),
        "fault": fault,
        "preview": mark_safe(paper_html(paper)) if paper else "",
        "figures": traced(paper, membership=request.membership) if paper else [],
        "rendering": rendering,
        "files": _files(document),
        "head": head,
        "texts": texts,
        "missing": missing_to_issue(document) if is_draft else [],
        "issue_form": IssueForm(
            initial={"dated": today},
            next_number=transitions.next_number(document, dated=today),
        )
        if may_issue and paper
        else None,
        "successor": None
        if is_draft
        else Document.objects.filter(replaces=document).defer("tree").first(),
        "may_correct": document.state == DocumentState.ISSUED
        and access.may_edit(request.membership, document),
        "may_know": document.may_know,
        "move": DOCUMENT_MOVES["issue"],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/document.html", context, status=status)


@require_POST
def render_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the worker for the PDF of the paper as it stands."""
    document = _visible(request, pk)
    try:
        ask_for(transitions.printable(_paper(document)), at=clock.now())
    except (Refused, BlockError) as error:
        messages.error(request, str(error))
        return redirect("document", pk)
    return redirect("document_file_state", pk)


@require_safe
def file_state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the file is; the page asks again by itself while it waits."""
    document = _visible(request, pk)
    context = {
        "document": document,
        "rendering": _rendering(document),
        "files": _files(document),
    }
    if request.htmx:
        return render(request, "reports/file_state.html", context)
    return render(request, "reports/file_state_page.html", context)


@require_safe
def document_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper's PDF, once the worker has made it."""
    document = _visible(request, pk)
    rendering = _rendering(document)
    if rendering is None or rendering.state != RenderingState.DONE:
        raise Http404
    with rendering.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=False, filename=_file_name(document)
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _file_name(document: Document) -> str:
    """A name under which the file can be kept: its number without the signs that no file takes."""
    name = document.number_text or f"{document.get_kind_display()} {document.pk}"
    kept = re.sub(r"[^\w. -]+", "-", name)
    return f"{kept}.pdf"


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: give the paper its number and freeze it."""
    document = _visible(request, pk)
    if not access.may_issue(request.membership, document):
        raise PermissionDenied(
            _("The Board's head issues the Board's papers, an organisation's reviewer its own.")
        )
    form = IssueForm(request.POST)
    if not form.is_valid():
        for field, errors in form.errors.items():
            messages.error(request, f"{form.fields[field].label}: {' '.join(errors)}")
        return redirect("document", pk)
    return make_move(
        request,
        lambda: transitions.issue_document(
            document=document, by=request.membership, at=clock.now(), **form.cleaned_data
        ),
        done=_("The paper was issued."),
        to="document",
        args=[pk],
    )


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: draft the paper that will replace an issued one."""
    document = _editable(request, pk)
    try:
        successor = transitions.start_correction(
            replaced=document, by=request.membership, at=clock.now()
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("document", pk)
    return redirect("document", successor.pk)
