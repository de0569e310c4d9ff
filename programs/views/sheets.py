"""One party's sheet for one period: the grid, its moves, the stamped paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import clock
from coordination.files import UploadForm, serve, store
from coordination.models import Event
from programs import access, transitions
from programs.comparison import beside
from programs.entry import (
    Row,
    Saved,
    grid,
    narratives_by_area,
    open_sheet,
    save_cells,
    save_narrative,
)
from programs.models import (
    Area,
    ResultSheet,
    SheetState,
)
from programs.views.desk import Desk, desk_of, refuse_strangers
from programs.views.moves import make_move
from programs.views.periods import TONES
from programs.workflow import (
    SHEET_MOVES,
    Refused,
    missing_to_submit,
    open_moves,
    sheet_label,
)


@require_safe
def sheet_by_id(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet by its own number, for whoever may see it: leads to its page."""
    sheet = get_object_or_404(access.visible_sheets(request.membership), pk=pk)
    return redirect("sheet", sheet.period_id, sheet.organization_id)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pk: int, organization_id: int) -> HttpResponse:
    """The grid: shown, and saved by the same address (htmx: one cell; else the whole form)."""
    desk = desk_of(request, pk, organization_id)
    if request.method == "POST":
        refuse_strangers(desk)
        return _save(request, desk)
    rows = grid(indicators=desk.indicators, lines=desk.lines())
    return _page(request, desk, rows)


def _save(request: HttpRequest, desk: Desk) -> HttpResponse:
    try:
        saved_sheet, rows, saved = save_cells(
            period=desk.period,
            organization=desk.organization,
            indicators=desk.indicators,
            posted=request.POST,
            by=desk.membership,
        )
        other_texts = _save_narratives(request, desk, saved_sheet)
    except Refused as refused:
        return _refused(request, desk, refused)
    if request.htmx:
        return _cell(request, desk, rows, saved)
    if saved.is_complete and not other_texts:
        messages.success(request, _("Saved."))
        if "then_send" in request.POST:
            return submit(request, *desk.url_args)
        return redirect("sheet", *desk.url_args)
    del desk.sheet  # it may just have come into being
    return _page(request, desk, rows, saved=saved, other_texts=other_texts, status=422)


def _save_narratives(request: HttpRequest, desk: Desk, saved_sheet: ResultSheet) -> dict[str, str]:
    """Write the posted narratives; gives back, by area, texts that somebody changed meanwhile."""
    others: dict[str, str] = {}
    if not any(name.startswith("text-") for name in request.POST):
        return others
    for area_id in _narrated_areas(desk, narratives_by_area(saved_sheet)):
        name = f"text-{area_id or ''}"
        if name not in request.POST:
            continue
        other = save_narrative(
            sheet=saved_sheet,
            area_id=area_id,
            text=request.POST[name],
            base=request.POST.get(f"was-{name}", ""),
        )
        if other is not None:
            others[area_id or ""] = other
    return others


def _refused(request: HttpRequest, desk: Desk, refused: Refused) -> HttpResponse:
    """The sheet cannot be written into: say why, and show again what was typed."""
    if request.htmx:
        return HttpResponse(refused.sentence, status=409)
    messages.error(request, refused.sentence)
    rows = grid(indicators=desk.indicators, lines=desk.lines())
    lost = [
        (row, cell.text, request.POST[cell.name])
        for row in rows
        for cell in row.cells.values()
        if cell.name in request.POST and request.POST[cell.name] != cell.text
    ]
    return _page(request, desk, rows, lost=lost, status=409)


def _cell(request: HttpRequest, desk: Desk, rows: list[Row], saved: Saved) -> HttpResponse:
    """The one cell that htmx sent, as it is now."""
    for row in rows:
        for kind, cell in row.cells.items():
            if cell.was_typed:
                context = {
                    "row": row,
                    "kind": kind,
                    "save_url": request.path,
                    "is_saved": cell.name in saved.written,
                }
                return render(request, "programs/sheet_cell.html", context)
    raise Http404


def _page(
    request: HttpRequest,
    desk: Desk,
    rows: list[Row],
    *,
    saved: Saved | None = None,
    other_texts: dict[str, str] | None = None,
    lost: list | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = desk.sheet
    state = sheet.state if sheet else None
    context = {
        "desk": desk,
        "period": desk.period,
        "program": desk.program,
        "organization": desk.organization,
        "sheet": sheet,
        "state_label": sheet_label(state, for_board=desk.for_board),
        "state_tone": TONES[state],
        "groups": _groups(rows, beside(period=desk.period, organization=desk.organization)),
        "narratives": (texts := _narratives(request, desk, other_texts or {})),
        "has_texts": any(text["stored"] for text in texts),
        "missing": missing_to_submit(sheet) if sheet and desk.is_editable else [],
        "moves": open_moves(SHEET_MOVES, sheet, by=desk.membership) if sheet else {},
        "returned": _last_return(sheet),
        "versions": sheet.versions.select_related("sent_by__user").defer("content")
        if sheet and sheet.version and desk.may_know
        else [],
        "saved": saved,
        "not_sent": "then_send" in request.POST,
        "lost": lost or [],
        "on_behalf": desk.may_fill
        and access.fills_on_behalf(desk.membership, desk.organization.pk),
        "upload": UploadForm(),
        "filled": sum(1 for row in rows if row.line),
        "asked": len(rows),
    }
    return render(request, "programs/sheet.html", context, status=status)


def _groups(rows: list[Row], found: dict) -> list[dict]:
    """Rows by area, each with what stands beside it."""
    groups: list[dict] = []
    for row in rows:
        if not groups or groups[-1]["area"] != row.indicator.area:
            groups.append({"area": row.indicator.area, "rows": []})
        groups[-1]["rows"].append({"row": row, "beside": found.get(row.indicator.pk)})
    return groups


def _narrated_areas(desk: Desk, stored: dict[str | None, str]) -> dict[str | None, str]:
    """The areas that have a text: the whole sheet, those asked for, those already written on."""
    areas: dict[str | None, str] = {
        None: _("General: what was done, what was new, what fell short")
    }
    areas |= {indicator.area_id: indicator.area.label for indicator in desk.indicators}
    if others := set(stored) - set(areas):
        areas |= {area.pk: area.label for area in Area.objects.filter(pk__in=others)}
    return areas


def _narratives(request: HttpRequest, desk: Desk, other_texts: dict[str, str]) -> list[dict]:
    """The texts of the sheet, each with what was typed and what somebody else wrote meanwhile."""
    stored = narratives_by_area(desk.sheet) if desk.sheet else {}
    return [
        {
            "name": f"text-{code or ''}",
            "label": label,
            "stored": stored.get(code, ""),
            "text": request.POST.get(f"text-{code or ''}", stored.get(code, "")),
            "conflict": other_texts.get(code or ""),
        }
        for code, label in _narrated_areas(desk, stored).items()
    ]


def _last_return(sheet: ResultSheet | None) -> Event | None:
    """Why the sheet came back, while it has not been sent again."""
    if sheet is None or sheet.state != SheetState.RETURNED:
        return None
    return Event.objects.about(sheet).filter(code=SHEET_MOVES["return"].code).first()


# --- Moves -----------------------------------------------------------------------------------


@require_POST
def submit(request: HttpRequest, pk: int, organization_id: int) -> HttpResponse:
    """Move: send the sheet to the Board."""
    desk = desk_of(request, pk, organization_id)
    refuse_strangers(desk)
    if desk.sheet is None:
        messages.error(request, _("The sheet is empty: enter at least one figure, or 0."))
        return redirect("sheet", *desk.url_args)
    return make_move(
        request,
        lambda: transitions.submit_sheet(sheet=desk.sheet, by=desk.membership, at=clock.now()),
        done=_("The sheet was sent."),
        to="sheet",
        args=desk.url_args,
    )


def _judged(request: HttpRequest, pk: int, organization_id: int) -> Desk:
    """The desk of a sheet that exists, for Board staff; 404 and 403 for others."""
    desk = desk_of(request, pk, organization_id)
    if not desk.for_board:
        raise PermissionDenied(_("Only the Board's staff of this unit accept or return sheets."))
    if desk.sheet is None:
        raise Http404
    return desk


@require_POST
def return_(request: HttpRequest, pk: int, organization_id: int) -> HttpResponse:
    """Move: return the sheet with a reason."""
    desk = _judged(request, pk, organization_id)
    return make_move(
        request,
        lambda: transitions.return_sheet(
            sheet=desk.sheet,
            by=desk.membership,
            at=clock.now(),
            reason=request.POST.get("reason", ""),
        ),
        done=_("The sheet was returned."),
        to="sheet",
        args=desk.url_args,
    )


@require_POST
def accept(request: HttpRequest, pk: int, organization_id: int) -> HttpResponse:
    """Move: accept the sheet."""
    desk = _judged(request, pk, organization_id)
    return make_move(
        request,
        lambda: transitions.accept_sheet(sheet=desk.sheet, by=desk.membership, at=clock.now()),
        done=_("The sheet was accepted."),
        to="sheet",
        args=desk.url_args,
    )


# --- The stamped paper and sent versions -----------------------------------------------------


@require_POST
def attach(request: HttpRequest, pk: int, organization_id: int) -> HttpResponse:
    """Attach the stamped paper sheet from which the figures were entered."""
    desk = desk_of(request, pk, organization_id)
    refuse_strangers(desk)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, error)
        return redirect("sheet", *desk.url_args)
    try:
        sheet = open_sheet(period=desk.period, organization=desk.organization, by=desk.membership)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("sheet", *desk.url_args)
    sheet.stamped_sheet = store(
        form.cleaned_data["file"],
        by=desk.membership,
        organization=desk.organization,
        at=clock.now(),
    )
    sheet.save(update_fields=["stamped_sheet"])
    messages.success(request, _("The stamped sheet was attached."))
    return redirect(f"{reverse('sheet', args=desk.url_args)}#paper")


@require_safe
def stamped_sheet(request: HttpRequest, pk: int, organization_id: int) -> HttpResponse:
    """The attached paper sheet itself."""
    desk = desk_of(request, pk, organization_id)
    if desk.sheet is None or desk.sheet.stamped_sheet is None:
        raise Http404
    return serve(request, desk.sheet.stamped_sheet)
