"""A program as the paper that its parties sign: joint heading, text, signatures, annexes.

Order and headings: official-documents, sections 4.3 and 5.2. A regulation has chapters and
articles, a joint resolution articles; an annual plan has its targets and its schedule as annexes.
A draft has blanks where nothing is written yet.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from coordination.figures import NBSP
from programs.models import (
    PartyRole,
    Program,
    ProgramKind,
    ProgramState,
    SignedPaper,
)
from programs.starting import term_in_words
from programs.text import AreaText, CommitmentText, text_at, text_of
from programs.workflow import Refused
from reports import blocks
from reports.blocks import (
    Align,
    Block,
    Heading,
    Issuer,
    ItemList,
    Paper,
    PaperHead,
    Paragraph,
    Run,
    runs,
    split_paragraphs,
)
from reports.content import agreement_annexes, heading
from reports.content.agreement_foot import recipients_of, signatures_of
from reports.content.agreement_model import NAMINGS, OF_THE_PARTY, Agreement, who_and_when
from reports.content.consolidated import note_of
from reports.content.passages import text_blocks
from reports.forms.model import Form, System
from reports.forms.rules import form_for
from reports.forms.wording import number_text

BLANK = "…" * 40
RESOLVE = "QUYẾT NGHỊ"
METHODS = "Phương pháp, hình thức phối hợp"
WITH = re.compile(r"\bgiữa .+? với .+?(?=,? (?:giai đoạn|năm|nhiệm kỳ|thời kỳ) \d|$)")
NUMBER_WORD = re.compile(r"^số\s*:?\s*", re.IGNORECASE)
# Of a signed program nobody leaves blanks to be filled in: its words are on the signed paper.
NOT_ENTERED = "Nội dung chi tiết chưa được nhập vào phần mềm; xem văn bản đã ký."


def agreement_paper(
    program: Program, *, today: dt.date, at: dt.date | None = None, paper: SignedPaper | None = None
) -> Paper:
    """The program as a paper; `at`: with the amendments in force on that day, and a note of them.

    `paper`: the one of several bilateral papers that is printed. Names and titles are those of the
    day of signing, of a draft those of its term's first day or of `today`, whichever is earlier.
    Raises Refused where there is nobody yet in whose name it could be issued.
    """
    on = program.signed_on or min(program.term_from or today, today)
    agreement = _agreement(program, on=on, at=at, paper=paper)
    return Paper(
        form=agreement.form.id,
        head=_head(agreement, paper),
        blocks=(
            *(note_of(program, at) if at else ()),
            *_body(agreement, is_original=at is None),
            *agreement_annexes.annexes(agreement),
        ),
        signatures=tuple(signatures_of(agreement, paper)),
        recipients=recipients_of(agreement),
        draft=_draft_number(program) if agreement.is_draft else None,
    )


def _agreement(
    program: Program, *, on: dt.date, at: dt.date | None, paper: SignedPaper | None
) -> Agreement:
    text = text_at(program, at) if at else text_of(program, on)
    parties = text.parties
    if paper is not None:
        signing = set(paper.paper_parties.values_list("party_id", flat=True))
        parties = tuple(one for one in parties if one.pk in signing)
    parties = tuple(sorted(parties, key=lambda one: one.role != PartyRole.LEAD))
    if not any(one.role != PartyRole.WITNESS for one in parties):
        raise Refused(_("The paper has no party yet; add the lead and the partners first."))
    senders = heading.senders_of([one.organization_id for one in parties], on=on)
    if at and (later := [pk for pk, one in senders.items() if not one.names.name]):
        senders |= heading.senders_of(later, on=at)  # joined by an amendment, younger than it all
    for one in parties:
        if not senders[one.organization_id].names.name:
            raise Refused(
                _("A party bears no name on %(day)s; record its name for that day.")
                % {"day": f"{on:%d/%m/%Y}"}
            )
    signing = [senders[one.organization_id] for one in parties if one.role != PartyRole.WITNESS]
    return Agreement(
        text=text,
        naming=NAMINGS[program.kind],
        parties=parties,
        senders=senders,
        form=_form(signing, on=on),
        on=on,
        is_draft=program.state not in (ProgramState.SIGNED, ProgramState.TERMINATED),
    )


def _form(signing: list[heading.Sender], *, on: dt.date) -> Form:
    """The lead's form, as long as all signatories can stand under its right header."""
    systems = [System(one.organization.kind.paper_system) for one in signing]
    lead = systems[0]
    if lead in (System.PARTY, System.YOUTH) and not OF_THE_PARTY.issuperset(systems):
        lead = System.STATE
    return form_for(lead, on)


def _draft_number(program: Program) -> int:
    """Each round of review is a draft of its own; the first one before any."""
    following = program.state == ProgramState.DRAFT
    return max(1, program.review_round + following)


# --- Above the text ------------------------------------------------------------------------------


def _head(agreement: Agreement, paper: SignedPaper | None) -> PaperHead:
    program, lead = agreement.text.program, agreement.lead
    signed_on = (paper and paper.signed_on) or program.signed_on
    number = NUMBER_WORD.sub("", (paper.number if paper else program.number).strip())
    return PaperHead(
        issuers=_issuers(agreement),
        type_code=agreement.naming.code,
        type_name=agreement.naming.type_name,
        subject=subject_of(agreement),
        place=heading.default_place(lead.unit),
        year=(signed_on or agreement.on).year,
        dated=signed_on,
        number_text=_number(agreement.form, number) if number else "",
    )


def _issuers(agreement: Agreement) -> tuple[Issuer, ...]:
    """Lead first. Of several each is called by its full name: no superior stands above it."""
    senders = [agreement.senders[one.organization_id] for one in agreement.signing]
    if len(senders) == 1:
        return (heading.issuer_of(senders[0]),)
    return tuple(replace(heading.issuer_of(one), name=(one.full_name,)) for one in senders)


def _number(form: Form, number: str) -> str:
    """A number as the office wrote it, with the form's own word before it."""
    word = number_text(form, number=None, type_code="", symbol="").split(NBSP)[0].strip()
    return f"{word} {number}"


def subject_of(agreement: Agreement) -> str:
    """The title without the name of its kind; a bilateral paper names its own parties."""
    title = " ".join(agreement.text.program.title.split())
    if title.lower().startswith(agreement.naming.prefix):
        title = title[len(agreement.naming.prefix) :].strip()
    if len(agreement.parties) < len(agreement.text.parties):
        first, *others = (one.name for one in agreement.signing)
        title = WITH.sub(f"giữa {first} với {', '.join(others)}", title)
    return title


# --- The text ------------------------------------------------------------------------------------


def _body(agreement: Agreement, *, is_original: bool) -> Iterator[Block]:
    bases = split_paragraphs(agreement.section("bases"))
    if bases:
        yield blocks.Bases(bases)
    yield from _opening(agreement)
    kind = agreement.text.program.kind
    if not (agreement.is_draft or agreement.text.is_written):
        yield Paragraph(runs(Run(NOT_ENTERED, italic=True)))
    elif kind == ProgramKind.REGULATION:
        yield from _in_articles(agreement, with_chapters=True)
    elif kind == ProgramKind.JOINT_RESOLUTION:
        yield from _in_articles(agreement, with_chapters=False)
    else:
        yield from _in_chapters(agreement)
    if is_original:
        yield from _copies(agreement)


def _opening(agreement: Agreement) -> Iterator[Block]:
    """Who agrees on what, for how long."""
    names = [one.name for one in agreement.signing]
    who = f"{', '.join(names[:-1])} và {names[-1]}" if len(names) > 1 else names[0]
    program = agreement.text.program
    term = term_in_words(program.term_from, program.term_to)
    if program.kind == ProgramKind.JOINT_RESOLUTION:
        yield Paragraph(runs(f"{who} thống nhất"))
        yield Paragraph(runs(Run(RESOLVE, bold=True)), align=Align.CENTER, indent=False)
        return
    yield Paragraph(runs(f"{who} thống nhất {agreement.naming.agreed} {term} như sau:"))


def _in_chapters(agreement: Agreement) -> Iterator[Block]:
    """Programs and annual plans: I. Mục đích, yêu cầu … V. Tổ chức thực hiện."""
    yield Heading("Mục đích, yêu cầu")
    yield Heading("Mục đích", level=2)
    yield from _written(agreement, agreement.section("purpose"))
    yield Heading("Yêu cầu", level=2)
    yield from _written(agreement, agreement.section("requirements"))
    yield Heading("Nội dung phối hợp")
    for area in agreement.text.areas:
        yield Heading(area.title, level=2)
        yield from _area(agreement, area)
    if not agreement.text.areas:
        yield from _written(agreement, "")
    if methods := agreement.section("methods"):
        yield Heading(METHODS)
        yield from text_blocks(methods)
    yield Heading("Trách nhiệm của các bên")
    yield Heading("Trách nhiệm chung", level=2)
    yield from _written(agreement, agreement.section("common_duties"))
    for party in agreement.parties:
        if party.duties.strip():
            yield Heading(f"Trách nhiệm của {party.name}", level=2)
            yield from text_blocks(party.duties)
    yield Heading("Tổ chức thực hiện")
    yield from _written(agreement, agreement.section("organization"))


def _in_articles(agreement: Agreement, *, with_chapters: bool) -> Iterator[Block]:
    """Regulations (chapters and articles) and joint resolutions (articles)."""
    article = 0
    chapters = enumerate(_chapters(agreement), start=1)
    for number, (title, articles) in chapters:
        if with_chapters:
            label = f"Chương {_roman(number)}"
            yield Heading(title.upper(), level=1, numbered=False, label=label)
        for name, content in articles:
            article += 1
            yield Heading(f"Điều {article}. {name}", level=2, numbered=False)
            yield from content


def _roman(number: int) -> str:
    return ("I", "II", "III", "IV", "V")[number - 1]


def _chapters(agreement: Agreement) -> list[tuple[str, list[tuple[str, list[Block]]]]]:
    """Titles of chapters, with the names and contents of their articles; none is empty."""

    def of(code: str) -> list[Block]:
        return list(_written(agreement, agreement.section(code)))

    areas = [(area.title, list(_area(agreement, area))) for area in agreement.text.areas]
    duties = [
        (f"Trách nhiệm của {party.name}", list(text_blocks(party.duties)))
        for party in agreement.parties
        if party.duties.strip()
    ]
    chapters = [
        (
            "Quy định chung",
            [("Mục đích", of("purpose")), ("Nguyên tắc, yêu cầu", of("requirements"))],
        ),
        ("Nội dung phối hợp", areas or [("Nội dung phối hợp", of(""))]),
        ("Phương pháp, hình thức phối hợp", [("Phương pháp, hình thức phối hợp", of("methods"))]),
        ("Trách nhiệm của các bên", [("Trách nhiệm chung", of("common_duties")), *duties]),
        ("Tổ chức thực hiện", [("Tổ chức thực hiện", of("organization"))]),
    ]
    return chapters if agreement.section("methods") else [*chapters[:2], *chapters[3:]]


def _written(agreement: Agreement, text: str) -> Iterator[Block]:
    """What is written; in a draft a blank where nothing is yet."""
    if text.strip():
        yield from text_blocks(text)
    elif agreement.is_draft:
        yield Paragraph(runs(BLANK))


def _area(agreement: Agreement, area: AreaText) -> Iterator[Block]:
    yield from text_blocks(area.text)
    items = [_commitment(agreement, one) for one in area.commitments]
    if items:
        yield ItemList(tuple(runs(item) for item in items))
    elif not area.text.strip():
        yield from _written(agreement, "")


def _commitment(agreement: Agreement, commitment: CommitmentText) -> str:
    """`Tổ chức hội thi (chủ trì: Hội LHPN; phối hợp: Hội CCB; thời gian: quý II).`"""
    said = "; ".join(f"{WHO[code]}: {what}" for code, what in who_and_when(agreement, commitment))
    text = " ".join(split_paragraphs(commitment.text)).rstrip(" .;")
    return f"{text} ({said})." if said else f"{text}."


WHO = {"lead": "chủ trì", "partners": "phối hợp", "due": "thời gian"}


def _copies(agreement: Agreement) -> Iterator[Block]:
    """How many originals there are: one for each party, and one for the committee."""
    committee = agreement.text.program.committee_id is not None
    copies = len(agreement.parties) + committee
    called = agreement.naming.type_name.capitalize()
    rest = ", Ban Chỉ đạo giữ 01 bản" if committee else ""
    yield Paragraph(runs(f"{called} này được lập thành {copies:02} bản, mỗi bên giữ 01 bản{rest}."))
