"""What a report says: chapters, names of the day, signers, joint work, estimates, many programs."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from coordination.models import OrganizationName, OrganizationParent
from programs.models import Area, Narrative
from programs.workflow import Refused
from reports.blocks import Annex, Capacity, Heading, Table, figures
from reports.content import defaults_of, form_of, review_report
from reports.content.figures import NOT_REPORTED
from reports.content.heading import default_place
from reports.models import Conclusion, Document
from tests.programs import factories as make
from tests.reports.reviews import HELD_ON, conference_on, paper_of, position, said

pytestmark = pytest.mark.django_db

AREA = "Chính sách hậu phương quân đội, người có công"
SECOND_QUARTER = (dt.date(2022, 4, 1), dt.date(2022, 6, 30))


@pytest.fixture(autouse=True)
def _in_english():
    """Papers are Vietnamese whatever the language of the screen."""
    with translation.override("en"):
        yield


@pytest.fixture
def command():
    return make.OrganizationFactory(is_command=True, short_name="Ban CHQS")


@pytest.fixture
def women(command):
    return make.OrganizationFactory(unit=command.unit, short_name="Hội LHPN")


@pytest.fixture
def program(command, women):
    return make.ProgramFactory(
        unit=command.unit,
        parties=[command, women],
        asks=[make.IndicatorFactory(code="T1", label_vi="Quà tặng", unit_vi="suất")],
    )


def drafted(program, issuer, **fields) -> str:
    return said(review_report(paper_of(conference_on(program, **fields), issuer)))


def tables(paper) -> list[Table]:
    return [
        block
        for annex in paper.blocks
        if isinstance(annex, Annex)
        for block in annex.blocks
        if isinstance(block, Table)
    ]


def cells(table: Table) -> list[list[str]]:
    return [["".join(run.text for run in cell.runs) for cell in row.cells] for row in table.body]


# --- Chapters ------------------------------------------------------------------------------------


def test_chapters_without_content_are_left_out(program, women):
    paper = review_report(paper_of(conference_on(program), women))
    headings = [block.text for block in paper.blocks if isinstance(block, Heading)]
    assert headings == ["Kết quả thực hiện các nội dung phối hợp", AREA, "Tổng hợp chung"]


def test_written_chapters_stand_in_their_order(program, women):
    document = paper_of(conference_on(program), women)
    for code in (
        *("proposals", "tasks", "directions", "lessons", "causes_of_shortcomings"),
        *("causes_of_achievements", "shortcomings", "achievements", "leadership"),
        *("difficulties", "advantages"),
    ):
        document.sections.create(code=code, text=f"Viết {code}.")
    paper = review_report(document)
    headings = [(one.level, one.text) for one in paper.blocks if isinstance(one, Heading)]
    assert headings == [
        (1, "Đặc điểm tình hình"),
        (2, "Thuận lợi"),
        (2, "Khó khăn"),
        (1, "Công tác lãnh đạo, chỉ đạo"),
        (1, "Kết quả thực hiện các nội dung phối hợp"),
        (2, AREA),
        (2, "Tổng hợp chung"),
        (1, "Đánh giá chung"),
        (2, "Ưu điểm"),
        (2, "Hạn chế, khuyết điểm"),
        (2, "Nguyên nhân"),
        (3, "Nguyên nhân của ưu điểm"),
        (3, "Nguyên nhân của hạn chế"),
        (2, "Bài học kinh nghiệm"),
        (1, "Phương hướng, nhiệm vụ 6\u00a0tháng cuối năm\u00a02022"),
        (2, "Phương hướng"),
        (2, "Nhiệm vụ, giải pháp trọng tâm"),
        (1, "Đề xuất, kiến nghị"),
    ]
    text = said(paper)
    assert "V. PHƯƠNG HƯỚNG, NHIỆM VỤ" in text
    assert "b) Nguyên nhân của hạn chế" in text


def test_lines_with_hyphens_become_a_list(program, women):
    document = paper_of(conference_on(program), women)
    document.sections.create(code="advantages", text="Mở đầu:\n- Một\n- Hai\nKết thúc.")
    assert "Mở đầu: - Một - Hai Kết thúc." in said(review_report(document))


def test_conclusions_are_tasks_with_owners_and_days(program, women):
    conference = conference_on(program)
    task = Conclusion.objects.create(
        conference=conference, text="Duy trì giao ban.", due_on=dt.date(2022, 10, 15)
    )
    task.owners.add(women)
    conference.shortcomings.create(text="Báo cáo còn chậm.")
    text = said(review_report(paper_of(conference, women)))
    assert "Duy trì giao ban (thực hiện: Hội LHPN; thời hạn: 15/10/2022)." in text
    assert "Hạn chế, khuyết điểm - Báo cáo còn chậm." in text


@pytest.mark.parametrize(
    ("fields", "subject"),
    [
        (
            {},
            "Sơ kết thực hiện Chương trình phối hợp hoạt động 6 tháng đầu năm 2022, phương hướng, "
            "nhiệm vụ 6 tháng cuối năm 2022",
        ),
        (
            {
                "kind": "briefing",
                "period_kind": "quarter",
                "period_from": SECOND_QUARTER[0],
                "period_to": SECOND_QUARTER[1],
            },
            "Kết quả thực hiện Chương trình phối hợp hoạt động quý II/2022, phương hướng, nhiệm vụ "
            "quý III/2022",
        ),
        (
            {
                "kind": "final_review",
                "period_kind": "term",
                "period_from": dt.date(2020, 1, 1),
                "period_to": dt.date(2025, 12, 31),
            },
            "Tổng kết thực hiện Chương trình phối hợp hoạt động giai đoạn 2020 - 2025, phương "
            "hướng, nhiệm vụ thời gian tới",
        ),
    ],
)
def test_the_subject_names_the_review_and_its_period(program, women, fields, subject):
    assert subject in drafted(program, women, **fields)


@pytest.mark.parametrize("kind", ["half_year", "term"])
def test_a_term_in_the_title_is_said_once(program, women, kind):
    program.title = "Chương trình phối hợp giai đoạn 2020 - 2025"
    program.save()
    subject = review_report(paper_of(conference_on(program, period_kind=kind), women)).head.subject
    assert ("giai đoạn" in subject) is (kind == "term")
    assert subject.count("2025") == (1 if kind == "term" else 0)


def test_several_programs_have_a_block_of_results_each(program, women):
    other = make.ProgramFactory(
        unit=program.unit, title="Kế hoạch khác", parties=[women], asks=[program.indicators.get()]
    )
    make.sheet(program, women, T1="3")
    make.sheet(other, women, T1="4")
    paper = review_report(paper_of(conference_on(program, other), women))
    levels = [(one.level, one.text) for one in paper.blocks if isinstance(one, Heading)]
    assert levels[1:] == [
        *((2, "Chương trình phối hợp hoạt động"), (3, AREA), (3, "Tổng hợp chung")),
        *((2, "Kế hoạch khác"), (3, AREA), (3, "Tổng hợp chung")),
    ]
    text = said(paper)
    assert text.index("quà tặng 03 suất") < text.index("Kế hoạch khác a)")
    assert text.index("quà tặng 04 suất") > text.index("Kế hoạch khác a)")
    assert len(tables(paper)) == 4


# --- Figures -------------------------------------------------------------------------------------


def test_not_reported_differs_from_zero_and_is_explained(program, command, women):
    make.IndicatorFactory(code="T2", label_vi="Nhà tình nghĩa", unit_vi="nhà", has_value=False)
    program.program_indicators.create(
        indicator_id=program.indicators.model.objects.get(code="T2").pk
    )
    make.sheet(program, women, T1="0")
    make.sheet(program, command)
    paper = review_report(paper_of(conference_on(program), women))
    totals, parties = tables(paper)
    rows = {row[1]: row for row in cells(totals) if len(row) > 4}
    assert rows["Quà tặng"][4] == "0"
    assert rows["Quà tặng"][6] == NOT_REPORTED
    assert rows["Nhà tình nghĩa"][4] == NOT_REPORTED
    assert rows["Nhà tình nghĩa"][6] == ""
    by_party = {row[0]: row for row in cells(parties)}
    assert by_party["Quà tặng (suất)"][1:] == [NOT_REPORTED, "0", "0"]
    text = said(paper)
    assert "quà tặng 0 suất" in text
    assert "“–”: chưa có số liệu báo cáo (khác với 0" in text


def test_nothing_reported_is_said(program, women):
    text = drafted(program, women)
    assert "Chưa có số liệu báo cáo." in text
    assert "Chưa có số liệu về tổng trị giá các hoạt động." in text
    assert "còn 02 đơn vị chưa báo cáo: Ban CHQS, Hội LHPN." in text


def test_what_waits_for_the_board_is_not_counted_and_said(program, command, women):
    make.sheet(program, women, T1="5")
    make.sheet(program, command, T1="90", state="submitted")
    text = drafted(program, women)
    assert "01 đơn vị đã gửi phiếu, đang được kiểm tra, chưa tính vào kết quả: Ban CHQS." in text
    assert "05 suất" in text
    assert "90" not in text


def test_estimates_are_marked_and_noted(program, women):
    make.sheet(program, women, T1={"quantity": "trên 200", "value": "5 triệu", "is_estimate": True})
    paper = review_report(paper_of(conference_on(program), women))
    text = said(paper)
    assert "quà tặng ước trên 200 suất, trị giá 5.000.000 đồng" in text
    assert cells(tables(paper)[0])[1][-1] == "số ước"


def test_joint_work_is_counted_once_and_shown_with_both(program, command, women):
    make.sheet(
        program,
        command,
        T1={
            "quantity": "30",
            "is_joint": True,
            "counted_by": command,
            "joint_with": [command, women],
        },
    )
    make.sheet(
        program,
        women,
        T1=[
            ("7", None),
            {
                "quantity": "30",
                "is_joint": True,
                "counted_by": command,
                "joint_with": [command, women],
            },
        ],
    )
    text = drafted(program, women)
    assert "Kết quả: quà tặng 37 suất." in text
    assert "Ban CHQS: quà tặng 30 suất (phối hợp với Hội LHPN)." in text
    assert (
        "Hội LHPN: quà tặng 07 suất; phối hợp với Ban CHQS quà tặng 30 suất (đã tính trong kết "
        "quả của Ban CHQS)." in text
    )


def test_a_joint_part_says_how_much_of_it(program, command, women):
    joint = {"quantity": "3", "is_joint": True, "counted_by": women, "joint_with": [command]}
    make.sheet(program, women, T1=[("7", None), joint])
    text = drafted(program, women)
    assert "Hội LHPN: quà tặng 10 suất (trong đó phối hợp với Ban CHQS 03 suất)." in text


def test_a_rate_of_several_without_parts_is_not_made_up(program, command, women):
    rate = make.IndicatorFactory(code="R", label_vi="Tỷ lệ", is_rate=True)
    program.program_indicators.create(indicator=rate)
    make.sheet(program, women, R="90")
    make.sheet(program, command, R="100")
    paper = review_report(paper_of(conference_on(program), women))
    assert "tỷ lệ: không tính được tỷ lệ chung" in said(paper)
    assert "“(*)”: không tính được tỷ lệ chung" in said(paper)
    assert {row[1]: row for row in cells(tables(paper)[0]) if len(row) > 4}["Tỷ lệ"][4] == "(*)"


def test_targets_so_far_say_since_when(program, women):
    party = program.parties.get(organization=women)
    make.TargetFactory(party=party, indicator=program.indicators.get(), quantity=10)
    first = (dt.date(2022, 1, 1), dt.date(2022, 3, 31))
    make.sheet(program, women, first, kind="quarter", T1="4")
    make.sheet(program, women, SECOND_QUARTER, kind="quarter", T1="5")
    text = drafted(
        program,
        women,
        period_kind="quarter",
        period_from=SECOND_QUARTER[0],
        period_to=SECOND_QUARTER[1],
    )
    assert "Kết quả: quà tặng 05 suất." in text
    assert (
        "quà tặng đạt 09 suất so với mức giao 10 suất, bằng 90% (chỉ tiêu năm 2022, lũy kế từ "
        "ngày 01/01/2022)" in text
    )


def test_a_target_without_result_is_not_reached_by_zero(program, women):
    party = program.parties.get(organization=women)
    make.TargetFactory(party=party, indicator=program.indicators.get(), quantity=10)
    assert "Hội LHPN: quà tặng chưa có số liệu so với mức giao 10 suất" in drafted(program, women)


def test_last_year_is_compared_with(program, women):
    make.sheet(program, women, (dt.date(2021, 1, 1), dt.date(2021, 6, 30)), T1=("50", "10 triệu"))
    make.sheet(program, women, T1=("60", "15 triệu"))
    paper = review_report(paper_of(conference_on(program), women))
    assert "15.000.000 đồng, bằng 150% so với cùng kỳ năm trước." in said(paper)
    rows = cells(tables(paper)[0])
    assert rows[1][7] == "120"
    assert rows[-1][2] == "150"


def test_narratives_of_accepted_sheets_come_before_the_figures(program, command, women):
    area = Area.objects.get(code="HP")
    accepted = make.sheet(program, women, T1="5")
    Narrative.objects.create(sheet=accepted, area=area, text="Đã thăm các gia đình.")
    Narrative.objects.create(sheet=accepted, text="Chung cho cả kỳ.")
    waiting = make.sheet(program, command, state="submitted")
    Narrative.objects.create(sheet=waiting, area=area, text="Chưa được duyệt.")
    text = drafted(program, women)
    assert text.index("Hội LHPN: Chung cho cả kỳ.") < text.index(f"1. {AREA}")
    assert text.index("Hội LHPN: Đã thăm các gia đình.") < text.index("Kết quả: quà tặng")
    assert "Chưa được duyệt" not in text


def test_wide_tables_are_split_by_parties_and_small_money_is_not_rounded(program, women):
    for number in range(12 - program.parties.count()):
        partner = make.OrganizationFactory(unit=program.unit, short_name=f"Hội thứ {number}")
        program.parties.create(organization=partner, role="partner", order=10 + number)
    make.sheet(program, women, T1=("1", "1.234.567 đồng"))
    _totals, *parties = tables(review_report(paper_of(conference_on(program), women)))
    assert [len(table.columns) for table in parties] == [8, 8]
    assert "1.234.567" in cells(parties[0])[-1]


def test_every_figure_knows_its_total_and_its_line(program, women):
    sheet = make.sheet(program, women, T1="5")
    line = sheet.lines.get()
    sources = [
        run.source for run in figures(review_report(paper_of(conference_on(program), women)))
    ]
    assert all({"of", "program", "from", "to"} <= set(source) for source in sources)
    own = [source for source in sources if source.get("organization") == women.pk]
    assert {"indicator": "T1", "sheet": sheet.pk, "version": 0, "line": line.pk}.items() <= own[
        0
    ].items()
    total = next(source for source in sources if "organization" not in source)
    assert "line" not in total


def test_queries_do_not_grow_with_what_was_reported(program, command, women):
    document = paper_of(conference_on(program), women)

    def count() -> int:
        fresh = Document.objects.get(pk=document.pk)
        with CaptureQueriesContext(connection) as queries:
            review_report(fresh)
        return len(queries)

    make.sheet(program, women, T1={"quantity": "1", "is_joint": True, "counted_by": women})
    few = count()
    for number in range(5):
        partner = make.OrganizationFactory(unit=program.unit)
        program.parties.create(organization=partner, role="partner", order=10 + number)
        sheet = make.sheet(program, partner, T1=[("1", "1 triệu"), ("2", "2 triệu")])
        Narrative.objects.create(sheet=sheet, text="Kể thêm.")
    assert count() == few


# --- Head, signer, recipients --------------------------------------------------------------------


def renamed(organization, before: str, after: str, since: dt.date) -> None:
    organization.names.all().delete()
    OrganizationName.objects.create(
        organization=organization,
        name=before,
        short_name=before,
        symbol="CU",
        valid_to=since - dt.timedelta(days=1),
    )
    OrganizationName.objects.create(
        organization=organization, name=after, short_name=after, symbol="MOI", valid_from=since
    )


def test_names_are_those_of_the_day_of_the_paper(program, women):
    renamed(women, "Hội cũ", "Hội mới", dt.date(2022, 8, 1))
    document = paper_of(conference_on(program), women)
    held = said(review_report(document))
    later = said(review_report(document, number=1, dated=dt.date(2022, 8, 2)))
    assert "Hội cũ" in held
    assert "/BC-CU" in held
    assert "Hội mới" not in held
    assert "Số: 01/BC-MOI" in later


def test_a_draft_has_no_number_and_no_day(program, women):
    paper = review_report(paper_of(conference_on(program), women))
    assert (paper.head.number, paper.head.dated, paper.draft) == (None, None, 1)
    assert "Dự thảo lần 1" in said(paper)


@pytest.mark.parametrize(
    ("kind", "title", "capacity", "office", "body"),
    [
        ("military_command", "Chính trị viên", Capacity.DIRECT, "Chính trị viên", ""),
        (
            "military_command",
            "Phó Chỉ huy trưởng",
            Capacity.FOR_HEAD,
            "Phó Chỉ huy trưởng",
            "Chỉ huy trưởng",
        ),
        (
            "military_command",
            "Chính trị viên phó",
            Capacity.FOR_HEAD,
            "Chính trị viên phó",
            "Chính trị viên",
        ),
        ("mobilization_board", "Trưởng Ban Dân vận Huyện ủy", Capacity.DIRECT, "Trưởng Ban", ""),
        (
            "mobilization_board",
            "Phó Trưởng Ban Thường trực Ban Dân vận Huyện ủy",
            Capacity.FOR_HEAD,
            "Phó Trưởng Ban Thường trực",
            "Trưởng Ban",
        ),
        (
            "mobilization_board",
            "Quyền Trưởng Ban Dân vận Huyện ủy",
            Capacity.ACTING,
            "Trưởng Ban",
            "",
        ),
        ("women", "Chủ tịch Hội LHPN huyện", Capacity.COLLECTIVE, "Chủ tịch", "BAN THƯỜNG VỤ"),
        ("women", "Phó Chủ tịch Hội", Capacity.COLLECTIVE, "Phó Chủ tịch", "BAN THƯỜNG VỤ"),
        (
            "party_committee",
            "Chánh Văn phòng Huyện ủy",
            Capacity.BY_ORDER,
            "Chánh Văn phòng",
            "BAN THƯỜNG VỤ",
        ),
        ("other", "Giám đốc", Capacity.DIRECT, "Giám đốc", ""),
    ],
)
def test_who_signs_in_which_capacity(program, kind, title, capacity, office, body):
    issuer = make.OrganizationFactory(unit=program.unit, kind_id=kind)
    signer = position(issuer, title)
    paper = review_report(paper_of(conference_on(program), issuer, signer=signer))
    (signature,) = paper.signatures
    assert (signature.capacity, signature.office, signature.body) == (capacity, office, body)


def test_the_rank_is_that_of_the_day(program, command):
    changed = dt.date(2022, 8, 1)
    before = position(
        command, "Chính trị viên", rank="Thiếu tá", valid_to=changed - dt.timedelta(days=1)
    )
    before.person.positions.create(
        organization=command, title="Chính trị viên", rank="Trung tá", valid_from=changed
    )
    OrganizationName.objects.update(symbol="BCH")
    document = paper_of(conference_on(program), command, signer=before)
    assert "Thiếu tá Nguyễn Văn A" in said(review_report(document))
    assert "Trung tá Nguyễn Văn A" in said(review_report(document, number=1, dated=changed))


def test_somebody_without_a_position_on_the_day_cannot_sign(program, command):
    signer = position(command, "Chính trị viên", valid_to=dt.date(2022, 7, 1))
    with pytest.raises(Refused, match="holds no position"):
        review_report(paper_of(conference_on(program), command, signer=signer))


def test_the_superior_body_stands_above_the_issuer(program):
    party = make.OrganizationFactory(unit=program.unit, kind_id="party_committee")
    board = make.OrganizationFactory(unit=program.unit, is_board=True)
    OrganizationParent.objects.create(organization=board, parent=party)
    document = paper_of(conference_on(program), board)
    assert review_report(document).head.issuers[0].superior == (party.names.get().name,)
    OrganizationName.objects.filter(organization=board).update(
        superior_line="Huyện ủy\nMẫu", print_lines="Ban Dân vận\nvà Tuyên giáo"
    )
    issuer = review_report(document).head.issuers[0]
    assert issuer.superior == ("Huyện ủy", "Mẫu")
    assert issuer.name == ("Ban Dân vận", "và Tuyên giáo")


@pytest.mark.parametrize(
    ("unit", "place"),
    [
        ("Huyện Mẫu", "Mẫu"),
        ("Thành phố Thái Nguyên", "Thái Nguyên"),
        ("Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Quận 1", "Quận 1"),
        ("Định Hóa", "Định Hóa"),
    ],
)
def test_the_usual_place_is_how_people_call_it(unit, place):
    assert default_place(unit) == place


def test_drafts_begin_with_the_usual_head(program, command, women):
    deputy = position(command, "Phó Chỉ huy trưởng")
    officer = position(command, "Chính trị viên")
    found = defaults_of(conference_on(program), command, on=HELD_ON)
    assert found.signer == officer
    assert found.recipients == women.names.get().name
    position(command, "Chính trị viên")
    assert defaults_of(conference_on(program), command, on=HELD_ON).signer is None
    assert deputy.pk


def test_the_form_follows_the_issuer_and_the_day(program, command, women):
    document = paper_of(conference_on(program), command)
    assert form_of(document, dated=HELD_ON).id == "bqp"
    board = make.OrganizationFactory(unit=program.unit, is_board=True)
    document = paper_of(conference_on(program), board)
    assert form_of(document, dated=dt.date(2026, 5, 26)).id == "dang-36"
    assert form_of(document, dated=dt.date(2026, 5, 27)).id == "dang-05"


# --- Refusals ------------------------------------------------------------------------------------


def test_a_review_needs_a_period_and_a_program(program, women):
    no_period = conference_on(program, period_kind=None, period_from=None, period_to=None)
    with pytest.raises(Refused, match="which period"):
        review_report(paper_of(no_period, women))
    no_program = conference_on(program)
    no_program.programs.clear()
    with pytest.raises(Refused, match="which programs"):
        review_report(paper_of(no_program, women))


def test_a_numbered_paper_needs_a_symbol(program, women):
    document = paper_of(conference_on(program), women)
    with pytest.raises(Refused, match="no document symbol"):
        review_report(document, number=1, dated=HELD_ON)


def test_an_issuer_needs_a_name_on_the_day(program, women):
    women.names.all().delete()
    with pytest.raises(Refused, match="bears no name"):
        review_report(paper_of(conference_on(program), women))
