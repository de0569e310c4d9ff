"""What became of an object, for whoever may see it."""

from django.core.paginator import Paginator
from django.db.models import IntegerField, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from coordination import clock, histories

PAGE_SIZE = 25


def history(request: HttpRequest, label: str, pk: str) -> HttpResponse:
    """The history of the object `pk` of the model `label` (app.model)."""
    about = histories.subject(label)
    if about is None or not is_key(about.model, pk):
        raise Http404
    thing = get_object_or_404(about.visible(request.membership), pk=pk)
    told = histories.entries(thing, today=clock.today())
    context = {
        "thing": thing,
        "kind": about.model._meta.verbose_name,
        "back": reverse(about.url, args=[pk]) if about.url else "",
        "page": Paginator(told, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "coordination/history.html", context)


def is_key(model: type[Model], pk: str) -> bool:
    """Whether this can be a primary key of the model: a number for most, a code for kinds."""
    return (pk.isascii() and pk.isdecimal()) or not isinstance(model._meta.pk, IntegerField)
