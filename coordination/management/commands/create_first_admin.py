"""Makes the first administrator, who can then enter everybody else on the web pages."""

import getpass
import os
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from coordination import clock
from coordination.accounts import normalize_username
from coordination.history import recorded
from coordination.models import Membership, Role, User


class Command(BaseCommand):
    help = (
        "Makes an administrator of the whole installation, unless there is one. Asks for what it "
        "needs; or takes ADMIN_USERNAME, ADMIN_PASSWORD and ADMIN_FULL_NAME from the environment."
    )

    def handle(self, *args, **options) -> None:
        if existing := first_admin():
            self.stdout.write(
                _("There is an administrator already: %(name)s.") % {"name": existing.username}
            )
            return
        username, full_name, password = self.from_environment() or self.from_keyboard()
        with recorded(by=None, source="command:create_first_admin"):
            user = User.objects.create_user(username, password, full_name=full_name)
            Membership.objects.create(user=user, role=Role.ADMIN, valid_from=clock.today())
        self.stdout.write(
            _("The administrator %(name)s can sign in now.") % {"name": user.username}
        )

    def from_environment(self) -> tuple[str, str, str] | None:
        """What the variables say; None when they do not name anybody."""
        username = normalize_username(os.environ.get("ADMIN_USERNAME", ""))
        if not username:
            return None
        full_name = os.environ.get("ADMIN_FULL_NAME", "").strip() or username
        password = os.environ.get("ADMIN_PASSWORD", "")
        if faults := faults_of(username, full_name, password):
            raise CommandError("\n".join(faults))
        return username, full_name, password

    def from_keyboard(self) -> tuple[str, str, str]:
        """What somebody types, asked again until it is right."""
        if not sys.stdin.isatty():
            raise CommandError(
                _("Nobody can be asked here: set ADMIN_USERNAME and ADMIN_PASSWORD.")
            )
        while True:
            username = normalize_username(input(_("User name of the administrator: ")))
            full_name = input(_("Full name: ")).strip() or username
            password = getpass.getpass(_("Password: "))
            faults = faults_of(username, full_name, password)
            if not faults and getpass.getpass(_("Password again: ")) != password:
                faults = [_("The two entries differ.")]
            if not faults:
                return username, full_name, password
            self.stderr.write("\n".join(faults))


def first_admin() -> User | None:
    """Somebody who may administer the whole installation today."""
    held = Membership.objects.at(clock.today()).filter(
        role=Role.ADMIN, organization=None, user__is_active=True
    )
    membership = held.select_related("user").order_by("pk").first()
    return membership.user if membership else None


def faults_of(username: str, full_name: str, password: str) -> list[str]:
    """What is wrong with a would-be administrator, in sentences."""
    user = User(username=username, full_name=full_name)
    faults = []
    try:
        user.clean_fields(exclude=("password",))
    except ValidationError as error:
        faults += error.messages
    if User.objects.filter(username__iexact=username).exists():
        faults.append(_("This user name is taken."))
    try:
        validate_password(password, user)
    except ValidationError as error:
        faults += error.messages
    return faults
