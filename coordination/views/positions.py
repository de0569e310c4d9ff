"""Positions of a person: entered, corrected, ended, taken out."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination import clock, history
from coordination.access import visible_organizations, visible_people
from coordination.forms.base import save_or_explain
from coordination.forms.people import (
    PositionClosingForm,
    PositionForm,
    refuse_seats_without_office,
)
from coordination.models import Position
from coordination.views.care import refuse_onlookers

PREFILLED = ("organization", "title", "rank", "valid_from", "valid_to")


def position_in_care(request: HttpRequest, pk: int) -> Position:
    """A position in an organisation within reach: 404 for strangers, 403 for onlookers."""
    found = Position.objects.select_related("person", "organization")
    thing = get_object_or_404(
        found, pk=pk, organization__in=visible_organizations(request.membership)
    )
    refuse_onlookers(request.membership)
    return thing


@require_http_methods(["GET", "HEAD", "POST"])
def position_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A further position of somebody, in an organisation within reach."""
    person = get_object_or_404(visible_people(request.membership).present(), pk=pk)
    refuse_onlookers(request.membership)
    initial = {name: request.GET[name][:300] for name in PREFILLED if name in request.GET}
    return edit_position(request, Position(person=person), initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
def position_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A position that was entered wrongly, or has ended."""
    return edit_position(request, position_in_care(request, pk))


def edit_position(
    request: HttpRequest, position: Position, *, initial: dict | None = None
) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "")[:100].strip()
    form = PositionForm(
        request.POST or None,
        instance=position,
        organizations=visible_organizations(request.membership),
        today=clock.today(),
        words=words,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid() and save_or_explain(form):
        messages.success(request, _("Saved."))
        return redirect("person", position.person_id)
    context = {
        "form": form,
        "person": position.person,
        "heading": _("Edit the position") if position.pk else _("A position"),
        "narrow": form.has_more or words,
        "words": words,
        "position": position if position.pk else None,
    }
    return render(request, "coordination/position_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def position_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The position ends: somebody retires or moves on."""
    position = position_in_care(request, pk)
    form = PositionClosingForm(
        request.POST or None,
        instance=position,
        initial={"valid_to": position.valid_to or clock.today()},
    )
    if request.method == "POST" and form.is_valid() and save_or_explain(form):
        messages.success(request, _("Saved."))
        return redirect("person", position.person_id)
    context = {
        "form": form,
        "person": position.person,
        "heading": _("End of the position %(title)s") % {"title": position.title},
        "narrow": False,
        "words": "",
        "position": None,
    }
    return render(request, "coordination/position_form.html", context)


@require_POST
def position_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a position that was never held: entered by mistake. The history keeps it."""
    position = position_in_care(request, pk)
    reason = request.POST.get("reason", "").replace("\0", "").strip()[:2000]
    if not reason:
        messages.error(request, _("Say why the position is taken out."))
        return redirect("position_edit", pk)
    if position.person.positions.count() == 1:
        messages.error(
            request, _("This is the only position: take out the person, or end the position.")
        )
        return redirect("position_edit", pk)
    history.because(reason)
    try:
        with transaction.atomic():
            position.delete()
            refuse_seats_without_office(position.person)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("position_edit", pk)
    messages.success(request, _("The position was taken out; the history keeps it."))
    return redirect("person", position.person_id)
