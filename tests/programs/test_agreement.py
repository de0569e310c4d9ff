"""From the draft to the signing: review with comments, approvals on paper, signing."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from coordination.models import Event, Role
from programs.models import (
    PaperParty,
    PartyRole,
    ProgramSection,
    ProgramState,
    ReviewComment,
    ReviewedText,
    Signature,
    SignedPaper,
)
from tests.programs import factories as make
from tests.programs.agreements import PDF, District

pytestmark = pytest.mark.django_db

TODAY = dt.date.today()


@pytest.fixture
def district(client):
    return District(client)


def day(offset: int) -> str:
    return f"{timezone.localdate() + dt.timedelta(days=offset):%d/%m/%Y}"


def test_sending_to_review_keeps_the_text(district):
    program = district.draft()
    district.post(district.clerk, "program_send", program)
    kept = ReviewedText.objects.get(program=program)
    assert kept.round == 1
    assert any("đoàn kết quân dân" in part["text"] for part in kept.content["parts"])


def test_the_page_says_where_it_stands_and_who_is_next(district):
    program = district.draft()
    page = district.page(district.clerk, "program", program)
    assert "cán bộ Ban" in page
    district.post(district.clerk, "program_send", program)
    district.post(district.commander, "program_approve", program)
    page = district.page(district.clerk, "program", program)
    assert "Tiếp theo" in page
    assert "Hội LHPN, " in page
    assert f"{timezone.localdate():%d/%m/%Y}" in page


def test_a_changed_text_shows_what_changed_word_by_word_and_needs_all_approvals_again(district):
    program = district.draft()
    district.post(district.clerk, "program_send", program)
    district.post(district.chairwoman, "program_approve", program)
    district.post(district.commander, "program_send_back", program, reason="Thêm dân tộc")
    ProgramSection.objects.filter(program=program).update(text="Tăng cường đoàn kết quân dân tộc.")
    district.post(district.clerk, "program_send", program)
    page = district.page(district.commander, "program_review", program)
    assert re.search(r"<del>.*?dân\..*?</del><ins>.*?dân tộc\..*?</ins>", page)
    district.post(district.commander, "program_approve", program)
    assert district.state(program) == ProgramState.IN_REVIEW
    district.post(district.chairwoman, "program_approve", program)
    assert district.state(program) == ProgramState.APPROVED


def test_comments_are_pinned_answered_and_resolved(district):
    program = district.draft()
    district.post(district.clerk, "program_send", program)
    district.post(
        district.commander,
        "program_comment",
        program,
        anchor="section:purpose",
        reason="Nói rõ mục đích",
    )
    comment = ReviewComment.objects.get()
    assert comment.anchor == "section:purpose"
    assert "Nói rõ mục đích" in district.page(district.clerk, "program_review", program)
    assert "1 ý kiến" in district.page(district.clerk, "program", program)
    assert "Nói rõ mục đích" not in district.page(district.chairwoman, "program_review", program)
    district.post(district.clerk, "comment_answer", comment, reason="Đã bổ sung", resolve="1")
    assert "Đã bổ sung" in district.page(district.chairwoman, "program_review", program)
    assert "1 ý kiến" not in district.page(district.clerk, "program", program)
    again = district.post(district.clerk, "comment_answer", comment, reason="Lần nữa")
    assert "đã được giải quyết" in district.said(again)


@pytest.mark.parametrize(
    ("anchor", "text"), [("section:purpose", "  "), ("area:999999", "x"), ("", "x" * 2001)]
)
def test_an_empty_or_misplaced_comment_is_refused(district, anchor, text):
    program = district.draft()
    district.post(district.clerk, "program_send", program)
    answer = district.post(
        district.commander, "program_comment", program, anchor=anchor, reason=text
    )
    assert answer.status_code == 302
    assert not ReviewComment.objects.exists()


def test_nobody_comments_outside_a_review(district):
    program = district.draft()
    district.agree(program)
    answer = district.post(district.commander, "program_comment", program, anchor="", reason="x")
    assert "Chỉ góp ý khi chương trình đang lấy ý kiến" in district.said(answer)
    assert not ReviewComment.objects.exists()


def test_sending_back_without_a_reason_is_refused(district):
    program = district.draft()
    district.post(district.clerk, "program_send", program)
    district.post(district.commander, "program_send_back", program, reason=" ")
    assert district.state(program) == ProgramState.IN_REVIEW


def test_an_approval_on_paper_counts_with_its_date_and_scan(district):
    program = district.draft()
    district.post(district.clerk, "program_send", program)
    district.post(district.commander, "program_approve", program)
    answer = district.post(
        district.clerk,
        "program_approve_on_paper",
        program,
        party=district.party(program, district.women).pk,
        on_paper=day(-3),
        file=SimpleUploadedFile("dong-y.pdf", PDF, "application/pdf"),
        secrecy="none",
    )
    assert answer.status_code == 302
    assert district.state(program) == ProgramState.APPROVED
    review = district.party(program, district.women).reviews.get()
    assert review.on_paper == timezone.localdate() - dt.timedelta(days=3)
    assert district.scan(district.commander, "approval_scan", review) == PDF
    assert "bằng văn bản" in district.page(district.clerk, "program", program)


@pytest.mark.parametrize("on_paper", ["31/02/2024", day(1), ""])
def test_an_approval_on_paper_has_a_day_that_was(district, on_paper):
    program = district.draft()
    district.post(district.clerk, "program_send", program)
    answer = district.post(
        district.clerk,
        "program_approve_on_paper",
        program,
        party=district.party(program, district.women).pk,
        on_paper=on_paper,
    )
    assert answer.status_code == 422
    assert district.state(program) == ProgramState.IN_REVIEW


def test_taking_back_lets_the_text_be_changed_and_asks_everybody_again(district):
    program = district.draft()
    district.agree(program)
    district.post(district.clerk, "program_take_back", program, reason="Sửa thời hạn")
    assert district.state(program) == ProgramState.DRAFT
    district.post(district.clerk, "program_send", program)
    assert district.fresh(program).review_round == 2
    assert district.state(program) == ProgramState.IN_REVIEW


# --- Signing ---------------------------------------------------------------------------------


def test_signing_keeps_who_signed_with_title_and_rank(district):
    program = district.draft()
    witness = district.witness(program)
    district.agree(program)
    chief = district.in_office(district.board, "Nguyễn Thị A", "Trưởng ban")
    answer = district.sign(
        program,
        number="Số: 01/CTrPH",
        **{
            f"signers-0-{witness.pk}": [chief.pk],
            "scan-file": SimpleUploadedFile("ban-ky.pdf", PDF, "application/pdf"),
            "scan-secrecy": "none",
        },
    )
    assert answer.status_code == 302
    program = district.fresh(program)
    assert (program.state, program.number) == (ProgramState.SIGNED, "Số: 01/CTrPH")
    signed = Signature.objects.get(party__role=PartyRole.LEAD)
    assert (signed.title, signed.rank) == ("Chính trị viên", "Thượng tá")
    assert Signature.objects.filter(party=witness).exists()
    page = district.page(district.chairwoman, "program", program)
    assert "Thượng tá Trần Văn B" in page
    assert district.scan(district.chairwoman, "program_scan", program) == PDF


def test_the_day_comes_first_and_offers_who_held_an_office_then(district):
    program = district.draft()
    district.in_office(
        district.women, "Lê Thị F", "Nguyên Chủ tịch", valid_to=TODAY - dt.timedelta(days=30)
    )
    district.agree(program)
    assert "Phạm Thị E" not in district.page(district.clerk, "program_signing", program)
    page = district.page(district.clerk, "program_signing", program, on=day(0))
    assert "Phạm Thị E" in page
    assert "Lê Thị F" not in page


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (day(1), "tương lai"),
        (day(-1), "trước ngày đó"),
        ("31/02/2024", "ngày"),
        ("\x00", "ngày"),
    ],
)
def test_a_signing_on_an_impossible_day_is_refused(district, on, sentence):
    program = district.draft()
    district.agree(program)
    answer = district.get(district.clerk, "program_signing", program, on=on)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert district.sign(program, on=on).status_code == 422
    assert district.state(program) == ProgramState.APPROVED


def test_a_signatory_who_had_left_is_refused(district):
    program = district.draft()
    gone = district.in_office(
        district.women, "Lê Thị F", "Chủ tịch", valid_to=TODAY - dt.timedelta(days=30)
    )
    district.agree(program)
    name = f"signers-0-{district.party(program, district.women).pk}"
    answer = district.sign(program, **{name: [gone.pk]})
    assert "Lê Thị F không giữ chức vụ Chủ tịch" in district.said(answer)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("key", ["999999999", "x", "9" * 30, "-1"])
def test_a_stranger_as_signatory_is_refused(district, key):
    program = district.draft()
    district.agree(program)
    name = f"signers-0-{district.party(program, district.women).pk}"
    assert district.sign(program, **{name: [key]}).status_code == 422
    foreign = district.in_office(make.OrganizationFactory(), "Hồ Văn P", "Chủ tịch")
    assert district.sign(program, **{name: [foreign.pk]}).status_code == 422
    assert district.state(program) == ProgramState.APPROVED


def test_each_lead_and_partner_has_to_sign(district):
    program = district.draft()
    district.agree(program)
    name = f"signers-0-{district.party(program, district.women).pk}"
    assert district.sign(program, **{name: []}).status_code == 422


def test_a_term_that_began_before_the_signing_is_confirmed(district):
    program = district.draft()
    district.agree(program)
    answer = district.sign(program, is_early_term_confirmed="")
    assert answer.status_code == 422
    assert "bắt đầu từ ngày 01/01/2023" in answer.content.decode()
    assert district.sign(program).status_code == 302


def test_a_second_tab_is_told_the_new_state(district):
    program = district.draft()
    district.agree(program)
    assert district.sign(program).status_code == 302
    again = district.sign(program)
    assert again.status_code == 302
    assert "đã ký" in district.said(again)
    assert Signature.objects.count() == 2
    late = district.post(district.commander, "program_approve", program)
    assert "đã ký" in district.said(late)


def test_several_papers_are_signed_at_one_ceremony(district):
    program = district.draft()
    parties = [one.pk for one in program.parties.all()]
    paper = SignedPaper.objects.create(program=program, number="02/CTrPH")
    paper.paper_parties.bulk_create(PaperParty(paper=paper, party_id=key) for key in parties)
    district.agree(program)
    names = {f"signers-{paper.pk}-{key}": None for key in parties}
    names[f"signers-{paper.pk}-{parties[0]}"] = [district.officer.pk]
    names[f"signers-{paper.pk}-{parties[1]}"] = [district.president.pk]
    answer = district.sign(
        program,
        **names,
        **{f"scan-{paper.pk}-file": SimpleUploadedFile("a.pdf", PDF, "application/pdf")},
    )
    assert answer.status_code == 302
    paper.refresh_from_db()
    assert paper.signed_on == timezone.localdate()
    assert {one.paper_id for one in Signature.objects.all()} == {paper.pk}
    assert district.scan(district.commander, "paper_scan", paper) == PDF


def test_a_scan_can_come_later(district):
    program = district.signed()
    assert "chưa có" in district.page(district.clerk, "program", program)
    assert district.post(district.clerk, "program_scan_attach", program).status_code == 422
    district.post(
        district.clerk,
        "program_scan_attach",
        program,
        file=SimpleUploadedFile("a.pdf", PDF, "application/pdf"),
        secrecy="none",
    )
    assert district.scan(district.clerk, "program_scan", program) == PDF


def test_every_move_is_told_in_the_history(district):
    program = district.signed()
    codes = list(Event.objects.about(program).values_list("code", flat=True))
    assert codes == [
        "program.signed",
        "program.approved",
        "program.approved",
        "program.sent_to_review",
    ]


def test_pages_ask_a_fixed_number_of_queries(district, django_assert_num_queries):
    program = district.draft()
    district.post(district.clerk, "program_send", program)
    counts = {"program_review": 14, "program": 13}
    for _round in range(2):
        district.client.force_login(district.clerk.user)
        for name, count in counts.items():
            address = reverse(name, args=[program.pk])
            district.client.get(address)
            with django_assert_num_queries(count):
                district.client.get(address)
        for number in range(5):
            district.post(
                district.commander, "program_comment", program, anchor="", reason=f"Ý {number}"
            )
        program.parties.create(
            organization=make.OrganizationFactory(unit=district.unit), role="partner", order=5
        )


def test_a_reporter_neither_reviews_nor_signs(district):
    reporter = district.member(district.women, Role.REPORTER)
    program = district.draft()
    district.agree(program)
    assert district.get(reporter, "program_signing", program).status_code == 403
    assert district.sign(program, by=reporter).status_code == 403
