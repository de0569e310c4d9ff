"""One URL per move: run it, or say why not, and go back to the page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from programs.workflow import REASON_LENGTH, Refused


def make_move(
    request: HttpRequest, move: Callable[[], object], *, done: str, to: str, args: list
) -> HttpResponse:
    """Call the move; tell the reader `done`, or why it was refused and what is missing.

    A refused move loses nothing: the reason that was typed is shown again. Whoever came from the
    desk goes on there with the next item, or stays with this one when the move was refused.
    """
    desk = "desk_next"
    try:
        move()
    except Refused as refused:
        lines = [refused.sentence, *(missing.sentence for missing in refused.missing)]
        if reason := request.POST.get("reason", "").strip():
            lines.append(_("You had written: “%(reason)s”") % {"reason": reason[:REASON_LENGTH]})
        messages.error(request, " ".join(str(line) for line in lines))
        desk = "desk"
    else:
        messages.success(request, done)
    if "desk" in request.POST:
        item = urlencode({"viec": request.POST.get(desk, "")})
        return redirect(f"{reverse('review_desk')}?{item}")
    return redirect(to, *args)
