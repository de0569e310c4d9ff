"""Acts taken back: everything is as it was before, unless something was built on them."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from coordination.history import record
from coordination.models import (
    AreaCover,
    Event,
    Organization,
    OrganizationName,
    OrganizationParent,
    Person,
    Position,
    Role,
    Succession,
    Unit,
)
from coordination.reorganisation.plan import New, Refused
from coordination.reorganisation.undo import objections
from coordination.wording import event_label
from tests.coordination.reorganisation.world import (
    DAY,
    act,
    everything,
    new_organization,
    new_unit,
    take_back,
)
from tests.coordination.world import member, organization, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return unit("Tỉnh Mẫu", level="province")


def refusal(made: Succession, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        take_back(made, **kwargs)
    return " ".join(refused.value.problems)


class Province:
    """Districts with communes, organisations and users."""

    def __init__(self):
        self.top = unit("Tỉnh Mẫu", level="province")
        self.other = unit("Tỉnh Bên", level="province")
        self.districts = [unit(f"Huyện {name}", under=self.top) for name in "ABC"]
        self.communes = [
            unit(f"Xã {one} {number}", level="commune", under=one)
            for one in self.districts
            for number in range(2)
        ]
        self.area = unit("Khu vực", level="area", under=self.top)
        AreaCover.objects.create(area=self.area, unit=self.communes[0])
        self.unions = [organization(one, f"Hội {one}") for one in self.districts]
        self.boards = [
            organization(one, f"Ban {one}", kind="mobilization_board") for one in self.districts
        ]
        OrganizationParent.objects.create(organization=self.unions[1], parent=self.boards[1])
        for number, one in enumerate((*self.unions, *self.boards)):
            member(f"u{number}", one, Role.REPORTER)

    def acts(self):
        """Every kind of act, by name: its arguments."""
        top, districts, unions, boards = self.top, self.districts, self.unions, self.boards
        new = new_organization("Hội mới", top)
        return {
            "rename a unit": ("rename", districts[0], {"into": New(name="Quận A")}),
            "rename": ("rename", unions[0], {"into": New(name="Hội X", short_name="X")}),
            "move units": ("move", *districts, {"parent": self.other}),
            "move": ("move", unions[1], {"parent": boards[0]}),
            "merge into a new one": ("merge", *unions, {"into": new}),
            "merge into one": ("merge", unions[0], unions[1], {"into": unions[2]}),
            "merge units": (
                "merge",
                *districts[:2],
                {"into": districts[2], "kinds": ("women", "mobilization_board")},
            ),
            "merge into a new unit": (
                "merge",
                *districts,
                {"into": new_unit("Huyện mới", top, level="district"), "kinds": ("women",)},
            ),
            "split a unit": (
                "split",
                districts[0],
                {
                    "into": [new_unit(f"Xã {number}", top) for number in range(8)],
                    "kinds": ("women",),
                },
            ),
            "split": ("split", unions[0], {"into": [unions[0], new]}),
            "dissolve a unit": ("dissolve", districts[1], {}),
            "dissolve an area": ("dissolve", self.area, {}),
            "dissolve": ("dissolve", boards[0], {}),
        }


NAMES = (
    *("rename a unit", "rename", "move units", "move"),
    *("merge into a new one", "merge into one", "merge units", "merge into a new unit"),
    *("split a unit", "split", "dissolve a unit", "dissolve an area", "dissolve"),
)


class UndoneActs(TestCase):
    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    def test_acts_undone_in_turn_leave_every_table_as_it_was(self, names):
        world = Province()
        states, done = [], []
        for number, name in enumerate(names):
            *given_, options = world.acts()[name]
            before = everything()
            try:
                made = act(*given_, **options, on=DAY + dt.timedelta(days=number))
            except Refused:
                assert everything() == before
                continue
            assert everything() != before
            states.append(before)
            done.append(made)
        for before, made in zip(reversed(states), reversed(done), strict=True):
            take_back(made)
            assert everything() == before

    def test_every_act_is_known_by_its_name(self):
        assert tuple(Province().acts()) == NAMES


def test_undoing_is_recorded_with_its_reason(province):
    women = organization(province, "Hội")
    head = member("truong", organization(province, "Ban", kind="mobilization_board"), Role.HEAD)
    made = act("rename", women, into=New(name="Hội 2", short_name="H2"), by=head)
    take_back(made, by=head, reason="Sai ngày")
    undone = Event.objects.about(women).get(code="reorganisation.undone")
    assert (undone.reason, undone.by) == ("Sai ngày", head)
    assert undone.data["kind"] == "rename"


def test_a_reason_is_asked_for(province):
    made = act("dissolve", organization(province, "Hội"))
    assert refusal(made, reason=" ")
    assert Succession.objects.count() == 1


def test_an_act_is_undone_once(province):
    made = act("dissolve", organization(province, "Hội"))
    take_back(made)
    assert refusal(made)


def test_whoever_acted_for_the_new_one_keeps_the_act(province):
    old, new = (organization(province, name) for name in ("Hội A", "Hội B"))
    clerk = member("mot", old)
    made = act("merge", old, into=new)
    now = clerk.user.memberships.get(organization=new)
    Event.objects.create(
        code="sheet.submitted", object=clerk.user, at=clerk.user.created_at, by=now
    )
    assert clerk.user.full_name in refusal(made)
    old.refresh_from_db()
    assert old.valid_to is not None


def test_what_was_entered_for_the_new_one_keeps_the_act(province):
    old = organization(province, "Hội A")
    made = act("merge", old, into=new_organization("Hội mới", province))
    Position.objects.create(
        person=Person.objects.create(name="Nguyễn Văn A"),
        organization=made.organizations_after.get(),
        title="Chủ tịch",
    )
    assert "Hội mới" in refusal(made)


def test_what_was_changed_since_keeps_the_act(province):
    women = organization(province, "Hội")
    made = act("rename", women, into=New(name="Hội 2", short_name="H2"))
    OrganizationName.objects.filter(organization=women, valid_from=DAY).update(symbol="HLHPN")
    assert refusal(made)


def test_a_later_act_keeps_the_earlier_one(province):
    old, new = (unit(f"Huyện {name}", under=province) for name in "AB")
    first = act("merge", old, into=new)
    second = act("dissolve", new, on=DAY + dt.timedelta(days=30))
    assert objections(first)
    take_back(second)
    take_back(first)
    assert Unit.objects.filter(valid_to=None).count() == 3


def test_a_loaded_act_has_no_undo(province):
    loaded = Succession.objects.create(kind="dissolve", on=DAY)
    loaded.organizations_before.add(organization(province, "Hội", valid_to=DAY))
    assert refusal(loaded)
    assert Organization.objects.filter(valid_to=DAY).exists()


def test_a_move_made_in_a_role_of_the_act_is_told_by_its_name_and_not_its_code(province):
    one, other = (organization(province, name) for name in ("Hội A", "Hội B"))
    reporter = member("baocao", one)
    made = act("merge", one, into=other)
    (role,) = reporter.user.memberships_at(DAY)
    record("sheet.submitted", other, by=role, at=timezone.now())
    told = refusal(made)
    assert "sheet.submitted" not in told
    assert event_label("sheet.submitted") in told
