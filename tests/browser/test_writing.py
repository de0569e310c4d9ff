"""Two people write one draft: it saves itself, survives a lost connection, and loses no text."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PURPOSE = "#section-purpose"
STATE = "#state-section-purpose"
SAVED = re.compile("Đã lưu lúc")


@pytest.fixture(scope="module")
def clerk(office):
    return office.open("canbo.bdv")


@pytest.fixture(scope="module")
def draft(clerk) -> str:
    """The address of a draft with two parties, begun through the pages."""
    clerk.goto("/chuong-trinh/")
    clerk.get_by_role("link", name="Lập chương trình mới").click()
    clerk.get_by_label("Tên gọi").fill("Chương trình phối hợp thử giai đoạn 2031 - 2035")
    clerk.get_by_label("Thời hạn từ ngày").fill("01/01/2031")
    clerk.get_by_label("Thời hạn đến ngày").fill("31/12/2035")
    clerk.get_by_role("button", name="Tạo dự thảo").click()
    for words, name in (("chi huy quan su", "Ban Chỉ huy Quân sự huyện"), ("phu nu", None)):
        clerk.locator("#q").fill(words)
        clerk.get_by_role("button", name="Tìm kiếm").click()
        row = clerk.locator("#found tbody tr")
        (row.filter(has_text=name) if name else row).first.get_by_role("button").click()
    expect(clerk.locator("#rows-head")).to_be_visible()
    clerk.locator(".tabs").get_by_role("link", name="Nội dung").click()
    return clerk.url


def test_a_place_saves_itself_and_is_there_after_reloading(clerk, draft):
    clerk.goto(draft)
    clerk.locator(PURPOSE).fill("Mục đích thứ nhất.")
    expect(clerk.locator(STATE)).to_contain_text(SAVED)
    expect(clerk.locator("#text-state")).to_have_text("Đã lưu tất cả.")
    clerk.reload()
    expect(clerk.locator(PURPOSE)).to_have_value("Mục đích thứ nhất.")
    assert not clerk.faults


def test_the_second_writer_sees_both_texts_and_joins_them(office, clerk, draft):
    head = office.open("truongban.bdv")
    for page in (clerk, head):
        page.goto(draft)
    clerk.locator(PURPOSE).fill("Mục đích của cán bộ.")
    expect(clerk.locator(STATE)).to_contain_text(SAVED)
    head.locator(PURPOSE).fill("Mục đích của lãnh đạo.")
    sides = head.locator(f"{STATE} .conflict-text")
    expect(sides).to_have_text(["Mục đích của lãnh đạo.", "Mục đích của cán bộ."])
    expect(head.locator(f"{STATE} mark").first).to_be_visible()
    head.get_by_role("button", name="Ghép cả hai").click()
    both = "Mục đích của cán bộ.\nMục đích của lãnh đạo."
    expect(head.locator(PURPOSE)).to_have_value(both)
    expect(head.locator(STATE)).to_contain_text(SAVED)
    clerk.reload()
    expect(clerk.locator(PURPOSE)).to_have_value(both)
    assert not head.faults


def test_a_lost_connection_keeps_what_was_typed_and_sends_it_again(clerk, draft):
    clerk.goto(draft)
    clerk.context.set_offline(True)
    clerk.locator(PURPOSE).fill("Viết khi mất mạng.")
    expect(clerk.locator(STATE)).to_contain_text("không kết nối được máy chủ")
    expect(clerk.locator(PURPOSE)).to_have_value("Viết khi mất mạng.")
    clerk.context.set_offline(False)
    expect(clerk.locator(STATE)).to_contain_text(SAVED)
    clerk.reload()
    expect(clerk.locator(PURPOSE)).to_have_value("Viết khi mất mạng.")


def test_the_whole_paper_is_one_click_away(clerk, draft):
    clerk.goto(draft)
    clerk.get_by_role("link", name="Xem bản in").click()
    expect(clerk.locator(".paper")).to_contain_text("Dự thảo lần 1")
    expect(clerk.locator(".paper")).to_contain_text("TỔ CHỨC THỰC HIỆN")
