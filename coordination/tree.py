"""The tree of units on a day: branches with what stands below each node, in constant queries."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from coordination.models import Level, Unit, UnitParent
from coordination.naming import named_units

BRANCH_LIMIT = 1000

_COUNTS = """
WITH RECURSIVE walk(top, id) AS (
    SELECT id, id FROM unnest(%(tops)s::bigint[]) AS id
    UNION
    SELECT walk.top, place.unit_id
    FROM walk
    JOIN coordination_unitparent AS place ON place.parent_id = walk.id
    JOIN coordination_unit AS unit ON unit.id = place.unit_id
    WHERE daterange(place.valid_from, place.valid_to, '[]') @> %(day)s::date
      AND daterange(unit.valid_from, unit.valid_to, '[]') @> %(day)s::date
), bodies AS (
    SELECT unit_id, count(*) AS number
    FROM coordination_organization
    WHERE unit_id IN (SELECT id FROM walk)
      AND daterange(valid_from, valid_to, '[]') @> %(day)s::date
    GROUP BY unit_id
)
SELECT walk.top, count(*) - 1, coalesce(sum(bodies.number), 0)
FROM walk LEFT JOIN bodies ON bodies.unit_id = walk.id
GROUP BY walk.top
"""


@dataclasses.dataclass
class Node:
    """A unit in the tree: how many units stand below it, how many organisations in and below it.

    `children` is None while its branch is closed.
    """

    pk: int
    name: str
    level: str
    units: int
    organizations: int
    children: "list[Node] | None" = None


def roots(visible: QuerySet[Unit], *, on: dt.date) -> list[Node]:
    """Of the units that a reader sees: those that stand under none of them on the day."""
    placed = UnitParent.objects.at(on).filter(
        unit=OuterRef("pk"), parent__in=visible.at(on).values("pk")
    )
    return _nodes(named_units(visible.at(on), on).filter(~Exists(placed)), on)


def node_of(unit: Unit, *, on: dt.date) -> Node:
    """One unit as the root of a tree."""
    [(_top, units, organizations)] = _counts([unit.pk], on)
    return Node(unit.pk, str(unit), unit.get_level_display(), units, organizations)


def branch(parent: int, *, on: dt.date) -> list[Node]:
    """The nodes directly below a unit on the day."""
    return branches([parent], on=on)[parent]


def branches(parents: Collection[int], *, on: dt.date) -> dict[int, list[Node]]:
    """The nodes directly below each of several units, in three queries for all of them."""
    places = UnitParent.objects.at(on).filter(parent__in=parents)
    found = {parent: [] for parent in parents}
    parent_of = dict(places.values_list("unit_id", "parent_id"))
    units = named_units(Unit.objects.at(on).filter(pk__in=parent_of), on)
    for node in _nodes(units, on):
        found[parent_of[node.pk]].append(node)
    return found


def open_up(nodes: Iterable[Node], opened: Collection[int], *, on: dt.date) -> None:
    """Hang the children of all `opened` units into the tree, as far as it reaches them."""
    below = branches(opened, on=on) if opened else {}
    waiting = list(nodes)
    hung = set()
    while waiting:
        node = waiting.pop()
        if node.pk in below and node.pk not in hung:
            hung.add(node.pk)
            node.children = below[node.pk]
            waiting += node.children


def _nodes(units: QuerySet[Unit], on: dt.date) -> list[Node]:
    """Nodes in the order of levels and names; two queries."""
    listed = list(units.order_by("current_name", "pk")[:BRANCH_LIMIT])
    listed.sort(key=lambda unit: Level(unit.level).rank)
    counts = {top: numbers for top, *numbers in _counts([one.pk for one in listed], on)}
    return [Node(one.pk, str(one), one.get_level_display(), *counts[one.pk]) for one in listed]


def _counts(tops: list[int], on: dt.date) -> list[tuple[int, int, int]]:
    """(unit, units below it, organisations in and below it) on the day."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"tops": tops, "day": on})
        return [(top, units, int(bodies)) for top, units, bodies in cursor.fetchall()]
