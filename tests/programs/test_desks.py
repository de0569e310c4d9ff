"""The reviewer's desk and the Board's: what waits, what runs out, what is missing."""

import datetime as dt
import hashlib

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from coordination.models import Organization, StoredFile
from programs.models import Program, ProgramKind, ProgramState, Review
from programs.standing import Standing, Watch, standing, watched
from tests.coordination.test_shell import COMMON_QUERIES
from tests.programs import factories as make
from tests.programs.agreements import PDF, District

pytestmark = pytest.mark.django_db

DESK = "review_desk"
TODAY = dt.date(2026, 11, 26)


@pytest.fixture
def district(client):
    return District(client)


def desk(district, by, **data):
    district.client.force_login(by.user)
    return district.client.get(reverse(DESK), data)


def meant(district, program: Program) -> Program:
    """The draft, beside others of the same parties at the same time."""
    district.post(district.clerk, "program_overlap", program, reason="Hai việc khác nhau")
    return program


def in_review(district, **fields) -> Program:
    program = meant(district, district.draft(**fields))
    district.post(district.clerk, "program_send", program)
    assert district.state(program) == ProgramState.IN_REVIEW
    return program


def keys(response) -> list[str]:
    return [item.key for item in response.context["queue"].items]


# --- The reviewer's desk ---------------------------------------------------------------------


def test_what_waits_longest_comes_first_and_is_open(district, time_machine):
    time_machine.move_to("2026-11-20 08:00:00+07:00")
    first = in_review(district, title="Chương trình thứ nhất")
    time_machine.move_to("2026-11-22 08:00:00+07:00")
    second = in_review(district, title="Chương trình thứ hai")
    page = desk(district, district.commander)
    assert keys(page) == [f"program-{first.pk}", f"program-{second.pk}"]
    text = page.content.decode()
    assert "từ 20/11/2026, đã 2 ngày" in text
    assert "Tăng cường đoàn kết quân dân." in text  # the paper
    assert reverse("program_comment", args=[first.pk]) in text  # beside its comments
    assert reverse("program_approve", args=[first.pk]) in text
    assert reverse("program_approve", args=[second.pk]) not in text


def test_after_a_verdict_the_next_one_comes_and_at_last_nothing(district):
    one, two, three = (in_review(district, title=f"Chương trình {n}") for n in range(3))
    page = desk(district, district.commander, viec=f"program-{two.pk}")
    sent = {"desk": page.context["queue"].stay, "desk_next": page.context["queue"].after}
    response = district.post(district.commander, "program_approve", two, **sent)
    assert response.url == f"{reverse(DESK)}?viec=program-{three.pk}"
    page = desk(district, district.commander, viec=f"program-{three.pk}")
    sent = {"desk": page.context["queue"].stay, "desk_next": page.context["queue"].after}
    response = district.post(district.commander, "program_send_back", three, reason="Sửa", **sent)
    assert response.url == f"{reverse(DESK)}?viec=program-{one.pk}"
    district.post(district.commander, "program_approve", one, desk=f"program-{one.pk}")
    assert "Không có việc nào chờ ý kiến" in desk(district, district.commander).content.decode()
    assert Review.objects.filter(party__organization=district.command).count() == 3


def test_a_refused_verdict_stays_with_its_program_and_keeps_the_reason(district):
    program = in_review(district)
    sent = {"desk": f"program-{program.pk}", "desk_next": ""}
    response = district.post(district.commander, "program_send_back", program, reason=" ", **sent)
    assert response.url == f"{reverse(DESK)}?viec=program-{program.pk}"
    assert district.state(program) == ProgramState.IN_REVIEW


def test_a_comment_from_the_desk_comes_back_to_the_same_program(district):
    in_review(district)
    other = in_review(district)
    text = desk(district, district.commander, viec=f"program-{other.pk}").content.decode()
    form = text[text.index(reverse("program_comment", args=[other.pk])) :]
    form = form[: form.index("</form>")]
    assert form.count(f'value="program-{other.pk}"') == 2
    sent = dict.fromkeys(("desk", "desk_next"), f"program-{other.pk}")
    response = district.post(
        district.commander, "program_comment", other, anchor="", reason="Xem lại", **sent
    )
    assert response.url.endswith(f"viec=program-{other.pk}")
    again = desk(district, district.commander, viec=f"program-{other.pk}")
    assert "Xem lại" in again.content.decode()


def test_the_second_round_shows_what_changed(district):
    program = in_review(district)
    district.post(district.commander, "program_send_back", program, reason="Viết rõ hơn")
    program.sections.filter(code="purpose").update(text="Tăng cường đoàn kết quân và dân.")
    district.post(district.clerk, "program_send", program)
    text = desk(district, district.commander).content.decode()
    assert "lấy ý kiến lần 2" in text
    assert "<ins" in text


def test_amendments_and_requests_wait_on_the_same_desk(district):
    program = district.signed()
    amendment = program.amendments.create(
        state="in_review", review_round=1, effective_from=timezone.localdate()
    )
    district.post(
        district.clerk,
        "review_ask",
        program,
        until=f"{timezone.localdate() + dt.timedelta(days=9):%d/%m/%Y}",
        note="Cuối năm",
    )
    asked = program.review_requests.get()
    page = desk(district, district.commander)
    assert set(keys(page)) == {f"amendment-{amendment.pk}", f"request-{asked.pk}"}
    text = desk(district, district.commander, viec=f"amendment-{amendment.pk}").content.decode()
    assert reverse("amendment_approve", args=[amendment.pk]) in text
    text = desk(district, district.commander, viec=f"request-{asked.pk}").content.decode()
    assert "Cuối năm" in text
    sent = {"desk": f"request-{asked.pk}", "desk_next": f"amendment-{amendment.pk}"}
    response = district.post(district.commander, "review_give", program, advice="keep", **sent)
    assert response.url == f"{reverse(DESK)}?viec=amendment-{amendment.pk}"
    assert keys(desk(district, district.commander)) == [f"amendment-{amendment.pk}"]


def test_who_is_no_party_any_more_from_the_day_of_an_amendment_is_not_asked(district):
    program = district.signed()
    day = timezone.localdate()
    program.amendments.create(
        state="in_review", review_round=1, effective_from=day + dt.timedelta(days=9)
    )
    Organization.objects.filter(pk=district.women.pk).update(valid_to=day + dt.timedelta(days=3))
    assert len(keys(desk(district, district.commander))) == 1
    assert "Không có việc nào chờ ý kiến" in desk(district, district.chairwoman).content.decode()


def test_an_unknown_item_is_told_and_the_oldest_is_shown(district):
    program = in_review(district)
    for wanted in ("program-999999", "x\x00y", "program-" + "9" * 40):
        page = desk(district, district.commander, viec=wanted)
        assert page.status_code == 200
        assert "không còn chờ ý kiến nữa" in page.content.decode()
        assert page.context["queue"].stay == f"program-{program.pk}"


def test_a_witness_and_others_have_no_such_desk(district):
    program = in_review(district)
    district.witness(program)
    assert desk(district, district.clerk).status_code == 403
    bystander = district.member(district.board, "reviewer")
    assert "Không có việc nào chờ ý kiến" in desk(district, bystander).content.decode()


def test_ten_waiting_programs_ask_as_much_as_one(district, django_assert_num_queries):
    in_review(district)
    desk(district, district.commander)
    with django_assert_num_queries(COMMON_QUERIES + 13):
        district.client.get(reverse(DESK))
    for _number in range(9):
        in_review(district)
    desk(district, district.commander)
    with django_assert_num_queries(COMMON_QUERIES + 13):
        page = district.client.get(reverse(DESK))
    assert len(keys(page)) == 10


# --- Where a program stands ------------------------------------------------------------------


def signed(**fields) -> Program:
    return make.ProgramFactory(
        **{"term_from": dt.date(2020, 1, 1), "term_to": dt.date(2030, 12, 31), **fields}
    )


def where(program: Program) -> list[str]:
    found = Program.objects.with_replaced(TODAY).filter(pk=program.pk)
    return [one for one in Standing if found.filter(standing(one, TODAY)).exists()]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"state": ProgramState.DRAFT}, Standing.DRAFT),
        ({"state": ProgramState.IN_REVIEW}, Standing.IN_REVIEW),
        ({"state": ProgramState.APPROVED}, Standing.APPROVED),
        ({"state": ProgramState.CANCELLED}, Standing.CANCELLED),
        ({}, Standing.IN_FORCE),
        ({"term_from": None, "term_to": None}, Standing.IN_FORCE),
        ({"term_to": TODAY}, Standing.IN_FORCE),
        ({"term_to": TODAY - dt.timedelta(days=1)}, Standing.ENDED),
        ({"term_from": TODAY}, Standing.IN_FORCE),
        ({"term_from": TODAY + dt.timedelta(days=1)}, Standing.AHEAD),
    ],
)
def test_a_program_stands_at_one_place(fields, place):
    assert where(signed(**fields)) == [place]


def test_a_replaced_program_stands_there_whenever_it_would_have_ended():
    for ends in (TODAY - dt.timedelta(days=1), dt.date(2030, 12, 31)):
        program = signed(term_to=ends)
        signed(term_from=dt.date(2026, 1, 1)).replaces.add(program)
        assert where(program) == [Standing.REPLACED]


def test_what_ends_soon_and_what_has_no_successor():
    soon = signed(term_to=TODAY + dt.timedelta(days=45))
    later = signed(term_to=TODAY + dt.timedelta(days=91))
    over = signed(term_to=TODAY - dt.timedelta(days=10))
    long_over = signed(term_to=TODAY - dt.timedelta(days=400))
    plan = signed(kind=ProgramKind.ANNUAL_PLAN, term_to=TODAY + dt.timedelta(days=20))
    followed = signed(term_to=TODAY + dt.timedelta(days=5))
    heir = make.ProgramFactory(is_draft=True)
    heir.replaces.add(followed)

    def found(what):
        return list(watched(Program.objects.all(), what, TODAY))

    assert found(Watch.ENDS_IN_30) == [followed, plan]
    assert found(Watch.ENDS_IN_60) == [followed, plan, soon]
    assert found(Watch.NO_SUCCESSOR) == [over, soon]
    Program.objects.filter(pk=heir.pk).update(state=ProgramState.CANCELLED)
    assert found(Watch.NO_SUCCESSOR) == [over, followed, soon]
    assert later not in found(Watch.ENDS_IN_90)
    assert long_over not in found(Watch.NO_SUCCESSOR)


def test_a_scan_is_missing_until_every_paper_has_one(district):
    scan = StoredFile.objects.create(
        file=ContentFile(PDF, "scan.pdf"),
        name="scan.pdf",
        content_type="application/pdf",
        size=len(PDF),
        sha256=hashlib.sha256(PDF).hexdigest(),
        uploaded_at=timezone.now(),
        uploaded_by=district.clerk,
        organization=district.board,
    )
    one, several = signed(), make.ProgramFactory(is_draft=True)
    for number in "12":
        several.papers.create(number=number, scan=scan if number == "1" else None)
    Program.objects.filter(pk=several.pk).update(state=ProgramState.SIGNED, signed_on=TODAY)

    def missing():
        return set(watched(Program.objects.all(), Watch.NO_SCAN, TODAY))

    assert missing() == {one, several}
    Program.objects.filter(pk=one.pk).update(scan=scan)
    several.papers.filter(number="2").update(scan=scan)
    assert missing() == set()


# --- The Board's desk ------------------------------------------------------------------------


def board(district, by=None) -> str:
    district.client.force_login((by or district.clerk).user)
    response = district.client.get(reverse("board_desk"))
    assert response.status_code == 200
    return response.content.decode()


def test_the_board_sees_what_stands_where_and_what_waits(district):
    back = in_review(district, title="Chương trình bị trả lại")
    district.post(district.commander, "program_comment", back, anchor="", reason="Bổ sung kinh phí")
    district.post(district.commander, "program_send_back", back, reason="Sửa lại")
    ends = timezone.localdate() + dt.timedelta(days=12)
    signed_one = meant(district, district.draft(title="Chương trình sắp hết hạn", term_to=ends))
    district.agree(signed_one)
    assert district.sign(signed_one).status_code == 302
    district.agree(meant(district, district.draft(title="Chương trình chờ ký")))
    district.post(district.commander, "review_give", signed_one, advice="amend", comment="Tăng")
    text = board(district)
    for words in (
        "Chương trình bị trả lại",
        "Ban CHQS: Bổ sung kinh phí",
        "Chương trình chờ ký",
        "còn 12 ngày",
        "chưa có bản chụp bản ký",
    ):
        assert words.lower() in text.lower()
    assert f'{reverse("programs")}?trang-thai=ends-30"><b>1</b>' in text
    assert f"{reverse('standing_reviews', args=[signed_one.pk])}#review-" in text


def test_the_counts_lead_to_lists_of_the_same_length(district):
    district.signed()
    in_review(district)
    text = board(district)
    for place, count in ((Standing.IN_FORCE, 1), (Standing.IN_REVIEW, 1), (Standing.ENDED, 0)):
        assert f'?trang-thai={place}"><b>{count}</b>' in text
        listed = district.client.get(reverse("programs"), {"trang-thai": place})
        assert len(listed.context["page"].object_list) == count


def test_only_the_board_has_this_desk_and_only_its_own_unit(district):
    district.signed(title="Chương trình của huyện")
    stranger = make.MembershipFactory(
        organization=make.OrganizationFactory(is_board=True), role="clerk"
    )
    assert "Chương trình của huyện" not in board(district, stranger)
    district.client.force_login(district.commander.user)
    assert district.client.get(reverse("board_desk")).status_code == 403


def test_many_programs_ask_as_much_as_one(district, django_assert_num_queries):
    district.signed()
    board(district)
    with django_assert_num_queries(COMMON_QUERIES + 8):
        district.client.get(reverse("board_desk"))
    for number in range(12):
        signed(unit=district.unit, term_to=timezone.localdate() + dt.timedelta(days=number))
    in_review(district)
    board(district)
    with django_assert_num_queries(COMMON_QUERIES + 8):
        district.client.get(reverse("board_desk"))
