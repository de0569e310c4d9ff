"""Beginning a draft: empty, with the usual words, from an earlier program; its head; overlaps."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from coordination.models import Event
from programs.models import Commitment, ContentArea, Indicator, Program, ProgramState, Target
from tests.coordination.world import signed_in
from tests.programs import factories as make
from tests.programs.drafting import District, head, party_of

pytestmark = pytest.mark.django_db
BEGIN = "/chuong-trinh/moi/"


@pytest.fixture
def district():
    return District()


def begun(district, **fields) -> Program:
    answer = district.client.post(BEGIN, head(**fields))
    assert answer.status_code == 302, answer.context["form"].errors
    return Program.objects.latest("pk")


def test_a_draft_begins_in_the_boards_unit_with_its_rhythm(district):
    program = begun(district)
    assert (program.unit, program.state) == (district.unit, ProgramState.DRAFT)
    assert list(program.rhythms.values_list("kind", "due_days")) == [("half_year", 7)]


def test_a_form_sent_twice_begins_one_draft(district):
    page = district.client.get(reverse("program_create")).content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page)[1]
    first = district.client.post(reverse("program_create"), head(form_key=key))
    second = district.client.post(reverse("program_create"), head(form_key=key))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Program.objects.count() == 1


def test_the_form_gone_back_to_and_changed_begins_another_draft(district):
    key = str(uuid.uuid4())
    for title in ("Chương trình một", "Chương trình hai"):
        district.client.post(reverse("program_create"), head(form_key=key, title=title))
    assert sorted(Program.objects.values_list("title", flat=True)) == [
        "Chương trình hai",
        "Chương trình một",
    ]


def test_a_key_that_is_none_is_told(district):
    answer = district.client.post(reverse("program_create"), head(form_key="x\x00"))
    assert answer.status_code == 422


def test_the_usual_words_are_five_areas_and_six_sections(district):
    program = begun(district)
    assert program.content_areas.count() == 5
    assert "giai đoạn 2019 - 2023" in program.sections.get(code="bases").text
    assert program.sections.count() == 6


@pytest.mark.parametrize("kind", ["regulation", "joint_resolution", "coordination_program"])
def test_every_kind_has_usual_words(district, kind):
    program = begun(district, kind=kind)
    assert program.sections.filter(code="purpose").exists()


def test_an_empty_draft_says_nothing(district):
    program = begun(district, beginning="empty")
    assert not program.content_areas.exists()
    assert not program.sections.exists()


def test_a_later_program_takes_over_what_is_asked_for(district):
    asked = make.IndicatorFactory(code="T1")
    earlier = make.ProgramFactory(
        unit=district.unit,
        parties=[district.command, district.women],
        asks=[asked],
        term_from=dt.date(2014, 1, 1),
        term_to=dt.date(2018, 12, 31),
    )
    lead = party_of(earlier, district.command)
    area = ContentArea.objects.create(program=earlier, title="Tuyên truyền", order=1)
    commitment = Commitment.objects.create(
        content_area=area, text="Tổ chức hội thi", lead=lead, due_on=dt.date(2016, 2, 29)
    )
    commitment.partners.create(party=party_of(earlier, district.women))
    make.TargetFactory(party=lead, indicator=asked, year=2014)
    make.TargetFactory(party=lead, indicator=asked, year=None)
    program = begun(district, beginning="earlier", earlier=earlier.pk, take_targets="on")
    copy = Commitment.objects.get(content_area__program=program)
    assert copy.lead.organization == district.command
    assert [one.party.organization for one in copy.partners.all()] == [district.women]
    assert copy.due_on == dt.date(2021, 2, 28)
    assert set(Target.objects.filter(party__program=program).values_list("year", flat=True)) == {
        2019,
        None,
    }


def test_a_party_that_ended_is_followed_by_its_successor(district):
    from coordination.models import Succession

    old = make.OrganizationFactory(unit=district.unit, valid_to=dt.date(2018, 6, 30))
    new = make.OrganizationFactory(unit=district.unit, valid_from=dt.date(2018, 7, 1))
    act = Succession.objects.create(kind="rename", on=dt.date(2018, 7, 1))
    act.organizations_before.add(old)
    act.organizations_after.add(new)
    earlier = make.ProgramFactory(unit=district.unit, parties=[district.command, old])
    program = begun(district, beginning="earlier", earlier=earlier.pk)
    assert program.parties.filter(organization=new).exists()


def test_an_own_indicator_of_the_earlier_program_is_made_anew(district):
    earlier = make.ProgramFactory(unit=district.unit, parties=[district.command])
    own = make.IndicatorFactory(code="CT1-1", program=earlier)
    earlier.program_indicators.create(indicator=own)
    program = begun(district, beginning="earlier", earlier=earlier.pk)
    copy = Indicator.objects.get(program=program)
    assert (copy.label_vi, copy.code) == (own.label_vi, f"CT{program.pk}-1")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"term_to": "31/12/2018"}, "The term ends before it begins."),
        ({"term_to": "31/02/2023"}, "Enter a valid date."),
        ({"kind": "annual_plan"}, "Say which program the annual plan carries out."),
        ({"beginning": "earlier"}, "Choose the program from which to begin."),
        ({"due_half_year": "999999999999999999999"}, "less than or equal to 365"),
        ({"title": "x" * 700}, "at most 600 characters"),
        ({"parent": "999999999999999999999999"}, "Select a valid choice"),
        ({"kind": "hợp đồng"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(district, fields, sentence):
    answer = district.client.post(BEGIN, head(**fields))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert fields.get("title", "Chương trình phối hợp hoạt động giai đoạn 2019 - 2023") in page
    assert not Program.objects.exists()


def test_null_characters_break_nothing(district):
    answer = district.client.post(BEGIN, head(title="Chương\0trình"))
    assert answer.status_code in (302, 422)


def test_an_annual_plan_lies_within_the_term_of_its_program(district):
    parent = make.ProgramFactory(unit=district.unit)  # 2020 - 2025
    plan = {"kind": "annual_plan", "parent": parent.pk, "term_to": "31/12/2019"}
    answer = district.client.post(BEGIN, head(**plan))
    assert "from 01/01/2020 to 31/12/2025" in answer.content.decode()
    begun(district, **plan | {"term_from": "01/01/2021", "term_to": "31/12/2021"})


def test_only_the_board_begins_programs(district):
    women = signed_in(make.MembershipFactory(organization=district.women))
    assert women.post(BEGIN, head()).status_code == 403


def test_the_head_can_be_changed_until_it_is_sent(district):
    program = district.draft()
    address = reverse("program_head", args=[program.pk])
    changed = head(title="Quy chế phối hợp", kind="regulation", asks_month="on", due_month="-2")
    assert district.client.post(address, changed).status_code == 302
    program.refresh_from_db()
    assert (program.title, program.kind) == ("Quy chế phối hợp", "regulation")
    assert set(program.rhythms.values_list("kind", "due_days")) == {("half_year", 7), ("month", -2)}
    Program.objects.filter(pk=program.pk).update(state="in_review", review_round=1)
    answer = district.client.post(address, head(title="Không được"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "lies before its parties" in page
    assert "Không được" in page
    assert district.client.get(address).status_code == 302


def test_terms_that_overlap_are_confirmed_with_a_reason(district):
    make.ProgramFactory(unit=district.unit, parties=[district.command, district.women])
    program = district.draft()
    send = reverse("program_send", args=[program.pk])
    page = district.client.post(send, follow=True).content.decode()
    assert "The same parties have another one at the same time" in page
    confirm = reverse("program_overlap", args=[program.pk])
    district.client.post(confirm, {"reason": " "})
    assert not Event.objects.filter(code="program.overlap_confirmed").exists()
    district.client.post(confirm, {"reason": "Hai nội dung khác nhau"})
    event = Event.objects.get(code="program.overlap_confirmed")
    assert event.reason == "Hai nội dung khác nhau"
    district.client.post(send)
    program.refresh_from_db()
    assert program.state == ProgramState.IN_REVIEW
    history = reverse("history", args=["programs.program", program.pk])
    assert "Hai nội dung khác nhau" in district.client.get(history).content.decode()


@pytest.mark.parametrize("change", [{"kind": "regulation"}, {"term_from": dt.date(2026, 1, 1)}])
def test_another_kind_or_another_time_is_no_overlap(district, change):
    parties = [district.command, district.women]
    make.ProgramFactory(unit=district.unit, parties=parties)
    program = district.draft(term_to=dt.date(2030, 1, 1), **change)
    page = district.client.get(reverse("program_head", args=[program.pk])).content.decode()
    assert "at the same time" not in page


def test_more_parties_than_a_program_may_have_are_not_taken_over(district):
    many = [make.OrganizationFactory(unit=district.unit) for _ in range(13)]
    earlier = make.ProgramFactory(unit=district.unit, parties=many, is_loaded=True)
    answer = district.client.post(BEGIN, head(beginning="earlier", earlier=earlier.pk))
    assert answer.status_code == 422
    assert "at most 12 parties" in answer.content.decode()
    assert Program.objects.count() == 1
