"""What the application's pages are compared with."""

from collections.abc import Callable

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from coordination.models import Organization
from programs import access
from programs.comparison import beside
from programs.entry import Cell, Row, grid
from programs.views.sheets import Desk

BARE = "/do/khong-lop-giua/"


def answer_before_all(get_response: Callable) -> Callable:
    """The floor: "ok" from Django's handler, before any of the application's middleware."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == BARE:
            return HttpResponse("ok", headers={"Content-Length": "2"})
        return get_response(request)

    return middleware


@login_not_required
def ok(request: HttpRequest) -> HttpResponse:
    """The trivial view: says "ok" through the whole middleware."""
    return HttpResponse("ok")


@login_not_required
def one_query(request: HttpRequest) -> HttpResponse:
    """The trivial view with one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM coordination_unit")
        return HttpResponse(str(cursor.fetchone()[0]))


class GridForm(forms.Form):
    """The inputs of a sheet's grid, with the same attributes, as fields of a form."""

    def __init__(self, *args, rows: list[Row], url: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        for row in rows:
            for kind, cell in row.cells.items():
                label = row.indicator.label if kind == "quantity" else kind
                self.fields[cell.name] = self.cell_field(cell, kind, label, url)
                self.fields[cell.base_name] = forms.CharField(
                    widget=forms.HiddenInput, initial=cell.stored, required=False
                )

    def cell_field(self, cell: Cell, kind: str, label: str, url: str) -> forms.Field:
        attributes = {
            "hx-post": url,
            "hx-trigger": "change",
            "hx-include": "closest .cell",
            "hx-target": "closest .cell",
            "hx-swap": "outerHTML",
            "hx-sync": "this:queue last",
        }
        if kind == "is_estimate":
            widget = forms.CheckboxInput(attrs=attributes)
            return forms.BooleanField(
                label=label, widget=widget, initial=bool(cell.text), required=False
            )
        widget = forms.TextInput(attrs=attributes | {"autocomplete": "off", "spellcheck": "false"})
        return forms.CharField(label=label, widget=widget, initial=cell.text, required=False)


def crispy_grid(request: HttpRequest, pk: int, organization_id: int) -> HttpResponse:
    """The grid of a sheet by crispy: the same queries and inputs, without the columns beside."""
    periods = access.visible_periods(request.membership)
    period = get_object_or_404(periods.select_related("program__unit", "closed_by__user"), pk=pk)
    organization = get_object_or_404(
        Organization.objects.with_name(period.valid_to), pk=organization_id
    )
    desk = Desk(request.membership, period, organization)
    rows = grid(indicators=desk.indicators, lines=desk.lines())
    beside(period=period, organization=organization)
    form = GridForm(rows=rows, url=request.path)
    return render(request, "benchmarks/crispy.html", {"form": form})
