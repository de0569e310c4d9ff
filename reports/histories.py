"""How the history of conferences and papers is told, and to whom."""

from django.db.models import Q, QuerySet

from coordination.access import is_board, units_of
from coordination.changes import Change, Line, of_a_part
from coordination.histories import Related, register, register_names
from coordination.models import Membership
from reports import access
from reports.models import (
    Conclusion,
    Conference,
    Document,
    DocumentSection,
    Paper,
    Shortcoming,
)
from reports.sections import SECTIONS

_SECTION_LABELS = {section.code: section.label for section in SECTIONS}


def drafts_are_known(membership: Membership) -> Q:
    """The papers whose drafts the reader may know: a history shows what was never issued too."""
    known = Q(pk=None)
    if membership.role in access.DRAFTING_ROLES:
        known |= Q(issuer_id=membership.organization_id)
    if is_board(membership):
        known |= units_of(membership, "conference__unit_id")
    return known


def documents_with_history(membership: Membership) -> QuerySet[Document]:
    return access.visible_documents(membership).filter(drafts_are_known(membership))


def describe_section(change: Change) -> list[Line]:
    """A text of a draft: what stood there before and after."""
    field = change.model._meta.get_field("text")
    title = str(_SECTION_LABELS.get(change.row.code, change.row.code))
    before, after = change.shown(field, change.before), change.shown(field, change.after)
    return [] if before == after else [Line(title, before=before, after=after)]


register_names(Document, lambda keys, on: Document.objects.filter(pk__in=keys).defer("tree"))
register(
    Conference,
    visible=access.visible_conferences,
    url="conference",
    related=(
        Related(Paper, "conference", of_a_part("organization"), hidden=("order",)),
        Related(Shortcoming, "conference", of_a_part("text"), hidden=("order",)),
        Related(Conclusion, "conference", of_a_part("text"), hidden=("order",)),
    ),
)
register(
    Document,
    visible=documents_with_history,
    url="document",
    hidden=("conference", "tree", "sha256", "register", "issued_at", "issued_by"),
    related=(Related(DocumentSection, "document", describe_section),),
)
