"""Who issues a paper, who signs it, who receives it, as they were called on its day."""

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from coordination.models import Organization, OrganizationName, OrganizationParent, Position
from coordination.naming import organization_name, unit_name
from programs.models import Party
from programs.workflow import Refused
from reports import tree_json
from reports.blocks import Capacity, Issuer, Recipients, Signature, split_paragraphs
from reports.forms import wording
from reports.forms.model import Form, Preset, System
from reports.forms.presets import header_lines, preset_for
from reports.forms.rules import FORM_OF, form_for
from reports.forms.setting import symbol_of
from reports.models import Conference, Document

# Titles as positions store them ("Trưởng Ban Dân vận Huyện ủy") begin with the office that a paper
# prints ("TRƯỞNG BAN"); the longest that fits is taken, a title that begins otherwise as a whole.
OFFICES = (
    "Bí thư",
    "Chánh Văn phòng",
    "Chính trị viên",
    "Chính trị viên phó",
    "Chính ủy",
    "Chính uỷ",
    "Chỉ huy trưởng",
    "Chủ tịch",
    "Đồn trưởng",
    "Trưởng Ban",
    "Trưởng Công an",
)
DEPUTY = "Phó "
STANDING = " Thường trực"
POLITICAL_DEPUTY = "Chính trị viên phó"
ACTING = "Quyền "
BY_ORDER = "Chánh Văn phòng"
LEVELS = r"(?:Tỉnh|Thành phố|Huyện|Quận|Thị xã|Thị trấn|Xã|Phường)"
# "Ban Dân vận Huyện ủy" stands as "Ban Dân vận" below the line of its Huyện ủy.
OF_ITS_COMMITTEE = re.compile(r" (?:Tỉnh|Thành|Huyện|Quận|Thị|Đảng) (?:ủy|uỷ)$")
# Places whose level is part of how they are called: numbers, and the city that bears a person's.
KEEP_LEVEL = re.compile(rf"^{LEVELS} (?:\d|Hồ Chí Minh)")


@dataclass(frozen=True, slots=True)
class Defaults:
    """With what a new draft begins; its office changes what is different this time."""

    signer: Position | None
    place: str
    recipients: str


@dataclass(frozen=True, slots=True)
class Sender:
    """The issuing organisation on the paper's day."""

    organization: Organization
    names: OrganizationName
    unit: str
    parent: str
    preset: Preset

    @property
    def full_name(self) -> str:
        return self.names.name


def form_of(document: Document, *, dated: dt.date) -> Form:
    """The rule set of the issuer's kind in force on the day."""
    return form_for(document.issuer.kind.paper_system, dated)


def sender_of(organization: Organization, *, on: dt.date) -> Sender:
    """The issuer with its names, unit and superior of the day. Raises Refused without a name."""
    names = organization.names_at(on)
    if not names.name:
        raise Refused(
            _("The issuer bears no name on %(day)s; record its name for that day.")
            % {"day": f"{on:%d/%m/%Y}"}
        )
    superior = organization.parents.at(on).select_related("parent").first()
    return Sender(
        organization=organization,
        names=names,
        unit=organization.unit.name_at(on),
        parent=superior.parent.names_at(on).name if superior else "",
        preset=preset_for(organization.kind_id),
    )


def senders_of(organizations: list[int], *, on: dt.date) -> dict[int, Sender]:
    """The senders of a joint paper, by organisation; in one query, however many they are.

    One that bears no name yet on the day is there with an empty one.
    """
    named = {
        f"the_{field}": organization_name("pk", on, field)
        for field in ("name", "short_name", "symbol", "print_lines", "superior_line")
    }
    superior = OrganizationParent.objects.at(on).filter(organization=OuterRef("pk"))
    above = superior.annotate(called=organization_name("parent_id", on, "name"))
    rows = (
        Organization.objects.filter(pk__in=organizations)
        .select_related("kind")
        .annotate(
            **named,
            the_unit=unit_name("unit_id", on),
            the_parent=Subquery(above.order_by("pk").values("called")[:1]),
        )
    )
    return {
        row.pk: Sender(
            organization=row,
            names=OrganizationName(
                organization=row, **{field[4:]: getattr(row, field) or "" for field in named}
            ),
            unit=row.the_unit or "",
            parent=row.the_parent or "",
            preset=preset_for(row.kind_id),
        )
        for row in rows
    }


def issuer_of(sender: Sender) -> Issuer:
    """The lines of the heading: stored ones first, else those usual for the kind."""
    names, preset = sender.names, sender.preset
    usual = OF_ITS_COMMITTEE.sub("", names.name) if sender.parent else names.name
    filled = {
        "name": split_paragraphs(names.print_lines) or (usual,),
        "unit": sender.unit,
        "parent": sender.parent,
    }
    return Issuer(
        name=header_lines(preset.issuer, **filled),
        full_name=names.name,
        symbol=names.symbol,
        superior=split_paragraphs(names.superior_line) or header_lines(preset.superior, **filled),
    )


def default_place(unit: str) -> str:
    """How the unit is called before the date of a paper: Huyện Mẫu → Mẫu, but Quận 1."""
    return unit if KEEP_LEVEL.match(unit) else re.sub(rf"^{LEVELS} (?=\S)", "", unit)


def default_signer(organization: Organization, *, on: dt.date) -> Position | None:
    """Who usually signs such papers, where exactly one holds that office on the day."""
    positions = Position.objects.at(on).filter(organization=organization).order_by("pk")
    return usual_signer(preset_for(organization.kind_id), list(positions))


def usual_signer(preset: Preset, positions: list[Position]) -> Position | None:
    """The one of an organisation's positions that usually signs; None where that is not clear."""
    found = [one for one in positions if office_of(one.title).upper() == preset.office]
    return found[0] if len(found) == 1 else None


def archive_of(sender: Sender, form: Form) -> str:
    """Party and Youth Union keep the copy themselves; elsewhere the drafting unit does."""
    if form.system in (System.PARTY, System.YOUTH):
        return sender.full_name
    return "CT" if form.system is System.MILITARY else ""


def signature_of(document: Document, sender: Sender, *, on: dt.date) -> Signature | None:
    """The signer with title and rank of the day; None while nobody was chosen.

    Raises Refused for somebody who holds no position with the issuer on that day.
    """
    if document.signer is None:
        return None
    position = _position_on(document.signer, on=on)
    kind = document.issuer.kind
    capacity, office, body = capacity_of(position.title, sender.preset, kind.signing_authority)
    return Signature(
        system=kind.paper_system,
        office=office,
        name=position.person.name,
        capacity=capacity,
        body=body,
        rank=position.rank,
    )


def _position_on(chosen: Position, *, on: dt.date) -> Position:
    """The chosen position, or the one that the same person holds there on the day.

    A rank or title that changed since is another row.
    """
    held = (
        Position.objects.at(on)
        .filter(person=chosen.person_id, organization=chosen.organization_id)
        .select_related("person")
    )
    positions = sorted(held, key=lambda one: (one.pk != chosen.pk, one.title != chosen.title))
    if not positions:
        raise Refused(
            _("%(name)s holds no position with the issuer on %(day)s; choose who signs.")
            % {"name": chosen.person.name, "day": f"{on:%d/%m/%Y}"}
        )
    return positions[0]


def capacity_of(title: str, preset: Preset, authority: str) -> tuple[Capacity, str, str]:
    """In which capacity the holder of a title signs, the printed office, and on whose behalf."""
    if title.startswith(ACTING):
        return Capacity.ACTING, office_of(title.removeprefix(ACTING)), ""
    office = office_of(title)
    if office == BY_ORDER:
        return Capacity.BY_ORDER, office, authority or preset.office
    if authority:
        return Capacity.COLLECTIVE, office, authority
    if office == POLITICAL_DEPUTY:
        return Capacity.FOR_HEAD, office, "Chính trị viên"
    if office.startswith(DEPUTY):
        head = office.removeprefix(DEPUTY).removesuffix(STANDING)
        return Capacity.FOR_HEAD, office, wording.first_case(head, capital=True)
    return Capacity.DIRECT, office, ""


def office_of(title: str) -> str:
    """The office at the beginning of a title; the whole title where none is known."""
    deputy = DEPUTY if title.startswith(DEPUTY) else ""
    rest = title.removeprefix(DEPUTY) if deputy else title
    folded = rest.lower()
    found = [one for one in OFFICES if re.match(rf"{re.escape(one.lower())}(?!\w)", folded)]
    if not found:
        return title
    office = max(found, key=len)
    after = rest[len(office) :]
    standing = STANDING if after.lower().startswith(STANDING.lower()) else ""
    return f"{deputy}{office}{standing}"


def recipients_of(document: Document, sender: Sender, form: Form) -> Recipients:
    """Who receives the paper as the draft says, and who keeps the copy."""
    return Recipients(lines=split_paragraphs(document.recipients), archive=archive_of(sender, form))


def defaults_of(conference: Conference, issuer: Organization, *, on: dt.date) -> Defaults:
    """Usual signer, place and recipients: the superior body, then the programs' parties."""
    sender = sender_of(issuer, on=on)
    parties = (
        Party.objects.filter(program__in=conference.programs.all())
        .exclude(organization=issuer)
        .annotate(name=organization_name("organization_id", on, "name"))
        .order_by("program_id", "order", "pk")
    )
    names = dict.fromkeys(name for name in (sender.parent, *(one.name for one in parties)) if name)
    return Defaults(
        signer=default_signer(issuer, on=on),
        place=default_place(sender.unit),
        recipients="\n".join(names),
    )


def replaced_paper(document: Document) -> str:
    """How the paper that this one replaces is named under the subject; empty without one."""
    if document.replaces is None:
        return ""
    old = tree_json.load(document.replaces.tree)
    cited = wording.cite(
        FORM_OF[old.form],
        type_name=old.head.type_name,
        number=old.head.number,
        type_code=old.head.type_code,
        symbol=symbol_of(old),
        on=old.head.dated,
        year=old.head.year,
        issuer=old.head.issuers[0].full_name,
    )
    return f"Thay thế {cited}"
