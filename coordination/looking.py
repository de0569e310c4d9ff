"""Looking at a stored file beside the web server: is there a virus in it, how does it look."""

import datetime as dt

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import Q

from coordination.antivirus import ScannerError, find_virus
from coordination.contents import JPEG, PDF, PNG
from coordination.models import FileLook, FileState, StoredFile
from coordination.pictures import picture_of

PICTURED = (PDF, JPEG, PNG)
AT_ONCE = 50

log = structlog.get_logger(__name__)


def look_at(file_id: int, *, at: dt.datetime) -> None:
    """Check a file for viruses where a scanner is set, then make its picture; once for each.

    Where the scanner does not answer, the file stays as it is, pending, until the next round.
    """
    stored = StoredFile.objects.select_related("look").get(pk=file_id)
    look = getattr(stored, "look", None)
    if look and (look.state != FileState.UNCHECKED or not settings.CLAMD_ADDRESS):
        return
    look = look or FileLook(file=stored)
    look.state, look.looked_at = FileState.UNCHECKED, at
    if not stored.file.storage.exists(stored.file.name):
        log.error("file has no content", file=stored.pk)
        return
    if settings.CLAMD_ADDRESS:
        try:
            with stored.file.open("rb") as content:
                virus = find_virus(content, address=settings.CLAMD_ADDRESS)
        except ScannerError as error:
            log.warning("file not checked for viruses", file=stored.pk, error=str(error))
            return
        look.state = FileState.INFECTED if virus else FileState.CLEAN
        look.virus = virus[:200]
    if look.state == FileState.INFECTED:
        log.warning("virus found", file=stored.pk, virus=look.virus)
        look.picture.delete(save=False)
    elif not look.picture:
        _add_picture(look)
    look.save()


def _add_picture(look: FileLook) -> None:
    if look.file.content_type not in PICTURED:
        return
    with look.file.file.open("rb") as content:
        picture = picture_of(content.read(), look.file.content_type)
    if picture:
        look.picture.save(f"{look.file.sha256[:32]}.jpg", ContentFile(picture), save=False)


def waiting() -> list[int]:
    """Files that nobody looked at yet, or only before a scanner was set; the oldest first."""
    unseen = Q(look=None)
    if settings.CLAMD_ADDRESS:
        unseen |= Q(look__state=FileState.UNCHECKED)
    found = StoredFile.objects.filter(unseen).order_by("pk").values_list("pk", flat=True)
    return list(found[:AT_ONCE])
