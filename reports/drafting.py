"""Forms in which a paper is drafted and issued."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.forms.base import Form, ModelForm
from coordination.models import Organization, Position
from coordination.naming import named_organizations
from coordination.text import nfc
from reports.access import possible_issuers
from reports.blocks import BlockError, clean_text
from reports.models import Conference, Document, DocumentSection
from reports.sections import sections_of


class IssuerForm(Form):
    """Which organisation issues the paper; that decides its form."""

    issuer = forms.ModelChoiceField(
        label=gettext_lazy("Issuer"),
        queryset=Organization.objects.none(),
        empty_label=None,
        help_text=gettext_lazy("The paper takes the form of its issuer."),
    )

    def __init__(self, *args, conference: Conference, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = named_organizations(
            possible_issuers(conference), conference.held_on or today
        ).order_by("kind__order", "pk")


class HeadForm(ModelForm):
    """Who signs, where, and who receives the paper."""

    class Meta:
        model = Document
        fields = ["signer", "place", "recipients"]
        widgets = {"recipients": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, on: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        signer = self.fields["signer"]
        signer.queryset = (
            Position.objects.at(on)
            .filter(organization=self.instance.issuer_id)
            .select_related("person")
            .order_by("pk")
        )
        signer.label_from_instance = lambda held: f"{held.person.name} – {held.title}"
        self.fields["place"].required = True

    def clean_place(self) -> str:
        return one_line(self.cleaned_data["place"])

    def clean_recipients(self) -> str:
        return printable_text(self.cleaned_data["recipients"])


class SectionsForm(Form):
    """The texts that the office writes itself; an empty one is left out of the paper."""

    def __init__(self, *args, document: Document, written: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        for section in sections_of(document.conference.kind):
            self.fields[section.code] = forms.CharField(
                label=section.label,
                required=False,
                initial=written.get(section.code, ""),
                widget=forms.Textarea(attrs={"rows": 3}),
                max_length=20_000,
            )

    def clean(self) -> dict:
        for code, text in list(self.cleaned_data.items()):
            try:
                self.cleaned_data[code] = printable_text(text)
            except ValidationError as error:
                self.add_error(code, error)
        return self.cleaned_data

    def save(self, document: Document) -> None:
        """Write the texts that were changed."""
        existing = {section.code: section for section in document.sections.all()}
        for code in self.changed_data:
            section = existing.get(code) or DocumentSection(document=document, code=code)
            section.text = self.cleaned_data[code]
            section.save()


class IssueForm(Form):
    """Date and number of the paper; without a number it takes the next one of its register."""

    dated = forms.DateField(label=gettext_lazy("Date of the paper"))
    number = forms.IntegerField(
        label=gettext_lazy("Number"), min_value=1, max_value=99_999, required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for another number"), required=False, max_length=500
    )

    def __init__(self, *args, next_number: int | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if next_number is not None:
            self.fields["number"].help_text = _(
                "Empty: the next one of the register, now %(number)d. For another one write the "
                "reason."
            ) % {"number": next_number}


def printable_text(text: str) -> str:
    """Text that a paper can hold, with plain line ends. Raises ValidationError."""
    text = "\n".join(nfc(text).splitlines()).replace("\t", " ").strip()
    try:
        for line in text.split("\n"):
            clean_text(line)
    except BlockError as error:
        raise ValidationError(str(error), code="unprintable") from error
    return text


def one_line(text: str) -> str:
    """Text for one line of a paper. Raises ValidationError."""
    if "\n" in (text := printable_text(text)):
        raise ValidationError(_("Write this on one line."), code="lines")
    return text
