"""What pages of people and committees share: who may change them, and for which unit."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from coordination import clock
from coordination.access import (
    is_over_everything,
    may_edit_organizations,
    visible_committees,
    visible_units,
)
from coordination.coverage import directly_below
from coordination.forms.choices import LIMIT
from coordination.models import Membership, SteeringCommittee
from coordination.naming import named_units


def refuse_onlookers(membership: Membership) -> None:
    """Committees and people are looked after by Board staff and the administrator."""
    if not may_edit_organizations(membership):
        raise PermissionDenied(
            _("People and committees are looked after by the Board's staff of the unit.")
        )


def committee_in_care(request: HttpRequest, pk: int) -> SteeringCommittee:
    """A committee that the reader may change: 404 for strangers, 403 for onlookers."""
    found = visible_committees(request.membership).select_related("unit")
    thing = get_object_or_404(found, pk=pk)
    refuse_onlookers(request.membership)
    return thing


def choose_unit(request: HttpRequest, *, act: str) -> HttpResponse:
    """For which unit the page `act` is meant: the own, those directly below, or found by words."""
    today = clock.today()
    words = request.GET.get("q", "").replace("\0", "")[:100].strip()
    found = visible_units(request.membership).at(today)
    if words:
        found = found.search(words)
    elif not is_over_everything(request.membership):
        own = request.membership.organization.unit_id
        found = found.filter(Q(pk=own) | Q(pk__in=directly_below(own, today).values("pk")))
    units = named_units(found, today).order_by("current_name", "pk")[: LIMIT + 1]
    context = {"units": units, "words": words, "limit": LIMIT, "act": act}
    return render(request, "coordination/committee_unit.html", context)
