"""Organisations: the list, the page of one, and their entry."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination import clock
from coordination.access import may_administer, may_edit_organizations, visible_organizations
from coordination.forms.base import save_or_explain
from coordination.forms.filters import DayFilter, OrganizationFilter
from coordination.forms.organizations import NewOrganizationForm, OrganizationForm
from coordination.lineage import tell
from coordination.models import Membership, Organization
from coordination.naming import (
    named_organizations,
    organization_name,
    organizations_in_order,
)
from coordination.panels import panels_of
from coordination.sql import GivenNameFirst, UnitsBelow
from coordination.views.facts import ORGANIZATION, ORGANIZATIONS_REFUSED, fill
from coordination.views.units import named, paged

_LATEST_FIRST = F("valid_from").desc(nulls_last=True)


def found_organizations(
    request: HttpRequest,
) -> tuple[QuerySet[Organization], OrganizationFilter, dt.date]:
    """Organisations within reach that the list's filters leave; the filter; its day."""
    wanted = OrganizationFilter(request.GET)
    day = wanted.day(clock.today())
    found = visible_organizations(request.membership).select_related("kind")
    if not wanted.value("former"):
        found = found.at(day)
    else:
        found = found.filter(Q(valid_from=None) | Q(valid_from__lte=day))
    if words := wanted.value("q"):
        found = found.search(words)
    if kind := wanted.value("kind"):
        found = found.filter(kind=kind)
    if level := wanted.value("level"):
        found = found.filter(unit__level=level)
    if under := wanted.value("under"):
        found = found.filter(unit_id__in=UnitsBelow.ids(under, day))
    return found, wanted, day


def organizations(request: HttpRequest) -> HttpResponse:
    """Organisations within reach, as of a day."""
    found, wanted, day = found_organizations(request)
    page = paged(request, organizations_in_order(found, day), of=found)
    tell(page, wanted.value("q") or "", on=day)
    context = {
        "page": page,
        "wanted": wanted,
        "day": day,
        "under": named(request, wanted.value("under"), day),
        "may_edit": may_edit_organizations(request.membership),
        "may_import": may_edit_organizations(request.membership),
    }
    return render(request, "coordination/organizations.html", context)


def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation as of a day: people; names, superiors; for the administrator its users.

    One that has ended is shown as it was on its last day, with what hangs on it until today.
    """
    wanted = DayFilter(request.GET)
    today = clock.today()
    asked = wanted.day(today)
    found = named_organizations(visible_organizations(request.membership), asked)
    thing = get_object_or_404(found.select_related("kind"), pk=pk)
    day = wanted.day_of(thing, today)
    people = thing.positions.select_related("person").order_by(GivenNameFirst("person__name"), "pk")
    context = {
        "organization": thing,
        "wanted": wanted,
        "day": day,
        "is_last_day": day < asked,
        "today": today,
        "may_edit": may_edit_organizations(request.membership),
        "names": thing.names.order_by(_LATEST_FIRST, "-pk"),
        "superiors": thing.parents.annotate(
            parent_name=organization_name("parent_id", day, "name")
        ).order_by(_LATEST_FIRST, "-pk"),
        "visible_ids": set(
            visible_organizations(request.membership)
            .filter(children__organization=thing)
            .values_list("pk", flat=True)
        ),
        "may_edit_people": may_edit_organizations(request.membership),
        "present": [one for one in people if one.is_valid_at(day)],
        "former": [one for one in people if not one.is_valid_at(day)],
        "memberships": memberships_for(request.membership, thing),
        "panels": panels_of(thing, request.membership, asked),
    }
    return render(request, "coordination/organization.html", context)


def memberships_for(reader: Membership, organization: Organization) -> list[Membership] | None:
    """The roles held for an organisation; None for who may not see them."""
    if not may_administer(reader):
        return None
    held = organization.memberships.select_related("user")
    return list(held.order_by("role", GivenNameFirst("user__full_name"), "pk"))


def organization_create(request: HttpRequest) -> HttpResponse:
    """A new organisation with its name and its superior."""
    if not may_edit_organizations(request.membership):
        raise PermissionDenied(ORGANIZATIONS_REFUSED)
    given = {}
    if request.method == "GET":
        own = request.membership.organization
        given["initial"] = {"unit": request.GET.get("unit") or (own.unit_id if own else "")}
    form = fill(
        request, NewOrganizationForm, membership=request.membership, today=clock.today(), **given
    )
    if form.is_bound and form.is_valid() and (made := save_or_explain(form)):
        messages.success(request, _("The organisation is there. Now add its people."))
        return redirect("organization", made.pk)
    context = {
        "form": form,
        "title": _("New organisation"),
        "sub": "",
        "crumbs": ORGANIZATION.crumbs(None),
        "back": reverse("organizations"),
    }
    return render(request, "coordination/thing_form.html", context)


def organization_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Kind, unit and existence of an organisation."""
    thing = ORGANIZATION.get(request, pk)
    form = fill(
        request,
        OrganizationForm,
        instance=thing,
        membership=request.membership,
        today=clock.today(),
    )
    if form.is_bound and form.is_valid() and save_or_explain(form):
        messages.success(request, _("Saved."))
        return redirect("organization", pk)
    context = {
        "form": form,
        "title": _("Edit the organisation"),
        "sub": str(thing),
        "crumbs": ORGANIZATION.crumbs(thing),
        "back": reverse("organization", args=[pk]),
        "removal": reverse("organization_remove", args=[pk]),
        "text": _(
            "Names and superiors are changed on the page of the organisation, each with its dates."
        ),
    }
    return render(request, "coordination/thing_form.html", context)
