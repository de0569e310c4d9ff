"""Every page that a link leads to: no accessibility fault, no console fault, no sideways scroll."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import WIDE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

USERS = ("canbo.bdv", "huyen.doan", "chinhtri.qs", "quantri")
SKIPPED = re.compile(r"/pdf/|/ban-dau/|/ban-chup/$|/xuat/|/mau/|^/static/")
# What looks different for every reader; any other kind of page is walked once for all of them.
OWN = {"/", "/chuong-trinh/#/", "/ket-qua/ky/#/", "/ket-qua/ky/#/phieu/#/", "/bao-cao/#/"}
HTML = "text/html"


def kind_of(path: str) -> str:
    """Pages that differ in the object alone are of one kind."""
    return re.sub(r"/\d+(?=/)", "/#", re.sub(r"(tong-hop/\d+)/[^/]+/", r"\1/@/", path))


def pages_behind(page, seen: set[str]):
    """Walk the links from the home page; one page of each kind that is not in `seen` yet."""
    waiting, walked = ["/"], set()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(urlsplit(path).path)
        if kind in walked or (kind in seen and kind not in OWN) or SKIPPED.search(path):
            continue
        walked.add(kind)
        yield path
        for link in page.eval_on_selector_all("a[href]", "links => links.map(one => one.href)"):
            parts = urlsplit(link)
            if parts.netloc == urlsplit(page.url).netloc:
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    seen |= walked


def open_faults(page, path: str, axe: Axe) -> list[str]:
    """What is wrong with one page; its status and kind too."""
    page.set_viewport_size(WIDE)
    answer = page.goto(path)
    if answer.status != 200 or HTML not in answer.headers["content-type"]:
        return [f"{path}: {answer.status} {answer.headers['content-type']}"]
    return faults_of(page, axe)


def test_every_page_is_accessible_quiet_and_narrow_enough(office):
    axe, seen, wrong = Axe(), set(), []
    for user in USERS:
        page = office.open(user)
        for path in pages_behind(page, seen):
            wrong += [f"{user}: {fault}" for fault in open_faults(page, path, axe)]
        wrong += [f"{user}: {fault}" for fault in page.faults]
        page.close()
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 30, sorted(seen)


@pytest.mark.parametrize("path", ["/dang-nhap/", "/dat-lai-mat-khau/", "/khong-co-trang-nay/"])
def test_pages_before_signing_in_are_accessible(office, path):
    page = office.browser.new_page(base_url=office.url)
    page.goto(path)
    assert not faults_of(page, Axe())
    page.close()
