"""People and their positions."""

import datetime as dt
from collections.abc import Iterable

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.forms.base import Helper, ModelForm
from coordination.forms.choices import offered_organizations
from coordination.forms.filters import ListFilter
from coordination.models import Organization, OrganizationKind, Person, Position
from coordination.people import seats_without_office
from coordination.text import key, squeeze

CONTACTS = ("phone", "email")


class PersonFilter(ListFilter):
    """Which people are listed: in office on a day, in which unit and kind of organisation."""

    organization = forms.CharField(
        label=gettext_lazy("Organisation"), required=False, max_length=100
    )
    kind = forms.ModelChoiceField(
        OrganizationKind.objects.all(),
        label=gettext_lazy("Kind"),
        required=False,
        empty_label=gettext_lazy("all kinds"),
    )
    unit = forms.TypedChoiceField(
        label=gettext_lazy("Unit and below"), required=False, coerce=int, empty_value=None
    )
    on = forms.DateField(label=gettext_lazy("In office on"), required=False)

    def __init__(self, *args, units: Iterable[tuple[int, str]] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", gettext_lazy("all units")), *units]
        self.fields["former"].label = gettext_lazy("Also those without an office")


class PersonForm(ModelForm):
    """A person's name and, for the people of the same unit, how to reach them."""

    class Meta:
        model = Person
        fields = ("name", *CONTACTS)

    def __init__(self, *args, may_see_contacts: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if may_see_contacts:
            self.fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}
            self.fields["email"].widget.attrs |= {"autocomplete": "off"}
        else:
            for name in CONTACTS:
                del self.fields[name]
        self.helper = Helper(self)
        self.helper.layout = Layout(
            "name", Div(*(one for one in CONTACTS if one in self.fields), css_class="form-row")
        )

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


class PositionForm(ModelForm):
    """A title in an organisation, from a day to a day; its kind's head title is offered.

    `organizations`: those within the writer's reach.
    """

    class Meta:
        model = Position
        fields = ("organization", "title", "rank", "valid_from", "valid_to")
        help_texts = {
            "rank": gettext_lazy("Where there is one, as in the armed forces."),
            "valid_from": gettext_lazy("Empty: not known, or always."),
            "valid_to": gettext_lazy("The last day. Empty: still holds it."),
        }

    def __init__(
        self,
        *args,
        organizations: QuerySet[Organization],
        today: dt.date,
        words: str = "",
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        if self.instance.person_id:
            self.given = ("person",)
        field = self.fields["organization"]
        field.queryset = organizations
        chosen = self.chosen_organization(organizations)
        offer = offered_organizations(
            organizations, today, words=words, kept=chosen, with_others=True
        )
        self.has_more = offer.has_more
        field.widget.choices = offer.choices
        self.titles = offered_titles(chosen)
        self.fields["title"].widget.attrs |= {"list": "titles", "autocomplete": "off"}
        if chosen and chosen.kind.head_title and not self.instance.title:
            self.fields["title"].help_text = _("Title of its head: %(title)s.") % {
                "title": chosen.kind.head_title
            }
        self.helper = Helper(self)
        self.helper.layout = Layout(
            "organization",
            Div("title", "rank", css_class="form-row"),
            Div("valid_from", "valid_to", css_class="form-row"),
        )

    def chosen_organization(self, organizations: QuerySet[Organization]) -> Organization | None:
        """The organisation that is chosen already, as far as it is within reach."""
        if self.is_bound:
            raw = self.data.get(self.add_prefix("organization"))
        else:
            raw = self.initial.get("organization") or self.instance.organization_id
        wanted = key(raw)
        found = organizations.select_related("kind")
        return found.filter(pk=wanted).first() if wanted is not None else None

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean(self) -> dict:
        """A position lies within the time of its organisation."""
        cleaned = super().clean()
        body = cleaned.get("organization")
        starts, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if body and body.valid_to and starts and starts > body.valid_to:
            self.add_error("valid_from", _("The organisation no longer existed on that day."))
        if body and body.valid_from and ends and ends < body.valid_from:
            self.add_error("valid_to", _("The organisation did not exist yet on that day."))
        return cleaned

    def save(self, commit: bool = True) -> Position:
        """Refused with a sentence where a seat would lose the office on which it began."""
        made = super().save(commit)
        if commit:
            refuse_seats_without_office(made.person)
        return made


class ClosingForm(ModelForm):
    """The last day of something that has a first one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_to"].required = True
        self.fields["valid_to"].label = _("Last day")

    def clean_valid_to(self) -> dt.date:
        ends = self.cleaned_data["valid_to"]
        if self.instance.valid_from and ends < self.instance.valid_from:
            raise ValidationError(_("The end lies before the beginning."))
        return ends


class PositionClosingForm(ClosingForm):
    """The last day of a position."""

    class Meta:
        model = Position
        fields = ("valid_to",)

    def save(self, commit: bool = True) -> Position:
        made = super().save(commit)
        if commit:
            refuse_seats_without_office(made.person)
        return made


def refuse_seats_without_office(person: Person) -> None:
    """Raise ValidationError where a change of positions takes the ground from under a seat."""
    if seats := seats_without_office(person):
        raise ValidationError(
            _(
                "%(name)s sits in “%(committee)s” from a day on which no position would be left. "
                "Correct the seat first."
            )
            % {"name": person.name, "committee": seats[0].committee.name}
        )


def offered_titles(organization: Organization | None) -> list[str]:
    """Titles to choose from while typing: of the head first, then what is in use there."""
    if organization is None:
        heads = OrganizationKind.objects.exclude(head_title="").order_by("order")
        return list(dict.fromkeys(heads.values_list("head_title", flat=True)))
    used = organization.positions.order_by("title").values_list("title", flat=True).distinct()
    heads = [organization.kind.head_title] if organization.kind.head_title else []
    return list(dict.fromkeys([*heads, *used[:30]]))


def one_line(text: str) -> str:
    """A name or title without stray blanks; what was only blanks is missing."""
    squeezed = squeeze(text)
    if not squeezed:
        raise ValidationError(_("This field is required."))
    return squeezed
