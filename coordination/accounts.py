"""Passwords and one-time codes; rules over users that views and commands share."""

import datetime as dt
import secrets

from django.contrib.auth.hashers import check_password, make_password

from coordination import history
from coordination.models import Membership, PasswordResetCode, User
from coordination.text import nfc

CODE_LIFETIME = dt.timedelta(hours=24)
# Without 0 O 1 I L: the code is read out over the telephone. 31 ** 10 is about 2 ** 49.
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10


def normalize_username(typed: str) -> str:
    """User names are compared, and lock-outs counted, in lower case."""
    return nfc(typed).strip().lower()


def issue_code(*, user: User, by: Membership | None, now: dt.datetime) -> str:
    """A new one-time code for `user`, to be told to that person; earlier ones stop working."""
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    user.reset_codes.usable(now).delete()
    PasswordResetCode.objects.create(
        user=user,
        code_hash=make_password(code),
        created_by=by,
        created_at=now,
        expires_at=now + CODE_LIFETIME,
    )
    history.record("user.code_issued", user, by=by, at=now)
    return f"{code[:5]}-{code[5:]}"


def find_code(*, username: str, typed: str, now: dt.datetime) -> PasswordResetCode | None:
    """The usable code that `typed` is, or None; the row stays locked until the transaction ends.

    Takes as long for an unknown user as for a wrong code.
    """
    code = typed.upper().replace("-", "").replace(" ", "")
    found = (
        PasswordResetCode.objects.usable(now)
        .filter(user__username__iexact=normalize_username(username), user__is_active=True)
        .select_related("user")
        .select_for_update(of=("self",))
        .order_by("-created_at")
        .first()
    )
    if found is None:
        make_password(code)
        return None
    return found if check_password(code, found.code_hash) else None


def reset_password(*, code: PasswordResetCode, password: str, now: dt.datetime) -> User:
    """Use a code up: its owner chose a new password."""
    code.used_at = now
    code.save(update_fields=["used_at"])
    user = code.user
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    history.record("user.password_reset", user, by=None, at=now)
    return user


def change_password(*, user: User, password: str, by: Membership | None, now: dt.datetime) -> None:
    """The signed-in user chose a new password."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    history.record("user.password_changed", user, by=by, at=now)


def set_active(*, user: User, is_active: bool, by: Membership, now: dt.datetime) -> None:
    """Let a user sign in, or no longer; sessions of a deactivated user end at once."""
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    code = "user.activated" if is_active else "user.deactivated"
    history.record(code, user, by=by, at=now)
