"""Between signing in and acting: a user without a role, or with a password to be changed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def open_to_any_user(view: Callable) -> Callable:
    """Mark a view that needs neither a role in force nor a settled password."""
    view.is_open_to_any_user = True
    return view


class Gate:
    """Lets nobody into the rooms who has no role today or must first choose a password.

    Behind it every view can rely on `request.membership`.
    """

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if (
            not request.user.is_authenticated
            or getattr(view, "is_open_to_any_user", False)
            or not getattr(view, "login_required", True)
        ):
            return None
        if request.user.must_change_password:
            return redirect("password_change")
        if request.membership is None:
            return render(request, "coordination/no_role.html", status=403)
        return None
