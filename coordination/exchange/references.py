"""Which unit or organisation a cell means: one of the workbook, or one that is there already."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from coordination.access import is_over_everything, within_reach
from coordination.cases.joining import in_chunks
from coordination.cases.shapes import shown
from coordination.cases.spans import Span
from coordination.models import (
    Level,
    Membership,
    Organization,
    OrganizationName,
    Unit,
    UnitName,
    UnitParent,
)

_WITH_UNIT = re.compile(r"(.*\S)\s*\(([^()]+)\)")


@dataclass(frozen=True)
class Candidate:
    """Something that a cell may mean: its key in the case, or what is stored under a number.

    Of an organisation: its kind; `unit`, the key or number of its unit, `unit_names`, how that is
    called, and where it is stored `home`, the unit itself.
    """

    key: str | None
    pk: int | None
    span: Span
    level: str | None = None
    unit: str | int | None = None
    unit_names: frozenset[str] = frozenset()
    kind: str | None = None
    home: "Candidate | None" = None


class Ambiguous(Exception):
    """Several things fit. Its text is a translated sentence."""


class Unknown(Exception):
    """Nothing fits. Its text is a translated sentence."""


Named = dict[str, list[Candidate]]


def choose(text: str, places: list[Named], *tests: Callable[[Candidate], bool]) -> Candidate:
    """The one thing of that name or code; the workbook's own go before what is stored.

    The first test that something passes decides. What passes none counts only where nothing does:
    then the checks say why it cannot be. Raises Ambiguous or Unknown.
    """
    found = [named.get(text, []) for named in places]
    for test in tests:
        for candidates in found:
            fitting = [one for one in candidates if test(one)]
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                raise Ambiguous(
                    _(
                        "Several are called “%(name)s” (%(count)d); say which one is meant: a unit "
                        "by its code, an organisation by its unit in brackets behind the name."
                    )
                    % {"name": shown(text), "count": len(fitting)}
                )
    for candidates in found:
        if candidates:
            return candidates[0]
    raise Unknown(
        _("“%(name)s” is neither in this workbook nor among what you look after.")
        % {"name": shown(text)}
    )


def may_stand_above(level, span: Span) -> Callable[[Candidate], bool]:
    """Whether a unit can stand above one of this level (None: any) at that time."""

    def fits(one: Candidate) -> bool:
        higher = level is None or one.level is None or Level(one.level).rank < Level(level).rank
        return higher and (one.span & span) is not None

    return fits


def stored_units(texts: set[str], membership: Membership) -> Named:
    """Units within reach that bear or bore one of the names, or have one of the codes."""
    found: dict[str, set[int]] = defaultdict(set)
    for chunk in in_chunks(sorted(texts)):
        names = UnitName.objects.filter(within_reach(membership), name__in=chunk)
        for name, pk in names.values_list("name", "unit_id"):
            found[name].add(pk)
        units = Unit.objects.filter(within_reach(membership, "id"), code__in=chunk)
        for code, pk in units.values_list("code", "pk"):
            found[code].add(pk)
    rows = Unit.objects.in_bulk({pk for pks in found.values() for pk in pks})
    return {text: [_unit(rows[pk]) for pk in sorted(pks)] for text, pks in found.items()}


def stored_organizations(texts: set[str], membership: Membership) -> Named:
    """Organisations within reach or in a unit above it that bear or bore one of the names."""
    wanted = texts | {found[1] for text in texts if (found := _WITH_UNIT.fullmatch(text))}
    near = within_reach(membership, "organization__unit_id")
    if not is_over_everything(membership):
        near |= Q(organization__unit_id__in=_units_above(membership.organization.unit_id))
    found: dict[str, set[int]] = defaultdict(set)
    for chunk in in_chunks(sorted(wanted)):
        names = OrganizationName.objects.filter(near, Q(name__in=chunk) | Q(short_name__in=chunk))
        for name, short_name, pk in names.values_list("name", "short_name", "organization_id"):
            found[name].add(pk)
            found[short_name].add(pk)
    rows = Organization.objects.select_related("unit").in_bulk(
        {pk for pks in found.values() for pk in pks}
    )
    unit_names = defaultdict(set)
    for chunk in in_chunks(row.unit_id for row in rows.values()):
        for name, pk in UnitName.objects.filter(unit_id__in=chunk).values_list("name", "unit_id"):
            unit_names[pk].add(name)
    candidates = {
        pk: Candidate(
            None,
            pk,
            _span(row),
            unit=row.unit_id,
            unit_names=frozenset(unit_names[row.unit_id]),
            kind=row.kind_id,
            home=_unit(row.unit),
        )
        for pk, row in rows.items()
    }
    return {text: [candidates[pk] for pk in sorted(pks)] for text, pks in found.items()}


def choose_superior(
    text: str, places: list[Named], span: Span, unit: set[str | int], unit_name: str | None
) -> Candidate:
    """The superior organisation that is meant: in the same unit first, else as the cell says.

    `unit`: how the organisation's own unit is known, by key and by number; and by name, since a
    unit of the workbook may turn out to be a stored one.
    """

    def exists(one: Candidate) -> bool:
        return (one.span & span) is not None

    def is_near(one: Candidate) -> bool:
        return (one.unit in unit or unit_name in one.unit_names) and exists(one)

    try:
        return choose(text, places, is_near, exists)
    except Unknown:
        found = _WITH_UNIT.fullmatch(text)
        if found is None:
            raise
        place = found[2].strip()
        return choose(found[1], places, lambda one: place in one.unit_names and exists(one))


def _unit(row: Unit) -> Candidate:
    return Candidate(None, row.pk, _span(row), level=row.level)


def _span(row: Unit | Organization) -> Span:
    return Span(row.valid_from, row.valid_to)


def _units_above(unit_id: int) -> set[int]:
    """Units under which this one ever stood, at once or through others."""
    above: set[int] = set()
    fresh = {unit_id}
    while fresh:
        parents = UnitParent.objects.filter(unit_id__in=fresh).values_list("parent_id", flat=True)
        fresh = set(parents) - above
        above |= fresh
    return above
