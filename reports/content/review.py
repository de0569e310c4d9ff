"""The report on a conference: what was reviewed, how it went, what comes next.

Order and headings: official-documents, section 5.1. A chapter for which nobody wrote anything and
nothing was reported is left out.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from coordination.calendars import calendar_of
from coordination.figures import NBSP
from coordination.naming import organization_name
from coordination.periods import Period, PeriodKind, next_period, paper_label, short_date
from programs.models import PartyRole
from programs.workflow import Refused
from reports.blocks import (
    Annex,
    Block,
    Heading,
    ItemList,
    Paper,
    PaperHead,
    Paragraph,
    Runs,
    runs,
    split_paragraphs,
)
from reports.content import annex_parties, annex_totals, heading, passages, phrases
from reports.content.facts import Facts, facts_of
from reports.forms.wording import first_case
from reports.models import Conclusion, Conference, Document

TYPE_CODE, TYPE_NAME = "BC", "BÁO CÁO"
NUMBER_WORD = re.compile(r"^số\s*:?\s*", re.IGNORECASE)  # stored with the number
# "… giai đoạn 2020 - 2025" at the end of a title; a report on a part of the term leaves it out.
TERM_IN_TITLE = re.compile(r",? giai đoạn \d{4}\s*[-–]\s*\d{4}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Review:
    """What the chapters are written from. `on`: the day of the paper."""

    document: Document
    conference: Conference
    period: Period
    facts: tuple[Facts, ...]
    on: dt.date
    period_name: str
    next_name: str
    texts: dict[str, str]
    conclusions: tuple[Runs, ...]


def review_report(
    document: Document, *, number: int | None = None, dated: dt.date | None = None
) -> Paper:
    """The report of the document's conference in the form of its issuer.

    Without a number it is a draft, its number and day left blank. Names, titles and ranks are those
    of `dated`, else of the day on which the conference is held, else of the period's last day.
    Raises Refused where the conference does not say what it reviews, or the issuer or signer has
    no name, symbol or position on that day.
    """
    review = _review(document, dated=dated)
    form = heading.form_of(document, dated=review.on)
    sender = heading.sender_of(document.issuer, on=review.on)
    issuer = heading.issuer_of(sender)
    if number is not None and not issuer.symbol:
        raise Refused(
            _("%(name)s has no document symbol on that day; add it to the organisation's names.")
            % {"name": issuer.full_name}
        )
    signature = heading.signature_of(document, sender, on=review.on)
    return Paper(
        form=form.id,
        head=PaperHead(
            issuers=(issuer,),
            type_code=TYPE_CODE,
            type_name=TYPE_NAME,
            subject=_subject(review),
            place=document.place or heading.default_place(sender.unit),
            year=review.on.year,
            number=number,
            dated=dated,
            replaces=heading.replaced_paper(document),
        ),
        blocks=(*_body(review, sender.full_name), *_annexes(review)),
        signatures=(signature,) if signature else (),
        recipients=heading.recipients_of(document, sender, form),
        draft=1 if number is None else None,
    )


def _review(document: Document, *, dated: dt.date | None) -> Review:
    conference = document.conference
    period = conference.period
    if period is None:
        raise Refused(_("The conference does not say which period it reviews."))
    programs = list(conference.programs.select_related("unit").order_by("signed_on", "pk"))
    if not programs:
        raise Refused(_("The conference does not say which programs it reviews."))
    on = dated or conference.held_on or period.ends
    calendar = calendar_of(conference.unit, on=period.ends)
    following = next_period(period, calendar)
    return Review(
        document=document,
        conference=conference,
        period=period,
        facts=tuple(
            facts_of(program, starts=period.starts, ends=period.ends, on=on) for program in programs
        ),
        on=on,
        period_name=paper_label(period, calendar),
        next_name=paper_label(following, calendar) if following else phrases.TIME_AHEAD,
        texts={one.code: one.text for one in document.sections.all() if one.text.strip()},
        conclusions=tuple(_conclusions(conference, on=on)),
    )


def _conclusions(conference: Conference, *, on: dt.date) -> Iterator[Runs]:
    """The conference's conclusions as tasks, with their owners and days."""
    through = Conclusion.owners.through
    owners: dict[int, list[str]] = {}
    rows = (
        through.objects.filter(conclusion__conference=conference)
        .annotate(name=organization_name("organization_id", on))
        .order_by(F("organization__kind__order").asc(), "organization_id")
    )
    for row in rows:
        owners.setdefault(row.conclusion_id, []).append(row.name or "")
    for conclusion in conference.conclusions.all():
        remarks = []
        if names := owners.get(conclusion.pk):
            remarks.append(f"thực hiện: {', '.join(names)}")
        if conclusion.due_on:
            remarks.append(f"thời hạn: {short_date(conclusion.due_on)}")
        text = " ".join(split_paragraphs(conclusion.text)).rstrip(" .;")
        yield runs(f"{text} ({'; '.join(remarks)})." if remarks else f"{text}.")


# --- Title and opening -------------------------------------------------------------------------


def _subject(review: Review) -> str:
    """`sơ kết thực hiện … 6 tháng đầu năm 2022, phương hướng, nhiệm vụ …`."""
    verb = phrases.REVIEWS.get(review.conference.kind, phrases.OTHER_REVIEW)
    ahead = f", phương hướng, nhiệm vụ {review.next_name}"
    return f"{verb} {_what(review)}{ahead}"


def _what(review: Review) -> str:
    """The reviewed programs and for which time; a title that names its term says it already."""
    if len(review.facts) > 1:
        return f"{phrases.SEVERAL_PROGRAMS} {review.period_name}"
    title = review.facts[0].program.title
    if review.period.kind is PeriodKind.TERM and TERM_IN_TITLE.search(title):
        return title
    return f"{TERM_IN_TITLE.sub('', title)} {review.period_name}"


def _opening(review: Review, issuer: str) -> Iterator[Block]:
    """Which programs, whose, what for."""
    programs = [_cited(facts) for facts in review.facts]
    purpose = (
        f"để đánh giá kết quả phối hợp {review.period_name}, làm rõ hạn chế, nguyên nhân và thống "
        f"nhất phương hướng, nhiệm vụ {review.next_name}, {issuer} báo cáo như sau:"
    )
    if len(programs) == 1:
        yield Paragraph(runs(f"Thực hiện {programs[0]}; {purpose}"))
        return
    yield Paragraph(runs("Thực hiện các chương trình phối hợp:"))
    yield ItemList(tuple(runs(f"{first_case(one, capital=True)}.") for one in programs))
    yield Paragraph(runs(first_case(purpose, capital=True)))


def _cited(facts: Facts) -> str:
    """A program by title, number and day, with its parties."""
    program = facts.program
    said = []
    if program.number:
        said.append(f"số{NBSP}{NUMBER_WORD.sub('', program.number)}")
    if program.signed_on:
        said.append(f"ký ngày{NBSP}{short_date(program.signed_on)}")
    text = facts.program.title + (f" ({', '.join(said)})" if said else "")
    parties = [one for one in facts.parties if one.role != PartyRole.WITNESS]
    witnesses = [one.name for one in facts.parties if one.role == PartyRole.WITNESS]
    if parties:
        names = [f"{one.name}{phrases.ROLES[one.role]}" for one in parties]
        text += f"; các bên ký kết gồm: {', '.join(names)}"
    if witnesses:
        text += f"; bên chứng kiến: {', '.join(witnesses)}"
    return text


# --- Chapters ------------------------------------------------------------------------------------


def _body(review: Review, issuer: str) -> Iterator[Block]:
    yield from _opening(review, issuer)
    yield from _chapter(
        phrases.SITUATION,
        _section(review, phrases.ADVANTAGES, "advantages"),
        _section(review, phrases.DIFFICULTIES, "difficulties"),
    )
    yield from _chapter(phrases.LEADERSHIP, _written(review, "leadership"))
    yield from _chapter(phrases.RESULTS, _results(review))
    yield from _chapter(
        phrases.EVALUATION,
        _section(review, phrases.ACHIEVEMENTS, "achievements"),
        _chapter(phrases.SHORTCOMINGS, _shortcomings(review), level=2),
        _chapter(
            phrases.CAUSES,
            _section(review, phrases.CAUSES_OF_ACHIEVEMENTS, "causes_of_achievements", level=3),
            _section(review, phrases.CAUSES_OF_SHORTCOMINGS, "causes_of_shortcomings", level=3),
            level=2,
        ),
        _section(review, phrases.LESSONS, "lessons"),
    )
    yield from _chapter(
        f"{phrases.TASKS_AHEAD} {review.next_name}",
        _section(review, phrases.DIRECTIONS, "directions"),
        _chapter(phrases.TASKS, _tasks(review), level=2),
    )
    yield from _chapter(phrases.PROPOSALS, _written(review, "proposals"))
    yield Paragraph(runs(f"Trên đây là Báo cáo {_subject(review)} của {issuer}."))


def _chapter(title: str, *contents: Iterable[Block], level: int = 1) -> Iterator[Block]:
    """A heading with what stands under it; nothing at all where there is nothing."""
    blocks = [block for content in contents for block in content]
    if blocks:
        yield Heading(title, level=level)
        yield from blocks


def _section(review: Review, title: str, code: str, *, level: int = 2) -> Iterator[Block]:
    return _chapter(title, _written(review, code), level=level)


def _written(review: Review, code: str) -> Iterator[Block]:
    """The text that the office wrote."""
    return passages.text_blocks(review.texts.get(code, ""))


def _results(review: Review) -> Iterator[Block]:
    """One subsection per content area asked for; with several programs, one block of them each."""
    is_single = len(review.facts) == 1
    level = 2 if is_single else 3
    for facts in review.facts:
        if not is_single:
            yield Heading(facts.program.title, level=2)
        yield from passages.told_blocks(facts, None)
        for area, indicators in facts.totals.by_area:
            yield Heading(area.label_vi, level=level)
            yield from passages.area_blocks(facts, area, indicators)
        yield Heading(phrases.SUMMARY, level=level)
        yield from passages.summary_blocks(facts, on=review.on)


def _shortcomings(review: Review) -> Iterator[Block]:
    yield from _written(review, "shortcomings")
    recorded = [split_paragraphs(one.text) for one in review.conference.shortcomings.all()]
    items = [runs(" ".join(lines)) for lines in recorded if lines]
    if items:
        yield ItemList(tuple(items))


def _tasks(review: Review) -> Iterator[Block]:
    yield from _written(review, "tasks")
    if review.conclusions:
        yield ItemList(review.conclusions)


# --- Annexes -------------------------------------------------------------------------------------


def _annexes(review: Review) -> Iterator[Annex]:
    period = review.period_name
    for title, blocks_of in (
        (annex_totals.TITLE, annex_totals.totals_blocks),
        (annex_parties.TITLE, annex_parties.parties_blocks),
    ):
        blocks = tuple(_tables(review, blocks_of))
        yield Annex(f"{title} {period}", blocks, landscape=True)


def _tables(review: Review, blocks_of) -> Iterator[Block]:
    for facts in review.facts:
        if len(review.facts) > 1:
            yield Heading(facts.program.title, level=2, numbered=False)
        yield from blocks_of(facts)
