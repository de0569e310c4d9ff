"""After the signing: reviews at any time, cancelling, terminating, replacing."""

import datetime as dt

import pytest
from django.utils import timezone

from programs.models import (
    Amendment,
    Program,
    ProgramState,
    ReviewComment,
    ReviewRequest,
    StandingReview,
)
from tests.programs import factories as make
from tests.programs.agreements import District

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(client):
    return District(client)


def day(offset: int) -> str:
    return f"{timezone.localdate() + dt.timedelta(days=offset):%d/%m/%Y}"


def home(district, by) -> str:
    district.client.force_login(by.user)
    return district.client.get("/").content.decode()


def test_a_party_reviews_a_signed_program_and_the_board_handles_it(district):
    program = district.signed()
    district.post(
        district.commander, "review_give", program, advice="amend", comment="Tăng chỉ tiêu"
    )
    review = StandingReview.objects.get()
    assert district.state(program) == ProgramState.SIGNED
    assert "Ý kiến rà soát chương trình cần xử lý" in home(district, district.clerk)
    district.post(district.clerk, "review_handle", review, reason="  ")
    assert not district.fresh(review).handled_at
    district.post(district.clerk, "review_handle", review, reason="Lập văn bản sửa đổi")
    assert "Ý kiến rà soát chương trình cần xử lý" not in home(district, district.clerk)
    assert "Lập văn bản sửa đổi" in district.page(district.chairwoman, "standing_reviews", program)
    again = district.post(district.clerk, "review_handle", review, reason="Lần nữa")
    assert "đã được xử lý" in district.said(again)


def test_the_board_asks_and_the_parties_answer(district):
    program = district.signed()
    assert district.post(district.clerk, "review_ask", program, until=day(-1)).status_code == 422
    district.post(district.clerk, "review_ask", program, until=day(30), note="Cuối năm")
    assert "đề nghị rà soát" in home(district, district.chairwoman)
    district.post(district.chairwoman, "review_give", program, advice="keep")
    assert StandingReview.objects.get().request is not None
    assert "đề nghị rà soát" not in home(district, district.chairwoman)
    assert "đề nghị rà soát" in home(district, district.commander)


def test_what_is_pressed_twice_is_kept_once(district):
    program = district.draft()
    district.post(district.clerk, "program_send", program)
    for _press in range(2):
        district.post(district.commander, "program_comment", program, anchor="", reason="Ý kiến")
    assert ReviewComment.objects.count() == 1
    district.post(district.commander, "program_approve", program)
    district.post(district.chairwoman, "program_approve", program)
    district.sign(program)
    for _press in range(2):
        district.post(district.commander, "review_give", program, advice="keep")
        district.post(district.clerk, "review_ask", program, until=day(9))
        district.post(
            district.clerk, "amendment_create", program, effective_from="01/07/2024", reason="x"
        )
    counts = [one.objects.count() for one in (StandingReview, ReviewRequest, Amendment)]
    assert counts == [1, 1, 1]


@pytest.mark.parametrize("given", [{"advice": "amend"}, {"advice": "x", "comment": "y"}, {}])
def test_a_review_says_what_and_why(district, given):
    program = district.signed()
    answer = district.post(district.commander, "review_give", program, **given)
    assert answer.status_code == 422
    assert not StandingReview.objects.exists()


def test_the_head_cancels_before_the_signing_with_a_reason(district):
    program = district.draft()
    district.agree(program)
    assert district.post(district.clerk, "program_cancel", program, reason="x").status_code == 403
    district.post(district.head, "program_cancel", program, reason="")
    assert district.state(program) == ProgramState.APPROVED
    district.post(district.head, "program_cancel", program, reason="Không còn phù hợp")
    assert district.state(program) == ProgramState.CANCELLED
    assert "đã hủy" in district.said(district.sign(program)).lower()


def test_the_head_terminates_with_reason_and_last_day(district):
    program = district.signed()
    for last_day, reason in ((day(0), ""), ("01/01/2030", "x"), ("31/02/2025", "x")):
        answer = district.post(
            district.head, "program_terminate", program, last_day=last_day, reason=reason
        )
        assert answer.status_code == 422
    district.post(district.head, "program_terminate", program, last_day=day(10), reason="Sáp nhập")
    program = district.fresh(program)
    assert program.state == ProgramState.TERMINATED
    today = timezone.localdate()
    assert Program.objects.in_force(today).filter(pk=program.pk).exists()
    assert not Program.objects.in_force(today + dt.timedelta(days=11)).exists()
    assert "Chấm dứt" in district.page(district.commander, "program", program)


def test_a_successor_replaces_from_the_beginning_of_its_own_term(district):
    old = district.signed()
    today = timezone.localdate()
    begins = today + dt.timedelta(days=5)
    new = district.draft(term_from=begins, number="02")
    district.post(district.head, "program_replaces", new, replaces=[old.pk])
    assert list(new.replaces.all()) == [old]
    district.agree(new)
    assert district.sign(new).status_code == 302
    of = Program.objects.filter(pk=old.pk)
    assert not of.with_replaced(begins - dt.timedelta(days=1)).get().is_replaced
    assert of.with_replaced(begins).get().is_replaced


def test_a_program_of_elsewhere_is_not_replaced(district):
    other = make.ProgramFactory()
    new = district.draft()
    answer = district.post(district.head, "program_replaces", new, replaces=[other.pk])
    assert answer.status_code == 422
