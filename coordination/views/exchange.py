"""Workbooks: lists out; sheets of units and organisations in."""

import io
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import clock
from coordination.access import may_edit_organizations, may_edit_units
from coordination.exchange import waiting
from coordination.exchange.columns import (
    COMMITTEE_COLUMNS,
    ORGANIZATION_COLUMNS,
    PERSON_COLUMNS,
    REMARKS_COLUMN,
    UNIT_COLUMNS,
)
from coordination.exchange.importing import Findings, import_workbook
from coordination.exchange.lists import (
    committee_rows,
    organization_rows,
    people_rows,
    unit_rows,
)
from coordination.exchange.reading import SheetRefused
from coordination.exchange.template import write_template
from coordination.exchange.workbook import download, workbook_response
from coordination.forms.exchange import WorkbookForm
from coordination.history import because
from coordination.naming import organizations_in_order, units_in_order
from coordination.text import nfc
from coordination.views.committees import found_committees
from coordination.views.organizations import found_organizations
from coordination.views.people import found_people
from coordination.views.units import found_units

REMARKS_SHOWN = 300


@require_safe
def units_export(request: HttpRequest) -> HttpResponse:
    """The list of units as it is filtered."""
    found, _wanted, day = found_units(request)
    return workbook_response(
        f"don-vi-{day:%Y-%m-%d}.xlsx",
        _("Units on %(day)s") % {"day": f"{day:%d/%m/%Y}"},
        [column.as_written for column in UNIT_COLUMNS],
        unit_rows(units_in_order(found, day), day),
    )


@require_safe
def organizations_export(request: HttpRequest) -> HttpResponse:
    """The list of organisations as it is filtered."""
    found, _wanted, day = found_organizations(request)
    return workbook_response(
        f"to-chuc-{day:%Y-%m-%d}.xlsx",
        _("Organisations on %(day)s") % {"day": f"{day:%d/%m/%Y}"},
        [column.as_written for column in ORGANIZATION_COLUMNS],
        organization_rows(organizations_in_order(found, day), day),
    )


@require_safe
def people_export(request: HttpRequest) -> HttpResponse:
    """The list of people as it is filtered, without any way to reach them."""
    found, _wanted, day = found_people(request)
    return workbook_response(
        f"can-bo-{day:%Y-%m-%d}.xlsx",
        _("People on %(day)s") % {"day": f"{day:%d/%m/%Y}"},
        PERSON_COLUMNS,
        people_rows(found, day),
    )


@require_safe
def committees_export(request: HttpRequest) -> HttpResponse:
    """The list of steering committees as it is filtered."""
    found, _wanted, day = found_committees(request)
    tells_vacancies = may_edit_organizations(request.membership)
    return workbook_response(
        f"ban-chi-dao-{day:%Y-%m-%d}.xlsx",
        _("Steering committees on %(day)s") % {"day": f"{day:%d/%m/%Y}"},
        [*COMMITTEE_COLUMNS, REMARKS_COLUMN] if tells_vacancies else COMMITTEE_COLUMNS,
        committee_rows(found, tells_vacancies=tells_vacancies),
    )


# --- Bringing in -----------------------------------------------------------------------------


def for_editors(view):
    """Refuse who may bring in neither units nor organisations."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_edit_organizations(request.membership):
            raise PermissionDenied(
                _("Units and organisations are brought in by Board staff and the administrator.")
            )
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def sheets_import(request: HttpRequest) -> HttpResponse:
    """Upload a workbook; what it would do is tried out, told and taken back."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    content, name = form.cleaned_data["file"].read(), nfc(form.cleaned_data["file"].name)[-150:]
    try:
        findings = import_workbook(content, by=request.membership, dry_run=True)
    except SheetRefused as refused:
        form.add_error("file", str(refused))
        return _page(request, form, status=422)
    if findings.may_be_stored:
        waiting.keep(request.session, content, name, by=request.membership, at=clock.now())
    else:
        waiting.drop(request.session)
    return _page(request, WorkbookForm(), findings=findings, name=name)


@require_POST
@for_editors
def import_confirm(request: HttpRequest) -> HttpResponse:
    """Store the workbook that was checked, after checking it again."""
    kept = waiting.waiting(request.session, by=request.membership)
    if kept is None:
        messages.error(request, _("No checked workbook waits any more. Upload it again."))
        return redirect("sheets_import")
    name, content = kept
    because(_("From the workbook “%(name)s”") % {"name": name})
    findings = import_workbook(content, by=request.membership, dry_run=False)
    waiting.drop(request.session)
    if not findings.may_be_stored:
        messages.error(request, _("Meanwhile something has changed; nothing was stored."))
        return _page(request, WorkbookForm(), findings=findings, name=name, status=409)
    messages.success(
        request,
        _("Brought in: %(units)d units, %(organizations)d organisations.") % findings.new,
    )
    return redirect("units" if findings.new["units"] else "organizations")


@require_POST
@for_editors
def import_drop(request: HttpRequest) -> HttpResponse:
    """Leave it: the checked workbook is removed."""
    waiting.drop(request.session)
    return redirect("sheets_import")


@require_safe
@for_editors
def import_template(request: HttpRequest) -> HttpResponse:
    """The empty workbook to fill in."""
    file = io.BytesIO()
    write_template(file)
    return download(file, "mau-don-vi-to-chuc.xlsx")


def _page(
    request: HttpRequest,
    form: WorkbookForm,
    *,
    findings: Findings | None = None,
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "findings": findings,
        "name": name,
        "shown": REMARKS_SHOWN,
        "limit": f":{REMARKS_SHOWN}",
        "may_units": may_edit_units(request.membership),
    }
    return render(request, "coordination/import.html", context, status=status)
