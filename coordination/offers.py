"""The organisations that a unit usually has: suggested names, entered together."""

import dataclasses
import datetime as dt
import re

from coordination.models import (
    Level,
    Organization,
    OrganizationKind,
    OrganizationName,
    OrganizationParent,
    Unit,
)
from coordination.naming import named_organizations

PARTY, BOARD, COMMAND, YOUTH = "party_committee", "mobilization_board", "military_command", "youth"
USUAL = frozenset(
    {
        PARTY,
        BOARD,
        COMMAND,
        YOUTH,
        "fatherland_front",
        "labour_federation",
        "veterans",
        "farmers",
        "women",
        "red_cross",
    }
)
# An area is no administrative level: as a rule it has its command and nothing else.
USUAL_IN_AREA = frozenset({COMMAND})
LAST = "other"  # bodies of this kind have nothing in common that could be suggested
_UNIT = re.compile(
    r"^(Tỉnh|Thành phố|Huyện|Quận|Thị xã|Thị trấn|Xã|Phường|Khu vực|Quân khu)\b ?(.*)"
)
_COMMITTEES = {
    "Tỉnh": "Tỉnh ủy",
    "Thành phố": "Thành ủy",
    "Huyện": "Huyện ủy",
    "Quận": "Quận ủy",
    "Thị xã": "Thị ủy",
}
_PARTY_SYMBOLS = {
    "Tỉnh ủy": "TU",
    "Thành ủy": "TU",
    "Thị ủy": "TU",
    "Huyện ủy": "HU",
    "Quận ủy": "QU",
}
_SYMBOLS = {
    COMMAND: "BCH",
    YOUTH: "ĐTN",
    "fatherland_front": "MTTQ-BTT",
    "labour_federation": "LĐLĐ",
    "veterans": "CCB",
    "farmers": "HND",
    "women": "BTV",
    "red_cross": "CTĐ",
    "people_committee": "UBND",
    "police": "CA",
}


@dataclasses.dataclass(frozen=True)
class Offer:
    """A kind with the names that such an organisation of the unit usually bears.

    `present`: those of this kind that the unit has already.
    """

    kind: OrganizationKind
    name: str
    short_name: str
    symbol: str
    is_usual: bool
    present: list[Organization]


def offers_for(unit: Unit, *, on: dt.date) -> list[Offer]:
    """An offer per kind in the order of the catalogue."""
    called = unit.name_at(on) or unit.name_at(None)
    usual = USUAL_IN_AREA if unit.level == Level.AREA else USUAL
    present: dict[str, list[Organization]] = {}
    for one in named_organizations(unit.organizations.at(on), on).order_by("pk"):
        present.setdefault(one.kind_id, []).append(one)
    return [
        Offer(
            kind,
            *usual_names(kind, called, unit.level),
            is_usual=kind.pk in usual,
            present=present.get(kind.pk, []),
        )
        for kind in OrganizationKind.objects.exclude(pk=LAST)
    ]


def usual_names(kind: OrganizationKind, unit: str, level: str) -> tuple[str, str, str]:
    """Name, short name and symbol of an organisation of the kind in a unit called so."""
    match = _UNIT.match(unit)
    word, rest = match.groups() if match else ("", unit)
    place = f"{word[:1].lower()}{word[1:]} {rest}".strip() if word else unit
    committee = _COMMITTEES.get(word, f"Đảng ủy {word[:1].lower()}{word[1:]}".strip())
    symbol = _PARTY_SYMBOLS.get(committee, "ĐU")
    if kind.pk == PARTY:
        return f"{committee} {rest}", committee, symbol
    if kind.pk == BOARD:
        return f"{kind.label} {committee} {rest}", kind.short_label, f"BDV{symbol}"
    if kind.pk == COMMAND:
        return _command(place, level)
    short = kind.short_label
    if kind.pk == YOUTH and word in ("Tỉnh", "Thành phố", "Huyện", "Quận", "Thị xã"):
        short = f"{word} đoàn" if " " not in word else f"{word.split()[0]} đoàn"
    return f"{kind.label} {place}", short, _SYMBOLS.get(kind.pk, "")


def _command(place: str, level: str) -> tuple[str, str, str]:
    if level == Level.AREA:
        return f"Ban Chỉ huy Phòng thủ {place}", "Ban CHPTKV", "BCH"
    if level == Level.PROVINCE:
        return f"Bộ Chỉ huy Quân sự {place}", "Bộ CHQS", "BCH"
    if level == Level.MILITARY_REGION:
        return f"Bộ Tư lệnh {place}", "BTL", "BTL"
    return f"Ban Chỉ huy Quân sự {place}", "Ban CHQS", "BCH"


@dataclasses.dataclass(frozen=True)
class Wanted:
    """An organisation that somebody ticked."""

    kind_id: str
    name: str
    short_name: str
    symbol: str


def enter(
    *, unit: Unit, wanted: list[Wanted], since: dt.date | None, place_below: bool, on: dt.date
) -> list[Organization]:
    """Make the organisations; `place_below`: each under its usual superior, where there is one.

    Without a day `since` they begin with their unit. The usual superior of a Board is the Party
    committee of its unit, of all others the organisation of the same kind in the unit above.
    """
    since = since or unit.valid_from
    made = []
    for one in wanted:
        organization = Organization.objects.create(unit=unit, kind_id=one.kind_id, valid_from=since)
        OrganizationName.objects.create(
            organization=organization, name=one.name, short_name=one.short_name, symbol=one.symbol
        )
        made.append(organization)
    if place_below:
        superiors = usual_superiors(unit, on=since or on)
        for organization in made:
            if superior := superiors.get(organization.kind_id):
                OrganizationParent.objects.create(organization=organization, parent=superior)
    return made


def usual_superiors(unit: Unit, *, on: dt.date) -> dict[str, Organization]:
    """By kind: under whom an organisation of the unit usually stands on the day."""
    above = unit.parents.at(on).values_list("parent_id", flat=True).first()
    found: dict[str, Organization] = {}
    if above:
        for one in Organization.objects.at(on).filter(unit=above).order_by("-pk"):
            found[one.kind_id] = one
    found.pop(BOARD, None)
    committee = unit.organizations.at(on).filter(kind=PARTY).order_by("pk").first()
    if committee:
        found[BOARD] = committee
    return found
