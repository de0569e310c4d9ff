"""What papers add to the pages of who takes part: how a name looks at the head of a paper."""

import datetime as dt

from coordination import panels
from coordination.models import Membership, OrganizationName
from reports.blocks import BlockError, Paper, PaperHead
from reports.content.heading import Sender, default_place, issuer_of
from reports.content.review import TYPE_CODE, TYPE_NAME
from reports.forms.presets import preset_for
from reports.forms.rules import form_for
from reports.renderers.html import heading_html


def heading_panel(
    membership: Membership, names: OrganizationName, today: dt.date
) -> panels.Panel | None:
    """The head of a paper under these names, which may not be saved yet."""
    organization = names.organization
    superior = organization.parents.at(today).select_related("parent").first()
    sender = Sender(
        organization=organization,
        names=names,
        unit=organization.unit.name_at(today),
        parent=superior.parent.names_at(today).name if superior else "",
        preset=preset_for(organization.kind_id),
    )
    try:
        head = PaperHead(
            issuers=(issuer_of(sender),),
            type_code=TYPE_CODE,
            type_name=TYPE_NAME,
            subject="",
            place=default_place(sender.unit),
            year=today.year,
        )
    except BlockError as error:
        return panels.Panel("reports/heading_panel.html", {"fault": str(error), "heading": ""})
    form = form_for(organization.kind.paper_system, today)
    heading = heading_html(Paper(form=form.id, head=head, blocks=()))
    return panels.Panel("reports/heading_panel.html", {"fault": "", "heading": heading})


panels.register(OrganizationName, heading_panel)
