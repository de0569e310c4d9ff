"""A program's way as three users go it: review, sent back once, approved, signed, amended."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PLAN = re.compile("Kế hoạch phối hợp hoạt động năm")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def with_reason(page: Page, move: str, reason: str) -> None:
    """Unfold a move that asks for a reason, write it, make the move."""
    page.locator("summary", has_text=move).click()
    page.locator("details[open] textarea[name=reason]").fill(reason)
    page.locator("details[open]").get_by_role("button", name=move).click()


def approve(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Thông qua").click()
    expect(page.get_by_role("button", name="Thông qua")).to_have_count(0)


def by_keys(command: Page) -> None:
    """Comment on the place that is in sight and send back from the desk, by keys alone."""
    place = command.locator("section#parties")
    command.keyboard.press("g")
    expect(place.get_by_role("textbox")).to_be_focused()
    command.keyboard.type("Nêu rõ tên gọi, ngày kết thúc")
    command.keyboard.press("Tab")
    command.keyboard.press("Enter")
    expect(place.locator(".remark")).to_contain_text("Nêu rõ tên gọi, ngày kết thúc")
    command.keyboard.press("a")
    expect(command.get_by_role("button", name="Thông qua")).to_be_focused()
    command.keyboard.press("t")
    command.keyboard.type("Xem ý kiến về thời hạn")
    command.keyboard.press("Tab")
    command.keyboard.press("Enter")
    expect(command.locator("main")).to_contain_text("Không có việc nào chờ ý kiến")


def test_a_program_is_reviewed_sent_back_approved_signed_and_amended(office):
    clerk, command, women = (
        office.open(name) for name in ("canbo.bdv", "chinhtri.qs", "lanhdao.lhpn")
    )
    clerk.goto("/chuong-trinh/")
    clerk.get_by_role("link", name=PLAN).first.click()
    address = clerk.url
    with_reason(clerk, "Rút về để sửa", "Bổ sung thời gian")
    clerk.get_by_role("button", name="Gửi lấy ý kiến").click()
    expect(clerk.locator(".way-next")).to_contain_text("Ban CHQS huyện, Hội LHPN")

    command.goto("/")
    command.get_by_role("link", name=PLAN).click()
    expect(command.locator("h1")).to_have_text("Việc chờ cho ý kiến")
    review = f"{address}gop-y/"
    by_keys(command)

    clerk.goto(address)
    clerk.get_by_role("link", name="1 ý kiến chưa giải quyết").click()
    pinned = clerk.locator("section#parties .remark")
    expect(pinned).to_contain_text("Nêu rõ tên gọi")
    pinned.get_by_role("textbox").fill("Thời hạn giữ nguyên theo chương trình")
    pinned.get_by_role("button", name="Giải quyết xong").click()
    expect(pinned).to_contain_text("đã giải quyết")
    clerk.goto(address)
    clerk.get_by_role("button", name="Gửi lấy ý kiến").click()

    command.goto(review)
    expect(command.locator("#changed-title")).to_contain_text("Thay đổi so với lần lấy ý kiến")
    approve(women, review)
    approve(command, review)

    clerk.goto(address)
    clerk.get_by_role("link", name="Ghi nhận ký kết").click()
    clerk.get_by_role("button", name="Tiếp tục").click()
    clerk.get_by_label("Nơi ký kết").fill("Hội trường Huyện ủy")
    clerk.get_by_label("Số, ký hiệu văn bản").fill("Số: 05/KH-BCH")
    clerk.get_by_label("Trần Văn B").check()
    clerk.get_by_label("Phạm Thị E").check()
    clerk.locator("input[type=file]").set_input_files(
        {"name": "ban-ky.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    clerk.get_by_role("button", name="Ghi nhận ký kết").click()
    expect(clerk.locator("main")).to_contain_text("Trần Văn B")
    expect(clerk.get_by_role("link", name="Bản chụp bản ký", exact=True)).to_be_visible()

    amend(clerk, command, women, year=re.search(r"\d{4}", clerk.locator("h1").inner_text())[0])
    for page in (clerk, command, women):
        assert not page.faults


def amend(clerk: Page, command: Page, women: Page, *, year: str) -> None:
    """From the middle of the year on the purpose reads otherwise."""
    program = clerk.url
    clerk.get_by_role("link", name="Lập văn bản sửa đổi, bổ sung").click()
    clerk.get_by_label("Lý do").fill("Sắp xếp tổ chức")
    clerk.get_by_label("có hiệu lực từ").fill(f"01/07/{year}")
    clerk.get_by_role("button", name="Lưu").click()
    amendment = clerk.url
    clerk.get_by_role("link", name="Mục", exact=True).click()
    clerk.get_by_label("Mục", exact=False).first.select_option("purpose")
    clerk.get_by_label("Nội dung mới").fill("Phát huy sức mạnh đoàn kết.")
    clerk.get_by_role("button", name="Lưu").click()
    clerk.get_by_role("button", name="Gửi lấy ý kiến").click()
    approve(command, amendment)
    approve(women, amendment)
    clerk.goto(amendment)
    clerk.get_by_role("link", name="Ghi nhận ký kết").click()
    clerk.get_by_role("button", name="Tiếp tục").click()
    clerk.get_by_label("Trần Văn B").check()
    clerk.get_by_label("Phạm Thị E").check()
    clerk.get_by_role("button", name="Ghi nhận ký kết").click()
    expect(clerk.locator(".page-sub")).to_contain_text("đã ký")
    words = "Phát huy sức mạnh đoàn kết."
    clerk.goto(f"{program}hieu-luc/?on=30/06/{year}")
    expect(clerk.locator("main")).not_to_contain_text(words)
    clerk.goto(f"{program}hieu-luc/?on=01/07/{year}")
    expect(clerk.locator(".paper-text")).to_contain_text(words)
