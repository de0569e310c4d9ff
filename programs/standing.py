"""Where a program stands on a day, as lists are narrowed by it: stored states, and what follows.

In force, ended and the like follow from dates and successors (`views.programs.describe_state` says
them of one program); what to keep an eye on follows from the day, too.
"""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from programs.models import Program, ProgramKind, ProgramState, SignedPaper

LONG_OVER = dt.timedelta(days=366)  # after that nobody expects a successor any more


class Standing(models.TextChoices):
    """Where a program stands: each stands at exactly one of these places."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    AHEAD = "ahead", _("signed, not yet in force")
    IN_FORCE = "in_force", _("in force")
    ENDED = "ended", _("ended")
    REPLACED = "replaced", _("replaced")
    TERMINATED = "terminated", _("terminated")
    CANCELLED = "cancelled", _("cancelled")


class Watch(models.TextChoices):
    """What the Board keeps an eye on."""

    ENDS_IN_30 = "ends-30", _("ends within 30 days")
    ENDS_IN_60 = "ends-60", _("ends within 60 days")
    ENDS_IN_90 = "ends-90", _("ends within 90 days")
    NO_SUCCESSOR = "no-successor", _("ended or about to, without a successor")
    NO_SCAN = "no-scan", _("scan of the signed original missing")


SOON = {
    Watch.ENDS_IN_30: dt.timedelta(days=30),
    Watch.ENDS_IN_60: dt.timedelta(days=60),
    Watch.ENDS_IN_90: dt.timedelta(days=90),
}


def standing(where: str, on: dt.date) -> Q:
    """The condition that a program stands there on the day; `is_replaced` must be annotated."""
    is_signed = Q(state=ProgramState.SIGNED)
    has_begun = Q(term_from=None) | Q(term_from__lte=on)
    is_over = Q(term_to__lt=on)
    match where:
        case Standing.REPLACED:
            return is_signed & Q(is_replaced=True)
        case Standing.AHEAD:
            return is_signed & Q(is_replaced=False) & ~has_begun
        case Standing.ENDED:
            return is_signed & Q(is_replaced=False) & has_begun & is_over
        case Standing.IN_FORCE:
            return is_signed & Q(is_replaced=False) & has_begun & (Q(term_to=None) | ~is_over)
    return Q(state=where)


def watched(programs: QuerySet[Program], what: str, on: dt.date) -> QuerySet[Program]:
    """Those of the programs that are to be watched for this on the day, the earliest end first."""
    match what:
        case Watch.NO_SCAN:
            return programs.filter(_scan_is_missing()).order_by("-signed_on", "pk")
        case Watch.NO_SUCCESSOR:
            found = programs.filter(
                ~Exists(_successors()), _ends_between(on - LONG_OVER, on + max(SOON.values()))
            ).exclude(kind=ProgramKind.ANNUAL_PLAN)
        case _:
            found = programs.filter(ends_within(SOON[Watch(what)], on))
    return found.order_by("term_to", "pk")


def ends_within(span: dt.timedelta, on: dt.date) -> Q:
    """The condition that a signed program's term ends from the day on within the span."""
    return _ends_between(on, on + span)


def _ends_between(first: dt.date, last: dt.date) -> Q:
    return Q(state=ProgramState.SIGNED, term_to__range=(first, last))


def _successors() -> QuerySet[Program]:
    """What takes a program's place, also a draft of it."""
    return Program.objects.filter(replaces=OuterRef("pk")).exclude(state=ProgramState.CANCELLED)


def _scan_is_missing() -> Q:
    """Signed, and a paper (the only one, or one of several) has no scan."""
    papers = SignedPaper.objects.filter(program=OuterRef("pk"))
    missing = (Q(scan=None) & ~Exists(papers)) | Exists(papers.filter(scan=None))
    return Q(state__in=(ProgramState.SIGNED, ProgramState.TERMINATED)) & missing
