"""A sheet as it was sent, beside the version before."""

from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from coordination.figures import Figure, Qualifier
from programs.views.desk import desk_of


@require_safe
def version(request: HttpRequest, pk: int, organization_id: int, number: int) -> HttpResponse:
    """A sheet as it was sent, and what became different from the version before."""
    desk = desk_of(request, pk, organization_id)
    if desk.sheet is None or not desk.may_know:
        raise Http404
    versions: QuerySet = desk.sheet.versions.select_related("sent_by__user")
    kept = get_object_or_404(versions, number=number)
    before = versions.filter(number=number - 1).first()
    earlier = {_line_key(line): _read(line) for line in before.content["lines"]} if before else {}
    rows = [
        {"now": _read(line), "before": earlier.pop(_line_key(line), None)}
        for line in kept.content["lines"]
    ]
    for row in rows:
        row["is_changed"] = before is not None and row["now"] != row["before"]
    context = {
        "desk": desk,
        "period": desk.period,
        "organization": desk.organization,
        "version": kept,
        "before": before,
        "rows": rows,
        "dropped": list(earlier.values()),
    }
    return render(request, "programs/sheet_version.html", context)


def _line_key(line: dict) -> tuple[str, int]:
    return line["indicator"], line["ordinal"]


def _read(line: dict) -> dict:
    """A kept line with its figures as figures."""
    return {
        "label": line["label"],
        "unit": line["unit"],
        "note": line["note"],
        "quantity": _kept_figure(line["quantity"], line["quantity_qualifier"]),
        "value": _kept_figure(line["value"], line["value_qualifier"]),
        "is_estimate": line["is_estimate"],
    }


def _kept_figure(number: str | None, qualifier: str | None) -> Figure | None:
    return None if number is None else Figure(Decimal(number), Qualifier(qualifier))
