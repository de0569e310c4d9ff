"""A small district and its people, made in a few words."""

import datetime as dt

from django.test import Client
from django.utils import translation

from coordination.models import (
    Membership,
    Organization,
    OrganizationName,
    Role,
    Unit,
    UnitName,
    UnitParent,
    User,
)

PASSWORD = "Mat-khau-2026"
LONG_AGO = dt.date(2020, 1, 1)


def unit(name: str, *, level: str = "district", under: Unit | None = None, **fields) -> Unit:
    """A unit with one name, under another one for ever."""
    made = Unit.objects.create(level=level, **fields)
    UnitName.objects.create(unit=made, name=name)
    if under:
        UnitParent.objects.create(unit=made, parent=under)
    return made


def organization(unit: Unit, name: str, *, kind: str = "women", **fields) -> Organization:
    """An organisation whose short name is its name."""
    made = Organization.objects.create(unit=unit, kind_id=kind, **fields)
    OrganizationName.objects.create(organization=made, name=name, short_name=name)
    return made


def user(username: str, *, password: str | None = PASSWORD, **fields) -> User:
    """Somebody who can sign in."""
    return User.objects.create_user(
        username, password, **{"full_name": f"Nguyễn Văn {username.title()}"} | fields
    )


def member(
    username: str, organization: Organization | None, role: str = Role.REPORTER, **fields
) -> Membership:
    """A user with a role since long ago."""
    return Membership.objects.create(
        user=user(username), organization=organization, role=role, valid_from=LONG_AGO, **fields
    )


def english() -> Client:
    """A browser that reads the texts as they stand in the code."""
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def signed_in(membership: Membership) -> Client:
    """A browser in which a member has signed in."""
    client = english()
    client.force_login(membership.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def errors(response) -> dict[str, list[str]]:
    """The sentences of a refused form, by field, as they stand in the code."""
    assert response.status_code == 200
    with translation.override("en"):
        found = response.context["form"].errors.items()
        return {name: [str(one) for one in said] for name, said in found}
