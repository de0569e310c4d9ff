"""The text of a draft on one page: each place saves itself; nobody overwrites anybody."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination import clock
from programs import places
from programs.editing import Desk, Saved, Slot, desk_of, save_text, typed
from programs.models import Area, Commitment, Program
from programs.views.drafts import away_from_fixed, desk_context, draft_of
from programs.workflow import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; the same address saves one place (htmx) or all that was changed."""
    program = draft_of(request, pk)
    if request.method == "POST":
        return _saved_then(request, program)
    if away := away_from_fixed(request, program):
        return away
    return _page(request, program, desk_of(program))


def _saved_then(
    request: HttpRequest, program: Program, then: Callable[[], None] | None = None
) -> HttpResponse:
    """Save what was posted; after that, when nothing stands in the way, do something more."""
    try:
        desk, saved = save_text(program=program, posted=request.POST, by=request.membership)
        if request.htmx:
            return _one(request, program, desk, saved)
        if not saved.is_complete:
            return _page(request, program, desk, saved=saved, status=422)
        if then is not None:
            then()
    except Refused as refused:
        return _refused(request, program, refused)
    messages.success(request, _("Saved."))
    place = request.POST.get("place", "")
    anchor = f"#{place}" if place.replace("-", "").isalnum() else ""
    return redirect(reverse("program_text", args=[program.pk]) + anchor)


def _one(request: HttpRequest, program: Program, desk: Desk, saved: Saved) -> HttpResponse:
    """The one place that htmx sent: how it stands, or all of it where its text changed."""
    slot = next((one for one in desk.slots() if one.was_typed), None)
    context = {"slot": slot, "desk": desk, "save_url": request.path, "at": clock.now()}
    if slot is None:
        return render(request, "programs/text/orphan.html", {"orphans": saved.orphans}, status=409)
    is_whole = request.htmx.target == f"slot-{slot.name}" or slot.text != typed(slot, request.POST)
    if not is_whole:
        return render(request, "programs/text/slot_state.html", context | {"with_base": True})
    response = render(request, "programs/text/slot.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = f"#slot-{slot.name}", "outerHTML"
    return response


def _refused(request: HttpRequest, program: Program, refused: Refused) -> HttpResponse:
    """The draft can no longer be written into: say why, and show what was typed."""
    if request.htmx:
        return render(
            request, "programs/text/refused_slot.html", {"reason": refused.sentence}, status=409
        )
    desk = desk_of(program)
    lost = [
        (slot, typed(slot, request.POST))
        for slot in desk.slots()
        if slot.base_name in request.POST
        and typed(slot, request.POST) not in (slot.stored, request.POST[slot.base_name])
    ]
    context = {"program": program, "reason": refused.sentence, "lost": lost}
    return render(request, "programs/text/refused.html", context, status=409)


def _page(
    request: HttpRequest,
    program: Program,
    desk: Desk,
    *,
    saved: Saved | None = None,
    status: int = 200,
) -> HttpResponse:
    context = desk_context(request, program, "program_text") | {
        "desk": desk,
        "saved": saved,
        "catalogue_areas": Area.objects.all(),
        "save_url": reverse("program_text", args=[program.pk]),
        "new_area": request.POST.get("new-area", ""),
        "contents": _contents(desk),
        "at": clock.now(),
    }
    for area in desk.areas:
        area["new"] = request.POST.get(f"new-commitment-{area['area'].pk}", "")
    return render(request, "programs/text/text.html", context, status=status)


def _contents(desk: Desk) -> list[tuple[str, str, bool]]:
    """The places of the page: where, what, and whether something is written there."""
    before, after = ("bases", "purpose", "requirements"), ("methods", "common_duties")

    def of(slot: Slot) -> tuple[str, str, bool]:
        return f"slot-{slot.name}", slot.label, bool(slot.text)

    return [
        *(of(desk.sections[code]) for code in before),
        *((f"area-{one['area'].pk}", one["area"].title, True) for one in desk.areas),
        *(of(desk.sections[code]) for code in after),
        *(of(slot) for _party, slot in desk.duties),
        of(desk.sections["organization"]),
    ]


@require_POST
def area_remove(request: HttpRequest, pk: int, area_pk: int) -> HttpResponse:
    """Take a content area out; what was typed elsewhere on the page is saved first."""
    program = draft_of(request, pk)
    get_object_or_404(program.content_areas, pk=area_pk)
    return _saved_then(
        request,
        program,
        lambda: places.remove_area(program=program, pk=area_pk, by=request.membership),
    )


@require_POST
def area_up(request: HttpRequest, pk: int, area_pk: int) -> HttpResponse:
    """Put a content area before the one above it."""
    program = draft_of(request, pk)
    area = get_object_or_404(program.content_areas, pk=area_pk)
    return _saved_then(
        request,
        program,
        lambda: places.move_up(
            program=program, row=area, rows=program.content_areas.all(), by=request.membership
        ),
    )


@require_POST
def commitment_remove(request: HttpRequest, pk: int, commitment_pk: int) -> HttpResponse:
    """Take a commitment out; what was typed elsewhere on the page is saved first."""
    program = draft_of(request, pk)
    get_object_or_404(Commitment, content_area__program=program, pk=commitment_pk)
    return _saved_then(
        request,
        program,
        lambda: places.remove_commitment(program=program, pk=commitment_pk, by=request.membership),
    )


@require_POST
def commitment_up(request: HttpRequest, pk: int, commitment_pk: int) -> HttpResponse:
    """Put a commitment before the one above it."""
    program = draft_of(request, pk)
    commitment = get_object_or_404(Commitment, content_area__program=program, pk=commitment_pk)
    rows = Commitment.objects.filter(content_area=commitment.content_area_id)
    return _saved_then(
        request,
        program,
        lambda: places.move_up(program=program, row=commitment, rows=rows, by=request.membership),
    )
