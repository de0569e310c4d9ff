"""Taking places out of a draft, and putting them in another order."""

from django.db import models, transaction

from coordination.models import Membership
from programs.drafts import locked_draft
from programs.models import Commitment, CommitmentPartner, Program


@transaction.atomic
def remove_area(*, program: Program, pk: int, by: Membership) -> None:
    """Take a content area out of the draft, with its commitments. The history keeps them."""
    area = locked_draft(program, by=by).content_areas.filter(pk=pk).first()
    if area is not None:
        CommitmentPartner.objects.filter(commitment__content_area=area).delete()
        area.commitments.all().delete()
        area.delete()


@transaction.atomic
def remove_commitment(*, program: Program, pk: int, by: Membership) -> None:
    """Take a commitment out of the draft. The history keeps it."""
    locked_draft(program, by=by)
    Commitment.objects.filter(content_area__program=program, pk=pk).delete()


@transaction.atomic
def move_up(*, program: Program, row: models.Model, rows: models.QuerySet, by: Membership) -> None:
    """Put a row before the one above it; the first one stays where it is."""
    locked_draft(program, by=by)
    ordered = list(rows)
    at = ordered.index(row)
    if at:
        ordered[at - 1 : at + 1] = [ordered[at], ordered[at - 1]]
    for order, one in enumerate(ordered, start=1):
        if one.order != order:
            one.order = order
            one.save(update_fields=["order"])
