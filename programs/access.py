"""Who may see and do what with programs, periods and sheets (domain.md, "Who uses it")."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from coordination.access import (
    acts_for,
    is_board,
    is_board_of,
    is_head_of,
    units_of,
    within_reach,
)
from coordination.models import Membership, Role
from programs.models import (
    Amendment,
    AmendmentState,
    Indicator,
    Party,
    PartyRole,
    Program,
    ProgramState,
    Reporter,
    ReportingPeriod,
    ResultSheet,
    ReviewComment,
    SheetState,
    StandingReview,
    programs_reported_by,
)

OWN_RESULT_ROLES = frozenset({Role.REPORTER, Role.REVIEWER, Role.CLERK, Role.HEAD})
PUBLISHED = (ProgramState.SIGNED, ProgramState.TERMINATED)


def _is_party(membership: Membership, program: str = "pk") -> Exists:
    return Exists(
        Party.objects.filter(program=OuterRef(program), organization_id=membership.organization_id)
    )


def visible_programs(membership: Membership) -> QuerySet[Program]:
    """Signed programs within reach or with the own organisation; drafts as far as they concern it.

    A draft is seen by the Board of its unit, and by its parties from the first review on. A signed
    program is also seen by who took the place of a party.
    """
    own_drafts = units_of(membership) if is_board(membership) else Q(pk=None)
    shown_to_parties = ~Q(state=ProgramState.DRAFT) | Q(review_round__gt=0)
    return Program.objects.filter(
        (within_reach(membership) & Q(state__in=PUBLISHED))
        | (_is_party(membership) & shown_to_parties)
        | Q(pk__in=programs_reported_by(membership.organization_id), state__in=PUBLISHED)
        | own_drafts
    )


def visible_indicators(membership: Membership) -> QuerySet[Indicator]:
    """The catalogue, and what was made for a program that this membership sees."""
    return Indicator.objects.filter(Q(program=None) | Q(program__in=visible_programs(membership)))


def visible_periods(membership: Membership) -> QuerySet[ReportingPeriod]:
    """Reporting periods of the signed programs that this membership sees."""
    programs = visible_programs(membership).filter(state__in=PUBLISHED)
    return ReportingPeriod.objects.filter(program__in=programs)


def visible_sheets(membership: Membership) -> QuerySet[ResultSheet]:
    """Own sheets and those of the Board's own programs in any state; of others what is accepted."""
    everything = Q(pk=None)
    if membership.role in OWN_RESULT_ROLES:
        everything |= Q(organization_id=membership.organization_id)
    if is_board(membership):
        everything |= units_of(membership, "period__program__unit_id")
    return ResultSheet.objects.filter(
        everything | Q(state=SheetState.ACCEPTED),
        period__in=visible_periods(membership),
    )


def may_see_draft_figures(
    membership: Membership, *, program: Program, organization_id: int
) -> bool:
    """Whether figures that are not accepted yet may be shown: to their party and to the Board."""
    own = acts_for(membership, organization_id) and membership.role in OWN_RESULT_ROLES
    return own or is_board_of(membership, program.unit_id)


def may_fill(membership: Membership, *, program: Program, organization_id: int) -> bool:
    """Whether this membership enters results for the organisation: its own people, or the Board."""
    return may_see_draft_figures(membership, program=program, organization_id=organization_id)


def fills_on_behalf(membership: Membership, organization_id: int) -> bool:
    """Whether entering here means entering for somebody else."""
    return not acts_for(membership, organization_id)


def may_judge_results(membership: Membership, program: Program) -> bool:
    """Return and accept: Board staff of the program's unit."""
    return is_board_of(membership, program.unit_id)


def may_close_periods(membership: Membership, program: Program) -> bool:
    """Close and reopen: the Board's head."""
    return is_head_of(membership, program.unit_id)


def may_begin_programs(membership: Membership) -> bool:
    """Begin a draft, in the unit of the own organisation: Board staff."""
    return is_board(membership)


def may_write(membership: Membership, program: Program) -> bool:
    """Write a draft's text, parties, indicators and targets: Board staff of its unit."""
    return is_board_of(membership, program.unit_id)


def may_send_to_review(membership: Membership, program: Program) -> bool:
    """Send a draft to its parties: Board staff of its unit."""
    return is_board_of(membership, program.unit_id)


def is_reviewer(membership: Membership) -> bool:
    """Whether this is a leader of an organisation, who judges programs for it."""
    return membership.role == Role.REVIEWER


def party_to_review(membership: Membership, program: Program) -> Party | None:
    """The lead or partner for which this membership reviews the program, or None.

    Asks the database nothing where the program comes with its parties.
    """
    if not is_reviewer(membership):
        return None
    own = (one for one in program.parties.all() if one.role != PartyRole.WITNESS)
    return next((one for one in own if acts_for(membership, one.organization_id)), None)


def may_review(membership: Membership, program: Program) -> bool:
    """Approve or send back: a reviewer of a lead or partner."""
    return party_to_review(membership, program) is not None


def may_record_paper(membership: Membership, program: Program) -> bool:
    """Record what was done on paper (approvals, signing, scans): Board staff of the unit."""
    return is_board_of(membership, program.unit_id)


def may_end(membership: Membership, program: Program) -> bool:
    """Cancel, terminate, replace: the Board's head."""
    return is_head_of(membership, program.unit_id)


def may_ask_for_reviews(membership: Membership, program: Program) -> bool:
    """Ask the parties of a signed program, and handle what they answer: Board staff."""
    return is_board_of(membership, program.unit_id)


def may_amend(membership: Membership, program: Program) -> bool:
    """Draft amendments and record their signing: Board staff of the program's unit."""
    return is_board_of(membership, program.unit_id)


def visible_comments(membership: Membership) -> QuerySet[ReviewComment]:
    """Comments on drafts: the Board all, a party its own and all that are resolved."""
    known = Q(party__organization_id=membership.organization_id)
    known |= _is_party(membership, "party__program") & Q(resolved_at__isnull=False)
    if is_board(membership):
        known |= Q(party__program__unit_id=_unit_id(membership))
    return ReviewComment.objects.filter(known, party__program__in=visible_programs(membership))


def party_for(membership: Membership, program: Program) -> int | None:
    """The party of a signed program for which a reviewer speaks: its own, or one it succeeded."""
    if not is_reviewer(membership):
        return None
    own = program.parties.filter(organization_id=membership.organization_id)
    succeeded = Reporter.objects.filter(program=program.pk, organization=membership.organization_id)
    return (
        own.values_list("pk", flat=True).first()
        or succeeded.values_list("party", flat=True).first()
    )


def may_review_again(membership: Membership, program: Program) -> bool:
    """Review a signed program: a reviewer of any party, or of who took a party's place."""
    return party_for(membership, program) is not None


def visible_standing_reviews(membership: Membership) -> QuerySet[StandingReview]:
    """Reviews after signing: all parties of the program and the Board of its unit."""
    known = _is_party(membership, "party__program") | Q(
        party__program__in=programs_reported_by(membership.organization_id)
    )
    if is_board(membership):
        known |= Q(party__program__unit_id=_unit_id(membership))
    return StandingReview.objects.filter(known, party__program__in=visible_programs(membership))


def visible_amendments(membership: Membership) -> QuerySet[Amendment]:
    """Signed ones with their program; others the Board, and the parties once they were asked."""
    known = _known_amendments(membership)
    return Amendment.objects.filter(known, program__in=visible_programs(membership))


def amendments_of(membership: Membership, program: Program) -> QuerySet[Amendment]:
    """The visible amendments of a program that this membership sees."""
    return Amendment.objects.filter(_known_amendments(membership), program=program)


def _known_amendments(membership: Membership) -> Q:
    known = Q(state=AmendmentState.SIGNED)
    asked = _is_party(membership, "program") | Q(
        program__in=programs_reported_by(membership.organization_id)
    )
    known |= asked & Q(review_round__gt=0)
    if is_board(membership):
        known |= Q(program__unit_id=_unit_id(membership))
    return known


def reporters_asked(amendment: Amendment) -> QuerySet[Reporter]:
    """Who judges and signs an amendment: leads and partners that are there from its day on.

    Whoever took the place of one by a reorganisation speaks for the same party.
    """
    starts = amendment.effective_from or amendment.program.term_from or dt.date.min
    return Reporter.objects.filter(program=amendment.program_id).between(starts, dt.date.max)


def party_for_amendment(membership: Membership, amendment: Amendment) -> int | None:
    """The lead or partner for which this membership judges the amendment, or None."""
    if not is_reviewer(membership):
        return None
    own = reporters_asked(amendment).filter(organization=membership.organization_id)
    return own.values_list("party", flat=True).first()


def may_review_amendment(membership: Membership, amendment: Amendment) -> bool:
    """Approve or send back an amendment: a reviewer of who is lead or partner from its day on."""
    return party_for_amendment(membership, amendment) is not None


def _unit_id(membership: Membership) -> int | None:
    return membership.organization.unit_id if membership.organization_id else None
