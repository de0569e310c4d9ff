"""The catalogue of indicators: everybody reads it, the administrator keeps it."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coordination.access import may_administer
from coordination.forms.base import ModelForm, save_or_explain
from coordination.sql import Fold, every_word
from programs.forms.indicators import AreaForm, IndicatorForm
from programs.models import Area, Indicator, ResultLine

WORDS_MOST = 100


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Areas and their indicators; found by words without accents, former ones on request."""
    words = request.GET.get("q", "").strip()[:WORDS_MOST]
    with_former = "former" in request.GET
    found = (
        Indicator.objects.filter(program=None)
        .select_related("area")
        .annotate(is_used=Exists(ResultLine.objects.filter(indicator=OuterRef("pk"))))
        .order_by("area__order", "area_id", "order", "code")
    )
    if not with_former:
        found = found.filter(is_offered=True)
    if words:
        found = found.alias(folded=Fold("label_vi")).filter(every_word(words, "folded"))
    by_area = {area.pk: list(rows) for area, rows in groupby(found, key=lambda one: one.area)}
    areas = [(area, by_area.get(area.pk, [])) for area in Area.objects.order_by("order", "pk")]
    context = {
        "areas": [(area, rows) for area, rows in areas if rows or not words],
        "words": words,
        "with_former": with_former,
        "may_edit": may_administer(request.membership),
    }
    return render(request, "programs/catalogue/catalogue.html", context)


def _refuse_others(request: HttpRequest) -> None:
    if not may_administer(request.membership):
        raise PermissionDenied(_("The catalogue is kept by the administrator."))


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_create(request: HttpRequest) -> HttpResponse:
    """A new indicator of the catalogue."""
    _refuse_others(request)
    asked = request.GET.get("linh-vuc", "")[:10]
    form = IndicatorForm(request.POST or None, initial={"area": asked})
    return _edit(request, form, _("New indicator"))


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an indicator; in use it keeps its meaning, and a new wording has its day."""
    _refuse_others(request)
    indicator = get_object_or_404(Indicator, program=None, pk=pk)
    title = indicator.label
    form = IndicatorForm(request.POST or None, instance=indicator)
    return _edit(request, form, title, former=list(indicator.former_wordings.all()))


@require_http_methods(["GET", "HEAD", "POST"])
def area_create(request: HttpRequest) -> HttpResponse:
    """A new area of the catalogue."""
    _refuse_others(request)
    return _edit(request, AreaForm(request.POST or None), _("New area"))


@require_http_methods(["GET", "HEAD", "POST"])
def area_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change an area's wording or place."""
    _refuse_others(request)
    area = get_object_or_404(Area, pk=code)
    return _edit(request, AreaForm(request.POST or None, instance=area), area.label)


def _edit(
    request: HttpRequest, form: ModelForm, title: str, former: list | None = None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and save_or_explain(form):
        messages.success(request, _("Saved."))
        return redirect("catalogue")
    context = {"form": form, "title": title, "former": former or []}
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/catalogue/edit.html", context, status=status)
