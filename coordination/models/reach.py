"""How far a unit reaches, as the database keeps it."""

from django.db import models


class UnitReach(models.Model):
    """That a unit reaches another one: itself, ever below it, or gone into one of these.

    Kept by triggers (migration 0013) and by nobody else. Numbers and no foreign keys: it follows
    from other rows and keeps none of them from being changed or removed.
    """

    pk = models.CompositePrimaryKey("root_id", "unit_id")
    root_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()

    class Meta:
        verbose_name = "reach of a unit"
        indexes = [models.Index(fields=["unit_id", "root_id"], name="unit_is_reached_by")]

    def __str__(self) -> str:
        return f"{self.root_id} ⊃ {self.unit_id}"
