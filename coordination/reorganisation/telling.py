"""What an act was about, under the names of its time."""

import copy
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from coordination.models import (
    Organization,
    OrganizationName,
    OrganizationParent,
    Succession,
    SuccessionKind,
    Unit,
    UnitName,
    UnitParent,
)

_MODELS = {
    "units": (Unit, UnitName, UnitParent, "unit_id"),
    "organizations": (Organization, OrganizationName, OrganizationParent, "organization_id"),
}


def tell_sides(acts: Iterable[Succession]) -> None:
    """Give each act `of` (units or organizations), `before` and `after`; in a few queries.

    Both are things with `current_name`: before as on the eve, after as on the day of the act.
    `stays`: the same things go on; of a move `places` names those under which they stand then.
    """
    acts = list(acts)
    sides: dict[int, dict] = {}
    for of in _MODELS:
        for side in ("before", "after"):
            for act_pk, thing in _rows(of, side, acts):
                sides.setdefault(act_pk, defaultdict(list))[of, side].append(thing)
    known = {of: _Named(of, sides.values(), acts) for of in _MODELS}
    for act in acts:
        own = sides.get(act.pk, {})
        act.of = "units" if own.get(("units", "before")) else "organizations"
        eve = act.on - dt.timedelta(days=1)
        names = known[act.of]
        act.before = [names.at(pk, eve) for pk in own.get((act.of, "before"), ())]
        act.after = [names.at(pk, act.on) for pk in own.get((act.of, "after"), ())]
        act.stays = act.kind in (SuccessionKind.RENAME, SuccessionKind.MOVE)
        act.places = names.places(act) if act.kind == SuccessionKind.MOVE else []


def _rows(of: str, side: str, acts: list[Succession]):
    target = _MODELS[of][3]
    through = getattr(Succession, f"{of}_{side}").through
    rows = through.objects.filter(succession__in=[act.pk for act in acts])
    return rows.order_by(target).values_list("succession_id", target)


class _Named:
    """Units or organisations with all their names."""

    def __init__(self, of: str, sides, acts: list[Succession]):
        model, names, places, owner = _MODELS[of]
        self.wanted = {
            pk for one in sides for (kind, _side), pks in one.items() if kind == of for pk in pks
        }
        moves = [act.on for act in acts if act.kind == SuccessionKind.MOVE]
        rows = places.objects.filter(**{f"{owner}__in": self.wanted}, valid_from__in=moves)
        self.parents = [
            (getattr(row, owner), row.valid_from, row.parent_id) for row in rows.order_by("pk")
        ]
        everything = self.wanted | {parent for _pk, _day, parent in self.parents}
        self.things = model.objects.in_bulk(everything)
        self.names = defaultdict(list)
        for row in names.objects.filter(**{f"{owner}__in": everything}):
            self.names[getattr(row, owner)].append(row)

    def at(self, pk: int, on: dt.date) -> Unit | Organization:
        """The thing under its name of the day, else its latest one."""
        thing = copy.copy(self.things[pk])
        rows = self.names[pk]
        rows = sorted(
            self.names[pk], key=lambda row: (row.is_valid_at(on), row.valid_from or dt.date.min)
        )
        thing.current_name = rows[-1].name if rows else ""
        return thing

    def places(self, act: Succession) -> list[Unit | Organization]:
        moved = {one.pk for one in act.after}
        found = dict.fromkeys(
            parent for pk, day, parent in self.parents if pk in moved and day == act.on
        )
        return [self.at(pk, act.on) for pk in found]
