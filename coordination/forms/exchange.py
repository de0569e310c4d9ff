"""Uploading a workbook of units and organisations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.forms.base import Form

MOST_BYTES = 20 * 2**20


class WorkbookForm(Form):
    """One XLSX file; what it really is, `exchange.reading` finds out."""

    error_title = _("The workbook was not read")
    file = forms.FileField(
        label=_("Workbook (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty."),
        },
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file has more than %(most)d MB. Take it in parts."),
                params={"most": MOST_BYTES // 2**20},
            )
        return upload
