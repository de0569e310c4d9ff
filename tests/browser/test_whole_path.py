"""Programs as three users take them the whole way, typed by hand, from first draft to successor.

One of 2016-2019 between the Board and the command, one of 2013-2019 between the command and
organisations with a yearly plan of 2017, and the one of 2019-2023 that replaces both.
"""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BOARD, COMMAND = "Ban Dân vận Huyện ủy", "Ban Chỉ huy Quân sự huyện"
VETERANS, WOMEN = "Hội Cựu chiến binh huyện", "Hội Liên hiệp Phụ nữ huyện"
SIGNERS = {
    BOARD: "Nguyễn Thị A",
    COMMAND: "Trần Văn B",
    VETERANS: "Hoàng Văn D",
    WOMEN: "Phạm Thị E",
}
SHORT = {VETERANS: "Hội CCB", WOMEN: "Hội LHPN"}
TODAY = """new Date().toLocaleDateString("en-GB", {timeZone: "Asia/Ho_Chi_Minh"})"""
SEND, APPROVE, SEND_BACK = "Gửi lấy ý kiến", "Thông qua", "Trả lại"


class Path:
    """The pages of three users, and what they do on them."""

    def __init__(self, office):
        self.clerk, self.command, self.head = (
            office.open(name) for name in ("canbo.bdv", "chinhtri.qs", "truongban.bdv")
        )

    # --- The clerk writes ---------------------------------------------------------------------

    def begin(self, title: str, *, years: tuple[int, int], number: str, parent: str = "") -> str:
        """A draft with the usual words; its address."""
        page = self.clerk
        page.goto("/chuong-trinh/")
        page.get_by_role("link", name="Lập chương trình mới").click()
        if parent:
            page.get_by_label("Loại", exact=False).first.select_option("annual_plan")
            choice = page.locator("#id_parent")
            offered = choice.locator("option", has_text=parent).get_attribute("value")
            choice.select_option(offered)
        self._head(title, years=years, number=number)
        return page.url.partition("soan/")[0]

    def follow(self, earlier: str, title: str, *, years: tuple[int, int], number: str) -> str:
        """A draft with the text and the parties of an earlier program; its address."""
        self.clerk.goto(earlier)
        self.clerk.get_by_role("link", name="Lập văn bản mới từ văn bản này").click()
        self._head(title, years=years, number=number)
        return self.clerk.url.partition("soan/")[0]

    def _head(self, title: str, *, years: tuple[int, int], number: str) -> None:
        page = self.clerk
        page.get_by_label("Tên gọi").fill(title)
        page.locator("#id_number").fill(number)
        page.get_by_label("Thời hạn từ ngày").fill(f"01/01/{years[0]}")
        page.get_by_label("Thời hạn đến ngày").fill(f"31/12/{years[1]}")
        page.get_by_role("button", name="Tạo dự thảo").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)

    def add(self, *names: str) -> None:
        """Parties, the lead first; on the page of parties."""
        page = self.clerk
        for name in names:
            page.locator("#q").fill(name)
            page.get_by_role("button", name="Tìm kiếm").click()
            page.locator("#found").get_by_role("button", name=f"Thêm: {name}", exact=True).click()
            there = page.locator("section[aria-labelledby=rows-head]")
            expect(there.get_by_role("rowheader").filter(has_text=name).first).to_be_visible()

    def write(self, program: str, purpose: str) -> None:
        page = self.clerk
        page.goto(f"{program}soan/")
        page.locator("#section-purpose").fill(purpose)
        expect(page.locator("#state-section-purpose")).to_contain_text("Đã lưu lúc")

    def set_target(self, program: str, *, indicator: str, party: str, quantity: str) -> None:
        page = self.clerk
        page.goto(program)
        page.get_by_role("link", name="Soạn dự thảo").click()
        page.locator(".tabs").get_by_role("link", name="Chỉ tiêu", exact=True).click()
        page.locator("#q").fill(indicator)
        page.get_by_role("button", name="Tìm kiếm").click()
        page.locator(".check-list").get_by_label(indicator).first.check()
        page.locator("main").get_by_role("button", name="Lưu", exact=True).click()
        page.locator(".tabs").get_by_role("link", name="Chỉ tiêu giao").click()
        page.get_by_label(f"{party}, số lượng").first.fill(quantity)
        page.locator("main").get_by_role("button", name="Lưu", exact=True).click()

    # --- The parties judge --------------------------------------------------------------------

    def send(self, thing: str) -> None:
        self.clerk.goto(thing)
        self.clerk.get_by_role("button", name=SEND).click()
        expect(self.clerk.get_by_role("button", name=SEND)).to_have_count(0)

    def send_back(self, program: str, reason: str) -> None:
        page = self.command
        page.goto("/")
        page.goto(program)
        page.get_by_role("link", name="Nội dung và ý kiến").click()
        page.locator("summary", has_text=SEND_BACK).click()
        page.locator("details[open] textarea[name=reason]").fill(reason)
        page.locator("details[open]").get_by_role("button", name=SEND_BACK).click()
        expect(page.get_by_role("button", name=APPROVE)).to_have_count(0)

    def approve(self, thing: str, page: Page | None = None) -> None:
        page = page or self.command
        page.goto(thing)
        if page.get_by_role("button", name=APPROVE).count() == 0:
            page.get_by_role("link", name="Nội dung và ý kiến").click()
        page.get_by_role("button", name=APPROVE).click()
        expect(page.get_by_role("button", name=APPROVE)).to_have_count(0)

    def approve_on_paper(self, thing: str, party: str) -> None:
        page = self.clerk
        page.goto(thing)
        page.get_by_role("link", name="Ghi nhận thông qua bằng văn bản").click()
        choice = page.locator("#id_party")
        choice.select_option(choice.locator("option", has_text=party).get_attribute("value"))
        page.locator("#id_on_paper").fill(self.today(page))
        page.get_by_role("button", name="Ghi nhận thông qua").click()
        expect(choice).to_have_count(0)

    def sign(self, thing: str, *parties: str) -> None:
        """Recorded on the day that the form offers."""
        page = self.clerk
        page.goto(thing)
        page.get_by_role("link", name="Ghi nhận ký kết").click()
        page.get_by_role("button", name="Tiếp tục").click()
        page.get_by_label("Nơi ký kết").fill("Hội trường Huyện ủy")
        for party in parties:
            page.get_by_label(SIGNERS[party]).first.check()
        if (early := page.locator("#id_is_early_term_confirmed")).count():
            early.check()
        page.get_by_role("button", name="Ghi nhận ký kết").click()
        expect(page.get_by_label("Nơi ký kết")).to_have_count(0)
        expect(page.locator("main")).to_contain_text(SIGNERS[parties[0]])

    def today(self, page: Page) -> str:
        """The day in Vietnam, as people write it."""
        return page.evaluate(TODAY)

    # --- Afterwards ---------------------------------------------------------------------------

    def amend(self, program: str, *, purpose: str, since: str) -> str:
        """The draft of an amendment of the purpose; its address."""
        page = self.clerk
        page.goto(program)
        page.get_by_role("link", name="Lập văn bản sửa đổi, bổ sung").click()
        page.get_by_label("Lý do").fill("Bổ sung nhiệm vụ")
        page.get_by_label("có hiệu lực từ").fill(since)
        page.get_by_role("button", name="Lưu").click()
        amendment = page.url
        page.get_by_role("link", name="Mục", exact=True).click()
        page.locator("#id_section").select_option("purpose")
        page.get_by_label("Nội dung mới").fill(purpose)
        page.get_by_role("button", name="Lưu").click()
        page.wait_for_url(amendment)
        return amendment

    def replace(self, program: str, *numbers: str) -> None:
        page = self.head
        page.goto(program)
        page.get_by_role("link", name="Ghi các chương trình được thay thế").click()
        for number in numbers:
            page.get_by_label(re.compile(re.escape(number))).check()
        page.get_by_role("button", name="Lưu").click()
        expect(page.locator("main")).to_contain_text(f"Số: {numbers[0].removeprefix('Số: ')}")


def test_two_programs_and_a_plan_go_the_whole_way_until_one_replaces_them(office):
    path = Path(office)
    first = path.begin(
        "Chương trình phối hợp giữa Ban Dân vận với Ban CHQS huyện giai đoạn 2016 - 2019",
        years=(2016, 2019),
        number="Số: 11-CTrPH/BDV",
    )
    path.add(BOARD, COMMAND)
    path.write(first, "Phát huy vai trò của hai bên.")
    path.send(first)
    path.send_back(first, "Bổ sung lực lượng dân quân tự vệ")
    path.write(first, "Phát huy vai trò của hai bên và dân quân tự vệ.")
    path.send(first)
    path.approve(first)
    path.approve_on_paper(first, "Ban Dân vận")
    path.sign(first, BOARD, COMMAND)
    expect(path.clerk.locator(".page-sub")).to_contain_text("đã kết thúc")

    wanted = "Phát huy vai trò của hai bên, cùng phòng, chống thiên tai."
    amendment = path.amend(first, purpose=wanted, since="01/07/2018")
    path.send(amendment)
    path.approve(amendment)
    path.approve_on_paper(amendment, "Ban Dân vận")
    path.sign(amendment, BOARD, COMMAND)
    path.clerk.goto(f"{first}hieu-luc/?on=30/06/2018")
    expect(path.clerk.locator(".paper-text")).not_to_contain_text(wanted)
    path.clerk.goto(f"{first}hieu-luc/?on=01/07/2018")
    expect(path.clerk.locator(".paper-text")).to_contain_text(wanted)

    second = path.begin(
        "Chương trình phối hợp giữa Ban CHQS huyện với các hội giai đoạn 2013 - 2019",
        years=(2013, 2019),
        number="Số: 12/CTrPH-BCH",
    )
    path.add(COMMAND, VETERANS, WOMEN)
    _agree(path, second, COMMAND, VETERANS, WOMEN)

    plan = path.begin(
        "Kế hoạch năm 2017 thực hiện chương trình phối hợp",
        years=(2017, 2017),
        number="Số: 13/KH-BCH",
        parent="12/CTrPH-BCH",
    )
    path.add(COMMAND, WOMEN)
    path.set_target(
        plan,
        indicator="Quà tặng thanh niên lên đường nhập ngũ",
        party="Hội LHPN",
        quantity="trên 200",
    )
    _agree(path, plan, COMMAND, WOMEN)
    expect(path.clerk.locator("main")).to_contain_text("trên 200 suất")

    last = path.follow(
        second,
        "Chương trình phối hợp giữa Ban CHQS huyện, Ban Dân vận và các hội giai đoạn 2019 - 2023",
        years=(2019, 2023),
        number="Số: 14/CTrPH-BCH",
    )
    path.add(BOARD)
    path.replace(last, "11-CTrPH/BDV", "12/CTrPH-BCH")
    path.send(last)
    path.approve(last)
    for party in ("Hội CCB", "Hội LHPN", "Ban Dân vận"):
        path.approve_on_paper(last, party)
    path.sign(last, COMMAND, VETERANS, WOMEN, BOARD)
    for replaced in (first, second):
        path.clerk.goto(replaced)
        expect(path.clerk.locator(".page-sub")).to_contain_text("đã được thay thế")
        expect(path.clerk.get_by_role("link", name="Số: 14/CTrPH-BCH")).to_be_visible()
    for page in (path.clerk, path.command, path.head):
        assert not page.faults


def _agree(path: Path, program: str, lead: str, *partners: str) -> None:
    """Sent, approved by the command here and by the others on paper, signed."""
    path.send(program)
    path.approve(program)
    for partner in partners:
        path.approve_on_paper(program, SHORT[partner])
    path.sign(program, lead, *partners)
