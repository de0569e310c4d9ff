"""A sheet as its reader meets it; the ground of all pages and moves of sheets."""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from coordination.models import Membership, Organization
from programs import access
from programs.choosing import areas_together
from programs.models import Indicator, ReportingPeriod, ResultLine, ResultSheet, SheetState
from programs.schedule import expected_parties
from programs.workflow import EDITABLE_STATES, why_locked


@dataclass
class Desk:
    """A sheet as its reader meets it: where it belongs, what it holds, what they may do."""

    membership: Membership
    period: ReportingPeriod
    organization: Organization

    @cached_property
    def program(self):
        return self.period.program

    @cached_property
    def sheet(self) -> ResultSheet | None:
        sheet = (
            self.period.sheets.filter(organization=self.organization)
            .select_related(
                "submitted_by__user", "accepted_by__user", "returned_by__user", "stamped_sheet"
            )
            .first()
        )
        if sheet:
            sheet.period, sheet.organization = self.period, self.organization
        return sheet

    @cached_property
    def may_know(self) -> bool:
        return access.may_see_draft_figures(
            self.membership, program=self.program, organization_id=self.organization.pk
        )

    @cached_property
    def may_fill(self) -> bool:
        return access.may_fill(
            self.membership, program=self.program, organization_id=self.organization.pk
        )

    @cached_property
    def for_board(self) -> bool:
        return access.may_judge_results(self.membership, self.program)

    @cached_property
    def locked(self) -> list:
        return why_locked(self.period)

    @property
    def is_editable(self) -> bool:
        state = self.sheet.state if self.sheet else SheetState.DRAFT
        return self.may_fill and not self.locked and state in EDITABLE_STATES

    @cached_property
    def indicators(self) -> list[Indicator]:
        """What the program asks for, in its own order, areas together."""
        asked = list(
            Indicator.objects.filter(program_indicators__program=self.program)
            .select_related("area")
            .worded_at(self.period.valid_to)
            .order_by("program_indicators__order", "program_indicators__pk")
        )
        return areas_together(asked)

    def lines(self) -> list[ResultLine]:
        """The sheet's lines; fetched with its narratives, since a page shows and checks both."""
        if self.sheet is None:
            return []
        lines = ResultLine.objects.select_related("place", "counted_by")
        prefetch_related_objects([self.sheet], Prefetch("lines", lines), "narratives")
        return list(self.sheet.lines.all())

    @cached_property
    def url_args(self) -> list[int]:
        return [self.period.pk, self.organization.pk]


def desk_of(request: HttpRequest, pk: int, organization_id: int) -> Desk:
    """The sheet's desk for a reader who may see that party's results at all; else 404."""
    period = get_object_or_404(
        access.visible_periods(request.membership).select_related(
            "program__unit", "closed_by__user"
        ),
        pk=pk,
    )
    organization = get_object_or_404(
        Organization.objects.with_name(period.valid_to), pk=organization_id
    )
    desk = Desk(request.membership, period, organization)
    if not desk.may_know and (desk.sheet is None or desk.sheet.state != SheetState.ACCEPTED):
        raise Http404
    if desk.sheet is None and organization.pk not in {
        party.organization_id for party in expected_parties(period)
    }:
        raise Http404
    return desk


def refuse_strangers(desk: Desk) -> None:
    """403 for who sees the sheet but may not enter results into it."""
    if not desk.may_fill:
        raise PermissionDenied(_("Your role does not allow you to enter results here."))
