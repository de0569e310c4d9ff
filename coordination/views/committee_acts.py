"""Decisions on a committee: setting it up, renewing its seats, ending it.

One page holds the decision and the whole composition; a second one says what would change and
takes the scan; only then is anything stored. What was typed travels along all the while.
"""

import datetime as dt
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination import clock, committees
from coordination.access import (
    visible_organizations,
    visible_people,
    visible_units,
)
from coordination.committees import Changes, Place, compare, problems
from coordination.files import UploadForm, store
from coordination.forms.base import explanation
from coordination.forms.choices import LIMIT, offered_organizations, offered_people
from coordination.forms.committees import CommitteeForm, DecisionForm, HeldSeatForm, NewSeatForm
from coordination.models import (
    CommitteeDecision,
    DecisionKind,
    Membership,
    Seat,
    SteeringCommittee,
    Unit,
)
from coordination.naming import named_units
from coordination.people import offices
from coordination.text import key
from coordination.views.care import choose_unit, committee_in_care, refuse_onlookers

# How a committee is usually called, on papers and so here.
USUAL_NAME = "Ban Chỉ đạo thực hiện Chương trình phối hợp hoạt động"
BLANK_ROWS, FIRST_ROWS, MORE_ROWS, MOST_ROWS = 3, 6, 5, 60
_STEPS = frozenset({"find", "more", "edit", "preview", "carry_out"})


class Desk:
    """The decision that somebody writes, with its composition, as far as it was typed."""

    def __init__(self, request: HttpRequest, committee: SteeringCommittee, kind: DecisionKind):
        self.request = request
        self.membership: Membership = request.membership
        self.committee = committee
        self.kind = kind
        self.today = clock.today()
        self.data = request.POST if request.method == "POST" else None
        self.step = request.POST.get("step", "preview") if self.data is not None else ""
        self.is_new = committee.pk is None
        self.form = self._decision_form(self.data)
        self.name_form = None
        if self.is_new:
            usual = {"name": USUAL_NAME}
            self.name_form = CommitteeForm(self.data, instance=committee, initial=usual)
        self.problems: list[str] = []

    def _decision_form(self, data, **kwargs) -> DecisionForm:
        decision = CommitteeDecision(committee=self.committee, kind=self.kind)
        return DecisionForm(data, instance=decision, today=self.today, **kwargs)

    @property
    def shown_form(self) -> DecisionForm:
        """The decision's fields as typed; faults are told only when somebody wants to go on."""
        if self.data is None or self.shows_errors:
            return self.form
        return self._decision_form(None, initial=self.data.dict())

    @property
    def shown_name_form(self) -> CommitteeForm | None:
        if not self.is_new or self.data is None or self.shows_errors:
            return self.name_form
        return CommitteeForm(initial=self.data.dict())

    @cached_property
    def on(self) -> dt.date:
        """The day of the decision as far as it is known, else today."""
        if self.data is None:
            return self.today
        self.form.is_valid()
        return self.form.cleaned_data.get("date") or self.today

    @cached_property
    def seats(self) -> list[Seat]:
        """Seats that are held when the decision takes effect, with their people's offices."""
        if self.is_new:
            return []
        found = self.committee.seats.overlapping(self.on, None).select_related("person")
        return list(found.prefetch_related(offices("person__positions", self.on)).in_order())

    @property
    def has_rows(self) -> bool:
        return self.kind != DecisionKind.ENDING

    @cached_property
    def held(self) -> list[tuple[Seat, HeldSeatForm]]:
        """The seats with what was typed about each; what was not on the page yet stays."""
        return [(seat, self._held_form(seat)) for seat in self.seats if self.has_rows]

    def _held_form(self, seat: Seat) -> HeldSeatForm:
        prefix = f"seat-{seat.pk}"
        typed = self.data is not None and f"{prefix}-role" in self.data
        return HeldSeatForm(
            self.data if typed else None,
            prefix=prefix,
            initial={"role": seat.role, "order": seat.order},
        )

    @cached_property
    def words(self) -> str:
        return (self.data or {}).get("words", "").replace("\0", "")[:100].strip()

    @cached_property
    def offers(self):
        """People and organisations to choose from."""
        chosen = [one for one in map(key, self._typed("person")) if one is not None]
        people = offered_people(
            self.people,
            self.on,
            near=self.committee.unit_id,
            words=self.words,
            kept=self.people.filter(pk__in=chosen[:MOST_ROWS]),
        )
        bodies = visible_organizations(self.membership)
        if not self.words:
            bodies = bodies.filter(unit=self.committee.unit_id)
        return people, offered_organizations(bodies, self.on)

    @property
    def offers_people(self) -> bool:
        """Whether anybody can be chosen; else the rows for new people stand open."""
        return len(self.offers[0].choices) > 1

    def _typed(self, field: str) -> list[str]:
        rows = range(self.row_count)
        return [(self.data or {}).get(f"new-{row}-{field}", "") for row in rows]

    @cached_property
    def people(self):
        return visible_people(self.membership).present()

    @cached_property
    def row_count(self) -> int:
        blank = FIRST_ROWS if self.is_new else BLANK_ROWS
        typed = (self.data or {}).get("rows", "")
        count = int(typed) if typed.isdecimal() and len(typed) < 4 else blank
        return max(0, min(count + (MORE_ROWS if self.step == "more" else 0), MOST_ROWS))

    @cached_property
    def new(self) -> list[NewSeatForm]:
        if not self.has_rows:
            return []
        return [
            NewSeatForm(
                self.data if self.data is not None and f"new-{row}-role" in self.data else None,
                prefix=f"new-{row}",
                people=self.people,
                organizations=visible_organizations(self.membership),
                offers=self.offers,
                on=self.on,
            )
            for row in range(self.row_count)
        ]

    @property
    def shows_errors(self) -> bool:
        return self.step in ("preview", "carry_out")

    def places(self) -> list[Place]:
        """The composition that is typed; call after `is_valid`."""
        kept = [
            Place(form.cleaned_data["role"], form.cleaned_data["order"], seat=seat)
            if form.is_bound
            else Place(seat.role, seat.order, seat=seat)
            for seat, form in self.held
            if not (form.is_bound and form.cleaned_data["leaves"])
        ]
        last = max((place.order for place in kept), default=0)
        for form in self.new:
            if form.is_bound and not form.is_empty:
                order = form.cleaned_data["order"]
                last = max(last + 1, order or 0)
                kept.append(
                    Place(
                        form.cleaned_data["role"],
                        last if order is None else order,
                        person=form.cleaned_data["person"],
                        newcomer=form.newcomer,
                    )
                )
        return kept

    def is_valid(self) -> bool:
        """Whether the decision can be carried out as typed; `problems` say why not."""
        forms = [self.form, *(form for _seat, form in self.held if form.is_bound)]
        forms += [form for form in self.new if form.is_bound]
        forms += [self.name_form] if self.name_form else []
        if not all(form.is_valid() for form in forms):
            self.problems = row_problems(self.new)
            return False
        self.problems = problems(self.committee, on=self.on, changes=self.changes, seats=self.seats)
        unseen = [seat for seat, form in self.held if not form.is_bound]
        if unseen:
            self.problems.append(
                _("On %(date)s these sit in the committee too: %(names)s. Look at their rows.")
                % {
                    "date": f"{self.on:%d/%m/%Y}",
                    "names": ", ".join(seat.person.name for seat in unseen),
                }
            )
        if self.has_rows and not self.problems and self.changes.is_nothing:
            self.problems.append(
                _("Nothing would change: say who leaves, who comes, or whose role is another.")
            )
        return not self.problems

    @cached_property
    def changes(self) -> Changes:
        return compare(seats=self.seats, places=self.places())

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was typed, as hidden fields of the page that asks once more."""
        left_out = {"csrfmiddlewaretoken", "step", "secrecy"}
        return [
            (name, value)
            for name, values in self.data.lists()
            for value in values
            if name not in left_out
        ]

    def carry_out(self, upload: UploadForm | None) -> CommitteeDecision | None:
        """Store all of it; None, with the problems said, where the database refuses."""
        now = clock.now()
        decision = self.form.instance
        try:
            with transaction.atomic():
                if self.name_form:
                    self.name_form.save()
                if upload:
                    decision.scan = store(
                        upload.cleaned_data["file"],
                        by=self.membership,
                        organization=decision.issuer,
                        at=now,
                    )
                committees.decide(
                    decision=decision, places=self.places(), by=self.membership, at=now
                )
        except ValidationError as error:
            self.problems = error.messages
        except IntegrityError as error:  # of two at once the other was faster
            self.problems = [explanation(error, [SteeringCommittee])]
        else:
            return decision
        if self.is_new:
            self.committee.pk = None
        return None


def row_problems(rows: list[NewSeatForm]) -> list[str]:
    """Faults of the rows in sentences, for the summary above the page."""
    found = (
        _("Row %(number)s: %(fault)s") % {"number": number, "fault": error}
        for number, form in enumerate(rows, start=1)
        if form.is_bound
        for errors in form.errors.values()
        for error in errors
    )
    return list(dict.fromkeys(found))


def answer(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The form, the preview, or the way to the decision that was carried out."""
    if desk.data is None or desk.step not in _STEPS:
        return page(request, desk)
    if not desk.shows_errors:
        return page(request, desk)
    if not desk.is_valid():
        return page(request, desk, status=422)
    upload = None
    if desk.step == "carry_out" and "file" in request.FILES:
        upload = UploadForm(request.POST, request.FILES)
        if not upload.is_valid():
            return preview(request, desk, upload, status=422)
    if desk.step == "preview":
        return preview(request, desk, UploadForm())
    decision = desk.carry_out(upload)
    if decision is None:
        return page(request, desk, status=422)
    messages.success(request, _("The decision is entered."))
    return redirect("decision", decision.pk)


def page(request: HttpRequest, desk: Desk, status: int = 200) -> HttpResponse:
    context = {"desk": desk, "committee": desk.committee, "limit": LIMIT}
    return render(request, "coordination/committee_decide.html", context, status=status)


def preview(
    request: HttpRequest, desk: Desk, upload: UploadForm, status: int = 200
) -> HttpResponse:
    context = {"desk": desk, "committee": desk.committee, "upload": upload}
    return render(request, "coordination/committee_preview.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def committee_create(request: HttpRequest) -> HttpResponse:
    """A new committee in a unit within reach, with the decision and its first members."""
    refuse_onlookers(request.membership)
    unit = wanted_unit(request)
    if unit is None:
        return choose_unit(request, act="committee_create")
    committee = SteeringCommittee(unit=unit)
    return answer(request, Desk(request, committee, DecisionKind.SETTING_UP))


def wanted_unit(request: HttpRequest) -> Unit | None:
    """The unit that the address names."""
    wanted = key(request.GET.get("unit"))
    if wanted is None:
        return None
    found = named_units(visible_units(request.membership), clock.today())
    return get_object_or_404(found, pk=wanted)


@require_http_methods(["GET", "HEAD", "POST"])
def committee_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Renewal of seats (kiện toàn) as one act."""
    committee = committee_in_care(request, pk)
    return answer(request, Desk(request, committee, DecisionKind.RENEWAL))


@require_http_methods(["GET", "HEAD", "POST"])
def committee_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The committee ends by a decision: all seats end the day before."""
    committee = committee_in_care(request, pk)
    return answer(request, Desk(request, committee, DecisionKind.ENDING))
