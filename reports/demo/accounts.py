"""The demo's accounts: one for every role, with passwords that each installation makes itself."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from coordination.models import Membership, Organization, Person, Role, Unit, User

# Letters and digits that nobody mistakes for one another.
_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Account:
    """An account as it is shown to whoever starts the demo."""

    username: str
    password: str
    full_name: str
    organization: str
    role: str


@dataclass(frozen=True)
class _Wanted:
    username: str
    full_name: str
    organization: str | None  # short name
    role: Role
    is_in_office: bool = False  # whether a person of this name holds a position there


_WANTED = [
    _Wanted("hoi.lhpn", "Đỗ Thị G", "Hội LHPN", Role.REPORTER),
    _Wanted("hoi.ccb", "Bùi Văn H", "Hội CCB", Role.REPORTER),
    _Wanted("huyen.doan", "Đặng Văn I", "Huyện đoàn", Role.REPORTER),
    _Wanted("canbo.bdv", "Ngô Thị K", "Ban Dân vận", Role.CLERK),
    _Wanted("truongban.bdv", "Nguyễn Thị A", "Ban Dân vận", Role.HEAD, is_in_office=True),
    _Wanted("chinhtri.qs", "Trần Văn B", "Ban CHQS huyện", Role.REVIEWER, is_in_office=True),
    _Wanted("lanhdao.lhpn", "Phạm Thị E", "Hội LHPN", Role.REVIEWER, is_in_office=True),
    _Wanted("quansat.tinh", "Dương Văn N", "Ban Dân vận Tỉnh ủy", Role.OBSERVER),
    _Wanted("canbo.maudong", "Hồ Thị P", "Ban Dân vận Mẫu Đông", Role.CLERK),
    _Wanted("quantri", "Lý Văn Q", None, Role.ADMIN),
]


def new_password() -> str:
    """Three groups of four letters and digits, to be read from a terminal and typed."""
    return "-".join("".join(secrets.choice(_LETTERS) for _i in range(4)) for _j in range(3))


def make_accounts() -> tuple[list[Account], dict[str, Membership]]:
    """Create users and memberships; also gives the memberships by user name."""
    password = new_password()
    accounts, memberships = [], {}
    for wanted in _WANTED:
        organization = wanted.organization and Organization.objects.with_name().get(
            names__short_name=wanted.organization
        )
        person = None
        if wanted.is_in_office:
            person = Person.objects.get(name=wanted.full_name, positions__organization=organization)
        user = User.objects.create_user(
            wanted.username, password, full_name=wanted.full_name, person=person
        )
        memberships[wanted.username] = Membership.objects.create(
            user=user, organization=organization, role=wanted.role
        )
        accounts.append(
            Account(
                *(wanted.username, password, wanted.full_name, wanted.organization or ""),
                wanted.role.value,
            )
        )
    return accounts, memberships


def accounts_file() -> Path:
    """Where the accounts of this installation's demo are kept."""
    return Path(settings.VAR_DIR) / "demo.json"


def keep(accounts: list[Account]) -> None:
    """Write the accounts down, readable by the owner only."""
    path = accounts_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in accounts], file, ensure_ascii=False, indent=1)
    partial.replace(path)


def kept() -> list[Account]:
    """The accounts of an earlier start that this database still has; empty where no demo was."""
    try:
        rows = json.loads(accounts_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    names = [row["username"] for row in rows]
    existing = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    return [Account(**row) for row in rows if row["username"] in existing]


def table(accounts: list[Account]) -> str:
    """The accounts as aligned lines, for the terminal."""
    heading = (_("User name"), _("Password"), _("Role"), _("Organisation"), _("Full name"))
    rows = [
        (one.username, one.password, str(Role(one.role).label), one.organization, one.full_name)
        for one in accounts
    ]
    widths = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (heading, tuple("-" * width for width in widths), *rows)
    ]
    return "\n".join([_("Accounts of the demo:"), *(f"  {line}" for line in lines)])


def is_fresh() -> bool:
    """Whether nobody has put anything into the database yet."""
    return not User.objects.exists() and not Unit.objects.exists()
