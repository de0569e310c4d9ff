"""What an act of reorganisation touches here: programs in force, their open periods and sheets.

For each program in force there is a decision: whoever comes after goes on with it, it ends with
the old organisation, or a new draft of those who come after is made that replaces it.
"""

import contextlib
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination import history
from coordination.models import Succession
from coordination.naming import organization_name
from coordination.reorganisation.situation import Situation
from coordination.reorganisation.touched import Done, Group, Row, Source, register
from programs import handover
from programs.models import (
    Party,
    PartyRole,
    PeriodState,
    Program,
    ProgramIndicator,
    ProgramKind,
    ProgramRhythm,
    ProgramState,
    Reporter,
    ReportingPeriod,
    ResultLine,
    ResultSheet,
    SheetState,
)
from programs.models.programs import ProgramReplacement

KEPT, ENDED, REPLACED = "kept", "ended", "replaced"


def touched_programs(situation: Situation) -> QuerySet[Program]:
    """Programs in force on the first day in which an organisation takes part that ends.

    Annual plans go with the program that they serve.
    """
    plan = situation.plan
    concerned = [one.pk for one in situation.organizations_concerned]
    part = Party.objects.filter(program=OuterRef("pk"), organization__in=concerned)
    reports = Reporter.objects.filter(program=OuterRef("pk"), organization__in=concerned)
    of_units = Q(unit__in=[one.pk for one in situation.ending_units])
    return (
        Program.objects.in_force(plan.on)
        .filter(Q(Exists(part)) | Q(Exists(reports)) | of_units)
        .exclude(kind=ProgramKind.ANNUAL_PLAN, parent__isnull=False)
        .order_by("signed_on", "pk")
    )


def found(situation: Situation) -> Iterator[Group]:
    """Programs, open periods, sheets in work."""
    programs = list(touched_programs(situation))
    yield Group(
        title=_("Programs in force"),
        text=_programs_text(situation),
        rows=tuple(
            Row(
                label=one.title,
                url=reverse("program", args=[one.pk]),
                remark=_term(one),
                key=key_of(one),
                choices=_choices(situation) if situation.plan.ending else (),
                default=KEPT,
            )
            for one in programs
        ),
    )
    if situation.plan.ending:
        yield _periods(situation, programs)
        yield _sheets(situation)
        yield handover.found(situation)


def key_of(program: Program) -> str:
    return f"program-{program.pk}"


def _programs_text(situation: Situation) -> str:
    if situation.plan.ending:
        return _("Choose for each what becomes of it. Reported figures stay as they are.")
    return _("They go on unchanged; papers after that day print the new name.")


def _term(program: Program) -> str:
    ends = _("until %(date)s") % {"date": f"{program.ends_on:%d/%m/%Y}"} if program.ends_on else ""
    return " · ".join(part for part in (program.number, ends) if part)


def _choices(situation: Situation) -> tuple[tuple[str, str], ...]:
    eve = f"{situation.plan.eve:%d/%m/%Y}"
    ended = (ENDED, _("terminated with the end of %(day)s") % {"day": eve})
    if not situation.successors:
        return ((KEPT, _("goes on among the other parties")), ended)
    return (
        (KEPT, _("taken over by what comes after")),
        ended,
        (REPLACED, _("to be replaced: a new draft is made")),
    )


def _periods(situation: Situation, programs: list[Program]) -> Group:
    periods = ReportingPeriod.objects.filter(
        program__in=programs, state=PeriodState.OPEN, valid_to__gte=situation.plan.on
    ).select_related("program")
    return Group(
        title=_("Open reporting periods"),
        text=_(
            "The old organisation reports for days before that day, who comes after for the rest."
        ),
        rows=tuple(
            Row(str(one), reverse("period", args=[one.pk]), one.program.number)
            for one in periods.order_by("valid_from", "pk")
        ),
    )


def _sheets(situation: Situation) -> Group:
    sheets = (
        ResultSheet.objects.filter(
            organization__in=[one.pk for one in situation.organizations],
            period__state=PeriodState.OPEN,
            period__valid_from__lt=situation.plan.on,
        )
        .exclude(state=SheetState.ACCEPTED)
        .select_related("period__program")
        .annotate(party=organization_name("organization_id", situation.plan.eve))
    )
    return Group(
        title=_("Sheets in work"),
        text=_("They stay with the old organisation; the Board can finish them on its behalf."),
        rows=tuple(
            Row(
                f"{one.party or ''}: {one.period}",
                reverse("sheet", args=[one.period_id, one.organization_id]),
                one.get_state_display(),
            )
            for one in sheets.order_by("period__valid_from", "pk")
        ),
    )


def decide(done: Done) -> None:
    """Terminate or prepare to replace, as was chosen; sheets of later periods go along."""
    if not done.plan.ending:
        return
    for program in touched_programs(done.situation).select_for_update(of=("self",)):
        match done.decision(key_of(program), KEPT):
            case "ended":
                _terminate(program, done)
            case "replaced" if done.situation.successors:
                _replace(program, done)
    handover.hand_over(done)


def _terminate(program: Program, done: Done) -> None:
    """The program and its signed annual plans end with the eve; the basis is the reason."""
    plan = done.plan
    plans = program.annual_plans.filter(state=ProgramState.SIGNED).filter(
        Q(term_to=None) | Q(term_to__gte=plan.on)
    )
    for one in [program, *plans]:
        handover.refuse_ending(one, plan.on)
        if one.term_from and one.term_from > plan.eve:
            continue
        one.state = ProgramState.TERMINATED
        one.terminated_on = plan.eve
        one.terminated_reason = plan.basis
        one.save()
        history.record("program.terminated", one, by=done.by, at=done.at, reason=plan.basis)


def _replace(program: Program, done: Done) -> None:
    """A draft among those who come after, from the day on; a draft that is there is adapted."""
    draft = Program.objects.filter(replaces=program, state=ProgramState.DRAFT).first()
    if draft is None:
        draft = _draft_after(program, done)
        ProgramRhythm.objects.bulk_create(
            ProgramRhythm(program=draft, kind=one.kind, due_days=one.due_days)
            for one in program.rhythms.all()
        )
        ProgramIndicator.objects.bulk_create(
            ProgramIndicator(program=draft, indicator_id=one.indicator_id, order=one.order)
            for one in program.program_indicators.all()
        )
        Party.objects.bulk_create(_parties_after(draft, program.parties.all(), done.heirs()))
    else:
        _adapt_parties(draft, done.heirs())
    history.record("program.drafted", draft, by=done.by, at=done.at, replaces=program.pk)


def _draft_after(program: Program, done: Done) -> Program:
    unit = program.unit_id
    if done.plan.is_of_units and unit in done.plan.ending:
        unit = done.act.units_after.order_by("pk").values_list("pk", flat=True)[0]
    draft = Program.objects.create(
        kind=program.kind,
        unit_id=unit,
        committee_id=program.committee_id if unit == program.unit_id else None,
        title=program.title,
        term_from=done.plan.on,
        term_to=program.ends_on,
    )
    draft.replaces.add(program)
    return draft


def _adapt_parties(draft: Program, heirs: dict[int, list[int]]) -> None:
    """The parties of a draft that is being written: who ended gives the place to an heir.

    The row stays, so that commitments and targets written for it stay too. Where the heir was a
    party already, the other row goes, unless something hangs on it: that is for the Board to sort.
    """
    parties = list(draft.parties.all())
    wanted = _parties_after(draft, parties, heirs)
    there = {one.organization_id: one for one in parties}
    named = {one.organization_id for one in wanted}
    leaving = [one for one in parties if one.organization_id not in named]
    draft.parties.filter(role=PartyRole.LEAD).update(role=PartyRole.PARTNER)
    for new in wanted:
        row = there.get(new.organization_id) or next(
            (one for one in leaving if new.organization_id in heirs[one.organization_id]), new
        )
        if row in leaving:
            leaving.remove(row)
        row.organization_id, row.role, row.order = new.organization_id, new.role, new.order
        row.save()
    for row in leaving:
        with contextlib.suppress(ProtectedError), transaction.atomic():
            row.delete()


def _parties_after(draft: Program, parties, heirs: dict[int, list[int]]) -> list[Party]:
    """The same parties, each that ended replaced by who came after; each once, one lead."""
    wanted: dict[int, str] = {}
    for party in sorted(parties, key=lambda one: (one.order, one.pk)):
        for number, pk in enumerate(heirs.get(party.organization_id, [party.organization_id])):
            is_second = number or PartyRole.LEAD in wanted.values()
            is_lead = party.role == PartyRole.LEAD
            role = PartyRole.PARTNER if is_lead and is_second else party.role
            if pk not in wanted or wanted[pk] == PartyRole.WITNESS:
                wanted[pk] = role
    return [
        Party(program=draft, organization_id=pk, role=role, order=order)
        for order, (pk, role) in enumerate(wanted.items(), start=1)
    ]


def reported_since(acts: list[Succession]) -> Iterator[str]:
    """Sheets that an organisation has only because it came after another one by these acts."""
    after = {one.pk for act in acts for one in act.organizations_after.all()}
    before = {one.pk for act in acts for one in act.organizations_before.all()}
    listed = Party.objects.filter(
        program=OuterRef("period__program"), organization=OuterRef("organization")
    )
    sheets = (
        ResultSheet.objects.filter(organization__in=after - before)
        .filter(~Exists(listed), period__program__parties__organization__in=before)
        .exclude(pk__in=handover.handed_over(acts))
        .select_related("period__program")
        .annotate(party=organization_name("organization_id", max(act.on for act in acts)))
    )
    for one in sheets.order_by("pk")[:1]:
        yield _("%(party)s has reported to “%(program)s” for %(period)s already.") % {
            "party": one.party,
            "program": one.period.program.number or one.period.program.title,
            "period": one.period,
        }


register(
    Source(
        find=found,
        apply=decide,
        writes=(
            *(Program, Party, ProgramRhythm, ProgramIndicator, ProgramReplacement),
            *(ResultSheet, ResultLine),
        ),
        since=reported_since,
    )
)
