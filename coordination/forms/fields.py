"""Form fields of our own: quantities and values typed as people write them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from coordination.figures import (
    MAX_TEXT_LENGTH,
    Figure,
    FigureError,
    format_input,
    parse_quantity,
    parse_value,
)


class FigureField(forms.Field):
    """A figure with its qualifier: cleans to a Figure, or to None where nothing was typed.

    A figure that is not understood is a validation error with the parser's sentence and code. What
    was typed stays in the bound form's data, for whoever keeps it.
    """

    widget = forms.TextInput

    def parse(self, text: str) -> Figure | None:
        """The figure in the text. Raises FigureError."""
        raise NotImplementedError

    def to_python(self, value: Any) -> Figure | None:
        if value is None or isinstance(value, Figure):
            return value
        try:
            return self.parse(str(value))
        except FigureError as error:
            raise ValidationError(error.message, code=error.code) from error

    def prepare_value(self, value: Any) -> Any:
        return format_input(value) if isinstance(value, Figure) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another figure was typed: "trên 200" and "Trên  200" are the same."""
        if self.disabled:
            return False
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # Not inputmode=decimal: phones would offer no letters for "trên" and "triệu".
        return {"autocomplete": "off", "maxlength": MAX_TEXT_LENGTH, "spellcheck": "false"}


class QuantityField(FigureField):
    """A quantity in the unit `unit_vi`; a unit typed with it must agree or is converted.

    `has_value`: beside it stands a value, so that "20 triệu" is money in the wrong field.
    """

    def __init__(self, *, unit_vi: str = "", has_value: bool = True, **kwargs):
        self.unit_vi = unit_vi
        self.has_value = has_value
        super().__init__(**kwargs)

    def parse(self, text: str) -> Figure | None:
        return parse_quantity(text, self.unit_vi, has_value=self.has_value)


class ValueField(FigureField):
    """A value in whole đồng."""

    def parse(self, text: str) -> Figure | None:
        return parse_value(text)
