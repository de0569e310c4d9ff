"""What an act concerns, as it stands on the eve of it; fetched once for checks, page and act."""

import dataclasses
from collections import defaultdict
from functools import cached_property

from coordination.models import (
    Membership,
    Organization,
    OrganizationKind,
    OrganizationParent,
    Unit,
    UnitParent,
)
from coordination.naming import named_organizations, named_units
from coordination.offers import usual_names
from coordination.reorganisation.plan import New, Plan, Subject, SuccessionKind

Thing = Unit | Organization


class Situation:
    """A plan with the objects that it names, under the names of its eve."""

    def __init__(self, plan: Plan):
        self.plan = plan

    def _named(self, pks) -> dict[int, Thing]:
        if self.plan.is_of_units:
            return named_units(Unit.objects.filter(pk__in=pks), self.plan.eve).in_bulk()
        found = Organization.objects.filter(pk__in=pks).select_related("unit", "kind")
        return named_organizations(found, self.plan.eve).in_bulk()

    @cached_property
    def _things(self) -> dict[int, Thing]:
        plan = self.plan
        parents = {one.parent for one in plan.new} | {plan.parent, plan.below}
        return self._named({*plan.before, *plan.existing, *parents} - {None})

    def thing(self, pk: int | None) -> Thing | None:
        return self._things.get(pk)

    @cached_property
    def before(self) -> list[Thing]:
        return [self._things[pk] for pk in self.plan.before if pk in self._things]

    @cached_property
    def existing(self) -> list[Thing]:
        return [self._things[pk] for pk in self.plan.existing if pk in self._things]

    @cached_property
    def ending(self) -> list[Thing]:
        return [self._things[pk] for pk in self.plan.ending if pk in self._things]

    @property
    def ending_units(self) -> list[Unit]:
        return self.ending if self.plan.is_of_units else []

    @cached_property
    def units_below(self) -> list[Unit]:
        """Units that stand directly under an ending one on the eve, and go on."""
        places = UnitParent.objects.at(self.plan.eve).filter(parent__in=self.plan.ending)
        found = Unit.objects.at(self.plan.on).filter(pk__in=places.values("unit_id"))
        going_on = found.exclude(pk__in=self.plan.ending) if self.plan.is_of_units else found.none()
        return list(named_units(going_on, self.plan.eve).order_by("current_name", "pk"))

    @cached_property
    def organizations(self) -> list[Organization]:
        """Organisations that stop existing, themselves or with their unit, by kind.

        What ends on the same eve by an act of its own has found its successor there: a district's
        command that went into an area's is nothing that the district still passes on.
        """
        if not self.plan.is_of_units:
            return self.ending
        found = Organization.objects.at(self.plan.eve).filter(unit__in=self.plan.ending)
        found = found.exclude(valid_to=self.plan.eve, succeeded_in__on=self.plan.on)
        named = named_organizations(found.select_related("kind"), self.plan.eve)
        return list(named.order_by("kind__order", "place", "current_name", "pk"))

    @cached_property
    def organizations_concerned(self) -> list[Organization]:
        """Those that end; of a rename or move those that it is about."""
        if self.plan.is_of_units or self.plan.ending:
            return self.organizations
        return self.before

    @property
    def successors(self) -> list[str]:
        """What comes after, by name, in the order of the plan."""
        return [str(one) for one in self.existing] + [one.name for one in self.plan.new]

    @cached_property
    def kinds(self) -> list[tuple[OrganizationKind, list[Organization]]]:
        """Kinds of which each ending unit has at most one organisation, with these."""
        groups: dict[str, list[Organization]] = defaultdict(list)
        for one in self.organizations if self.plan.is_of_units else ():
            groups[one.kind_id].append(one)
        return [
            (group[0].kind, group)
            for group in groups.values()
            if len({one.unit_id for one in group}) == len(group)
        ]

    @cached_property
    def memberships(self) -> list[Membership]:
        """Roles held for organisations that end, on the eve or later."""
        held = Membership.objects.overlapping(self.plan.eve, None)
        found = held.filter(organization__in=[one.pk for one in self.organizations])
        return list(found.select_related("user").order_by("organization_id", "role", "pk"))

    def transfers(self, units: list[Unit]) -> list["Transfer"]:
        """What becomes of the organisations of units that end, by kind; `units`: what comes after.

        The organisation of the same kind takes over where the unit has one; otherwise a new one is
        created under the name that its kind usually has in such a unit.
        """
        wanted = [(kind, gone) for kind, gone in self.kinds if kind.pk in self.plan.kinds]
        if not wanted or not units:
            return []
        pks = [one.pk for one in units if one.pk]
        there = defaultdict(dict)
        for one in (
            Organization.objects.at(self.plan.on)
            .filter(unit__in=pks, kind__in=[kind.pk for kind, _gone in wanted])
            .exclude(pk__in=[one.pk for one in self.organizations])
            .order_by("-pk")
        ):
            there[one.kind_id][one.unit_id] = one.pk
        superiors = self._superiors()
        return [
            Transfer(
                kind=kind,
                gone=tuple(gone),
                into=tuple(
                    there[kind.pk].get(unit.pk)
                    or _usual(kind, unit, superiors.get(frozenset(one.pk for one in gone)))
                    for unit in units
                ),
            )
            for kind, gone in wanted
        ]

    def _superiors(self) -> dict[frozenset[int], int]:
        """The superior that all organisations of a kind have, where it goes on itself."""
        ending = {one.pk for one in self.organizations}
        above = dict(
            OrganizationParent.objects.at(self.plan.eve)
            .filter(organization__in=ending, parent__in=Organization.objects.at(self.plan.on))
            .values_list("organization_id", "parent_id")
        )
        found = {}
        for _kind, gone in self.kinds:
            shared = {above.get(one.pk) for one in gone}
            if len(shared) == 1 and shared.isdisjoint(ending | {None}):
                found[frozenset(one.pk for one in gone)] = shared.pop()
        return found


@dataclasses.dataclass(frozen=True)
class Transfer:
    """Organisations of one kind that go with their units: into which one of each unit after."""

    kind: OrganizationKind
    gone: tuple[Organization, ...]
    into: tuple[int | New, ...]

    def plan(self, of: Plan) -> Plan:
        """The act of these organisations that belongs to the act of their units."""
        return Plan(
            of=Subject.ORGANIZATIONS,
            kind=SuccessionKind.MERGE if len(self.into) == 1 else SuccessionKind.SPLIT,
            on=of.on,
            basis=of.basis,
            before=tuple(one.pk for one in self.gone),
            existing=tuple(one for one in self.into if isinstance(one, int)),
            new=tuple(one for one in self.into if isinstance(one, New)),
        )


def _usual(kind: OrganizationKind, unit: Unit, superior: int | None) -> New:
    """A new organisation of the kind in the unit, called as such bodies are (`offers`)."""
    name, short_name, symbol = usual_names(kind, str(unit), unit.level)
    return New(
        name=name,
        short_name=short_name,
        symbol=symbol,
        kind=kind.pk,
        unit=unit.pk,
        parent=superior,
    )
