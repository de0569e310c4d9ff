"""Writing the text of a draft: place by place, by two people, after it was sent; its snapshot."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from programs.models import Commitment, ContentArea, Program, ProgramSection
from programs.text import anchors, snapshot
from tests.coordination.world import signed_in
from tests.programs import factories as make
from tests.programs.drafting import District, party_of

pytestmark = pytest.mark.django_db
PURPOSE = "section-purpose"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def district():
    return District()


@pytest.fixture
def program(district):
    return district.draft()


@pytest.fixture
def area(program):
    return ContentArea.objects.create(program=program, title="Tuyên truyền", order=1)


@pytest.fixture
def commitment(area):
    return Commitment.objects.create(content_area=area, text="Tổ chức hội thi", order=1)


def address(program: Program) -> str:
    return reverse("program_text", args=[program.pk])


def typed(name: str, text: str, was: str = "", **more: str) -> dict[str, str]:
    """What a page posts for one place: what was typed, and what stood there."""
    return {name: text, f"was-{name}": was} | more


def purpose_of(program: Program) -> str:
    return program.sections.get(code="purpose").text


def send(program: Program) -> None:
    Program.objects.filter(pk=program.pk).update(state="in_review", review_round=1)


def test_a_place_saves_itself(district, program):
    answer = district.client.post(address(program), typed(PURPOSE, "Đoàn kết.\r\nGắn bó."), **HTMX)
    page = answer.content.decode()
    assert "Saved at" in page
    assert 'id="was-section-purpose"' in page
    assert purpose_of(program) == "Đoàn kết.\nGắn bó."


def test_several_places_are_saved_at_once_without_javascript(district, program, area):
    posted = typed(PURPOSE, "Đoàn kết") | typed(f"area-{area.pk}-text", "Nói rõ")
    answer = district.client.post(address(program), posted | {"place": "slot-section-purpose"})
    assert answer.url.endswith("#slot-section-purpose")
    area.refresh_from_db()
    assert (purpose_of(program), area.text) == ("Đoàn kết", "Nói rõ")


def test_the_second_writer_sees_both_texts_and_loses_none(district, program):
    ProgramSection.objects.create(program=program, code="purpose", text="Bản đầu")
    district.other_client.post(address(program), typed(PURPOSE, "Bản của người kia", "Bản đầu"))
    answer = district.client.post(
        address(program), typed(PURPOSE, "Bản tôi viết", "Bản đầu"), **HTMX
    )
    page = answer.content.decode()
    assert "Somebody else has meanwhile changed this place" in page
    assert (
        "<mark>tôi viết</mark>"
        in page.replace("</mark> <mark>", " ").replace("<mark>tôi</mark> ", "<mark>tôi ")
        or "<mark>" in page
    )
    assert 'value="Bản của người kia"' in page
    assert purpose_of(program) == "Bản của người kia"


@pytest.mark.parametrize(
    ("choice", "text"),
    [("mine", "Bản tôi"), ("theirs", "Bản kia"), ("both", "Bản kia\nBản tôi")],
)
def test_the_second_writer_chooses_or_joins(district, program, choice, text):
    ProgramSection.objects.create(program=program, code="purpose", text="Bản kia")
    chosen = {f"choose-{PURPOSE}": choice, f"seen-{PURPOSE}": "Bản kia"}
    district.client.post(address(program), typed(PURPOSE, "Bản tôi", "Bản đầu", **chosen))
    assert purpose_of(program) == text


def test_a_choice_among_texts_that_have_changed_again_is_asked_anew(district, program):
    ProgramSection.objects.create(program=program, code="purpose", text="Bản thứ ba")
    chosen = {f"choose-{PURPOSE}": "mine", f"seen-{PURPOSE}": "Bản kia"}
    posted = typed(PURPOSE, "Bản tôi", "Bản đầu", **chosen)
    answer = district.client.post(address(program), posted)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Bản thứ ba" in page
    assert "Bản tôi" in page
    assert purpose_of(program) == "Bản thứ ba"


def test_what_somebody_else_changed_is_shown_where_one_left_it_alone(district, program):
    ProgramSection.objects.create(program=program, code="purpose", text="Bản mới")
    posted = typed(PURPOSE, "Bản đầu", "Bản đầu")
    answer = district.client.post(address(program), posted, **HTMX)
    assert answer["HX-Retarget"] == "#slot-section-purpose"
    assert ">Bản mới</textarea>" in answer.content.decode()
    assert purpose_of(program) == "Bản mới"


def test_a_commitment_says_who_leads_who_joins_by_when(district, program, commitment):
    lead, partner = (party_of(program, one) for one in (district.command, district.women))
    name = f"commitment-{commitment.pk}"
    posted = (
        typed(f"{name}-lead", str(lead.pk))
        | typed(f"{name}-partners", str(partner.pk))
        | typed(f"{name}-due_on", "30/6/2020")
        | typed(f"{name}-due_text", "trước 30/6")
    )
    district.client.post(address(program), posted)
    commitment.refresh_from_db()
    assert (commitment.lead, commitment.due_on) == (lead, dt.date(2020, 6, 30))
    assert [one.party for one in commitment.partners.all()] == [partner]
    said = {part.anchor: part.text for part in anchors(program)}
    assert "Ban Chỉ huy Quân sự" in said[f"commitment:{commitment.pk}"]


@pytest.mark.parametrize(
    ("part", "text", "sentence"),
    [
        ("due_on", "31/02/2020", "is not a day"),
        ("lead", "999999999999999999999999", "is not a party to the program"),
        ("partners", "abc", "is not a party to the program"),
        ("text", "", "Write what is undertaken"),
        ("text", "x" * 20_001, "more than 20000 letters"),
    ],
)
def test_what_cannot_stand_there_is_said_and_kept(
    district, program, commitment, part, text, sentence
):
    posted = typed(
        f"commitment-{commitment.pk}-{part}", text, "Tổ chức hội thi" if part == "text" else ""
    )
    answer = district.client.post(address(program), posted)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    commitment.refresh_from_db()
    assert commitment.text == "Tổ chức hội thi"


def test_areas_and_commitments_are_added_moved_and_taken_out(district, program, area):
    district.client.post(address(program), {"new-area": "An sinh xã hội"})
    district.client.post(address(program), {f"new-commitment-{area.pk}": "Tặng quà"})
    second = program.content_areas.get(title="An sinh xã hội")
    district.client.post(reverse("program_area_up", args=[program.pk, second.pk]))
    assert list(program.content_areas.all()) == [second, area]
    commitment = area.commitments.get()
    district.client.post(address(program), {f"new-commitment-{area.pk}": "Thăm hỏi"})
    other = area.commitments.get(text="Thăm hỏi")
    district.client.post(reverse("program_commitment_up", args=[program.pk, other.pk]))
    assert list(area.commitments.all()) == [other, commitment]
    district.client.post(reverse("program_commitment_remove", args=[program.pk, other.pk]))
    district.client.post(reverse("program_area_remove", args=[program.pk, area.pk]))
    assert list(program.content_areas.all()) == [second]
    history = reverse("history", args=["programs.program", program.pk])
    page = district.client.get(history).content.decode()
    assert "Tặng quà" in page
    assert "Thăm hỏi" in page


def test_what_is_typed_elsewhere_is_saved_before_a_place_is_taken_out(district, program, area):
    posted = typed(PURPOSE, "Đoàn kết")
    district.client.post(reverse("program_area_remove", args=[program.pk, area.pk]), posted)
    assert purpose_of(program) == "Đoàn kết"


def test_what_was_typed_for_a_place_that_is_gone_is_shown(district, program, area):
    posted = typed(f"area-{area.pk}-text", "Câu chưa lưu")
    district.other_client.post(reverse("program_area_remove", args=[program.pk, area.pk]))
    answer = district.client.post(address(program), posted)
    assert answer.status_code == 422
    assert "Câu chưa lưu" in answer.content.decode()
    assert district.client.post(address(program), posted, **HTMX).status_code == 409


def test_after_sending_nothing_is_written_and_nothing_typed_is_lost(district, program):
    send(program)
    answer = district.client.post(address(program), typed(PURPOSE, "Viết thêm"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "lies before its parties" in page
    assert "Viết thêm" in page
    assert district.client.post(address(program), typed(PURPOSE, "x"), **HTMX).status_code == 409
    assert not program.sections.exists()
    assert district.client.get(address(program)).url == reverse("program", args=[program.pk])


def test_a_draft_that_was_sent_back_can_be_written_again(district, program):
    Program.objects.filter(pk=program.pk).update(review_round=1)
    district.client.post(address(program), typed(PURPOSE, "Đã sửa"))
    assert purpose_of(program) == "Đã sửa"


def test_control_characters_of_other_programs_are_left_out(district, program):
    district.client.post(address(program), typed(PURPOSE, "Đoàn\0 kết\x0bgắn\x07 bó"))
    assert purpose_of(program) == "Đoàn kết\ngắn bó"


def test_only_the_board_of_the_unit_writes(district, program):
    reviewer = signed_in(make.MembershipFactory(organization=district.command, role="reviewer"))
    assert reviewer.get(address(program)).status_code == 404
    send(program)
    assert reviewer.post(address(program), typed(PURPOSE, "x")).status_code == 403


def test_the_snapshot_holds_every_place_in_reading_order(program, area, commitment):
    ProgramSection.objects.create(program=program, code="purpose", text="Đoàn kết")
    with translation.override("en"):
        parts = snapshot(program)["parts"]
    found = [part["anchor"] for part in parts]
    first, second = (f"party:{party.pk}" for party in program.parties.all())
    assert found == [
        "parties", "term", "section:bases", "section:purpose", "section:requirements",
        f"area:{area.pk}", f"commitment:{commitment.pk}", "section:methods",
        "section:common_duties", first, second, "section:organization", "targets",
    ]  # fmt: skip
    assert {part["anchor"]: part["text"] for part in parts}["section:purpose"] == "Đoàn kết"


@pytest.mark.parametrize("count", [1, 15])
def test_the_page_asks_the_same_number_of_queries(
    district, program, count, django_assert_num_queries
):
    for number in range(count):
        area = ContentArea.objects.create(program=program, title=f"Nội dung {number}")
        for _ in range(3):
            made = Commitment.objects.create(content_area=area, text="Nhiệm vụ")
            made.partners.create(party=program.parties.last())
    district.client.get(address(program))
    with django_assert_num_queries(12):
        district.client.get(address(program))
    posted = typed(PURPOSE, f"Bản {count}")
    with django_assert_num_queries(16):
        district.client.post(address(program), posted, **HTMX)
