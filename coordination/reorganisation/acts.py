"""Carrying out an act: all of it in one transaction that the history keeps as one."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from coordination import history
from coordination.boards import BOARD_KIND
from coordination.forms.base import explanation
from coordination.models import (
    AreaCover,
    Level,
    Membership,
    Organization,
    OrganizationName,
    OrganizationParent,
    Succession,
    SuccessionKind,
    Unit,
    UnitName,
    UnitParent,
)
from coordination.offers import usual_superiors
from coordination.reorganisation import touched
from coordination.reorganisation.checking import problems
from coordination.reorganisation.plan import ENDING, New, Plan, Refused
from coordination.reorganisation.situation import Situation, Thing

_WRITTEN = (
    *(Unit, UnitName, UnitParent, AreaCover),
    *(Organization, OrganizationName, OrganizationParent, Membership),
)


def carry_out(plan: Plan, *, by: Membership | None, at: dt.datetime) -> Succession:
    """Do what the plan says, or raise `Refused` with every reason.

    The things are locked first, so that of two people who act at once the second is refused. The
    caller's `history.recorded` says who did it.
    """
    try:
        with transaction.atomic():
            _lock(plan)
            situation = Situation(plan)
            if found := problems(plan, situation):
                raise Refused(found)
            with history.as_one(plan.basis) as context:
                act = _Act(plan, situation, context).done(by=by, at=at)
    except IntegrityError as error:
        raise Refused([explanation(error, _WRITTEN)]) from error
    return act


def already_done(plan: Plan) -> Succession | None:
    """The act that the same plan has become: what a second press of the button finds."""
    owner = plan.of.value
    for act in Succession.objects.filter(
        kind=plan.kind, on=plan.on, basis=plan.basis, history_context__isnull=False
    ).prefetch_related(f"{owner}_before"):
        if {one.pk for one in getattr(act, f"{owner}_before").all()} == set(plan.before):
            return act
    return None


def _lock(plan: Plan) -> None:
    rows = plan.of.model.objects.filter(pk__in={*plan.before, *plan.existing})
    list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))


class _Act:
    """The steps of one act; lives for one call of `carry_out`."""

    def __init__(self, plan: Plan, situation: Situation, context):
        self.plan, self.situation, self.context = plan, situation, context

    def done(self, *, by: Membership | None, at: dt.datetime) -> Succession:
        plan = self.plan
        self._end()
        created = [self._create(one) for one in plan.new] if plan.kind in ENDING else []
        if plan.kind == SuccessionKind.RENAME:
            self._rename(self.situation.before[0], plan.new[0])
        if plan.kind == SuccessionKind.MOVE:
            for one in self.situation.before:
                self._place(one, plan.parent)
        after = [*self.situation.existing, *created]
        if plan.ending:
            self._move_what_stands_below(after)
        stays = plan.kind in (SuccessionKind.RENAME, SuccessionKind.MOVE)
        act = self._record(self.situation.before, self.situation.before if stays else after)
        steps = self._transfers(after)
        if not plan.is_of_units:
            steps = (touched.Step(act, tuple(self.situation.before), tuple(after)),)
        finished = touched.Done(plan, self.situation, act, steps, by, at)
        touched.apply(finished)
        for one in {*self.situation.before, *self.situation.existing}:
            history.record(
                "reorganisation.carried_out", one, by=by, at=at, reason=plan.basis, act=act.pk
            )
        return act

    # --- What comes ----------------------------------------------------------------------------

    def _create(self, new: New) -> Thing:
        on = self.plan.on
        if self.plan.is_of_units:
            thing = Unit.objects.create(level=new.level, code=new.code or None, valid_from=on)
        else:
            thing = Organization.objects.create(kind_id=new.kind, unit_id=new.unit, valid_from=on)
        self._name(thing, new, starts=on, ends=None)
        if new.parent is not None:
            self._places.objects.create(
                **{self.plan.of.owner: thing, "parent_id": new.parent, "valid_from": on}
            )
        thing.current_name = new.name
        return thing

    def _name(self, thing: Thing, new: New, *, starts: dt.date, ends: dt.date | None) -> None:
        dates = {"valid_from": starts, "valid_to": ends}
        names = {"name": new.name.strip(), "short_name": new.short_name.strip()}
        if isinstance(thing, Unit):
            UnitName.objects.create(unit=thing, **names, **dates)
            return
        printed = {
            "symbol": new.symbol.strip(),
            "print_lines": new.print_lines.strip(),
            "superior_line": new.superior_line.strip(),
        }
        OrganizationName.objects.create(organization=thing, **names, **printed, **dates)

    # --- What changes --------------------------------------------------------------------------

    @property
    def _places(self):
        return UnitParent if self.plan.is_of_units else OrganizationParent

    def _rename(self, thing: Thing, new: New) -> None:
        """The name of the eve ends with it; the new one holds as long as that one was to hold."""
        ends = None
        for row in thing.names.at(self.plan.eve):
            ends = row.valid_to
            row.valid_to = self.plan.eve
            row.save()
        self._name(thing, new, starts=self.plan.on, ends=ends)

    def _place(self, thing: Thing, parent: int | None) -> None:
        """Close the place of the eve; open one under `parent`, unless it is None."""
        ends = None
        for row in thing.parents.overlapping(self.plan.on, None):
            ends = row.valid_to
            if row.valid_from is not None and row.valid_from >= self.plan.on:
                return
            row.valid_to = self.plan.eve
            row.save()
        if parent is not None:
            self._places.objects.create(
                **{self.plan.of.owner: thing, "parent_id": parent},
                valid_from=self.plan.on,
                valid_to=ends,
            )

    # --- What ends -----------------------------------------------------------------------------

    def _end(self) -> None:
        """What ends lasts until the eve. An organisation of a unit that ends needs no own end."""
        ending = self.plan.of.model.objects.filter(pk__in=self.plan.ending)
        ending.update(valid_to=self.plan.eve)
        if self.plan.is_of_units:
            covers = AreaCover.objects.at(self.plan.on)
            covers.filter(area__in=self.plan.ending).update(valid_to=self.plan.eve)
            covers.filter(unit__in=self.plan.ending).update(valid_to=self.plan.eve)

    def _move_what_stands_below(self, after: list[Thing]) -> None:
        """To the chosen one, else to the only one that comes after, else to who stood above.

        A superior that ends leaves its organisations without one where several come after it.
        """
        places = self._places.objects.at(self.plan.eve).filter(parent__in=self.plan.ending)
        above = dict(places.values_list(f"{self.plan.of.owner}_id", "parent_id"))
        below = self.plan.of.model.objects.at(self.plan.on).filter(pk__in=above)
        for thing in below.exclude(pk__in=self.plan.ending).order_by("pk"):
            self._place(thing, self._where_to(thing, above[thing.pk], after))

    def _where_to(self, thing: Thing, ended: int, after: list[Thing]) -> int | None:
        chosen = self._chosen(after)
        if not self.plan.is_of_units:
            return chosen.pk if chosen and chosen.pk != thing.pk else None
        if chosen and Level(chosen.level).rank < Level(thing.level).rank:
            return chosen.pk
        place = UnitParent.objects.at(self.plan.eve).filter(unit=ended).first()
        return place.parent_id if place and place.parent_id not in self.plan.ending else None

    def _chosen(self, after: list[Thing]) -> Thing | None:
        if self.plan.below_new is not None:
            return after[len(self.situation.existing) + self.plan.below_new]
        if self.plan.below is not None:
            return self.situation.thing(self.plan.below)
        return after[0] if len(after) == 1 else None

    # --- What is written down ------------------------------------------------------------------

    def _record(self, before: list[Thing], after: list[Thing]) -> Succession:
        plan = self.plan
        act = Succession.objects.create(
            kind=plan.kind, on=plan.on, basis=plan.basis.strip(), history_context=self.context
        )
        getattr(act, f"{plan.of.value}_before").set(before)
        getattr(act, f"{plan.of.value}_after").set(after)
        return act

    def _transfers(self, after: list[Thing]) -> tuple[touched.Step, ...]:
        """The acts of the organisations of units that end, as parts of this one."""
        if not self.plan.is_of_units:
            return ()
        transfers = self.situation.transfers(after)
        steps = tuple(self._transfer(one) for one in transfers)
        there = {one for transfer in transfers for one in transfer.into if isinstance(one, int)}
        self._place_boards(one for step in steps for one in step.after if one.pk not in there)
        return steps

    def _place_boards(self, created: Iterable[Organization]) -> None:
        """A new Board stands under the Party committee of its unit, which may be as new."""
        for board in created:
            if board.kind_id == BOARD_KIND and not board.parents.exists():
                committee = usual_superiors(board.unit, on=self.plan.on).get(BOARD_KIND)
                if committee:
                    OrganizationParent.objects.create(
                        organization=board, parent=committee, valid_from=self.plan.on
                    )

    def _transfer(self, transfer) -> touched.Step:
        plan = transfer.plan(self.plan)
        part = _Act(plan, Situation(plan), self.context)
        part._end()
        created = iter([part._create(new) for new in plan.new])
        found = {one.pk: one for one in part.situation.existing}
        after = [found[into] if isinstance(into, int) else next(created) for into in transfer.into]
        part._move_what_stands_below(after)
        return touched.Step(part._record(list(transfer.gone), after), transfer.gone, tuple(after))
