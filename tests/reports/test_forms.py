"""The forms: rule sets by date, numbers, dates, and what a set paper looks like in each."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.blocks import Bases, Capacity, Heading, Paragraph, Signature, runs
from reports.forms import wording
from reports.forms.model import CounterScope, Rule, System
from reports.forms.presets import PRESETS, header_lines, preset_for
from reports.forms.rules import FORM_OF, FORMS, form_for
from reports.forms.setting import SetBases, SetHeading, set_paper
from reports.renderers.texts import texts
from tests.reports.papers import BOARD, COMMAND, WOMEN, body, joint, sample, with_annexes

PARTY, STATE = "dang-36", "bqp"


class TestRuleSets:
    @pytest.mark.parametrize(
        ("system", "on", "form"),
        [
            ("party", date(2018, 4, 3), "dang-36"),
            ("party", date(2026, 5, 26), "dang-36"),
            ("party", date(2026, 5, 27), "dang-05"),
            ("party", date(2016, 1, 1), "dang-36"),
            ("state", date(2022, 7, 5), "nd30"),
            ("state", date(2019, 7, 5), "nd30"),
            ("military", date(2022, 7, 5), "bqp"),
            ("union", date(2022, 7, 5), "doan-the"),
            ("youth", date(2022, 7, 5), "doan"),
        ],
    )
    def test_the_set_in_force_on_the_date_is_taken(self, system, on, form):
        assert form_for(system, on).id == form

    def test_an_unknown_system_is_refused(self):
        with pytest.raises(ValueError, match="navy"):
            form_for("navy", date(2022, 1, 1))

    def test_sets_of_a_system_follow_each_other_without_gap_or_overlap(self):
        for system in System:
            sets = sorted((form for form in FORMS if form.system is system), key=lambda f: f.since)
            assert sets
            assert sets[-1].until is None
            for earlier, later in pairwise(sets):
                assert (later.since - earlier.until).days == 1

    @pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
    def test_the_page_and_the_cells_add_up(self, form):
        page, header = form.page, form.header
        assert (page.top, page.bottom, page.left, page.right) == (20, 20, 30, 15)
        assert page.text_width == 165 == header.left_width + header.right_width
        assert (page.verso_left, page.verso_right) == (page.right, page.left)


class TestWording:
    @pytest.mark.parametrize(
        ("form", "number", "symbol", "text"),
        [
            ("dang-36", 5, "BDVHU", "Số 05-BC/BDVHU"),
            ("dang-05", 120, "BTGDVTU", "Số 120-BC/BTGDVTU"),
            ("nd30", 5, "UBND", "Số: 05/BC-UBND"),
            ("bqp", 12, "BCH", "Số: 12/BC-BCH"),
            ("doan", 15, "HĐTN", "Số 15-BC/HĐTN"),
            ("dang-36", None, "BDVHU", "Số        -BC/BDVHU"),
            ("bqp", None, "BCH", "Số:        /BC-BCH"),
        ],
    )
    def test_number_and_symbol(self, form, number, symbol, text):
        set_text = wording.number_text(FORM_OF[form], number=number, type_code="BC", symbol=symbol)
        assert set_text.replace("\u00a0", " ") == text

    @pytest.mark.parametrize(
        ("on", "short", "long"),
        [
            (date(2026, 2, 5), "05/02/2026", "05 tháng 02 năm 2026"),
            (date(2026, 5, 27), "27/5/2026", "27 tháng 5 năm 2026"),
            (date(2022, 10, 1), "01/10/2022", "01 tháng 10 năm 2022"),
            (date(2022, 1, 31), "31/01/2022", "31 tháng 01 năm 2022"),
        ],
    )
    def test_days_take_a_zero_and_of_the_months_only_1_and_2(self, on, short, long):
        assert wording.day_text(on) == short
        assert wording.long_day_text(on) == long
        assert wording.place_date("Định Hóa", on, on.year) == f"Định Hóa, ngày {long}"

    def test_an_undated_paper_has_room_for_the_day(self):
        text = wording.place_date("Định Hóa", None, 2026)
        assert text.replace("\u00a0", " ") == "Định Hóa, ngày      tháng     năm 2026"

    def test_citations_differ_by_a_comma_and_the_date(self):
        what = {
            "type_name": "BÁO CÁO",
            "number": 12,
            "type_code": "BC",
            "on": date(2022, 7, 5),
            "year": 2022,
        }
        assert (
            wording.cite(FORM_OF["dang-36"], symbol="BDVHU", issuer="Ban Dân vận Huyện uỷ", **what)
            == "Báo cáo số 12-BC/BDVHU, ngày 05/7/2022 của Ban Dân vận Huyện uỷ"
        )
        assert (
            wording.cite(FORM_OF["nd30"], symbol="BCH", issuer="Ban CHQS huyện", **what)
            == "Báo cáo số 12/BC-BCH ngày 05 tháng 7 năm 2022 của Ban CHQS huyện"
        )

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("Huyện uỷ", "Huyện ủy"),
            ("HUYỆN UỶ", "HUYỆN ỦY"),
            ("HOẢ TỐC", "HỎA TỐC"),
            ("sức khoẻ, hoà", "sức khỏe, hòa"),
            ("Quý toàn quốc", "Quý toàn quốc"),
            ("thuyền, hoàn", "thuyền, hoàn"),
        ],
    )
    def test_tone_marks_move_only_in_open_oa_oe_uy(self, old, new):
        assert wording.tone(old, "new") == new
        assert wording.tone(new, "old") == old
        assert wording.tone(new, "new") == new

    def test_numerals(self):
        numerals = [wording.roman(n) for n in (1, 4, 9, 14, 19, 24, 39)]
        assert numerals == ["I", "IV", "IX", "XIV", "XIX", "XXIV", "XXXIX"]
        assert "".join(wording.letter(n) for n in range(1, 8)) == "abcdđeg"
        assert wording.letter(24) == "aa"


DIFFERENCES = [
    # what, Party, State: the table of differences between the two systems
    ("right header", "ĐẢNG CỘNG SẢN VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("right header size", 15, 13),
    ("under the issuer", Rule.STAR, Rule.SHORT),
    ("number", "Số 12-BC/BDVHU", "Số: 12/BC-BCH"),
    ("counter", CounterScope.TYPE_AND_TERM, CounterScope.TYPE_AND_YEAR),
    ("under the subject", Rule.HYPHENS, Rule.SHORT),
    ("subject begins", "s", "S"),
    ("authority", "K/T TRƯỞNG BAN", "KT. TRƯỞNG BAN"),
    ("office is bold", False, True),
    ("Nơi nhận", (14, False, False, True), (12, True, True, False)),
    ("recipients size", 12, 11),
    ("recipients", "- Thường trực Huyện uỷ,", "- Thường trực Huyện uỷ;"),
    ("archive", "- Lưu Ban Dân vận Huyện uỷ.", "- Lưu: VT, CT."),
    ("end", "năm 2022.", "năm 2022./."),
    ("heading", "I- KẾT QUẢ THỨ 1", "I. KẾT QUẢ THỨ 1"),
    ("base", "- Căn cứ Điều lệ Đảng;", "Căn cứ Điều lệ Đảng;"),
    ("last base", "- Căn cứ chức năng,", "Căn cứ chức năng."),
    ("base is italic", False, True),
    ("annex", "PHỤ LỤC 2", "Phụ lục II"),
]


def features(form: str) -> dict[str, object]:
    """The features of the table of differences, read from a set paper."""
    paper = with_annexes(sample(form))
    deputy = replace(
        paper.signatures[0], capacity=Capacity.FOR_HEAD, body="Trưởng Ban", office="Phó Trưởng Ban"
    )
    bases = Bases(("Căn cứ Điều lệ Đảng;", "Căn cứ chức năng"))
    paper = replace(paper, signatures=(deputy,), blocks=(bases, *paper.blocks))
    ready = set_paper(paper)
    (signer,) = ready.rows[0]
    set_bases = next(block for block in ready.body if isinstance(block, SetBases))
    heading = next(block for block in ready.body if isinstance(block, SetHeading))
    nhan = ready.recipients.heading.style
    return {
        "right header": ready.head.right[0].text,
        "right header size": ready.head.right[0].style.size,
        "under the issuer": ready.head.issuer_rule,
        "number": ready.head.number[0].text,
        "counter": ready.form.number.scope,
        "under the subject": ready.form.title.subject_rule,
        "subject begins": ready.subject[0].text[0],
        "authority": signer.lines[0].text,
        "office is bold": signer.lines[1].style.bold,
        "Nơi nhận": (nhan.size, nhan.bold, nhan.italic, nhan.underline),
        "recipients size": ready.recipients.lines[0].style.size,
        "recipients": ready.recipients.lines[0].text,
        "archive": ready.recipients.lines[-1].text,
        "end": ready.body[-1].runs[-1].text[-len("năm 2022.") - (2 if form == STATE else 0) :],
        "heading": heading.text,
        "base": set_bases.items[0],
        "last base": set_bases.items[-1],
        "base is italic": set_bases.style.italic,
        "annex": ready.annexes[1].label.text,
    }


class TestDifferences:
    @pytest.mark.parametrize(("feature", "party", "state"), DIFFERENCES)
    def test_party_and_state(self, feature, party, state):
        assert features(PARTY)[feature] == party
        assert features(STATE)[feature] == state

    @pytest.mark.parametrize("form", sorted(FORM_OF))
    def test_no_paper_has_both_titles(self, form):
        printed = [text for text, _style in texts(set_paper(sample(form)))]
        titles = {"ĐẢNG CỘNG SẢN VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"}
        titles.add("ĐOÀN TNCS HỒ CHÍ MINH")
        assert len(titles & set(printed)) == 1


class TestHeading:
    def test_stored_breaks_are_kept(self):
        head = set_paper(sample("doan-the")).head
        assert [line.text for line in head.issuer] == [
            "HỘI LIÊN HIỆP PHỤ NỮ",
            "HUYỆN ĐỊNH HÓA",
            "BAN THƯỜNG VỤ",
        ]
        assert [line.style.bold for line in head.issuer] == [False, False, True]

    def test_a_long_name_without_breaks_is_broken_before_its_place(self):
        issuer = replace(COMMAND, name=("Ban Chỉ huy Quân sự huyện Định Hóa",))
        head = set_paper(sample("bqp", head__issuers=(issuer,))).head
        names = [line.text for line in head.issuer if line.style.bold]
        assert names == ["BAN CHỈ HUY QUÂN SỰ", "HUYỆN ĐỊNH HÓA"]

    def test_a_long_place_takes_a_smaller_size_and_a_wider_cell(self):
        usual = set_paper(sample("bqp")).head
        assert (usual.place_date.style.size, usual.right_width) == (14, 98)
        head = set_paper(
            sample("bqp", head__place="Thành phố Hồ Chí Minh", head__dated=date(2026, 10, 29))
        ).head
        assert (head.place_date.style.size, head.left_width, head.right_width) == (13, 65, 100)

    def test_a_draft_says_so_and_has_blanks(self):
        head = set_paper(sample(draft=2, head__number=None, head__dated=None)).head
        assert head.draft.text == "Dự thảo lần 2"
        assert head.number[0].text == "Số" + " " + "\u00a0" * 7 + "-BC/BDVHU"

    def test_urgency_is_one_of_three_and_in_the_offices_spelling(self):
        urgent = sample(head__urgency="HỎA TỐC")
        assert set_paper(urgent).head.urgency.text == "HOẢ TỐC"
        assert set_paper(replace(urgent, tone="new")).head.urgency.text == "HỎA TỐC"
        with pytest.raises(ValueError, match="MẬT"):
            set_paper(sample(head__urgency="MẬT"))

    def test_what_people_wrote_is_never_respelled(self):
        ready = set_paper(sample("dang-05", tone="new"))
        assert ready.head.issuer[0].text == "HUYỆN UỶ ĐỊNH HOÁ"
        assert ready.recipients.lines[0].text == "- Thường trực Huyện uỷ,"

    def test_joint_issuers_stand_under_each_other_lead_first(self):
        head = set_paper(sample("bqp", head__issuers=(COMMAND, BOARD, WOMEN))).head
        assert [line.text for line in head.issuer] == [
            "BAN CHỈ HUY QUÂN SỰ",
            "HUYỆN ĐỊNH HÓA",
            "- BAN DÂN VẬN",
            "- BAN THƯỜNG VỤ",
        ]
        assert "".join(line.text for line in head.number) == "Số: 12/BC-BCH-BDVHU-BTV"

    def test_with_more_than_three_issuers_only_the_lead_stands_in_the_heading(self):
        head = set_paper(sample("bqp", head__issuers=(COMMAND, BOARD, WOMEN, WOMEN))).head
        assert [line.text for line in head.issuer][-1] == "HUYỆN ĐỊNH HÓA"

    def test_a_long_symbol_breaks_after_a_hyphen(self):
        number = set_paper(sample("bqp", head__symbol="BCHQS-BDVHU-HLHPN-HCTĐ")).head.number
        assert len(number) > 1
        assert all(line.text.endswith("-") for line in number[:-1])

    def test_an_unknown_form_is_refused(self):
        with pytest.raises(ValueError, match="dang-99"):
            set_paper(replace(sample(), form="dang-99"))


class TestText:
    def test_headings_are_numbered_by_level(self):
        blocks = (
            Heading("Một"),
            Heading("Hai", 2),
            Heading("Ba", 3),
            Heading("Bốn", 3),
            Heading("Năm", 2),
            Heading("Sáu", numbered=False),
            Heading("Bảy"),
            Heading("Tám", 2),
        )
        ready = set_paper(sample("dang-36", blocks=blocks))
        assert [block.text for block in ready.body] == [
            "I- MỘT",
            "1. Hai",
            "a) Ba",
            "b) Bốn",
            "2. Năm",
            "SÁU",
            "II- BẢY",
            "1. Tám",
        ]

    @pytest.mark.parametrize("ending", ["", ".", ";", "./.", " . "])
    def test_the_text_ends_with_one_end_mark(self, ending):
        blocks = (Paragraph(runs("Hết" + ending)),)
        assert set_paper(sample("bqp", blocks=blocks)).body[-1].runs[-1].text == "Hết./."
        assert set_paper(sample("dang-36", blocks=blocks)).body[-1].runs[-1].text == "Hết."

    def test_one_annex_has_no_number_and_names_its_paper(self):
        paper = with_annexes(sample("dang-36"))
        ready = set_paper(replace(paper, blocks=paper.blocks[:-1]))
        (annex,) = ready.annexes
        assert annex.label.text == "PHỤ LỤC"
        assert " ".join(line.text for line in annex.reference) == (
            "(Kèm theo Báo cáo số 12-BC/BDVHU, ngày 05/7/2022 của Ban Dân vận Huyện uỷ)"
        )

    def test_at_least_two_lines_of_text_stay_with_the_signatures(self):
        short = (*body(1), *[Paragraph(runs("Một dòng."))] * 3)
        ready = set_paper(sample(blocks=short))
        kept = ready.body[-ready.keep :]
        assert ready.keep > 3
        assert sum(len(run.text) for block in kept for run in getattr(block, "runs", ())) > 0


class TestSignatures:
    @pytest.mark.parametrize(
        ("form", "signature", "lines"),
        [
            ("dang-36", Signature("party", "Trưởng Ban", "A"), ["TRƯỞNG BAN"]),
            (
                "dang-36",
                Signature("party", "Phó Bí thư", "A", Capacity.COLLECTIVE, "Ban Thường vụ"),
                ["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"],
            ),
            (
                "dang-36",
                Signature("party", "Chánh Văn phòng", "A", Capacity.BY_ORDER, "Ban Thường vụ"),
                ["T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG"],
            ),
            (
                "bqp",
                Signature(
                    "military", "Phó Chỉ huy trưởng", "A", Capacity.FOR_HEAD, "Chỉ huy trưởng"
                ),
                ["KT. CHỈ HUY TRƯỞNG", "PHÓ CHỈ HUY TRƯỞNG"],
            ),
            (
                "nd30",
                Signature(
                    "state",
                    "Trưởng ban",
                    "A",
                    Capacity.COLLECTIVE,
                    "Ban Chỉ đạo",
                    seal_office="Chủ tịch Ủy ban nhân dân",
                ),
                ["TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN", "CHỦ TỊCH ỦY BAN NHÂN DÂN"],
            ),
            ("bqp", Signature("military", "Chỉ huy trưởng", "A", Capacity.ACTING), None),
        ],
    )
    def test_prefixes(self, form, signature, lines):
        ready = set_paper(sample(form, signatures=(signature,)))
        printed = [line.text for line in ready.rows[0][0].lines]
        assert printed == (lines or ["Q. CHỈ HUY TRƯỞNG"])

    def test_a_sole_line_is_bold(self):
        sole = Signature("party", "Trưởng Ban", "A")
        assert set_paper(sample(signatures=(sole,))).rows[0][0].lines[0].style.bold

    def test_only_the_army_prints_ranks(self):
        assert set_paper(sample("bqp")).rows[0][0].name.text == "Trung tá Trần Văn B"
        party = Signature("party", "Bí thư", "Trần Văn B", rank="Trung tá")
        assert set_paper(sample(signatures=(party,))).rows[0][0].name.text == "Trần Văn B"

    @pytest.mark.parametrize(
        ("signers", "grid"),
        [
            (2, ["2L"]),
            (3, ["32L"]),
            (4, ["2L", "43"]),
            (5, ["32L", ".54"]),
            (6, ["32L", "654"]),
            (7, ["765", "432", "..L"]),
            (8, ["876", "543", ".2L"]),
        ],
    )
    def test_the_lead_is_right_most_or_last(self, signers, grid):
        rows = set_paper(joint(signers)).rows
        marks = {"Trung tá Bên Chủ Trì": "L"}
        printed = [
            "".join(marks.get(cell.name.text, cell.name.text[-1]) if cell else "." for cell in row)
            for row in rows
        ]
        assert printed == grid

    @given(st.integers(2, 12))
    def test_every_signer_stands_once_and_rows_are_even(self, signers):
        rows = set_paper(joint(signers)).rows
        cells = [cell for row in rows for cell in row if cell]
        assert len({cell.name.text for cell in cells}) == signers
        assert len({len(row) for row in rows}) == 1
        for row in rows:
            assert len({len(cell.lines) for cell in row if cell}) == 1

    def test_more_than_twelve_are_refused(self):
        with pytest.raises(ValueError, match="12"):
            set_paper(joint(13))

    def test_each_party_keeps_its_own_prefixes_and_is_named(self):
        other, lead = set_paper(joint(2)).rows[0]
        assert [line.text for line in lead.lines][:2] == ["BAN CHQS HUYỆN", "CHÍNH TRỊ VIÊN"]
        assert [line.text for line in other.lines] == ["TM. BAN THƯỜNG VỤ", "HỘI THỨ 2", "CHỦ TỊCH"]

    def test_a_witness_signs_apart(self):
        ready = set_paper(joint(3, witness=True))
        assert len([cell for row in ready.rows for cell in row]) == 3
        assert [one.name.text for one in ready.witnesses] == ["Bên Chứng Kiến"]


class TestPresets:
    def test_each_kind_has_one(self):
        kinds = [preset.kind for preset in PRESETS]
        assert len(set(kinds)) == len(kinds) == 14
        assert preset_for("unheard_of").kind == "other"

    @pytest.mark.parametrize(
        ("kind", "superior", "issuer"),
        [
            (
                "fatherland_front",
                ("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM", "huyện Mẫu"),
                ("BAN THƯỜNG TRỰC",),
            ),
            ("women", ("Hội LHPN", "huyện Mẫu"), ("BAN THƯỜNG VỤ",)),
            ("military_command", ("Bộ CHQS tỉnh Mẫu",), ("Hội LHPN", "huyện Mẫu")),
        ],
    )
    def test_header_lines(self, kind, superior, issuer):
        preset = preset_for(kind)
        data = {
            "name": ("Hội LHPN", "huyện Mẫu"),
            "unit": "huyện Mẫu",
            "parent": "Bộ CHQS tỉnh Mẫu",
        }
        assert header_lines(preset.superior, **data) == superior
        assert header_lines(preset.issuer, **data) == issuer

    def test_a_line_without_its_data_is_dropped(self):
        preset = preset_for("military_command")
        assert header_lines(preset.superior, name=("A",), unit="B", parent="") == ()
