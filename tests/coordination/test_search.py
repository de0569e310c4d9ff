"""One search over everything, within reach."""

import datetime as dt

import pytest
from django.urls import reverse

from coordination import search
from coordination.models import OrganizationName, Person, Position, UnitName
from tests.coordination.reorganisation.world import act, new_organization, new_unit
from tests.coordination.test_shell import COMMON_QUERIES
from tests.coordination.world import member, organization, signed_in, unit

pytestmark = pytest.mark.django_db

LONG_AGO, SINCE = dt.date(2014, 12, 31), dt.date(2015, 1, 1)


@pytest.fixture(autouse=True)
def only_our_kinds(monkeypatch):
    """What apps above register is their tests' business."""
    ours = [(label, find) for label, find in search._finders if find.__module__ == search.__name__]
    monkeypatch.setattr(search, "_finders", ours)


@pytest.fixture
def district():
    return unit("Huyện Đồng Hỷ")


@pytest.fixture
def clerk(district):
    board = organization(district, "Ban Dân vận", kind="mobilization_board")
    return member("canbo", board, "clerk")


def found(client, words) -> dict[str, list]:
    response = client.get(reverse("search"), {"q": words})
    return {
        label: [(row.title, row.remark) for row in rows]
        for label, rows in response.context["found"]
    }


def test_kinds_are_told_apart(clerk, district):
    person = Person.objects.create(name="Đặng Thị Dân")
    Position.objects.create(person=person, organization=clerk.organization, title="Phó Ban")
    assert found(signed_in(clerk), "dan") == {
        "Organisations": [("Ban Dân vận", "Huyện Đồng Hỷ")],
        "People": [("Đặng Thị Dân", "Phó Ban, Ban Dân vận (Huyện Đồng Hỷ)")],
    }


def test_an_old_name_finds_the_new_one_and_says_so(clerk, district):
    UnitName.objects.filter(unit=district).update(valid_from=SINCE)
    UnitName.objects.create(unit=district, name="Châu Đồng Hỷ", valid_to=LONG_AGO)
    OrganizationName.objects.filter(organization=clerk.organization).update(valid_from=SINCE)
    OrganizationName.objects.create(
        organization=clerk.organization, name="Ban Mặt trận", short_name="BMT", valid_to=LONG_AGO
    )
    client = signed_in(clerk)
    assert found(client, "chau dong")["Units"] == [
        ("Huyện Đồng Hỷ", "district; formerly: Châu Đồng Hỷ")
    ]
    formerly = [("Ban Dân vận", "Huyện Đồng Hỷ; formerly: Ban Mặt trận")]
    assert found(client, "mat tran")["Organisations"] == formerly
    assert found(client, "bmt")["Organisations"] == formerly


def test_the_name_of_what_was_merged_finds_what_it_became_and_says_so(clerk, district):
    gone = [organization(district, name) for name in ("Hội Mẹ", "Hội Chị")]
    act("merge", *gone, into=new_organization("Liên hội", district))
    rows = dict(found(signed_in(clerk), "hoi chi")["Organisations"])
    assert rows == {
        "Hội Chị": "Huyện Đồng Hỷ; now: Liên hội",
        "Liên hội": "Huyện Đồng Hỷ; formerly: Hội Chị",
    }


def test_of_many_that_came_after_the_first_are_named(district):
    above = unit("Tỉnh Mẫu", level="province")
    act("split", district, into=[new_unit(f"Xã {number}", above) for number in range(8)])
    rows = dict(found(signed_in(member("quantri", None, "admin")), "dong hy")["Units"])
    assert rows["Huyện Đồng Hỷ"] == "district; now: Xã 0, Xã 1 and 6 more"
    assert rows["Xã 7"] == "commune; formerly: Huyện Đồng Hỷ"


def test_nothing_outside_the_reach_is_found(clerk):
    neighbour = unit("Huyện Đồng Bên")
    stranger = Person.objects.create(name="Đồng Văn X")
    Position.objects.create(
        person=stranger, organization=organization(neighbour, "Hội Đồng Bên"), title="Chủ tịch"
    )
    assert found(signed_in(clerk), "dong") == {"Units": [("Huyện Đồng Hỷ", "district")]}


@pytest.mark.parametrize("words", ["", " ", "a", "%", "đ"])
def test_too_few_letters_find_nothing_and_say_so(clerk, words):
    page = signed_in(clerk).get(reverse("search"), {"q": words}).content.decode()
    assert "Type at least two letters." in page


@pytest.mark.parametrize(
    "words",
    [
        "%%",
        "__",
        "\\\\",
        "'; DROP TABLE",
        "<script>",
        "\0\0xyz",
        "a" * 20_000,
        "(+" * 9_000,
        "*** (?",
    ],
)
def test_odd_words_find_nothing_and_break_nothing(clerk, words):
    response = signed_in(clerk).get(reverse("search"), {"q": words})
    assert response.status_code == 200
    assert "Nothing found" in response.content.decode()
    assert "<script>" not in response.content.decode()


def test_the_search_asks_once_per_kind_and_what_became_of_it(
    clerk, district, django_assert_num_queries
):
    for number in range(8):
        organization(district, f"Hội đồng {number}")
    client = signed_in(clerk)
    with django_assert_num_queries(COMMON_QUERIES + 6):
        client.get(reverse("search"), {"q": "dong"})


def test_every_word_counts_in_whatever_order(clerk, district):
    organization(district, "Hội Liên hiệp Phụ nữ huyện")
    client = signed_in(clerk)
    for words in ("hoi phu nu", "phụ nữ hội", "PHU NU HUYEN"):
        assert [title for title, _ in found(client, words)["Organisations"]] == [
            "Hội Liên hiệp Phụ nữ huyện"
        ]
    assert "Organisations" not in found(client, "hoi nong dan")


def test_words_are_whole_but_the_last_one_may_be_unfinished(clerk, district):
    for name in ("Ban Chỉ huy Quân sự huyện", "Hội Cựu chiến binh huyện"):
        organization(district, name)
    client = signed_in(clerk)
    for words, names in {
        "chi huy": ["Ban Chỉ huy Quân sự huyện"],
        "huy chi": ["Ban Chỉ huy Quân sự huyện"],
        "quân hu": ["Ban Chỉ huy Quân sự huyện"],
        "hoi chi": ["Hội Cựu chiến binh huyện"],
        "hoi ien": [],
    }.items():
        rows = found(client, words).get("Organisations", [])
        assert [title for title, _remark in rows] == names
