"""Dated facts of a unit or an organisation: names, places, superiors."""

import datetime as dt

from django import forms
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.forms.base import ModelForm
from coordination.models import Membership

SPAN_HELP = {
    "valid_from": gettext_lazy("The first day. Empty: from the beginning."),
    "valid_to": gettext_lazy("The last day. Empty: until further notice."),
}


class FactForm(ModelForm):
    """A fact of which `owner` has at most one at a time.

    The database alone judges whether it fits beside the others; `places` says where its sentence
    stands. A new fact can end the one before it on the day before (`ended` says which it was).
    """

    owner: str
    end_before = forms.BooleanField(
        label=gettext_lazy("End the one before on the day before"), required=False, initial=True
    )

    def __init__(self, *args, membership: Membership, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.ended: Model | None = None
        present = self.siblings().order_by(F("valid_from").desc(nulls_last=True)).first()
        if self.instance.pk or present is None:
            del self.fields["end_before"]
        else:
            self.fields["end_before"].help_text = self.offer(self.text_of(present), present)
        self.prepare(membership, today)

    def prepare(self, membership: Membership, today: dt.date) -> None:
        """What a form does before it is shown: offers choices, sets its layout."""

    def text_of(self, fact: Model) -> str:
        """How a fact is called in a sentence."""
        return str(fact)

    def siblings(self) -> QuerySet:
        """The other facts of the same owner."""
        of_owner = {self.owner: getattr(self.instance, self.owner)}
        return type(self.instance).objects.filter(**of_owner).exclude(pk=self.instance.pk)

    def offer(self, text: str, present: Model) -> str:
        if present.valid_to:
            return _("The last one: “%(text)s”, until %(day)s.") % {
                "text": text,
                "day": f"{present.valid_to:%d/%m/%Y}",
            }
        return _("“%(text)s” holds now, without a last day. It would end before the new one.") % {
            "text": text
        }

    def save(self, commit: bool = True) -> Model:
        if self.cleaned_data.get("end_before"):
            self.ended = self._end_the_one_before()
        return super().save(commit)

    def _end_the_one_before(self) -> Model | None:
        """End what holds on the first day, where the new fact lasts at least as long."""
        starts, ends = self.instance.valid_from, self.instance.valid_to
        if starts is None or starts == dt.date.min:
            return None
        holds_on = Q(valid_from=None) | Q(valid_from__lt=starts)
        before = self.siblings().filter(holds_on).at(starts)
        if ends is not None:
            before = before.filter(valid_to__lte=ends)
        found = before.first()
        if found:
            found.valid_to = starts - dt.timedelta(days=1)
            found.save()
        return found
