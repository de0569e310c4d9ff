"""The main job as its users live it, in a real browser: from typed figures to the paper."""

import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PLAN = re.compile("Kế hoạch phối hợp hoạt động năm")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def open_period(page: Page) -> None:
    """From the navigation to the newest period."""
    page.get_by_role("link", name="Kết quả", exact=True).first.click()
    page.locator("main table tbody tr").first.get_by_role("link").first.click()


def open_sheet(page: Page, organization: str) -> None:
    open_period(page)
    row = page.get_by_role("row").filter(has_text=organization)
    row.get_by_role("link", name=re.compile("Mở|Nhập|Kiểm tra")).click()


def cell(page: Page, indicator: str, column: str):
    """The input of an indicator's row, found as a screen reader names it."""
    return page.get_by_role("textbox", name=re.compile(rf"^{re.escape(indicator)}.*{column}"))


def test_a_reporter_fills_by_keyboard_and_the_board_returns_and_accepts(office):
    reporter = office.open("huyen.doan")
    open_period(reporter)
    reporter.get_by_role("row").filter(has_text="Đoàn TNCS").get_by_role("link").last.click()
    gifts = cell(reporter, "Quà tặng thanh niên lên đường nhập ngũ", "Số lượng")
    gifts.fill("hơn 2 nghìn")
    with reporter.expect_response(lambda response: response.request.method == "POST"):
        gifts.press("Tab")
    expect(gifts).to_have_value("trên 2.000")
    value = cell(reporter, "Quà tặng thanh niên lên đường nhập ngũ", "Trị giá")
    expect(value).to_be_focused()
    value.fill("24,5triệu đồng")
    with reporter.expect_response(lambda response: response.request.method == "POST"):
        value.press("Enter")
    expect(value).to_have_value("24.500.000")
    houses = cell(reporter, "Nhà tình nghĩa xây mới", "Số lượng")
    houses.fill("120,500,000")
    with reporter.expect_response(lambda response: response.request.method == "POST"):
        houses.press("Tab")
    fault = reporter.locator(".fault")
    expect(fault).to_be_visible()
    expect(houses).to_have_value("120,500,000")
    houses.fill("02")
    with reporter.expect_response(lambda response: response.request.method == "POST"):
        houses.press("Tab")
    expect(fault).to_have_count(0)
    send = reporter.get_by_role("button", name="Lưu và gửi")
    send.evaluate("button => { button.click(); button.click(); }")  # an impatient double click
    expect(reporter.locator("main")).to_contain_text("đã gửi")
    expect(reporter.locator("#messages .note-bad")).to_have_count(0)

    clerk = office.open("canbo.bdv")
    open_sheet(clerk, "Đoàn TNCS")
    expect(clerk.locator("main")).to_contain_text("trên 2.000")
    clerk.locator("summary", has_text="Trả lại").click()
    clerk.get_by_role("textbox").filter(visible=True).last.fill("Bổ sung trị giá nhà tình nghĩa")
    clerk.get_by_role("button", name="Trả lại").click()
    expect(clerk.locator("main")).to_contain_text("trả lại")

    reporter.reload()
    expect(reporter.locator("main")).to_contain_text("Bổ sung trị giá nhà tình nghĩa")
    cell(reporter, "Nhà tình nghĩa xây mới", "Trị giá").fill("trên 160 triệu đồng")
    reporter.get_by_role("button", name="Lưu và gửi").click()
    clerk.reload()
    clerk.get_by_role("button", name="Tiếp nhận").or_(
        clerk.get_by_role("button", name="Duyệt")
    ).first.click()
    expect(clerk.locator("main")).to_contain_text("trên 160.000.000")
    clerk.get_by_role("link", name="Lần gửi 2").click()
    expect(clerk.locator("main")).to_contain_text("160.000.000")
    assert not faults_of(clerk, Axe())
    assert not reporter.faults
    assert not clerk.faults


def test_who_was_signed_out_signs_in_in_another_tab_and_loses_nothing(office):
    page = office.open("canbo.bdv")
    open_sheet(page, "Liên đoàn Lao động")
    gifts = cell(page, "Quà tặng hội viên, người nghèo dịp Tết", "Số lượng")
    page.context.clear_cookies(name="sessionid")
    gifts.fill("12")
    gifts.press("Tab")
    expect(page.locator("#trouble")).to_contain_text("Phiên đăng nhập đã hết")
    other = page.context.new_page()
    other.goto("/dang-nhap/")
    office.sign_in(other, "canbo.bdv")
    gifts.fill("13")
    gifts.press("Tab")
    expect(page.locator(".saved-mark")).to_have_count(1)
    expect(page.locator("#trouble")).to_be_hidden()

    page.context.clear_cookies(name="sessionid")
    page.locator("textarea").first.fill("Đã thăm\nhai gia đình")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Phiên đăng nhập đã hết")
    assert not faults_of(page, Axe())
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Đăng nhập ở thẻ mới").click()
    office.sign_in(opened.value, "canbo.bdv")
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.locator("#messages")).to_contain_text("Đã lưu")
    expect(page.locator("textarea").first).to_have_value("Đã thăm\nhai gia đình")
    expect(gifts).to_have_value("13")


def test_the_board_enters_on_behalf_from_the_stamped_paper(office):
    clerk = office.open("canbo.bdv")
    open_sheet(clerk, "Hội Nông dân")
    expect(clerk.locator("main")).to_contain_text("Hội ND")
    cell(clerk, "Quà tặng hội viên, người nghèo dịp Tết", "Số lượng").fill("48")
    cell(clerk, "Quà tặng hội viên, người nghèo dịp Tết", "Trị giá").fill("12,6 triệu đồng")
    clerk.get_by_role("button", name="Lưu", exact=True).click()
    clerk.locator("input[type=file]").set_input_files(
        {"name": "phieu-co-dau.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    clerk.get_by_role("button", name="Đính kèm").click()
    expect(clerk.get_by_role("link", name="phieu-co-dau.pdf")).to_be_visible()
    clerk.get_by_role("button", name="Lưu và gửi").click()
    expect(clerk.locator("main")).to_contain_text("Ban nhập thay")
    assert not clerk.faults


def test_who_has_not_reported_is_shown(office):
    clerk = office.open("canbo.bdv", "/ket-qua/")
    clerk.get_by_role("link", name="6 tháng đầu năm 2022").click()
    missing = clerk.locator("section.note")
    expect(missing).to_contain_text("Ủy ban MTTQ")
    expect(missing).to_contain_text("Hội CTĐ")
    expect(missing).not_to_contain_text("Hội LHPN")


def test_totals_lead_down_to_the_line_and_who_entered_it(office):
    observer = office.open("quansat.tinh", "/ket-qua/")
    row = observer.get_by_role("row").filter(has_text="6 tháng đầu năm 2022")
    row.get_by_role("link", name="Tổng hợp").click()
    main = observer.locator("main")
    for figure in ("trên 445", "54.500.000", "trên 172.000.000", "433", "trên 930,6 triệu"):
        expect(main).to_contain_text(figure)
    observer.get_by_role("link", name="trên 445").click()
    for figure in ("trên 200", "245", "Huyện đoàn", "Hội LHPN"):
        expect(observer.locator("main")).to_contain_text(figure)


def test_the_command_sends_a_draft_back_and_approves_it(office):
    command = office.open("chinhtri.qs")
    command.get_by_role("link", name=PLAN).click()
    command.locator("summary", has_text="Trả lại").click()
    command.get_by_role("textbox").filter(visible=True).last.fill("Nêu rõ thời gian giao ban")
    command.get_by_role("button", name="Trả lại").click()
    expect(command.locator("main")).to_contain_text("Không có việc nào chờ ý kiến")

    clerk = office.open("canbo.bdv", "/chuong-trinh/")
    clerk.get_by_role("link", name=PLAN).click()
    expect(clerk.locator("main")).to_contain_text("Nêu rõ thời gian giao ban")
    clerk.get_by_role("button", name=re.compile("Gửi")).click()

    women = office.open("lanhdao.lhpn")
    for reviewer in (women, command):
        reviewer.goto("/")
        reviewer.get_by_role("link", name=PLAN).click()
        reviewer.get_by_role("button", name=re.compile("Đồng ý|Thông qua")).click()
    clerk.reload()
    expect(clerk.locator(".page-sub")).to_contain_text("đã thông qua")


@pytest.mark.parametrize(
    ("user", "issuer", "signer", "head", "number"),
    [
        (
            "chinhtri.qs",
            "Ban Chỉ huy Quân sự huyện",
            "Trần Văn B",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            r"Số: 01/BC-BCH",
        ),
        (
            "truongban.bdv",
            "Ban Dân vận Huyện ủy",
            "Nguyễn Thị A",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            r"Số 01-BC/BDVHU",
        ),
    ],
)
def test_the_report_is_drafted_rendered_and_issued(office, user, issuer, signer, head, number):
    page = office.open(user)
    page.get_by_role("link", name="Hội nghị", exact=True).first.click()
    page.get_by_role("link", name="6 tháng đầu năm 2022").click()
    page.get_by_label("Cơ quan ban hành").select_option(label=issuer)
    page.get_by_role("button", name="Soạn báo cáo").click()
    page.get_by_label("Người ký").select_option(index=1)
    page.locator("#id_place").fill("Huyện Mẫu")
    page.get_by_label(re.compile("Ưu điểm")).fill("Các bên phối hợp chặt chẽ.")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".paper-sheet")).to_contain_text("Các bên phối hợp chặt chẽ.")
    page.get_by_role("button", name="Ban hành").click()
    expect(page.locator("h1")).to_contain_text(number.split()[-1])
    make = page.get_by_role("button", name="Tạo tệp PDF")
    pdf = page.get_by_role("link", name=re.compile("Mở .*PDF"))
    expect(make).to_have_count(0)
    expect(pdf).to_be_visible()
    answer = page.request.get(pdf.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    text = " ".join(
        " ".join(sheet.extract_text().split())
        for sheet in PdfReader(io.BytesIO(answer.body())).pages
    ).replace("\xa0", " ")
    for words in (head, signer, "trên 445 suất", "120.500.000", "Ủy ban MTTQ", "Các bên phối hợp"):
        assert words in text
    assert re.search(number, text)
    assert not faults_of(page, Axe())
    assert not page.faults
