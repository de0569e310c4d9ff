"""The pages of acts: steps that keep what was typed, the preview, carrying out and undoing."""

import pytest
from django.urls import reverse

from coordination.models import (
    Organization,
    OrganizationParent,
    Role,
    Succession,
    Unit,
    UnitParent,
)
from coordination.reorganisation.plan import New
from tests.coordination.reorganisation.world import (
    BASIS,
    DAY,
    act,
    new_organization,
    new_unit,
)
from tests.coordination.test_shell import COMMON_QUERIES
from tests.coordination.world import member, organization, signed_in, unit

pytestmark = pytest.mark.django_db

LATER = DAY.replace(month=9)
ACT = {"of": "organizations", "kind": "merge", "on": "01/07/2025", "basis": BASIS}


class Office:
    """A district's head with two unions."""

    def __init__(self):
        self.province = unit("Tỉnh Mẫu", level="province")
        self.district = unit("Huyện Mẫu", under=self.province)
        self.board = organization(self.district, "Ban Dân vận", kind="mobilization_board")
        self.head = member("truongban", self.board, Role.HEAD)
        self.one, self.other = (organization(self.district, name) for name in ("Hội A", "Hội B"))
        self.client = signed_in(self.head)

    def step(self, to: int, **given):
        return self.client.post(reverse("reorganisation_new"), ACT | {"to": str(to)} | given)

    def carry_out(self, **given):
        return self.client.post(reverse("reorganisation_carry_out"), ACT | {"to": "4"} | given)

    def merged(self):
        """What the browser sends for A going into B."""
        return {"before": [self.one.pk], "existing": [self.other.pk], "count": "0"}


@pytest.fixture
def office(db):
    return Office()


def hidden(response) -> list[tuple[str, str]]:
    return response.context["hidden"]


def test_the_first_look_asks_which_act_and_blames_nobody(office):
    response = office.client.get(reverse("reorganisation_new"))
    assert response.context["step"] == 1
    assert not response.context["form"].errors


def test_what_was_typed_travels_from_step_to_step(office):
    response = office.step(2)
    assert response.context["step"] == 2
    assert set(hidden(response)) == set(ACT.items())
    response = office.step(3, before=[office.one.pk, office.other.pk])
    assert ("before", str(office.one.pk)) in hidden(response)
    typed = {"new-0-name": "Liên hội", "new-0-kind": "women", "new-0-unit": office.district.pk}
    response = office.step(2, before=[office.one.pk], count="1", **typed)
    assert ("new-0-name", "Liên hội") in hidden(response)


@pytest.mark.parametrize("on", ["31/02/2025", "01/01/0001", "", "x\0"])
def test_a_wrong_day_stays_in_the_first_step(office, on):
    response = office.step(4, on=on)
    assert response.context["step"] == 1
    assert response.context["form"].errors["on"]


def test_nothing_chosen_leads_back_to_choosing(office):
    response = office.step(3)
    assert response.context["step"] == 2
    assert response.context["lacks_before"]


def test_what_came_after_stands_in_the_order_of_the_plan(office):
    wanted = [f"Hội số {number}" for number in range(12)]
    made = act("split", office.one, into=[new_organization(one, office.district) for one in wanted])
    page = office.client.get(reverse("reorganisation", args=[made.pk]))
    assert [str(one) for one in page.context["act"].after] == wanted


def test_foreign_and_impossible_keys_choose_nothing(office):
    foreign = organization(unit("Huyện Bên"), "Hội Bên")
    for key in (foreign.pk, "9" * 30, "x", "-1", "²"):
        assert office.step(3, before=[key]).context["step"] == 2


def test_what_is_ticked_stays_on_top_of_what_a_search_finds(office):
    response = office.step(2, before=[office.one.pk], q="hoi b")
    pick = response.context["pick"]
    assert pick["chosen"] == [office.one]
    assert pick["offered"] == [office.other]


def test_words_sought_in_one_step_do_not_narrow_the_next(office):
    sought = {"before": [office.one.pk], "q": "hoi a", "sought": "2"}
    assert office.step(2, **sought).context["pick"]["offered"] == []
    response = office.step(3, **sought)
    assert office.other in response.context["pick"]["offered"]
    assert 'name="q" value=""' in response.content.decode()
    response = office.step(3, **sought | {"q": "hoi b", "sought": "3"})
    assert response.context["pick"]["offered"] == [office.other]


def test_organisations_are_found_by_the_unit_around_them(office):
    response = office.step(2, q="huyen mau")
    assert set(response.context["pick"]["offered"]) == {office.board, office.one, office.other}


def test_a_new_one_is_asked_for_what_it_needs(office):
    response = office.step(4, before=[office.one.pk, office.other.pk], count="1")
    assert response.context["step"] == 3
    assert response.context["forms"][0].errors["name"]


def test_further_new_ones_are_like_the_first(office):
    typed = {"new-0-kind": "farmers", "new-0-name": "Hội Nông dân"}
    response = office.step(3, kind="split", before=[office.one.pk], count="2", **typed)
    first, second = response.context["forms"]
    assert first.initial["name"] == "Hội Nông dân"
    assert second.initial["kind"] == "farmers"
    assert "name" not in second.initial


def test_the_preview_shows_what_is_touched_and_writes_nothing(office):
    user = member("canbo", office.one)
    response = office.step(4, **office.merged())
    page = response.content.decode()
    assert response.context["step"] == 4
    assert user.user.full_name in page
    assert not Succession.objects.exists()


def test_the_preview_says_what_stands_in_the_way(office):
    Organization.objects.filter(pk=office.other.pk).update(valid_to=DAY.replace(month=1))
    response = office.step(4, **office.merged())
    assert response.context["faults"] or response.context["step"] == 3


def test_carrying_out_leads_to_the_act(office):
    response = office.carry_out(**office.merged())
    made = Succession.objects.get()
    assert response.url == reverse("reorganisation", args=[made.pk])
    page = office.client.get(response.url).content.decode()
    assert "Hội A" in page
    assert "Hội B" in page
    office.one.refresh_from_db()
    assert office.one.valid_to is not None


def test_pressing_twice_makes_one_act_and_leads_to_it(office):
    first = office.carry_out(**office.merged())
    second = office.carry_out(**office.merged())
    assert first.url == second.url
    assert Succession.objects.count() == 1


def test_a_refused_act_shows_the_preview_again_with_the_reasons(office):
    act("rename", office.one, into=new_organization("Hội C", office.district), on=DAY)
    response = office.carry_out(**office.merged())
    assert response.status_code == 422
    assert response.context["faults"]
    assert ("before", str(office.one.pk)) in hidden(response)


def test_a_district_is_split_into_eight_communes_in_the_steps(office):
    admin = signed_in(member("quantri", None, Role.ADMIN))
    given = ACT | {
        "of": "units",
        "kind": "split",
        "before": [office.district.pk],
        "count": "8",
        "kinds_seen": "1",
        "kinds": ["mobilization_board"],
        "to": "4",
    }
    for number in range(8):
        given |= {
            f"new-{number}-level": "commune",
            f"new-{number}-name": f"Xã {number}",
            f"new-{number}-parent": office.province.pk,
        }
    preview = admin.post(reverse("reorganisation_new"), given)
    assert preview.context["faults"] == []
    ((_kind, _before, into),) = preview.context["transfers"]
    assert "Ban Dân vận Đảng ủy xã 2 (new) and 5 more" in into
    assert "Choose for whom each acts from that day on" in preview.content.decode()
    assert admin.post(reverse("reorganisation_carry_out"), given).status_code == 302
    assert Unit.objects.at(DAY).filter(level="commune").count() == 8
    boards = Organization.objects.filter(kind="mobilization_board", unit__level="commune")
    assert boards.count() == 8


def test_a_head_splits_the_own_district_and_the_new_ones_take_its_place(office):
    given = ACT | {"of": "units", "kind": "split", "before": [office.district.pk], "count": "2"}
    given |= {"kinds": ["mobilization_board"], "kinds_seen": "1"}
    (first, _second) = office.client.post(
        reverse("reorganisation_new"), given | {"to": "3"}
    ).context["forms"]
    assert first.fields["parent"].choices == [("", "–"), (office.province.pk, "Tỉnh Mẫu")]
    assert first["parent"].value() == office.province.pk
    for number in range(2):
        given |= {
            f"new-{number}-level": "commune",
            f"new-{number}-name": f"Xã {number}",
            f"new-{number}-parent": office.province.pk,
        }
    made = office.client.post(reverse("reorganisation_carry_out"), given | {"to": "4"})
    assert made.status_code == 302
    assert UnitParent.objects.filter(parent=office.province, unit__level="commune").count() == 2


def test_a_merged_one_is_offered_the_superior_of_those_before_wherever_it_is(office):
    above = organization(office.province, "Hội tỉnh")
    OrganizationParent.objects.create(organization=office.one, parent=above)
    (new,) = office.step(3, before=[office.one.pk, office.other.pk]).context["forms"]
    assert new["parent"].value() == above.pk
    assert (above.pk, "Hội tỉnh (Tỉnh Mẫu)") in new.fields["parent"].choices


def test_the_act_is_undone_from_its_page_with_a_reason(office):
    office.carry_out(**office.merged())
    made = Succession.objects.get()
    undo = reverse("reorganisation_undo", args=[made.pk])
    office.client.post(undo, {"reason": " "})
    assert Succession.objects.exists()
    assert office.client.post(undo, {"reason": "Sai"}).url == reverse("reorganisations")
    assert not Succession.objects.exists()


def test_an_act_that_was_built_on_says_why_it_stays(office):
    made = act("merge", office.one, into=office.other)
    member("canbo", office.one, valid_to=None)
    Organization.objects.filter(pk=office.one.pk).update(valid_to=DAY)
    page = office.client.get(reverse("reorganisation", args=[made.pk]))
    assert page.context["objections"]
    assert "hoan-tac" not in page.content.decode()


def test_the_page_of_what_ended_shows_what_came_after(office):
    act("merge", office.one, into=office.other)
    page = office.client.get(reverse("organization", args=[office.one.pk])).content.decode()
    assert f'href="{reverse("organization", args=[office.other.pk])}"' in page
    assert BASIS in page


@pytest.mark.parametrize("many", [1, 9])
def test_the_list_asks_a_constant_number_of_queries(office, many, django_assert_num_queries):
    for number in range(many):
        act("merge", organization(office.district, f"Hội {number}"), into=office.other)
    with django_assert_num_queries(COMMON_QUERIES + 8):
        office.client.get(reverse("reorganisations"))


def test_the_list_shows_the_names_of_the_time_and_acts_of_units_once(office):
    act("rename", office.one, into=New(name="Hội mới", short_name="HM"))
    born = new_unit("Thị xã", office.province, "district")
    act("merge", office.district, into=born, kinds=("mobilization_board",), on=LATER)
    page = office.client.get(reverse("reorganisations"))
    merged, renamed = page.context["page"].object_list
    assert [one.current_name for one in merged.before] == ["Huyện Mẫu"]
    assert [one.current_name for one in renamed.before] == ["Hội A"]
    assert [one.current_name for one in renamed.after] == ["Hội mới"]


def test_a_move_says_where_to(office):
    committee = organization(office.district, "Huyện ủy", kind="party_committee")
    made = act("move", office.one, parent=committee)
    for address in (reverse("reorganisations"), reverse("reorganisation", args=[made.pk])):
        assert "Huyện ủy" in office.client.get(address).content.decode()


def test_an_act_has_its_history(office):
    member("canbo", office.one)
    office.carry_out(**office.merged())
    made = Succession.objects.get()
    page = office.client.get(reverse("history", args=["coordination.succession", made.pk]))
    told = page.content.decode()
    assert "Hội A" in told
    assert "Nguyễn Văn Canbo" in told


def test_the_page_of_an_organisation_leads_to_a_new_act_of_it(office):
    page = office.client.get(reverse("organization", args=[office.one.pk])).content.decode()
    address = f"{reverse('reorganisation_new')}?of=organizations&before={office.one.pk}"
    assert address.replace("&", "&amp;") in page
    first = office.client.get(address)
    assert ("before", str(office.one.pk)) in hidden(first)
    assert first.context["form"].initial["of"] == "organizations"


def test_null_characters_and_odd_values_break_no_step(office):
    odd = {
        "q": "a\0",
        "level": "x",
        "sort": "\0",
        "kinds": ["\0", "women"],
        "below": "new-99999999",
        "count": "9" * 20,
        "parent": "9" * 20,
        "decision-program-1": "\0",
        "goes_on": "\0",
        "new-0-name": "\0",
    }
    for kind in ("rename", "merge", "split", "dissolve", "move"):
        for of, thing in (("organizations", office.one), ("units", office.district)):
            for to in (1, 2, 3, 4):
                given = odd | {"of": of, "kind": kind, "before": [thing.pk]}
                assert office.step(to, **given).status_code == 200
            assert office.carry_out(**given).status_code in (302, 422)
    assert office.step(2, basis="x\0").context["step"] == 1


def test_a_reason_of_null_characters_is_none(office):
    made = act("merge", office.one, into=office.other)
    office.client.post(reverse("reorganisation_undo", args=[made.pk]), {"reason": "\0"})
    assert Succession.objects.exists()


def test_of_a_great_many_nothing_is_offered_before_they_are_narrowed(office, monkeypatch):
    monkeypatch.setattr("coordination.views.reorganisation_steps.MANY", 2)
    assert office.step(2).context["pick"]["offered"] == []
    assert office.step(2, q="hoi a").context["pick"]["offered"] == [office.one]


def test_what_merges_alone_is_not_offered_itself(office):
    def offered(*before):
        page = office.step(3, before=[one.pk for one in before], count="0", q="Hội")
        return {one.pk for one in page.context["pick"]["offered"]}

    assert office.one.pk not in offered(office.one)
    assert office.other.pk in offered(office.one)
    assert {office.one.pk, office.other.pk} <= offered(office.one, office.other)
