"""Indicators of the catalogue or of one program, and the areas under which they stand."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.forms.base import ModelForm
from programs.models import Area, FormerWording, Indicator

OF_THE_CATALOGUE = ("code", "order", "is_offered")  # what an indicator of one program is given


class IndicatorForm(ModelForm):
    """An indicator. In use, its wording may change from a day on; papers before keep the old."""

    holds_from = forms.DateField(
        label=gettext_lazy("New wording holds from"),
        required=False,
        help_text=gettext_lazy(
            "Papers and pages on earlier days keep the old wording. Empty: the old one was a "
            "slip of the pen and is replaced everywhere."
        ),
    )

    class Meta:
        model = Indicator
        fields = (
            "code",
            "area",
            "label_vi",
            "label_en",
            "unit_vi",
            "unit_en",
            "has_value",
            "aggregation",
            "order",
            "is_offered",
        )

    OF_A_PROGRAM = (
        "area",
        "label_vi",
        "label_en",
        "unit_vi",
        "unit_en",
        "has_value",
        "aggregation",
    )

    def __init__(self, *args, of_a_program: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if of_a_program:
            for name in OF_THE_CATALOGUE:
                del self.fields[name]
        if self.instance._state.adding:
            del self.fields["holds_from"]
        self.former = (self.instance.label_vi, self.instance.label_en)

    def clean_code(self) -> str:
        """Codes stand in addresses and lists, without spaces; capitals do not tell them apart."""
        code = self.cleaned_data["code"].strip()
        if not code.replace("-", "").replace("_", "").isalnum() or not code.isascii():
            raise ValidationError(_("A code is of letters without accents, digits and - _ only."))
        others = Indicator.objects.exclude(pk=self.instance.pk).filter(code__iexact=code)
        if others.exists():
            raise ValidationError(_("Another indicator has this code."))
        if self.instance.pk and code != self.instance.code:
            raise ValidationError(_("The code of an indicator stays; papers and files name it."))
        return code

    def clean_holds_from(self) -> dt.date | None:
        day = self.cleaned_data["holds_from"]
        if day == dt.date.min:
            raise ValidationError(_("There is no day before this one."))
        last = self.instance.former_wordings.order_by("-valid_to").first()
        if day and last and day <= last.valid_to + dt.timedelta(days=1):
            raise ValidationError(
                _("The present wording holds from %(day)s; the new one begins after that day.")
                % {"day": f"{last.valid_to + dt.timedelta(days=1):%d/%m/%Y}"}
            )
        return day

    def save(self, commit: bool = True) -> Indicator:
        """Keep the old wording until the day before the new one holds."""
        with transaction.atomic():
            indicator = super().save(commit)
            day = self.cleaned_data.get("holds_from")
            if day and (indicator.label_vi, indicator.label_en) != self.former:
                FormerWording.objects.create(
                    indicator=indicator,
                    label_vi=self.former[0],
                    label_en=self.former[1],
                    valid_to=day - dt.timedelta(days=1),
                )
        return indicator


class AreaForm(ModelForm):
    """A field of work of the catalogue."""

    class Meta:
        model = Area
        fields = ("code", "label_vi", "label_en", "order")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            del self.fields["code"]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip().upper()
        if not code.isalnum() or not code.isascii():
            raise ValidationError(_("A code is of letters without accents and digits only."))
        if Area.objects.filter(pk=code).exists():
            raise ValidationError(_("Another area has this code."))
        return code
