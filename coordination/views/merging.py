"""Merging two entries of one person: whom with whom, what it would do, done."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination import clock
from coordination.access import people_in_care
from coordination.merging import merge, plan
from coordination.people import with_offices
from coordination.views.people import person_in_care

SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
def person_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """The person of the address is kept; the other one is chosen, looked at, and merged."""
    kept = person_in_care(request, pk)
    today = clock.today()
    candidates = people_in_care(request.membership, today).exclude(pk=pk)
    raw = request.POST.get("duplicate") or request.GET.get("duplicate", "")
    duplicate = None
    if raw:
        number = int(raw) if raw.isdecimal() and len(raw) < 19 else 0
        duplicate = get_object_or_404(with_offices(candidates, today), pk=number)
    problems: list[str] = []
    if request.method == "POST" and duplicate:
        reason = request.POST.get("reason", "").replace("\0", "").strip()[:2000]
        try:
            merge(
                kept=kept, duplicate=duplicate, by=request.membership, at=clock.now(), reason=reason
            )
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, _("The two are one person now. The history tells both."))
            return redirect("person", pk)
    words = request.GET.get("q", "").replace("\0", "")[:100].strip()
    found = candidates.search(words) if words else candidates.named(kept.name)
    context = {
        "kept": with_offices(people_in_care(request.membership, today), today).get(pk=pk),
        "duplicate": duplicate,
        "planned": plan(kept=kept, duplicate=duplicate) if duplicate else None,
        "problems": problems,
        "found": [] if duplicate else with_offices(found.by_given_name()[:SHOWN], today),
        "words": words,
    }
    return render(
        request, "coordination/person_merge.html", context, status=422 if problems else 200
    )
