"""Every page that a link leads to: no accessibility fault, no console fault, no sideways scroll."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SKIPPED = re.compile(r"/pdf/|/ban-dau/|^/static/")


def kind_of(path: str) -> str:
    """Pages that differ in the object alone are of one kind."""
    return re.sub(r"/\d+(?=/)", "/#", re.sub(r"(tong-hop/\d+)/[^/]+/", r"\1/@/", path))


def pages_behind(page):
    """Walk the links from the home page; one page of each kind."""
    waiting, seen = ["/"], set()
    while waiting:
        path = waiting.pop(0)
        if (kind := kind_of(urlsplit(path).path)) in seen or SKIPPED.search(path):
            continue
        seen.add(kind)
        yield path
        for link in page.eval_on_selector_all("a[href]", "links => links.map(one => one.href)"):
            parts = urlsplit(link)
            if parts.netloc == urlsplit(page.url).netloc:
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))


@pytest.mark.parametrize("user", ["canbo.bdv", "chinhtri.qs", "hoi.lhpn", "quantri"])
def test_every_page_is_accessible_quiet_and_narrow_enough(office, user):
    page = office.sign_in(user)
    axe = Axe()
    wrong = []
    count = 0
    for path in pages_behind(page):
        count += 1
        answer = page.goto(path)
        if answer.status != 200:
            wrong.append(f"{path}: {answer.status}")
            continue
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > size["width"]:
                wrong.append(f"{path}: {wide} px wide at {size['width']}")
            if size is WIDE or "phieu" in path or count < 4:
                for fault in axe.run(page).response["violations"]:
                    nodes = "; ".join(node["html"][:120] for node in fault["nodes"][:3])
                    wrong.append(f"{path} at {size['width']}: {fault['id']}: {nodes}")
    assert not wrong, "\n".join(wrong)
    assert not page.faults, "\n".join(page.faults)
    assert count > 10
