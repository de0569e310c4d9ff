"""The usual organisations of a unit as rows to tick."""

import dataclasses
import datetime as dt

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.forms.base import Form
from coordination.forms.organizations import is_named, name_sentence
from coordination.models import Unit
from coordination.offers import Offer, Wanted


class CommonForm(Form):
    """What holds for all that are ticked."""

    valid_from = forms.DateField(
        label=gettext_lazy("They exist from"),
        required=False,
        help_text=gettext_lazy("Empty: as long as the unit exists."),
    )
    place_below = forms.BooleanField(
        label=gettext_lazy("Place each under its usual superior"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "The Board under the Party committee of this unit, the others under the organisation "
            "of the same kind in the unit above, where it is entered."
        ),
    )


class OfferForm(forms.Form):
    """One kind: ticked or not, with the names."""

    wanted = forms.BooleanField(required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=300, required=False)
    short_name = forms.CharField(label=gettext_lazy("Short name"), max_length=120, required=False)
    symbol = forms.CharField(label=gettext_lazy("Document symbol"), max_length=40, required=False)

    def __init__(self, *args, offer: Offer, **kwargs):
        super().__init__(*args, prefix=offer.kind.pk, **kwargs)
        self.offer = offer
        for name in ("name", "short_name", "symbol"):
            self.initial.setdefault(name, getattr(offer, name))
            widget = self.fields[name].widget
            widget.attrs |= {
                "class": "form-control",
                "aria-label": f"{self.fields[name].label}: {offer.kind.label}",
                "autocomplete": "off",
            }
        self.initial.setdefault("wanted", offer.is_usual)
        self.fields["wanted"].label = offer.kind.label
        self.fields["wanted"].widget.attrs["class"] = "form-check-input"

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("wanted"):
            for name in ("name", "short_name"):
                if name in cleaned and not cleaned[name]:
                    self.add_error(name, _("Give a name, or untick the row."))
        return cleaned


class OffersForm:
    """The rows that can be ticked, and what holds for all."""

    def __init__(self, data, *, unit: Unit, offers: list[Offer]):
        self.unit = unit
        self.common = CommonForm(data)
        self.rows = [OfferForm(data, offer=offer) for offer in offers if not offer.present]
        self.problems: list[Problem] = []

    def is_valid(self) -> bool:
        """Whether all can be entered; `problems` says why not."""
        fine = [form.is_valid() for form in (self.common, *self.rows)]
        if all(fine):
            self._find_twins()
            self._keep_within_unit()
            if not self.wanted:
                self.problems.append(Problem(_("Tick at least one organisation."), ""))
        for form in (self.common, *self.rows):
            self.problems += [
                Problem(f"{_label(form, name)}: {sentence}", form[name].id_for_label)
                for name, sentences in form.errors.items()
                for sentence in sentences
            ]
        return not self.problems

    @property
    def wanted(self) -> list[Wanted]:
        """What was ticked; a field that was refused is empty."""
        return [
            Wanted(
                kind_id=row.offer.kind.pk,
                **{
                    name: row.cleaned_data.get(name, "")
                    for name in ("name", "short_name", "symbol")
                },
            )
            for row in self.rows
            if row.cleaned_data["wanted"]
        ]

    @property
    def since(self) -> dt.date | None:
        return self.common.cleaned_data["valid_from"]

    def _keep_within_unit(self) -> None:
        starts = self.unit.valid_from
        if self.since and starts and self.since < starts:
            sentence = _("Its unit exists only from %(day)s on.")
            self.common.add_error("valid_from", sentence % {"day": f"{starts:%d/%m/%Y}"})

    def _find_twins(self) -> None:
        for row in self.rows:
            given = row.cleaned_data
            if given["wanted"] and is_named(self.unit, given["name"], {"valid_from": self.since}):
                row.add_error("name", name_sentence())


@dataclasses.dataclass(frozen=True)
class Problem:
    """A sentence and the field that it speaks of."""

    text: str
    anchor: str


def _label(form: forms.Form, name: str) -> str:
    offer = getattr(form, "offer", None)
    label = str(form.fields[name].label)
    return f"{offer.kind.label}, {label.lower()}" if offer else label
