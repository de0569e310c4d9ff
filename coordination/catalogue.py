"""The kinds of organisations that every installation knows, kept as data beside the code."""

import csv
from pathlib import Path

from django.db import models

KINDS = Path(__file__).resolve().parent / "data" / "organization_kinds.csv"


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a UTF-8 CSV file with a heading, as dictionaries."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add_missing_kinds(kind_model: type[models.Model]) -> int:
    """Add the kinds whose code does not exist yet, and say how many; what is there stays as it is.

    `kind_model` is OrganizationKind, or its state in a migration.
    """
    known = set(kind_model.objects.values_list("pk", flat=True))
    missing = [
        kind_model(order=order, **row)
        for order, row in enumerate(rows_of(KINDS), start=1)
        if row["code"] not in known
    ]
    kind_model.objects.bulk_create(missing)
    return len(missing)
