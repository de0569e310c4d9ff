"""Files that people attach: kept once, named by their content, never replaced."""

from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.models.base import NameField, tracked
from coordination.models.organizations import Organization


class FileState(models.TextChoices):
    """Of the check for viruses. Stored are all but `pending`, which says that none was made yet."""

    UNCHECKED = "unchecked", _("not checked for viruses")
    PENDING = "pending", _("being checked for viruses")
    CLEAN = "clean", _("no virus found")
    INFECTED = "infected", _("virus found")


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

    @property
    def state(self) -> str:
        """Whether it may be read: by what the look at it found, and whether one is asked for."""
        found = getattr(self, "look", None)
        if found and found.state != FileState.UNCHECKED:
            return found.state
        return FileState.PENDING if settings.CLAMD_ADDRESS else FileState.UNCHECKED

    def get_state_display(self) -> str:
        """The state in words."""
        return FileState(self.state).label

    @property
    def extension(self) -> str:
        """The last part of its name, in capitals, where no picture shows what it is."""
        return PurePath(self.name).suffix.lstrip(".").upper()[:5]

    @property
    def is_readable(self) -> bool:
        """Refused while the check is pending, and for good where a virus was found."""
        return self.state in (FileState.UNCHECKED, FileState.CLEAN)

    @property
    def has_picture(self) -> bool:
        """Whether there is a small picture of it to show."""
        found = getattr(self, "look", None)
        return bool(found and found.picture and self.is_readable)


@tracked
class FileLook(models.Model):
    """What the worker found when it looked at a file: viruses, and a picture of its first page.

    Beside the file and not in it, since a stored file never changes.
    """

    file = models.OneToOneField(
        StoredFile, models.PROTECT, primary_key=True, related_name="look", verbose_name=_("file")
    )
    state = models.CharField(_("check for viruses"), max_length=10, choices=FileState)
    virus = models.CharField(_("virus"), max_length=200, blank=True)
    looked_at = models.DateTimeField(_("looked at"))
    picture = models.FileField(_("picture"), upload_to="pictures/%Y/%m", blank=True)

    class Meta:
        verbose_name = _("look at a file")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["unchecked", "clean", "infected"]),
                name="coordination_look_has_a_known_result",
            ),
            models.CheckConstraint(
                condition=Q(state="infected", picture="") & ~Q(virus="")
                | ~Q(state="infected") & Q(virus=""),
                name="coordination_look_names_the_virus_and_shows_nothing_of_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.state}"
