"""Who takes part, as a newcomer enters it: a district, its committee, and what became of it."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PROVINCE, DISTRICT, AREA = "Tỉnh Bắc Mẫu", "Huyện Bắc Sơn", "Khu vực 1 - Bắc Sơn"
COMMUNES = ("Xã Sơn Đông", "Xã Sơn Tây")
BOARD, MERGED = "Ban Dân vận Huyện ủy Bắc Sơn", "Ban Tuyên giáo và Dân vận Huyện ủy Bắc Sơn"
COMMAND = "Ban Chỉ huy Quân sự huyện Bắc Sơn"
DEFENCE = "Ban Chỉ huy Phòng thủ khu vực 1 - Bắc Sơn"
WOMEN = "Hội Liên hiệp Phụ nữ huyện Bắc Sơn"


def test_a_newcomer_enters_a_district_renews_its_committee_and_reorganises_it(office):
    page = office.open("quantri")
    enter_unit(page, PROVINCE, "tỉnh")
    enter_unit(page, DISTRICT, "huyện", under=PROVINCE)
    page.get_by_role("link", name="Thêm tổ chức").first.click()
    page.get_by_role("button", name="Nhập các tổ chức đã chọn").click()
    expect(page.locator("main")).to_contain_text("Đã nhập 10 tổ chức.")
    set_up_committee(page)
    renew_committee(page)

    begin_act(page, "Tổ chức", "Hợp nhất", "15/03/2025")
    choose(page, BOARD)
    page.locator("[name=new-0-name]").fill(MERGED)
    page.locator("[name=new-0-short_name]").fill("Ban TG&DV")
    carry_out(page)

    enter_unit(page, AREA, "khu vực", under=PROVINCE, since="01/07/2025")
    page.get_by_role("link", name="Thêm tổ chức").first.click()
    page.get_by_role("button", name="Nhập các tổ chức đã chọn").click()
    expect(page.locator("main")).to_contain_text("Đã nhập 1 tổ chức.")
    begin_act(page, "Tổ chức", "Hợp nhất", "01/07/2025")
    choose(page, COMMAND)
    page.get_by_label(DEFENCE).check()
    carry_out(page)

    begin_act(page, "Đơn vị", "Chia tách", "01/07/2025")
    choose(page, DISTRICT)
    for number, name in enumerate(COMMUNES):
        page.locator(f"[name=new-{number}-name]").fill(name)
        page.locator(f"[name=new-{number}-level]").select_option("commune")
    expect(page.locator("[name=kinds][value=military_command]")).to_have_count(0)
    carry_out(page)
    cover_communes(page)
    answers_before_and_after(page)
    assert not page.faults


def open_list(page: Page, tab: str) -> None:
    page.get_by_role("link", name="Tổ chức", exact=True).first.click()
    page.locator("main").get_by_role("link", name=tab, exact=True).first.click()


def open_unit(page: Page, name: str) -> None:
    open_list(page, "Đơn vị")
    page.get_by_role("link", name=name, exact=True).click()


def enter_unit(page: Page, name: str, level: str, *, under: str = "", since: str = "") -> None:
    """A unit, entered from the page of the one above it."""
    if under:
        open_unit(page, under)
    else:
        open_list(page, "Đơn vị")
    page.get_by_role("link", name="Thêm đơn vị", exact=True).click()
    page.get_by_label("Tên", exact=False).first.fill(name)
    page.get_by_label("Cấp", exact=False).first.select_option(label=level)
    page.get_by_label("Tồn tại từ ngày").fill(since)
    page.get_by_role("button", name="Lưu").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def set_up_committee(page: Page) -> None:
    """Four people who are not entered yet take the first seats; their titles follow their kinds."""
    page.get_by_role("link", name="Thành lập Ban Chỉ đạo").click()
    page.get_by_label("Số", exact=False).first.fill("120-QĐ/HU")
    page.get_by_label("Ngày", exact=False).first.fill("15/03/2022")
    members = (
        ("Phan Văn U", BOARD, "head"),
        ("Mai Văn V", COMMAND, "deputy_head"),
        ("Hà Thị X", WOMEN, "member"),
    )
    for row, (name, body, role) in enumerate(members):
        page.locator(f"[name=new-{row}-name]").fill(name)
        page.locator(f"[name=new-{row}-organization]").select_option(label=f"{body} ({DISTRICT})")
        page.locator(f"[name=new-{row}-role]").select_option(role)
    decide(page)
    expect(page.locator("main")).to_contain_text("Trưởng ban · Trưởng ban, Ban Dân vận")


def renew_committee(page: Page) -> None:
    """One leaves, another comes; each day shows its own composition."""
    page.get_by_role("link", name="Ban Chỉ đạo vào ngày đó").click()
    page.get_by_role("link", name="Kiện toàn").click()
    page.get_by_label("Số", exact=False).first.fill("45-QĐ/HU")
    page.get_by_label("Ngày", exact=False).first.fill("10/06/2024")
    page.get_by_role("row", name="Hà Thị X").get_by_label("Thôi").check()
    page.locator("summary", has_text="Người chưa có trong danh sách").first.click()
    page.locator("[name=new-0-name]").fill("Lâm Thị Y")
    page.locator("[name=new-0-organization]").select_option(label=f"{WOMEN} ({DISTRICT})")
    decide(page)
    page.get_by_role("link", name="Ban Chỉ đạo vào ngày đó").click()
    composition = page.locator("main table").first
    expect(composition).to_contain_text("Lâm Thị Y")
    expect(composition).not_to_contain_text("Hà Thị X")
    page.get_by_label("Tính đến ngày").fill("09/06/2024")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(composition).to_contain_text("Hà Thị X")
    expect(composition).not_to_contain_text("Lâm Thị Y")


def decide(page: Page) -> None:
    page.get_by_role("button", name="Xem những gì sẽ thay đổi").click()
    page.get_by_role("button", name="Thực hiện quyết định").click()
    expect(page.locator("main")).to_contain_text("Đã nhập quyết định.")


def begin_act(page: Page, of: str, kind: str, on: str) -> None:
    open_list(page, "Sắp xếp tổ chức")
    page.get_by_role("link", name="Thực hiện sắp xếp").click()
    page.get_by_label(of, exact=True).check()
    page.get_by_label(re.compile(kind)).check()
    page.locator("[name=on]").fill(on)
    page.locator("[name=basis]").fill("Nghị quyết số 01/NQ")
    page.get_by_role("button", name="Tiếp tục").click()


def choose(page: Page, name: str) -> None:
    """Search for what is reorganised, tick it and go on."""
    page.locator("[name=q]").last.fill(name)
    page.get_by_role("button", name="Tìm", exact=True).last.click()
    page.get_by_label(name).first.check()
    page.get_by_role("button", name="Tiếp tục").click()


def carry_out(page: Page) -> None:
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("button", name="Thực hiện", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đã thực hiện sắp xếp.")


def cover_communes(page: Page) -> None:
    open_unit(page, AREA)
    page.get_by_role("link", name="Thêm xã").click()
    page.get_by_label("Từ ngày").fill("01/07/2025")
    for name in COMMUNES:
        page.get_by_label(name).check()
    page.get_by_role("button", name="Lưu").last.click()
    expect(page.locator("main")).to_contain_text("Đã thêm 2 xã.")


def answers_before_and_after(page: Page) -> None:
    """The list of a day shows what existed then; an old name says what has become of it."""
    rows = page.locator("main table tbody")
    days = {
        "14/03/2025": ((BOARD, COMMAND), (MERGED, DEFENCE)),
        "15/03/2025": ((MERGED, COMMAND), (BOARD, DEFENCE)),
        "01/07/2025": ((DEFENCE, "Hội Liên hiệp Phụ nữ xã Sơn Tây"), (BOARD, MERGED, WOMEN)),
    }
    for day, (there, not_there) in days.items():
        page.get_by_role("link", name="Tổ chức", exact=True).first.click()
        page.get_by_label("Tên", exact=True).fill("Sơn")
        page.get_by_label("Tính đến ngày").fill(day)
        page.get_by_role("button", name="Lọc").click()
        expect(page.locator("main")).to_contain_text(f"Đang xem tại ngày {day}")
        names = rows.locator("th a")
        for name in there:
            expect(names.get_by_text(name, exact=True)).to_have_count(1)
        for name in not_there:
            expect(names.get_by_text(name, exact=True)).to_have_count(0)
    page.get_by_label("Tìm trong toàn bộ").fill("ban chi huy quan su huyen bac son")
    page.get_by_role("button", name="Tìm", exact=True).first.click()
    found = page.locator("main")
    expect(found).to_contain_text(f"nay là {DEFENCE}")
    expect(found).to_contain_text(f"tên trước đây: {COMMAND}")
