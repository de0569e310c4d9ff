"""A whole nation through the reform of 2025: units, organisations, acts. Always the same.

63 provinces become 34, 705 districts end, 10,600 communes become 3,321; 60,000 organisations. The
last province has a hundred units and a hundred organisations today: what large lists are measured
against.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Model

from coordination.history import recorded
from coordination.models import (
    Level,
    Membership,
    Organization,
    OrganizationName,
    Role,
    Succession,
    SuccessionKind,
    Unit,
    UnitName,
    UnitParent,
    User,
)
from coordination.planner import refresh_statistics

PROVINCES, MERGED, LATER_PROVINCES = 63, 52, 34
DISTRICTS = 705
COMMUNES, LATER_COMMUNES = 10_600, 3_321
ORGANIZATIONS = 60_000
REFORM = dt.date(2025, 7, 1)
LAST_DAY = REFORM - dt.timedelta(days=1)
SMALL = 100  # units, and organisations, of the last province today
SOURCE = "command:benchmark"
BATCH = 2000

# Two words of these make a name; many names occur more than once, as they do.
_WORDS = """
An Bình Châu Đại Đông Giang Hà Hải Hòa Hưng Khánh Kim Lạc Lâm Long Lộc Minh Mỹ Nam Ngọc Nghĩa Phú
Phước Quang Quảng Sơn Tam Tân Thái Thanh Thành Thịnh Thuận Tiến Trung Trường Vạn Vân Vĩnh Xuân Yên
""".split()  # noqa: SIM905 - read at a glance
_COMMUNE_KINDS = ("party_committee", "fatherland_front", "women", "veterans")
_DISTRICT_KINDS = (
    *("party_committee", "mobilization_board", "military_command", "fatherland_front"),
    *("labour_federation", "veterans", "farmers", "women", "youth"),
)
_SHORT = {
    "party_committee": "Cấp ủy",
    "mobilization_board": "Ban Dân vận",
    "military_command": "Cơ quan quân sự",
    "fatherland_front": "Ủy ban MTTQ",
    "labour_federation": "LĐLĐ",
    "veterans": "Hội CCB",
    "farmers": "Hội ND",
    "women": "Hội LHPN",
    "youth": "Đoàn TNCS",
}
USERNAMES = {"everything": "do.toanbo", "nation": "do.toanquoc", "small": "do.tinhnho"}


@dataclass
class Made:
    """Units with what they are called and stand under, not stored yet; organisations of units."""

    units: list[tuple[Unit, str, Unit | None]] = field(default_factory=list)
    offices: list[tuple[Organization, str]] = field(default_factory=list)

    def unit(self, level: Level, name: str, under: Unit | None, **fields) -> Unit:
        unit = Unit(level=level, **fields)
        self.units.append((unit, name, under))
        return unit

    def office(self, unit: Unit, kind: str) -> Organization:
        one = Organization(
            unit=unit, kind_id=kind, valid_from=unit.valid_from, valid_to=unit.valid_to
        )
        self.offices.append((one, _SHORT[kind]))
        return one


def make_nation() -> None:
    """Make everything, unless it is there."""
    if User.objects.filter(username=USERNAMES["small"]).exists():
        return
    with recorded(by=None, source=SOURCE):
        _make()
    refresh_statistics()


def member(reader: str) -> Membership:
    """The one who sees everything, the nation, or the small province."""
    found = Membership.objects.select_related("user", "organization__unit")
    return found.get(user__username=USERNAMES[reader])


def _make() -> None:
    made = Made()
    nation = made.unit(Level.NATION, "Việt Nam", None)
    provinces = _provinces(made, nation)
    small = provinces[PROVINCES - 1]
    today = [unit for unit in provinces if unit.valid_to is None and unit is not small]
    districts = [
        made.unit(
            Level.DISTRICT, f"Huyện {_name(at)}", provinces[at % (PROVINCES - 1)], valid_to=LAST_DAY
        )
        for at in range(DISTRICTS)
    ]
    communes = [
        made.unit(
            Level.COMMUNE, f"Xã {_name(at * 7)}", districts[at % DISTRICTS], valid_to=LAST_DAY
        )
        for at in range(COMMUNES)
    ]
    new_communes = [
        made.unit(
            Level.COMMUNE,
            f"Xã {_name(at * 7)}",
            small if at < SMALL - 1 else today[at % len(today)],
            valid_from=REFORM,
        )
        for at in range(LATER_COMMUNES)
    ]
    units = {
        "provinces": provinces,
        "districts": districts,
        "communes": communes,
        "new communes": new_communes,
    }
    boards = _offices(made, units, nation, small)
    _store(made)
    _store_acts(units)
    _store_readers(boards)


def _name(at: int) -> str:
    first, second = divmod(at * 37 + at // 5, len(_WORDS))
    return f"{_WORDS[first % len(_WORDS)]} {_WORDS[second]}"


def _provinces(made: Made, nation: Unit) -> list[Unit]:
    """The provinces before, of which the first ended with the reform, and then the new ones."""
    ends = [LAST_DAY] * MERGED + [None] * (PROVINCES - MERGED)
    begins = [REFORM] * (LATER_PROVINCES - PROVINCES + MERGED)
    return [
        *(
            made.unit(Level.PROVINCE, f"Tỉnh {_name(at * 3)}", nation, valid_to=last)
            for at, last in enumerate(ends)
        ),
        *(
            made.unit(Level.PROVINCE, f"Tỉnh {_name(at * 3)}", nation, valid_from=first)
            for at, first in enumerate(begins)
        ),
    ]


def _offices(
    made: Made, units: dict[str, list[Unit]], nation: Unit, small: Unit
) -> dict[str, Organization]:
    """Exactly so many organisations; the boards of the nation and of the small province."""
    boards = {
        "nation": made.office(nation, "mobilization_board"),
        "small": made.office(small, "mobilization_board"),
    }
    wide = [unit for unit in units["provinces"] if unit is not small] + units["districts"]
    for unit in wide:
        for kind in _DISTRICT_KINDS:
            made.office(unit, kind)
    for unit in units["communes"]:
        for kind in _COMMUNE_KINDS:
            made.office(unit, kind)
    for unit in units["new communes"][: SMALL - 1]:
        made.office(unit, "women")
    others = units["new communes"][SMALL - 1 :]
    rest = ((unit, kind) for kind in _DISTRICT_KINDS for unit in others)
    for unit, kind in islice(rest, ORGANIZATIONS - len(made.offices)):
        made.office(unit, kind)
    return boards


def _store(made: Made) -> None:
    """In bulk; the history's triggers write as much again."""
    _bulk(Unit, (unit for unit, _name, _above in made.units))
    _bulk(UnitName, (UnitName(unit=unit, name=name) for unit, name, _above in made.units))
    _bulk(
        UnitParent,
        (UnitParent(unit=unit, parent=above) for unit, _name, above in made.units if above),
    )
    _bulk(Organization, (one for one, _short in made.offices))
    called = {id(unit): name for unit, name, _above in made.units}
    _bulk(
        OrganizationName,
        (
            OrganizationName(
                organization=one, name=f"{short} {called[id(one.unit)]}", short_name=short
            )
            for one, short in made.offices
        ),
    )


def _bulk(model: type[Model], rows: Iterable[Model]) -> list[Model]:
    return model.objects.bulk_create(rows, batch_size=BATCH)


def _store_acts(units: dict[str, list[Unit]]) -> None:
    """Provinces and communes merge, districts end."""
    former, later = units["provinces"][:MERGED], units["provinces"][PROVINCES:]
    acts = [
        (SuccessionKind.MERGE, former[at :: len(later)], [heir]) for at, heir in enumerate(later)
    ]
    acts.append((SuccessionKind.DISSOLVE, units["districts"], []))
    communes, heirs = units["communes"], units["new communes"]
    acts += [
        (SuccessionKind.MERGE, communes[at :: len(heirs)], [heir]) for at, heir in enumerate(heirs)
    ]
    stored = _bulk(Succession, (Succession(kind=kind, on=REFORM) for kind, *_sides in acts))
    for side, column in ((1, Succession.units_before), (2, Succession.units_after)):
        _bulk(
            column.through,
            (
                column.through(succession_id=row.pk, unit_id=unit.pk)
                for row, act in zip(stored, acts, strict=True)
                for unit in act[side]
            ),
        )


def _store_readers(boards: dict[str, Organization]) -> None:
    """An administrator over everything, and observers of the nation and of the small province."""
    for reader, username in USERNAMES.items():
        user = User.objects.create_user(username, None, full_name=f"Nguyễn Văn {reader}")
        Membership.objects.create(
            user=user,
            organization=boards.get(reader),
            role=Role.OBSERVER if reader in boards else Role.ADMIN,
            valid_from=dt.date(2020, 1, 1),
        )
