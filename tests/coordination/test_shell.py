"""What stands around every page: place, navigation, refusals, faults, what a browser loads."""

import datetime as dt
import gzip
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from coordination import shell
from coordination.models import Role
from tests.coordination.world import english, member, organization, signed_in, unit

pytestmark = pytest.mark.django_db

COMMON_QUERIES = 3  # session, user, roles held with the names of their organisations


@pytest.fixture
def reporter():
    return member("an", organization(unit("Huyện Mẫu"), "Hội LHPN"))


@pytest.fixture
def admin():
    return member("quantri", None, Role.ADMIN)


def test_the_head_names_place_organisation_and_role(reporter):
    page = signed_in(reporter).get(reverse("home")).content.decode()
    assert '<span class="brand-place">Huyện Mẫu</span>' in page
    assert '<span class="acting-for">Hội LHPN</span>' in page
    assert '<span class="acting-role">reporter</span>' in page


def test_the_head_shows_todays_names(reporter):
    reporter.organization.names.update(valid_to=dt.date(2024, 12, 31))
    reporter.organization.names.create(
        name="Hội Phụ nữ", short_name="Hội PN", valid_from=dt.date(2025, 1, 1)
    )
    page = signed_in(reporter).get(reverse("home")).content.decode()
    assert '<span class="acting-for">Hội PN</span>' in page


def test_only_an_administrator_is_led_to_administration(reporter, admin):
    link = f'href="{reverse("users")}"'
    assert link not in signed_in(reporter).get(reverse("home")).content.decode()
    assert link in signed_in(admin).get(reverse("home")).content.decode()


def test_the_section_of_a_page_is_marked(reporter):
    page = signed_in(reporter).get(reverse("units")).content.decode()
    assert f'<a href="{reverse("organizations")}" aria-current="true">' in page


def test_home_shows_what_apps_report_as_waiting(reporter, monkeypatch):
    day = []

    def cards(membership, today):
        day.append(today)
        yield shell.HomeCard("Phiếu chờ duyệt", url="/cho-duyet/", count=3, tone="warn")

    monkeypatch.setattr(shell, "_home", [cards])
    page = signed_in(reporter).get(reverse("home")).content.decode()
    assert '<a href="/cho-duyet/">Phiếu chờ duyệt</a>' in page
    assert '<p class="card-number">3</p>' in page
    assert len(day) == 1


def test_the_shell_asks_for_nothing_more(reporter, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(shell, "_home", [])
    client = signed_in(reporter)
    with django_assert_num_queries(COMMON_QUERIES):
        client.get(reverse("home"))


def test_a_stranger_is_asked_to_sign_in():
    response = english().get(reverse("home"))
    assert response.url == f"{reverse('login')}?next=/"


def test_an_unknown_address_is_not_found_inside_the_shell(reporter):
    response = signed_in(reporter).get("/khong-co-trang-nay/")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
    assert "Huyện Mẫu" in response.content.decode()


def test_a_refusal_says_why(reporter):
    response = signed_in(reporter).get(reverse("users"))
    assert response.status_code == 403
    assert "Users and roles are looked after by the administrator." in response.content.decode()


def test_a_form_without_its_token_is_explained(reporter):
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    response = client.post(reverse("login"), {"username": "an", "password": "x"})
    assert response.status_code == 403
    assert "send the form again" in response.content.decode()


@pytest.mark.parametrize(
    ("fault", "status", "sentence"),
    [
        (ValueError("broken"), 500, "Something broke on our side"),
        (OperationalError("server closed the connection"), 503, "Back in a few minutes"),
    ],
)
def test_a_fault_is_told_without_the_shell(reporter, monkeypatch, fault, status, sentence):
    def broken(membership, today):
        raise fault

    monkeypatch.setattr(shell, "_home", [broken])
    client = signed_in(reporter)
    client.raise_request_exception = False
    response = client.get(reverse("home"))
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert "Traceback" not in response.content.decode()


@pytest.mark.parametrize("name", ["login", "home", "organizations", "users", "search"])
def test_pages_obey_the_strict_policy(admin, name):
    response = (
        signed_in(admin).get(reverse(name)) if name != "login" else english().get("/dang-nhap/")
    )
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    page = response.content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_a_first_visit_is_light(settings, tmp_path):
    """Everything that a browser loads for the first page, compressed: at most 120 KB."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    page = english().get(reverse("login")).content
    addresses = re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode())
    assert any(address.startswith("bootstrap/bootstrap.min.") for address in addresses)
    sizes = [len(gzip.compress((tmp_path / address).read_bytes())) for address in addresses]
    assert sum(sizes) + len(gzip.compress(page)) < 120 * 1024


def test_of_bootstrap_only_the_style_sheet_is_served(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    served = [path for path in Path(tmp_path, "bootstrap").rglob("*") if path.is_file()]
    assert [path.name for path in served] == ["bootstrap.min.css"]
    assert b"sourceMappingURL" not in served[0].read_bytes()


def test_a_form_sent_after_the_session_ended_comes_back_with_what_was_typed():
    client = Client()
    typed = {"text-": "Hai dòng\n<b>chữ</b>", "value": ["1", "2"], "new_password1": "Tre-xanh-26"}
    page = client.post(reverse("act_as"), typed)
    assert page.status_code == 403
    assert "no-store" in page.headers["Cache-Control"]
    text = page.content.decode()
    assert f'action="{reverse("act_as")}"' in text
    assert '<textarea name="text-" hidden>\nHai dòng\n&lt;b&gt;chữ&lt;/b&gt;</textarea>' in text
    assert text.count('<textarea name="value" hidden>') == 2
    assert "Tre-xanh-26" not in text


def test_a_form_of_another_site_is_not_kept_for_sending():
    answer = Client(enforce_csrf_checks=True).post(reverse("act_as"), {"membership": "1"})
    assert answer.status_code == 403
    assert "<textarea" not in answer.content.decode()


def test_the_address_of_a_move_opened_as_a_page_says_what_it_is(reporter):
    answer = signed_in(reporter).get(reverse("act_as"))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "Nothing was changed." in answer.content.decode()
