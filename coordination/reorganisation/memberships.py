"""Users of an organisation that ended act for the one that came after it."""

from collections.abc import Mapping

from coordination.models import Membership, Succession


def take_over(act: Succession, *, chosen: Mapping[int, int] | None = None) -> list[Membership]:
    """New roles in what came after, from the day of the act; what somebody holds there stays.

    Of organisations that the act ended. Where several came after, a user follows only into the one
    that `chosen` names by the primary key of the role. The old role needs no end: it lasts as long
    as its organisation.
    """
    after = list(act.organizations_after.values_list("pk", flat=True))
    gone = act.organizations_before.exclude(pk__in=after)
    held = Membership.objects.filter(organization__in=gone).overlapping(act.on, None)
    wanted: dict[tuple[int, int, str], Membership] = {}
    for one in held.order_by("pk"):
        into = after[0] if len(after) == 1 else (chosen or {}).get(one.pk)
        if into in after:
            row = _followed(one, into, act)
            key = (row.user_id, row.organization_id, row.role)
            wanted[key] = _longer(wanted[key], row) if key in wanted else row
    return Membership.objects.bulk_create(row for row in wanted.values() if not _holds_already(row))


def _followed(one: Membership, into: int, act: Succession) -> Membership:
    return Membership(
        user_id=one.user_id,
        organization_id=into,
        role=one.role,
        valid_from=max(one.valid_from or act.on, act.on),
        valid_to=one.valid_to,
        taken_over_in=act,
    )


def _longer(one: Membership, other: Membership) -> Membership:
    """One role for two that came from two organisations."""
    one.valid_from = min(one.valid_from, other.valid_from)
    ends = (one.valid_to, other.valid_to)
    one.valid_to = None if None in ends else max(ends)
    return one


def _holds_already(row: Membership) -> bool:
    there = Membership.objects.filter(
        user=row.user_id, organization=row.organization_id, role=row.role
    )
    return there.overlapping(row.valid_from, row.valid_to).exists()
