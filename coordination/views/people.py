"""People: the list, the page of one, entering and correcting, and merging what is one person."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination import clock
from coordination.access import (
    is_over_everything,
    may_edit_organizations,
    may_see_contacts,
    people_in_care,
    visible_committees,
    visible_organizations,
    visible_people,
    visible_units,
    within_reach,
)
from coordination.coverage import directly_below
from coordination.forms.base import save_or_explain
from coordination.forms.choices import LIMIT
from coordination.forms.people import PersonFilter, PersonForm, PositionForm
from coordination.merging import remembered
from coordination.models import Membership, Organization, Person, Position, UnitParent
from coordination.naming import named_units
from coordination.panels import panels_of
from coordination.people import in_office, units_of, with_offices
from coordination.sql import UnitsBelow
from coordination.views.care import refuse_onlookers

PAGE_SIZE = 25


def people(request: HttpRequest) -> HttpResponse:
    """People within reach, by given name, with what they hold on the day."""
    found, wanted, on = found_people(request)
    page = Paginator(with_offices(found, on), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "wanted": wanted,
        "on": on,
        "today": clock.today(),
        "may_edit": may_edit_organizations(request.membership),
    }
    return render(request, "coordination/people.html", context)


def found_people(request: HttpRequest) -> tuple[QuerySet[Person], PersonFilter, dt.date]:
    """What the filters of the list find, in its order; also for exports."""
    today = clock.today()
    wanted = PersonFilter(request.GET, units=near_units(request.membership, today))
    on = wanted.value("on") or today
    narrowed = Q()
    if words := wanted.value("organization"):
        bodies = Organization.objects.search(words)
        narrowed &= Q(organization__in=bodies.values("pk"))
    if kind := wanted.value("kind"):
        narrowed &= Q(organization__kind=kind)
    if unit := wanted.value("unit"):
        narrowed &= Q(organization__unit__in=UnitsBelow.ids(unit, on))
    reach = within_reach(request.membership, "organization__unit_id")
    found = visible_people(request.membership).present()
    if not wanted.value("former"):
        found = in_office(found, on, narrowed & reach)
    elif narrowed:
        held = Position.objects.filter(narrowed & reach)
        found = found.filter(pk__in=held.values("person_id"))
    if words := wanted.value("q"):
        found = found.search(words)
    return found.by_given_name(), wanted, on


def near_units(membership: Membership, on: dt.date) -> list[tuple[int, str]]:
    """The reader's own unit and those directly below; of the whole installation the highest."""
    found = visible_units(membership).at(on)
    if is_over_everything(membership):
        found = found.exclude(pk__in=UnitParent.objects.at(on).values("unit_id"))
    else:
        own = membership.organization.unit_id
        below = directly_below(own, on).values("pk")
        found = found.filter(Q(pk=own) | Q(pk__in=below))
    rows = named_units(found, on).order_by("current_name", "pk")[:LIMIT]
    return [(one.pk, one.current_name) for one in rows]


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody: positions and seats through time, what apps above know, contacts where allowed.

    The address of an entry that was merged leads to the person that was kept.
    """
    today = clock.today()
    found = with_offices(visible_people(request.membership).present(), today)
    thing = found.filter(pk=pk).first()
    if thing is None:
        merged = get_object_or_404(Person.objects.exclude(merged_into=None), pk=pk)
        get_object_or_404(found, pk=merged.merged_into_id)
        return redirect("person", merged.merged_into_id)
    membership = request.membership
    in_care = may_edit_organizations(membership) and (
        people_in_care(membership, today).filter(pk=pk).exists()
    )
    units = {office.organization.unit_id for office in thing.present_offices}
    context = {
        "person": thing,
        "today": today,
        "reachable": set(
            visible_organizations(membership)
            .filter(positions__person=thing)
            .values_list("pk", flat=True)
        ),
        "may_edit_positions": may_edit_organizations(membership),
        "in_care": in_care,
        "shows_contacts": may_see_contacts(membership, units),
        "seats": thing.seats.select_related("committee__unit").order_by(
            models.F("valid_from").desc(nulls_last=True), "-pk"
        ),
        "committees": set(
            visible_committees(membership).filter(seats__person=thing).values_list("pk", flat=True)
        ),
        "namesakes": namesakes(membership, thing, today) if in_care else [],
        "panels": panels_of(thing, membership, today),
    }
    return render(request, "coordination/person.html", context)


def namesakes(membership: Membership, thing: Person, on: dt.date) -> list[Person]:
    """Others of the same name within reach, with their offices."""
    others = visible_people(membership).present().named(thing.name).exclude(pk=thing.pk)
    return list(with_offices(others.by_given_name()[:10], on))


def person_in_care(request: HttpRequest, pk: int) -> Person:
    """Somebody whom the reader looks after: 404 for strangers, 403 with a sentence for others."""
    thing = get_object_or_404(visible_people(request.membership).present(), pk=pk)
    refuse_onlookers(request.membership)
    if not people_in_care(request.membership, clock.today()).filter(pk=pk).exists():
        raise PermissionDenied(
            _("This person now works outside your unit and is looked after there.")
        )
    return thing


@require_http_methods(["GET", "HEAD", "POST"])
def person_create(request: HttpRequest) -> HttpResponse:
    """Somebody new with a first position; people of the same name are shown before."""
    refuse_onlookers(request.membership)
    membership, today = request.membership, clock.today()
    data = request.POST or None
    words = request.GET.get("q", "").replace("\0", "")[:100].strip()
    form = PersonForm(data, may_see_contacts=not is_over_everything(membership))
    office = PositionForm(
        data,
        organizations=visible_organizations(membership),
        today=today,
        words=words,
        initial={"organization": request.GET.get("organization", "")},
    )
    same: list[Person] = []
    if request.method == "POST" and all([form.is_valid(), office.is_valid()]):
        check_contacts(form, office, membership)
        if not form.errors:
            if "another" not in request.POST:
                found = visible_people(membership).present().named(form.cleaned_data["name"])
                same = list(with_offices(found.by_given_name()[:10], today))
            if not same and (made := save_both(form, office)):
                messages.success(request, _("Saved."))
                return redirect("person", made.pk)
    context = {
        "form": form,
        "office": office,
        "same": same,
        "words": words,
        "typed": typed_office(office) if same else "",
    }
    status = 422 if same else 200
    return render(request, "coordination/person_create.html", context, status=status)


def check_contacts(form: PersonForm, office: PositionForm, membership: Membership) -> None:
    """Contacts are entered inside the person's own unit only."""
    unit = office.cleaned_data["organization"].unit_id
    for name in ("phone", "email"):
        if form.cleaned_data.get(name) and not may_see_contacts(membership, {unit}):
            form.add_error(
                name, _("Contacts are entered and seen inside the person's own unit only.")
            )


def save_both(form: PersonForm, office: PositionForm) -> Person | None:
    """The person with the position, or neither."""
    with transaction.atomic():
        made = save_or_explain(form)
        if made:
            office.instance.person = made
            if save_or_explain(office):
                return made
            transaction.set_rollback(True)
    return None


def typed_office(office: PositionForm) -> str:
    """The position that was typed, as a query for the page of a person who is there already."""
    fields = ("organization", "title", "rank", "valid_from", "valid_to")
    query = office.data.copy()
    for name in list(query):
        if name not in fields:
            del query[name]
    return query.urlencode()


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, and inside the own unit phone and e-mail."""
    thing = person_in_care(request, pk)
    name = thing.name
    inside = may_see_contacts(request.membership, units_of(thing, clock.today()))
    form = PersonForm(request.POST or None, instance=thing, may_see_contacts=inside)
    if request.method == "POST" and form.is_valid() and save_or_explain(form):
        messages.success(request, _("Saved."))
        return redirect("person", pk)
    context = {"form": form, "person_id": pk, "name": name}
    return render(request, "coordination/person_form.html", context)


@require_POST
def person_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out somebody entered by mistake, to whom nothing but positions refers."""
    thing = person_in_care(request, pk)
    try:
        with transaction.atomic():
            remembered(thing).delete()
            thing.positions.all().delete()
            thing.delete()
    except models.ProtectedError as error:
        kinds = {str(one._meta.verbose_name) for one in error.protected_objects}
        messages.error(
            request,
            _("%(name)s cannot be taken out: referred to by %(what)s. End the position instead.")
            % {"name": thing.name, "what": ", ".join(sorted(kinds))},
        )
        return redirect("person", pk)
    except IntegrityError:
        messages.error(request, _("Something refers to this person: end the position instead."))
        return redirect("person", pk)
    messages.success(request, _("The person was taken out."))
    return redirect("people")
