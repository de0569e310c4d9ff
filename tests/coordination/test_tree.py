"""The tree of units: what stands below what on a day, opened branch by branch."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from coordination.models import Role, UnitName, UnitParent
from tests.coordination.test_shell import COMMON_QUERIES
from tests.coordination.world import member, organization, signed_in, unit

pytestmark = pytest.mark.django_db

JULY = dt.date(2025, 7, 1)
JUNE = dt.date(2025, 6, 30)


@pytest.fixture
def province():
    return unit("Tỉnh Mẫu", level="province")


@pytest.fixture
def district(province):
    return unit("Huyện Mẫu", under=province)


@pytest.fixture
def commune(district):
    return unit("Xã Mẫu", level="commune", under=district)


@pytest.fixture
def client():
    return signed_in(member("quantri", None, Role.ADMIN))


def drawn(nodes) -> list:
    """The tree as nested names, closed branches left out."""
    return [one.name if one.children is None else (one.name, drawn(one.children)) for one in nodes]


def tree(client, address=None, **query) -> list:
    return drawn(client.get(address or reverse("units_tree"), query).context["nodes"])


def fragment(client, pk: int, **query) -> str:
    address = reverse("unit_branch", args=[pk])
    return client.get(address, query, headers={"HX-Request": "true"}).content.decode()


def test_a_single_root_is_open_at_first(client, province, district, commune):
    unit("Huyện An", under=province)
    assert tree(client) == [("Tỉnh Mẫu", ["Huyện An", "Huyện Mẫu"])]


def test_branches_are_opened_and_closed_without_javascript(client, province, district, commune):
    both = {"open": [province.pk], "toggle": district.pk}
    assert tree(client, **both) == [("Tỉnh Mẫu", [("Huyện Mẫu", ["Xã Mẫu"])])]
    assert tree(client, open=[province.pk, district.pk], toggle=province.pk) == ["Tỉnh Mẫu"]
    page = client.get(reverse("units_tree"), both).content.decode()
    for pk in (province.pk, district.pk):
        assert f'<input type="hidden" name="open" value="{pk}">' in page
    button = re.search(rf'<button[^>]*value="{district.pk}"[^>]*>', page)[0]
    assert 'type="submit"' in button
    assert 'aria-expanded="true"' in button
    assert f'aria-controls="branch-{district.pk}"' in button
    assert f'id="branch-{district.pk}"' in page


def test_a_branch_is_fetched_alone(client, province, district, commune):
    html = fragment(client, province.pk)
    assert "Huyện Mẫu" in html
    assert "Xã Mẫu" not in html
    assert "<html" not in html
    assert f'data-branch="{reverse("unit_branch", args=[district.pk])}"' in html
    plain = client.get(reverse("unit_branch", args=[province.pk]), {"on": "30/06/2025"})
    assert plain.url == reverse("unit_tree", args=[province.pk]) + "?on=30/06/2025"


def test_each_node_counts_units_and_organisations_below_it(client, province, district, commune):
    organization(province, "Tỉnh ủy")
    organization(district, "Huyện ủy")
    organization(commune, "Hội xã")
    organization(commune, "Hội tan", valid_to=JUNE)
    [top] = client.get(reverse("units_tree")).context["nodes"]
    assert (top.units, top.organizations) == (2, 3)
    assert (top.children[0].units, top.children[0].organizations) == (1, 2)
    [then] = client.get(reverse("units_tree"), {"on": "30/06/2025"}).context["nodes"]
    assert (then.units, then.organizations) == (2, 4)
    assert "2 units" in client.get(reverse("units_tree")).content.decode()


def test_the_tree_of_a_day_has_its_places_and_names(client, province, district, commune):
    """Before July: province, district, commune. After: the commune directly below the province."""
    type(district).objects.filter(pk=district.pk).update(valid_to=JUNE)
    UnitParent.objects.filter(unit=commune).update(valid_to=JUNE)
    UnitParent.objects.create(unit=commune, parent=province, valid_from=JULY)
    UnitName.objects.filter(unit=province).update(valid_to=JUNE)
    UnitName.objects.create(unit=province, name="Tỉnh Mới", valid_from=JULY)
    opened = {"open": [province.pk, district.pk]}
    assert tree(client, on="30/06/2025", **opened) == [("Tỉnh Mẫu", [("Huyện Mẫu", ["Xã Mẫu"])])]
    assert tree(client, on="01/07/2025", **opened) == [("Tỉnh Mới", ["Xã Mẫu"])]
    page = client.get(reverse("units_tree"), {"on": "30/06/2025"}).content.decode()
    assert f"{reverse('unit', args=[district.pk])}?on=30/06/2025" in page
    assert '<input type="hidden" name="on" value="30/06/2025">' in page
    assert "Huyện Mẫu" in fragment(client, province.pk, on="30/06/2025")


def test_a_reader_sees_the_tree_from_the_own_unit_down(province, district, commune):
    reader = signed_in(member("an", organization(district, "Hội LHPN")))
    assert tree(reader) == [("Huyện Mẫu", ["Xã Mẫu"])]
    assert reader.get(reverse("unit_tree", args=[province.pk])).status_code == 404
    assert reader.get(reverse("unit_branch", args=[province.pk])).status_code == 404


def test_the_tree_of_one_unit_begins_with_it(client, province, district, commune):
    address = reverse("unit_tree", args=[district.pk])
    assert tree(client, address) == [("Huyện Mẫu", ["Xã Mẫu"])]
    assert "The whole tree" in client.get(address).content.decode()


def test_what_stands_above_comes_before_what_stands_beside(client, province):
    unit("An", level="commune", under=province)
    unit("Bình", level="district", under=province)
    assert tree(client) == [("Tỉnh Mẫu", ["Bình", "An"])]


@pytest.mark.parametrize("wrong", ["x", "-1", "²", "9" * 30, "1\0"])
def test_wrong_branches_in_an_address_open_nothing(client, province, district, wrong):
    assert tree(client, open=[wrong], toggle=wrong) == ["Tỉnh Mẫu"]


def test_a_day_before_everything_says_so(client, province):
    type(province).objects.update(valid_from=JULY)
    response = client.get(reverse("units_tree"), {"on": "30/06/2025"})
    assert "No unit existed on that day" in response.content.decode()


@pytest.mark.parametrize("many", [1, 200])
def test_a_branch_asks_a_constant_number_of_queries(
    client, province, district, many, django_assert_num_queries
):
    for number in range(many):
        below = unit(f"Xã {number:03}", level="commune", under=district)
        organization(below, f"Hội {number}")
    shell = COMMON_QUERIES
    with django_assert_num_queries(shell + 4):
        html = fragment(client, district.pk)
    assert html.count("<li>") == many
    with django_assert_num_queries(shell + 5):
        client.get(reverse("units_tree"), {"open": [province.pk, district.pk]})
