"""Steering committees: the decision, its composition, single seats, filters of lists."""

import datetime as dt

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.committees import Newcomer, redate
from coordination.forms.base import Helper, ModelForm
from coordination.forms.choices import Offer, offered_organizations, offered_people
from coordination.forms.filters import ListFilter
from coordination.forms.people import ClosingForm, one_line
from coordination.models import (
    CommitteeDecision,
    Level,
    Organization,
    Person,
    Seat,
    SeatRole,
    SteeringCommittee,
    Unit,
    UnitParent,
)
from coordination.people import with_offices
from coordination.text import key, squeeze

PARTY_COMMITTEE = "party_committee"
LAST_PLACE = 999
FIRST_YEAR = 1930
ROLES = [(value, capfirst(label)) for value, label in SeatRole.choices]


class CommitteeFilter(ListFilter):
    """Which committees are listed, as of which day."""

    on = forms.DateField(label=gettext_lazy("As of"), required=False)
    vacant = forms.BooleanField(label=gettext_lazy("With vacant seats"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["former"].label = gettext_lazy("Ended ones too")


class CoverageFilter(forms.Form):
    """Which units below one are asked about; a wrong value narrows nothing."""

    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False, choices=Level)
    has = forms.ChoiceField(
        label=gettext_lazy("Steering committee"),
        required=False,
        choices=[
            ("", gettext_lazy("with and without")),
            ("with", gettext_lazy("with a committee")),
            ("without", gettext_lazy("without a committee")),
        ],
    )
    on = forms.DateField(label=gettext_lazy("As of"), required=False)
    unit = forms.IntegerField(required=False, widget=forms.HiddenInput)

    value = ListFilter.value


class CommitteeForm(ModelForm):
    """A committee's name in its unit."""

    given = ("unit",)

    class Meta:
        model = SteeringCommittee
        fields = ("name",)

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


class DecisionForm(ModelForm):
    """Number, date and issuer of a decision on a committee."""

    also = (Seat,)

    class Meta:
        model = CommitteeDecision
        fields = ("number", "date", "issuer")
        help_texts = {"number": gettext_lazy("As printed, for instance 120-QĐ/HU.")}

    def __init__(self, *args, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        unit = self.instance.committee.unit
        issuers = possible_issuers(unit, today)
        kept = self.instance.issuer if self.instance.issuer_id else None
        field = self.fields["issuer"]
        field.queryset = Organization.objects.filter(
            Q(pk__in=issuers.values("pk")) | Q(pk=self.instance.issuer_id)
        )
        offer = offered_organizations(issuers, today, kept=kept, with_others=True)
        field.widget.choices = offer.choices
        party = issuers.filter(unit=unit, kind=PARTY_COMMITTEE).order_by("pk").first()
        if party and not self.initial.get("issuer"):
            self.initial["issuer"] = party.pk
        if self.instance.committee.pk:
            self.given = ("committee", "kind")
        self.today = today

    def clean_number(self) -> str:
        return one_line(self.cleaned_data["number"])

    def clean_date(self) -> dt.date:
        on = self.cleaned_data["date"]
        if on.year < FIRST_YEAR:
            raise ValidationError(_("Type the year with four digits."))
        if on > self.today + dt.timedelta(days=366):
            raise ValidationError(_("This day lies more than a year ahead."))
        return on

    def save(self, commit: bool = True) -> CommitteeDecision:
        """A date that was mistyped moves the seats that the decision opened and closed."""
        if commit and self.instance.pk and "date" in self.changed_data:
            wanted = self.instance.date
            self.instance.date = self.initial["date"]
            redate(self.instance, wanted)
        return super().save(commit)


def possible_issuers(unit: Unit, on: dt.date) -> QuerySet[Organization]:
    """Who may decide on a unit's committee: its organisations, and the Party committee above."""
    above = UnitParent.objects.filter(unit=unit).values("parent_id")
    return Organization.objects.filter(Q(unit=unit) | Q(unit__in=above, kind=PARTY_COMMITTEE))


class HeldSeatForm(forms.Form):
    """What becomes of a seat that is held: it stays, changes its role or place, or ends."""

    leaves = forms.BooleanField(label=gettext_lazy("Leaves"), required=False)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=ROLES,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    order = forms.IntegerField(
        label=gettext_lazy("Order"),
        min_value=0,
        max_value=LAST_PLACE,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )


class NewSeatForm(forms.Form):
    """Somebody who takes a seat: chosen among people in office, or typed with an office.

    A row that names nobody is left out.
    """

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Person in office"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Full name"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=gettext_lazy("Organisation"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    title = forms.CharField(
        label=gettext_lazy("Position"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    another = forms.BooleanField(
        label=gettext_lazy("somebody else of the same name"), required=False
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=ROLES,
        initial=SeatRole.MEMBER,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    order = forms.IntegerField(
        label=gettext_lazy("Order"),
        required=False,
        min_value=0,
        max_value=LAST_PLACE,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )

    def __init__(
        self,
        *args,
        people: QuerySet[Person],
        organizations: QuerySet[Organization],
        offers: tuple[Offer, Offer],
        on: dt.date,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.people, self.on = people, on
        self.fields["person"].queryset = with_offices(people, on)
        self.fields["organization"].queryset = organizations.select_related("kind")
        self.fields["person"].widget.choices = offers[0].choices
        self.fields["organization"].widget.choices = offers[1].choices
        self.namesakes: list[Person] = []

    def clean(self) -> dict:
        cleaned = super().clean()
        typed = squeeze(cleaned.get("name") or "")
        if typed and cleaned.get("person"):
            self.add_error("name", _("Choose somebody or type a new name, not both."))
        elif typed:
            self._check_newcomer(typed)
        elif not cleaned.get("person") and (cleaned.get("title") or cleaned.get("organization")):
            self.add_error("name", _("Type the full name."))
        return cleaned

    def _check_newcomer(self, name: str) -> None:
        """A new person needs an office; who has no title typed is the head of the organisation."""
        body = self.cleaned_data.get("organization")
        if body and not self.cleaned_data.get("title") and "title" not in self.errors:
            self.cleaned_data["title"] = body.kind.head_title
        for field in ("organization", "title"):
            if not self.cleaned_data.get(field) and field not in self.errors:
                self.add_error(field, _("A new person is entered with organisation and position."))
        self.namesakes = list(with_offices(self.people.named(name).by_given_name()[:10], self.on))
        if self.namesakes and not self.cleaned_data.get("another"):
            labels = "; ".join(one.label for one in self.namesakes)
            self.add_error(
                "name",
                _("There is already: %(people)s. Choose that person, or say that this is another.")
                % {"people": labels},
            )

    @property
    def is_empty(self) -> bool:
        """Whether the row names nobody."""
        return not (self.cleaned_data.get("person") or squeeze(self.cleaned_data.get("name") or ""))

    @property
    def newcomer(self) -> Newcomer | None:
        """The new person that is typed, or None where somebody was chosen."""
        if self.cleaned_data.get("person"):
            return None
        return Newcomer(
            squeeze(self.cleaned_data["name"]),
            self.cleaned_data["organization"],
            squeeze(self.cleaned_data["title"]),
        )


class SeatForm(ModelForm):
    """A single seat: entered or corrected between decisions."""

    given = ("committee",)

    class Meta:
        model = Seat
        fields = ("person", "role", "order", "valid_from", "valid_to")
        help_texts = {
            "order": gettext_lazy("Place among those of the same role."),
            "valid_from": gettext_lazy("Empty: not known, or from the beginning."),
            "valid_to": gettext_lazy("The last day. Empty: until further notice."),
        }

    def __init__(self, *args, people: QuerySet[Person], today: dt.date, words: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = Person.objects.filter(
            Q(pk__in=people.values("pk")) | Q(pk=self.instance.person_id)
        )
        chosen = key(self.data.get("person") or self.instance.person_id)
        offer = offered_people(
            people,
            today,
            near=self.instance.committee.unit_id,
            words=words,
            kept=field.queryset.filter(pk=chosen),
        )
        self.has_more = offer.has_more
        field.widget.choices = offer.choices
        self.helper = Helper(self)
        self.helper.layout = Layout(
            "person",
            Div("role", "order", css_class="form-row"),
            Div("valid_from", "valid_to", css_class="form-row"),
        )
        self.fields["role"].choices = [("", "–"), *ROLES]


class SeatClosingForm(ClosingForm):
    """The last day of a seat."""

    class Meta:
        model = Seat
        fields = ("valid_to",)
