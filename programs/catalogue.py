"""The areas of work and the indicators that every installation begins with."""

from pathlib import Path

from django.db import models

from coordination.catalogue import rows_of

INDICATORS = Path(__file__).resolve().parent / "data" / "indicators.csv"


def add_missing_indicators(
    area_model: type[models.Model], indicator_model: type[models.Model]
) -> int:
    """Add areas and indicators whose code does not exist yet; what is there stays as it is.

    Returns how many indicators were added. The models are Area and Indicator, or their states in
    a migration. An indicator that an office has reworded keeps its wording.
    """
    rows = rows_of(INDICATORS)
    areas = {row["area_code"]: row for row in rows}
    known = set(area_model.objects.values_list("pk", flat=True))
    area_model.objects.bulk_create(
        area_model(code=code, label_vi=row["area_vi"], label_en=row["area_en"], order=order)
        for order, (code, row) in enumerate(areas.items(), start=1)
        if code not in known
    )
    known = set(indicator_model.objects.values_list("code", flat=True))
    missing = [
        _indicator(indicator_model, row, order)
        for order, row in enumerate(rows, start=1)
        if row["code"] not in known
    ]
    indicator_model.objects.bulk_create(missing)
    return len(missing)


def _indicator(indicator_model: type[models.Model], row: dict[str, str], order: int):
    copied = ("code", "label_vi", "label_en", "unit_vi", "unit_en", "aggregation")
    return indicator_model(
        area_id=row["area_code"],
        has_value=row["has_value"] == "yes",
        typical_parties=row["typical_parties"],
        order=order,
        **{name: row[name] for name in copied},
    )
