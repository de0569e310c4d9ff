"""Taking in a file: what it really is, how large, and whether it may be here at all."""

import datetime as dt
import hashlib
import io
import zipfile

import filetype
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.models import Membership, Organization, StoredFile
from coordination.text import nfc

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
}
_OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}


class Secrecy(models.TextChoices):
    """Marks of state secrecy; everything but the first is refused."""

    NONE = "none", gettext_lazy("not secret")
    SECRET = "mat", gettext_lazy("Secret (Mật)")
    HIGH_SECRET = "toi_mat", gettext_lazy("High secret (Tối mật)")
    TOP_SECRET = "tuyet_mat", gettext_lazy("Top secret (Tuyệt mật)")


def real_type(content: bytes) -> str | None:
    """The file's type by its content, one of those that are taken; None for all others."""
    guess = filetype.guess_mime(content)
    if guess in (PDF, JPEG, PNG):
        return guess
    if content[:4] != b"PK\x03\x04":
        return None
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except zipfile.BadZipFile:
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None)


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
                % {"size": upload.size // 2**20 + 1, "most": most // 2**20},
                code="large",
            )
        kind = real_type(upload.read())
        upload.seek(0)
        name = upload.name.lower()
        if kind is None or not name.endswith(EXTENSIONS[kind]):
            raise ValidationError(
                _(
                    "This is not a PDF, JPEG, PNG, DOCX or XLSX file, or its name says something "
                    "else than its content. Save it again in one of these formats."
                ),
                code="type",
            )
        upload.content_type = kind
        return upload


def store(
    upload: UploadedFile, *, by: Membership, organization: Organization, at: dt.datetime
) -> StoredFile:
    """Keep an uploaded file that `UploadForm` has let through."""
    content = upload.read()
    upload.seek(0)
    return StoredFile.objects.create(
        file=upload,
        name=nfc(upload.name)[-255:],
        content_type=upload.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_at=at,
        uploaded_by=by,
        organization=organization,
    )


def serve(stored: StoredFile) -> FileResponse:
    """The file with headers that keep a browser from running anything in it.

    The caller has checked that the reader may see what the file hangs on.
    """
    response = FileResponse(
        stored.file.open("rb"), content_type=stored.content_type, filename=stored.name
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
