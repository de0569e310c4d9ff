"""Steering committees: the list, the page of one as of a day, and of one of its decisions."""

import datetime as dt

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import clock
from coordination.access import may_edit_organizations, visible_committees
from coordination.committees import effect_of
from coordination.files import UploadForm, serve, store
from coordination.forms.base import save_or_explain
from coordination.forms.committees import CommitteeFilter, CommitteeForm, DecisionForm
from coordination.models import CommitteeDecision, Seat, SteeringCommittee
from coordination.naming import organization_name, unit_name
from coordination.panels import panels_of
from coordination.people import offices
from coordination.views.care import committee_in_care, refuse_onlookers

PAGE_SIZE = 25


def committees(request: HttpRequest) -> HttpResponse:
    """Steering committees within reach."""
    found, wanted, on = found_committees(request)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "wanted": wanted,
        "on": on,
        "today": clock.today(),
        "may_edit": may_edit_organizations(request.membership),
    }
    return render(request, "coordination/committees.html", context)


def found_committees(
    request: HttpRequest,
) -> tuple[QuerySet[SteeringCommittee], CommitteeFilter, dt.date]:
    """What the filters of the list find, in its order; also for exports."""
    today = clock.today()
    wanted = CommitteeFilter(request.GET)
    on = wanted.value("on") or today
    found = visible_committees(request.membership)
    if not wanted.value("former"):
        never_filled = ~Exists(Seat.objects.filter(committee=OuterRef("pk")))
        found = found.filter(Q(pk__in=SteeringCommittee.objects.in_force(on)) | never_filled)
    if words := wanted.value("q"):
        found = found.search(words)
    vacant = Seat.objects.vacant(on).filter(committee=OuterRef("pk"))
    found = found.annotate(
        place=unit_name("unit_id", on), sitting=sitting(on), has_vacancy=Exists(vacant)
    ).with_since()
    if wanted.value("vacant") and may_edit_organizations(request.membership):
        found = found.filter(has_vacancy=True)
    return found.order_by("place", "name", "pk"), wanted, on


def committee(request: HttpRequest, pk: int) -> HttpResponse:
    """A steering committee on a day: who sits in it, its decisions, who sat at other times."""
    today = clock.today()
    wanted = CommitteeFilter(request.GET)
    on = wanted.value("on") or today
    found = visible_committees(request.membership).annotate(place=unit_name("unit_id", on))
    thing = get_object_or_404(found, pk=pk)
    seats = seats_of(thing, on)
    present = [one for one in seats if one.is_valid_at(on)]
    may_edit = may_edit_organizations(request.membership)
    context = {
        "committee": thing,
        "today": today,
        "on": on,
        "wanted": wanted,
        "decisions": thing.decisions.annotate(
            issuer_name=organization_name("issuer_id", today)
        ).order_by("-date", "-pk"),
        "present": present,
        "other": [one for one in seats if not one.is_valid_at(on)],
        "vacant": [one for one in present if may_edit and not one.person.present_offices],
        "may_edit": may_edit,
        "panels": panels_of(thing, request.membership, today),
    }
    return render(request, "coordination/committee.html", context)


def seats_of(committee: SteeringCommittee, on: dt.date) -> list[Seat]:
    """All seats in the order of a decision, people with their offices of the day."""
    seats = committee.seats.select_related("person")
    return list(seats.prefetch_related(offices("person__positions", on)).in_order())


def sitting(on: dt.date) -> Count:
    """How many sit in a committee on the day."""
    return Count(
        "seats",
        filter=(Q(seats__valid_from=None) | Q(seats__valid_from__lte=on))
        & (Q(seats__valid_to=None) | Q(seats__valid_to__gte=on)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def committee_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The name of a committee."""
    thing = committee_in_care(request, pk)
    form = CommitteeForm(request.POST or None, instance=thing)
    if request.method == "POST" and form.is_valid() and save_or_explain(form):
        return redirect("committee", pk)
    thing.name = form.initial["name"]  # the heading keeps what is stored
    context = {"form": form, "committee": thing, "heading": _("Edit the committee")}
    return render(request, "coordination/committee_form.html", context)


# --- Decisions ---------------------------------------------------------------------------------


def visible_decision(request: HttpRequest, pk: int) -> CommitteeDecision:
    """A decision on a committee within reach."""
    found = CommitteeDecision.objects.select_related("committee__unit", "scan").annotate(
        issuer_name=organization_name("issuer_id", clock.today(), "name")
    )
    return get_object_or_404(found, pk=pk, committee__in=visible_committees(request.membership))


def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision: number, issuer, scan, and what it changed."""
    thing = visible_decision(request, pk)
    context = {
        "decision": thing,
        "committee": thing.committee,
        "effect": effect_of(thing, seats_of(thing.committee, thing.date)),
        "upload": UploadForm(),
        "may_edit": may_edit_organizations(request.membership),
    }
    return render(request, "coordination/decision.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, date or issuer that were mistyped."""
    thing = visible_decision(request, pk)
    refuse_onlookers(request.membership)
    form = DecisionForm(request.POST or None, instance=thing, today=clock.today())
    if request.method == "POST" and form.is_valid() and save_or_explain(form):
        return redirect("decision", pk)
    context = {
        "form": form,
        "committee": thing.committee,
        "heading": _("Edit the decision"),
        "back": thing,
    }
    return render(request, "coordination/committee_form.html", context)


@require_POST
def decision_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach the scan of the signed original; an earlier one stays in the history."""
    thing = visible_decision(request, pk)
    refuse_onlookers(request.membership)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        context = {
            "decision": thing,
            "committee": thing.committee,
            "effect": effect_of(thing, seats_of(thing.committee, thing.date)),
            "upload": form,
            "may_edit": True,
        }
        return render(request, "coordination/decision.html", context, status=422)
    thing.scan = store(
        form.cleaned_data["file"],
        by=request.membership,
        organization=thing.issuer,
        at=clock.now(),
    )
    thing.save(update_fields=["scan"])
    return redirect("decision", pk)


@require_safe
def decision_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan itself, for whoever sees the committee."""
    thing = visible_decision(request, pk)
    if thing.scan is None:
        raise Http404
    return serve(request, thing.scan)
