"""Single seats of a committee: entered between decisions, corrected, ended, taken out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination import clock, history
from coordination.access import visible_committees, visible_people
from coordination.forms.base import save_or_explain
from coordination.forms.committees import SeatClosingForm, SeatForm
from coordination.models import Seat
from coordination.views.care import committee_in_care, refuse_onlookers


def seat_in_care(request: HttpRequest, pk: int) -> Seat:
    """A seat that the reader may change: 404 for strangers, 403 for onlookers."""
    found = Seat.objects.select_related("committee__unit", "person")
    seat = get_object_or_404(found, pk=pk, committee__in=visible_committees(request.membership))
    refuse_onlookers(request.membership)
    return seat


@require_http_methods(["GET", "HEAD", "POST"])
def seat_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody joins a committee between two renewals."""
    committee = committee_in_care(request, pk)
    last = committee.seats.at(clock.today()).order_by("-order").first()
    seat = Seat(committee=committee, order=last.order + 1 if last else 1)
    return edit_seat(request, seat, heading=_("A member between renewals"))


@require_http_methods(["GET", "HEAD", "POST"])
def seat_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A seat that was entered wrongly."""
    return edit_seat(request, seat_in_care(request, pk), heading=_("Edit the seat"))


def edit_seat(request: HttpRequest, seat: Seat, *, heading: str) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "")[:100].strip()
    form = SeatForm(
        request.POST or None,
        instance=seat,
        people=visible_people(request.membership).present(),
        today=clock.today(),
        words=words,
    )
    if request.method == "POST" and form.is_valid() and save_or_explain(form):
        messages.success(request, _("Saved."))
        return redirect("committee", seat.committee_id)
    context = {
        "form": form,
        "committee": seat.committee,
        "heading": heading,
        "narrow": True,
        "words": words,
        "seat": seat if seat.pk else None,
    }
    return render(request, "coordination/committee_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def seat_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves the committee."""
    seat = seat_in_care(request, pk)
    form = SeatClosingForm(
        request.POST or None, instance=seat, initial={"valid_to": seat.valid_to or clock.today()}
    )
    if request.method == "POST" and form.is_valid() and save_or_explain(form):
        messages.success(request, _("Saved."))
        return redirect("committee", seat.committee_id)
    context = {
        "form": form,
        "committee": seat.committee,
        "heading": _("%(name)s leaves the committee") % {"name": seat.person.name},
    }
    return render(request, "coordination/committee_form.html", context)


@require_POST
def seat_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a seat that was never held: entered by mistake. The history keeps it."""
    seat = seat_in_care(request, pk)
    reason = request.POST.get("reason", "").replace("\0", "").strip()[:2000]
    if not reason:
        messages.error(request, _("Say why the seat is taken out."))
        return redirect("seat_edit", pk)
    history.because(reason)
    seat.delete()
    messages.success(request, _("The seat was taken out; the history keeps it."))
    return redirect("committee", seat.committee_id)
