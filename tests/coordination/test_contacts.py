"""How to reach somebody stays inside the person's own unit: on every page, in every file."""

import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.urls import reverse

from coordination.models import Person, Role, SteeringCommittee
from tests.coordination.world import member, organization, signed_in, unit

pytestmark = pytest.mark.django_db

PHONE, EMAIL = "0912345678", "mau.nguyen@mau.vn"


class World:
    """A district in a province; somebody in office there whose contacts are known, twice."""

    def __init__(self):
        self.province = unit("Tỉnh Mẫu", level="province")
        self.district = unit("Huyện Mẫu", under=self.province)
        self.board, self.above = (
            organization(one, f"Ban Dân vận {one}", kind="mobilization_board")
            for one in (self.district, self.province)
        )
        self.person, self.twin = (
            Person.objects.create(name="Nguyễn Văn A", phone=PHONE, email=EMAIL) for _ in range(2)
        )
        for one in (self.person, self.twin):
            one.positions.create(organization=self.board, title="Trưởng ban")
        self.committee = SteeringCommittee.objects.create(unit=self.district, name="Ban Chỉ đạo")
        self.committee.seats.create(person=self.person, role="head")

    def addresses(self) -> list[str]:
        pk = self.person.pk
        things = (
            ("person", self.person),
            ("committee", self.committee),
            ("organization", self.board),
            ("unit", self.district),
        )
        labels = ["person", "steeringcommittee", "organization", "unit"]
        return [
            *(reverse(name, args=[thing.pk]) for name, thing in things),
            *(
                reverse("history", args=[f"coordination.{label}", thing.pk])
                for label, (_name, thing) in zip(labels, things, strict=True)
            ),
            *(reverse(name, args=[pk]) for name in ("person_edit", "person_merge")),
            reverse("person_merge", args=[pk]) + f"?duplicate={self.twin.pk}",
            reverse("committee_renew", args=[self.committee.pk]),
            reverse("people") + "?q=nguyen",
            reverse("people") + f"?q={PHONE}",
            reverse("search") + "?q=nguyen+van+a",
            reverse("person_create") + "?q=nguyen",
            *(reverse(name) for name in ("people_export", "committees_export")),
        ]


@pytest.fixture
def world():
    return World()


def text_of(response) -> str:
    """What was sent; of a workbook all its parts."""
    content = response.getvalue()
    if not content.startswith(b"PK"):
        return content.decode()
    parts = zipfile.ZipFile(io.BytesIO(content))
    return " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.ADMIN, Role.OBSERVER])
def test_no_page_of_the_unit_above_shows_them(world, role):
    client = signed_in(member("captren", world.above, role))
    for address in world.addresses():
        told = text_of(client.get(address))
        assert PHONE not in told.replace(f"q={PHONE}", "").replace(f'value="{PHONE}"', ""), address
        assert EMAIL not in told, address


def test_the_administrator_of_the_whole_does_not_see_them_either(world):
    client = signed_in(member("quantri", None, Role.ADMIN))
    for address in world.addresses():
        told = text_of(client.get(address))
        assert EMAIL not in told, address


def test_somebody_who_cannot_see_them_cannot_write_them(world):
    client = signed_in(member("captren", world.above, Role.CLERK))
    sent = {"name": "Nguyễn Văn B", "phone": "1", "email": "b@mau.vn"}
    client.post(reverse("person_edit", args=[world.person.pk]), sent)
    world.person.refresh_from_db()
    assert (world.person.name, world.person.phone) == ("Nguyễn Văn B", PHONE)


def test_previews_of_acts_and_decisions_do_not_show_them(world):
    client = signed_in(member("captren", world.above, Role.HEAD))
    act = {
        "of": "organizations",
        "kind": "dissolve",
        "on": "01/07/2025",
        "basis": "Nghị quyết số 1",
        "before": world.board.pk,
        "to": "4",
    }
    page = text_of(client.post(reverse("reorganisation_new"), act))
    assert "Nguyễn Văn A" in page
    assert PHONE not in page
    assert EMAIL not in page


def test_a_case_file_does_not_hold_them(world, tmp_path):
    file = tmp_path / "case.json"
    call_command("dump_case", str(file), unit="Tỉnh Mẫu", stdout=io.StringIO())
    assert json.loads(file.read_text())["people"]
    assert PHONE not in file.read_text()
    assert EMAIL not in file.read_text()


def test_inside_the_unit_they_are_shown_on_the_page_of_the_person_alone(world):
    client = signed_in(member("canbo", world.board, Role.CLERK))
    shown = [one for one in world.addresses() if EMAIL in text_of(client.get(one))]
    pk = world.person.pk
    assert shown == [reverse("person", args=[pk]), reverse("person_edit", args=[pk])]
