"""Users, their roles, and help with signing in. For administrators only."""

import datetime as dt
from functools import wraps

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from coordination import accounts, clock, history
from coordination.access import (
    administered_users,
    is_over_everything,
    may_administer,
    may_edit_catalogue,
    visible_organizations,
)
from coordination.forms.administration import MembershipForm, UserForm
from coordination.forms.base import save_or_explain
from coordination.forms.filters import ListFilter
from coordination.models import Membership, User
from coordination.naming import organization_name
from coordination.sql import Fold, GivenNameFirst, every_word

PAGE_SIZE = 25


def for_administrators(view):
    """Refuse everybody else, saying who can help."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_administer(request.membership):
            raise PermissionDenied(_("Users and roles are looked after by the administrator."))
        return view(request, *args, **kwargs)

    return guarded


@for_administrators
def users(request: HttpRequest) -> HttpResponse:
    """Users in the administrator's care."""
    today = clock.today()
    wanted = ListFilter(request.GET)
    found = administered_users(request.membership)
    if not wanted.value("former"):
        found = found.filter(is_active=True)
    if words := wanted.value("q"):
        found = found.alias(name=Fold("full_name"), login=Fold("username")).filter(
            every_word(words, "name", "login")
        )
    page = Paginator(found.order_by(GivenNameFirst("full_name"), "pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    roles = roles_of([one.pk for one in page.object_list], today)
    rows = [(one, roles.get(one.pk, [])) for one in page.object_list]
    return render(
        request,
        "coordination/administration/users.html",
        {
            "page": page,
            "rows": rows,
            "wanted": wanted,
            "has_catalogue": may_edit_catalogue(request.membership),
        },
    )


def roles_of(user_ids: list[int], on: dt.date) -> dict[int, list[Membership]]:
    """The roles in force on the day, by user, with the organisation's short name."""
    held = (
        Membership.objects.in_force(on)
        .filter(user__in=user_ids)
        .annotate(organization_name=organization_name("organization_id", on))
        .order_by("role", "pk")
    )
    roles: dict[int, list[Membership]] = {}
    for one in held:
        roles.setdefault(one.user_id, []).append(one)
    return roles


@for_administrators
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One user: roles through time, and what can be done about signing in."""
    thing = get_object_or_404(administered_users(request.membership), pk=pk)
    return render(request, "coordination/administration/user.html", user_context(thing))


def user_context(thing: User) -> dict:
    today, now = clock.today(), clock.now()
    return {
        "thing": thing,
        "today": today,
        "memberships": thing.memberships.annotate(
            organization_name=organization_name("organization_id", today, "name")
        ).order_by("valid_to", "role", "pk"),
        "locked_until": locked_until(thing, now),
        "code": None,
    }


def locked_until(thing: User, now: dt.datetime) -> dt.datetime | None:
    """Until when wrong attempts keep this user out, as seen from some machine; None: not locked."""
    cool_off = dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    worst = (
        AccessAttempt.objects.filter(username=thing.username, attempt_time__gt=now - cool_off)
        .values("ip_address")
        .annotate(failures=Sum("failures_since_start"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .values_list("attempt_time", flat=True)
    )
    latest = max(worst, default=None)
    return latest + cool_off if latest else None


@for_administrators
def user_create(request: HttpRequest) -> HttpResponse:
    """A new user."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (made := save_or_explain(form)):
        messages.success(
            request, _("The user is there. Now add a role, then give a one-time code.")
        )
        return redirect("user", made.pk)
    return render(
        request, "coordination/administration/user_form.html", {"form": form, "thing": None}
    )


@for_administrators
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Names of a user."""
    thing = get_object_or_404(administered_users(request.membership), pk=pk)
    form = UserForm(request.POST or None, instance=thing)
    if request.method == "POST" and form.is_valid() and save_or_explain(form):
        messages.success(request, _("Saved."))
        return redirect("user", pk)
    return render(
        request, "coordination/administration/user_form.html", {"form": form, "thing": thing}
    )


@require_POST
@never_cache
@for_administrators
def user_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time code, shown in this one answer and never again."""
    thing = get_object_or_404(administered_users(request.membership), pk=pk)
    if not thing.is_active:
        raise PermissionDenied(_("This user is deactivated and cannot sign in."))
    code = accounts.issue_code(user=thing, by=request.membership, now=clock.now())
    reset(username=thing.username)
    return render(
        request, "coordination/administration/user.html", user_context(thing) | {"code": code}
    )


@require_POST
@for_administrators
def user_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget wrong attempts, so that the user can sign in at once."""
    thing = get_object_or_404(administered_users(request.membership), pk=pk)
    reset(username=thing.username)
    history.record("user.unlocked", thing, by=request.membership, at=clock.now())
    messages.success(request, _("Unlocked. The user can sign in at once."))
    return redirect("user", pk)


@require_POST
@for_administrators
def user_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """The user cannot sign in any more; all that he or she did stays."""
    thing = get_object_or_404(administered_users(request.membership), pk=pk)
    if thing == request.user:
        raise PermissionDenied(_("You cannot deactivate yourself."))
    accounts.set_active(user=thing, is_active=False, by=request.membership, now=clock.now())
    messages.success(request, _("The user can no longer sign in."))
    return redirect("user", pk)


@require_POST
@for_administrators
def user_activate(request: HttpRequest, pk: int) -> HttpResponse:
    """The user can sign in again."""
    thing = get_object_or_404(administered_users(request.membership), pk=pk)
    accounts.set_active(user=thing, is_active=True, by=request.membership, now=clock.now())
    messages.success(request, _("The user can sign in again."))
    return redirect("user", pk)


@for_administrators
def membership_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A further role of a user."""
    thing = get_object_or_404(administered_users(request.membership), pk=pk)
    return edit_membership(request, Membership(user=thing, valid_from=clock.today()))


@for_administrators
def membership_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A role of a user: usually to end it."""
    users_in_care = administered_users(request.membership)
    membership = get_object_or_404(
        Membership.objects.select_related("user"), pk=pk, user__in=users_in_care
    )
    return edit_membership(request, membership)


def edit_membership(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Show or save a role; refusals of the database come back as sentences."""
    words = request.GET.get("q", "").replace("\0", "")[:100]
    form = MembershipForm(
        request.POST or None,
        instance=membership,
        organizations=visible_organizations(request.membership),
        may_appoint_over_everything=is_over_everything(request.membership),
        today=clock.today(),
        words=words,
    )
    if request.method == "POST" and form.is_valid() and save_or_explain(form):
        messages.success(request, _("Saved."))
        return redirect("user", membership.user_id)
    context = {"form": form, "thing": membership.user, "words": words}
    return render(request, "coordination/administration/membership_form.html", context)
