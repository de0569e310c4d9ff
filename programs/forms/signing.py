"""Signing, approvals on paper, ending: what a clerk or head types about what happened on paper."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.files import Secrecy, UploadForm
from coordination.forms.base import CrispyMixin, Form, Helper
from coordination.models import Position
from programs.models import Party, Program
from programs.signing import Signatory
from programs.workflow import REASON_LENGTH

PLACE_LENGTH = 200


class ScanForm(CrispyMixin, UploadForm):
    """A scan beside another form; `is_optional`: it may also come later."""

    def __init__(self, *args, label: str = "", is_optional: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not is_optional
        self.fields["file"].label = label or _("Scan of the signed original")
        self.fields["file"].help_text = _("PDF, JPEG or PNG; also DOCX or XLSX.")
        self.fields["file"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"
        self.fields["secrecy"].required = not is_optional
        self.fields["secrecy"].initial = Secrecy.NONE

    def clean_secrecy(self) -> str:
        self.cleaned_data["secrecy"] = self.cleaned_data.get("secrecy") or Secrecy.NONE
        return super().clean_secrecy()

    def clean_file(self) -> UploadedFile | None:
        return super().clean_file() if self.cleaned_data.get("file") else None

    @property
    def upload(self) -> UploadedFile | None:
        return self.cleaned_data.get("file")


class DayForm(Form):
    """The day of a signing, asked before all else: it decides who held which office."""

    on = forms.DateField(label=gettext_lazy("Day of the signing"))


@dataclass
class SignerRow:
    """A party that signs (of several papers, one of them), and who held an office on the day."""

    name: str
    label: str
    organization_ids: list[int]
    party_id: int | None = None
    paper_id: int | None = None
    is_required: bool = True
    positions: list[Position] = field(default_factory=list)


class PositionsField(forms.MultipleChoiceField):
    """Positions by key. Others than those offered are judged by the rule of offices, not here."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value) -> bool:
        return str(value).isdecimal() and len(str(value)) < 19


class HiddenDay(forms.DateInput):
    """A day that goes with the form, written as people write days."""

    input_type = "hidden"


class SigningForm(Form):
    """Where it was signed, and who signed for each party."""

    on = forms.DateField(widget=HiddenDay)
    place = forms.CharField(
        label=gettext_lazy("Place of the signing"), max_length=PLACE_LENGTH, required=False
    )
    number = forms.CharField(
        label=gettext_lazy("Number of the paper"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("As it stands on the paper."),
    )

    def __init__(self, *args, rows: Iterable[SignerRow], early_since: dt.date | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            self.fields[row.name] = PositionsField(
                label=row.label,
                required=row.is_required,
                choices=[(one.pk, _named(one)) for one in row.positions],
                help_text="" if row.positions else _nobody(row),
                error_messages={"required": _("Say who signed.")},
            )
        if early_since:
            self.fields["is_early_term_confirmed"] = forms.BooleanField(
                label=_("The term began on %(date)s, before the signing: this is right.")
                % {"date": f"{early_since:%d/%m/%Y}"},
                required=False,
            )
        self.helper = Helper(self)  # with the fields that were added

    def clean(self) -> dict:
        """Turn keys into positions of the party's own organisations; others are unknown."""
        cleaned = super().clean()
        wanted = {int(key) for row in self.rows for key in cleaned.get(row.name) or ()}
        found = Position.objects.filter(pk__in=wanted).select_related("person").in_bulk()
        for row in self.rows:
            chosen = [found.get(int(key)) for key in cleaned.get(row.name) or ()]
            if any(
                one is None or one.organization_id not in row.organization_ids for one in chosen
            ):
                self.add_error(row.name, _("Choose somebody who stands in the list."))
            cleaned[row.name] = [one for one in chosen if one]
        return cleaned

    def signatories(self) -> tuple[Signatory, ...]:
        """Who signed, as the transition takes it; after cleaning."""
        return tuple(
            Signatory(row.party_id, position, row.paper_id)
            for row in self.rows
            for position in self.cleaned_data[row.name]
        )


def _named(position: Position) -> str:
    rank = f"{position.rank} " if position.rank else ""
    return f"{rank}{position.person.name} – {position.title}"


def _nobody(row: SignerRow) -> str:
    return format_html(
        '{} <a href="{}">{}</a>',
        _("Nobody held a position there on that day."),
        reverse("organization", args=[row.organization_ids[0]]),
        _("Enter the position first."),
    )


class PaperDayForm(Form):
    """The day of one of several papers, where it is another than that of the ceremony."""

    day = forms.DateField(label=gettext_lazy("Day, if another one"), required=False)


class PaperApprovalForm(Form):
    """An approval that a party gave on paper."""

    party = forms.ModelChoiceField(
        label=gettext_lazy("Who approved"), queryset=Party.objects.none(), empty_label=None
    )
    on_paper = forms.DateField(label=gettext_lazy("Date of the paper"))
    comment = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = parties
        self.fields["party"].label_from_instance = lambda party: party.short_name or str(party)


class TerminationForm(Form):
    """When and why a signed program ends before its term."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day on which it holds"),
        help_text=gettext_lazy("Reports are asked for until this day."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReplacesForm(Form):
    """Which signed programs a draft takes over from when it is signed."""

    replaces = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Replaces"),
        queryset=Program.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, programs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = programs
        self.fields["replaces"].label_from_instance = lambda program: " – ".join(
            part for part in (program.number, program.title) if part
        )
