"""Committees by decision: set up, renewed as one act, ended; single seats; who sits when."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coordination import panels
from coordination.models import (
    CommitteeDecision,
    OrganizationKind,
    Person,
    Position,
    Role,
    Seat,
    SteeringCommittee,
    StoredFile,
)
from tests.coordination.test_shell import COMMON_QUERIES
from tests.coordination.world import member, organization, signed_in, unit

pytestmark = pytest.mark.django_db

SET_UP, RENEWED = dt.date(2020, 3, 2), dt.date(2023, 6, 1)
EVE = dt.date(2023, 5, 31)
PDF = b"%PDF-1.4\n%%EOF"


class Office:
    """A district with a committee of four that was set up in 2020, and its Board's clerk."""

    def __init__(self):
        self.unit = unit("Huyện Mẫu")
        self.party = organization(self.unit, "Huyện ủy", kind="party_committee")
        self.board = organization(self.unit, "Ban Dân vận", kind="mobilization_board")
        self.women = organization(self.unit, "Hội LHPN")
        self.clerk = member("canbo", self.board, Role.CLERK)
        self.client = signed_in(self.clerk)
        self.committee = SteeringCommittee.objects.create(unit=self.unit, name="Ban Chỉ đạo")
        self.decision = CommitteeDecision.objects.create(
            committee=self.committee, kind="setting_up", number="120-QĐ/HU", date=SET_UP,
            issuer=self.party,
        )  # fmt: skip
        roles = ("head", "deputy_head", "member", "member")
        self.seats = [
            Seat.objects.create(
                committee=self.committee, person=self.person(f"Nguyễn Văn {name}"), role=role,
                order=order, valid_from=SET_UP, opened_by=self.decision,
            )
            for order, (name, role) in enumerate(zip("ABCD", roles, strict=True), start=1)
        ]  # fmt: skip

    def person(self, name, *, at=None, **fields) -> Person:
        made = Person.objects.create(name=name)
        Position.objects.create(
            person=made, organization=at or self.women, title=f"Chức vụ {name[-1]}", **fields
        )
        return made

    def typed(self, **changes) -> dict:
        """The renewal's page as it stands, with changes."""
        fields = {
            "number": "15-QĐ/HU", "date": "01/06/2023", "issuer": self.party.pk, "rows": "2",
            "new-0-role": "member", "new-1-role": "member", "step": "carry_out",
        }  # fmt: skip
        for seat in self.seats:
            fields |= {f"seat-{seat.pk}-role": seat.role, f"seat-{seat.pk}-order": seat.order}
        return fields | changes

    def renew(self, **changes):
        address = reverse("committee_renew", args=[self.committee.pk])
        return self.client.post(address, self.typed(**changes))

    def told(self, response) -> str:
        return response.content.decode().replace("&#x27;", "'")

    def sitting(self, on) -> list[tuple[str, str]]:
        page = self.client.get(
            reverse("committee", args=[self.committee.pk]), {"on": f"{on:%d/%m/%Y}"}
        )
        return [(one.person.name[-1], one.role) for one in page.context["present"]]


@pytest.fixture
def office():
    return Office()


def leaves(seat) -> dict:
    return {f"seat-{seat.pk}-leaves": "on"}


# --- Renewal -----------------------------------------------------------------------------------


def test_a_renewal_closes_seats_the_day_before_and_opens_new_ones(office):
    newcomer = office.person("Trần Thị E")
    a, b, c, d = office.seats
    response = office.renew(
        **leaves(c),
        **{f"seat-{b.pk}-role": "standing_deputy_head", f"seat-{d.pk}-order": "9"},
        **{"new-0-person": newcomer.pk, "new-0-order": "3"},
    )
    made = office.committee.decisions.get(kind="renewal")
    assert response.url == reverse("decision", args=[made.pk])
    for one in office.seats:
        one.refresh_from_db()
    assert (a.valid_to, a.closed_by, a.order) == (None, None, 1)
    assert (b.valid_to, b.closed_by) == (EVE, made)
    assert (c.valid_to, c.closed_by) == (EVE, made)
    assert (d.valid_to, d.order) == (None, 9)
    opened = made.seats_opened.order_by("order")
    assert [(one.person.name[-1], one.role, one.valid_from) for one in opened] == [
        ("B", "standing_deputy_head", RENEWED),
        ("E", "member", RENEWED),
    ]


def test_the_composition_is_known_on_every_day(office):
    office.renew(**leaves(office.seats[2]), **{"new-0-person": office.person("Trần Thị E").pk})
    before = [("A", "head"), ("B", "deputy_head"), ("C", "member"), ("D", "member")]
    after = [("A", "head"), ("B", "deputy_head"), ("D", "member"), ("E", "member")]
    assert office.sitting(EVE) == before
    assert office.sitting(RENEWED) == after
    assert office.sitting(dt.date(2020, 3, 1)) == []


def test_the_page_of_the_decision_says_what_changed(office):
    b, c = office.seats[1:3]
    office.renew(
        **leaves(c),
        **{f"seat-{b.pk}-role": "member", "new-0-person": office.person("Trần Thị E").pk},
    )
    made = office.committee.decisions.get(kind="renewal")
    effect = office.client.get(reverse("decision", args=[made.pk])).context["effect"]
    assert [one.person.name[-1] for one in effect.left] == ["C"]
    assert [one.person.name[-1] for one in effect.came] == ["E"]
    assert [(was.role, now.role) for was, now in effect.changed] == [("deputy_head", "member")]
    first = office.client.get(reverse("decision", args=[office.decision.pk])).context["effect"]
    assert [one.person.name[-1] for one in first.came] == list("ABCD")


def test_the_preview_says_what_will_change_and_stores_nothing(office):
    newcomer = office.person("Trần Thị E")
    response = office.renew(
        **leaves(office.seats[2]), **{"new-0-person": newcomer.pk, "step": "preview"}
    )
    changes = response.context["desk"].changes
    assert [one.person.name for one in changes.leaving] == ["Nguyễn Văn C"]
    assert [one.name for one in changes.arriving] == ["Trần Thị E"]
    assert "Trần Thị E" in office.told(response)
    assert 'name="number" value="15-QĐ/HU"' in office.told(response)
    assert not office.committee.decisions.filter(kind="renewal").exists()
    back = office.renew(**{"new-0-person": newcomer.pk, "step": "edit"})
    assert f'<option value="{newcomer.pk}" selected>' in office.told(back)
    assert 'value="15-QĐ/HU"' in office.told(back)


def test_somebody_new_is_entered_with_the_office_that_the_decision_names(office):
    fields = {
        "new-1-name": " Lê  Thị G ",
        "new-1-organization": office.women.pk,
        "new-1-title": "Phó Chủ tịch",
        "new-1-role": "secretary",
    }
    office.renew(**fields)
    seat = Seat.objects.get(role="secretary")
    position = seat.person.positions.get()
    assert (seat.person.name, seat.order) == ("Lê Thị G", 5)
    assert (position.title, position.valid_from) == ("Phó Chủ tịch", RENEWED)


def test_a_new_person_of_a_known_name_is_asked_about(office):
    fields = {
        "new-0-name": "Nguyễn Văn A",
        "new-0-organization": office.women.pk,
        "new-0-title": "Ủy viên",
    }
    refused = office.renew(**fields)
    assert "There is already: Nguyễn Văn A – Chức vụ A, Hội LHPN" in office.told(refused)
    assert refused.status_code == 422
    assert Person.objects.count() == 4
    office.renew(**fields, **{"new-0-another": "on"})
    assert Person.objects.filter(name="Nguyễn Văn A").count() == 2


def test_rows_are_added_and_people_found_without_losing_what_was_typed(office):
    commune = unit("Xã Một", level="commune", under=office.unit)
    far = office.person("Phan Thị Xa", at=organization(commune, "Đảng ủy xã"))
    more = office.renew(**{"step": "more", "number": "77-QĐ/HU", **leaves(office.seats[0])})
    assert more.context["desk"].row_count == 7
    assert 'value="77-QĐ/HU"' in office.told(more)
    assert "error-summary" not in office.told(more)
    assert "Phan Thị Xa" not in office.told(more)
    found = office.renew(
        **{"step": "find", "words": "phan thi", "new-0-person": office.seats[0].person_id}
    )
    assert "Phan Thị Xa – Chức vụ a, Đảng ủy xã (Xã Một)" in office.told(found)
    assert f'<option value="{office.seats[0].person_id}" selected>' in office.told(found)
    office.renew(**{"new-0-person": far.pk})
    assert Seat.objects.filter(person=far).exists()


@pytest.mark.parametrize("rows", ["", "x", "-5", "99999999999999999999", "900", "²"])
def test_an_odd_number_of_rows_breaks_nothing(office, rows):
    assert office.renew(rows=rows, step="more").status_code == 200


@pytest.mark.parametrize("person", ["x", "²", "9" * 30])
def test_a_person_that_cannot_be_is_refused_in_a_renewal(office, person):
    response = office.renew(**{"new-0-person": person})
    assert response.status_code == 422
    assert "Select a valid choice" in office.told(response)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Nothing would change"),
        ({"date": "31/02/2023"}, "Enter a valid date."),
        ({"date": "01/06/2999"}, "more than a year ahead"),
        ({"date": "01/01/0001"}, "Type the year with four digits."),
        ({"date": "02/03/2020"}, "a decision must be dated after that day"),
        ({"number": " "}, "This field is required."),
        ({"number": "x" * 61}, "at most 60 characters"),
        ({"issuer": "999999"}, "Select a valid choice"),
        ({"new-0-role": "head", "new-0-person": "E"}, "Only one can be the head"),
        ({"new-0-person": "A"}, "stands twice in the composition"),
        ({"new-0-person": "F"}, "holds no position on 01/06/2023"),
        ({"new-0-person": "999999"}, "Select a valid choice"),
        ({"new-0-person": "9" * 40}, "Select a valid choice"),
        ({"new-0-organization": "9" * 40, "new-0-name": "Lê Thị G"}, "Select a valid choice"),
        ({"new-0-role": "emperor", "new-0-person": "E"}, "Select a valid choice"),
        ({"new-0-order": "9" * 30, "new-0-person": "E"}, "less than or equal to 999"),
        ({"new-0-name": "Lê Thị G"}, "A new person is entered with organisation and position."),
        ({"new-0-title": "Ủy viên"}, "Type the full name."),
        ({"new-0-name": "Lê Thị G", "new-0-person": "E"}, "not both"),
    ],
)
def test_a_renewal_that_cannot_be_is_refused_in_a_sentence(office, changes, sentence):
    people = {
        "A": office.seats[0].person,
        "E": office.person("Trần Thị E"),
        "F": office.person("Trần Thị F", valid_to=dt.date(2022, 1, 1)),
    }
    if changes.get("new-0-person") in people:
        changes = changes | {"new-0-person": people[changes["new-0-person"]].pk}
    before = list(Seat.objects.order_by("pk").values())
    response = office.renew(**changes)
    assert response.status_code == 422
    assert sentence in office.told(response)
    assert list(Seat.objects.order_by("pk").values()) == before
    assert office.committee.decisions.count() == 1
    if "new-0-person" in changes and "999999" not in str(changes["new-0-person"]):
        assert f'<option value="{changes["new-0-person"]}" selected>' in office.told(response)


def test_sending_a_renewal_twice_stores_it_once(office):
    change = leaves(office.seats[2])
    office.renew(**change)
    again = office.renew(**change)
    assert again.status_code == 422
    assert office.committee.decisions.filter(kind="renewal").count() == 1


def test_seats_that_came_meanwhile_are_shown_before_anything_is_done(office):
    late = Seat.objects.create(
        committee=office.committee, person=office.person("Trần Thị E"), role="member",
        valid_from=dt.date(2022, 1, 1),
    )  # fmt: skip
    response = office.renew(**leaves(office.seats[2]))
    assert "these sit in the committee too: Trần Thị E" in office.told(response)
    late.refresh_from_db()
    assert late.valid_to is None
    assert office.renew(
        **leaves(office.seats[2]), **{f"seat-{late.pk}-role": "member", f"seat-{late.pk}-order": 5}
    ).url


def test_who_keeps_a_seat_without_an_office_may_stay_but_takes_no_other_role(office):
    d = office.seats[3]
    d.person.positions.update(valid_to=dt.date(2022, 1, 1))
    refused = office.renew(**{f"seat-{d.pk}-role": "secretary"})
    assert "Nguyễn Văn D holds no position on 01/06/2023" in office.told(refused)
    assert office.renew(**leaves(office.seats[2])).status_code == 302
    d.refresh_from_db()
    assert d.valid_to is None


def test_a_decision_is_not_slipped_in_before_one_that_is_entered(office):
    a, b, *_rest = office.seats
    office.renew(**leaves(a))
    response = office.renew(number="9-QĐ/HU", date="01/02/2022", **leaves(b))
    assert response.status_code == 422
    assert "Decision 15-QĐ/HU of 01/06/2023 is entered already" in office.told(response)
    b.refresh_from_db()
    assert (b.valid_to, b.closed_by) == (None, None)


def test_nobody_is_added_to_a_committee_before_the_day_of_its_end(office):
    ending = {"number": "20-QĐ/HU", "date": "01/06/2024", "issuer": office.party.pk}
    address = reverse("committee_end", args=[office.committee.pk])
    assert office.client.post(address, ending | {"step": "carry_out"}).status_code == 302
    newcomer = office.person("Trần Thị E")
    response = office.renew(**{"new-0-person": newcomer.pk})
    assert response.status_code == 422
    assert not newcomer.seats.exists()


def test_a_scan_comes_with_the_decision_or_later_and_never_a_secret_one(office):
    change = leaves(office.seats[2])
    secret = {"file": SimpleUploadedFile("qd.pdf", PDF), "secrecy": "mat"}
    refused = office.renew(**change, **secret)
    assert refused.status_code == 422
    assert "must not be stored here" in office.told(refused)
    assert 'name="number" value="15-QĐ/HU"' in office.told(refused)
    office.renew(**change, file=SimpleUploadedFile("qd.pdf", PDF), secrecy="none")
    made = office.committee.decisions.get(kind="renewal")
    scan = office.client.get(reverse("decision_scan", args=[made.pk]))
    assert b"".join(scan.streaming_content) == PDF
    address = reverse("decision_attach", args=[office.decision.pk])
    upload = {"file": SimpleUploadedFile("qd1.pdf", PDF), "secrecy": "none"}
    assert office.client.post(address, upload).status_code == 302
    wrong = {"file": SimpleUploadedFile("x.pdf", b"MZ"), "secrecy": "none"}
    assert office.client.post(address, wrong).status_code == 422
    assert StoredFile.objects.count() == 2


def test_the_history_tells_the_renewal(office):
    office.renew(**leaves(office.seats[2]))
    address = reverse("history", args=["coordination.steeringcommittee", office.committee.pk])
    told = office.told(office.client.get(address))
    assert "Renewed the seats by a decision" in told
    assert "15-QĐ/HU" in told


# --- Setting up and ending ---------------------------------------------------------------------


def test_a_committee_is_set_up_with_its_members_in_one_act(office):
    commune = unit("Xã Một", level="commune", under=office.unit)
    party = organization(commune, "Đảng ủy xã", kind="party_committee")
    head = office.person("Phan Văn H", at=party)
    address = f"{reverse('committee_create')}?unit={commune.pk}"
    form = office.told(office.client.get(address))
    assert f'<option value="{party.pk}" selected>' in form
    assert "Phan Văn H" in form
    fields = {
        "name": "Ban Chỉ đạo xã", "number": "01-QĐ/ĐU", "date": "05/06/2024", "issuer": party.pk,
        "rows": "1", "new-0-role": "head", "new-0-person": head.pk, "step": "carry_out",
    }  # fmt: skip
    office.client.post(address, fields)
    made = SteeringCommittee.objects.get(unit=commune)
    seat = made.seats.get()
    assert (seat.role, seat.valid_from) == ("head", dt.date(2024, 6, 5))
    assert seat.opened_by == made.decisions.get(kind="setting_up")
    again = office.client.post(address, fields)
    assert "The unit already has a committee of this name." in office.told(again)
    empty = office.client.post(address, fields | {"name": "Khác", "new-0-person": ""})
    assert "Nothing would change" in office.told(empty)
    assert SteeringCommittee.objects.filter(unit=commune).count() == 1


def test_a_first_committee_asks_for_no_more_than_names_and_their_organisations(office):
    commune = unit("Xã Một", level="commune", under=office.unit)
    party = organization(commune, "Đảng ủy xã", kind="party_committee")
    veterans = organization(commune, "Hội CCB xã", kind="veterans")
    address = f"{reverse('committee_create')}?unit={commune.pk}"
    form = office.told(office.client.get(address))
    usual = "Ban Chỉ đạo thực hiện Chương trình phối hợp hoạt động"
    assert f'value="{usual}"' in form
    assert form.count('<details class="newcomer" open>') == 6
    fields = {
        "name": usual, "number": "01-QĐ/ĐU", "date": "05/06/2024", "issuer": party.pk,
        "rows": "2", "new-0-role": "head", "new-0-name": "Phan Văn H",
        "new-0-organization": veterans.pk, "new-1-role": "member", "step": "carry_out",
    }  # fmt: skip
    office.client.post(address, fields)
    position = Position.objects.get(person__name="Phan Văn H")
    assert (position.organization, position.title) == (veterans, veterans.kind.head_title)
    assert veterans.kind.head_title
    again = office.told(office.client.get(address))
    assert '<details class="newcomer" open>' not in again


def test_a_newcomer_of_a_kind_without_a_usual_head_needs_a_title(office):
    other = organization(office.unit, "Tổ chức khác", kind="other")
    OrganizationKind.objects.filter(pk="other").update(head_title="")
    refused = office.renew(**{"new-0-name": "Phan Văn H", "new-0-organization": other.pk})
    assert refused.status_code == 422
    assert "A new person is entered with organisation and position." in office.told(refused)


def test_the_unit_of_a_new_committee_is_chosen_within_reach(office):
    unit("Xã Một", level="commune", under=office.unit)
    stranger = unit("Huyện Bên")
    page = office.told(office.client.get(reverse("committee_create")))
    assert "Xã Một" in page
    assert "Huyện Bên" not in page
    address = reverse("committee_create")
    assert office.client.get(address, {"unit": stranger.pk}).status_code == 404
    assert office.client.get(address, {"unit": "9" * 40}).status_code == 200
    assert "Xã Một" in office.told(office.client.get(address, {"q": "xa mot"}))


def test_a_committee_ends_by_a_decision(office):
    address = reverse("committee_end", args=[office.committee.pk])
    fields = {"number": "9-QĐ/HU", "date": "01/06/2023", "issuer": office.party.pk}
    preview = office.client.post(address, fields | {"step": "preview"})
    assert len(preview.context["desk"].changes.leaving) == 4
    office.client.post(address, fields | {"step": "carry_out"})
    made = office.committee.decisions.get(kind="ending")
    assert set(office.committee.seats.values_list("valid_to", "closed_by")) == {(EVE, made.pk)}
    assert not office.client.get(reverse("committees")).context["page"].object_list
    former = office.client.get(reverse("committees"), {"former": "1"})
    assert [one.name for one in former.context["page"]] == ["Ban Chỉ đạo"]
    then = office.client.get(reverse("committees"), {"on": "31/05/2023"})
    assert [one.name for one in then.context["page"]] == ["Ban Chỉ đạo"]


def test_a_mistyped_decision_is_corrected_with_the_seats_that_hang_on_its_day(office):
    b = office.seats[1]
    office.renew(**leaves(office.seats[2]), **{f"seat-{b.pk}-role": "member"})
    made = office.committee.decisions.get(kind="renewal")
    address = reverse("decision_edit", args=[made.pk])
    for typed, on in (("11/07/2023", dt.date(2023, 7, 11)), ("01/02/2023", dt.date(2023, 2, 1))):
        fields = {"number": "16-QĐ/HU", "date": typed, "issuer": office.party.pk}
        assert office.client.post(address, fields).status_code == 302
        made.refresh_from_db()
        assert (made.number, made.date) == ("16-QĐ/HU", on)
        assert made.seats_opened.get().valid_from == on
        ends = set(made.seats_closed.values_list("valid_to", flat=True))
        assert ends == {on - dt.timedelta(days=1)}
    wrong = {"number": "16-QĐ/HU", "date": "01/01/2019", "issuer": office.party.pk}
    response = office.client.post(address, wrong)
    assert "The end lies before the beginning." in office.told(response)
    made.refresh_from_db()
    assert made.date == on


# --- Single seats ------------------------------------------------------------------------------


def test_a_seat_is_added_corrected_and_ended_between_renewals(office):
    newcomer = office.person("Trần Thị E")
    fields = {"person": newcomer.pk, "role": "member", "order": "5", "valid_from": "01/06/2021"}
    office.client.post(reverse("seat_create", args=[office.committee.pk]), fields)
    seat = Seat.objects.get(person=newcomer)
    office.client.post(reverse("seat_edit", args=[seat.pk]), fields | {"role": "secretary"})
    office.client.post(reverse("seat_close", args=[seat.pk]), {"valid_to": "31/12/2021"})
    seat.refresh_from_db()
    assert (seat.role, seat.valid_to) == ("secretary", dt.date(2021, 12, 31))
    office.client.post(reverse("seat_delete", args=[seat.pk]), {"reason": ""})
    assert Seat.objects.filter(pk=seat.pk).exists()
    office.client.post(reverse("seat_delete", args=[seat.pk]), {"reason": "nhập nhầm"})
    assert not Seat.objects.filter(pk=seat.pk).exists()


def test_what_is_long_past_is_entered_with_people_and_issuers_of_that_time(office):
    old = organization(office.unit, "Huyện ủy cũ", kind="party_committee", valid_to=EVE)
    retired = office.person("Trần Văn Hưu", valid_to=EVE)
    address = reverse("seat_create", args=[office.committee.pk])
    assert "Trần Văn Hưu" not in office.told(office.client.get(address))
    assert "Trần Văn Hưu – formerly" in office.told(office.client.get(address, {"q": "huu"}))
    fields = {"person": retired.pk, "role": "member", "order": "5", "valid_from": "01/06/2021"}
    assert office.client.post(f"{address}?q=huu", fields).status_code == 302
    renewal = reverse("committee_renew", args=[office.committee.pk])
    assert "Huyện ủy cũ (Huyện Mẫu) – former" in office.told(office.client.get(renewal))
    seat = Seat.objects.get(person=retired)
    rows = {f"seat-{seat.pk}-role": "member", f"seat-{seat.pk}-order": "5"}
    made = office.renew(**rows, **leaves(seat), issuer=old.pk, date="30/05/2023")
    assert made.status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"person": "A"}, "already sits in the committee at that time"),
        ({"role": "head"}, "already has a head at that time"),
        ({"valid_to": "01/01/2020"}, "The end lies before the beginning."),
        ({"person": "F"}, "holds no position on the first day"),
        ({"person": ""}, "This field is required."),
        ({"person": "9" * 30}, "Select a valid choice"),
        ({"role": "x"}, "Select a valid choice"),
        ({"order": "-1"}, "greater than or equal to 0"),
        ({"order": "9" * 20}, "less than or equal to 32767"),
        ({"valid_from": "30/02/2021"}, "Enter a valid date."),
    ],
)
def test_a_seat_that_cannot_be_is_refused_in_a_sentence(office, fields, sentence):
    people = {
        "A": office.seats[0].person,
        "F": office.person("Trần Thị F", valid_to=dt.date(2020, 1, 1)),
    }
    typed = {"person": office.person("Trần Thị E").pk, "role": "member", "order": "7",
             "valid_from": "01/06/2021"}  # fmt: skip
    if fields.get("person") in people:
        fields = fields | {"person": people[fields["person"]].pk}
    address = reverse("seat_create", args=[office.committee.pk])
    response = office.client.post(address, typed | fields)
    assert sentence in office.told(response)
    assert Seat.objects.count() == 4
    assert 'value="7"' in office.told(response) or "order" in fields


def test_a_name_of_a_committee_is_corrected_and_unique_in_its_unit(office):
    SteeringCommittee.objects.create(unit=office.unit, name="Ban Chỉ đạo khác")
    address = reverse("committee_edit", args=[office.committee.pk])
    refused = office.client.post(address, {"name": "Ban Chỉ đạo khác"})
    assert "The unit already has a committee of this name." in office.told(refused)
    office.client.post(address, {"name": "  Ban Chỉ đạo   huyện "})
    office.committee.refresh_from_db()
    assert office.committee.name == "Ban Chỉ đạo huyện"


# --- Vacant seats ------------------------------------------------------------------------------


def test_a_vacant_seat_is_shown_to_board_staff_on_page_list_and_home(office):
    office.seats[3].person.positions.update(valid_to=dt.date(2022, 1, 1))
    page = office.told(office.client.get(reverse("committee", args=[office.committee.pk])))
    assert "1 seat is vacant" in page
    assert "vacant: holds no position any more" in page
    assert "Vacant committee seat" in office.told(office.client.get(reverse("home")))
    found = office.client.get(reverse("committees"), {"vacant": "1"}).context["page"]
    assert [one.name for one in found] == ["Ban Chỉ đạo"]
    onlooker = signed_in(member("an", office.women))
    for address in (reverse("committee", args=[office.committee.pk]), reverse("home")):
        assert "vacant" not in office.told(onlooker.get(address)).lower()
    office.renew(**leaves(office.seats[3]))
    assert "Vacant committee seat" not in office.told(office.client.get(reverse("home")))
    assert not office.client.get(reverse("committees"), {"vacant": "1"}).context["page"]


def test_a_seat_is_vacant_too_when_the_organisation_ended(office):
    body = organization(office.unit, "Hội Cũ", valid_to=dt.date(2022, 1, 1))
    gone = office.person("Trần Thị E", at=body)
    Seat.objects.create(
        committee=office.committee, person=gone, role="member", valid_from=dt.date(2021, 1, 1)
    )
    found = Seat.objects.vacant(dt.date(2023, 1, 1))
    assert [one.person for one in found] == [gone]
    assert not Seat.objects.vacant(dt.date(2021, 6, 1)).exists()


# --- The list and the rest ---------------------------------------------------------------------


def test_committees_are_found_by_their_name_and_their_units(office):
    for words in ("chi dao", "huyen mau", "HUYỆN MẪU"):
        page = office.client.get(reverse("committees"), {"q": words}).context["page"]
        assert [one.since for one in page] == [SET_UP]
    assert not office.client.get(reverse("committees"), {"q": "xyz"}).context["page"]
    assert "Steering committees" in office.told(office.client.get("/tim-kiem/", {"q": "chi dao"}))


def test_onlookers_see_no_buttons_and_are_refused_in_a_sentence(office):
    onlooker = signed_in(member("an", office.women))
    page = office.told(onlooker.get(reverse("committee", args=[office.committee.pk])))
    for name in ("committee_renew", "committee_end", "committee_edit", "seat_create"):
        address = reverse(name, args=[office.committee.pk])
        assert address not in page
        refused = onlooker.get(address)
        assert refused.status_code == 403
        assert "looked after by the Board's staff" in office.told(refused)


@pytest.mark.parametrize("many", [1, 12])
def test_pages_of_committees_ask_a_constant_number_of_queries(
    office, many, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(panels, "_builds", {})
    for number in range(many):
        made = SteeringCommittee.objects.create(unit=office.unit, name=f"Ban {number}")
        person = office.person(f"Lê Văn {number}")
        Seat.objects.create(committee=made, person=person, role="member")
        Seat.objects.create(committee=office.committee, person=person, role="member")
    expected = {
        reverse("committees"): 2,
        reverse("committee", args=[office.committee.pk]): 4,
        reverse("decision", args=[office.decision.pk]): 3,
        reverse("committee_renew", args=[office.committee.pk]): 8,
        reverse("seat_create", args=[office.committee.pk]): 5,
    }
    for address, own in expected.items():
        with django_assert_num_queries(COMMON_QUERIES + own):
            office.client.get(address)
