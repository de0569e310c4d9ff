"""A program as it will be printed: on the page, and as a file made by the worker."""

import datetime as dt
import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coordination import clock
from programs import access
from programs.drafts import is_writable
from programs.models import Program, SignedPaper
from programs.workflow import Refused
from reports import transitions, tree_json
from reports.blocks import BlockError, Paper
from reports.content.agreement import agreement_paper
from reports.models import Rendering, RenderingState
from reports.renderers.html import paper_html
from reports.rendering import ask_for, of_tree
from reports.views.documents import FileUrls

KEY_LENGTH = 19


@dataclass(frozen=True)
class Printed:
    """What a reader wants printed: a program, perhaps one of its papers, perhaps on a day."""

    program: Program
    paper: SignedPaper | None
    at: dt.date | None

    @property
    def query(self) -> str:
        """The part of the address behind the question mark, with it."""
        asked = []
        if self.paper:
            asked.append(f"van-ban={self.paper.pk}")
        if self.at:
            asked.append(f"ngay={self.at.isoformat()}")
        return f"?{'&'.join(asked)}" if asked else ""

    def url(self, name: str) -> str:
        return reverse(name, args=[self.program.pk]) + self.query

    def tree(self) -> Paper:
        """The paper. Raises Refused or BlockError."""
        return agreement_paper(self.program, today=clock.today(), at=self.at, paper=self.paper)

    @property
    def urls(self) -> FileUrls:
        return FileUrls(
            state=self.url("program_print_state"),
            make=self.url("program_print_make"),
            pdf=self.url("program_print_pdf"),
        )


def _printed(request: HttpRequest, pk: int) -> Printed:
    program = get_object_or_404(
        access.visible_programs(request.membership).select_related("committee"), pk=pk
    )
    key = request.GET.get("van-ban", "")
    paper = None
    if key:
        if not key.isdecimal() or len(key) >= KEY_LENGTH:
            raise Http404
        paper = get_object_or_404(SignedPaper, program=program, pk=int(key))
    at = _day(request.GET.get("ngay", ""))
    if at and program.state not in access.PUBLISHED:
        raise Http404  # no day yet on which anything of it is in force
    return Printed(program, paper, at)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Http404 from error


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole paper as it will be printed; a draft with its blanks."""
    printed = _printed(request, pk)
    tree = fault = None
    try:
        tree = transitions.printable(printed.tree())
    except (Refused, BlockError) as error:
        fault = str(error)
    papers = list(printed.program.papers.all())
    choices = [Printed(printed.program, paper, printed.at) for paper in (None, *papers)]
    context = {
        "program": printed.program,
        "fault": fault,
        "preview": mark_safe(paper_html(tree)) if tree else "",
        "rendering": of_tree(tree_json.sha256(tree)) if tree else None,
        "files": printed.urls,
        "at": printed.at,
        "choices": [
            {
                "label": one.paper.number if one.paper else _("The program as a whole"),
                "url": one.url("program_print"),
                "is_current": one.paper == printed.paper,
            }
            for one in choices
        ]
        if papers
        else [],
        "is_writable": is_writable(request.membership, printed.program),
    }
    return render(request, "reports/agreement.html", context)


@require_POST
def make_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the worker for the PDF of the program as it stands."""
    printed = _printed(request, pk)
    try:
        ask_for(transitions.printable(printed.tree()), at=clock.now())
    except (Refused, BlockError) as error:
        messages.error(request, str(error))
        return redirect(printed.url("program_print"))
    return redirect(printed.urls.state)


def _rendering(printed: Printed) -> Rendering | None:
    try:
        return of_tree(tree_json.sha256(printed.tree()))
    except (Refused, BlockError):
        return None


@require_safe
def file_state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the file is; the page asks again by itself while it waits."""
    printed = _printed(request, pk)
    context = {"rendering": _rendering(printed), "files": printed.urls}
    if request.htmx:
        return render(request, "reports/file_state.html", context)
    context |= {"program": printed.program, "back": printed.url("program_print")}
    return render(request, "reports/agreement_file.html", context)


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF, once the worker has made it."""
    printed = _printed(request, pk)
    rendering = _rendering(printed)
    if rendering is None or rendering.state != RenderingState.DONE:
        raise Http404
    with rendering.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type="application/pdf")
    name = re.sub(r"[^\w. -]+", "-", printed.program.number or printed.program.title[:80])
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=False, filename=f"{name}.pdf"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
