"""Pages for what went wrong."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static

RETRY_AFTER_SECONDS = 60


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 where the database is away, which passes. Needs nothing that may be broken."""
    is_database_away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    template, status = ("maintenance.html", 503) if is_database_away else ("500.html", 500)
    page = render_to_string(template, {"style_sheets": style_sheets()})
    response = HttpResponse(page, status=status)
    if is_database_away:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request too large or too odd to be read at all."""
    page = render_to_string("400.html", {"style_sheets": style_sheets()})
    return HttpResponse(page, status=400)


def style_sheets() -> list[str]:
    """Addresses of the style sheets, as far as static files were collected."""
    try:
        return [static("bootstrap/bootstrap.min.css"), static("app.css")]
    except ValueError:
        return []


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: say what to do instead of what failed."""
    return render(request, "403_csrf.html", status=403)
