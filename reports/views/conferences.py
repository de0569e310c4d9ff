"""Conferences: the list, and one with what was concluded and what was told."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coordination import clock, periods
from coordination.calendars import calendar_of
from coordination.naming import organization_name, unit_name
from coordination.people import offices
from programs.access import visible_programs
from programs.models import PartyRole
from programs.workflow import Refused
from reports import access, transitions
from reports.drafting import IssuerForm
from reports.models import Conference, ConferenceState, FollowUpState

PER_PAGE = 25
STATE_TONES = {
    ConferenceState.PLANNED: "info",
    ConferenceState.HELD: "warn",
    ConferenceState.CONCLUDED: "good",
    ConferenceState.CANCELLED: "neutral",
}
TASK_TONES = {
    FollowUpState.OPEN: "info",
    FollowUpState.DONE: "accent",
    FollowUpState.RETURNED: "bad",
    FollowUpState.CONFIRMED: "good",
    FollowUpState.CARRIED_OVER: "neutral",
}


@require_safe
def conferences(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    found = access.visible_conferences(request.membership).annotate(
        unit_name=unit_name("unit_id", clock.today())
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    for conference in page.object_list:
        conference.tone = STATE_TONES[conference.state]
    return render(request, "reports/conferences.html", {"page": page})


@require_safe
def conference(request: HttpRequest, pk: int) -> HttpResponse:
    """One conference."""
    conference = get_object_or_404(
        access.visible_conferences(request.membership).select_related("unit", "chair", "presenter"),
        pk=pk,
    )
    today = clock.today()
    on = conference.held_on or today
    prefetch_related_objects(
        [conference], offices("chair__positions", on), offices("presenter__positions", on)
    )
    may_draft = access.may_draft(request.membership, conference)
    context = {
        "conference": conference,
        "tone": STATE_TONES[conference.state],
        "period_label": _period_label(conference),
        "programs": visible_programs(request.membership).filter(conferences=conference),
        "papers": conference.papers.annotate(name=organization_name("organization_id", on)),
        "shortcomings": conference.shortcomings.all(),
        "conclusions": _conclusions(conference, on=on, today=today),
        "documents": access.visible_documents(request.membership)
        .filter(conference=conference)
        .annotate(issuer_name=organization_name("issuer_id", on)),
        "issuer_form": IssuerForm(
            conference=conference, today=today, initial={"issuer": _default_issuer(conference)}
        )
        if may_draft
        else None,
    }
    return render(request, "reports/conference.html", context)


def _period_label(conference: Conference) -> str:
    if conference.period is None:
        return ""
    return periods.label(conference.period, calendar_of(conference.unit, on=conference.period_to))


def _conclusions(conference: Conference, *, on, today) -> list:
    """Conclusions with their owners' names of the day, and whether they are overdue."""
    owners: dict[int, list[str]] = {}
    through = type(conference).conclusions.rel.related_model.owners.through
    rows = (
        through.objects.filter(conclusion__conference=conference)
        .annotate(name=organization_name("organization_id", on))
        .order_by("organization__kind__order", "pk")
    )
    for row in rows:
        owners.setdefault(row.conclusion_id, []).append(row.name)
    found = list(conference.conclusions.all())
    overdue = set(conference.conclusions.overdue(today).values_list("pk", flat=True))
    for conclusion in found:
        conclusion.owner_names = owners.get(conclusion.pk, [])
        conclusion.is_overdue = conclusion.pk in overdue
        conclusion.tone = TASK_TONES[conclusion.state]
    return found


def _default_issuer(conference: Conference) -> int | None:
    """The lead party of the first program."""
    program = conference.programs.order_by("pk").first()
    lead = program and program.parties.filter(role=PartyRole.LEAD).first()
    return lead.organization_id if lead else None


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: start the conference's report, issued by the chosen organisation."""
    conference = get_object_or_404(access.visible_conferences(request.membership), pk=pk)
    if not access.may_draft(request.membership, conference):
        raise PermissionDenied(_("Your role does not allow you to draft papers here."))
    form = IssuerForm(request.POST, conference=conference, today=clock.today())
    if not form.is_valid():
        messages.error(request, _("Choose an organisation that can issue papers here."))
        return redirect("conference", pk)
    try:
        document = transitions.start_draft(
            conference=conference,
            issuer=form.cleaned_data["issuer"],
            by=request.membership,
            at=clock.now(),
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("conference", pk)
    return redirect("document", document.pk)
