"""Issuing papers: the number from the register, the frozen tree, the paper that it replaces."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.history import record
from coordination.models import Membership, Organization
from programs.workflow import Refused
from reports import tree_json
from reports.blocks import BlockError, Paper
from reports.content import Defaults, defaults_of, form_of, review_report
from reports.forms.model import CounterScope
from reports.forms.setting import set_paper
from reports.models import Conference, Document, DocumentKind, DocumentState
from reports.renderers.pdf import RenderError, refuse_unprintable
from reports.rendering import ask_for
from reports.workflow import DOCUMENT_MOVES


@transaction.atomic
def start_draft(
    *, conference: Conference, issuer: Organization, by: Membership, at: dt.datetime
) -> Document:
    """Begin the conference's report, with the signer, place and recipients that are usual."""
    on = conference.held_on or conference.period_to or timezone.localdate(at)
    return _drafted(
        conference=conference,
        issuer=issuer,
        defaults=defaults_of(conference, issuer, on=on),
        by=by,
        at=at,
    )


@transaction.atomic
def start_correction(*, replaced: Document, by: Membership, at: dt.datetime) -> Document:
    """Begin the paper that will replace an issued one, with its text; the one begun, if any.

    The issued paper's row is locked meanwhile, so that only one correction is begun.
    """
    replaced = (
        Document.objects.select_for_update(of=("self",))
        .select_related("conference", "issuer", "signer")
        .get(pk=replaced.pk)
    )
    if begun := Document.objects.filter(replaces=replaced).defer("tree").first():
        return begun
    if replaced.state != DocumentState.ISSUED:
        raise Refused(_("Only an issued paper that still holds can be replaced."))
    document = _drafted(
        conference=replaced.conference,
        issuer=replaced.issuer,
        defaults=Defaults(replaced.signer, replaced.place, replaced.recipients),
        replaces=replaced,
        by=by,
        at=at,
    )
    for section in replaced.sections.all():
        document.sections.create(code=section.code, text=section.text)
    return document


def _drafted(
    *,
    conference: Conference,
    issuer: Organization,
    defaults: Defaults,
    by: Membership,
    at: dt.datetime,
    replaces: Document | None = None,
) -> Document:
    document = Document.objects.create(
        kind=DocumentKind.REVIEW_REPORT,
        conference=conference,
        issuer=issuer,
        replaces=replaces,
        signer=defaults.signer,
        place=defaults.place,
        recipients=defaults.recipients,
    )
    record("document.drafted", document, by=by, at=at)
    return document


def register_of(document: Document, *, dated: dt.date) -> str:
    """The register in which the paper is numbered: its type and the year, or the Party's term."""
    scope = form_of(document, dated=dated).number.scope
    return f"BC/{dated.year}" if scope is CounterScope.TYPE_AND_YEAR else "BC/term"


def next_number(document: Document, *, dated: dt.date) -> int:
    """The number after the highest that the issuer has given in the register."""
    given = Document.objects.filter(
        issuer_id=document.issuer_id, register=register_of(document, dated=dated)
    )
    return (given.aggregate(highest=Max("number"))["highest"] or 0) + 1


def printable(paper: Paper) -> Paper:
    """The paper, once it is sure that every letter of it can be printed. Raises Refused."""
    try:
        refuse_unprintable(set_paper(paper))
    except (RenderError, BlockError) as error:
        raise Refused(str(error)) from error
    return paper


@transaction.atomic
def issue_document(
    *,
    document: Document,
    by: Membership,
    at: dt.datetime,
    dated: dt.date,
    number: int | None = None,
    reason: str = "",
) -> Document:
    """Freeze the draft as a numbered paper and have its file made.

    Without `number` the register's next one is taken; another one needs a reason. The issuer's row
    is locked meanwhile, so that two papers never get one number.
    """
    Organization.objects.select_for_update().get(pk=document.issuer_id)
    document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("conference", "issuer__kind", "signer__person", "replaces")
        .get(pk=document.pk)
    )
    move = DOCUMENT_MOVES["issue"]
    move.check(document, by=by)
    if dated > timezone.localtime(at).date():
        raise Refused(_("The date of the paper lies in the future."))
    if dated < document.conference.period_from:
        raise Refused(_("The paper is dated before the period on which it reports."))
    if document.replaces and dated < document.replaces.dated_on:
        raise Refused(_("A correction is not dated before the paper that it replaces."))
    expected = next_number(document, dated=dated)
    number = number or expected
    if number != expected and not reason.strip():
        raise Refused(
            _("The register's next number is %(number)d. Write why another one is taken.")
            % {"number": expected}
        )
    paper = printable(review_report(document, number=number, dated=dated))
    document.state = move.target
    document.dated_on, document.number = dated, number
    document.register = register_of(document, dated=dated)
    document.number_text = "".join(line.text for line in set_paper(paper).head.number)
    document.tree, document.sha256 = tree_json.dump(paper), tree_json.sha256(paper)
    document.issued_at, document.issued_by = at, by
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError as error:
        raise Refused(
            _("Number %(number)d is taken in this register.") % {"number": number}
        ) from error
    if replaced := document.replaces:
        Document.objects.filter(pk=replaced.pk).update(state=DocumentState.REPLACED)
        record("document.replaced", replaced, by=by, at=at, successor=document.pk)
    record(move.code, document, by=by, at=at, reason=reason.strip(), number=number)
    ask_for(paper, at=at)
    return document
