"""Users and roles: entered by administrators, within their reach, refused in sentences."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.urls import reverse

from coordination.forms.base import explanation
from coordination.models import Membership, Role, Succession, User
from tests.coordination.test_shell import COMMON_QUERIES
from tests.coordination.world import LONG_AGO, member, organization, signed_in, unit, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return unit("Huyện Mẫu")


@pytest.fixture
def women(district):
    return organization(district, "Hội LHPN")


@pytest.fixture
def admin():
    return member("quantri", None, Role.ADMIN)


@pytest.fixture
def local_admin(district):
    return member("quantri2", organization(district, "Ban Dân vận"), Role.ADMIN)


def test_a_new_user_waits_for_a_role_and_a_code(admin):
    client = signed_in(admin)
    response = client.post(
        reverse("user_create"), {"username": "Chi.A", "full_name": "Nguyễn Thị A"}
    )
    made = User.objects.get(username="chi.a")
    assert response.url == reverse("user", args=[made.pk])
    assert not made.has_usable_password()
    assert "No role yet" in client.get(response.url).content.decode()


@pytest.mark.parametrize(
    ("username", "sentence"),
    [
        ("QUANTRI", "This user name is taken."),
        ("chi a", "without spaces"),
        ("", "This field is required."),
    ],
)
def test_a_refused_user_says_why_next_to_the_field(admin, username, sentence):
    response = signed_in(admin).post(
        reverse("user_create"), {"username": username, "full_name": "Nguyễn Thị A"}
    )
    page = response.content.decode()
    assert sentence in page
    assert '<a href="#id_username">' in page
    assert User.objects.count() == 1


def test_a_role_is_added_and_ended(admin, women):
    somebody = user("an")
    client = signed_in(admin)
    fields = {"organization": women.pk, "role": "reporter", "valid_from": "05/06/2026"}
    client.post(reverse("membership_create", args=[somebody.pk]), fields)
    role = Membership.objects.get(user=somebody)
    assert role.valid_from == dt.date(2026, 6, 5)
    client.post(reverse("membership_edit", args=[role.pk]), fields | {"valid_to": "31/12/2026"})
    role.refresh_from_db()
    assert role.valid_to == dt.date(2026, 12, 31)


def test_an_administrator_of_everything_is_appointed_on_purpose(admin, women):
    somebody = user("an")
    address = reverse("membership_create", args=[somebody.pk])
    client = signed_in(admin)
    both = {"role": "admin", "everywhere": "on", "organization": women.pk}
    for refused in ({"role": "admin"}, {"role": "clerk", "everywhere": "on"}, both):
        assert client.post(address, refused).status_code == 200
    assert not Membership.objects.filter(user=somebody).exists()
    client.post(address, {"role": "admin", "everywhere": "on"})
    assert Membership.objects.get(user=somebody).organization is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"role": "reporter"}, "This person already has this role there at that time."),
        (
            {"role": "clerk", "valid_from": "02/01/2026", "valid_to": "01/01/2026"},
            "The end lies before the beginning.",
        ),
        ({"role": "clerk", "organization": ""}, "Choose the organisation for which"),
        ({"role": "emperor"}, "Select a valid choice"),
        ({"role": "clerk", "valid_from": "31/02/2026"}, "Enter a valid date."),
    ],
)
def test_a_refused_role_says_why(admin, women, fields, sentence):
    held = member("an", women)
    response = signed_in(admin).post(
        reverse("membership_create", args=[held.user_id]), {"organization": women.pk} | fields
    )
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert Membership.objects.filter(user=held.user).count() == 1


def test_what_only_the_database_notices_is_told_in_the_same_sentence(women):
    """Two administrators at once: the form has checked, the other one was faster."""
    held = member("an", women)
    with pytest.raises(IntegrityError) as refused:
        Membership.objects.create(
            user=held.user, organization=women, role=held.role, valid_from=LONG_AGO
        )
    sentence = explanation(refused.value, [Membership])
    assert sentence.startswith("This person already has this role") or "vai trò" in sentence


def test_users_are_found_by_folded_name_and_user_name(admin, women):
    Membership.objects.create(
        user=user("hoabinh", full_name="Đặng Thị Hoà"), organization=women, role="reviewer"
    )
    user("khac", full_name="Lê Văn C")
    client = signed_in(admin)
    for words in ("dang thi", "hòa", "HOABINH"):
        page = client.get(reverse("users"), {"q": words})
        assert [one.username for one, _roles in page.context["rows"]] == ["hoabinh"]


def test_a_local_administrator_cares_for_the_own_unit_only(local_admin, admin, women):
    inside = member("an", women)
    outside = member("xa", organization(unit("Huyện Bên"), "Hội Bên"))
    client = signed_in(local_admin)
    assert client.get(reverse("user", args=[inside.user_id])).status_code == 200
    for stranger in (outside, admin):
        assert client.get(reverse("user", args=[stranger.user_id])).status_code == 404
        assert client.post(reverse("user_code", args=[stranger.user_id])).status_code == 404
        assert client.get(reverse("membership_edit", args=[stranger.pk])).status_code == 404


def test_a_local_administrator_appoints_nobody_elsewhere_or_over_everything(local_admin, women):
    somebody = user("an")
    address = reverse("membership_create", args=[somebody.pk])
    client = signed_in(local_admin)
    elsewhere = organization(unit("Huyện Bên"), "Hội Bên")
    for choice in (elsewhere.pk, ""):
        response = client.post(address, {"organization": choice, "role": "admin"})
        assert response.status_code == 200
    assert not Membership.objects.filter(user=somebody).exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_nobody_else_enters(district, role):
    board = organization(district, "Ban Dân vận", kind="mobilization_board")
    held = member("an", board, role)
    client = signed_in(held)
    pk = held.user_id
    assert client.get(reverse("users")).status_code == 403
    for name in ("user_code", "user_unlock", "user_deactivate", "user_activate"):
        assert client.post(reverse(name, args=[pk])).status_code == 403
        assert client.get(reverse(name, args=[pk])).status_code == 405
    for address in (
        reverse("user", args=[pk]),
        reverse("user_edit", args=[pk]),
        reverse("user_create"),
        reverse("membership_create", args=[pk]),
        reverse("membership_edit", args=[held.pk]),
    ):
        assert client.get(address).status_code == 403


def test_nobody_deactivates_himself(admin):
    client = signed_in(admin)
    assert client.post(reverse("user_deactivate", args=[admin.user_id])).status_code == 403
    admin.user.refresh_from_db()
    assert admin.user.is_active


def test_of_very_many_organisations_those_that_are_sought_are_offered(admin, district, monkeypatch):
    monkeypatch.setattr("coordination.forms.choices.LIMIT", 2)
    for name in ("Hội A", "Hội B", "Hội C", "Đoàn"):
        organization(district, name)
    address = reverse("membership_create", args=[user("an").pk])
    client = signed_in(admin)
    assert "Narrow the organisations" in client.get(address).content.decode()
    assert "Đoàn (Huyện Mẫu)" in client.get(address, {"q": "doan"}).content.decode()


@pytest.mark.parametrize("many", [1, 12])
def test_the_lists_ask_a_constant_number_of_queries(admin, women, many, django_assert_num_queries):
    for number in range(many):
        held = member(f"nguoi{number}", women)
    client = signed_in(admin)
    with django_assert_num_queries(COMMON_QUERIES + 3):
        client.get(reverse("users"))
    with django_assert_num_queries(COMMON_QUERIES + 3):
        client.get(reverse("user", args=[held.user_id]))


def test_the_roles_of_board_staff_are_held_in_a_board_alone(admin, women, district):
    address = reverse("membership_create", args=[user("an").pk])
    client = signed_in(admin)
    for role in ("clerk", "head"):
        response = client.post(address, {"organization": women.pk, "role": role})
        assert "This role is held in a Board alone" in response.content.decode()
    assert Membership.objects.count() == 1
    board = organization(district, "Ban Dân vận", kind="mobilization_board")
    assert client.post(address, {"organization": board.pk, "role": "clerk"}).status_code == 302


def test_what_boards_became_by_reorganisations_is_a_board_too(admin, district):
    board, propaganda, merged, renamed = (
        organization(district, name, kind=kind)
        for name, kind in (
            ("Ban Dân vận", "mobilization_board"),
            ("Ban Tuyên giáo", "other"),
            ("Ban Tuyên giáo và Dân vận", "other"),
            ("Ban Xây dựng Đảng", "other"),
        )
    )
    for before, after in (([board, propaganda], merged), ([merged], renamed)):
        act = Succession.objects.create(kind="merge", on=dt.date(2025, 2, 1))
        act.organizations_before.set(before)
        act.organizations_after.set([after])
    client = signed_in(admin)
    for body, status in ((merged, 302), (renamed, 302), (propaganda, 200)):
        address = reverse("membership_create", args=[user(f"nguoi{body.pk}").pk])
        answer = client.post(address, {"organization": body.pk, "role": "head"})
        assert answer.status_code == status
