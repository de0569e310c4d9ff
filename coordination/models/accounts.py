"""Who signs in, and for which organisation, in which role, from when to when."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.models.base import Dated, DatedQuerySet, NameField, Rule, never_twice, tracked
from coordination.models.organizations import Organization
from coordination.models.people import Person
from coordination.models.successions import Succession
from coordination.text import nfc


class Role(models.TextChoices):
    """What somebody may do; domain.md tells who they are."""

    REPORTER = "reporter", _("reporter")
    REVIEWER = "reviewer", _("reviewer")
    CLERK = "clerk", _("Board staff")
    HEAD = "head", _("Board head")
    OBSERVER = "observer", _("observer")
    ADMIN = "admin", _("administrator")


class UserManager(BaseUserManager):
    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """A user who can sign in; without a password only by a one-time code."""
        user = self.model(username=self.model.normalize_username(nfc(username)), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username__iexact=nfc(username))


@tracked(exclude=("password", "last_login"))
class User(AbstractBaseUser):
    """Somebody who signs in. What they may do hangs on their memberships."""

    username = NameField(
        _("user name"),
        max_length=60,
        unique=True,
        db_collation="vi",
        error_messages={"unique": _("This user name is taken.")},
    )
    full_name = NameField(_("full name"), max_length=120)
    person = models.OneToOneField(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="user",
        verbose_name=_("person"),
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(_("must choose a new password"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.full_name

    def memberships_at(self, on: dt.date):
        """The memberships for which this user may act on the day `on`."""
        return self.memberships.in_force(on).select_related("organization__unit", "user")


class MembershipQuerySet(DatedQuerySet):
    def in_force(self, on: dt.date):
        """Memberships valid on the day, of organisations that exist on it, as their unit does."""
        exists = Q()
        for holder in ("organization", "organization__unit"):
            exists &= Q(**{f"{holder}__valid_from": None}) | Q(**{f"{holder}__valid_from__lte": on})
            exists &= Q(**{f"{holder}__valid_to": None}) | Q(**{f"{holder}__valid_to__gte": on})
        return self.at(on).filter(Q(organization=None) | exists)


@tracked(by_acts=True)
class Membership(Dated):
    """A user's role in an organisation from a day to a day.

    An administrator of the whole installation has no organisation.
    """

    user = models.ForeignKey(
        User, models.PROTECT, related_name="memberships", verbose_name=_("user")
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    taken_over_in = models.ForeignKey(
        Succession,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="memberships",
        verbose_name=_("taken over in a reorganisation"),
    )

    objects = MembershipQuerySet.as_manager()

    rules = (
        Rule(
            "coordination_board_staff_act_for_a_board",
            _("This role is held in a Board alone, and this organisation is none."),
        ),
    )

    class Meta:
        verbose_name = _("membership")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="coordination_membership_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | Q(role="admin"),
                name="coordination_membership_has_an_organization",
                violation_error_message=_("Choose the organisation for which this person acts."),
            ),
            never_twice(
                "coordination_membership_is_held_once_at_a_time",
                "user",
                "organization",
                "role",
                message=_("This person already has this role there at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class ResetCodeQuerySet(models.QuerySet):
    def usable(self, now: dt.datetime):
        """Codes not used yet and not expired."""
        return self.filter(used_at=None, expires_at__gt=now)


class PasswordResetCode(models.Model):
    """A one-time code from an administrator, in place of e-mail; only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="reset_codes")
    code_hash = models.CharField(max_length=128)
    created_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ResetCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-time code")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="coordination_reset_code_expires_after_it_was_made",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%d/%m/%Y %H:%M}"
