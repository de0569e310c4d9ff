"""What every ordinary form shares: crispy's helper, and database refusals told in sentences."""

from collections.abc import Iterable, Mapping

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _


class Helper(FormHelper):
    """Fields only: the template writes the form element, its token and its buttons."""

    def __init__(self, form: forms.BaseForm | None = None):
        super().__init__(form)
        self.form_tag = False
        self.disable_csrf = True


class CrispyMixin:
    """Gives a form its helper, and Vietnamese dates a field that says how to write them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = Helper(self)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget.attrs.setdefault("placeholder", _("dd/mm/yyyy"))
                field.widget.attrs.setdefault("inputmode", "numeric")
                field.widget.attrs.setdefault("autocomplete", "off")


class Form(CrispyMixin, forms.Form):
    """An ordinary form."""


class ModelForm(CrispyMixin, forms.ModelForm):
    """An ordinary form of a model, whose constraints are all checked before saving.

    `given`: fields that the view sets on the instance and that constraints may speak of.
    `places`: beside which field the sentence of a constraint stands, by the constraint's name;
    then the database alone judges, by `save_or_explain`.
    `also`: further models of which saving the form makes rows.
    """

    given: tuple[str, ...] = ()
    also: tuple[type[models.Model], ...] = ()
    places: Mapping[str, str] = {}

    def clean(self) -> dict:
        """A span that ends before it begins is refused here: PostgreSQL cannot even compare it."""
        cleaned = super().clean()
        starts, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if starts and ends and ends < starts:
            self.add_error("valid_to", _("The end lies before the beginning."))
        return cleaned

    def _post_clean(self) -> None:
        if not self.places:
            super()._post_clean()
            return
        self.instance.validate_constraints = lambda exclude=None: None
        try:
            super()._post_clean()
        finally:
            del self.instance.validate_constraints

    def _get_validation_exclusions(self):
        """What is wrong by itself is told first: a constraint may speak of a field without value.

        (Django asks an exclusion constraint with a condition on such a field and breaks.)
        """
        if self.errors:
            return {field.name for field in self._meta.model._meta.fields}
        return super()._get_validation_exclusions() - set(self.given)


def save_or_explain(form: forms.ModelForm) -> models.Model | None:
    """Save a valid form; None, with the sentence added to the form, when that is refused.

    Another request can take a name or a span of time between checking and saving.
    """
    try:
        with transaction.atomic():
            return form.save()
    except IntegrityError as error:
        place = getattr(form, "places", {}).get(violated(error))
        sentence = explanation(error, [type(form.instance), *getattr(form, "also", ())])
        form.add_error(place if place in form.fields else None, sentence)
        return None
    except ValidationError as error:
        form.add_error(None, error)
        return None


def violated(error: IntegrityError) -> str | None:
    """The name of the constraint or rule that was violated."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)


def explanation(error: IntegrityError, of: Iterable[type[models.Model]]) -> str:
    """The sentence of the violated constraint, looked up by its name in the models' Meta."""
    name = violated(error)
    for model in of:
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
        for rule in getattr(model, "rules", ()):
            if rule.name == name:
                return str(rule.message)
    return _("This contradicts something that is already there. Reload the page and look again.")
