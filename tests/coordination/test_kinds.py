"""The catalogue of kinds of organisations: read, changed and enlarged by the administrator."""

import pytest
from django.urls import reverse

from coordination.models import OrganizationKind, Role
from tests.coordination.test_shell import COMMON_QUERIES
from tests.coordination.world import errors, member, organization, signed_in, unit

pytestmark = pytest.mark.django_db

NEW = {
    "label": "Hội Luật gia",
    "short_label": "HLG",
    "code": "lawyers",
    "order": "15",
    "paper_system": "union",
    "head_title": "Chủ tịch",
    "signing_authority": "TM. BAN THƯỜNG VỤ",
}


@pytest.fixture
def client():
    return signed_in(member("quantri", None, Role.ADMIN))


def test_the_catalogue_says_how_papers_of_a_kind_look_and_how_many_there_are(client):
    organization(unit("Huyện Mẫu"), "Hội LHPN")
    page = client.get(reverse("kinds")).content.decode()
    assert "TM. BAN THƯỜNG VỤ" in page
    numbers = {one.pk: one.number for one in client.get(reverse("kinds")).context["kinds"]}
    assert (numbers["women"], numbers["farmers"]) == (1, 0)


def test_a_kind_is_added_and_offered_to_a_unit(client):
    assert client.post(reverse("kind_create"), NEW).url == reverse("kinds")
    made = OrganizationKind.objects.get(pk="lawyers")
    assert (made.signing_authority, made.on_behalf) == ("BAN THƯỜNG VỤ", "TM. BAN THƯỜNG VỤ")
    offers = client.get(reverse("unit_organizations", args=[unit("Huyện Mẫu").pk]))
    assert "Hội Luật gia huyện Mẫu" in offers.content.decode()


def test_the_administrator_of_one_unit_does_not_change_what_all_units_share():
    board = organization(unit("Huyện Mẫu"), "Ban Dân vận", kind="mobilization_board")
    bound = signed_in(member("quantri.huyen", board, Role.ADMIN))
    for response in (
        bound.get(reverse("kinds")),
        bound.post(reverse("kind_create"), NEW),
        bound.post(reverse("kind_edit", args=["women"]), NEW | {"label": "Hội khác"}),
        bound.post(reverse("kind_remove", args=["farmers"])),
    ):
        assert response.status_code == 403
        assert "administrator of the whole installation" in response.content.decode()
    assert OrganizationKind.objects.get(pk="women").label != "Hội khác"
    assert OrganizationKind.objects.filter(pk="farmers").exists()
    assert reverse("kinds") not in bound.get(reverse("users")).content.decode()


def test_a_kind_keeps_its_code(client):
    sent = NEW | {"code": "other_code", "label": "Hội LHPN Việt Nam"}
    client.post(reverse("kind_edit", args=["women"]), sent)
    assert OrganizationKind.objects.get(pk="women").label == "Hội LHPN Việt Nam"
    assert not OrganizationKind.objects.filter(pk="other_code").exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "women"}, "code"),
        ({"code": "moi"}, "code"),
        ({"code": "Hội luật gia"}, "code"),
        ({"code": "x" * 31}, "code"),
        ({"label": ""}, "label"),
        ({"order": "-1"}, "order"),
        ({"order": "9" * 50}, "order"),
        ({"paper_system": "none"}, "paper_system"),
        ({"head_title": "a\0b"}, "head_title"),
    ],
)
def test_a_refused_kind_says_why_at_the_field(client, changed, field):
    before = OrganizationKind.objects.count()
    response = client.post(reverse("kind_create"), NEW | changed)
    assert list(errors(response)) == [field]
    assert f'<a href="#id_{field}">' in response.content.decode()
    assert OrganizationKind.objects.count() == before


def test_a_kind_in_use_stays_and_says_so(client):
    organization(unit("Huyện Mẫu"), "Hội LHPN")
    response = client.post(reverse("kind_remove", args=["women"]))
    assert [one.count for one in response.context["references"]] == [1]
    assert "Hội LHPN" in response.content.decode()
    assert OrganizationKind.objects.filter(pk="women").exists()


def test_a_kind_that_nobody_uses_is_removed(client):
    address = reverse("kind_remove", args=["farmers"])
    assert "No organisation is of this kind." in client.get(address).content.decode()
    assert client.post(address).url == reverse("kinds")
    assert client.get(address).status_code == 404


def test_what_was_changed_of_a_kind_is_told_to_whoever_looks_after_them(client):
    client.post(reverse("kind_create"), NEW)
    client.post(reverse("kind_edit", args=["lawyers"]), NEW | {"head_title": "Chủ nhiệm"})
    edit = client.get(reverse("kind_edit", args=["lawyers"])).content.decode()
    address = reverse("history", args=["coordination.organizationkind", "lawyers"])
    assert address in edit
    page = client.get(address).content.decode()
    assert "Hội Luật gia" in page
    assert "Title of its head" in page
    assert "Chủ nhiệm" in page
    assert reverse("kind_edit", args=["lawyers"]) in page
    board = organization(unit("Huyện Mẫu"), "Ban Dân vận", kind="mobilization_board")
    assert signed_in(member("huyen", board, Role.ADMIN)).get(address).status_code == 404


@pytest.mark.parametrize("pk", ["women", "-1", "1_0", "9" * 40, "khong-co"])
def test_a_history_of_nothing_is_not_found(client, pk):
    assert client.get(f"/lich-su/coordination.unit/{pk}/").status_code == 404


@pytest.mark.parametrize("many", [1, 40])
def test_the_catalogue_asks_a_constant_number_of_queries(client, many, django_assert_num_queries):
    district = unit("Huyện Mẫu")
    for number in range(many):
        organization(district, f"Hội {number}")
    with django_assert_num_queries(COMMON_QUERIES + 1):
        client.get(reverse("kinds"))
