"""What stands above a program's text in force on a day: which amendments of which days are in it.

Such a text is put together here from signed papers; it is none itself, and says so.
"""

import datetime as dt
from collections.abc import Iterator

from coordination.figures import NBSP
from coordination.naming import organization_name
from coordination.periods import short_date
from programs.models import Amendment, AmendmentChange, AmendmentState, ChangeKind, Program
from programs.models.texts import SectionCode
from reports.blocks import Align, Block, ItemList, Paragraph, Run, runs
from reports.content.agreement_model import NAMINGS

TITLE = "Nội dung có hiệu lực đến ngày"
UNCHANGED = "Đến ngày này chưa có văn bản sửa đổi, bổ sung nào có hiệu lực."
NOT_SIGNED = "Bản tổng hợp để tra cứu; các văn bản đã ký là căn cứ thực hiện."
SECTIONS = {
    SectionCode.BASES: "căn cứ",
    SectionCode.PURPOSE: "mục đích",
    SectionCode.REQUIREMENTS: "yêu cầu",
    SectionCode.METHODS: "phương pháp, hình thức phối hợp",
    SectionCode.COMMON_DUTIES: "trách nhiệm chung",
    SectionCode.ORGANIZATION: "tổ chức thực hiện",
}


def note_of(program: Program, at: dt.date) -> Iterator[Block]:
    """The signed papers of which the text in force on the day is made; in two queries."""
    amendments = list(
        Amendment.objects.filter(
            program=program, state=AmendmentState.SIGNED, effective_from__lte=at
        )
    )
    yield Paragraph(runs(Run(f"{TITLE} {_day(at)}", bold=True)), align=Align.CENTER, indent=False)
    whole = NAMINGS[program.kind].type_name.capitalize()
    first = _paper(whole, program.number, program.signed_on)
    if not amendments:
        yield Paragraph(runs(Run(f"{first}. {UNCHANGED} {NOT_SIGNED}", italic=True)))
        return
    yield Paragraph(runs(Run(f"{first}, được sửa đổi, bổ sung bởi:", italic=True)))
    places = _places(amendments)
    yield ItemList(tuple(runs(Run(_amendment(one, places), italic=True)) for one in amendments))
    yield Paragraph(runs(Run(NOT_SIGNED, italic=True)))


def _amendment(amendment: Amendment, places: dict[int, list[str]]) -> str:
    """`Văn bản số 02-SĐ ký ngày 25/6/2018, có hiệu lực từ ngày 01/7/2018: mục đích.`"""
    paper = _paper("Văn bản", amendment.number, amendment.signed_on)
    what = ", ".join(dict.fromkeys(places.get(amendment.pk, ())))
    since = f"{paper}, có hiệu lực từ ngày {_day(amendment.effective_from)}"
    return f"{since}: {what}." if what else f"{since}."


def _paper(called: str, number: str, signed_on: dt.date | None) -> str:
    number = number.strip()
    if number and not number.lower().startswith("số"):
        number = f"số {number}"
    signed = f"ký ngày {_day(signed_on)}" if signed_on else ""
    return " ".join(part for part in (called, number[:1].lower() + number[1:], signed) if part)


def _day(day: dt.date) -> str:
    return short_date(day).replace(" ", NBSP)


def _places(amendments: list[Amendment]) -> dict[int, list[str]]:
    """By amendment what it changed, in the words of papers."""
    found: dict[int, list[str]] = {}
    changes = (
        AmendmentChange.objects.filter(amendment__in=amendments)
        .select_related("content_area", "commitment__content_area", "amendment")
        .annotate(
            party_name=organization_name("party__organization_id", dt.date.max),
            organization_name=organization_name("organization_id", dt.date.max),
        )
    )
    for change in changes:
        found.setdefault(change.amendment_id, []).append(_place(change))
    return found


def _place(change: AmendmentChange) -> str:
    match change.kind:
        case ChangeKind.SECTION:
            return SECTIONS[SectionCode(change.section)]
        case ChangeKind.AREA:
            return f"nội dung “{change.content_area.title}”"
        case ChangeKind.COMMITMENT:
            return f"nhiệm vụ trong nội dung “{change.commitment.content_area.title}”"
        case ChangeKind.NEW_COMMITMENT:
            return f"thêm nhiệm vụ vào nội dung “{change.content_area.title}”"
        case ChangeKind.DUTIES:
            return f"trách nhiệm của {change.party_name}"
        case ChangeKind.PARTY_JOINS:
            return f"{change.organization_name} tham gia"
        case ChangeKind.PARTY_LEAVES:
            return f"{change.party_name} thôi tham gia"
    return f"chỉ tiêu giao cho {change.party_name}"
