"""The fixed wording of reviews: headings, openings, endings (official-documents, section 5.1)."""

from collections.abc import Iterable, Iterator

from coordination.figures import NBSP
from programs.models import Indicator, PartyRole
from reports.blocks import Inline, Runs
from reports.forms.wording import first_case
from reports.models import ConferenceKind

# What a report on a kind of conference is called in its subject and in its last sentence.
REVIEWS = {
    ConferenceKind.PRELIMINARY_REVIEW: "sơ kết thực hiện",
    ConferenceKind.FINAL_REVIEW: "tổng kết thực hiện",
}
OTHER_REVIEW = "kết quả thực hiện"
SEVERAL_PROGRAMS = "các chương trình phối hợp hoạt động"

SITUATION = "Đặc điểm tình hình"
ADVANTAGES = "Thuận lợi"
DIFFICULTIES = "Khó khăn"
LEADERSHIP = "Công tác lãnh đạo, chỉ đạo"
RESULTS = "Kết quả thực hiện các nội dung phối hợp"
SUMMARY = "Tổng hợp chung"
EVALUATION = "Đánh giá chung"
ACHIEVEMENTS = "Ưu điểm"
SHORTCOMINGS = "Hạn chế, khuyết điểm"
CAUSES = "Nguyên nhân"
CAUSES_OF_ACHIEVEMENTS = "Nguyên nhân của ưu điểm"
CAUSES_OF_SHORTCOMINGS = "Nguyên nhân của hạn chế"
LESSONS = "Bài học kinh nghiệm"
TASKS_AHEAD = "Phương hướng, nhiệm vụ"
DIRECTIONS = "Phương hướng"
TASKS = "Nhiệm vụ, giải pháp trọng tâm"
PROPOSALS = "Đề xuất, kiến nghị"
TIME_AHEAD = f"thời gian{NBSP}tới"

ROLES = {PartyRole.LEAD: " (chủ trì)", PartyRole.PARTNER: "", PartyRole.WITNESS: ""}


def label_of(indicator: Indicator) -> str:
    """The indicator's name inside a sentence; a proper name (Ban Chỉ đạo …) keeps its capital."""
    words = indicator.wording.split(" ", 2)
    is_proper = len(words) > 1 and words[1][:1].isupper()
    return indicator.wording if is_proper else first_case(indicator.wording, capital=False)


def joined(clauses: Iterable[Runs]) -> Iterator[str | Inline]:
    """Clauses with a semicolon between them."""
    for at, clause in enumerate(clauses):
        if at:
            yield "; "
        yield from clause
