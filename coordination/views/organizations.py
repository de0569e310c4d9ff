"""Organisations: the list and the page of one, as of a day."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from coordination import clock
from coordination.access import may_administer, may_edit_organizations, visible_organizations
from coordination.forms.filters import OrganizationFilter
from coordination.models import Membership, Organization
from coordination.naming import named_organizations, organization_name
from coordination.panels import panels_of
from coordination.sql import GivenNameFirst

PAGE_SIZE = 25
_LATEST_FIRST = F("valid_from").desc(nulls_last=True)


def organizations(request: HttpRequest) -> HttpResponse:
    """Organisations within reach."""
    today = clock.today()
    wanted = OrganizationFilter(request.GET)
    found = visible_organizations(request.membership).select_related("kind")
    if not wanted.value("former"):
        found = found.at(today)
    if words := wanted.value("q"):
        found = found.search(words)
    if kind := wanted.value("kind"):
        found = found.filter(kind=kind)
    ordered = named_organizations(found, today).order_by(
        "place", "kind__order", "current_name", "pk"
    )
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "coordination/organizations.html", {"page": page, "wanted": wanted, "today": today}
    )


def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation: names, superiors, people; for the administrator also its users."""
    today = clock.today()
    found = named_organizations(visible_organizations(request.membership), today)
    thing = get_object_or_404(found.select_related("kind"), pk=pk)
    people = thing.positions.select_related("person").order_by(GivenNameFirst("person__name"), "pk")
    context = {
        "organization": thing,
        "today": today,
        "names": thing.names.order_by(_LATEST_FIRST, "-pk"),
        "superiors": thing.parents.annotate(
            parent_name=organization_name("parent_id", today, "name")
        ).order_by(_LATEST_FIRST, "-pk"),
        "visible_ids": set(
            visible_organizations(request.membership)
            .filter(children__organization=thing)
            .values_list("pk", flat=True)
        ),
        "present": [one for one in people if one.is_valid_at(today)],
        "former": [one for one in people if not one.is_valid_at(today)],
        "may_edit_people": may_edit_organizations(request.membership),
        "memberships": memberships_for(request.membership, thing),
        "panels": panels_of(thing, request.membership, today),
    }
    return render(request, "coordination/organization.html", context)


def memberships_for(reader: Membership, organization: Organization) -> list[Membership] | None:
    """The roles held for an organisation; None for who may not see them."""
    if not may_administer(reader):
        return None
    held = organization.memberships.select_related("user")
    return list(held.order_by("role", GivenNameFirst("user__full_name"), "pk"))
