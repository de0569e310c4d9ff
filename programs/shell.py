"""What this app adds to the shell: navigation, home cards, wording, search."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from coordination import search, wording
from coordination.access import is_board, units_of
from coordination.models import Membership
from coordination.naming import organization_name
from coordination.shell import HomeCard, Section, register_home, register_section
from programs import (  # noqa: F401 - register themselves
    access,
    amending,
    cards,
    histories,
    panels,
    reorganisation,
    signed,
    unit_panel,
)
from programs.models import (
    Reporter,
    ResultSheet,
    SheetState,
    programs_reported_by,
)
from programs.workflow import EDITABLE_STATES

SHOWN = 6

register_section(
    Section(
        "programs",
        pgettext_lazy("navigation", "Programs"),
        "programs",
        order=20,
        about=gettext_lazy("What was agreed, by whom, for how long; drafts to review"),
    )
)
register_section(
    Section(
        "results",
        gettext_lazy("Results"),
        "results",
        order=30,
        about=gettext_lazy("Sheets to fill in and to check, who has not reported, totals"),
    )
)

wording.register(
    {
        "program.begun": gettext_lazy("began the draft"),
        "program.overlap_confirmed": gettext_lazy("confirmed that both run at the same time"),
        "program.sent_to_review": gettext_lazy("sent the program to review"),
        "program.approved": gettext_lazy("approved the program"),
        "program.approved_on_paper": gettext_lazy("recorded an approval given on paper"),
        "program.sent_back": gettext_lazy("sent the program back"),
        "program.terminated": gettext_lazy("terminated the program"),
        "program.drafted": gettext_lazy("began the draft of the program"),
        "program.taken_back": gettext_lazy("took the program back to change it"),
        "program.commented": gettext_lazy("commented on the program"),
        "program.comment_answered": gettext_lazy("answered a comment"),
        "program.comment_resolved": gettext_lazy("resolved a comment"),
        "program.signed": gettext_lazy("recorded the signing of the program"),
        "program.document_attached": gettext_lazy("attached a document"),
        "program.document_replaced": gettext_lazy("replaced a document"),
        "program.scan_attached": gettext_lazy("attached the scan of the signed original"),
        "program.cancelled": gettext_lazy("cancelled the program"),
        "program.replaces_set": gettext_lazy("said which programs this one replaces"),
        "program.review_asked": gettext_lazy("asked the parties to review the program again"),
        "program.reviewed_again": gettext_lazy("reviewed the signed program"),
        "program.review_handled": gettext_lazy("handled a review of the program"),
        "amendment.drafted": gettext_lazy("began an amendment"),
        "amendment.sent_to_review": gettext_lazy("sent the amendment to review"),
        "amendment.approved": gettext_lazy("approved the amendment"),
        "amendment.approved_on_paper": gettext_lazy("recorded an approval given on paper"),
        "amendment.sent_back": gettext_lazy("sent the amendment back"),
        "amendment.taken_back": gettext_lazy("took the amendment back to change it"),
        "amendment.signed": gettext_lazy("recorded the signing of the amendment"),
        "amendment.scan_attached": gettext_lazy("attached the scan of the signed original"),
        "amendment.cancelled": gettext_lazy("cancelled the amendment"),
        "period.closed": gettext_lazy("closed the period"),
        "period.reopened": gettext_lazy("reopened the period"),
        "sheet.handed_over": gettext_lazy("the sheet went to the organisation that came after"),
        "sheet.submitted": gettext_lazy("sent the sheet"),
        "sheet.returned": gettext_lazy("returned the sheet"),
        "sheet.accepted": gettext_lazy("accepted the sheet"),
    }
)


def find_programs(membership: Membership, words: str) -> list[search.Row]:
    """Programs by title or number."""
    found = access.visible_programs(membership).search(words)[: search.LIMIT]
    return [
        search.Row(
            title=program.title,
            url=reverse("program", args=[program.pk]),
            remark=program.number,
        )
        for program in found
    ]


search.register(gettext_lazy("Programs"), find_programs)


def to_fill(membership: Membership, today: dt.date) -> list[HomeCard]:
    """Open periods for which the reader's own organisation has not sent its sheet."""
    if membership.role not in access.OWN_RESULT_ROLES or membership.organization_id is None:
        return []
    done = ResultSheet.objects.filter(organization_id=membership.organization_id).exclude(
        state__in=EDITABLE_STATES
    )
    reports = Reporter.objects.filter(
        program=OuterRef("program_id"), organization=membership.organization_id
    ).between(OuterRef("valid_from"), OuterRef("valid_to"))
    periods = (
        access.visible_periods(membership)
        .filter(
            Q(valid_to__gte=today)
            | Q(program__reports_from=None)
            | Q(valid_to__gte=F("program__reports_from")),
            state="open",
            valid_from__lte=today,
            program__in=programs_reported_by(membership.organization_id),
        )
        .filter(Exists(reports))
        .exclude(sheets__in=done)
        .select_related("program")[:SHOWN]
    )
    rows = tuple(
        (
            str(period)[:1].upper() + str(period)[1:],
            reverse("sheet", args=[period.pk, membership.organization_id]),
            _("due on %(date)s") % {"date": f"{period.due_on:%d/%m/%Y}"} if period.due_on else "",
        )
        for period in periods
    )
    if not rows:
        return []
    return [HomeCard(title=_("Sheets to fill in"), count=len(rows), rows=rows, tone="warn")]


def to_check(membership: Membership, today: dt.date) -> list[HomeCard]:
    """Sheets that wait for the Board."""
    if not is_board(membership):
        return []
    waiting = ResultSheet.objects.filter(
        units_of(membership, "period__program__unit_id"), state=SheetState.SUBMITTED
    )
    count = waiting.count()
    if not count:
        return []
    rows = tuple(
        (
            sheet.short_name,
            reverse("sheet", args=[sheet.period_id, sheet.organization_id]),
            str(sheet.period),
        )
        for sheet in waiting.select_related("period")
        .annotate(short_name=organization_name("organization_id", today))
        .order_by("submitted_at", "pk")[:SHOWN]
    )
    title = ngettext("sheet to check", "sheets to check", count)
    return [HomeCard(title=title.capitalize(), count=count, rows=rows, tone="warn")]


register_home(to_check)
register_home(to_fill)
