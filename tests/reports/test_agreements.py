"""Programs as their parties sign them: heading, text, signatures, annexes; page and PDF."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from coordination.figures import Figure
from coordination.models import Person, Position, Role
from programs.models import (
    Commitment,
    ContentArea,
    Party,
    PartyRole,
    Program,
    ProgramSection,
    Signature,
    SignedPaper,
)
from reports.content.agreement import agreement_paper
from reports.forms.setting import set_paper
from reports.models import Rendering
from reports.rendering import render
from tests.coordination.world import signed_in
from tests.programs import factories as make
from tests.programs.drafting import District, party_of
from tests.reports.reviews import AT

pytestmark = pytest.mark.django_db
TODAY = dt.date(2018, 12, 1)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def district():
    return District()


def written(program: Program) -> Program:
    """The program with a word in each place."""
    for code in ("bases", "purpose", "requirements", "methods", "common_duties", "organization"):
        ProgramSection.objects.create(program=program, code=code, text=f"Đoạn {code}.")
    area = ContentArea.objects.create(program=program, title="Công tác tuyên truyền", order=1)
    commitment = Commitment.objects.create(
        content_area=area,
        text="Tổ chức hội thi",
        lead=program.parties.first(),
        due_text="quý II",
    )
    commitment.partners.create(party=program.parties.last())
    return program


def text_of(paper) -> list[str]:
    """Headings and paragraphs of the set paper, in order."""
    lines = []
    for block in set_paper(paper).body:
        if hasattr(block, "label") and block.label:
            lines.append(block.label)
        if hasattr(block, "text"):
            lines.append(block.text)
        elif hasattr(block, "runs"):
            lines.append("".join(run.text for run in block.runs))
        else:
            items = getattr(block, "items", ())
            lines += ["".join(getattr(run, "text", run) for run in item) for item in items]
    return lines


def test_a_program_is_printed_in_the_order_of_such_papers(district):
    lines = text_of(agreement_paper(written(district.draft()), today=TODAY))
    headings = [line for line in lines if line[:2] in ("I.", "II", "IV", "V.")]
    assert headings == [
        "I. MỤC ĐÍCH, YÊU CẦU",
        "II. NỘI DUNG PHỐI HỢP",
        "III. PHƯƠNG PHÁP, HÌNH THỨC PHỐI HỢP",
        "IV. TRÁCH NHIỆM CỦA CÁC BÊN",
        "V. TỔ CHỨC THỰC HIỆN",
    ]
    commitment = next(line for line in lines if line.startswith("Tổ chức hội thi"))
    assert "chủ trì: Ban Chỉ huy Quân sự; phối hợp: Hội Phụ nữ; thời gian: quý II" in commitment


def test_a_regulation_has_chapters_and_articles(district):
    lines = text_of(agreement_paper(written(district.draft(kind="regulation")), today=TODAY))
    assert [line for line in lines if line.startswith("Chương ")] == [
        f"Chương {number}" for number in ("I", "II", "III", "IV", "V")
    ]
    articles = [line for line in lines if line.startswith("Điều ")]
    assert articles[:3] == [
        "Điều 1. Mục đích",
        "Điều 2. Nguyên tắc, yêu cầu",
        "Điều 3. Công tác tuyên truyền",
    ]


def test_a_joint_resolution_has_articles_alone(district):
    lines = text_of(agreement_paper(written(district.draft(kind="joint_resolution")), today=TODAY))
    assert "QUYẾT NGHỊ" in lines
    assert any(line.startswith("Điều 1. ") for line in lines)
    assert not any(line.startswith("Chương ") for line in lines)


def test_a_draft_has_blanks_and_says_so(district):
    ready = set_paper(agreement_paper(district.draft(), today=TODAY))
    assert ready.head.draft.text == "Dự thảo lần 1"
    assert any("…………" in line for line in text_of(agreement_paper(district.draft(), today=TODAY)))
    assert "\u00a0\u00a0" in ready.head.number[0].text
    assert "ngày\u00a0" in ready.head.place_date.text


def test_a_draft_sent_back_is_the_next_one(district):
    program = district.draft(review_round=2)
    assert set_paper(agreement_paper(program, today=TODAY)).head.draft.text == "Dự thảo lần 3"


def test_the_lead_is_first_in_the_heading_and_right_most_below(district):
    ready = set_paper(agreement_paper(district.draft(), today=TODAY))
    issuers = " ".join(line.text for line in ready.head.issuer)
    assert issuers.startswith("BAN CHỈ HUY QUÂN SỰ")
    assert " - HỘI PHỤ NỮ" in issuers
    (row,) = ready.rows
    assert "CHỈ HUY QUÂN SỰ" in " ".join(line.text for line in row[-1].lines)


def test_with_more_than_three_parties_the_lead_alone_is_in_the_heading(district):
    others = [make.OrganizationFactory(unit=district.unit) for _ in range(4)]
    program = district.draft(parties=[district.command, *others])
    ready = set_paper(agreement_paper(program, today=TODAY))
    assert not any(line.text.startswith("- ") for line in ready.head.issuer)


@pytest.mark.parametrize(("count", "rows"), [(2, [2]), (3, [3]), (4, [2, 2]), (12, [3, 3, 3, 3])])
def test_two_to_twelve_parties_sign(district, count, rows):
    others = [make.OrganizationFactory(unit=district.unit) for _ in range(count - 1)]
    program = district.draft(parties=[district.command, *others])
    ready = set_paper(agreement_paper(program, today=TODAY))
    assert [len(row) for row in ready.rows] == rows
    last = ready.rows[-1][-1] if count > 6 else ready.rows[0][-1]
    assert "QUÂN SỰ" in " ".join(line.text for line in last.lines)


def test_a_witness_signs_in_a_row_of_its_own_and_issues_nothing(district):
    program = district.draft()
    Party.objects.create(
        program=program, organization=district.board, role=PartyRole.WITNESS, order=9
    )
    ready = set_paper(agreement_paper(program, today=TODAY))
    assert len(ready.witnesses) == 1
    assert not any("DÂN VẬN" in line.text for line in ready.head.issuer)


def test_the_party_heads_the_paper_only_among_its_own(district):
    with_women = district.draft(parties=[district.board, district.women])
    with_command = district.draft(parties=[district.board, district.command])
    heads = [
        set_paper(agreement_paper(one, today=TODAY)).head.right[0].text
        for one in (with_women, with_command)
    ]
    assert heads == ["ĐẢNG CỘNG SẢN VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]


def test_a_signed_program_bears_its_number_day_and_signatories(district):
    program = written(district.draft(is_draft=False, number="Số: 01/CTrPH-BCH-HPN"))
    person = Person.objects.create(name="Nguyễn Văn A")
    Position.objects.create(person=person, organization=district.command, title="Chính trị viên")
    Signature.objects.create(
        party=party_of(program, district.command),
        person=person,
        title="Chính trị viên",
        rank="Thượng tá",
    )
    ready = set_paper(agreement_paper(program, today=TODAY))
    assert ready.head.draft is None
    assert ready.head.number[0].text.startswith("Số: 01/CTrPH-BCH-HPN")
    assert "01 tháng 01 năm 2020" in ready.head.place_date.text
    assert ready.rows[0][-1].name.text == "Thượng tá Nguyễn Văn A"


def test_an_annual_plan_has_its_targets_and_schedule_as_annexes(district):
    parent = district.draft()
    asked = make.IndicatorFactory(code="T1")
    plan = written(
        district.draft(
            kind="annual_plan",
            parent=parent,
            term_from=dt.date(2019, 1, 1),
            term_to=dt.date(2019, 12, 31),
            asks=[asked],
        )
    )
    make.TargetFactory(party=plan.parties.first(), indicator=asked, year=2019, quantity=385)
    ready = set_paper(agreement_paper(plan, today=TODAY))
    assert [line.text for annex in ready.annexes for line in annex.title] == [
        "CHỈ TIÊU THỰC HIỆN",
        "TIẾN ĐỘ THỰC HIỆN",
    ]
    cells = [
        "".join(run.text for run in cell.runs)
        for row in ready.annexes[0].blocks[0].body
        for cell in row.cells
    ]
    assert "385" in cells


def test_a_bilateral_paper_names_its_own_parties(district):
    program = district.draft(
        title="Chương trình phối hợp hoạt động giữa A với B, C giai đoạn 2019 - 2023",
        parties=[district.command, district.women, district.board],
    )
    paper = SignedPaper.objects.create(program=program, number="02/CTrPH-BCH-HPN")
    for organization in (district.command, district.women):
        paper.paper_parties.create(party=party_of(program, organization))
    tree = agreement_paper(program, today=TODAY, paper=paper)
    assert tree.head.subject == (
        "phối hợp hoạt động giữa Ban Chỉ huy Quân sự huyện với Hội Phụ nữ huyện "
        "giai đoạn 2019 - 2023"
    )
    assert len(tree.signatures) == 2
    page = district.client.get(
        reverse("program_print", args=[program.pk]), {"van-ban": paper.pk}
    ).content.decode()
    assert "02/CTrPH" in page


def test_papers_before_a_change_of_wording_keep_the_old_one(district):
    asked = make.IndicatorFactory(code="T1", label_vi="Tên mới")
    asked.former_wordings.create(label_vi="Tên cũ", valid_to=dt.date(2019, 6, 30))
    program = district.draft(asks=[asked])
    make.TargetFactory(party=program.parties.first(), indicator=asked, year=2019)
    tree = str(agreement_paper(program, today=TODAY))
    assert "Tên cũ" in tree
    assert "Tên mới" not in tree
    later = district.draft(asks=[asked], term_from=dt.date(2019, 7, 1))
    make.TargetFactory(party=later.parties.first(), indicator=asked, year=2019)
    assert "Tên mới" in str(agreement_paper(later, today=dt.date(2020, 1, 1)))


def test_the_preview_is_one_click_away_and_its_file_is_made(district):
    program = written(district.draft())
    address = reverse("program_print", args=[program.pk])
    for name in ("program", "program_text", "program_parties", "program_targets"):
        page = district.client.get(reverse(name, args=[program.pk])).content.decode()
        assert f'href="{address}"' in page, name
    assert "Dự thảo lần 1" in district.client.get(address).content.decode()
    assert district.client.get(f"{address}pdf/").status_code == 404
    state = district.client.post(f"{address}tao-tep/", follow=True)
    assert "is being made" in state.content.decode()
    render(Rendering.objects.get().pk, at=AT)
    answer = district.client.get(f"{address}pdf/")
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "Công tác tuyên truyền" in text


def test_without_parties_the_preview_says_what_is_missing(district):
    program = district.draft(parties=[])
    page = district.client.get(reverse("program_print", args=[program.pk])).content.decode()
    assert "The paper has no party yet" in page


def test_what_no_paper_has_is_not_found(district):
    program = district.draft()
    address = reverse("program_print", args=[program.pk])
    for query in ("?van-ban=999999", "?van-ban=x", f"?van-ban={'9' * 30}", "?ngay=31/02/2020"):
        assert district.client.get(address + query).status_code == 404


@pytest.mark.parametrize("count", [2, 12])
def test_the_preview_asks_the_same_number_of_queries(district, count, django_assert_num_queries):
    others = [make.OrganizationFactory(unit=district.unit) for _ in range(count - 1)]
    program = written(district.draft(parties=[district.command, *others]))
    address = reverse("program_print", args=[program.pk])
    district.client.get(address)
    with django_assert_num_queries(15):
        district.client.get(address)


def test_a_stranger_does_not_know_of_the_paper(district):
    foreign = signed_in(make.MembershipFactory(role=Role.CLERK))
    program = district.draft()
    assert foreign.get(reverse("program_print", args=[program.pk])).status_code == 404


def test_figures_of_targets_know_their_target(district):
    from reports.blocks import figures

    asked = make.IndicatorFactory(code="T1")
    program = district.draft(asks=[asked])
    target = make.TargetFactory(party=program.parties.first(), indicator=asked, year=2019)
    (run,) = figures(agreement_paper(program, today=TODAY))
    assert run.source == {"target": target.pk}
    assert target.quantity_figure == Figure(100)


def test_of_a_signed_program_without_its_words_no_blanks_are_printed(district):
    def printed(**fields):
        parties = [district.command, district.women]
        program = make.ProgramFactory(unit=district.unit, parties=parties, **fields)
        return " ".join(text_of(agreement_paper(program, today=TODAY))).lower()

    signed, draft = printed(), printed(is_draft=True)
    assert "nội dung chi tiết chưa được nhập vào phần mềm" in signed
    assert "tổ chức thực hiện" not in signed
    assert "chưa được nhập" not in draft
    assert "tổ chức thực hiện" in draft
