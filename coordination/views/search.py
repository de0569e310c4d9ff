"""One search box for everything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coordination.search import MIN_LETTERS, everything
from coordination.text import fold, squeeze

MAX_LETTERS = 100


def search(request: HttpRequest) -> HttpResponse:
    """What the words find within the reader's reach, by kind."""
    words = squeeze(request.GET.get("q", "").replace("\0", ""))[:MAX_LETTERS]
    context = {
        "words": words,
        "is_too_short": len(fold(words)) < MIN_LETTERS,
        "found": everything(request.membership, words),
    }
    return render(request, "coordination/search.html", context)
