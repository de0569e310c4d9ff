"""A further document of a program."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.forms.signing import ScanForm


class AttachmentForm(ScanForm):
    """What the document is, the file, and its mark of secrecy."""

    title = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For example: annex 1, minutes of the conference. Empty: its name."),
    )
    field_order = ("title", "file", "secrecy")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label=_("File"), is_optional=False, **kwargs)
