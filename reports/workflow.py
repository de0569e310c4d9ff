"""The moves of papers: drafted, issued, replaced."""

from django.utils.translation import gettext_lazy as _

from programs.workflow import Missing, Move
from reports import access
from reports.models import DocumentState


def missing_to_issue(document) -> list[Missing]:
    """What a draft lacks before it can be issued; the page shows the same list."""
    found = []
    if document.signer_id is None:
        found.append(Missing(_("Choose who signs the paper."), "id_signer"))
    if not document.place:
        found.append(Missing(_("Say at which place the paper is dated."), "id_place"))
    if document.conference.period is None:
        found.append(Missing(_("The conference does not say which period it reviews.")))
    return found


DOCUMENT_MOVES = {
    "issue": Move(
        code="document.issued",
        label=_("Issue"),
        sources=frozenset({DocumentState.DRAFT}),
        target=DocumentState.ISSUED,
        may=access.may_issue,
        missing=missing_to_issue,
    ),
}
