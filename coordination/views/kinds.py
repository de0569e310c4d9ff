"""The catalogue of kinds of organisations, for the administrator of the whole installation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access import may_edit_catalogue
from coordination.forms.base import save_or_explain
from coordination.forms.organizations import KindForm
from coordination.models import OrganizationKind
from coordination.views.removals import confirm


def refuse_others(request: HttpRequest) -> None:
    """Raises PermissionDenied for whoever does not look after what all units share."""
    if not may_edit_catalogue(request.membership):
        raise PermissionDenied(
            _(
                "All units share the kinds of organisations; they are looked after by the "
                "administrator of the whole installation."
            )
        )


def crumbs() -> list[tuple[str, str]]:
    return [(_("Administration"), ""), (_("Kinds of organisations"), reverse("kinds"))]


def kinds(request: HttpRequest) -> HttpResponse:
    """All kinds in their order, with how many organisations are of each."""
    refuse_others(request)
    listed = OrganizationKind.objects.annotate(number=Count("organization")).order_by("order", "pk")
    return render(request, "coordination/administration/kinds.html", {"kinds": listed})


def kind_create(request: HttpRequest) -> HttpResponse:
    """A further kind."""
    refuse_others(request)
    last = OrganizationKind.objects.order_by("-order").values_list("order", flat=True).first()
    return edit(request, OrganizationKind(order=min((last or 0) + 1, 32767)), is_new=True)


def kind_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """How a kind is called, who signs, how its papers look."""
    refuse_others(request)
    return edit(request, get_object_or_404(OrganizationKind, pk=pk), is_new=False)


def edit(request: HttpRequest, kind: OrganizationKind, *, is_new: bool) -> HttpResponse:
    form = KindForm(request.POST or None, instance=kind)
    if request.method == "POST" and form.is_valid() and save_or_explain(form):
        messages.success(request, _("Saved."))
        return redirect("kinds")
    context = {
        "form": form,
        "title": _("New kind of organisations") if is_new else _("Kind of organisations"),
        "sub": "" if is_new else kind.pk,
        "crumbs": crumbs(),
        "back": reverse("kinds"),
        "history": None if is_new else kind,
        "removal": "" if is_new else reverse("kind_remove", args=[kind.pk]),
        "text": ""
        if is_new
        else _("Papers that were issued keep what was printed; new ones follow the change."),
    }
    return render(request, "coordination/thing_form.html", context)


def kind_remove(request: HttpRequest, pk: str) -> HttpResponse:
    """A kind of which no organisation is."""
    refuse_others(request)
    return confirm(
        request,
        get_object_or_404(OrganizationKind, pk=pk),
        title=_("Remove the kind"),
        text=_("No organisation is of this kind."),
        refusal=_("This kind stays, because there are organisations of it."),
        crumbs=crumbs(),
        back=reverse("kinds"),
        after=reverse("kinds"),
    )
