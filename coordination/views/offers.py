"""The usual organisations of a unit, entered together."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from coordination import clock, offers
from coordination.access import may_edit_organizations, visible_units
from coordination.forms.offers import OffersForm
from coordination.models import Unit
from coordination.naming import named_units
from coordination.views.facts import ORGANIZATIONS_REFUSED, UNIT


def unit_organizations(request: HttpRequest, pk: int) -> HttpResponse:
    """A row per kind that the unit has not yet; those that are ticked are entered."""
    today = clock.today()
    thing = get_object_or_404(named_units(visible_units(request.membership), today), pk=pk)
    if not may_edit_organizations(request.membership):
        raise PermissionDenied(ORGANIZATIONS_REFUSED)
    if request.method == "POST":  # who presses twice waits here and finds the first ones entered
        Unit.objects.select_for_update().get(pk=pk)
    offered = offers.offers_for(thing, on=today)
    form = OffersForm(request.POST or None, unit=thing, offers=offered)
    if request.method == "POST" and form.is_valid():
        made = offers.enter(
            unit=thing,
            wanted=form.wanted,
            since=form.since,
            place_below=form.common.cleaned_data["place_below"],
            on=today,
        )
        sentence = ngettext(
            "%(number)d organisation entered.", "%(number)d organisations entered.", len(made)
        )
        messages.success(request, sentence % {"number": len(made)})
        return redirect("unit", pk)
    context = {
        "unit": thing,
        "form": form,
        "present": [offer for offer in offered if offer.present],
        "crumbs": UNIT.crumbs(thing),
    }
    return render(request, "coordination/unit_organizations.html", context)
