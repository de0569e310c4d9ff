"""Who may see and do what, in terms of memberships; no request in here.

Views fetch from `visible_…` querysets, so that a stranger meets 404; they then ask a `may_…`
predicate, so that a member without the right meets 403. Rules: domain.md, "Who uses it".
"""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from coordination.models import (
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Position,
    Role,
    SteeringCommittee,
    Succession,
    Unit,
    User,
)
from coordination.sql import UnitsBelow

BOARD_ROLES = frozenset({Role.CLERK, Role.HEAD})


def is_over_everything(membership: Membership) -> bool:
    """Whether this is the administrator of the whole installation (bound to no organisation)."""
    return membership.organization_id is None


def within_reach(membership: Membership, field: str = "unit_id") -> Q:
    """The condition that `field` names the membership's unit or one that is or was below it.

    What went into these by a reorganisation belongs to them too.
    """
    if is_over_everything(membership):
        return Q(pk__isnull=False)  # an empty condition would vanish beside others in an “or”
    return Q(**{f"{field}__in": UnitsBelow.reached(membership.organization.unit_id)})


def visible_units(membership: Membership) -> QuerySet[Unit]:
    return Unit.objects.filter(within_reach(membership, "id"))


def visible_organizations(membership: Membership) -> QuerySet[Organization]:
    return Organization.objects.filter(within_reach(membership))


def visible_committees(membership: Membership) -> QuerySet[SteeringCommittee]:
    return SteeringCommittee.objects.filter(within_reach(membership))


def visible_reorganisations(membership: Membership) -> QuerySet[Succession]:
    """Acts that concern a unit or organisation within reach."""
    concerned = Q(pk=None)
    for side in ("before", "after"):
        for owner, visible in (
            ("units", visible_units(membership)),
            ("organizations", visible_organizations(membership)),
        ):
            through = getattr(Succession, f"{owner}_{side}").through
            concerned |= Q(
                pk__in=through.objects.filter(**{f"{owner[:-1]}__in": visible.values("pk")}).values(
                    "succession_id"
                )
            )
    return Succession.objects.filter(concerned)


def visible_people(membership: Membership) -> QuerySet[Person]:
    """People who hold or held a position within reach."""
    if is_over_everything(membership):
        return Person.objects.all()
    reach = within_reach(membership, "organization__unit_id")
    return Person.objects.filter(pk__in=Position.objects.filter(reach).values("person_id"))


def people_in_care(membership: Membership, on: dt.date) -> QuerySet[Person]:
    """People within reach whom Board staff and administrators look after on the day.

    Whoever went to an office outside the reach is looked after there; whoever left is not lost.
    """
    held = Position.objects.in_force(on).filter(person=OuterRef("pk"))
    inside = held.filter(within_reach(membership, "organization__unit_id"))
    people = visible_people(membership).present()
    return people.filter(Exists(inside) | ~Exists(held))


def is_board(membership: Membership) -> bool:
    """Whether this is Board staff (clerk or head) of some unit."""
    return membership.role in BOARD_ROLES


def units_of(membership: Membership, field: str = "unit_id") -> Q:
    """The condition that `field` names the own unit, or one that went whole into it."""
    return Q(**{f"{field}__in": UnitsBelow.taken_over(membership.organization.unit_id)})


def is_of_unit(membership: Membership, unit_id: int) -> bool:
    """Whether the membership is one of this unit, or of the one into which it went whole.

    Most things asked about are the own unit's, which asks the database nothing.
    """
    own = membership.organization.unit_id
    if own == unit_id:
        return True
    return Unit.objects.filter(pk=unit_id, id__in=UnitsBelow.taken_over(own)).exists()


def is_board_of(membership: Membership, unit_id: int) -> bool:
    """Whether this is Board staff of exactly this unit, or of the one that took it over."""
    return is_board(membership) and is_of_unit(membership, unit_id)


def is_head_of(membership: Membership, unit_id: int) -> bool:
    """Whether this is the Board's head or deputy head of exactly this unit or its successor."""
    return membership.role == Role.HEAD and is_of_unit(membership, unit_id)


def acts_for(membership: Membership, organization_id: int) -> bool:
    """Whether the membership is one of this organisation."""
    return membership.organization_id == organization_id


def may_administer(membership: Membership) -> bool:
    """People, roles, units, catalogue; never figures."""
    return membership.role == Role.ADMIN


def may_edit_catalogue(membership: Membership) -> bool:
    """Kinds of organisations, which all units share: the administrator of the whole alone."""
    return may_administer(membership) and is_over_everything(membership)


def visible_kinds(membership: Membership) -> QuerySet[OrganizationKind]:
    """Kinds of organisations, for whoever looks after them."""
    kinds = OrganizationKind.objects.all()
    return kinds if may_edit_catalogue(membership) else kinds.none()


def may_edit_units(membership: Membership) -> bool:
    """Units within reach: the administrator alone."""
    return may_administer(membership)


def may_edit_organizations(membership: Membership) -> bool:
    """Organisations, people and committees within reach: Board staff and the administrator."""
    return is_board(membership) or may_administer(membership)


def may_reorganise(membership: Membership) -> bool:
    """Acts of reorganisation within reach: the Board's head and the administrator."""
    return membership.role == Role.HEAD or may_administer(membership)


def may_see_contacts(membership: Membership, unit_ids: set[int]) -> bool:
    """Phone and e-mail of a person who holds positions in these units today: inside them only."""
    return not is_over_everything(membership) and membership.organization.unit_id in unit_ids


def administered_users(membership: Membership) -> QuerySet[User]:
    """Users whom an administrator looks after: nobody who also acts outside the reach.

    Else a district's administrator could open the account of somebody who decides above them.
    """
    if not may_administer(membership):
        return User.objects.none()
    if is_over_everything(membership):
        return User.objects.all()
    outside = Membership.objects.exclude(within_reach(membership, "organization__unit_id"))
    return User.objects.exclude(pk__in=outside.values("user_id"))
