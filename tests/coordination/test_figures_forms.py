"""Figures in forms and templates."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation

from coordination.figures import Figure, Qualifier
from coordination.forms.fields import QuantityField, ValueField


class Line(forms.Form):
    quantity = QuantityField(unit_vi="suất", required=False)
    value = ValueField(required=False)


def test_a_form_cleans_to_figures_and_to_nothing():
    form = Line({"quantity": "trên 200 suất", "value": " "})
    assert form.is_valid()
    assert form.cleaned_data == {"quantity": Figure(200, Qualifier.MORE), "value": None}


def test_a_form_says_what_is_wrong_and_keeps_what_was_typed():
    form = Line({"quantity": "5 người", "value": "120,500,000"})
    assert not form.is_valid()
    assert form["quantity"].value() == "5 người"
    assert [error.code for error in form.errors.as_data()["quantity"]] == ["unit"]
    assert [error.code for error in form.errors.as_data()["value"]] == ["english_separators"]


def test_a_required_figure_may_be_zero_but_not_missing():
    field = QuantityField(unit_vi="suất")
    assert field.clean("0") == Figure(0)
    with pytest.raises(ValidationError):
        field.clean("")


def test_a_form_shows_what_is_stored_so_that_it_can_be_sent_back():
    form = Line(initial={"quantity": Figure(Decimal("2.125")), "value": Figure(24_500_000)})
    html = str(form["quantity"]) + str(form["value"])
    assert 'value="2,1250"' in html
    assert 'value="24.500.000"' in html


@pytest.mark.parametrize(
    ("typed", "changed"),
    [("trên 200", False), (" Hơn 200 suất", False), ("200", True), ("", True), ("x", True)],
)
def test_only_another_figure_is_a_change(typed, changed):
    stored = {"quantity": Figure(200, Qualifier.MORE)}
    assert Line({"quantity": typed}, initial=stored).has_changed() is changed


def render(source: str, **values) -> str:
    with translation.override("en"):
        return Template("{% load figures %}" + source).render(Context(values))


def test_templates_show_figures():
    total = Figure(Decimal("1445.5"), Qualifier.MORE)
    assert render("{{ total|figure:'suất' }}", total=total) == (
        '<span class="figure figure--more">more than 1.445,5\u00a0suất</span>'
    )
    assert "more than 1.445,5<" in render("{{ total|figure_cell }}", total=total)
    assert "120,5%<" in render("{{ share|percent }}", share=Figure(Decimal("120.5")))
    value = Figure(24_500_000)
    assert ">24.500.000\u00a0đồng<" in render("{{ value|value }}", value=value)
    assert ">24,5\u00a0triệu\u00a0đồng<" in render("{{ value|value_short }}", value=value)
    assert ">24.500.000<" in render("{{ value|value_cell }}", value=value)
    assert render("{{ value|figure_input }}", value=value) == "24.500.000"


def test_not_reported_is_a_word_for_the_ear_and_zero_is_zero():
    missing = render("{{ nothing|figure:'suất' }}", nothing=None)
    assert "not reported" in missing
    assert 'aria-hidden="true"' in missing
    assert ">0\u00a0suất<" in render("{{ zero|figure:'suất' }}", zero=Figure(0))
    assert render("{{ nothing|figure_input }}", nothing=None) == ""


def test_units_are_escaped():
    assert "&lt;b&gt;" in render("{{ total|figure:'<b>' }}", total=Figure(5))
