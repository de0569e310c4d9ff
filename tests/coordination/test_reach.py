"""How far a unit reaches is kept by the database, and is what walking would find."""

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coordination.grants import grant
from coordination.models import Level, Succession, SuccessionKind, Unit, UnitParent, UnitReach
from coordination.sql import UnitsBelow
from tests.coordination import world

pytestmark = pytest.mark.django_db

LEVELS = [
    Level.NATION,
    *[Level.PROVINCE] * 2,
    *[Level.DISTRICT] * 3,
    *[Level.COMMUNE] * 4,
]
YEARS = st.integers(2000, 2030)
one_of = st.sampled_from(range(len(LEVELS)))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("place"), one_of, one_of, YEARS),
        st.tuples(st.just("move"), one_of, one_of),
        st.tuples(st.just("take back a place"), one_of),
        st.tuples(st.just("merge"), st.sets(one_of, min_size=1), st.sets(one_of, min_size=1)),
        st.tuples(st.just("one more heir"), one_of),
        st.tuples(st.just("put another in"), st.sampled_from(["before", "after"]), one_of),
        st.tuples(st.just("undo"), one_of),
        st.tuples(st.just("remove a unit"), one_of),
    ),
    min_size=1,
    max_size=12,
)


def kept() -> set[tuple[int, int]]:
    return set(UnitReach.objects.values_list("root_id", "unit_id"))


def walked() -> set[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, units_reached(id) FROM coordination_unit")
        return set(cursor.fetchall())


class Play:
    """A small country in which things happen that the rules allow; what they forbid is left out."""

    def __init__(self):
        self.units = Unit.objects.bulk_create(Unit(level=level) for level in LEVELS)
        self.acts: list[Succession] = []

    def happen(self, what: str, *facts) -> None:
        with transaction.atomic():
            getattr(self, what.replace(" ", "_"))(*facts)

    def place(self, lower: int, upper: int, year: int) -> None:
        lower, upper = self.units[lower], self.units[upper]
        if Level(upper.level).rank < Level(lower.level).rank and not lower.parents.filter(
            valid_from__year=year
        ):
            UnitParent.objects.create(
                unit=lower, parent=upper, valid_from=f"{year}-01-01", valid_to=f"{year}-12-31"
            )

    def move(self, lower: int, upper: int) -> None:
        lower, upper = self.units[lower], self.units[upper]
        if Level(upper.level).rank < Level(lower.level).rank:
            lower.parents.update(parent=upper)

    def take_back_a_place(self, lower: int) -> None:
        self.units[lower].parents.all().delete()

    def merge(self, before: set[int], after: set[int]) -> None:
        act = Succession.objects.create(kind=SuccessionKind.MERGE, on="2025-07-01")
        act.units_before.set(self.units[one] for one in before)
        act.units_after.set(self.units[one] for one in after)
        self.acts.append(act)

    def one_more_heir(self, heir: int) -> None:
        for act in self.acts[-1:]:
            act.units_after.add(self.units[heir])

    def put_another_in(self, side: str, unit: int) -> None:
        links = getattr(Succession, f"units_{side}").through.objects
        for act in self.acts[-1:]:
            if not links.filter(succession=act, unit=self.units[unit]).exists():
                first = links.filter(succession=act).order_by("pk").values("pk")[:1]
                links.filter(pk__in=first).update(unit=self.units[unit])

    def undo(self, which: int) -> None:
        for act in self.acts[which : which + 1]:
            act.units_before.clear()
            act.units_after.clear()

    def remove_a_unit(self, which: int) -> None:
        unit = self.units[which]
        if not (unit.children.exists() or unit.arose_in.exists() or unit.succeeded_in.exists()):
            unit.parents.all().delete()
            unit.delete()
            self.units[which] = Unit.objects.create(level=LEVELS[which])


@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=steps)
def test_what_is_kept_is_what_walking_finds(steps):
    with transaction.atomic():
        play = Play()
        for step in steps:
            play.happen(*step)
            assert kept() == walked()
        transaction.set_rollback(True)


def test_many_places_at_once_are_followed_to_their_ends():
    nation, province, _two, district, *_more, commune = Unit.objects.bulk_create(
        Unit(level=level) for level in LEVELS
    )
    UnitParent.objects.bulk_create(
        UnitParent(unit=lower, parent=upper)
        for lower, upper in ((commune, district), (province, nation), (district, province))
    )
    assert kept() == walked()
    reached = Unit.objects.filter(pk__in=UnitsBelow.reached(nation.pk))
    assert set(reached) == {nation, province, district, commune}


def test_days_of_a_place_change_nothing():
    province = world.unit("Tỉnh Mẫu", level="province")
    district = world.unit("Huyện Mẫu", under=province)
    district.parents.update(valid_to="2025-06-30")
    assert (province.pk, district.pk) in kept()


def test_only_the_triggers_write_it():
    world.unit("Huyện Mẫu")
    grant()
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_APP_ROLE}")
        with pytest.raises(ProgrammingError, match="coordination_unitreach"):
            cursor.execute("DELETE FROM coordination_unitreach")
        transaction.set_rollback(True)
