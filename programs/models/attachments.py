"""Further documents of a program (annexes, minutes, decisions): added, replaced, never changed."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coordination.models import StoredFile
from coordination.models.base import NameField, tracked
from programs.models.programs import Program


class AttachmentQuerySet(models.QuerySet):
    def current(self):
        """Those that no later one has replaced."""
        return self.exclude(Exists(self.model.objects.filter(replaces=OuterRef("pk"))))

    def with_files(self):
        """With the file, what the worker found in it, and who attached it."""
        return self.select_related("file__look", "file__uploaded_by__user")


@tracked
class Attachment(models.Model):
    """A document that hangs on a program. A better copy is a row of its own that replaces it."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="attachments")
    title = NameField(_("what it is"), max_length=300)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="attachments", verbose_name=_("file")
    )
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attached document")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"], name="programs_attachment_holds_a_file_of_its_own"
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False),
                name="programs_attachment_is_replaced_once",
                violation_error_message=_(
                    "Somebody replaced this document meanwhile. Look at the newer one first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title
