"""The main job: the published half-year comes out of the PDF exactly as it was published."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from coordination.figures import parse_value
from programs.models import Indicator, ResultLine
from reports import tree_json
from reports.blocks import figures
from reports.content import review_report
from reports.content.figures import Of
from reports.models import DocumentState
from reports.transitions import start_correction
from tests.reports.reviews import AT, HELD_ON, expected, half_year, published, read_pdf, said

pytestmark = pytest.mark.django_db

WORDS = {"exact": "", "more": "trên ", "nearly": "gần ", "about": "khoảng "}
SYSTEMS = ("military", "party")
MONEY = re.compile(r"((?:trên |gần |khoảng )?)([\d.]+(?:,\d+)?) (triệu đồng|tỷ đồng|đồng)")
COUNT = re.compile(r"((?:trên |gần |khoảng )?)([\d.]+) (suất|nhà|người|lượt)\b")


@pytest.fixture
def world():
    return half_year()


def grouped(number: str) -> str:
    whole, _, decimals = number.partition(".")
    text = f"{int(whole):,}".replace(",", ".")
    return f"{text},{decimals}" if decimals else text


def quantity(number: str, qualifier: str, unit: str) -> str:
    """By hand, as the rules for papers write it: 05 nhà, trên 445 suất, 100%."""
    text = grouped(number)
    if unit == "%":
        return f"{WORDS[qualifier]}{text}%"
    padded = f"0{text}" if re.fullmatch(r"[1-9]", text) else text
    return f"{WORDS[qualifier]}{padded} {unit}"


def money(number: str, qualifier: str) -> str:
    return f"{WORDS[qualifier]}{grouped(number)} đồng"


def sentence(code: str, total: dict) -> str:
    """How the report says an indicator's total."""
    indicator = Indicator.objects.get(code=code)
    text = indicator.label_vi[0].lower() + indicator.label_vi[1:]
    if total["quantity"] is not None:
        text += f" {quantity(total['quantity'], total['quantity_qualifier'], indicator.unit_vi)}"
    if total["value"] is not None:
        comma = "," if total["quantity"] is not None else ""
        text += f"{comma} trị giá {money(total['value'], total['value_qualifier'])}"
    return text


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_pdf_says_exactly_what_was_published(world, system):
    text, wanted = read_pdf(world.issued(system)), expected()
    results = re.findall(r"Kết quả: (.*?)\. (?=Trong đó)", text)
    printed = [clause for area in results for clause in area.split("; ")]
    assert sorted(printed) == sorted(
        sentence(code, total) for code, total in wanted["totals"].items()
    )
    total = wanted["total_value"]
    assert (
        f"Tổng trị giá các hoạt động đạt {money(total['value'], total['value_qualifier'])}." in text
    )
    sheets = wanted["sheets"]
    assert f"đã tiếp nhận: {sheets['accepted']:02}/{sheets['expected']:02}." in text
    missing = sheets["missing"]
    assert (
        f"Đến ngày 29/7/2022, còn {len(missing):02} đơn vị chưa báo cáo: {', '.join(missing)}."
        in text
    )


@pytest.mark.parametrize("system", SYSTEMS)
def test_targets_stand_with_their_percentages(world, system):
    text = read_pdf(world.issued(system))
    for target in expected()["targets"]:
        unit = Indicator.objects.get(code=target["indicator"]).unit_vi
        got = quantity(target["result"], target["result_qualifier"], unit)
        goal = quantity(target["target"], "exact", unit)
        share = quantity(target["percent"], target["percent_qualifier"], "%")
        assert f"đạt {got} so với mức giao {goal}, bằng {share}" in text
        if "target_value" in target:
            got = money(target["result_value"], target["result_value_qualifier"])
            goal = money(target["target_value"], "exact")
            share = quantity(target["percent_value"], target["percent_value_qualifier"], "%")
            assert f"trị giá đạt {got} so với mức giao {goal}, bằng {share}" in text


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_figure_says_anything_else(world, system):
    """Every amount and count in the PDF is a published line, total or target."""
    text, wanted = read_pdf(world.issued(system)), expected()
    lines = [line for sheet in published()["results"] for line in sheet["lines"]]
    amounts = {
        (line["value_qualifier"], parse_value(line["value"]).number)
        for line in lines
        if line["value"]
    }
    amounts |= {
        (one["value_qualifier"], Decimal(one["value"]))
        for one in (*wanted["totals"].values(), wanted["total_value"])
        if one["value"]
    }
    amounts |= {
        ("exact", Decimal(one["target_value"]))
        for one in wanted["targets"]
        if "target_value" in one
    }
    counts = {
        (line["quantity_qualifier"], re.sub(r"\D", "", line["quantity"]).lstrip("0"))
        for line in lines
        if line["quantity"]
    }
    counts |= {
        (one["quantity_qualifier"], one["quantity"])
        for one in wanted["totals"].values()
        if one["quantity"]
    }
    counts |= {("exact", one["target"]) for one in wanted["targets"]}
    names = {word: name for name, word in WORDS.items()}
    said_amounts = {
        (names[word], parse_value(f"{number} {scale}").number)
        for word, number, scale in MONEY.findall(text)
    }
    said_counts = {
        (names[word], number.replace(".", "").lstrip("0"))
        for word, number, _unit in COUNT.findall(text)
    }
    assert len(said_amounts) > 10
    assert len(said_counts) > 6
    assert said_amounts <= amounts
    assert said_counts <= counts


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_party_is_told_with_its_own_figures(world, system):
    text = read_pdf(world.issued(system))
    for passage in (
        "- Hội CCB: nhà tình nghĩa xây mới 02 nhà; thăm hỏi ốm đau, tiễn biệt hội viên trị giá "
        "20.000.000 đồng; hội viên cựu chiến binh được khám bệnh trị giá trên 239.000.000 đồng.",
        "- Huyện đoàn: quà tặng thanh niên lên đường nhập ngũ trên 200 suất, trị giá 30.000.000 "
        "đồng.",
        "- Hội LHPN: quà tặng hội viên, người nghèo dịp Tết 385 suất, trị giá 120.500.000 đồng; "
        "nhà “Mái ấm tình thương” bàn giao trị giá 20.000.000 đồng.",
        "- LĐLĐ: đoàn viên, công nhân, viên chức, lao động khó khăn được thăm hỏi, hỗ trợ 694 "
        "người, trị giá trên 267.000.000 đồng.",
        "- Hội ND: quà tặng hội viên, người nghèo dịp Tết 48 suất, trị giá 12.600.000 đồng.",
        "- Ban CHQS huyện: tỷ lệ hoàn thành chỉ tiêu giao quân 100%.",
    ):
        assert passage in text
    assert "- Ủy ban MTTQ:" not in text
    assert "- Hội CTĐ:" not in text


def test_the_command_writes_in_the_military_form(world):
    text = read_pdf(world.issued("military"))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" not in text
    assert "Số: 01/BC-BCH" in text
    assert "Mẫu, ngày 29 tháng 7 năm 2022" in text
    assert "CHÍNH TRỊ VIÊN Trung tá Trần Văn B" in text
    assert "KT. " not in text
    assert "6 tháng cuối năm 2022 của Ban Chỉ huy Quân sự huyện./." in text
    assert "- Lưu: VT, CT." in text


def test_the_board_writes_in_the_party_form(world):
    text = read_pdf(world.issued("party"))
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "CỘNG HÒA XÃ HỘI" not in text
    assert "HUYỆN ỦY MẪU BAN DÂN VẬN *" in text
    assert "Số 01-BC/BDVHU" in text
    assert "TRƯỞNG BAN Nguyễn Thị A" in text
    assert "6 tháng cuối năm 2022 của Ban Dân vận Huyện ủy. " in text
    assert "- Lưu Ban Dân vận Huyện ủy." in text
    assert "./." not in text


def test_both_papers_have_the_figures_of_one_function(world):
    printed = [
        [
            (run.text, run.source)
            for run in figures(review_report(world.draft(system)))
            if run.source["of"] in (Of.QUANTITY, Of.VALUE)
        ]
        for system in SYSTEMS
    ]
    assert printed[0] == printed[1]


def test_what_is_issued_does_not_change_with_its_figures(world):
    draft, issued = world.draft("party"), world.issued("military")
    before = read_pdf(issued)
    line = ResultLine.objects.get(
        sheet__organization=world.organizations["Hội LHPN"], indicator__code="AS02"
    )
    ResultLine.objects.filter(pk=line.pk).update(quantity=400)
    assert "448 suất" in said(review_report(draft))
    issued.refresh_from_db()
    frozen = tree_json.load(issued.tree)
    assert tree_json.sha256(frozen) == issued.sha256
    assert "433 suất" in said(frozen)
    assert "448 suất" not in said(frozen)
    assert "433 suất" in before


@pytest.mark.parametrize(
    ("system", "sentence"),
    [
        (
            "military",
            "(Thay thế Báo cáo số 01/BC-BCH ngày 29 tháng 7 năm 2022 của Ban Chỉ huy Quân sự "
            "huyện)",
        ),
        ("party", "(Thay thế Báo cáo số 01-BC/BDVHU, ngày 29/7/2022 của Ban Dân vận Huyện ủy)"),
    ],
)
def test_a_correction_says_what_it_replaces(world, system, sentence):
    _issuer, by = world.issuer_of(system)
    first = world.issued(system)
    correction = start_correction(replaced=first, by=by, at=AT)
    second = world.issued(system, document=correction, dated=HELD_ON, at=AT + dt.timedelta(days=1))
    first.refresh_from_db()
    assert first.state == DocumentState.REPLACED
    assert second.number == 2
    assert sentence in read_pdf(second)
