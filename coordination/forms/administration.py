"""Users and their roles."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access import BOARD_ROLES
from coordination.accounts import normalize_username
from coordination.boards import is_a_board
from coordination.forms.base import Helper, ModelForm
from coordination.forms.choices import offered_organizations
from coordination.models import Membership, Role, User


class UserForm(ModelForm):
    """A user; a new one has no password until a one-time code is used."""

    class Meta:
        model = User
        fields = ("username", "full_name")
        help_texts = {
            "username": gettext_lazy(
                "Letters, digits and . _ - @ without spaces; capitals do not count."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].validators.append(
            RegexValidator(
                r"^[\w.@-]+$", gettext_lazy("Only letters, digits and . _ - @, without spaces.")
            )
        )
        self.fields["username"].widget.attrs["autocapitalize"] = "none"

    def clean_username(self) -> str:
        username = normalize_username(self.cleaned_data["username"])
        others = User.objects.exclude(pk=self.instance.pk)
        if others.filter(username__iexact=username).exists():
            raise ValidationError(_("This user name is taken."))
        return username

    def save(self, commit: bool = True) -> User:
        if self.instance._state.adding:
            self.instance.set_unusable_password()
        return super().save(commit)


class MembershipForm(ModelForm):
    """A role in an organisation, from a day to a day; those of Board staff in a Board alone.

    `organizations`: those that the administrator may choose; of a great many only those that
    `words` find are listed.
    """

    given = ("user",)
    everywhere = forms.BooleanField(
        label=gettext_lazy("For the whole installation, without an organisation"),
        required=False,
        help_text=gettext_lazy("For administrators only."),
    )

    class Meta:
        model = Membership
        fields = ("organization", "role", "valid_from", "valid_to")
        help_texts = {
            "valid_from": gettext_lazy("Empty: has always held."),
            "valid_to": gettext_lazy("The last day. Empty: until further notice."),
        }

    def __init__(
        self,
        *args,
        organizations: QuerySet,
        may_appoint_over_everything: bool,
        today: dt.date,
        words: str = "",
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        field = self.fields["organization"]
        field.queryset = organizations
        field.required = not may_appoint_over_everything
        if may_appoint_over_everything:
            self.initial.setdefault("everywhere", self._is_over_everything())
        else:
            del self.fields["everywhere"]
        kept = self.instance.organization if self.instance.organization_id else None
        offer = offered_organizations(organizations, today, words=words, kept=kept)
        self.has_more = offer.has_more
        field.widget.choices = offer.choices
        self.fields["role"].choices = [("", "–"), *Role.choices]
        self.order_fields(["organization", "everywhere", "role", "valid_from", "valid_to"])
        self.helper = Helper(self)

    def clean(self) -> dict:
        """Nobody gets the whole installation by leaving a field empty."""
        cleaned = super().clean()
        organization = cleaned.get("organization")
        if organization is None and "organization" not in self.errors:
            if not cleaned.get("everywhere"):
                self.add_error(
                    "organization", _("Choose the organisation for which this person acts.")
                )
        elif cleaned.get("everywhere"):
            self.add_error(
                "everywhere", _("Choose either an organisation or the whole installation.")
            )
        elif (
            organization is not None
            and cleaned.get("role") in BOARD_ROLES
            and not is_a_board(organization.pk)
        ):
            self.add_error(
                "role", _("This role is held in a Board alone, and this organisation is none.")
            )
        return cleaned

    def _is_over_everything(self) -> bool:
        return self.instance.pk is not None and self.instance.organization_id is None
