"""Units entered, changed, ended and removed by hand; the list and the page as of a day."""

import datetime as dt

import pytest
from django.urls import reverse

from coordination import panels
from coordination.models import (
    AreaCover,
    CaseItem,
    CaseLoad,
    Person,
    Position,
    Role,
    Seat,
    SteeringCommittee,
    Unit,
    UnitCalendar,
    UnitName,
    UnitParent,
)
from tests.coordination.test_shell import COMMON_QUERIES
from tests.coordination.world import errors, member, organization, signed_in, unit
from tests.programs import factories as make

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
def client(district):
    return signed_in(member("quantri", None, Role.ADMIN))


def test_a_unit_is_entered_with_its_name_and_place_on_one_page(client, province):
    fields = {
        "name": "Huyện Định Hóa",
        "short_name": "Định Hóa",
        "level": "district",
        "code": "167",
        "valid_from": "01/01/2010",
        "parent": province.pk,
    }
    response = client.post(reverse("unit_create"), fields)
    made = Unit.objects.get(code="167")
    assert response.url == reverse("unit", args=[made.pk])
    assert made.valid_from == dt.date(2010, 1, 1)
    assert made.names.get().short_name == "Định Hóa"
    assert made.parents.get().parent == province


def test_a_unit_below_another_begins_with_that_one_chosen(client, province):
    page = client.get(reverse("unit_create"), {"under": province.pk}).content.decode()
    assert f'<option value="{province.pk}" selected>' in page


NEW = {"name": "Xã Một", "level": "commune"}


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"level": "planet"}, "level", "Select a valid choice"),
        ({"valid_from": "31/02/2025"}, "valid_from", "Enter a valid date."),
        (
            {"valid_from": "02/01/2025", "valid_to": "01/01/2025"},
            "valid_to",
            "The end lies before the beginning.",
        ),
        ({"parent": "999999999999999999999999"}, "parent", "Select a valid choice"),
        ({"parent": "twin"}, "parent", "does not stand above the level commune"),
        ({"parent": "gone", "valid_from": "01/07/2025"}, "parent", "did not exist at that time"),
        ({"code": "0" * 21}, "code", "at most 20 characters"),
        ({"name": "a\0b"}, "name", "Null characters are not allowed."),
        ({"level": "district", "code": "164"}, "code", "Another unit has this official code"),
    ],
)
def test_a_refused_unit_says_why_at_the_field_and_keeps_what_was_typed(
    client, district, fields, field, sentence
):
    Unit.objects.filter(pk=district.pk).update(code="164")
    named = {
        "twin": unit("Xã Hai", level="commune").pk,
        "gone": unit("Huyện Cũ", valid_to=JUNE).pk,
    }
    sent = NEW | {"short_name": "vừa gõ"} | fields
    sent["parent"] = named.get(sent.get("parent"), sent.get("parent", ""))
    before = Unit.objects.count()
    response = client.post(reverse("unit_create"), sent)
    assert sentence in " ".join(errors(response)[field])
    page = response.content.decode()
    assert f'<a href="#id_{field}">' in page
    assert "vừa gõ" in page
    assert Unit.objects.count() == before


def test_a_form_that_is_sent_twice_makes_one_unit(client, province):
    fields = NEW | {"parent": province.pk}
    client.post(reverse("unit_create"), fields)
    assert "already there" in errors(client.post(reverse("unit_create"), fields))["name"][0]
    assert UnitName.objects.filter(name="Xã Một").count() == 1


def test_a_new_name_ends_the_one_before_and_says_so(client, district):
    fields = {"name": "Thị xã Mẫu", "valid_from": "01/07/2025", "end_before": "on"}
    address = reverse("unit_name_create", args=[district.pk])
    assert "“Huyện Mẫu” holds now" in client.get(address).content.decode()
    page = client.post(address, fields, follow=True).content.decode()
    assert "“Huyện Mẫu” ends on 30/06/2025." in page
    assert district.name_at(JUNE) == "Huyện Mẫu"
    assert district.name_at(JULY) == "Thị xã Mẫu"


@pytest.mark.parametrize(
    "fields",
    [
        {"valid_from": "01/07/2025"},
        {"end_before": "on"},
        {"valid_from": "01/01/0001", "end_before": "on"},
        {"valid_from": "01/07/2025", "valid_to": "31/12/2025", "end_before": "on"},
    ],
)
def test_a_name_beside_another_one_is_refused(client, district, fields):
    response = client.post(
        reverse("unit_name_create", args=[district.pk]), {"name": "Thị xã Mẫu"} | fields
    )
    assert errors(response) == {"valid_from": ["The unit already has a name at that time."]}
    assert district.names.get().valid_to is None


def test_a_name_is_corrected_and_ended(client, district):
    name = district.names.get()
    fields = {"name": "Huyện Mẫu Tây", "valid_to": "30/06/2025"}
    client.post(reverse("unit_name_edit", args=[name.pk]), fields)
    name.refresh_from_db()
    assert (name.name, name.valid_to) == ("Huyện Mẫu Tây", JUNE)


def test_of_two_names_one_is_removed_and_the_last_one_stays(client, district):
    UnitName.objects.filter(unit=district).update(valid_from=JULY)
    wrong = UnitName.objects.create(unit=district, name="Nhầm", valid_to=JUNE)
    address = reverse("unit_name_remove", args=[wrong.pk])
    assert "Nhầm" in client.get(address).content.decode()
    assert UnitName.objects.filter(pk=wrong.pk).exists()
    client.post(address)
    last = district.names.get()
    response = client.post(reverse("unit_name_remove", args=[last.pk]))
    assert "Its only name cannot be removed" in response.content.decode()
    assert district.names.get() == last


def test_a_unit_moves_under_another_parent_on_a_day(client, district):
    other = unit("Tỉnh Khác", level="province")
    fields = {"parent": other.pk, "valid_from": "01/07/2025", "end_before": "on"}
    client.post(reverse("unit_parent_create", args=[district.pk]), fields)
    assert district.parents.at(JUNE).get().parent.name_at(None) == "Tỉnh Mẫu"
    assert district.parents.at(JULY).get().parent == other


@pytest.mark.parametrize(
    ("parent", "dates", "field", "sentence"),
    [
        ("self", {}, "parent", "A unit cannot stand under itself."),
        ("twin", {}, "parent", "does not stand above the level district"),
        ("gone", {"valid_from": "01/07/2025"}, "parent", "did not exist at that time"),
        ("other", {"valid_from": "01/07/2025"}, "valid_from", "already stands under another"),
        ("other", {"valid_from": "30/02/2025"}, "valid_from", "Enter a valid date."),
    ],
)
def test_a_refused_parent_says_why_at_the_field(client, district, parent, dates, field, sentence):
    chosen = {
        "self": district,
        "twin": unit("Huyện Bên"),
        "gone": unit("Tỉnh Cũ", level="province", valid_to=JUNE),
        "other": unit("Tỉnh Khác", level="province"),
    }[parent]
    extra = {"end_before": "on"} if parent == "gone" else {}
    response = client.post(
        reverse("unit_parent_create", args=[district.pk]), {"parent": chosen.pk} | dates | extra
    )
    assert sentence in errors(response)[field][0]
    assert district.parents.get().valid_to is None


def test_of_very_many_parents_those_that_are_sought_are_listed(client, district, monkeypatch):
    monkeypatch.setattr("coordination.forms.picking.LIMIT", 1)
    unit("Tỉnh Đồng Nai", level="province")
    sent = {
        "name": "Xã Một",
        "level": "commune",
        "valid_from": "31/02/2025",
        "parent_words": "dong nai",
        "narrow": "parent",
    }
    response = client.post(reverse("unit_create"), sent)
    page = response.content.decode()
    assert "Tỉnh Đồng Nai</option>" in page
    assert "Tỉnh Mẫu</option>" not in page
    assert 'value="31/02/2025"' in page
    assert "error-summary" not in page


def test_a_level_must_fit_between_those_above_and_below(client, province, district):
    response = client.post(reverse("unit_edit", args=[province.pk]), {"level": "commune"})
    assert "Units stand below it" in errors(response)["level"][0]
    response = client.post(reverse("unit_edit", args=[district.pk]), {"level": "nation"})
    assert "stands under one" in errors(response)["level"][0]


def test_a_unit_exists_as_long_as_others_stand_below_it(client, province, district):
    UnitParent.objects.filter(unit=district).update(valid_from=JUNE, valid_to=JULY)
    address = reverse("unit_edit", args=[province.pk])
    late = errors(client.post(address, {"level": "province", "valid_from": "01/07/2025"}))
    assert late == {"valid_from": ["A unit stood below it before that day."]}
    early = errors(client.post(address, {"level": "province", "valid_to": "30/06/2025"}))
    assert early == {"valid_to": ["A unit stands below it after that day."]}
    client.post(address, {"level": "province", "valid_to": "01/07/2025", "code": "19"})
    province.refresh_from_db()
    assert (province.valid_to, province.code) == (JULY, "19")


def test_an_area_takes_several_communes_at_once(client, province, district):
    area = unit("Khu vực 1", level="area", under=province)
    communes = [unit(f"Xã {name}", level="commune", under=district) for name in "ABC"]
    outside = unit("Xã ngoài", level="commune")
    address = reverse("area_cover_create", args=[area.pk])
    fields = {"units": [one.pk for one in communes[:2]], "valid_from": "01/07/2025"}
    client.post(address, fields)
    assert area.covers.count() == 2
    assert "Xã A" in client.get(reverse("unit", args=[area.pk])).content.decode()
    assert "Tick at least one" in errors(client.post(address, {}))["units"][0]
    assert (
        "Select a valid choice" in errors(client.post(address, {"units": outside.pk}))["units"][0]
    )
    AreaCover.objects.create(area=area, unit=communes[2], valid_from=dt.date(2999, 1, 1))
    assert (
        "already covers one of them"
        in errors(client.post(address, {"units": communes[2].pk}))["valid_from"][0]
    )
    assert client.get(reverse("area_cover_create", args=[district.pk])).status_code == 403


def test_a_commune_leaves_an_area_on_a_day(client, province):
    area = unit("Khu vực 1", level="area", under=province)
    cover = AreaCover.objects.create(area=area, unit=unit("Xã A", level="commune"))
    client.post(reverse("area_cover_edit", args=[cover.pk]), {"valid_to": "30/06/2025"})
    cover.refresh_from_db()
    assert cover.valid_to == JUNE


def test_a_unit_has_its_reporting_calendar_from_a_day(client, district):
    address = reverse("unit_calendar_create", args=[district.pk])
    fields = {"year_starts_day": 15, "year_starts_month": 12}
    client.post(address, fields)
    assert UnitCalendar.objects.get().valid_from is None
    assert "begins on that day" in errors(client.post(address, fields))["valid_from"][0]
    assert "year_starts_day" in errors(client.post(address, fields | {"year_starts_day": 31}))
    assert "year_starts_day" in errors(
        client.post(address, fields | {"year_starts_day": "9" * 400})
    )


def test_what_was_entered_by_mistake_is_removed_with_its_own_rows(
    client, province, django_user_model
):
    wrong = unit("Huyện Nhầm", under=province)
    UnitCalendar.objects.create(unit=wrong, year_starts_month=12, year_starts_day=15)
    load = CaseLoad.objects.create(
        sha256="0" * 64, loaded_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    )
    kind = CaseItem._meta.get_field("content_type").related_model.objects.get_for_model(Unit)
    CaseItem.objects.create(
        load=load, list="units", key="x", digest="0" * 64, content={}, content_type=kind,
        object_id=str(wrong.pk),
    )  # fmt: skip
    address = reverse("unit_remove", args=[wrong.pk])
    assert "Huyện Nhầm" in client.get(address).content.decode()
    page = client.post(address, follow=True).content.decode()
    assert "“Huyện Nhầm” was removed." in page
    assert not Unit.objects.filter(pk=wrong.pk).exists()
    assert not CaseItem.objects.exists()


def test_what_is_referred_to_stays_and_says_by_what(client, district):
    women, command = organization(district, "Hội LHPN"), organization(district, "Ban CHQS")
    program = make.ProgramFactory(unit=district, parties=[command, women], asks=[])
    unit("Xã Một", level="commune", under=district)
    response = client.post(reverse("unit_remove", args=[district.pk]))
    found = {one.label: one.count for one in response.context["references"]}
    assert found == {"Organisation": 2, "Program": 1, "Units below it": 1}
    page = response.content.decode()
    assert f'href="{reverse("program", args=[program.pk])}"' in page
    assert "Xã Một" in page
    assert Unit.objects.filter(pk=district.pk).exists()
    assert district.names.exists()


def test_what_a_reader_may_not_see_is_counted_without_a_link(client, district):
    women = organization(district, "Hội LHPN")
    make.ProgramFactory(unit=district, parties=[women], asks=[], is_draft=True)
    response = client.get(reverse("unit_remove", args=[district.pk]))
    [program] = [one for one in response.context["references"] if one.label == "Program"]
    assert (program.count, program.links) == (1, ())


# --- The list and the page as of a day ------------------------------------------------------------


def rename(thing: Unit, new: str, on: dt.date = JULY) -> None:
    thing.names.update(valid_to=on - dt.timedelta(days=1))
    UnitName.objects.create(unit=thing, name=new, valid_from=on)


def listed(response) -> list[str]:
    return [one.current_name for one in response.context["page"].object_list]


def test_the_list_of_a_day_shows_what_existed_under_the_names_of_then(client, district):
    rename(district, "Thị xã Mẫu")
    unit("Huyện Tan", valid_to=JUNE)
    unit("Xã Mới", level="commune", valid_from=JULY)
    client_get = lambda day: client.get(reverse("units"), {"on": day})  # noqa: E731
    assert listed(client_get("30/06/2025")) == ["Huyện Mẫu", "Huyện Tan", "Tỉnh Mẫu"]
    assert listed(client_get("01/07/2025")) == ["Thị xã Mẫu", "Tỉnh Mẫu", "Xã Mới"]


def test_former_ones_are_listed_beside_those_of_the_day(client, district):
    unit("Huyện Tan", valid_to=JUNE)
    unit("Xã Mới", level="commune", valid_from=JULY + dt.timedelta(days=1))
    found = listed(client.get(reverse("units"), {"on": "01/07/2025", "former": "1"}))
    assert found == ["Huyện Mẫu", "Huyện Tan", "Tỉnh Mẫu"]


def test_what_is_found_by_an_old_name_says_which(client, district):
    rename(district, "Thị xã Sông Hồng")
    response = client.get(reverse("units"), {"q": "huyen mau"})
    assert listed(response) == ["Thị xã Sông Hồng"]
    assert "formerly: Huyện Mẫu" in response.content.decode()
    earlier = client.get(reverse("units"), {"q": "song hong", "on": "01/01/2020"})
    assert listed(earlier) == ["Huyện Mẫu"]
    assert "later called: Thị xã Sông Hồng" in earlier.content.decode()


def seated(of: Unit) -> SteeringCommittee:
    """A committee in which somebody sits."""
    board = organization(of, "Ban Dân vận", kind="mobilization_board")
    person = Person.objects.create(name="Nguyễn Văn A")
    Position.objects.create(person=person, organization=board, title="Trưởng ban")
    made = SteeringCommittee.objects.create(unit=of, name="Ban Chỉ đạo")
    Seat.objects.create(committee=made, person=person, role="head", valid_from=JULY)
    return made


def test_units_are_narrowed_by_their_committee_in_force_on_the_day(client, province, district):
    seated(district)
    address = reverse("units")
    assert listed(client.get(address, {"committee": "with"})) == ["Huyện Mẫu"]
    assert listed(client.get(address, {"committee": "without"})) == ["Tỉnh Mẫu"]
    before = {"committee": "with", "on": "30/06/2025"}
    assert listed(client.get(address, before)) == []


def test_units_below_one_are_listed_and_filters_survive_paging(client, province, district):
    for number in range(30):
        unit(f"Xã {number:02}", level="commune", under=district)
    unit("Xã ngoài", level="commune")
    filters = {"under": province.pk, "level": "commune", "on": "01/07/2025"}
    response = client.get(reverse("units"), filters)
    assert response.context["page"].paginator.count == 30
    page = response.content.decode()
    wanted = f"under={province.pk}&amp;level=commune&amp;on=01%2F07%2F2025&amp;page=2"
    assert wanted in page
    assert f'href="{reverse("unit", args=[province.pk])}?on=01/07/2025">Tỉnh Mẫu</a>' in page


@pytest.mark.parametrize("day", ["31/02/2025", "xx", "00/00/0000", "1" * 300, "a\0"])
def test_a_day_that_no_calendar_has_shows_today_and_says_so(client, district, day):
    response = client.get(reverse("units"), {"on": day})
    assert "Huyện Mẫu" in listed(response)
    assert 'id="on-error"' in response.content.decode()
    assert client.get(reverse("unit", args=[district.pk]), {"on": day}).status_code == 200


@pytest.mark.parametrize("under", ["9" * 30, "-1", "x", "1\0", "99999"])
def test_a_unit_that_there_is_not_narrows_to_nothing_or_not_at_all(client, district, under):
    for name in ("units", "organizations"):
        assert client.get(reverse(name), {"under": under}).status_code == 200
    for name in ("unit_create", "organization_create"):
        assert client.get(reverse(name), {"under": under, "unit": under}).status_code == 200


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999"])
def test_the_first_and_the_last_day_of_all_are_days(client, district, day):
    for address in (
        reverse("units"),
        reverse("unit", args=[district.pk]),
        reverse("units_tree"),
        reverse("organizations"),
    ):
        assert client.get(address, {"on": day}).status_code == 200


def test_the_page_of_a_unit_shows_a_day_and_the_way_back(client, district):
    rename(district, "Thị xã Mẫu")
    organization(district, "Hội Tan", valid_to=JUNE)
    unit("Xã Tan", level="commune", under=district, valid_to=JUNE)
    seated(district)
    address = reverse("unit", args=[district.pk])
    then = client.get(address, {"on": "30/06/2025"}).content.decode()
    assert "<h1>Huyện Mẫu</h1>" in then
    assert "You see 30/06/2025" in then
    assert "Hội Tan" in then
    assert "Xã Tan" in then
    assert f'<a href="{address}">Back to today</a>' in then
    now = client.get(address).content.decode()
    assert "<h1>Thị xã Mẫu</h1>" in now
    assert "Hội Tan" not in now
    assert "Nguyễn Văn A" in now
    assert "Back to today" not in now


def test_what_has_ended_is_shown_as_on_its_last_day(client, district):
    women = organization(district, "Hội LHPN", valid_to=JUNE)
    somebody = Person.objects.create(name="Nguyễn Thị A")
    Position.objects.create(person=somebody, organization=women, title="Chủ tịch", valid_to=JUNE)
    Unit.objects.filter(pk=district.pk).update(valid_to=JUNE)
    for page in (reverse("unit", args=[district.pk]), reverse("organization", args=[women.pk])):
        shown = client.get(page).content.decode()
        assert "You see its last day, 30/06/2025." in shown
        assert "former" in shown
        assert "Nguyễn Thị A" in shown
    assert "Hội LHPN" in client.get(reverse("unit", args=[district.pk])).content.decode()


def test_the_page_of_a_unit_shows_the_programs_signed_until_the_day(client, district):
    women = organization(district, "Hội LHPN")
    program = make.ProgramFactory(
        unit=district, parties=[women], asks=[], title="Chương trình", signed_on=JULY
    )
    link = f'href="{reverse("program", args=[program.pk])}"'
    for thing in (reverse("unit", args=[district.pk]), reverse("organization", args=[women.pk])):
        assert link in client.get(thing, {"on": "01/07/2025"}).content.decode()
        assert link not in client.get(thing, {"on": "30/06/2025"}).content.decode()


def test_who_may_only_read_is_offered_nothing_to_change(district):
    reader = signed_in(member("an", organization(district, "Hội LHPN")))
    page = reader.get(reverse("unit", args=[district.pk])).content.decode()
    for words in ("Add a name", "Add organisations", "New unit below", "Change or end"):
        assert words not in page
    assert "New unit" not in reader.get(reverse("units")).content.decode()


@pytest.mark.parametrize("many", [1, 40])
def test_the_pages_of_units_ask_a_constant_number_of_queries(
    client, province, district, many, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(panels, "_builds", {})
    seated(district)
    rename(district, "Thị xã Sông Hồng")
    for number in range(many):
        unit(f"Xã {number}", level="commune", under=district)
        organization(district, f"Hội {number}")
        UnitCalendar.objects.create(
            unit=district,
            year_starts_month=12,
            year_starts_day=15,
            valid_from=JULY + dt.timedelta(days=number),
        )
    everything = {
        "q": "huyen mau", "level": "district", "committee": "with", "on": "01/07/2025",
        "under": province.pk,
    }  # fmt: skip
    expected = [
        (reverse("units"), {}, 3),
        (reverse("units"), everything, 4),
        (reverse("unit", args=[district.pk]), {}, 9),
        (reverse("unit_create"), {}, 1),
        (reverse("unit_parent_create", args=[district.pk]), {}, 5),
        (reverse("unit_name_create", args=[district.pk]), {}, 2),
    ]
    for address, query, own in expected:
        with django_assert_num_queries(COMMON_QUERIES + own):
            client.get(address, query)


def test_board_staff_are_led_from_a_unit_to_setting_up_its_committee(db):
    one = unit("Huyện Mẫu")
    board = organization(one, "Ban Dân vận", kind="mobilization_board")
    address = f"{reverse('committee_create')}?unit={one.pk}"
    for role, sees in ((Role.CLERK, True), (Role.OBSERVER, False)):
        client = signed_in(member(role, board, role))
        page = client.get(reverse("unit", args=[one.pk])).content.decode()
        assert (address in page) == sees


def test_an_empty_installation_says_where_to_begin():
    admin = signed_in(member("quantri", None, Role.ADMIN))
    lists = {"units": "unit_create", "organizations": "units"}
    for address, begin in lists.items():
        page = admin.get(reverse(address)).content.decode()
        assert (
            f'<a class="btn btn-primary" href="{reverse(begin)}">' in page.split('class="empty"')[1]
        )
        narrowed = admin.get(reverse(address), {"q": "xa"}).content.decode()
        assert "Accents are not needed." in narrowed


@pytest.mark.parametrize(
    ("span", "told"),
    [
        ({"valid_from": "01/07/2021"}, "A unit stood below it before that day."),
        ({"valid_from": "02/03/2020"}, "It had an organisation before that day."),
        ({"valid_to": "29/06/2025"}, "A unit stands below it after that day."),
        ({"valid_to": "31/12/2025"}, "It has an organisation after that day."),
        ({"valid_from": "01/03/2020", "valid_to": "30/06/2026"}, ""),
    ],
)
def test_a_unit_exists_as_long_as_what_stands_below_and_in_it(span, told):
    district = unit("Huyện Mẫu")
    commune_days = {"valid_from": dt.date(2021, 6, 30), "valid_to": dt.date(2025, 6, 30)}
    unit("Xã Một", level="commune", under=district, **commune_days)
    days = {"valid_from": dt.date(2020, 3, 1), "valid_to": dt.date(2026, 6, 30)}
    organization(district, "Hội LHPN", **days)
    admin = signed_in(member("quantri", None, Role.ADMIN))
    fields = {"level": "district", "code": "", "valid_from": "", "valid_to": ""}
    page = admin.post(reverse("unit_edit", args=[district.pk]), fields | span)
    if told:
        assert told in page.content.decode()
    else:
        assert page.status_code == 302
    district.refresh_from_db()
    assert (district.valid_to is None) == bool(told)
