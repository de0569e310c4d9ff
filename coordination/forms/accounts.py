"""Signing in, and choosing a password."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from coordination.accounts import normalize_username
from coordination.forms.base import CrispyMixin, Form
from coordination.models import User


class SignInForm(CrispyMixin, AuthenticationForm):
    """User name and password."""

    error_title = _("You are not signed in")
    error_messages = {
        "invalid_login": _("The user name or the password is not right."),
        "inactive": _("This account has been deactivated."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Django only tells the browser how long a name can be; a longer one cannot be noted down
        longest = User._meta.get_field("username").max_length
        self.fields["username"].validators.append(MaxLengthValidator(longest))

    def clean_username(self) -> str:
        return normalize_username(self.cleaned_data["username"])


def password_fields() -> tuple[forms.CharField, forms.CharField]:
    """The new password and its repetition."""
    new = {"autocomplete": "new-password"}
    return (
        forms.CharField(
            label=_("New password"),
            strip=False,
            widget=forms.PasswordInput(attrs=new),
            help_text=_("At least 10 characters, not only digits, not your name, nothing common."),
        ),
        forms.CharField(
            label=_("New password again"), strip=False, widget=forms.PasswordInput(attrs=new)
        ),
    )


class NewPasswordMixin:
    """Checks two equal entries of an acceptable password."""

    def check_new_password(self, user: User) -> bool:
        """Whether the password fits this user; adds the sentences when not."""
        first, second = self.cleaned_data["new_password1"], self.cleaned_data["new_password2"]
        if first != second:
            self.add_error("new_password2", _("The two entries differ."))
            return False
        try:
            validate_password(first, user)
        except ValidationError as error:
            self.add_error("new_password1", error)
            return False
        return True


class PasswordChangeForm(NewPasswordMixin, Form):
    """The old password and a new one."""

    old_password = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password1, new_password2 = password_fields()

    def __init__(self, user: User, *args, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_old_password(self) -> str:
        old = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise ValidationError(_("The present password is not right."))
        return old

    def clean(self) -> dict:
        cleaned = super().clean()
        if {"new_password1", "new_password2"} <= cleaned.keys():
            if cleaned["new_password1"] == cleaned.get("old_password"):
                self.add_error("new_password1", _("The new password is the old one."))
            else:
                self.check_new_password(self.user)
        return cleaned


class CodeForm(NewPasswordMixin, Form):
    """A one-time code from the administrator, and the new password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    code = forms.CharField(
        label=_("One-time code"),
        max_length=20,
        help_text=_("Ten letters and digits that the administrator told you."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
    new_password1, new_password2 = password_fields()

    def clean_username(self) -> str:
        return normalize_username(self.cleaned_data["username"])
