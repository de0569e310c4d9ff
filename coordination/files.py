"""Taking in a file: what it is, how large, and whether it may be here at all; giving it out."""

import contextlib
import datetime as dt
import hashlib
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.contents import DOCX, EXTENSIONS, XLSX, checked_type
from coordination.models import FileState, Membership, Organization, StoredFile
from coordination.text import nfc

PICTURE = "anh"  # in the query of a file's address: its small picture, behind the same check
_DOCUMENTS = (DOCX, XLSX)
_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


class Secrecy(models.TextChoices):
    """Marks of state secrecy; everything but the first is refused."""

    NONE = "none", gettext_lazy("not secret")
    SECRET = "mat", gettext_lazy("Secret (Mật)")
    HIGH_SECRET = "toi_mat", gettext_lazy("High secret (Tối mật)")
    TOP_SECRET = "tuyet_mat", gettext_lazy("Top secret (Tuyệt mật)")


class UploadForm(forms.Form):
    """A file and its secrecy mark. Refuses what is marked secret, too large or disguised."""

    file = forms.FileField(
        label=gettext_lazy("File (PDF, JPEG, PNG, DOCX or XLSX)"),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("The file is empty; scan it again."),
        },
    )
    secrecy = forms.ChoiceField(
        label=gettext_lazy("Secrecy mark on the paper"), choices=Secrecy, initial=Secrecy.NONE
    )

    def clean_secrecy(self) -> str:
        if (mark := self.cleaned_data["secrecy"]) != Secrecy.NONE:
            raise ValidationError(
                _(
                    "This software is for open and internal material only. A paper marked as a "
                    "state secret must not be stored here; nothing was kept."
                ),
                code="secret",
            )
        return mark

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        most = settings.UPLOAD_MAX_BYTES
        if upload.size > most:
            raise ValidationError(
                _("The file has %(size)s MB; at most %(most)s MB are taken. Scan it smaller.")
                % {"size": -(-upload.size // 2**20), "most": most // 2**20},
                code="large",
            )
        upload.content_type = checked_type(upload, upload.name)
        return upload


def store(
    upload: UploadedFile, *, by: Membership, organization: Organization, at: dt.datetime
) -> StoredFile:
    """Keep an uploaded file that `UploadForm` has let through, and ask the worker to look at it.

    On disk it bears its hash, not the name that somebody chose.
    """
    from coordination.jobs import look_at_file

    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    stored = StoredFile(
        name=_readable(upload.name),
        content_type=upload.content_type,
        size=upload.size,
        sha256=digest.hexdigest(),
        uploaded_at=at,
        uploaded_by=by,
        organization=organization,
    )
    extension = EXTENSIONS[upload.content_type][0]
    stored.file.save(f"{stored.sha256[:32]}{extension}", upload, save=False)
    if (written := _written.get()) is not None:
        written.append(stored.file.name)
    stored.save()
    look_at_file.defer(file_id=stored.pk)
    return stored


def _readable(name: str) -> str:
    """The name as it is shown: without signs that hide or turn round what stands after them."""
    shown = "".join(sign for sign in nfc(name) if sign.isprintable())
    path = PurePath(shown)
    return f"{path.stem[: 255 - len(path.suffix)]}{path.suffix}"


@contextlib.contextmanager
def nothing_left_over() -> Iterator[None]:
    """Around a transaction: the bytes of files whose rows did not stay are taken away again.

    A move may be refused after its scan was written, and the whole request may fail.
    """
    token = _written.set([])
    try:
        yield
    finally:
        names = _written.get()
        _written.reset(token)
        if names:
            known = StoredFile.objects.filter(file__in=names).values_list("file", flat=True)
            for name in set(names).difference(known):
                default_storage.delete(name)


def serve(request: HttpRequest, stored: StoredFile) -> HttpResponse:
    """The file, or its small picture, with headers that keep a browser from running anything in it.

    The caller has checked that the reader may see what the file hangs on. What is not checked for
    viruses yet, or carries one, is refused in words.
    """
    if PICTURE in request.GET:
        return _safe(_picture(stored))
    if not stored.is_readable:
        context = {"stored": stored, "is_infected": stored.state == FileState.INFECTED}
        return render(request, "coordination/file_refused.html", context, status=409)
    return _safe(
        FileResponse(
            stored.file.open("rb"),
            content_type=stored.content_type,
            filename=stored.name,
            as_attachment=stored.content_type in _DOCUMENTS,
        )
    )


def _picture(stored: StoredFile) -> FileResponse:
    if not stored.has_picture:
        raise Http404
    return FileResponse(stored.look.picture.open("rb"), content_type="image/jpeg")


def _safe(response: FileResponse) -> FileResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
