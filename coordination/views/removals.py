"""Taking away a unit, an organisation or a kind that was entered by mistake."""

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination import removal
from coordination.views.facts import ORGANIZATION, UNIT


def unit_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit to which nothing refers, with its names and places."""
    thing = UNIT.get(request, pk)
    return confirm(
        request,
        thing,
        title=_("Remove the unit"),
        text=_(
            "Its names, places and calendars go with it. This is for what was entered by mistake."
        ),
        refusal=_(
            "This unit stays, because something refers to it. A unit that ceased has a last day."
        ),
        crumbs=UNIT.crumbs(thing),
        back=reverse("unit", args=[pk]),
        after=reverse("units"),
    )


def organization_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation to which nothing refers, with its names and superiors."""
    thing = ORGANIZATION.get(request, pk)
    return confirm(
        request,
        thing,
        title=_("Remove the organisation"),
        text=_("Its names and superiors go with it. This is for what was entered by mistake."),
        refusal=_(
            "This organisation stays, because something refers to it. "
            "An organisation that ceased has a last day."
        ),
        crumbs=ORGANIZATION.crumbs(thing),
        back=reverse("organization", args=[pk]),
        after=reverse("organizations"),
    )


def confirm(
    request: HttpRequest,
    thing: Model,
    *,
    title: str,
    text: str,
    refusal: str,
    crumbs: list[tuple[str, str]],
    back: str,
    after: str,
) -> HttpResponse:
    """Ask once more, or say what refers to the thing; on POST remove it."""
    name = str(thing)
    if request.method == "POST" and removal.remove(thing):
        messages.success(request, _("“%(name)s” was removed.") % {"name": name})
        return redirect(after)
    references = removal.references_to(thing, reader=request.membership)
    context = {
        "title": title,
        "what": name,
        "text": text,
        "refusal": refusal if references else "",
        "references": references,
        "crumbs": crumbs,
        "back": back,
    }
    return render(request, "coordination/removal.html", context)
