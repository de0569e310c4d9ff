"""The files of a program: scans of what was signed, and other documents, with what stood before."""

from dataclasses import dataclass, field
from pathlib import PurePath

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.files import PICTURE
from coordination.forms.base import explanation
from coordination.models import StoredFile
from coordination.text import squeeze
from programs.models import Attachment, Program, SignedPaper
from programs.workflow import Refused


@dataclass(frozen=True)
class Shown:
    """A file as the pages show it; `change_url`: where a better copy is attached, if at all."""

    title: str
    file: StoredFile | None
    url: str = ""
    change_url: str = ""
    former: list["Shown"] = field(default_factory=list)

    @property
    def picture_url(self) -> str:
        """The address of its small picture, behind the same check; empty where there is none."""
        return f"{self.url}?{PICTURE}=1" if self.file and self.file.has_picture else ""


def attach(*, program: Program, file: StoredFile, title: str) -> Attachment:
    """Hang a further document on the program; without a title it bears the file's name."""
    return Attachment.objects.create(program=program, title=_title(title, file), file=file)


def replace(*, attachment: Attachment, file: StoredFile, title: str) -> Attachment:
    """Put a better copy in the place of a document, which stays readable behind it."""
    try:
        with transaction.atomic():
            return Attachment.objects.create(
                program_id=attachment.program_id,
                title=_title(title, file),
                file=file,
                replaces=attachment,
            )
    except IntegrityError as error:
        raise Refused(explanation(error, [Attachment])) from error


def _title(title: str, file: StoredFile) -> str:
    return squeeze(title) or PurePath(file.name).stem


def papers_of(program: Program) -> QuerySet[SignedPaper]:
    """The papers of a program that stands for several, with their scans."""
    return program.papers.select_related("scan__look", "scan__uploaded_by__user")


def scans_of(program: Program, papers, *, may_change: bool) -> list[Shown]:
    """The scan of the signed original and those of several papers; what is missing stands too."""
    scan = Shown(
        title=_("Scan of the signed original"),
        file=program.scan,
        url=reverse("program_scan", args=[program.pk]),
        change_url=reverse("program_scan_attach", args=[program.pk]) if may_change else "",
    )
    of_papers = [
        Shown(
            title=_("Paper %(number)s") % {"number": paper.number},
            file=paper.scan,
            url=reverse("paper_scan", args=[paper.pk]),
            change_url=reverse("paper_scan_attach", args=[paper.pk]) if may_change else "",
        )
        for paper in papers
    ]
    # Of several papers each has its own scan; the program's is then one more, if there is one.
    return of_papers + ([scan] if scan.file or not of_papers else [])


def former_scans(program: Program) -> QuerySet[StoredFile]:
    """Scans of the signed original or of its papers that a later one has replaced, latest first."""
    once = program.history.exclude(scan=None).values("scan_id")
    papers = SignedPaper.history.rel.related_model.objects.filter(program_id=program.pk)
    once_of_papers = papers.exclude(scan=None).values("scan_id")
    return (
        StoredFile.objects.filter(Q(pk__in=once) | Q(pk__in=once_of_papers))
        .exclude(pk=program.scan_id)
        .exclude(pk__in=program.papers.exclude(scan=None).values("scan_id"))
        .select_related("look", "uploaded_by__user")
        .order_by("-uploaded_at", "-pk")
    )


def shown_former(program: Program) -> list[Shown]:
    """The former scans with the addresses at which they are read."""
    return [
        Shown(title=file.name, file=file, url=reverse("former_scan", args=[program.pk, file.pk]))
        for file in former_scans(program)
    ]


def documents_of(program: Program, *, may_change: bool) -> list[Shown]:
    """The further documents in the order in which they came, each with those that it replaced."""
    by_key = {one.pk: one for one in program.attachments.with_files()}
    replaced = {one.replaces_id for one in by_key.values()}
    return [
        _shown(one, _chain(one, by_key), may_change=may_change)
        for one in by_key.values()
        if one.pk not in replaced
    ]


def _chain(attachment: Attachment, by_key: dict[int, Attachment]) -> list[Attachment]:
    found = []
    while attachment.replaces_id:
        attachment = by_key[attachment.replaces_id]
        found.append(attachment)
    return found


def _shown(attachment: Attachment, former: list[Attachment], *, may_change: bool) -> Shown:
    return Shown(
        title=attachment.title,
        file=attachment.file,
        url=reverse("attachment", args=[attachment.pk]),
        change_url=reverse("attachment_replace", args=[attachment.pk]) if may_change else "",
        former=[_shown(one, [], may_change=False) for one in former],
    )
