"""What the pages of a draft share: who may come in, the tabs, what still has to be said."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.panels import links_of
from programs import access
from programs.drafts import why_fixed
from programs.models import Program
from programs.overlaps import in_words, unconfirmed_overlaps

KEY_LENGTH = 19
TABS = (
    ("program_head", gettext_lazy("General")),
    ("program_parties", gettext_lazy("Parties")),
    ("program_text", gettext_lazy("Text")),
    ("program_indicators", gettext_lazy("Indicators")),
    ("program_targets", gettext_lazy("Targets")),
    ("program_papers", gettext_lazy("Papers to sign")),
)


def keys(values: Iterable[str]) -> set[int]:
    """Posted values that can be primary keys; anything else names nothing."""
    return {int(one) for one in values if one.isdecimal() and len(one) < KEY_LENGTH}


def draft_of(request: HttpRequest, pk: int) -> Program:
    """The program, for whoever may write into it: a stranger gets 404, another reader 403."""
    program = get_object_or_404(access.visible_programs(request.membership), pk=pk)
    if not access.may_write(request.membership, program):
        raise PermissionDenied(_("Only the Board's staff of the program's unit write its draft."))
    return program


def away_from_fixed(request: HttpRequest, program: Program) -> HttpResponse | None:
    """To the program's page, with the reason, when it can no longer be written into."""
    if not (reason := why_fixed(program)):
        return None
    messages.info(request, reason)
    return redirect("program", program.pk)


def desk_context(request: HttpRequest, program: Program, current: str) -> dict:
    """Title, tabs, links of apps above, overlapping programs: what each page of a draft shows."""
    others = unconfirmed_overlaps(program)
    return {
        "program": program,
        "tabs": [(name, label, name == current) for name, label in TABS],
        "links": links_of(program, request.membership),
        "overlaps": in_words(others) if others else "",
    }
