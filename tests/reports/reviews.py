"""The real half-year with people who act on it, and what papers say as plain text."""

import datetime as dt
import html
import io
import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pypdf
from django.utils import timezone

from coordination.models import Membership, Organization, Person, Position, Role
from reports.blocks import Paper
from reports.cases.loading import load_case
from reports.forms.setting import set_paper
from reports.models import Conference, ConferenceKind, Document, Rendering
from reports.renderers.html import document_html
from reports.rendering import render
from reports.transitions import issue_document, start_draft
from tests.programs import factories as make

DATA = Path(__file__).parent.parent / "data"
HELD_ON = dt.date(2022, 7, 29)
AT = dt.datetime(2022, 7, 29, 9, tzinfo=dt.UTC)


def published() -> dict:
    """What the district published, as the case file has it."""
    return json.loads((DATA / "half-year-2022.json").read_text(encoding="utf-8"))


def expected() -> dict:
    """What every rendering must say of it."""
    return json.loads((DATA / "half-year-2022.expected.json").read_text(encoding="utf-8"))


@dataclass
class HalfYear:
    """The conference of 29 July 2022, its organisations by short name, and their people."""

    conference: Conference
    organizations: dict[str, Organization]
    members: dict[tuple[str, str], Membership]

    @property
    def program(self):
        return self.conference.programs.get()

    def issuer_of(self, system: str) -> tuple[Organization, Membership]:
        """The command with its reviewer, or the Board with its head."""
        name, role = {
            "military": ("Ban CHQS huyện", Role.REVIEWER),
            "party": ("Ban Dân vận", Role.HEAD),
        }[system]
        return self.organizations[name], self.members[name, role]

    def draft(self, system: str) -> Document:
        issuer, by = self.issuer_of(system)
        return start_draft(conference=self.conference, issuer=issuer, by=by, at=AT)

    def issued(self, system: str, **fields) -> Document:
        _issuer, by = self.issuer_of(system)
        given = {"dated": HELD_ON, "at": AT, "by": by} | fields
        return issue_document(document=given.pop("document", None) or self.draft(system), **given)


def half_year() -> HalfYear:
    """The published half-year, loaded; one member for each role that plays."""
    load_case(
        (DATA / "half-year-2022.json").read_bytes(), on=dt.date(2022, 8, 1), at=timezone.now()
    )
    organizations = {one.current_short_name: one for one in Organization.objects.with_name()}
    members = {
        (name, role): make.MembershipFactory(organization=organizations[name], role=role)
        for name, role in (
            ("Ban CHQS huyện", Role.REVIEWER),
            ("Ban Dân vận", Role.HEAD),
            ("Ban Dân vận", Role.CLERK),
            ("Ban Dân vận", Role.OBSERVER),
            ("Hội LHPN", Role.REPORTER),
        )
    }
    return HalfYear(Conference.objects.get(), organizations, members)


def conference_on(*programs, kind: str = ConferenceKind.PRELIMINARY_REVIEW, **fields) -> Conference:
    """A conference that reviews the first half of 2022."""
    made = Conference.objects.create(
        **{
            "kind": kind,
            "unit": programs[0].unit,
            "title": "Hội nghị sơ kết",
            "held_on": HELD_ON,
            "state": "held",
            "period_kind": "half_year",
            "period_from": make.FIRST_HALF[0],
            "period_to": make.FIRST_HALF[1],
        }
        | fields
    )
    made.programs.set(programs)
    return made


def paper_of(conference: Conference, issuer: Organization, **fields) -> Document:
    """A draft without a signer."""
    return Document.objects.create(
        kind="review_report", conference=conference, issuer=issuer, **fields
    )


def position(organization: Organization, title: str, **fields) -> Position:
    """Somebody who holds a title there."""
    return Position.objects.create(
        person=Person.objects.create(name="Nguyễn Văn A"),
        organization=organization,
        title=title,
        **fields,
    )


def plain(text: str) -> str:
    """Text as people read it: composed letters, every gap one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def said(paper: Paper) -> str:
    """Everything that a paper says, in the order of the page."""
    inline = re.sub(r"</?(?:span|b|i)\b[^>]*>", "", document_html(set_paper(paper)))
    return plain(html.unescape(re.sub(r"<[^>]+>", " ", inline)))


def read_pdf(document: Document) -> str:
    """Have the queued file made, and read it back."""
    rendering = Rendering.objects.get(tree_sha256=document.sha256)
    render(rendering.pk, at=AT)
    rendering.refresh_from_db()
    assert rendering.error == ""
    with rendering.file.open("rb") as file:
        reader = pypdf.PdfReader(io.BytesIO(file.read()))
    return plain("\n".join(page.extract_text() for page in reader.pages))
