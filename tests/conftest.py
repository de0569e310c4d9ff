"""Strictness and shared rooms of the tests.

Tests run against a real PostgreSQL as the application's own role: what that role may not do fails
here as it would in an office. The database itself is made by the owner (DATABASE_OWNER_URL).
"""

import os

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from psycopg.conninfo import conninfo_to_dict


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Create and migrate the test database as its owner."""
    owner = conninfo_to_dict(os.environ.get("DATABASE_OWNER_URL", ""))
    if owner:
        database = connections["default"].settings_dict
        database["USER"] = owner.get("user", "")
        database["PASSWORD"] = owner.get("password", "")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """After the migrations: become the application's role, as the running software is."""
    app = conninfo_to_dict(os.environ.get("DATABASE_URL", ""))
    connection = connections["default"]
    owner = (connection.settings_dict["USER"], connection.settings_dict["PASSWORD"])
    connection.close()
    connection.settings_dict.update(USER=app.get("user", ""), PASSWORD=app.get("password", ""))
    yield
    connection.close()
    connection.settings_dict.update(USER=owner[0], PASSWORD=owner[1])


@pytest.fixture(autouse=True)
def _plain_http(settings, tmp_path):
    """The LAN mode, fast password hashes, files in a folder of the test's own."""
    settings.IS_HTTPS = False
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = False
    settings.CSRF_COOKIE_SECURE = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def pytest_configure():
    """Unknown template variables fail instead of printing nothing; no test fails by the clock."""
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = _Loud()
    hypothesis.settings.register_profile("no clock", deadline=None)
    hypothesis.settings.load_profile("no clock")


class _Loud(str):
    """Raises for a template variable that does not exist (Django's marker for invalid ones)."""

    def __new__(cls):
        return super().__new__(cls, "%s")

    def __mod__(self, missing):
        raise LookupError(f"unknown template variable: {missing}")
