"""Signing in and out, passwords, the acting role, the language."""

import datetime as dt
import json
import math

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from coordination import accounts, clock
from coordination.forms.accounts import CodeForm, PasswordChangeForm, SignInForm
from coordination.gate import open_to_any_user
from coordination.middleware import MEMBERSHIP_KEY
from coordination.models import Role
from coordination.shell import DEMO_FILE


class SignIn(LoginView):
    """Django's view with our form; a demonstration lists its accounts."""

    template_name = "coordination/accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(demo_accounts=demo_accounts(), **kwargs)


def demo_accounts() -> list[dict]:
    """The made-up accounts of a demonstration, roles in words; empty anywhere else.

    Never where the installation is served to others (https): a demo is for this machine.
    """
    if settings.IS_HTTPS:
        return []
    try:
        listed = json.loads((settings.VAR_DIR / DEMO_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    labels = dict(Role.choices)
    return [one | {"role": labels.get(one["role"], one["role"])} for one in listed]


@method_decorator(open_to_any_user, name="dispatch")
class SignOut(LogoutView):
    """By POST only."""

    http_method_names = ["post", "options"]


def locked_out(request: HttpRequest, response, credentials) -> HttpResponse:
    """After too many wrong passwords or codes: for how long, and who can help."""
    cool_off: dt.timedelta = get_cool_off(request)
    minutes = math.ceil(cool_off.total_seconds() / 60)
    page = render(
        request, "coordination/accounts/locked_out.html", {"minutes": minutes}, status=429
    )
    page.headers["Retry-After"] = str(minutes * 60)
    return page


@never_cache
@sensitive_post_parameters()
@open_to_any_user
def password_change(request: HttpRequest) -> HttpResponse:
    """Choose a new password; who must, comes here from every page."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.change_password(
            user=request.user,
            password=form.cleaned_data["new_password1"],
            by=request.membership,
            now=clock.now(),
        )
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password has been changed."))
        return redirect("home")
    return render(request, "coordination/accounts/password_change.html", {"form": form})


@never_cache
@sensitive_post_parameters()
@login_not_required
def password_reset(request: HttpRequest) -> HttpResponse:
    """Choose a new password with a one-time code; wrong codes count as wrong passwords."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        credentials = {"username": form.cleaned_data["username"]}
        if not AxesProxyHandler.is_allowed(request, credentials):
            return locked_out(request, None, credentials)
        code = accounts.find_code(
            username=credentials["username"], typed=form.cleaned_data["code"], now=now
        )
        if code is None:
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            form.add_error(
                None,
                _("User name and code do not fit together, or the code was used or is too old."),
            )
        elif form.check_new_password(code.user):
            accounts.reset_password(code=code, password=form.cleaned_data["new_password1"], now=now)
            messages.success(request, _("Your password has been changed. Sign in with it now."))
            return redirect("login")
    return render(request, "coordination/accounts/password_reset.html", {"form": form})


@require_POST
@open_to_any_user
def act_as(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own roles from here on."""
    chosen = request.POST.get("membership", "")
    membership = next((one for one in request.memberships if str(one.pk) == chosen), None)
    if membership is None:
        raise Http404
    request.session[MEMBERSHIP_KEY] = membership.pk
    return redirect("home")


@require_POST
@login_not_required
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back."""
    code, back = request.POST.get("language"), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = reverse("home")
    response = HttpResponseRedirect(back)
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
