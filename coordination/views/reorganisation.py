"""Acts of reorganisation: the list, one act, a new one in steps, and its undoing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import clock
from coordination.access import may_reorganise, visible_reorganisations
from coordination.forms.reorganisation import carried
from coordination.lineage import link
from coordination.models import Organization, Succession, SuccessionKind, Unit
from coordination.naming import named_organizations
from coordination.reorganisation import touched
from coordination.reorganisation.acts import already_done, carry_out
from coordination.reorganisation.checking import problems
from coordination.reorganisation.plan import ENDING, Plan, Refused
from coordination.reorganisation.situation import Situation
from coordination.reorganisation.telling import tell_sides
from coordination.reorganisation.undo import objections, undo
from coordination.views.reorganisation_steps import ACT, AFTER, BEFORE, PREVIEW, Asked

PAGE_SIZE = 25
MOST_NAMED = 3  # of what one organisation becomes, in the preview
# What each step shows itself; the rest travels in hidden fields.
_SHOWN = {
    ACT: ("of", "kind", "on", "basis"),
    BEFORE: ("before",),
    AFTER: ("existing", "goes_on", "count", "parent", "below", "kinds", "kinds_seen", "new"),
    PREVIEW: ("decision",),
}


def _ask_right(request: HttpRequest) -> None:
    if not may_reorganise(request.membership):
        raise PermissionDenied(
            _("Reorganisations are carried out by the head of the Board or the administrator.")
        )


@require_safe
def reorganisations(request: HttpRequest) -> HttpResponse:
    """Acts within reach, newest first; what organisations did with their units is told there."""
    of_units = Succession.units_before.through.objects.filter(
        succession__history_context=OuterRef("history_context")
    )
    is_part = ~Exists(of_units.filter(succession=OuterRef("pk"))) & Exists(of_units)
    found = visible_reorganisations(request.membership).exclude(is_part).order_by("-on", "-pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    tell_sides(page.object_list)
    context = {"page": page, "may_reorganise": may_reorganise(request.membership)}
    return render(request, "coordination/reorganisations.html", context)


@require_safe
def reorganisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One act: what became what, what went with it, and whether it can be undone."""
    act = get_object_or_404(visible_reorganisations(request.membership), pk=pk)
    together = [act]
    if act.history_context:
        others = visible_reorganisations(request.membership).exclude(pk=act.pk)
        together += others.filter(history_context=act.history_context).order_by("pk")
    tell_sides(together)
    for model in (Unit, Organization):
        things = [one for part in together for one in (*part.before, *part.after, *part.places)]
        link(request.membership, [one for one in things if isinstance(one, model)], model)
    may = may_reorganise(request.membership)
    again = {"of": act.of, "kind": act.kind, "on": f"{act.on:%d/%m/%Y}", "basis": act.basis}
    context = {
        "act": act,
        "others": together[1:],
        "moved": act.memberships.select_related("user").order_by("pk"),
        "may_reorganise": may,
        "objections": objections(act) if may else [],
        "again_url": f"{reverse('reorganisation_new')}?{urlencode(again)}",
    }
    return render(request, "coordination/reorganisation.html", context)


# --- A new act ---------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def reorganisation_new(request: HttpRequest) -> HttpResponse:
    """A new act, step by step; nothing is written here."""
    _ask_right(request)
    asked = Asked(request.POST if request.method == "POST" else request.GET, request.membership)
    wanted = asked.data.get("to", "")
    return _step(request, asked, int(wanted) if wanted in ("1", "2", "3", "4") else ACT)


@require_POST
def reorganisation_carry_out(request: HttpRequest) -> HttpResponse:
    """Carry out what the preview showed; a second press leads to the act that the first made."""
    _ask_right(request)
    asked = Asked(request.POST, request.membership)
    if not asked.has_act or not all(one.is_valid() for one in asked.new_forms(checked=True)):
        return _step(request, asked, PREVIEW, status=422)
    plan = asked.plan()
    try:
        act = carry_out(plan, by=request.membership, at=clock.now())
    except Refused as refused:
        if done := already_done(plan):
            messages.info(request, _("This act has been carried out already."))
            return redirect("reorganisation", done.pk)
        return _step(request, asked, PREVIEW, found=refused.problems, status=422)
    messages.success(request, _("The reorganisation was carried out."))
    return redirect("reorganisation", act.pk)


def _step(
    request: HttpRequest,
    asked: Asked,
    wanted: int,
    *,
    found: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The wanted step, or the first before it that lacks something."""
    is_first_look = "to" not in asked.data and request.method != "POST"
    if not asked.has_act:
        step = ACT
        if is_first_look:
            asked.act_form.is_bound = False
    elif wanted > BEFORE and not asked.before:
        step = BEFORE
    else:
        step = wanted
    asked.step = step
    forms = []
    if step >= AFTER:
        forms = asked.new_forms(checked=step == PREVIEW)
        if step == PREVIEW and not all(form.is_valid() for form in forms):
            step = AFTER
    context = {
        "asked": asked,
        "step": step,
        "steps": _steps(step),
        "lacks_before": wanted > BEFORE == step,
        "hidden": carried(asked.data, _SHOWN[step]),
        **_CONTEXTS[step](asked, forms, found),
    }
    return render(request, f"coordination/reorganisation/step{step}.html", context, status=status)


def _steps(current: int) -> list[tuple[int, str, bool]]:
    labels = (_("Which act"), _("What"), _("What comes after"), _("Preview and decisions"))
    return [(number, label, number == current) for number, label in enumerate(labels, start=1)]


def _of_act(asked: Asked, forms, found) -> dict:
    return {"form": asked.act_form}


def _of_before(asked: Asked, forms, found) -> dict:
    offered = asked.offered(asked.eve, without=asked.before)
    return _pick(asked, "before", "checkbox", asked.before, offered)


def _of_after(asked: Asked, forms, found) -> dict:
    kind = asked.kind
    shown = {"forms": forms, "count": asked.count, "situation": None}
    if kind == SuccessionKind.MOVE:
        chosen = [asked.parent] if asked.parent else []
        offered = asked.offered(asked.on, without=[*asked.before, *chosen])
        shown |= _pick(asked, "parent", "radio", chosen, offered)
    if kind in (SuccessionKind.MERGE, SuccessionKind.SPLIT):
        chosen = [one for one in asked.existing if not (asked.goes_on and one in asked.before)]
        is_split = kind == SuccessionKind.SPLIT
        # Of several that merge one may take in the others; a single one goes into another.
        is_left_out = is_split or len(asked.before) == 1
        offered = asked.offered(asked.on, without=[*chosen, *(asked.before if is_left_out else ())])
        shown |= _pick(asked, "existing", "checkbox" if is_split else "radio", chosen, offered)
    if kind in ENDING and asked.is_of_units:
        situation = Situation(asked.plan(forms))
        shown |= {
            "situation": situation,
            "kinds": [
                (one, gone, one.pk in asked.data.getlist("kinds") or "kinds_seen" not in asked.data)
                for one, gone in situation.kinds
            ],
            "places": _places(asked, situation),
        }
    return shown


def _places(asked: Asked, situation: Situation) -> list[tuple[str, str, bool]]:
    """Where units below may go: by default, to one that comes after, or to one chosen above."""
    given = asked.data.get("below", "")
    places = [(f"new-{number}", one.name) for number, one in enumerate(situation.plan.new)]
    places += [(str(one.pk), str(one)) for one in situation.existing]
    above = asked.named(asked.visible.filter(pk__in=asked._near_units()), asked.on)
    places += [(str(one.pk), str(one)) for one in above]
    return [(value, label, value == given) for value, label in places]


def _pick(asked: Asked, name: str, kind: str, chosen, offered) -> dict:
    limit = asked.limit
    return {
        "pick": {
            "name": name,
            "type": kind,
            "chosen": chosen,
            "offered": offered[:limit],
            "has_more": len(offered) > limit,
        }
    }


def _of_preview(asked: Asked, forms, found) -> dict:
    plan = asked.plan(forms)
    situation = Situation(plan)
    faults = problems(plan, situation) if found is None else found
    return {
        "plan": plan,
        "situation": situation,
        "faults": faults,
        "after": [*((str(one), False) for one in situation.existing), *_new_names(plan)],
        "transfers": [] if faults else _transfers(situation),
        "groups": [] if faults else touched.groups(situation),
    }


def _new_names(plan: Plan) -> list[tuple[str, bool]]:
    return [(one.name, True) for one in plan.new]


def _transfers(situation: Situation) -> list[tuple[str, str, str]]:
    """Kind, what goes, into what: of the organisations of units that end."""
    if not situation.plan.is_of_units:
        return []
    after = [*situation.existing, *(_Unborn(one.name, one.level) for one in situation.plan.new)]
    moved = {one.kind.pk: one for one in situation.transfers(after)}
    rows = []
    for kind, gone in situation.kinds:
        names = ", ".join(f"{one.current_short_name} ({one.place})" for one in gone)
        into = moved.get(kind.pk)
        rows.append((kind.label, names, _into(into) if into else _("ends with its unit")))
    return rows


class _Unborn:
    """A unit that the act will create, as far as the preview needs one."""

    pk = None

    def __init__(self, name: str, level: str):
        self.name, self.level = name, level

    def __str__(self) -> str:
        return self.name


def _into(transfer) -> str:
    existing = [one for one in transfer.into if isinstance(one, int)]
    names = dict(
        named_organizations(
            Organization.objects.filter(pk__in=existing), clock.today()
        ).values_list("pk", "current_name")
    )
    told = [
        names[one] if isinstance(one, int) else _("%(name)s (new)") % {"name": one.name}
        for one in transfer.into
    ]
    if len(told) <= MOST_NAMED:
        return ", ".join(told)
    left_out = len(told) - MOST_NAMED
    sentence = ngettext("%(names)s and %(number)d more", "%(names)s and %(number)d more", left_out)
    return sentence % {"names": ", ".join(told[:MOST_NAMED]), "number": left_out}


_CONTEXTS = {ACT: _of_act, BEFORE: _of_before, AFTER: _of_after, PREVIEW: _of_preview}


# --- Undoing -----------------------------------------------------------------------------------


@require_POST
def reorganisation_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put everything back as it was before the act, for a reason."""
    act = get_object_or_404(visible_reorganisations(request.membership), pk=pk)
    _ask_right(request)
    reason = request.POST.get("reason", "")[:2000]
    try:
        undo(act, by=request.membership, at=clock.now(), reason=reason)
    except Refused as refused:
        told = " ".join(refused.problems)
        if reason.strip():
            kept = _("You had written: “%(reason)s”") % {"reason": reason}
            told = f"{told} {kept}"
        messages.error(request, told)
        return redirect("reorganisation", pk)
    messages.success(request, _("The reorganisation was undone; everything is as it was before."))
    return redirect("reorganisations")
