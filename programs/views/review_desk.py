"""The desk of a party's reviewer: what waits, since when, and the paper beside the comments."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from coordination import clock
from programs import access
from programs.models import Amendment, Program
from programs.views.amendments import amendment_context
from programs.views.comments import review_context
from programs.views.standing_reviews import reviews_context
from programs.waiting import Item, queue_of

# The keys of static/desk.js, as its help line says them.
KEYS = (
    ("n", pgettext_lazy("key", "next")),
    ("p", pgettext_lazy("key", "previous")),
    ("a", gettext_lazy("to the button that approves")),
    ("t", pgettext_lazy("key", "send back")),
    ("g", gettext_lazy("comment on this place")),
)


@dataclass(frozen=True)
class Queue:
    """The queue and where the reader stands in it.

    `stay` is the item to come back to, `after` the one to go on with once this is decided.
    """

    items: list[Item]
    place: int

    @property
    def item(self) -> Item:
        return self.items[self.place]

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def previous(self) -> Item | None:
        return self.items[self.place - 1] if self.place else None

    @property
    def next(self) -> Item | None:
        return self.items[self.place + 1] if self.number < len(self.items) else None

    @property
    def stay(self) -> str:
        return self.item.key

    @property
    def after(self) -> str:
        """The next one; after the last the one before it, so that what was skipped comes again."""
        other = self.next or (self.items[0] if self.place else None)
        return other.key if other else ""


@require_safe
def review_desk(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, and the item that is open; the oldest when none was named."""
    if not access.is_reviewer(request.membership):
        raise PermissionDenied(_("This desk is for the reviewers of the parties."))
    items = queue_of(request.membership, clock.today())
    if not items:
        return render(request, "programs/desk/review_desk.html", {"queue": None})
    keys = [item.key for item in items]
    wanted = request.GET.get("viec", "")
    queue = Queue(items, keys.index(wanted) if wanted in keys else 0)
    context = {
        "queue": queue,
        "keys": KEYS,
        "is_gone": bool(wanted) and wanted not in keys,
        **_opened(request, queue.item),
    }
    return render(request, "programs/desk/review_desk.html", context)


def _opened(request: HttpRequest, item: Item) -> dict:
    """The open item's page: what stands beside the queue."""
    if isinstance(item.thing, Program):
        return review_context(request, item.thing) | {"body": "programs/signing/review_body.html"}
    if isinstance(item.thing, Amendment):
        return amendment_context(request, item.thing) | {
            "body": "programs/signing/amendment_body.html"
        }
    return reviews_context(request, item.program) | {
        "body": "programs/signing/standing_reviews_body.html"
    }
