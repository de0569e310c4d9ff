"""Before the rooms: who has not signed in, has no role, or must first change a password."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from coordination.middleware import SAFE_METHODS


def open_to_any_user(view: Callable) -> Callable:
    """Mark a view that needs neither a role in force nor a settled password."""
    view.is_open_to_any_user = True
    return view


class SignInRequired(LoginRequiredMiddleware):
    """Whoever sends a form after the session has ended gets it back, to be sent once more.

    Only what a page of ours has sent comes this far: the token was checked before. Requests of htmx
    are led to the sign-in page as any other; the page that sent them says what happened (shell.js).
    """

    def handle_no_permission(self, request: HttpRequest, view: Callable) -> HttpResponse:
        if request.method in SAFE_METHODS or "HX-Request" in request.headers:
            return super().handle_no_permission(request, view)
        fields = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken" and "password" not in name
        ]
        context = {"fields": fields, "files": [one.name for one in request.FILES.values()]}
        response = render(request, "signed_out.html", context, status=403)
        add_never_cache_headers(response)
        return response


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
