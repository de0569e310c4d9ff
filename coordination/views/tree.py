"""The tree of units as of a day: whole pages, and one branch for htmx."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coordination import clock, tree
from coordination.access import visible_units
from coordination.forms.filters import DayFilter
from coordination.models import Unit
from coordination.naming import named_units

OPEN_LIMIT = 50


def units_tree(request: HttpRequest) -> HttpResponse:
    """All units within reach, from the highest down."""
    wanted = DayFilter(request.GET)
    day = wanted.day(clock.today())
    nodes = tree.roots(visible_units(request.membership), on=day)
    first = {nodes[0].pk} if len(nodes) == 1 else set()
    return show(request, wanted, nodes, top=None, opened_at_first=first)


def unit_tree(request: HttpRequest, pk: int) -> HttpResponse:
    """The tree of one unit, opened."""
    wanted = DayFilter(request.GET)
    day = wanted.day(clock.today())
    top = get_object_or_404(named_units(visible_units(request.membership), day), pk=pk)
    return show(request, wanted, [tree.node_of(top, on=day)], top=top, opened_at_first={top.pk})


def show(
    request: HttpRequest,
    wanted: DayFilter,
    nodes: list[tree.Node],
    *,
    top: Unit | None,
    opened_at_first: set[int],
) -> HttpResponse:
    """The page, with the branches open that the address names."""
    day = wanted.day(clock.today())
    opened = opened_in(request)
    tree.open_up(nodes, opened_at_first if opened is None else opened, on=day)
    context = {
        "nodes": nodes,
        "wanted": wanted,
        "day": day,
        "top": top,
        "opened": sorted(opened_at_first if opened is None else opened),
        "is_full": len(nodes) == tree.BRANCH_LIMIT,
    }
    return render(request, "coordination/tree.html", context)


def opened_in(request: HttpRequest) -> set[int] | None:
    """The branches that the address names, with the one that a button turned; None: none named."""
    if "open" not in request.GET and "toggle" not in request.GET:
        return None
    opened = {int(one) for one in request.GET.getlist("open")[:OPEN_LIMIT] if is_key(one)}
    turned = request.GET.get("toggle", "")
    return opened ^ {int(turned)} if is_key(turned) else opened


def is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def branch(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands directly below a unit: a fragment; a whole page for who asks without htmx."""
    wanted = DayFilter(request.GET)
    day = wanted.day(clock.today())
    unit = get_object_or_404(visible_units(request.membership), pk=pk)
    if not request.htmx:
        return redirect(reverse("unit_tree", args=[unit.pk]) + wanted.suffix)
    context = {"nodes": tree.branch(unit.pk, on=day), "wanted": wanted, "unit_id": unit.pk}
    return render(request, "coordination/includes/branch.html", context)
