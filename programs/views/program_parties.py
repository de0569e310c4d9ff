"""The parties of a draft: found by name, with their roles, in the order of signing."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination import clock
from coordination.models import Organization
from coordination.naming import organization_name, unit_name
from programs import parties as acts
from programs import places
from programs.models import Party, PartyRole, Program
from programs.views.drafts import away_from_fixed, desk_context, draft_of, keys
from programs.workflow import Refused, missing_to_review

WORDS_MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
def parties(request: HttpRequest, pk: int) -> HttpResponse:
    """Who takes part, and whom to add; saving keeps the roles and goes on to the search."""
    program = draft_of(request, pk)
    if request.method == "POST":
        return _saved_then(request, program)
    if away := away_from_fixed(request, program):
        return away
    return _page(request, program)


def _saved_then(
    request: HttpRequest, program: Program, then: Callable[[], object] | None = None
) -> HttpResponse:
    """Save the roles that were posted; after that do something more. A refusal loses nothing."""
    try:
        acts.save_roles(program=program, roles=_posted_roles(request), by=request.membership)
        if then is not None:
            then()
    except Refused as refused:
        return _page(request, program, fault=refused.sentence, status=422)
    words = request.POST.get("q", "").strip()[:WORDS_MOST]
    if "find" not in request.POST:
        messages.success(request, _("Saved."))
    query = f"?{urlencode({'q': words})}#found" if words and "find" in request.POST else ""
    return redirect(reverse("program_parties", args=[program.pk]) + query)


def _posted_roles(request: HttpRequest) -> dict[int, str]:
    roles = {
        name.removeprefix("role-"): role
        for name, role in request.POST.items()
        if name.startswith("role-")
    }
    return {pk: roles[str(pk)] for pk in keys(roles) if str(pk) in roles}


def _page(
    request: HttpRequest, program: Program, *, fault: str = "", status: int = 200
) -> HttpResponse:
    on = program.term_from or clock.today()
    words = (request.GET.get("q") or request.POST.get("q") or "").strip()[:WORDS_MOST]
    rows = list(
        program.parties.annotate(
            name=organization_name("organization_id", on, "name"),
            place=unit_name("organization__unit_id", on),
        )
    )
    posted = _posted_roles(request)
    for row in rows:
        row.shown_role = posted.get(row.pk, row.role)
    found = list(acts.candidates(program, words=words, on=on)[: acts.FOUND_MOST + 1])
    context = desk_context(request, program, "program_parties") | {
        "rows": rows,
        "roles": PartyRole.choices,
        "found": found[: acts.FOUND_MOST],
        "has_more": len(found) > acts.FOUND_MOST,
        "words": words,
        "fault": fault,
        "missing": missing_to_review(program),
        "new_role": PartyRole.PARTNER
        if any(one.role == PartyRole.LEAD for one in rows)
        else PartyRole.LEAD,
    }
    return render(request, "programs/text/parties.html", context, status=status)


def _party(program: Program, party_pk: int) -> Party:
    return get_object_or_404(Party, program=program, pk=party_pk)


@require_POST
def party_add(request: HttpRequest, pk: int, organization_pk: int) -> HttpResponse:
    """Add an organisation to the parties."""
    program = draft_of(request, pk)
    organization = get_object_or_404(Organization, pk=organization_pk)
    return _saved_then(
        request,
        program,
        lambda: acts.add_party(
            program=program,
            organization=organization,
            role=request.POST.get(f"new-role-{organization_pk}", ""),
            by=request.membership,
        ),
    )


@require_POST
def party_remove(request: HttpRequest, pk: int, party_pk: int) -> HttpResponse:
    """Take a party out of the draft."""
    program = draft_of(request, pk)
    party = _party(program, party_pk)
    return _saved_then(
        request,
        program,
        lambda: acts.remove_party(program=program, party=party, by=request.membership),
    )


@require_POST
def party_up(request: HttpRequest, pk: int, party_pk: int) -> HttpResponse:
    """Put a party before the one above it."""
    program = draft_of(request, pk)
    party = _party(program, party_pk)
    return _saved_then(
        request,
        program,
        lambda: places.move_up(
            program=program, row=party, rows=program.parties.all(), by=request.membership
        ),
    )
