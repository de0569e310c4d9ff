"""What an act touches in this app: roles of users, people in office, committees, units below."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.models import Membership, Position, Seat, SteeringCommittee
from coordination.naming import unit_name
from coordination.reorganisation import memberships
from coordination.reorganisation.plan import SuccessionKind
from coordination.reorganisation.situation import Situation
from coordination.reorganisation.touched import Done, Group, Row, Source, register

NOBODY = "nobody"


def found(situation: Situation) -> Iterator[Group]:
    """Users, units below, people, committees."""
    if not situation.plan.ending:
        return
    yield users(situation)
    yield Group(
        title=_("Units below"),
        text=_("They go where you chose, else to the unit that takes over, else to the one above."),
        rows=tuple(
            Row(str(one), reverse("unit", args=[one.pk]), one.get_level_display())
            for one in situation.units_below
        ),
    )
    yield positions(situation)
    yield from committees(situation)


def users(situation: Situation) -> Group:
    """Who acts for what ends: each follows into the only successor, or into the one chosen."""
    plan = situation.plan
    names = {one.pk: one.current_short_name for one in situation.organizations}
    followed = {kind.pk: len(situation.successors) for kind, _gone in situation.kinds}
    kinds = {one.pk: one.kind_id for one in situation.organizations}
    rows = []
    for one in situation.memberships:
        kind = kinds[one.organization_id]
        if not plan.is_of_units:
            after = len(situation.successors)
        else:
            after = followed.get(kind, 0) if kind in plan.kinds else 0
        rows.append(
            Row(
                label=f"{one.user.full_name} ({one.get_role_display()})",
                remark=_remark(names[one.organization_id] or "", after),
                key=key_of(one),
                choices=_choices(situation) if after > 1 else (),
                default=NOBODY,
            )
        )
    if any(row.choices for row in rows):
        text = _(
            "Choose for whom each acts from that day on; who follows nowhere has no role any more."
        )
    else:
        text = _("From that day on they act for what comes after; their old role ends by itself.")
    return Group(title=_("Users who act for what ends"), text=text, rows=tuple(rows))


def key_of(membership: Membership) -> str:
    return f"user-{membership.pk}"


def _remark(organization: str, after: int) -> str:
    if after:
        return organization
    return _("%(organization)s; nothing comes after it, the role ends") % {
        "organization": organization
    }


def _choices(situation: Situation) -> tuple[tuple[str, str], ...]:
    return (
        (NOBODY, _("follows nowhere")),
        *((str(place), name) for place, name in enumerate(situation.successors)),
    )


def positions(situation: Situation) -> Group:
    """People in office in organisations that end."""
    held = (
        Position.objects.at(situation.plan.eve)
        .filter(organization__in=[one.pk for one in situation.organizations])
        .select_related("person")
        .order_by("organization_id", "title", "pk")
    )
    names = {one.pk: one.current_short_name for one in situation.organizations}
    return Group(
        title=_("People in office"),
        text=_("Their positions end with the organisation; enter the new ones after the act."),
        rows=tuple(
            Row(
                one.person.name,
                reverse("organization", args=[one.organization_id]),
                f"{one.title}, {names[one.organization_id] or ''}",
            )
            for one in held
        ),
    )


def committees(situation: Situation) -> Iterator[Group]:
    """Committees of units that end; seats of people whose organisation ends."""
    plan = situation.plan
    ended = SteeringCommittee.objects.in_force(plan.eve).filter(unit__in=_unit_ids(situation))
    yield Group(
        title=_("Steering committees of the units that end"),
        text=_("They end with their unit."),
        rows=tuple(
            Row(one.name, reverse("committee", args=[one.pk]), one.place or "")
            for one in ended.annotate(place=unit_name("unit_id", plan.eve)).order_by("name", "pk")
        ),
    )
    offices = Position.objects.at(plan.eve).filter(
        organization__in=[one.pk for one in situation.organizations]
    )
    seats = (
        Seat.objects.at(plan.on)
        .filter(person__in=offices.values("person_id"))
        .exclude(committee__in=ended.values("pk"))
        .select_related("person", "committee")
        .order_by("committee_id", "order", "pk")
    )
    yield Group(
        title=_("Seats in steering committees"),
        text=_("Who sits there holds no position any more; renew the committee after the act."),
        rows=tuple(
            Row(
                one.person.name,
                reverse("committee", args=[one.committee_id]),
                f"{one.get_role_display()}, {one.committee.name}",
            )
            for one in seats
        ),
    )


def _unit_ids(situation: Situation) -> list[int]:
    return [one.pk for one in situation.ending_units]


def move_users(done: Done) -> None:
    """Users follow, with their roles."""
    for step in done.steps:
        if step.act.kind in (SuccessionKind.MERGE, SuccessionKind.SPLIT):
            memberships.take_over(step.act, chosen=_chosen(done, step))


def _chosen(done: Done, step) -> dict[int, int]:
    """The role of each user → the organisation into which it was said to follow."""
    found = {}
    for one in done.situation.memberships:
        place = done.decision(key_of(one), NOBODY)
        if place.isdecimal() and int(place) < len(step.after):
            found[one.pk] = step.after[int(place)].pk
    return found


register(Source(find=found, apply=move_users, writes=(Membership,)))
