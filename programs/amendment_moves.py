"""The moves of amendments, as those of programs: checked, made, recorded, under a lock.

Signing makes the effect: targets of its own, parties that join or leave on its day. Wording needs
no row: `amending` reads the changes. Drafts are written in `amendment_drafts`.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.history import because, record
from coordination.models import Membership, StoredFile
from coordination.text import nfc
from programs import access
from programs.models import (
    Amendment,
    AmendmentChange,
    AmendmentReview,
    AmendmentSignature,
    ChangeKind,
    Party,
    Target,
    Verdict,
)
from programs.signing import Signing, approval_day, why_not_in_office, why_not_on
from programs.transitions import locked
from programs.workflow import AMENDMENT_MOVES, Missing, Refused


@transaction.atomic
def send_amendment(*, amendment: Amendment, by: Membership, at: dt.datetime) -> Amendment:
    """Lay an amendment before leads and partners, in a new round."""
    amendment = locked(amendment, "program")
    move = AMENDMENT_MOVES["send_to_review"]
    move.check(amendment, by=by)
    amendment.state = move.target
    amendment.review_round += 1
    amendment.save()
    record(move.code, amendment, by=by, at=at, round=amendment.review_round)
    return amendment


def _verdict(amendment: Amendment, *, party_id: int, by, at, **given) -> None:
    same = {"party_id": party_id, "round": amendment.review_round}
    if amendment.reviews.filter(**same).exists():
        raise Refused(_("This organisation has already given its verdict in this round."))
    AmendmentReview.objects.create(
        amendment=amendment, decided_at=at, decided_by=by, **same, **given
    )


@transaction.atomic
def approve_amendment(*, amendment: Amendment, by: Membership, at: dt.datetime) -> Amendment:
    """A party's reviewer approves; when all have, the amendment can be signed."""
    amendment = locked(amendment, "program")
    move = AMENDMENT_MOVES["approve"]
    move.check(amendment, by=by)
    party_id = access.party_for_amendment(by, amendment)
    _verdict(amendment, party_id=party_id, by=by, at=at, verdict=Verdict.APPROVED)
    record(move.code, amendment, by=by, at=at, party=party_id)
    return amendment


@transaction.atomic
def approve_amendment_on_paper(
    *,
    amendment: Amendment,
    party: Party,
    by: Membership,
    at: dt.datetime,
    on_paper: dt.date,
    today: dt.date,
    scan: StoredFile | None = None,
    comment: str = "",
) -> Amendment:
    """The Board records that a lead or partner approved on paper."""
    amendment = locked(amendment, "program")
    move = AMENDMENT_MOVES["approve_on_paper"]
    move.check(amendment, by=by)
    if not access.reporters_asked(amendment).filter(party=party.pk).exists():
        raise Refused(_("Only leads and partners of the program approve it."))
    if on_paper > today:
        raise Refused(_("The approval on paper cannot have a date in the future."))
    given = {"verdict": Verdict.APPROVED, "on_paper": on_paper, "scan": scan}
    _verdict(amendment, party_id=party.pk, by=by, at=at, comment=nfc(comment).strip(), **given)
    record(move.code, amendment, by=by, at=at, party=party.pk)
    return amendment


@transaction.atomic
def send_back_amendment(
    *, amendment: Amendment, by: Membership, at: dt.datetime, reason: str
) -> Amendment:
    """A party's reviewer sends the amendment back with what has to be changed."""
    amendment = locked(amendment, "program")
    move = AMENDMENT_MOVES["send_back"]
    move.check(amendment, by=by, reason=reason)
    reason = nfc(reason).strip()
    because(reason)
    party_id = access.party_for_amendment(by, amendment)
    given = {"verdict": Verdict.SENT_BACK, "comment": reason}
    _verdict(amendment, party_id=party_id, by=by, at=at, **given)
    return _moved(amendment, move, by=by, at=at, reason=reason)


@transaction.atomic
def take_back_amendment(
    *, amendment: Amendment, by: Membership, at: dt.datetime, reason: str
) -> Amendment:
    """The Board takes an amendment back to change it."""
    amendment = locked(amendment, "program")
    move = AMENDMENT_MOVES["take_back"]
    move.check(amendment, by=by, reason=reason)
    return _moved(amendment, move, by=by, at=at, reason=nfc(reason).strip())


@transaction.atomic
def cancel_amendment(
    *, amendment: Amendment, by: Membership, at: dt.datetime, reason: str
) -> Amendment:
    """Give up an amendment that was not signed."""
    amendment = locked(amendment, "program")
    move = AMENDMENT_MOVES["cancel"]
    move.check(amendment, by=by, reason=reason)
    return _moved(amendment, move, by=by, at=at, reason=nfc(reason).strip())


def _moved(amendment: Amendment, move, *, by, at, reason: str) -> Amendment:
    because(reason)
    amendment.state = move.target
    amendment.save()
    record(move.code, amendment, by=by, at=at, reason=reason)
    return amendment


# --- Signing ---------------------------------------------------------------------------------


def last_approval(amendment: Amendment) -> dt.date | None:
    """The day of the last approval in the present round."""
    approved = amendment.reviews.filter(round=amendment.review_round, verdict=Verdict.APPROVED)
    return max((approval_day(one) for one in approved), default=None)


def signing_parties(amendment: Amendment) -> dict[int, list[int]]:
    """Who signs: by party the organisations that speak for it (itself, or who succeeded it)."""
    found: dict[int, list[int]] = {}
    for one in access.reporters_asked(amendment):
        found.setdefault(one.party_id, []).append(one.organization_id)
    return found


def joining(amendment: Amendment) -> set[int]:
    """The organisations that become parties by this amendment; they sign it too."""
    joins = amendment.changes.filter(kind=ChangeKind.PARTY_JOINS)
    return set(joins.values_list("organization_id", flat=True))


def missing_signatures(amendment: Amendment, signing: Signing, *, today: dt.date) -> list[Missing]:
    """All that stands in the way of recording this signing of an amendment."""
    found = why_not_on(signing.on, last=last_approval(amendment), today=today)
    found += why_not_in_office(signing.signatories, {}, signing.on)
    signed = {one.party_id for one in signing.signatories}
    joined = {one.position.organization_id for one in signing.signatories if not one.party_id}
    if set(signing_parties(amendment)) - signed or joining(amendment) - joined:
        found.append(Missing(_("Say for each lead and partner, and for who joins, who signed.")))
    return found


@transaction.atomic
def sign_amendment(
    *, amendment: Amendment, by: Membership, at: dt.datetime, today: dt.date, signing: Signing
) -> Amendment:
    """Record the signing of an amendment that all have approved, and make its effect."""
    amendment = locked(amendment, "program")
    move = AMENDMENT_MOVES["sign"]
    move.check(amendment, by=by)
    if missing := missing_signatures(amendment, signing, today=today):
        raise Refused(_("This signing cannot be recorded yet:"), missing)
    amendment.signed_on, amendment.signed_at = signing.on, signing.place
    amendment.number = signing.number or amendment.number
    amendment.scan = signing.scan or amendment.scan
    amendment.save()
    joined = _carry_out(amendment)
    for one in signing.signatories:
        AmendmentSignature.objects.create(
            amendment=amendment,
            party_id=one.party_id or joined[one.position.organization_id],
            person=one.position.person,
            title=one.position.title,
            rank=one.position.rank,
        )
    amendment.state = move.target
    amendment.save()
    record(move.code, amendment, by=by, at=at, signed_on=f"{signing.on:%Y-%m-%d}")
    return amendment


def _carry_out(amendment: Amendment) -> dict[int, int]:
    """Set targets, end the places of who leaves, add who joins; gives these parties' keys."""
    starts, joined = amendment.effective_from, {}
    last_order = max(amendment.program.parties.values_list("order", flat=True), default=0)
    for change in amendment.changes.select_related("party"):
        match change.kind:
            case ChangeKind.TARGET:
                _set_target(change)
            case ChangeKind.PARTY_JOINS:
                last_order += 1
                party = Party.objects.create(
                    program=amendment.program,
                    organization_id=change.organization_id,
                    role=change.party_role,
                    order=last_order,
                    duties=change.text,
                    valid_from=starts,
                )
                joined[party.organization_id] = party.pk
            case ChangeKind.PARTY_LEAVES:
                change.party.valid_to = starts - dt.timedelta(days=1)
                change.party.save(update_fields=["valid_to"])
    return joined


def _set_target(change: AmendmentChange) -> None:
    """The new target, or that there is none any more: then both figures stay empty."""
    target = Target(
        party_id=change.party_id,
        indicator_id=change.indicator_id,
        year=change.year,
        valid_from=change.amendment.effective_from,
        amendment=change.amendment,
    )
    target.set_quantity(change.quantity_figure, text=change.quantity_text)
    target.set_value(change.value_figure, text=change.value_text)
    target.save()
