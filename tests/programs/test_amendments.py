"""Amendments: small signed papers that change a signed program from a day on."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from coordination.history import recorded
from coordination.models import Role
from programs.amending import signed_changes
from programs.models import (
    Amendment,
    AmendmentState,
    ContentArea,
    Party,
    Program,
    ProgramSection,
    Target,
)
from programs.text import anchors
from tests.programs import factories as make
from tests.programs.agreements import District

pytestmark = pytest.mark.django_db

STARTS = dt.date(2024, 7, 1)
BEFORE = STARTS - dt.timedelta(days=1)


@pytest.fixture
def district(client):
    return District(client)


@pytest.fixture
def program(district):
    return district.signed()


def begin(district, program, on: dt.date | str = STARTS) -> Amendment:
    on = on if isinstance(on, str) else f"{on:%d/%m/%Y}"
    district.post(district.clerk, "amendment_create", program, reason="Sắp xếp", effective_from=on)
    return Amendment.objects.latest("pk")


def change(district, amendment, kind: str, **data):
    return district.post(district.clerk, "change_create", amendment, kind, **data)


def agree(district, amendment) -> None:
    district.post(district.clerk, "amendment_send", amendment)
    district.post(district.commander, "amendment_approve", amendment)
    district.post(district.chairwoman, "amendment_approve", amendment)


def sign(district, amendment, on: str = "", **fields):
    program = amendment.program
    own = {
        "on": on or f"{timezone.localdate():%d/%m/%Y}",
        "place": "Huyện ủy",
        "number": "02/SĐ",
        f"signers-{district.party(program, district.command).pk}": [district.officer.pk],
        f"signers-{district.party(program, district.women).pk}": [district.president.pk],
    }
    return district.post(district.clerk, "amendment_sign", amendment, **(own | fields))


def text(program, anchor: str, on: dt.date) -> str:
    return next((part.text for part in anchors(program, on) if part.anchor == anchor), "")


def test_a_section_reads_otherwise_from_the_day_on_and_the_old_wording_stays(district, program):
    amendment = begin(district, program)
    change(district, amendment, "section", section="purpose", text="Mục đích mới.")
    agree(district, amendment)
    assert sign(district, amendment).status_code == 302
    assert district.fresh(amendment).state == AmendmentState.SIGNED
    assert text(program, "section:purpose", BEFORE) == "Tăng cường đoàn kết quân dân."
    assert text(program, "section:purpose", STARTS) == "Mục đích mới."
    page = district.page(district.chairwoman, "amendment", amendment)
    assert "Tăng cường đoàn kết quân dân." in page
    assert "Mục đích mới." in page
    earlier = district.page(district.clerk, "program_in_force", program, on="30/06/2024")
    assert "Mục đích mới." not in earlier
    later = district.page(district.clerk, "program_in_force", program, on="01/07/2024")
    assert "Mục đích mới." in later
    assert "02/SĐ" in later


def test_areas_commitments_and_duties_are_replaced_added_and_taken_out(district, program):
    area = ContentArea.objects.get(program=program)
    old = area.commitments.get()
    women = district.party(program, district.women)
    amendment = begin(district, program)
    change(district, amendment, "area", content_area=area.pk, text="Theo chuyên đề")
    change(district, amendment, "commitment", commitment=old.pk, text="")
    change(district, amendment, "new_commitment", content_area=area.pk, text="Xây 5 nhà")
    change(district, amendment, "duties", party=women.pk, text="Vận động hội viên")
    agree(district, amendment)
    sign(district, amendment)
    assert text(program, f"commitment:{old.pk}", BEFORE)
    assert not text(program, f"commitment:{old.pk}", STARTS)
    assert "Theo chuyên đề" in text(program, f"area:{area.pk}", STARTS)
    assert text(program, f"party:{women.pk}", STARTS) == "Vận động hội viên"
    assert "Xây 5 nhà" in " ".join(part.text for part in anchors(program, STARTS))


def test_targets_follow(district, program):
    women = district.party(program, district.women)
    amendment = begin(district, program)
    change(
        district, amendment, "target", party=women.pk, indicator=district.gifts.pk,
        year="2024", quantity="trên 200",
    )  # fmt: skip
    agree(district, amendment)
    sign(district, amendment)
    mine = Target.objects.filter(party=women)
    assert mine.at(BEFORE).get().quantity == 100
    assert mine.at(STARTS).get().quantity == 200
    assert mine.at(STARTS).get().quantity_qualifier == "more"


def test_parties_join_and_leave_by_dates(district, program):
    farmers = make.OrganizationFactory(unit=district.unit, short_name="Hội ND")
    chairman = district.in_office(farmers, "Vũ Văn D", "Chủ tịch")
    amendment = begin(district, program)
    change(
        district, amendment, "party_joins", organization=farmers.pk, party_role="partner",
        text="Vận động nông dân",
    )  # fmt: skip
    women = district.party(program, district.women)
    change(district, amendment, "party_leaves", party=women.pk)
    agree(district, amendment)
    assert sign(district, amendment).status_code == 422  # who joins signs too
    answer = sign(district, amendment, **{f"joins-{farmers.pk}": [chairman.pk]})
    assert answer.status_code == 302
    parties = Party.objects.filter(program=program)
    assert set(parties.at(BEFORE).values_list("organization", flat=True)) == {
        district.command.pk,
        district.women.pk,
    }
    assert set(parties.at(STARTS).values_list("organization", flat=True)) == {
        district.command.pk,
        farmers.pk,
    }
    assert parties.get(organization=farmers).amendment_signatures.get().title == "Chủ tịch"


def test_the_later_of_two_amendments_holds(district, program):
    for starts, said in ((dt.date(2025, 1, 1), "Hai"), (STARTS, "Một")):
        amendment = begin(district, program, starts)
        change(district, amendment, "section", section="purpose", text=said)
        agree(district, amendment)
        sign(district, amendment)
    assert text(program, "section:purpose", STARTS) == "Một"
    assert text(program, "section:purpose", dt.date(2025, 1, 1)) == "Hai"
    assert len(signed_changes(program, dt.date(2025, 1, 1))) == 2


@pytest.mark.parametrize(
    ("on", "sentence"),
    [("31/12/2022", "thời hạn của chương trình"), ("01/01/2028", "thời hạn của chương trình")],
)
def test_a_day_outside_the_term_is_refused(district, program, on, sentence):
    amendment = begin(district, program, on)
    change(district, amendment, "section", section="purpose", text="x")
    answer = district.post(district.clerk, "amendment_send", amendment)
    assert sentence in district.said(answer)
    assert district.fresh(amendment).state == AmendmentState.DRAFT


def test_all_have_to_approve_before_it_is_signed(district, program):
    amendment = begin(district, program)
    change(district, amendment, "section", section="purpose", text="x")
    district.post(district.clerk, "amendment_send", amendment)
    district.post(district.commander, "amendment_approve", amendment)
    assert "Chưa thông qua: Hội LHPN" in district.said(sign(district, amendment))
    district.post(
        district.clerk,
        "amendment_approve_on_paper",
        amendment,
        party=district.party(program, district.women).pk,
        on_paper=f"{timezone.localdate():%d/%m/%Y}",
    )
    assert sign(district, amendment).status_code == 302


def test_it_is_sent_back_with_a_reason_changed_and_approved_anew(district, program):
    amendment = begin(district, program)
    change(district, amendment, "section", section="purpose", text="x")
    district.post(district.clerk, "amendment_send", amendment)
    district.post(district.commander, "amendment_send_back", amendment, reason=" ")
    assert district.fresh(amendment).state == AmendmentState.IN_REVIEW
    district.post(district.commander, "amendment_send_back", amendment, reason="Chưa rõ")
    assert "Chưa rõ" in district.page(district.clerk, "amendment", amendment)
    one = amendment.changes.get()
    district.post(district.clerk, "change_edit", one, section="purpose", text="Rõ hơn")
    agree(district, amendment)
    assert sign(district, amendment).status_code == 302


def test_a_second_tab_is_told_the_new_state(district, program):
    amendment = begin(district, program)
    change(district, amendment, "section", section="purpose", text="x")
    agree(district, amendment)
    sign(district, amendment)
    assert "đã ký" in district.said(sign(district, amendment))
    late = change(district, amendment, "section", section="bases", text="y")
    assert "đã ký" in district.said(late)
    assert amendment.changes.count() == 1


def test_what_makes_no_sense_is_refused_in_a_sentence(district, program):
    amendment = begin(district, program)
    lead, women = (district.party(program, one) for one in (district.command, district.women))
    change(district, amendment, "section", section="purpose", text="x")
    refused = [
        change(district, amendment, "section", section="purpose", text="y"),
        change(district, amendment, "section", section="không có", text="y"),
        change(district, amendment, "party_leaves", party=lead.pk),
        change(
            district, amendment, "party_joins", organization=district.women.pk,
            party_role="partner",
        ),
        change(
            district, amendment, "target", party=women.pk, indicator=district.gifts.pk,
            year="2035", quantity="5",
        ),
        change(
            district, amendment, "target", party=women.pk, indicator=district.gifts.pk,
            year="2024", quantity="rất nhiều",
        ),
        change(district, amendment, "section", section="bases", text="\x00"),
    ]  # fmt: skip
    assert [one.status_code for one in refused] == [422] * len(refused)
    assert amendment.changes.count() == 1


def purpose(district, amendment, words: str):
    """A change of the purpose, and what its form carries beside the words."""
    change(district, amendment, "section", section="purpose", text=words)
    made = amendment.changes.get()
    return made, seen(district, "change_edit", made)


def seen(district, name: str, thing) -> dict[str, str]:
    page = district.page(district.clerk, name, thing)
    marks = re.findall(r'name="(seen|of)" value="([^"]+)"', page)
    assert marks
    return dict(marks)


def test_of_two_who_write_one_change_the_second_sees_both_texts_and_joins_them(district, program):
    made, marks = purpose(district, begin(district, program), "Mục đích một.")
    mine = {"section": "purpose", "text": "Mục đích của tôi.", **marks}
    other = {"section": "purpose", "text": "Mục đích của người khác.", **marks}
    assert district.post(district.head, "change_edit", made, **other).status_code == 302
    answer = district.post(district.clerk, "change_edit", made, **mine)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "không mất" in page or "không bị mất" in page
    assert page.count("của tôi") >= 2  # in the field and beside the other one
    assert "người khác" in page
    assert district.fresh(made).text == other["text"]
    marks = dict(re.findall(r'name="(seen|of)" value="([^"]+)"', page))
    both = {**mine, **marks, "both": "1"}
    assert district.post(district.clerk, "change_edit", made, **both).status_code == 302
    assert district.fresh(made).text == "Mục đích của người khác.\nMục đích của tôi."


def test_after_both_were_shown_saving_keeps_the_own_text(district, program):
    made, marks = purpose(district, begin(district, program), "Mục đích một.")
    form = {"section": "purpose", **marks}
    district.post(district.head, "change_edit", made, text="Khác.", **form)
    page = district.post(district.clerk, "change_edit", made, text="Của tôi.", **form)
    marks = dict(re.findall(r'name="(seen|of)" value="([^"]+)"', page.content.decode()))
    own = {"section": "purpose", "text": "Của tôi.", **marks}
    assert district.post(district.clerk, "change_edit", made, **own).status_code == 302
    assert district.fresh(made).text == "Của tôi."


def test_the_same_text_by_two_is_no_conflict(district, program):
    made, marks = purpose(district, begin(district, program), "Mục đích một.")
    same = {"section": "purpose", "text": "Cùng một ý.", **marks}
    for who in (district.head, district.clerk):
        assert district.post(who, "change_edit", made, **same).status_code == 302


def test_a_change_taken_out_meanwhile_can_be_added_anew_with_what_was_typed(district, program):
    amendment = begin(district, program)
    made, marks = purpose(district, amendment, "Mục đích một.")
    district.post(district.head, "change_remove", made, seen=marks["seen"])
    assert not amendment.changes.exists()
    typed = {"section": "purpose", "text": "Đã gõ công phu.", **marks}
    answer = district.post(district.clerk, "change_edit", made, **typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Đã gõ công phu." in page
    again = re.search(r'action="([^"]+/thay-doi/[^"]+)"', page) or re.search(
        r'<form class="panel form-medium" method="post" novalidate action="([^"]+)"', page
    )
    assert district.client.post(again[1], typed).status_code == 302
    assert amendment.changes.get().text == "Đã gõ công phu."


@pytest.mark.parametrize("of", ["", "x", "1-nothing", f"{'9' * 30}-section", "-section"])
def test_what_was_never_there_is_not_found(district, program, of):
    district.client.force_login(district.clerk.user)
    address = reverse("change_edit", args=[987654])
    assert district.client.post(address, {"text": "x", "of": of}).status_code == 404


def test_nobody_removes_what_somebody_else_has_just_written(district, program):
    made, marks = purpose(district, begin(district, program), "Mục đích một.")
    new = {"section": "purpose", "text": "Viết lại.", **marks}
    district.post(district.head, "change_edit", made, **new)
    district.post(district.clerk, "change_remove", made, seen=marks["seen"])
    assert district.fresh(made).text == "Viết lại."


def test_of_two_who_write_the_head_of_an_amendment_the_second_sees_both(district, program):
    amendment = begin(district, program)
    marks = seen(district, "amendment_edit", amendment)
    form = {"effective_from": "01/07/2024", **marks}
    first = district.post(district.head, "amendment_edit", amendment, reason="Lý do khác", **form)
    assert first.status_code == 302
    answer = district.post(district.clerk, "amendment_edit", amendment, reason="Tôi viết", **form)
    assert answer.status_code == 422
    assert "Lý do khác" in answer.content.decode().replace("<mark>", "").replace("</mark>", "")
    assert district.fresh(amendment).reason == "Lý do khác"


def test_what_is_typed_after_it_was_sent_stays_on_the_page(district, program):
    amendment = begin(district, program)
    made, marks = purpose(district, amendment, "Mục đích một.")
    district.post(district.clerk, "amendment_send", amendment)
    late = {"section": "purpose", "text": "Gõ muộn.", **marks}
    answer = district.post(district.clerk, "change_edit", made, **late)
    assert answer.status_code == 422
    assert "Gõ muộn." in answer.content.decode()
    assert district.fresh(made).text == "Mục đích một."


def test_a_reporter_drafts_no_amendment(district, program):
    reporter = district.member(district.women, Role.REPORTER)
    assert district.get(reporter, "amendment_create", program).status_code == 403


# --- What the database refuses ---------------------------------------------------------------

FROZEN = [
    "UPDATE programs_programsection SET text = 'khác'",
    "DELETE FROM programs_programsection",
    "UPDATE programs_contentarea SET title = 'khác'",
    "UPDATE programs_commitment SET text = 'khác'",
    "DELETE FROM programs_commitment",
    "UPDATE programs_party SET duties = 'khác'",
    "UPDATE programs_party SET role = 'witness' WHERE role = 'partner'",
    "DELETE FROM programs_target",
    "UPDATE programs_target SET quantity = 5",
    "DELETE FROM programs_signature",
    "UPDATE programs_signature SET title = 'khác'",
    "UPDATE programs_program SET title = 'khác'",
    "UPDATE programs_program SET term_to = '2030-12-31'",
    "UPDATE programs_program SET signed_on = '2023-01-01'",
    "UPDATE programs_program SET state = 'draft'",
    "INSERT INTO programs_programsection (program_id, code, text) "
    "SELECT id, 'bases', 'x' FROM programs_program",
]


@pytest.mark.parametrize("statement", FROZEN)
def test_what_was_signed_here_is_frozen(district, program, statement):
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="programs_signed_program_is_frozen"),
        transaction.atomic(),
    ):
        cursor.execute(statement)


def test_a_new_target_or_party_needs_an_amendment(district, program):
    women = district.party(program, district.women)
    for make_row in (
        lambda: make.TargetFactory(party=women, indicator=district.gifts, year=2025),
        lambda: Party.objects.create(
            program=program, organization=make.OrganizationFactory(), role="partner"
        ),
    ):
        with pytest.raises(IntegrityError, match="is_frozen"), transaction.atomic():
            make_row()


def test_the_end_of_a_party_a_scan_and_a_merged_person_stay_open(district, program):
    Party.objects.filter(program=program).update(valid_to=dt.date(2025, 6, 30))
    Program.objects.filter(pk=program.pk).update(scan=None)
    signature = district.party(program, district.women).signatures.get()
    twin = district.in_office(district.women, signature.person.name, "Chủ tịch Hội").person
    signature.person = twin
    signature.save()
    signature.person = district.in_office(district.women, "Lê Thị F", "Chủ tịch").person
    with pytest.raises(IntegrityError, match="is_frozen"), transaction.atomic():
        signature.save()


def test_loading_brings_its_rows_in_and_whoever_acts_does_not(district):
    with recorded(by=None, source="load_case"):
        loaded = make.ProgramFactory(is_loaded=True, parties=[district.command, district.women])
        ProgramSection.objects.create(program=loaded, code="purpose", text="x")
    with (
        pytest.raises(IntegrityError, match="is_frozen"),
        recorded(by=district.clerk, source="web"),
    ):
        ProgramSection.objects.create(program=loaded, code="bases", text="x")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programs_amendment SET effective_from = '2025-01-01'",
        "UPDATE programs_amendmentchange SET text = 'khác'",
        "DELETE FROM programs_amendmentchange",
        "DELETE FROM programs_amendmentsignature",
    ],
)
def test_a_signed_amendment_is_frozen(district, program, statement):
    amendment = begin(district, program)
    change(district, amendment, "section", section="purpose", text="x")
    agree(district, amendment)
    sign(district, amendment)
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="programs_signed_amendment_is_frozen"),
        transaction.atomic(),
    ):
        cursor.execute(statement)


def test_nobody_signs_an_amendment_without_an_office(district, program):
    amendment = begin(district, program)
    amendment.signed_on = dt.date(2024, 6, 1)
    amendment.save()
    stranger = district.in_office(make.OrganizationFactory(), "Hồ Văn P", "Chủ tịch").person
    with pytest.raises(IntegrityError, match="held_a_position"), transaction.atomic():
        amendment.signatures.create(party=program.parties.first(), person=stranger)


def test_the_page_asks_a_fixed_number_of_queries(district, program, django_assert_num_queries):
    amendment = begin(district, program)
    for section in ("purpose", "bases", "requirements", "methods"):
        change(district, amendment, "section", section=section, text="x")
        district.get(district.clerk, "amendment", amendment)
        with django_assert_num_queries(17):
            district.client.get(f"/chuong-trinh/sua-doi/{amendment.pk}/")


def test_the_history_tells_what_was_changed_where(district, program):
    amendment = begin(district, program)
    women = district.party(program, district.women)
    change(district, amendment, "section", section="purpose", text="Mục đích mới.")
    change(
        district, amendment, "target", party=women.pk, indicator=district.gifts.pk,
        year="2024", quantity="trên 200",
    )  # fmt: skip
    agree(district, amendment)
    sign(district, amendment)
    district.client.force_login(district.clerk.user)
    page = district.client.get(f"/lich-su/programs.amendment/{amendment.pk}/").content.decode()
    assert "Mục: mục đích" in page
    assert "Mục đích mới." in page
    assert "trên 200" in page
    assert "Hội LHPN (phối hợp)" in page
    assert "Ghi nhận việc ký văn bản sửa đổi, bổ sung" in page
