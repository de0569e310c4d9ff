"""What stands below a program's text: who signs for whom, who receives the paper."""

from collections.abc import Iterator

from coordination.models import Position
from programs.models import AmendmentSignature, PartyRole, Signature, SignedPaper
from programs.text import PartyText
from reports import blocks
from reports.blocks import Recipients, SignerRole
from reports.content import heading
from reports.content.agreement_model import Agreement


def signatures_of(agreement: Agreement, paper: SignedPaper | None) -> Iterator[blocks.Signature]:
    """One cell for each party; of a draft the usual office, its holder where there is one.

    A party that joined later has signed the amendment by which it did.
    """
    signed: dict[int, Signature | AmendmentSignature] = {}
    rows = Signature.objects.filter(party__in=[one.pk for one in agreement.parties])
    if paper is not None:
        rows = rows.filter(paper=paper)
    for row in rows.select_related("person").order_by("pk"):
        signed.setdefault(row.party_id, row)
    if joined := [one.pk for one in agreement.parties if signed and one.pk not in signed]:
        later = AmendmentSignature.objects.filter(party__in=joined).select_related("person")
        for row in later.order_by("amendment__signed_on", "pk"):
            signed.setdefault(row.party_id, row)
    usual = {} if signed or not agreement.is_draft else _usual_signers(agreement)
    for party in agreement.parties:
        sender = agreement.senders[party.organization_id]
        row, position = signed.get(party.pk), usual.get(party.organization_id)
        title = row.title if row else position.title if position else ""
        rank = row.rank if row else position.rank if position else ""
        name = row.person.name if row else position.person.name if position else ""
        yield _cell(agreement, party, sender, title=title, rank=rank, name=name)


def _cell(
    agreement: Agreement,
    party: PartyText,
    sender: heading.Sender,
    *,
    title: str,
    rank: str,
    name: str,
) -> blocks.Signature:
    kind, preset = sender.organization.kind, sender.preset
    capacity, office, body = heading.capacity_of(
        title or preset.office, preset, kind.signing_authority
    )
    is_witness = party.role == PartyRole.WITNESS
    return blocks.Signature(
        system=kind.paper_system,
        office=office.upper(),
        name=name,
        capacity=capacity,
        body=body,
        party=(sender.full_name,),
        rank=rank,
        role=SignerRole.WITNESS if is_witness else SignerRole.PARTY,
    )


def _usual_signers(agreement: Agreement) -> dict[int, Position]:
    """Who usually signs for each party on the day, where that is clear; in one query."""
    held: dict[int, list[Position]] = {}
    positions = (
        Position.objects.at(agreement.on)
        .filter(organization__in=agreement.senders)
        .select_related("person")
        .order_by("pk")
    )
    for position in positions:
        held.setdefault(position.organization_id, []).append(position)
    found = {
        pk: heading.usual_signer(sender.preset, held.get(pk, []))
        for pk, sender in agreement.senders.items()
    }
    return {pk: position for pk, position in found.items() if position is not None}


def recipients_of(agreement: Agreement) -> Recipients:
    """The superior body, the parties, the steering committee."""
    lines = [agreement.lead.parent, "Các bên ký kết"]
    if agreement.text.program.committee is not None:
        lines.append(agreement.text.program.committee.name)
    return Recipients(
        lines=tuple(line for line in lines if line),
        archive=heading.archive_of(agreement.lead, agreement.form),
    )
