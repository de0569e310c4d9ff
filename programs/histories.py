"""How the history of programs, periods and sheets is told, and to whom."""

from django.db.models import Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from coordination.access import is_board, units_of
from coordination.changes import LONG_TEXT, Change, Line, of_a_part
from coordination.figures import Figure, Qualifier, format_quantity, format_value
from coordination.histories import Related, register, register_names, through
from coordination.models import Membership
from coordination.naming import organization_name
from programs import access
from programs.models import (
    Amendment,
    AmendmentChange,
    AmendmentReview,
    AmendmentSignature,
    Attachment,
    ChangeKind,
    Commitment,
    CommitmentPartner,
    ContentArea,
    FormerWording,
    Indicator,
    Narrative,
    PaperParty,
    Party,
    Program,
    ProgramIndicator,
    ProgramRhythm,
    ProgramSection,
    ReportingPeriod,
    ResultLine,
    ResultSheet,
    Review,
    ReviewComment,
    ReviewRequest,
    Signature,
    SignedPaper,
    StandingReview,
    Target,
)
from programs.models.amendments import PLACES

# Who moved a sheet and when is said at the head of each entry.
_MOVED = (
    "submitted_at",
    "submitted_by",
    "returned_at",
    "returned_by",
    "accepted_at",
    "accepted_by",
)
_OF_AREA = ("content_area", ContentArea)
_OTHER = ("numerator", "denominator", "is_estimate", "place", "is_joint", "counted_by", "note")


def sheets_with_history(membership: Membership) -> QuerySet[ResultSheet]:
    """Sheets whose drafts the reader may know: a history shows what was never accepted too."""
    known = Q(pk=None)
    if membership.role in access.OWN_RESULT_ROLES:
        known |= Q(organization_id=membership.organization_id)
    if is_board(membership):
        known |= units_of(membership, "period__program__unit_id")
    return access.visible_sheets(membership).filter(known)


def _figure(row, name: str) -> Figure | None:
    number = getattr(row, name, None)
    return None if number is None else Figure(number, Qualifier(getattr(row, f"{name}_qualifier")))


def _figure_lines(change: Change, title: str, unit: str) -> list[Line]:
    """Quantity and value as people write them: `385 → 395 suất`."""
    written = {
        "quantity": lambda figure: format_quantity(figure, unit, empty=_("not reported")),
        "value": lambda figure: format_value(figure, empty=_("not reported")),
    }
    lines = []
    for name, write in written.items():
        before, after = _figure(change.before, name), _figure(change.after, name)
        if before != after:
            lines.append(Line(title, before=write(before), after=write(after)))
    return lines


def _indicator_title(change: Change) -> tuple[str, str]:
    indicator = change.thing("indicator")
    return (indicator.label, indicator.unit) if indicator else ("", "")


def describe_result(change: Change) -> list[Line]:
    """A line of a sheet: what was reported before and after, and what else was changed in it."""
    title, unit = _indicator_title(change)
    lines = _figure_lines(change, title, unit)
    for name in _OTHER:
        field = change.model._meta.get_field(name)
        before = getattr(change.before, field.attname, None) or None
        after = getattr(change.after, field.attname, None) or None
        if before != after:
            lines.append(
                Line(
                    f"{title}, {field.verbose_name}",
                    before=change.shown(field, change.before),
                    after=change.shown(field, change.after),
                )
            )
    return lines


def describe_target(change: Change) -> list[Line]:
    """A target: how much before and after."""
    title, unit = _indicator_title(change)
    year = change.row.year or _("whole term")
    return _figure_lines(
        change, _("Target %(year)s, %(title)s") % {"year": year, "title": title}, unit
    )


def describe_amended(change: Change) -> list[Line]:
    """A change of an amendment: its kind and place, and what it says before and after."""
    row = change.row
    named = (change.shown(change.model._meta.get_field(name), row) for name in _places(row))
    title = ": ".join([row.get_kind_display(), ", ".join(named)])
    if change.is_removal:
        return [Line(_("%(kind)s removed") % {"kind": title})]
    if row.kind == ChangeKind.TARGET:
        _indicator, unit = _indicator_title(change)
        return _figure_lines(change, title, unit)
    before = change.before.text if change.before else ""
    if change.before and before == row.text:
        return []
    shown = Truncator(row.text).chars(LONG_TEXT) or _("empty")
    return [Line(title, before=Truncator(before).chars(LONG_TEXT) or None, after=shown)]


def _places(row) -> list[str]:
    """The columns that name the place of a change, as far as they are filled."""
    return [
        name
        for name in PLACES[row.kind]
        if getattr(row, f"{name}_id", None)
        or (getattr(row, name, None) and name in ("section", "party_role"))
    ]


register_names(
    Party,
    lambda keys, on: Party.objects.filter(pk__in=keys).annotate(
        current_short_name=organization_name("organization_id", on)
    ),
)
register(
    Program,
    visible=access.visible_programs,
    url="program",
    hidden=("review_round", "is_loaded", "begun_with"),
    related=(
        Related(Party, "program", of_a_part("organization"), hidden=("order",)),
        Related(Signature, "party__program", of_a_part("person"), hidden=("party",)),
        Related(SignedPaper, "program", of_a_part("number"), hidden=("order",)),
        Related(PaperParty, "paper__program", of_a_part("paper", "party")),
        Related(Attachment, "program", of_a_part("title"), hidden=("replaces",)),
        Related(ReviewRequest, "program", of_a_part("until"), hidden=("asked_at", "asked_by")),
        Related(
            Review, "party__program", of_a_part("verdict"), hidden=("party", "round", "decided_by")
        ),
        Related(ProgramRhythm, "program", of_a_part("kind")),
        Related(ProgramSection, "program", of_a_part("code")),
        Related(ContentArea, "program", of_a_part("title"), hidden=("order",)),
        Related(
            Commitment,
            through(_OF_AREA, last="program"),
            of_a_part("text"),
            hidden=("order", "content_area"),
        ),
        Related(
            CommitmentPartner,
            through(("commitment", Commitment), _OF_AREA, last="program"),
            of_a_part("party"),
            hidden=("commitment",),
        ),
        Related(SignedPaper, "program", of_a_part("number"), hidden=("order",)),
        Related(
            PaperParty,
            through(("paper", SignedPaper), last="program"),
            of_a_part("party"),
            hidden=("paper",),
        ),
        Related(ProgramIndicator, "program", of_a_part("indicator"), hidden=("order",)),
        Related(Target, through(("party", Party), last="program"), describe_target),
    ),
)
# Comments and standing reviews are read by fewer than the program: they have their own pages.
_SAID = ("party", "created_at", "created_by", "round", "anchor", "reviewed_at", "reviewed_by")
register(
    ReviewComment,
    visible=access.visible_comments,
    hidden=(*_SAID, "answered_at", "answered_by", "resolved_by"),
)
register(
    StandingReview,
    visible=access.visible_standing_reviews,
    hidden=(*_SAID, "request", "handled_at", "handled_by"),
)
register(
    Amendment,
    visible=access.visible_amendments,
    url="amendment",
    hidden=("review_round", "program"),
    related=(
        Related(AmendmentChange, "amendment", describe_amended),
        Related(
            AmendmentReview,
            "amendment",
            of_a_part("party", "verdict"),
            hidden=("round", "decided_by", "decided_at"),
        ),
        Related(AmendmentSignature, "amendment", of_a_part("party", "person")),
    ),
)
register(
    ReportingPeriod,
    visible=access.visible_periods,
    url="period",
    hidden=("program", "year_starts", "closed_at", "closed_by"),
)
register(
    ResultSheet,
    visible=sheets_with_history,
    url="sheet_by_id",
    hidden=("period", "is_loaded", "version", *_MOVED),
    related=(
        Related(ResultLine, "sheet", describe_result),
        Related(Narrative, "sheet", of_a_part("area"), hidden=("order",)),
    ),
)
register(
    Indicator,
    visible=access.visible_indicators,
    hidden=("order", "typical_parties"),
    related=(Related(FormerWording, "indicator", of_a_part("label_vi"), hidden=("indicator",)),),
)
