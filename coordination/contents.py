"""What a file is by its content: five kinds are taken, and nothing that runs, bursts or is secret.

Checked here is what can be read cheaply and without a parser of pages; pictures of first pages are
made elsewhere, in a process of their own (`coordination.pictures`).
"""

import html
import re
import warnings
import zipfile
from typing import IO

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

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
MOST_DOTS = 150_000_000  # a sheet of A1 at 400 dpi; a picture that bursts when opened has far more
MOST_PARTS = 5_000  # of a document
MOST_UNPACKED = 300 * 2**20
MOST_READ = 30 * 2**20  # of one part of a document

_HEAD, _TAIL = 8_192, 4_096
_IMAGE_FORMATS = {JPEG: "JPEG", PNG: "PNG"}
_OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_TYPES = "[Content_Types].xml"
_PROGRAMS = re.compile(r"(vbaProject\w*\.bin|vbaData\.xml|/activeX/|macrosheets/)", re.IGNORECASE)
_TEXT_PARTS = re.compile(r"(word/(document|header\d*|footer\d*)\.xml|xl/sharedStrings\.xml)$")
_MARKS = {"MẬT": "Mật", "TỐI MẬT": "Tối mật", "TUYỆT MẬT": "Tuyệt mật"}


def checked_type(file: IO[bytes], name: str) -> str:
    """The content type of a file that may be taken; else a ValidationError that says what to do."""
    kind = _type_by_its_bytes(file)
    if kind is None or not name.lower().endswith(EXTENSIONS[kind]):
        raise ValidationError(
            _(
                "This is not a PDF, JPEG, PNG, DOCX or XLSX file, or its name says something "
                "else than its content. Save it again in one of these formats."
            ),
            code="type",
        )
    if kind == PDF:
        _check_pdf(file)
    elif kind in _IMAGE_FORMATS:
        _check_image(file, kind)
    else:
        _check_document(file, kind)
    file.seek(0)
    return kind


def _type_by_its_bytes(file: IO[bytes]) -> str | None:
    file.seek(0)
    head = file.read(_HEAD)
    guess = filetype.guess_mime(head)
    if guess in (PDF, JPEG, PNG):
        return guess
    if head[:4] != b"PK\x03\x04":
        return None
    try:
        with zipfile.ZipFile(file) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None)


def _check_pdf(file: IO[bytes]) -> None:
    """A PDF ends with its mark of the end; one that was cut off does not."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    if b"%%EOF" not in file.read():
        raise _damaged()


def _check_image(file: IO[bytes], kind: str) -> None:
    """A picture has a readable head, and no more dots than a large scan has."""
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures and refuses larger ones; the limit here is lower.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=[_IMAGE_FORMATS[kind]]) as image:
                dots = image.width * image.height
    except Image.DecompressionBombError:
        dots = MOST_DOTS + 1
    except (OSError, SyntaxError, ValueError) as error:
        raise _damaged() from error
    if dots > MOST_DOTS:
        raise ValidationError(
            _("The picture has more than %(most)d million dots. Scan it with 300 dpi at most.")
            % {"most": MOST_DOTS // 1_000_000},
            code="dots",
        )


def _check_document(file: IO[bytes], kind: str) -> None:
    """A DOCX or XLSX is an ordinary archive without programs and without a mark of secrecy."""
    try:
        with zipfile.ZipFile(file) as parts:
            infos = parts.infolist()
            if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_UNPACKED:
                raise ValidationError(
                    _("The document becomes far too large when opened. Save it as PDF."),
                    code="unpacked",
                )
            types = _text(parts, _TYPES)
            if "macroEnabled" in types or any(_PROGRAMS.search(one.filename) for one in infos):
                raise ValidationError(
                    _(
                        "The document holds macros, that is, programs. Save it without them as "
                        "DOCX or XLSX, or as PDF."
                    ),
                    code="macros",
                )
            if kind not in types:
                raise _damaged()
            for one in infos:
                if _TEXT_PARTS.match(one.filename):
                    _refuse_marked(_text(parts, one.filename))
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, ValueError) as error:
        # RuntimeError: a part is encrypted; ValueError: it is not text.
        raise _damaged() from error


def _text(parts: zipfile.ZipFile, name: str) -> str:
    with parts.open(name) as part:
        content = part.read(MOST_READ + 1)
    if len(content) > MOST_READ:
        raise ValueError(name)
    return content.decode()


def _refuse_marked(xml: str) -> None:
    """A mark of secrecy stands alone: in a paragraph, a cell, a stamp beside the text."""
    for paragraph in re.split(r"</(?:w:p|si)>", xml):
        words = html.unescape(re.sub(r"<[^>]*>", "", paragraph))
        mark = _MARKS.get(" ".join(re.sub(r"[^\w\s]", " ", nfc(words)).upper().split()))
        if mark:
            raise ValidationError(
                _(
                    "The document bears the mark “%(mark)s”. This software is for open and "
                    "internal material only; nothing was kept."
                )
                % {"mark": mark},
                code="secret",
            )


def _damaged() -> ValidationError:
    return ValidationError(
        _("The file is damaged or was cut off: it cannot be opened. Save or scan it again."),
        code="damaged",
    )
