"""Reviews of a signed program: the Board's request, a party's answer."""

from django import forms
from django.utils.translation import gettext_lazy

from coordination.forms.base import Form
from programs.models import Advice
from programs.workflow import REASON_LENGTH


class ReviewRequestForm(Form):
    """By when the parties are to review a signed program, and what it is about."""

    until = forms.DateField(label=gettext_lazy("To answer by"))
    note = forms.CharField(
        label=gettext_lazy("What it is about"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReviewAgainForm(Form):
    """What a party says of a signed program."""

    advice = forms.ChoiceField(
        label=gettext_lazy("The program should be"), choices=Advice, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
