"""The first page: what the reader can do now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coordination import clock
from coordination.shell import home_cards


def home(request: HttpRequest) -> HttpResponse:
    cards = home_cards(request.membership, clock.today())
    return render(request, "coordination/home.html", {"cards": cards})
