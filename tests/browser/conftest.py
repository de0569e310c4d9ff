"""A running office: web server, worker and database as in real life, and a browser before it.

The database is made for these tests alone and holds the demo. Everything runs as separate
processes on the loopback interface, exactly as bin/run starts them.
"""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
PATIENCE = 60  # seconds until something must have happened, also on a busy machine
STOPPED = ("htmx:sendAbort", "htmx:afterRequest")  # what htmx says when grid.js stops a saving
TRANSLATED = ROOT / "locale/vi/LC_MESSAGES/django.mo"


class Office:
    """The demo installation: where it is, and who works there."""

    def __init__(self, url: str, var: Path, browser: Browser):
        self.url = url
        self.accounts = {
            one["username"]: one for one in json.loads((var / "demo.json").read_text())
        }
        self.browser = browser
        self.contexts: dict[str, BrowserContext] = {}

    def open(self, username: str, path: str = "/") -> Page:
        """A new page of the browser in which the user has signed in; `page.faults` lists what it
        complains about."""
        if username not in self.contexts:
            self.contexts[username] = self._sign_in(username)
        page = self.contexts[username].new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda message: _note_fault(page, message))
        page.goto(path)
        return page

    def _sign_in(self, username: str) -> BrowserContext:
        context = self.browser.new_context(viewport=WIDE, base_url=self.url, locale="vi-VN")
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        page.goto("/dang-nhap/")
        self.sign_in(page, username)
        page.close()
        return context

    def sign_in(self, page: Page, username: str) -> None:
        """Fill in the sign-in page that is open, and wait until the home page answers."""
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(self.accounts[username]["password"])
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Xin chào")


def _note_fault(page: Page, message: ConsoleMessage) -> None:
    """Keep an error that the browser's console shows; stopping a request on purpose is none."""
    if message.type == "error" and not message.text.startswith(STOPPED):
        page.faults.append(message.text)


def faults_of(page: Page, axe: Axe) -> list[str]:
    """What is wrong with the open page, wide and on a phone: sideways scroll and what axe finds."""
    wrong = []
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        at = f"{page.url} at {size['width']}"
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size["width"]:
            wrong.append(f"{at}: {wide} px wide")
        for fault in axe.run(page).response["violations"]:
            nodes = "; ".join(node["html"][:120] for node in fault["nodes"][:3])
            wrong.append(f"{at}: {fault['id']}: {nodes}")
    page.set_viewport_size(WIDE)
    return wrong


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def _database():
    """An empty database with an unlikely name, dropped afterwards; gives its name."""
    owner = conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])
    name = f"browser_{secrets.token_hex(6)}"
    conninfo = make_conninfo("", **(owner | {"dbname": "postgres"}))
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield name
        finally:
            with contextlib.suppress(psycopg.Error):  # a last connection may still be closing
                connection.execute(f'DROP DATABASE "{name}"')


@contextlib.contextmanager
def _running(*command: str, env: dict, log: Path):
    """A process beside the tests, stopped afterwards."""
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def _wait_until_answers(url: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{url}/dang-nhap/", timeout=5)  # noqa: S310 - loopback
            return
        time.sleep(0.2)
    pytest.fail(f"no answer: {log.read_text()}")


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """The running installation with the demo, for all browser tests."""
    assert TRANSLATED.exists(), "compile the translations first, as bin/test does"
    expect.set_options(timeout=PATIENCE * 1000)
    var = tmp_path_factory.mktemp("office")
    python, manage = sys.executable, str(ROOT / "manage.py")
    with _database() as name:
        app, owner = (
            make_conninfo("", **(conninfo_to_dict(os.environ[variable]) | {"dbname": name}))
            for variable in ("DATABASE_URL", "DATABASE_OWNER_URL")
        )
        env = os.environ | {"VAR_DIR": str(var), "COORDINATION_MODE": "lan", "DATABASE_URL": app}
        for command in ("migrate", "load_demo", "collectstatic"):
            as_role = env | {"DATABASE_URL": owner} if command == "migrate" else env
            more = ["--noinput"] if command == "collectstatic" else []
            subprocess.run(
                [python, manage, command, *more], cwd=ROOT, env=as_role, check=True, stdout=-3
            )
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        server = (
            python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(port), "--workers", "1", "coordination.config.wsgi:application",
        )  # fmt: skip
        web, work = var / "web.log", var / "worker.log"
        with (
            _running(*server, env=env, log=web) as process,
            _running(python, manage, "procrastinate", "worker", env=env, log=work),
            sync_playwright() as playwright,
        ):
            _wait_until_answers(url, process, web)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            office = Office(url, var, browser)
            yield office
            for context in office.contexts.values():
                context.close()
            browser.close()
