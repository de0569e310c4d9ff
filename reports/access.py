"""Who may see and do what with conferences and papers (domain.md, "Who uses it")."""

from django.db.models import Q, QuerySet

from coordination.access import acts_for, is_board, is_board_of, is_head_of, units_of, within_reach
from coordination.models import Membership, Organization, Role
from programs.models import Party, Reporter, programs_reported_by
from reports.models import Conference, Document, DocumentState

BOARD_KIND = "mobilization_board"
DRAFTING_ROLES = frozenset({Role.REVIEWER, Role.CLERK, Role.HEAD})


def _of_own_programs(membership: Membership) -> Q:
    """On a program to which the organisation is a party, or in which it took a party's place."""
    parties = Party.objects.filter(organization_id=membership.organization_id)
    return Q(programs__in=parties.values("program_id")) | Q(
        programs__in=programs_reported_by(membership.organization_id)
    )


def visible_conferences(membership: Membership) -> QuerySet[Conference]:
    """Conferences within reach, and those on programs to which the own organisation is a party."""
    return Conference.objects.filter(
        pk__in=Conference.objects.filter(
            within_reach(membership) | _of_own_programs(membership)
        ).values("pk")
    )


def visible_documents(membership: Membership) -> QuerySet[Document]:
    """Issued papers of visible conferences; drafts for the Board of the unit and for the issuer."""
    drafts = Q(pk=None)
    if membership.role in DRAFTING_ROLES:
        drafts |= Q(issuer_id=membership.organization_id)
    if is_board(membership):
        drafts |= units_of(membership, "conference__unit_id")
    return Document.objects.filter(
        drafts | ~Q(state=DocumentState.DRAFT),
        conference__in=visible_conferences(membership),
    )


def possible_issuers(conference: Conference) -> QuerySet[Organization]:
    """Who can issue the conference's papers: who reports in its programs, and the Board."""
    reporters = Reporter.objects.filter(program__in=conference.programs.all())
    return Organization.objects.filter(
        Q(pk__in=reporters.values("organization_id"))
        | Q(unit_id=conference.unit_id, kind_id=BOARD_KIND)
    )


def may_draft(membership: Membership, conference: Conference) -> bool:
    """Draft a paper: Board staff of the unit, or a reviewer of an organisation that may issue."""
    if is_board_of(membership, conference.unit_id):
        return True
    return (
        membership.role == Role.REVIEWER
        and possible_issuers(conference).filter(pk=membership.organization_id).exists()
    )


def may_edit(membership: Membership, document: Document) -> bool:
    """Change a draft: Board staff of the conference's unit, or the issuer's reviewer."""
    if is_board_of(membership, document.conference.unit_id):
        return True
    return membership.role == Role.REVIEWER and acts_for(membership, document.issuer_id)


def may_issue(membership: Membership, document: Document) -> bool:
    """Issue: the Board's head for the Board's papers, an organisation's reviewer for its own."""
    if document.issuer.kind_id == BOARD_KIND:
        return is_head_of(membership, document.issuer.unit_id)
    return membership.role == Role.REVIEWER and acts_for(membership, document.issuer_id)
