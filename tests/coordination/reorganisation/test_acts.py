"""Acts of reorganisation: what stands before, what after, who may act, what went where."""

import datetime as dt

import pytest

from coordination.models import (
    AreaCover,
    Membership,
    Organization,
    OrganizationParent,
    Person,
    Role,
    Succession,
    Unit,
)
from coordination.reorganisation.plan import New, Refused
from tests.coordination.reorganisation.world import (
    DAY,
    EVE,
    act,
    new_organization,
    new_unit,
)
from tests.coordination.world import member, organization, unit

pytestmark = pytest.mark.django_db

LATER = dt.date(2026, 3, 1)


@pytest.fixture
def province():
    return unit("Tỉnh Mẫu", level="province")


def names(things, on) -> set[str]:
    return {str(one) for one in things.at(on).with_name(on)}


def refusal(*args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return " ".join(refused.value.problems)


# --- The great ones of 2025 --------------------------------------------------------------------


def test_26_commands_become_5(province):
    districts = [unit(f"Huyện {number}", under=province) for number in range(26)]
    commands = [
        organization(one, f"Ban CHQS {number}", kind="military_command")
        for number, one in enumerate(districts)
    ]
    areas = [unit(f"Khu vực {number}", level="area", under=province) for number in range(5)]
    clerk = member("trolly", commands[7])
    for number, area in enumerate(areas):
        act(
            "merge",
            *commands[number::5],
            into=new_organization(f"Ban CHPTKV {number}", area, kind="military_command"),
        )
    of_kind = Organization.objects.filter(kind="military_command")
    assert len(names(of_kind, EVE)) == 26
    assert names(of_kind, DAY) == {f"Ban CHPTKV {number}" for number in range(5)}
    assert Succession.objects.count() == 5
    (now,) = clerk.user.memberships_at(DAY)
    assert str(now.organization) == "Ban CHPTKV 2"
    assert now.role == clerk.role


def test_two_boards_become_one_that_exists(province):
    old, new = (
        organization(province, name, kind="mobilization_board") for name in ("Ban DV", "Ban TGDV")
    )
    head = member("truongban", old, Role.HEAD)
    both = member("kiemnhiem", old, Role.CLERK)
    Membership.objects.create(user=both.user, organization=new, role=Role.CLERK)
    made = act("merge", old, into=new)
    assert names(Organization.objects, DAY) == {"Ban TGDV"}
    assert [one.organization for one in head.user.memberships_at(DAY)] == [new]
    assert head.user.memberships_at(EVE).get().organization == old
    assert both.user.memberships_at(DAY).count() == 1
    assert list(made.organizations_before.all()) == [old]
    assert list(made.organizations_after.all()) == [new]
    assert head.user.memberships.get(organization=new).taken_over_in == made


def test_a_district_becomes_eight_communes_with_its_organisations(province):
    district = unit("Huyện Mẫu", under=province)
    communes = [unit(f"Xã cũ {number}", level="commune", under=district) for number in range(3)]
    women = organization(district, "Hội LHPN huyện", kind="women")
    organization(district, "Ban CHQS", kind="military_command")
    users = [member(name, women) for name in ("mot", "hai")]
    key = f"user-{users[0].pk}"
    made = act(
        "split",
        district,
        into=[new_unit(f"Xã {number}", province) for number in range(8)],
        kinds=("women",),
        decisions={key: "4"},
    )
    assert names(Unit.objects.filter(level="district"), DAY) == set()
    assert {f"Xã {number}" for number in range(8)} <= names(Unit.objects, DAY)
    parents = {str(one.parents.get(valid_from=DAY).parent) for one in communes}
    assert parents == {"Tỉnh Mẫu"}
    unions = Organization.objects.filter(kind="women", unit__in=made.units_after.all())
    assert unions.count() == 8
    (now,) = users[0].user.memberships_at(DAY)
    assert str(now.organization.unit) == "Xã 4"
    assert not users[1].user.memberships_at(DAY).exists()
    assert users[1].user.memberships_at(EVE).exists()
    assert Succession.objects.filter(history_context=made.history_context).count() == 2


def test_what_went_elsewhere_by_an_act_of_the_same_day_is_not_passed_on_once_more(province):
    district = unit("Huyện Mẫu", under=province)
    area = unit("Khu vực 1", level="area", under=province)
    command, women = (
        organization(district, name, kind=kind)
        for name, kind in (("Ban CHQS", "military_command"), ("Hội LHPN", "women"))
    )
    defence = organization(area, "Ban CHPTKV", kind="military_command")
    officer = member("canbo", command)
    act("merge", command, into=defence)
    renamed = act("rename", women, into=New(name="Hội LHPN huyện", short_name="Hội"))
    assert renamed.pk
    communes = [new_unit(f"Xã {number}", province) for number in range(2)]
    kinds = ("military_command", "women")
    made = act("split", district, into=communes, kinds=kinds)
    assert list(command.succeeded_in.values_list("organizations_after", flat=True)) == [defence.pk]
    of_communes = Organization.objects.filter(unit__in=made.units_after.all())
    assert set(of_communes.values_list("kind", flat=True)) == {"women"}
    (now,) = officer.user.memberships_at(DAY)
    assert now.organization == defence


def test_new_organisations_of_new_units_are_called_as_such_bodies_are(province):
    district = unit("Huyện Mẫu", under=province)
    kinds = ("party_committee", "mobilization_board", "military_command")
    for kind in kinds:
        organization(district, f"{kind} huyện", kind=kind)
    two = [new_unit(f"Xã {name}", province) for name in ("Đông", "Tây")]
    act("split", district, into=two, kinds=kinds)
    assert names(Organization.objects, DAY) == {
        *("Đảng ủy xã Đông", "Ban Dân vận Đảng ủy xã Đông", "Ban Chỉ huy Quân sự xã Đông"),
        *("Đảng ủy xã Tây", "Ban Dân vận Đảng ủy xã Tây", "Ban Chỉ huy Quân sự xã Tây"),
    }


def test_a_new_board_stands_under_the_party_committee_of_its_unit(province):
    district = unit("Huyện Mẫu", under=province)
    above = organization(district, "Huyện ủy", kind="party_committee")
    OrganizationParent.objects.create(
        organization=organization(district, "Ban Dân vận", kind="mobilization_board"), parent=above
    )
    there = unit("Xã Cũ", level="commune", under=province)
    own = organization(there, "Đảng ủy xã Cũ", kind="party_committee")
    kinds = ("mobilization_board", "party_committee")
    act("split", district, into=[there, new_unit("Xã Mới", province)], kinds=kinds)
    boards = Organization.objects.at(DAY).filter(kind="mobilization_board", unit__level="commune")
    placed = OrganizationParent.objects.filter(organization__in=boards).order_by("parent__unit")
    assert [(one.parent.kind_id, one.valid_from, one.valid_to) for one in placed] == [
        ("party_committee", DAY, None)
    ] * 2
    assert placed[0].parent == own
    assert all(one.parent.unit == one.organization.unit for one in placed)


def test_provinces_merge_with_all_that_stands_in_and_below_them(province):
    other = unit("Tỉnh Bên", level="province")
    district = unit("Huyện Bên", under=other)
    fronts = [
        organization(one, f"MTTQ {one}", kind="fatherland_front") for one in (province, other)
    ]
    police = organization(other, "Công an Bên", kind="police")
    followed = member("mot", fronts[1])
    made = act("merge", other, into=province, kinds=("fatherland_front", "police"))
    assert district.parents.get(valid_from=DAY).parent == province
    assert district.parents.get(valid_to=EVE).parent == other
    (now,) = followed.user.memberships_at(DAY)
    assert now.organization == fronts[0]
    police.refresh_from_db()
    assert police.valid_to == EVE
    created = Organization.objects.at(DAY).get(kind="police")
    assert created.unit == province
    assert created.names.get().name == "Công an tỉnh Mẫu"
    assert made.units_after.get() == province


# --- Each kind ---------------------------------------------------------------------------------


def test_a_rename_keeps_the_identity_and_both_names(province):
    women = organization(province, "Hội cũ")
    made = act("rename", women, into=New(name="Hội mới", short_name="HM", print_lines="HỘI\nMỚI"))
    assert women.names_at(EVE).name == "Hội cũ"
    assert women.names_at(DAY).name == "Hội mới"
    assert women.names_at(DAY).print_lines == "HỘI\nMỚI"
    assert list(made.organizations_before.all()) == list(made.organizations_after.all()) == [women]
    assert Organization.objects.count() == 1


def test_a_move_changes_the_place_from_that_day(province):
    other = unit("Tỉnh Bên", level="province")
    districts = [unit(f"Huyện {number}", under=province) for number in range(2)]
    act("move", *districts, parent=other)
    for one in districts:
        assert Unit.objects.below(province, on=EVE).filter(pk=one.pk).exists()
        assert not Unit.objects.below(province, on=DAY).filter(pk=one.pk).exists()
        assert Unit.objects.below(other, on=DAY).filter(pk=one.pk).exists()


def test_what_is_split_may_go_on_beside_the_new_one(province):
    women = organization(province, "Hội LHPN")
    clerk = member("mot", women)
    made = act("split", women, into=[women, new_organization("Hội Bảo trợ", province)])
    women.refresh_from_db()
    assert women.valid_to is None
    assert made.organizations_after.count() == 2
    assert [one.organization for one in clerk.user.memberships_at(DAY)] == [women]


def test_dissolving_ends_roles_and_covers_and_moves_what_stands_below(province):
    area = unit("Khu vực 1", level="area", under=province)
    commune = unit("Xã Một", level="commune", under=province)
    cover = AreaCover.objects.create(area=area, unit=commune)
    command = organization(area, "Ban CHPTKV", kind="military_command")
    clerk = member("mot", command)
    act("dissolve", area)
    cover.refresh_from_db()
    assert cover.valid_to == EVE
    assert not clerk.user.memberships_at(DAY).exists()
    assert names(Organization.objects.filter(unit__in=Unit.objects.at(DAY)), DAY) == set()


def test_organisations_below_follow_the_only_successor(province):
    old, new = (organization(province, name, kind="party_committee") for name in ("Cũ", "Mới"))
    women = organization(province, "Hội")
    OrganizationParent.objects.create(organization=women, parent=old)
    act("merge", old, into=new)
    assert women.parents.at(DAY).get().parent == new
    assert women.parents.at(EVE).get().parent == old


def test_units_below_go_where_it_is_chosen(province):
    other = unit("Tỉnh Bên", level="province")
    district = unit("Huyện Mẫu", under=province)
    commune = unit("Xã Một", level="commune", under=district)
    act("dissolve", district, below=other)
    assert commune.parents.at(DAY).get().parent == other


# --- What is refused ---------------------------------------------------------------------------


def test_time_is_respected(province):
    young = organization(province, "Hội trẻ", valid_from=DAY)
    gone = organization(province, "Hội xưa", valid_to=dt.date(2020, 1, 1))
    there = organization(province, "Hội")
    assert "chưa" in refusal("dissolve", young) or "yet" in refusal("dissolve", young)
    assert "2020" in refusal("dissolve", gone)
    assert "2020" in refusal("merge", there, into=gone)
    ended = unit("Huyện xưa", valid_to=dt.date(2021, 1, 1))
    assert "2021" in refusal("dissolve", organization(ended, "Hội ở huyện xưa"))


@pytest.mark.parametrize(
    ("kind", "count", "into"),
    [
        ("rename", 2, 1),
        ("rename", 1, 0),
        ("merge", 2, 2),
        ("merge", 2, 0),
        ("split", 2, 2),
        ("split", 1, 1),
        ("dissolve", 1, 1),
        ("move", 1, 1),
    ],
)
def test_counts_must_fit_the_kind(province, kind, count, into):
    before = [organization(province, f"Hội {number}") for number in range(count)]
    after = [new_organization(f"Hội mới {number}", province) for number in range(into)]
    assert refusal(kind, *before, into=after)
    assert not Succession.objects.exists()


def test_a_unit_never_stands_under_itself_or_a_lower_one(province):
    district = unit("Huyện Mẫu", under=province)
    commune = unit("Xã Một", level="commune", under=district)
    assert refusal("move", district, parent=commune)
    assert refusal("move", district, parent=district)
    assert refusal("merge", district, into=new_unit("Xã Hai", commune))


def test_names_and_codes_are_taken_once(province):
    unit("Xã Một", level="commune", under=province, code="101")
    old = unit("Xã Hai", level="commune", under=province, code="102")
    assert refusal("merge", old, into=new_unit("Xã Một", province))
    assert refusal("merge", old, into=new_unit("Xã Ba", province, code="101"))
    act("merge", old, into=new_unit("Xã Hai", province, code="102"))


def test_a_later_act_has_to_be_undone_first(province):
    women = organization(province, "Hội")
    act("rename", women, into=New(name="Hội 2", short_name="Hội 2"), on=LATER)
    assert "01/03/2026" in refusal("rename", women, into=New(name="Hội 3", short_name="Hội 3"))
    assert "01/03/2026" in refusal("dissolve", women)


def test_a_rename_and_a_move_of_one_day_go_together(province):
    other = unit("Tỉnh Bên", level="province")
    district = unit("Huyện Mẫu", under=province)
    act("rename", district, into=New(name="Quận Mẫu"))
    act("move", district, parent=other)
    assert Succession.objects.count() == 2


def test_the_second_of_two_equal_acts_is_refused(province):
    one, other = (organization(province, name) for name in ("Hội A", "Hội B"))
    act("merge", one, into=other)
    assert refusal("merge", one, into=other)
    assert Succession.objects.count() == 1


def test_whoever_takes_office_after_the_day_stands_in_the_way_of_the_end(province):
    one, other = (organization(province, name) for name in ("Hội A", "Hội B"))
    somebody = Person.objects.create(name="Nguyễn Văn A")
    office = somebody.positions.create(organization=one, title="Chủ tịch", valid_from=LATER)
    assert "Nguyễn Văn A nhận chức vụ" in refusal("merge", one, into=other)
    office.valid_from = EVE
    office.save()
    act("merge", one, into=other)
