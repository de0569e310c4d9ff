"""What was done, by whom, when and why: one row per move, in stable codes."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.models.accounts import Membership
from coordination.models.base import TextField


class EventQuerySet(models.QuerySet):
    def about(self, thing: models.Model):
        """Events of one object, newest first; things whose key is a code have none."""
        if not isinstance(thing.pk, int):
            return self.none()
        kind = ContentType.objects.get_for_model(thing)
        return (
            self.filter(content_type=kind, object_id=thing.pk)
            .select_related("by__user", "by__organization")
            .order_by("-at", "-pk")
        )


class Event(models.Model):
    """A named move of an object. Rows are only ever added."""

    code = models.CharField(max_length=60)
    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    object = GenericForeignKey("content_type", "object_id")
    at = models.DateTimeField()
    by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = TextField(_("reason"), blank=True)
    data = models.JSONField(default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["content_type", "object_id", "-at"], name="event_of_object")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code__contains="sent_back") & ~Q(code__contains="returned")
                | ~Q(reason=""),
                name="coordination_event_sending_back_has_a_reason",
                violation_error_message=_("Say why, so that the other side can mend it."),
            )
        ]

    def __str__(self) -> str:
        return self.code
