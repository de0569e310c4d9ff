"""Who may see and do what with programs, periods and sheets (domain.md, "Who uses it")."""

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
    Indicator,
    Party,
    PartyRole,
    Program,
    ProgramState,
    ReportingPeriod,
    ResultSheet,
    SheetState,
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


def party_to_review(membership: Membership, program: Program) -> Party | None:
    """The lead or partner for which this membership reviews the program, or None."""
    if membership.role != Role.REVIEWER:
        return None
    return (
        program.parties.filter(organization_id=membership.organization_id)
        .exclude(role=PartyRole.WITNESS)
        .first()
    )


def may_review(membership: Membership, program: Program) -> bool:
    """Approve or send back: a reviewer of a lead or partner."""
    return party_to_review(membership, program) is not None
