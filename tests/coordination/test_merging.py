"""Two entries of one person: what merging moves, joins and keeps, and what stands against it."""

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coordination import merging
from coordination.models import CaseItem, CaseLoad, Person, Position, Role, Seat, SteeringCommittee
from programs.models import Signature
from tests.coordination.world import member, organization, signed_in, unit, user
from tests.programs import factories as make

pytestmark = pytest.mark.django_db


def day(year: int) -> dt.date:
    return dt.date(year, 1, 1)


@pytest.fixture
def district():
    return unit("Huyện Mẫu")


@pytest.fixture
def board(district):
    return organization(district, "Ban Dân vận", kind="mobilization_board")


@pytest.fixture
def clerk(board):
    return member("canbo", board, Role.CLERK)


@pytest.fixture
def two(board):
    """The person that is kept, and the same one entered again."""
    made = [Person.objects.create(name=name) for name in ("Nguyễn Thị Hoà", "Nguyễn Thị Hòa")]
    for one in made:
        Position.objects.create(person=one, organization=board, title="Trưởng ban")
    return made


def merge(clerk, kept, duplicate, **fields):
    return signed_in(clerk).post(
        reverse("person_merge", args=[kept.pk]), {"duplicate": duplicate.pk} | fields, follow=True
    )


def spells(person) -> list[tuple]:
    rows = person.positions.order_by("title", "valid_from")
    return [(one.title, one.valid_from, one.valid_to, one.rank) for one in rows]


def test_every_table_that_refers_to_a_person_takes_part():
    found = {(field.model._meta.label, field.name) for field in merging.references()}
    assert found >= {
        ("coordination.Position", "person"),
        ("coordination.Seat", "person"),
        ("coordination.User", "person"),
        ("coordination.Person", "merged_into"),
        ("programs.Signature", "person"),
        ("reports.Conference", "chair"),
        ("reports.Conference", "presenter"),
    }
    assert not any(label.endswith("Event") for label, _name in found)


def test_all_that_refers_to_the_duplicate_goes_to_the_kept_one(clerk, two, district, board):
    kept, duplicate = two
    Person.objects.filter(pk=duplicate.pk).update(phone="0912")
    committee = SteeringCommittee.objects.create(unit=district, name="Ban Chỉ đạo")
    Seat.objects.create(committee=committee, person=duplicate, role="member")
    program = make.ProgramFactory(unit=district, parties=[board])
    Signature.objects.create(party=program.parties.get(), person=duplicate)
    account = user("hoa", person=duplicate)
    Position.objects.create(person=duplicate, organization=board, title="Bí thư chi bộ")
    page = merge(clerk, kept, duplicate, reason="cùng một người")
    assert "The two are one person now." in page.content.decode()
    for model, field in ((Seat, "person"), (Signature, "person")):
        assert model.objects.get(**{field: kept})
    account.refresh_from_db()
    kept.refresh_from_db()
    duplicate.refresh_from_db()
    assert account.person == kept
    assert kept.phone == "0912"
    assert (duplicate.phone, duplicate.merged_into) == ("", kept)
    assert {one.title for one in kept.positions.all()} == {"Trưởng ban", "Bí thư chi bộ"}


def test_the_old_address_leads_to_the_kept_person(clerk, two):
    kept, duplicate = two
    merge(clerk, kept, duplicate)
    client = signed_in(clerk)
    response = client.get(reverse("person", args=[duplicate.pk]))
    assert response.url == reverse("person", args=[kept.pk])
    assert len(client.get(reverse("people")).context["page"].object_list) == 1
    stranger = signed_in(member("la", organization(unit("Huyện Bên"), "Hội Bên")))
    assert stranger.get(reverse("person", args=[duplicate.pk])).status_code == 404


def test_the_history_of_the_kept_one_tells_the_merge_and_both_lives(clerk, two, board):
    kept, duplicate = two
    Position.objects.create(
        person=duplicate, organization=board, title="Chủ tịch xưa", valid_to=day(2010)
    )
    merge(clerk, kept, duplicate, reason="cùng ngày sinh")
    page = signed_in(clerk).get(reverse("history", args=["coordination.person", kept.pk]))
    told = page.content.decode()
    for words in ("erged two entries of this person into one", "cùng ngày sinh", "Chủ tịch xưa"):
        assert words in told
    assert "Nguyễn Thị Hòa" in told


def test_overlapping_spells_of_one_position_become_one(clerk, two, board):
    kept, duplicate = two
    Position.objects.all().delete()
    for person, title, starts, ends, rank in (
        (kept, "Ủy viên", day(2010), day(2012), ""),
        (kept, "Ủy viên", day(2014), day(2016), "Trung tá"),
        (duplicate, "Ủy viên", day(2011), day(2015), ""),
        (duplicate, "Ủy viên", day(2020), None, ""),
        (duplicate, "Phó ban", None, day(2012), "Đại tá"),
        (kept, "Phó ban", day(2005), day(2013), ""),
    ):
        Position.objects.create(
            person=person, organization=board, title=title,
            valid_from=starts, valid_to=ends, rank=rank,
        )  # fmt: skip
    preview = signed_in(clerk).get(
        reverse("person_merge", args=[kept.pk]), {"duplicate": duplicate.pk}
    )
    assert "Joined to one position: Ủy viên, 01/01/2010 – 01/01/2016" in preview.content.decode()
    merge(clerk, kept, duplicate)
    assert spells(kept) == [
        ("Phó ban", None, day(2013), "Đại tá"),
        ("Ủy viên", day(2010), day(2016), "Trung tá"),
        ("Ủy viên", day(2020), None, ""),
    ]


def test_a_case_file_that_named_the_duplicate_means_the_kept_one(clerk, two):
    load = CaseLoad.objects.create(sha256="0" * 64, loaded_at=timezone.now())
    item = CaseItem.objects.create(
        load=load, list="people", key="hoa", digest="x", content={},
        content_type=ContentType.objects.get_for_model(Person), object_id=str(two[1].pk),
    )  # fmt: skip
    merge(clerk, *two)
    item.refresh_from_db()
    assert item.object_id == str(two[0].pk)


def test_what_both_signed_is_signed_once(clerk, two, district, board):
    party = make.ProgramFactory(unit=district, parties=[board]).parties.get()
    for person in two:
        Signature.objects.create(party=party, person=person)
    merge(clerk, *two)
    assert Signature.objects.get().person == two[0]


def test_two_accounts_stay_and_one_is_no_longer_tied_to_the_person(clerk, two):
    kept, duplicate = two
    first, second = user("hoa", person=kept), user("hoa2", person=duplicate)
    preview = signed_in(clerk).get(
        reverse("person_merge", args=[kept.pk]), {"duplicate": duplicate.pk}
    )
    assert "hoa2 stays and can sign in" in preview.content.decode()
    merge(clerk, kept, duplicate)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.person, second.person, second.is_active) == (kept, None, True)


def test_who_sat_beside_himself_cannot_be_merged_and_nothing_is_changed(clerk, two, district):
    committee = SteeringCommittee.objects.create(unit=district, name="Ban Chỉ đạo")
    for person in two:
        Seat.objects.create(committee=committee, person=person, role="member")
    page = merge(clerk, *two)
    assert page.status_code == 422
    assert "Both have at the same time: seat (Ban Chỉ đạo)" in page.content.decode()
    assert Seat.objects.values("person").distinct().count() == 2
    two[1].refresh_from_db()
    assert two[1].merged_into is None
    Seat.objects.filter(person=two[1]).update(valid_to=day(2020))
    Seat.objects.filter(person=two[0]).update(valid_from=day(2021))
    assert merge(clerk, *two).status_code == 200


def test_a_merge_is_not_made_twice_or_with_oneself(clerk, two):
    kept, duplicate = two
    client = signed_in(clerk)
    address = reverse("person_merge", args=[kept.pk])
    for wrong in (kept.pk, "x", "9" * 40, 0):
        assert client.post(address, {"duplicate": wrong}).status_code == 404
    assert merge(clerk, kept, duplicate).status_code == 200
    assert merge(clerk, kept, duplicate).status_code == 404
    assert client.get(reverse("person_merge", args=[duplicate.pk])).status_code == 404


def test_merging_again_leaves_no_chain(clerk, two, board):
    kept, duplicate = two
    third = Person.objects.create(name="Nguyễn Thị Hoà")
    Position.objects.create(person=third, organization=board, title="Trưởng ban")
    merge(clerk, kept, duplicate)
    merge(clerk, third, kept)
    duplicate.refresh_from_db()
    assert duplicate.merged_into == third
    response = signed_in(clerk).get(reverse("person", args=[duplicate.pk]))
    assert response.url == reverse("person", args=[third.pk])


def test_a_person_in_somebody_elses_care_is_not_merged(clerk, two):
    stranger = Person.objects.create(name="Nguyễn Thị Hoà")
    Position.objects.create(
        person=stranger, organization=organization(unit("Huyện Bên"), "Hội Bên"), title="Ủy viên"
    )
    address = reverse("person_merge", args=[two[0].pk])
    assert signed_in(clerk).post(address, {"duplicate": stranger.pk}).status_code == 404
    offered = signed_in(clerk).get(address).content.decode()
    assert f"?duplicate={two[1].pk}" in offered
    assert f"?duplicate={stranger.pk}" not in offered


def test_the_database_refuses_a_person_merged_into_itself(two):
    with pytest.raises(IntegrityError, match="not_merged_into_itself"), transaction.atomic():
        Person.objects.filter(pk=two[0].pk).update(merged_into=two[0])
