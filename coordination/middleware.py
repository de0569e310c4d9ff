"""Between the request and the view: language, acting membership, recorded and refused writes."""

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from coordination import clock
from coordination.files import nothing_left_over
from coordination.history import recorded
from coordination.naming import with_names_of_the_day

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
MEMBERSHIP_KEY = "membership"

_WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE")


def language(get_response: Callable) -> Callable:
    """Vietnamese, unless the reader chose another language; browsers' wishes do not count."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        code = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return middleware


def refused_methods(get_response: Callable) -> Callable:
    """The address of a move, opened as if it were a page: said in words, never an empty page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not response.content and request.method == "GET":
            allowed = response.headers["Allow"]
            response = render(request, "405.html", status=405)
            response.headers["Allow"] = allowed
        return response

    return middleware


def acting_membership(get_response: Callable) -> Callable:
    """`request.membership`: for which organisation, in which role, the user acts now, or None."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.membership = None
        request.memberships = []
        if request.user.is_authenticated:
            today = clock.today()
            known = with_names_of_the_day(request.user.memberships_at(today), today)
            held = list(known.order_by("role", "pk"))
            chosen = request.session.get(MEMBERSHIP_KEY)
            request.memberships = held
            request.membership = next(
                (one for one in held if one.pk == chosen), held[0] if held else None
            )
        response = get_response(request)
        if request.user.is_authenticated:  # a shared machine shows no page after signing out
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


class RecordedWrites:
    """Calls the view inside a recorded transaction when it may write, and refuses writes when not.

    Runs as the last `process_view`, so that an exception rolls everything back.
    """

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse:
        if request.method in SAFE_METHODS:
            with connection.execute_wrapper(_refuse_writes):
                return view(request, *args, **kwargs)
        with nothing_left_over(), recorded(by=request.membership, source="web"):
            return view(request, *args, **kwargs)


recorded_writes = RecordedWrites


def _refuse_writes(execute, sql, params, many, context):
    if sql.lstrip().upper().startswith(_WRITES):
        raise RuntimeError(f"a reading request tried to write: {sql[:80]}")
    return execute(sql, params, many, context)
