"""Signing in, lock-out, passwords, one-time codes, the acting role, the language."""

import json
import re

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from coordination.models import Membership, Role
from tests.coordination.world import (
    LONG_AGO,
    PASSWORD,
    english,
    member,
    organization,
    signed_in,
    unit,
    user,
)

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "Doi-moi-2027-nhe"
LOGIN, RESET, CHANGE = reverse("login"), reverse("password_reset"), reverse("password_change")


@pytest.fixture
def women():
    return organization(unit("Huyện Mẫu"), "Hội LHPN")


@pytest.fixture
def reporter(women):
    return member("an", women)


@pytest.fixture
def admin():
    return member("quantri", None, Role.ADMIN)


def sign_in(client, username, password=PASSWORD):
    return client.post(LOGIN, {"username": username, "password": password})


def reset(client, username, code, password=NEW_PASSWORD):
    fields = {"username": username, "code": code}
    return client.post(RESET, fields | {"new_password1": password, "new_password2": password})


def issue(admin, somebody) -> str:
    page = signed_in(admin).post(reverse("user_code", args=[somebody.pk])).content.decode()
    return re.search(r'code-once">([A-Z0-9]{5}-[A-Z0-9]{5})<', page)[1]


def test_capitals_of_a_user_name_do_not_count(reporter):
    response = sign_in(english(), "AN")
    assert response.status_code == 302
    assert response.url == reverse("home")


def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(reporter):
    wrong = sign_in(english(), "an", "nothing").content.decode()
    unknown = sign_in(english(), "nobody", "nothing").content.decode()
    sentence = "The user name or the password is not right."
    assert sentence in wrong
    assert sentence in unknown


def test_signing_in_returns_to_the_page_that_was_asked_for(reporter):
    client = english()
    asked = client.get(reverse("organizations"))
    assert asked.url == f"{LOGIN}?next={reverse('organizations')}"
    page = client.get(asked.url).content.decode()
    assert f'name="next" value="{reverse("organizations")}"' in page


def test_five_wrong_passwords_lock_out_and_the_administrator_unlocks(reporter, admin):
    client = english()
    for _attempt in range(5):
        response = sign_in(client, "an", "wrong")
    assert response.status_code == 429
    assert "locked for 30 minutes" in response.content.decode()
    assert sign_in(client, "AN").status_code == 429

    care = signed_in(admin)
    assert (
        "Locked after wrong attempts until"
        in care.get(reverse("user", args=[reporter.user_id])).content.decode()
    )
    care.post(reverse("user_unlock", args=[reporter.user_id]))
    assert sign_in(client, "an").status_code == 302


def test_signing_out_needs_a_post(reporter):
    client = signed_in(reporter)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).status_code == 302
    assert client.get(reverse("home")).status_code == 302


def test_who_must_change_the_password_gets_nowhere_else(reporter):
    reporter.user.must_change_password = True
    reporter.user.save()
    client = signed_in(reporter)
    assert client.get(reverse("organizations")).url == CHANGE
    fields = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD}
    response = client.post(CHANGE, fields | {"new_password2": NEW_PASSWORD})
    assert response.url == reverse("home")
    assert client.get(reverse("organizations")).status_code == 200
    assert sign_in(english(), "an", NEW_PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("wrong", NEW_PASSWORD, NEW_PASSWORD, "The present password is not right."),
        (PASSWORD, NEW_PASSWORD, "another-2027-x", "The two entries differ."),
        (PASSWORD, PASSWORD, PASSWORD, "The new password is the old one."),
        (PASSWORD, "1234567890", "1234567890", "entirely numeric"),
    ],
)
def test_a_refused_password_change_says_why(reporter, old, new, again, sentence):
    fields = {"old_password": old, "new_password1": new, "new_password2": again}
    page = signed_in(reporter).post(CHANGE, fields).content.decode()
    assert sentence in page
    assert 'role="alert"' in page
    assert sign_in(english(), "an").status_code == 302


def test_a_code_is_shown_once_and_works_once(reporter, admin):
    code = issue(admin, reporter.user)
    later = signed_in(admin).get(reverse("user", args=[reporter.user_id])).content.decode()
    assert code not in later

    assert reset(english(), "An", code.lower()).url == LOGIN
    assert sign_in(english(), "an", NEW_PASSWORD).status_code == 302
    again = reset(english(), "an", code, "Lan-nua-2028-roi").content.decode()
    assert "do not fit together" in again


def test_a_new_code_stops_the_earlier_one(reporter, admin):
    first, second = issue(admin, reporter.user), issue(admin, reporter.user)
    assert reset(english(), "an", first).status_code == 200
    assert reset(english(), "an", second).status_code == 302


def test_a_code_ends_after_a_day(reporter, admin, time_machine):
    time_machine.move_to("2026-03-02 08:00:00+07:00", tick=False)
    code = issue(admin, reporter.user)
    time_machine.move_to("2026-03-03 08:00:01+07:00", tick=False)
    assert reset(english(), "an", code).status_code == 200
    assert sign_in(english(), "an", NEW_PASSWORD).status_code == 200


def test_a_weak_password_does_not_use_the_code_up(reporter, admin):
    code = issue(admin, reporter.user)
    assert "too short" in reset(english(), "an", code, "ngan").content.decode()
    assert reset(english(), "an", code).status_code == 302


def test_a_wrong_code_and_an_unknown_user_get_the_same_answer(reporter, admin):
    issue(admin, reporter.user)
    pages = [
        re.sub(
            r'value="[^"]*"|"X-CSRFToken": "[^"]*"',
            "",
            reset(english(), name, "AAAAA-AAAAA").content.decode(),
        )
        for name in ("an", "nobody")
    ]
    assert pages[0] == pages[1]


def test_wrong_codes_lock_out_and_leave_no_secret_behind(reporter, admin):
    code = issue(admin, reporter.user)
    client = english()
    for _attempt in range(5):
        response = reset(client, "an", "WRONG-CODE2")
    assert response.status_code == 429
    assert reset(client, "an", code).status_code == 429
    kept = AccessAttempt.objects.get(username="an").post_data
    assert "WRONG-CODE2" not in kept
    assert NEW_PASSWORD not in kept


def test_acting_for_another_organisation_is_shown_and_kept(reporter):
    board = organization(reporter.organization.unit, "Ban Dân vận", kind="mobilization_board")
    other = Membership.objects.create(
        user=reporter.user, organization=board, role=Role.CLERK, valid_from=LONG_AGO
    )
    client = signed_in(reporter)
    client.post(reverse("act_as"), {"membership": other.pk})
    page = client.get(reverse("organizations"))
    assert page.wsgi_request.membership == other
    assert '<span class="acting-for">Ban Dân vận</span>' in page.content.decode()


def test_nobody_acts_in_a_role_of_somebody_else(reporter, admin):
    client = signed_in(reporter)
    assert client.post(reverse("act_as"), {"membership": admin.pk}).status_code == 404
    assert client.get(reverse("users")).status_code == 403


def test_who_has_no_role_today_is_told_so(women):
    ended = Membership.objects.create(
        user=user("cu"), organization=women, role=Role.REVIEWER, valid_to=LONG_AGO
    )
    response = signed_in(ended).get(reverse("organizations"))
    assert response.status_code == 403
    assert "You have no role today" in response.content.decode()


def test_a_deactivated_user_is_out_at_once(reporter, admin):
    client = signed_in(reporter)
    signed_in(admin).post(reverse("user_deactivate", args=[reporter.user_id]))
    assert client.get(reverse("home")).status_code == 302
    assert sign_in(english(), "an").status_code == 200


def test_vietnamese_by_default_and_english_by_choice(client, reporter):
    assert '<html lang="vi">' in client.get(LOGIN, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    response = client.post(reverse("language"), {"language": "en", "next": LOGIN})
    assert response.url == LOGIN
    assert '<html lang="en">' in client.get(LOGIN).content.decode()


def test_the_language_switch_leads_nowhere_else(client):
    fields = {"language": "en", "next": "https://elsewhere.example/"}
    assert client.post(reverse("language"), fields).url == reverse("home")


def test_accounts_are_listed_only_in_a_demonstration(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert "Accounts of the demonstration" not in english().get(LOGIN).content.decode()
    account = {
        "username": "canbo",
        "password": "Trinh-dien-1",
        "full_name": "Nguyễn Thị A",
        "organization": "Ban Dân vận",
        "role": "clerk",
    }
    (tmp_path / "demo.json").write_text(json.dumps([account]), encoding="utf-8")
    page = english().get(LOGIN).content.decode()
    assert "<code>canbo</code> / <code>Trinh-dien-1</code>" in page
    assert "Board staff" in page
