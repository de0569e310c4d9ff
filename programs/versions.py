"""A sheet as it was sent: a plain copy that later changes do not reach."""

from programs.models import ResultSheet


def _number(number) -> str | None:
    return None if number is None else f"{number.normalize():f}"


def content_of(sheet: ResultSheet) -> dict:
    """Lines and narratives of the sheet as JSON: codes, labels, exact decimals as text."""
    lines = (
        sheet.lines.select_related("indicator", "place", "counted_by")
        .prefetch_related("joint_with")
        .order_by("indicator__code", "ordinal")
    )
    return {
        "lines": [
            {
                "line": line.pk,
                "indicator": line.indicator.code,
                "label": line.indicator.label_vi,
                "unit": line.indicator.unit_vi,
                "ordinal": line.ordinal,
                "quantity": _number(line.quantity),
                "quantity_qualifier": line.quantity_qualifier,
                "quantity_text": line.quantity_text,
                "value": _number(line.value),
                "value_qualifier": line.value_qualifier,
                "value_text": line.value_text,
                "numerator": _number(line.numerator),
                "denominator": _number(line.denominator),
                "is_estimate": line.is_estimate,
                "place": line.place_id,
                "joint_with": [other.pk for other in line.joint_with.all()],
                "counted_by": line.counted_by_id,
                "note": line.note,
            }
            for line in lines
        ],
        "narratives": [
            {"area": narrative.area_id, "text": narrative.text}
            for narrative in sheet.narratives.all()
        ],
    }
