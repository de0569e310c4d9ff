"""Coverage: which units below have a committee in force on a day, since when, which have none."""

import datetime as dt

import pytest
from django.urls import reverse

from coordination.models import (
    CommitteeDecision,
    Person,
    Position,
    Role,
    Seat,
    SteeringCommittee,
    Unit,
    UnitParent,
)
from tests.coordination.test_shell import COMMON_QUERIES
from tests.coordination.world import member, organization, signed_in, unit

pytestmark = pytest.mark.django_db

SINCE, JUNE, JULY = dt.date(2021, 5, 4), dt.date(2025, 6, 30), dt.date(2025, 7, 1)


def committee(of: Unit, *, starts: dt.date | None = SINCE, ends=None, decided=None) -> None:
    """A committee in which somebody sits from a day to a day."""
    made = SteeringCommittee.objects.create(unit=of, name="Ban Chỉ đạo")
    body = organization(of, "Đảng ủy", kind="party_committee")
    person = Person.objects.create(name="Nguyễn Văn A")
    Position.objects.create(person=person, organization=body, title="Bí thư")
    Seat.objects.create(
        committee=made, person=person, role="head", valid_from=starts, valid_to=ends
    )
    if decided:
        CommitteeDecision.objects.create(
            committee=made, kind="setting_up", number="1", date=decided, issuer=body
        )


@pytest.fixture
def district():
    return unit("Huyện Mẫu", under=unit("Tỉnh Mẫu", level="province"))


@pytest.fixture
def clerk(district):
    board = organization(district, "Ban Dân vận", kind="mobilization_board")
    return member("canbo", board, Role.CLERK)


def communes(district: Unit, count: int) -> list[Unit]:
    return [unit(f"Xã {number:02}", level="commune", under=district) for number in range(count)]


def rows(response) -> list[tuple]:
    page = response.context["page"]
    return [(one.current_name, one.committee_name, one.since) for one in page.object_list]


def ask(clerk, **fields):
    return signed_in(clerk).get(reverse("coverage"), fields)


def test_units_with_and_without_a_committee_are_counted_and_listed(clerk, district):
    first, second, third = communes(district, 3)
    committee(first)
    committee(second, starts=None, decided=SINCE)
    response = ask(clerk)
    covered = response.context["covered"]
    assert (covered.level, covered.total, covered.having, covered.lacking) == ("commune", 3, 2, 1)
    assert rows(response) == [
        ("Xã 00", "Ban Chỉ đạo", SINCE),
        ("Xã 01", "Ban Chỉ đạo", SINCE),
        ("Xã 02", None, None),
    ]
    page = response.content.decode()
    assert '<rect class="covered-with" x="0" y="0" width="66" height="6" />' in page
    assert 'aria-label="2 of 3 have a committee, 1 have none"' in page
    assert f"{reverse('committee_create')}?unit={third.pk}" in page
    assert "style=" not in page


def test_either_half_is_listed_alone(clerk, district):
    committee(communes(district, 2)[0])
    assert [row[0] for row in rows(ask(clerk, has="with"))] == ["Xã 00"]
    assert [row[0] for row in rows(ask(clerk, has="without"))] == ["Xã 01"]


def test_the_day_decides_about_committees_and_units(clerk, district):
    old, ended = communes(district, 2)
    committee(old, ends=JUNE)
    committee(ended)
    Unit.objects.filter(pk=ended.pk).update(valid_to=JUNE)
    fresh = unit("Xã Mới", level="commune", valid_from=JULY)
    UnitParent.objects.create(unit=fresh, parent=district, valid_from=JULY)
    before, after = ask(clerk, on="30/06/2025"), ask(clerk, on="01/07/2025")
    assert [row[:2] for row in rows(before)] == [("Xã 00", "Ban Chỉ đạo"), ("Xã 01", "Ban Chỉ đạo")]
    assert [row[:2] for row in rows(after)] == [("Xã 00", None), ("Xã Mới", None)]


def test_of_a_province_each_level_is_counted_and_one_is_listed(district, clerk):
    province = district.parents.get().parent
    above = member("tinh", organization(province, "Ban Dân vận Tỉnh ủy"), Role.OBSERVER)
    for one in communes(district, 3)[:1]:
        committee(one)
    committee(district)
    response = ask(above)
    assert [(one.level, one.having, one.total) for one in response.context["levels"]] == [
        ("district", 1, 1),
        ("commune", 1, 3),
    ]
    assert [row[0] for row in rows(response)] == ["Huyện Mẫu"]
    assert len(rows(ask(above, level="commune"))) == 3
    assert reverse("committee_create") not in response.content.decode()


def test_the_unit_asked_about_lies_within_reach(clerk, district):
    commune = communes(district, 1)[0]
    assert ask(clerk, unit=commune.pk).status_code == 200
    assert "No units stand below" in ask(clerk, unit=commune.pk).content.decode()
    for stranger in (unit("Huyện Bên").pk, district.parents.get().parent_id, "9" * 30):
        assert ask(clerk, unit=stranger).status_code == 404
    for odd in ({"level": "x"}, {"has": "'"}, {"on": "31/02/2025"}, {"page": "zz"}, {"unit": "x"}):
        assert ask(clerk, **odd).status_code == 200


def test_the_administrator_of_everything_chooses_a_unit_first(district):
    admin = member("quantri", None, Role.ADMIN)
    response = ask(admin)
    assert f"{reverse('coverage')}?unit={district.pk}" in response.content.decode()
    assert ask(admin, unit=district.pk).status_code == 200


def test_a_unit_shows_how_many_below_it_have_a_committee(clerk, district):
    committee(communes(district, 4)[0])
    page = signed_in(clerk).get(reverse("unit", args=[district.pk])).content.decode()
    assert 'aria-label="1 of 4 have a committee, 3 have none"' in page
    assert f"{reverse('coverage')}?unit={district.pk}" in page


@pytest.mark.parametrize("many", [1, 60])
def test_coverage_asks_a_constant_number_of_queries(
    clerk, district, many, django_assert_num_queries
):
    made = communes(district, many)
    for one in made[::2]:
        committee(one)
    client = signed_in(clerk)
    with django_assert_num_queries(COMMON_QUERIES + 4):
        response = client.get(reverse("coverage"))
    assert len(rows(response)) == min(many, 50)
