"""What happens to a steering committee: set up, renewed (kiện toàn), ended; each by a decision.

A decision takes effect on its own day: seats that it closes end the day before, those that it
opens begin on it, and what it leaves alone stays untouched.
"""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coordination import history
from coordination.forms.base import explanation
from coordination.models import (
    CommitteeDecision,
    DecisionKind,
    Membership,
    Organization,
    Person,
    Position,
    Seat,
    SeatRole,
    SteeringCommittee,
)

DAY = dt.timedelta(days=1)
EVENTS = {
    DecisionKind.SETTING_UP: "committee.set_up",
    DecisionKind.RENEWAL: "committee.renewed",
    DecisionKind.ENDING: "committee.ended",
}


@dataclasses.dataclass(frozen=True)
class Newcomer:
    """Somebody who is not entered yet: with the office that the decision names."""

    name: str
    organization: Organization
    title: str

    @property
    def office(self) -> str:
        return f"{self.title}, {self.organization.short_name}"


@dataclasses.dataclass(frozen=True)
class Place:
    """A line of the composition that a decision wants: who, as what, at which place.

    `seat`: the one that this person holds already.
    """

    role: str
    order: int
    seat: Seat | None = None
    person: Person | None = None
    newcomer: Newcomer | None = None

    @property
    def who(self) -> Person | Newcomer:
        return self.newcomer or self.person or self.seat.person

    @property
    def name(self) -> str:
        return self.who.name

    @property
    def office(self) -> str:
        """By what the person is told from others of the same name (`people.with_offices`)."""
        return self.who.office

    @property
    def role_label(self) -> str:
        return SeatRole(self.role).label


@dataclasses.dataclass(frozen=True)
class Changes:
    """What a decision does to the seats that are held on the eve of its day."""

    leaving: list[Seat]
    arriving: list[Place]
    changing: list[Place]
    staying: list[Place]

    @property
    def is_nothing(self) -> bool:
        return not (self.leaving or self.arriving or self.changing or self.moved)

    @property
    def moved(self) -> list[Place]:
        """Who keeps seat and role at another place of the list."""
        return [one for one in self.staying if one.order != one.seat.order]

    @property
    def has_head(self) -> bool:
        return any(one.role == SeatRole.HEAD for one in self.composition)

    @property
    def composition(self) -> list[Place]:
        """Everybody who sits in the committee afterwards."""
        return [*self.staying, *self.changing, *self.arriving]


def compare(*, seats: Iterable[Seat], places: Iterable[Place]) -> Changes:
    """What has to change for the seats to become the places."""
    kept = [place for place in places if place.seat]
    held = {place.seat.pk for place in kept}
    return Changes(
        leaving=[seat for seat in seats if seat.pk not in held],
        arriving=[place for place in places if not place.seat],
        changing=[one for one in kept if one.role != one.seat.role],
        staying=[one for one in kept if one.role == one.seat.role],
    )


def problems(
    committee: SteeringCommittee, *, on: dt.date, changes: Changes, seats: Sequence[Seat]
) -> list[str]:
    """Why a decision of the day `on` on the committee cannot be carried out; empty: it can.

    What a later decision did rests on the composition that it found, so they come in their order.
    """
    later = committee.decisions.filter(date__gt=on) if committee.pk else ()
    found = [
        _("Decision %(number)s of %(date)s is entered already: this one must not be older.")
        % {"number": one.number, "date": f"{one.date:%d/%m/%Y}"}
        for one in later
    ]
    found += [
        _("%(name)s sits there from %(date)s on: a decision must be dated after that day.")
        % {"name": seat.person.name, "date": f"{seat.valid_from:%d/%m/%Y}"}
        for seat in seats
        if seat.valid_from and seat.valid_from >= on
    ]
    composition = changes.composition
    heads = [place.name for place in composition if place.role == SeatRole.HEAD]
    if len(heads) > 1:
        found.append(
            _("Only one can be the head of the committee: %(names)s.") % {"names": ", ".join(heads)}
        )
    people = Counter(one.who for one in composition if not one.newcomer)
    found += [
        _("%(name)s stands twice in the composition.") % {"name": person.label}
        for person, times in people.items()
        if times > 1
    ]
    entering = [one.who for one in (*changes.arriving, *changes.changing) if not one.newcomer]
    in_office = set(
        Position.objects.in_force(on)
        .filter(person__in=entering)
        .values_list("person_id", flat=True)
    )
    found += [
        _("%(name)s holds no position on %(date)s and cannot take a seat.")
        % {"name": person.name, "date": f"{on:%d/%m/%Y}"}
        for person in entering
        if person.pk not in in_office
    ]
    return found


def decide(
    *,
    decision: CommitteeDecision,
    places: Sequence[Place],
    by: Membership,
    at: dt.datetime,
) -> Changes:
    """Carry out a decision: store it, close and open seats. Says what changed.

    Raises ValidationError with sentences; then nothing was stored.
    """
    seats = held_seats(decision.committee, decision.date, lock=True)
    changes = compare(seats=seats, places=places)
    stale = {place.seat.pk for place in places if place.seat} - {seat.pk for seat in seats}
    if stale:
        raise ValidationError(_("Somebody has changed the seats meanwhile: look at them again."))
    if wrong := problems(decision.committee, on=decision.date, changes=changes, seats=seats):
        raise ValidationError(wrong)
    try:
        with transaction.atomic():
            decision.save()
            _seat(decision, changes)
    except IntegrityError as error:
        raise ValidationError(explanation(error, [CommitteeDecision, Seat, Position])) from error
    history.record(
        EVENTS[DecisionKind(decision.kind)],
        decision.committee,
        by=by,
        at=at,
        decision=decision.pk,
    )
    return changes


def held_seats(committee: SteeringCommittee, on: dt.date, *, lock: bool = False) -> list[Seat]:
    """Seats of a committee that last until the day `on` or longer, in order."""
    if committee.pk is None:
        return []
    if lock:
        SteeringCommittee.objects.select_for_update().get(pk=committee.pk)
    seats = committee.seats.overlapping(on, None)
    return list(seats.select_related("person").in_order())


def _seat(decision: CommitteeDecision, changes: Changes) -> None:
    for seat in (*changes.leaving, *(one.seat for one in changes.changing)):
        seat.valid_to = decision.date - DAY
        seat.closed_by = decision
        seat.save()
    for place in changes.moved:
        place.seat.order = place.order
        place.seat.save()
    for place in (*changes.changing, *changes.arriving):
        Seat.objects.create(
            committee=decision.committee,
            person=enter(place.newcomer, decision.date) if place.newcomer else place.who,
            role=place.role,
            order=place.order,
            valid_from=decision.date,
            opened_by=decision,
        )


def enter(newcomer: Newcomer, on: dt.date) -> Person:
    """Store somebody new in the office that a decision of the day `on` names."""
    person = Person.objects.create(name=newcomer.name)
    person.positions.create(organization=newcomer.organization, title=newcomer.title, valid_from=on)
    return person


def redate(decision: CommitteeDecision, on: dt.date) -> None:
    """Move a decision whose date was mistyped, with the seats that it opened and closed."""
    closed = decision.seats_closed.filter(valid_to=decision.date - DAY)
    opened = decision.seats_opened.filter(valid_from=decision.date)
    moves = [(closed, {"valid_to": on - DAY}), (opened, {"valid_from": on})]
    if on > decision.date:  # make room before it is taken: one person may leave and enter
        moves.reverse()
    for seats, days in moves:
        seats.update(**days)
    decision.date = on


@dataclasses.dataclass(frozen=True)
class Effect:
    """What a decision did, told from the seats that it opened and closed."""

    came: list[Seat]
    left: list[Seat]
    changed: list[tuple[Seat, Seat]]


def effect_of(decision: CommitteeDecision, seats: Iterable[Seat]) -> Effect:
    """Among all seats of the committee: who came, who left, whose role changed.

    Seats that a case file brought do not name their decisions; there the days tell.
    """
    opened = {
        one.person_id: one
        for one in seats
        if one.opened_by_id == decision.pk
        or (one.opened_by_id is None and one.valid_from == decision.date)
    }
    closed = {
        one.person_id: one
        for one in seats
        if one.closed_by_id == decision.pk
        or (one.closed_by_id is None and one.valid_to == decision.date - DAY)
    }
    return Effect(
        came=[one for person, one in opened.items() if person not in closed],
        left=[one for person, one in closed.items() if person not in opened],
        changed=[(one, opened[person]) for person, one in closed.items() if person in opened],
    )
