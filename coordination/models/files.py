"""Files that people attach: kept once, named by their content, never replaced."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.models.base import NameField, tracked
from coordination.models.organizations import Organization


@tracked
class StoredFile(models.Model):
    """An uploaded file. Its content does not change; SHA-256 proves it."""

    file = models.FileField(_("file"), upload_to="%Y/%m")
    name = NameField(_("file name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64, db_index=True)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(
        "coordination.Membership", models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="+",
        verbose_name=_("organisation that the file comes from"),
    )

    class Meta:
        verbose_name = _("file")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="coordination_file_has_its_hash",
            )
        ]

    def __str__(self) -> str:
        return self.name
