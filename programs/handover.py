"""Sheets of periods after an act: whoever comes after has them, since the old one is no more.

An act is often entered weeks after its day, when the old organisation has reported for periods
that only begin then. Without a place to go such a sheet would be out of sight; so the act goes
through only where each has exactly one.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination import history
from coordination.models import Event, Membership, Succession
from coordination.naming import organization_name
from coordination.reorganisation.plan import Refused
from coordination.reorganisation.situation import Situation
from coordination.reorganisation.touched import Done, Group, Row
from programs.models import Narrative, Program, Reporter, ResultLine, ResultSheet

HANDED_OVER = "sheet.handed_over"
_MOST_TOLD = 5
_HEIRS = """
WITH RECURSIVE follows AS (
    SELECT before_id, after_id FROM coordination_organization_heir WHERE since <= %(day)s
),
later(id) AS (
    SELECT %(organization)s::bigint
    UNION
    SELECT follows.after_id FROM later JOIN follows ON follows.before_id = later.id
)
SELECT id FROM later
WHERE id <> %(organization)s AND NOT EXISTS (SELECT FROM follows WHERE before_id = later.id)
ORDER BY id
"""


def sheets_after(organizations: Iterable[int], on: dt.date) -> QuerySet[ResultSheet]:
    """What these organisations have entered for periods that begin on the day or later."""
    return (
        ResultSheet.objects.filter(organization__in=organizations, period__valid_from__gte=on)
        .select_related("period__program")
        .annotate(party=organization_name("organization_id", on - dt.timedelta(days=1)))
        .order_by("period__valid_from", "pk")
    )


def found(situation: Situation) -> Group:
    """Sheets that go with the act."""
    gone = [one.pk for one in situation.organizations]
    text = _("They begin on that day or later and go to the one that comes after.")
    if len(situation.successors) != 1:
        text = _(
            "They begin on that day or later, and no single one comes after that could have them: "
            "the act needs a later day."
        )
    return Group(
        title=_("Sheets of later periods"),
        text=text,
        rows=tuple(
            Row(
                f"{one.party or ''}: {one.period}",
                reverse("sheet", args=[one.period_id, one.organization_id]),
                one.get_state_display(),
            )
            for one in sheets_after(gone, situation.plan.on)
        ),
    )


def hand_over(done: Done) -> None:
    """Give each such sheet to the only one that came after, or raise `Refused`."""
    if not done.plan.ending:
        return
    gone = [one.pk for one in done.situation.organizations]
    if faults := give_to_heirs(gone, act=done.act, by=done.by, at=done.at):
        raise Refused([*faults[:_MOST_TOLD], _("Choose a later day for the act.")])


def give_to_heirs(
    gone: Iterable[int], *, act: Succession, by: Membership | None, at: dt.datetime
) -> list[str]:
    """Give the sheets of these organisations that the act leaves behind to who came after them.

    Returns a sentence for each sheet that has no single place to go; then nothing may be kept.
    """
    faults: list[str] = []
    for sheet in sheets_after(gone, act.on).select_for_update(of=("self",)):
        after = heirs_on(sheet.organization_id, sheet.period.valid_from)
        if reason := _placeless(sheet, after):
            faults.append(_told(sheet, reason))
            continue
        sheet.lines.filter(counted_by=sheet.organization_id).update(counted_by=after[0])
        sheet.organization_id = after[0]
        sheet.save(update_fields=["organization"])
        told = {"act": act.pk, "changes": _changes_of(sheet.pk)}
        history.record(HANDED_OVER, sheet, by=by, at=at, reason=act.basis, **told)
    return faults


def heirs_on(organization: int, day: dt.date) -> list[int]:
    """Who stands in the place of an organisation on the day, by one act or several."""
    with connection.cursor() as cursor:
        cursor.execute(_HEIRS, {"organization": organization, "day": day})
        return [pk for (pk,) in cursor.fetchall()]


def _placeless(sheet: ResultSheet, heirs: list[int]) -> str:
    """Why the sheet has no place after the act; empty when it has one."""
    period = sheet.period
    if len(heirs) != 1:
        return _("no single one comes after that could have it")
    if period.sheets.filter(organization__in=heirs).exists():
        return _("the one that comes after would have two")
    reports = Reporter.objects.filter(program=period.program_id, organization__in=heirs)
    if not reports.between(period.valid_from, period.valid_to).exists():
        return _("the one that comes after does not report there")
    return ""


def _told(sheet: ResultSheet, reason: str) -> str:
    return _(
        "The sheet of %(party)s for %(period)s (%(program)s) is of a time after its end: "
        "%(reason)s."
    ) % {
        "party": sheet.party,
        "period": sheet.period,
        "program": _called(sheet.period.program),
        "reason": reason,
    }


def refuse_ending(program: Program, on: dt.date) -> None:
    """A program in which somebody has reported for a period from the day on did not end before it.

    Raises `Refused`.
    """
    late = ResultSheet.objects.filter(period__program=program, period__valid_from__gte=on)
    sheet = late.select_related("period").order_by("period__valid_from", "pk").first()
    if sheet:
        raise Refused(
            [
                _(
                    "“%(program)s” cannot end before %(day)s: there are sheets for %(period)s. "
                    "Let it go on, or choose a later day."
                )
                % {"program": _called(program), "day": f"{on:%d/%m/%Y}", "period": sheet.period}
            ]
        )


def handed_over(acts: list[Succession]) -> set[int]:
    """Sheets that these acts handed over and on which nothing was done since."""
    moves = Event.objects.filter(code=HANDED_OVER, data__act__in=[act.pk for act in acts])
    return {move.object_id for move in moves if move.data["changes"] == _changes_of(move.object_id)}


def _changes_of(sheet_id: int) -> int:
    """How often lines and narratives of a sheet were written; the history only grows."""
    return sum(
        model.history.rel.related_model.objects.filter(sheet=sheet_id).count()
        for model in (ResultLine, Narrative)
    )


def _called(program: Program) -> str:
    return program.number or program.title
