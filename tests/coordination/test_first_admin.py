"""The command that makes the first administrator."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from coordination.models import Membership, Role, User
from tests.coordination.world import english, member

pytestmark = pytest.mark.django_db

PASSWORD = "Rat-kho-doan-26"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def environment(monkeypatch):
    def setting(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"ADMIN_{name}", value)

    return setting


def run() -> str:
    out = io.StringIO()
    call_command("create_first_admin", stdout=out)
    return out.getvalue()


def test_the_administrator_can_sign_in_and_enter_users(environment):
    environment(USERNAME="QuanTri", PASSWORD=PASSWORD, FULL_NAME="Nguyễn Văn A")
    assert "The administrator quantri can sign in now." in run()
    client = english()
    client.post(reverse("login"), {"username": "quantri", "password": PASSWORD})
    assert client.get(reverse("users")).status_code == 200
    made = Membership.objects.get()
    assert (made.role, made.organization, made.user.full_name) == (Role.ADMIN, None, "Nguyễn Văn A")


def test_a_second_time_changes_nothing(environment):
    member("quantri", None, Role.ADMIN)
    environment(USERNAME="khac", PASSWORD=PASSWORD)
    assert "There is an administrator already: quantri." in run()
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("ngan", "too short"), ("123456789012", "entirely numeric"), ("quantriquantri", "user name")],
)
def test_a_weak_password_is_refused(environment, password, sentence):
    environment(USERNAME="quantriquantri", PASSWORD=password)
    with pytest.raises(CommandError, match=sentence):
        run()
    assert not User.objects.exists()


def test_without_anybody_to_ask_it_says_what_to_set(monkeypatch):
    monkeypatch.delenv("ADMIN_USERNAME", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="set ADMIN_USERNAME and ADMIN_PASSWORD"):
        run()


def test_it_asks_again_until_the_answers_are_right(monkeypatch):
    monkeypatch.delenv("ADMIN_USERNAME", raising=False)
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdin", terminal)
    typed = iter(["quantri", "Nguyễn Văn A", "quantri", "Nguyễn Văn A", "quantri", "Nguyễn Văn A"])
    secrets = iter(["ngan", PASSWORD, "khac", PASSWORD, PASSWORD])
    monkeypatch.setattr("builtins.input", lambda _question: next(typed))
    monkeypatch.setattr("getpass.getpass", lambda _question: next(secrets))
    assert "can sign in now" in run()
    assert User.objects.get().check_password(PASSWORD)
