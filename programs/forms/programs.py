"""The head of a program: what it is called, its term, how often it asks for reports."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.forms.base import Form, ModelForm
from coordination.models import SteeringCommittee
from programs.drafts import outside_parent
from programs.models import Program, ProgramKind, ProgramState
from programs.models.base import PERIOD_KINDS

EARLIER_LIMIT = 200
MOST_DAYS = 365
USUAL_DUE_DAYS = 5


class ProgramForm(ModelForm):
    """The head of a draft. Its unit is that of the Board that writes it."""

    given = ("unit",)

    class Meta:
        model = Program
        fields = (
            "kind",
            "title",
            "number",
            "parent",
            "committee",
            "term_from",
            "term_to",
            "reports_from",
        )
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "number": gettext_lazy("As it is printed; a draft may still be without one."),
            "parent": gettext_lazy("For an annual plan only: the program which it carries out."),
            "title": gettext_lazy("In full, as it is printed: between whom, for which years."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        unit = self.instance.unit_id
        self.fields["parent"].queryset = (
            Program.objects.filter(unit=unit)
            .exclude(kind=ProgramKind.ANNUAL_PLAN)
            .exclude(state=ProgramState.CANCELLED)
            .exclude(pk=self.instance.pk)
        )
        self.fields["parent"].label_from_instance = _named
        self.fields["committee"].queryset = SteeringCommittee.objects.filter(unit=unit)
        self.fields["kind"].choices = [
            (code, label) for code, label in self.fields["kind"].choices if code
        ]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict:
        cleaned = super().clean()
        kind, parent = cleaned.get("kind"), cleaned.get("parent")
        starts, ends = cleaned.get("term_from"), cleaned.get("term_to")
        if kind == ProgramKind.ANNUAL_PLAN and parent is None and "parent" not in self.errors:
            self.add_error("parent", _("Say which program the annual plan carries out."))
        if kind and kind != ProgramKind.ANNUAL_PLAN and parent is not None:
            self.add_error("parent", _("Only an annual plan belongs to another program."))
        if starts and ends and ends < starts:
            self.add_error("term_to", _("The term ends before it begins."))
        elif fault := outside_parent(kind=kind, parent=parent, starts=starts, ends=ends):
            self.add_error("term_to", fault)
        return cleaned

    def _get_validation_exclusions(self):
        """The form says itself what these constraints would say a second time."""
        return super()._get_validation_exclusions() | {"parent", "term_to"}


def _named(program: Program) -> str:
    return f"{program.number} – {program.title}" if program.number else program.title


class RhythmsForm(Form):
    """For which kinds of period the parties report, and when their sheets are due."""

    def __init__(self, *args, stored: dict[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = []
        for kind, label in PERIOD_KINDS:
            self.fields[f"asks_{kind}"] = forms.BooleanField(
                label=label, required=False, initial=kind in stored
            )
            self.fields[f"due_{kind}"] = forms.IntegerField(
                label=_("%(kind)s: due days after its end") % {"kind": label},
                required=False,
                min_value=-MOST_DAYS,
                max_value=MOST_DAYS,
                initial=stored.get(kind, USUAL_DUE_DAYS),
            )
            self.kinds.append(kind)

    def rows(self):
        """The two fields of each kind, for the template."""
        return [(self[f"asks_{kind}"], self[f"due_{kind}"]) for kind in self.kinds]

    def rhythms(self) -> dict[str, int]:
        """Due days by kind of period; after cleaning."""
        due = {kind: self.cleaned_data[f"due_{kind}"] for kind in self.kinds}
        return {
            kind: USUAL_DUE_DAYS if due[kind] is None else due[kind]
            for kind in self.kinds
            if self.cleaned_data[f"asks_{kind}"]
        }


class BeginningForm(Form):
    """With what a new draft begins."""

    USUAL, EARLIER, EMPTY = "usual", "earlier", "empty"

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    beginning = forms.ChoiceField(
        label=gettext_lazy("The draft begins"),
        choices=[
            (USUAL, gettext_lazy("with the usual words of its kind")),
            (EARLIER, gettext_lazy("from an earlier program")),
            (EMPTY, pgettext_lazy("beginning", "empty")),
        ],
        initial=USUAL,
        widget=forms.RadioSelect,
    )
    earlier = forms.ModelChoiceField(
        label=gettext_lazy("Earlier program"), queryset=Program.objects.none(), required=False
    )
    take_text = forms.BooleanField(
        label=gettext_lazy("its text, areas and commitments"), required=False, initial=True
    )
    take_parties = forms.BooleanField(
        label=gettext_lazy("its parties"), required=False, initial=True
    )
    take_indicators = forms.BooleanField(
        label=gettext_lazy("its indicators"), required=False, initial=True
    )
    take_targets = forms.BooleanField(
        label=gettext_lazy("its targets, moved to the years of the new term"), required=False
    )

    def __init__(self, *args, programs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["earlier"].queryset = programs
        self.fields["earlier"].label_from_instance = _named

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("beginning") == self.EARLIER and not cleaned.get("earlier"):
            self.add_error("earlier", _("Choose the program from which to begin."))
        return cleaned
