"""Which case files were loaded, so that loading one twice changes nothing."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.models.base import TextField


class CaseLoad(models.Model):
    """One loading of a case file."""

    about = TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("loaded case file")

    def __str__(self) -> str:
        return self.sha256[:12]


class CaseItem(models.Model):
    """One entry of a loaded case file: under which key, as which object, with which content."""

    load = models.ForeignKey(CaseLoad, models.CASCADE, related_name="items")
    list = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("entry of a case file")
        constraints = [
            models.UniqueConstraint(
                fields=["load", "list", "key"], name="coordination_case_key_is_unique_in_its_list"
            )
        ]
        indexes = [models.Index(fields=["digest"], name="case_item_digest")]

    def __str__(self) -> str:
        return f"{self.list}/{self.key}"
