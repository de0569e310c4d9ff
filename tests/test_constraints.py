"""Every constraint of the database is broken once, by plain SQL, and answers with its name.

A constraint without a way to break it here fails the build.
"""

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Func, Value
from django.utils import timezone

from coordination.boards import is_a_board
from coordination.models import (
    AreaCover,
    CaseItem,
    CaseLoad,
    CommitteeDecision,
    Event,
    FileLook,
    Level,
    Membership,
    Organization,
    OrganizationParent,
    PasswordResetCode,
    Person,
    Position,
    Role,
    Seat,
    SteeringCommittee,
    StoredFile,
    Succession,
    Unit,
    UnitCalendar,
    UnitParent,
    User,
)
from programs.models import (
    Amendment,
    AmendmentChange,
    AmendmentReview,
    AmendmentSignature,
    Attachment,
    Commitment,
    CommitmentPartner,
    ContentArea,
    FormerWording,
    Indicator,
    Narrative,
    PaperParty,
    Party,
    Program,
    ProgramSection,
    Review,
    ReviewComment,
    ReviewedText,
    Signature,
    SignedPaper,
    StandingReview,
)
from reports.models import Conclusion, Conference, Document, Rendering
from tests.programs import factories as make

pytestmark = pytest.mark.django_db

DAY = dt.date(2022, 1, 1)
HASH = "0" * 64


def all_constraints():
    """(model, constraint) of every business table."""
    for model in apps.get_models():
        if model._meta.app_label in ("coordination", "programs", "reports"):
            for constraint in model._meta.constraints:
                yield pytest.param(model, constraint, id=constraint.name)


def fill() -> None:
    """At least one row in every table that has a constraint."""
    province = make.UnitFactory(is_province=True)
    unit = make.UnitFactory(parent=province, code="164")
    AreaCover.objects.create(area=province, unit=unit)
    UnitCalendar.objects.create(unit=unit, year_starts_month=12, year_starts_day=15)
    board, women = (
        make.OrganizationFactory(unit=unit, kind_id=kind)
        for kind in ("mobilization_board", "women")
    )
    OrganizationParent.objects.create(organization=women, parent=board)
    Succession.objects.create(kind="rename", on=DAY)
    person = Person.objects.create(name="Nguyễn Văn A")
    Position.objects.create(person=person, organization=board, title="Trưởng ban")
    member = make.MembershipFactory(organization=board, role=Role.CLERK)
    now = timezone.now()
    PasswordResetCode.objects.create(
        user=member.user, code_hash="x", created_at=now, expires_at=now + dt.timedelta(days=1)
    )
    load = CaseLoad.objects.create(sha256=HASH, loaded_at=now)
    kind = apps.get_model("contenttypes", "ContentType").objects.get_for_model(User)
    CaseItem.objects.create(
        load=load, list="units", key="x", digest=HASH, content={}, content_type=kind, object_id="1"
    )
    StoredFile.objects.create(
        file="x", name="x", content_type="x", size=1, sha256=HASH, uploaded_at=now,
        uploaded_by=member, organization=board,
    )  # fmt: skip
    committee = SteeringCommittee.objects.create(unit=unit, name="Ban Chỉ đạo")
    CommitteeDecision.objects.create(
        committee=committee, kind="setting_up", number="1", date=DAY, issuer=board
    )
    Seat.objects.create(committee=committee, person=person, role="head")
    indicator = make.IndicatorFactory(code="T1")
    program = make.ProgramFactory(unit=unit, parties=[women, board], asks=[indicator])
    party = program.parties.get(role="lead")
    signer = program.parties.get(organization=board)
    Signature.objects.create(party=signer, person=person)
    Attachment.objects.create(program=program, title="x", file=StoredFile.objects.get())
    fill_agreements(program, signer, person, indicator, member)
    Review.objects.create(
        party=party, round=1, verdict="approved", decided_at=now, decided_by=member
    )
    make.TargetFactory(party=party, indicator=indicator)
    sheet = make.sheet(program, women, by=member, T1=("5", "1 triệu"))
    sheet.versions.create(number=1, sent_at=now, content={})
    Narrative.objects.create(sheet=sheet, text="x")
    conference = Conference.objects.create(
        kind="briefing", unit=unit, title="Giao ban", held_on=DAY, state="held",
        period_kind="half_year", period_from=make.FIRST_HALF[0], period_to=make.FIRST_HALF[1],
    )  # fmt: skip
    Conclusion.objects.create(conference=conference, text="x")
    issued = {
        "state": "issued", "number": 1, "dated_on": DAY, "tree": {}, "sha256": HASH,
        "issued_at": now, "issued_by": member, "register": "BC/2022",
    }  # fmt: skip
    document = Document.objects.create(
        kind="review_report", conference=conference, issuer=board, **issued
    )
    document.sections.create(code="x")
    Rendering.objects.create(tree_sha256=HASH, tree={}, asked_at=now)


def fill_agreements(program, party, person, indicator, member) -> None:
    """The text of a program, what is said of it, its papers and an amendment."""
    now = timezone.now()
    ProgramSection.objects.create(program=program, code="purpose", text="x")
    area = ContentArea.objects.create(program=program, title="x")
    commitment = Commitment.objects.create(content_area=area, text="x", lead=party)
    CommitmentPartner.objects.create(commitment=commitment, party=party)
    ReviewedText.objects.create(program=program, round=1, sent_at=now, sent_by=member, content={})
    ReviewComment.objects.create(party=party, round=1, text="x", created_at=now, created_by=member)
    StandingReview.objects.create(party=party, advice="keep", reviewed_at=now, reviewed_by=member)
    paper = SignedPaper.objects.create(program=program, number="1")
    PaperParty.objects.create(paper=paper, party=party)
    amendment = Amendment.objects.create(
        program=program, state="signed", signed_on=DAY, effective_from=DAY
    )
    AmendmentChange.objects.create(
        amendment=amendment, kind="target", party=party, indicator=indicator,
        quantity=1, quantity_qualifier="exact", value=1, value_qualifier="exact",
    )  # fmt: skip
    AmendmentReview.objects.create(
        amendment=amendment, party=party, round=1, verdict="approved",
        decided_at=now, decided_by=member,
    )  # fmt: skip
    AmendmentSignature.objects.create(amendment=amendment, party=party, person=person)
    FormerWording.objects.create(indicator=indicator, label_vi="x", valid_to=DAY)


# What makes a row impossible, where copying it does not.
UPDATES = {
    "coordination_unit_level_is_known": {"level": "x"},
    "coordination_unit_is_not_under_itself": {"parent": F("unit")},
    "coordination_calendar_begins_on_a_day_of_every_year": {"year_starts_day": 31},
    "coordination_organization_is_not_under_itself": {"parent": F("organization")},
    "coordination_succession_kind_is_known": {"kind": "x"},
    "coordination_membership_role_is_known": {"role": "x"},
    "coordination_membership_has_an_organization": {"organization": None},
    "coordination_reset_code_expires_after_it_was_made": {"expires_at": F("created_at")},
    "coordination_person_is_not_merged_into_itself": {"merged_into": F("pk")},
    "coordination_committee_decision_kind_is_known": {"kind": "x"},
    "coordination_seat_role_is_known": {"role": "x"},
    "programs_indicator_aggregation_is_known": {"aggregation": "x"},
    "programs_program_state_is_known": {"state": "x"},
    "programs_program_term_ends_after_it_begins": {"term_to": dt.date(2019, 1, 1)},
    "programs_program_signed_has_its_date": {"signed_on": None},
    "programs_program_terminated_says_when_and_why": {"state": "terminated"},
    "programs_program_terminated_after_it_begins": {
        "state": "terminated",
        "terminated_on": dt.date(2019, 12, 31),
        "terminated_reason": "x",
    },
    "programs_program_only_annual_plans_have_a_parent": {"parent": F("pk")},
    "programs_party_role_is_known": {"role": "x"},
    "programs_review_sending_back_has_a_comment": {"verdict": "sent_back"},
    "programs_section_code_is_known": {"code": "x"},
    "programs_commitment_says_something": {"text": ""},
    "programs_comment_says_something": {"text": ""},
    "programs_comment_answer_has_time_and_actor": {"answer": "x"},
    "programs_comment_resolution_has_time_and_actor": {"resolved_at": timezone.now()},
    "programs_standing_review_advice_is_known": {"advice": "x", "comment": "x"},
    "programs_standing_review_says_why": {"advice": "amend"},
    "programs_standing_review_handling_has_time_and_actor": {"handled_at": timezone.now()},
    "programs_amendment_state_is_known": {"state": "x"},
    "programs_amendment_signed_has_its_dates": {"effective_from": None},
    "programs_change_names_its_place": {"section": "purpose"},
    "programs_amendment_review_sending_back_has_a_comment": {"verdict": "sent_back"},
    "programs_target_of_an_amendment_has_its_day": {"valid_from": DAY},
    "programs_target_says_how_much": {"quantity": None, "quantity_qualifier": None},
    "programs_period_ends_after_it_begins": {"valid_to": dt.date(2021, 1, 1)},
    "programs_period_closed_says_when_and_by_whom": {"state": "closed"},
    "programs_sheet_state_is_known": {"state": "x", "is_loaded": True},
    "programs_sheet_submission_has_time_and_actor": {"submitted_by": None, "is_loaded": True},
    "programs_sheet_return_has_time_and_actor": {"returned_at": timezone.now()},
    "programs_sheet_acceptance_has_time_and_actor": {"accepted_by": None, "is_loaded": True},
    "programs_sheet_state_has_its_moments": {"state": "draft"},
    "programs_line_rate_has_both_parts": {"numerator": 1},
    "programs_line_joint_says_who_counts": {"is_joint": True},
    "reports_conference_period_is_whole": {"period_to": None},
    "reports_conference_held_has_its_day": {"held_on": None},
    "reports_conclusion_state_is_known": {"state": "x"},
    "reports_rendering_done_has_its_file": {"state": "done"},
}
PATTERNS = {
    "_ends_after_it_begins": {"valid_from": DAY, "valid_to": dt.date(2021, 1, 1)},
    "_quantity_has_its_qualifier": {"quantity": 1, "quantity_qualifier": None},
    "_value_has_its_qualifier": {"value": -1, "value_qualifier": "exact"},
}
# Copies that differ where another constraint would answer first.
COPIES = {
    "coordination_committee_is_set_up_once": {"number": "2"},
    "coordination_committee_decision_is_unique": {"kind": "renewal"},
    "coordination_committee_has_one_head_at_a_time": {"person": "another"},
    "programs_program_has_one_lead": {"organization": "another"},
    "programs_periods_of_a_kind_do_not_overlap": {"valid_to": dt.date(2022, 7, 1)},
    "programs_period_is_opened_once": {"kind": "on_demand"},
    "programs_party_takes_part_once": {"role": "partner"},
    "programs_program_is_begun_once_by_a_form": {"begun_with": uuid.UUID(int=1)},
}


def in_office() -> Person:
    """Somebody who may sit in a committee."""
    person = Person.objects.create(name="Trần Văn B")
    Position.objects.create(person=person, organization=make.OrganizationFactory(), title="Ủy viên")
    return person


def break_by_update(model, constraint) -> bool:
    """Make an existing row impossible; whether there is a way."""
    name = constraint.name
    changes = UPDATES.get(name) or next(
        (found for ending, found in PATTERNS.items() if name.endswith(ending)), None
    )
    if changes is None and name.endswith("_is_nfc"):
        field = name.removesuffix("_is_nfc").split(f"{model.__name__.lower()}_")[-1]
        decomposed = Func(Value("Hoà"), template="normalize(%(expressions)s, NFD)")
        changes = {field: decomposed}
    if changes is None:
        return False
    model.objects.filter(pk=model.objects.order_by("pk").last().pk).update(**changes)
    return True


def break_by_copy(model, constraint) -> None:
    """Store a row a second time."""
    name = constraint.name
    row = (
        model.objects.order_by("pk").first()
        if name != "programs_program_has_one_lead"
        else (model.objects.get(role="lead"))
    )
    if name == "programs_period_is_opened_once":
        model.objects.update(kind="on_demand")
        row.refresh_from_db()
    if name == "programs_program_is_begun_once_by_a_form":
        model.objects.filter(pk=row.pk).update(begun_with=uuid.UUID(int=1))
    if name == "coordination_unit_code_is_unique_in_time":
        row = model.objects.get(code="164")
    for field, value in COPIES.get(name, {}).items():
        if value == "another":
            value = make.OrganizationFactory() if field == "organization" else in_office()
        setattr(row, field, value)
    row.pk = None
    row._state.adding = True
    model.objects.bulk_create([row])


def break_by_insert(name: str) -> bool:
    """Store a new row that is impossible; whether this is the way for the constraint."""
    if name == "reports_document_issued_is_complete":
        there = Document.objects.get()
        Document.objects.bulk_create(
            [
                Document(
                    kind=there.kind,
                    conference=there.conference,
                    issuer=there.issuer,
                    state="issued",
                )
            ]
        )
    elif name == "coordination_event_sending_back_has_a_reason":
        Event(code="sheet.returned", object=User.objects.first(), at=timezone.now()).save()
    elif name == "coordination_file_has_its_hash":
        there = StoredFile.objects.get()
        there.pk, there.sha256 = None, "x"
        StoredFile.objects.bulk_create([there])
    elif name == "coordination_look_has_a_known_result":
        look(state="pending")
    elif name == "coordination_look_names_the_virus_and_shows_nothing_of_it":
        look(state="infected", virus="", picture="a.jpg")
    elif name == "programs_attachment_is_replaced_once":
        there = Attachment.objects.get()
        for number in range(2):
            file = StoredFile.objects.first()
            file.pk = None
            file.save(force_insert=True)
            Attachment.objects.create(
                program=there.program, title=str(number), file=file, replaces=there
            )
    else:
        return False
    return True


def look(**found) -> None:
    FileLook.objects.create(file=StoredFile.objects.get(), looked_at=timezone.now(), **found)


def break_somehow(model, constraint) -> None:
    """In the way that is written down for the constraint; fails where there is none."""
    if break_by_insert(constraint.name) or break_by_update(model, constraint):
        return
    copied = isinstance(constraint, models.UniqueConstraint | ExclusionConstraint)
    assert copied, f"no way to break {constraint.name} is written down"
    break_by_copy(model, constraint)


@pytest.mark.parametrize(("model", "constraint"), list(all_constraints()))
def test_breaking_it_is_refused_by_name(model, constraint):
    fill()
    with pytest.raises(IntegrityError, match=constraint.name), transaction.atomic():
        break_somehow(model, constraint)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE reports_document SET place = 'khác'", "DELETE FROM reports_document"],
)
def test_an_issued_paper_is_frozen(statement):
    fill()
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="an issued paper cannot be changed or deleted"),
        transaction.atomic(),
    ):
        cursor.execute(statement)


def test_a_membership_of_the_whole_installation_is_the_administrators_alone():
    user = make.UserFactory()
    Membership.objects.create(user=user, role=Role.ADMIN)
    with pytest.raises(IntegrityError, match="has_an_organization"), transaction.atomic():
        Membership.objects.create(user=user, role=Role.HEAD)


def test_an_indicator_in_use_keeps_its_meaning():
    fill()
    used = Indicator.objects.get(code="T1")
    Indicator.objects.filter(pk=used.pk).update(label_vi="Tên khác")
    with pytest.raises(IntegrityError, match="in_use_keeps_its_meaning"), transaction.atomic():
        Indicator.objects.filter(pk=used.pk).update(unit_vi="căn")
    unused = make.IndicatorFactory(code="T2")
    Indicator.objects.filter(pk=unused.pk).update(unit_vi="căn")


def test_who_signed_held_a_position_in_the_organisation_on_the_day():
    fill()
    signature = Signature.objects.get()
    stranger = in_office()
    with pytest.raises(IntegrityError, match="held_a_position_on_the_day"), transaction.atomic():
        Signature.objects.filter(pk=signature.pk).update(person=stranger)
    Position.objects.create(
        person=stranger, organization=signature.party.organization, title="Phó Trưởng ban"
    )
    Signature.objects.filter(pk=signature.pk).update(person=stranger)


def refused(name: str):
    """A block of which the database refuses something by the rule with this name."""
    return pytest.raises(IntegrityError, match=name)


def test_the_database_ranks_the_levels_as_the_code_does():
    with connection.cursor() as cursor:
        for level in Level:
            cursor.execute("SELECT unit_rank(%s)", [level.value])
            assert cursor.fetchone() == (level.rank,)


@pytest.mark.parametrize(
    ("above", "below"),
    [("commune", "district"), ("district", "district"), ("area", "district"), ("area", "area")],
)
def test_a_parent_stands_above_its_child_by_its_level(above, below):
    parent, unit = make.UnitFactory(level=above), make.UnitFactory(level=below)
    province = make.UnitFactory(is_province=True)
    place = UnitParent.objects.create(unit=unit, parent=province)
    rule = "coordination_unit_parent_is_of_a_higher_level"
    with refused(rule), transaction.atomic():
        UnitParent.objects.filter(pk=place.pk).update(parent=parent)
    place.delete()
    with refused(rule), transaction.atomic():
        UnitParent.objects.bulk_create([UnitParent(unit=unit, parent=parent)])


@pytest.mark.parametrize("level", ["province", "commune"])
def test_a_level_stays_between_those_above_and_below(level):
    district = make.UnitFactory(parent=make.UnitFactory(is_province=True))
    make.UnitFactory(level="commune", parent=district)
    with (
        refused("coordination_unit_level_fits_those_above_and_below"),
        transaction.atomic(),
    ):
        Unit.objects.filter(pk=district.pk).update(level=level)
    Unit.objects.filter(pk=district.pk).update(level="area")


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD])
def test_board_staff_act_for_a_board_alone(role):
    board, women = make.OrganizationFactory(is_board=True), make.OrganizationFactory()
    user = make.UserFactory()
    rule = "coordination_board_staff_act_for_a_board"
    with refused(rule), transaction.atomic():
        Membership.objects.bulk_create([Membership(user=user, organization=women, role=role)])
    held = make.MembershipFactory(user=user, organization=women)
    with refused(rule), transaction.atomic():
        Membership.objects.filter(pk=held.pk).update(role=role)
    Membership.objects.filter(pk=held.pk).update(role=role, organization=board)
    with refused(rule), transaction.atomic():
        Membership.objects.filter(pk=held.pk).update(organization=women)


def test_what_board_staff_act_for_stays_a_board():
    """Also where it is one only because a Board went into it, however long ago."""
    board = make.OrganizationFactory(is_board=True)
    merged, renamed = (make.OrganizationFactory(kind_id="other") for _number in range(2))
    acts = []
    for before, after in ((board, merged), (merged, renamed)):
        acts.append(Succession.objects.create(kind="merge", on=DAY))
        acts[-1].organizations_before.add(before)
        acts[-1].organizations_after.add(after)
    assert is_a_board(renamed.pk)
    held = make.MembershipFactory(organization=renamed, role=Role.CLERK)
    rule = "coordination_organization_with_board_staff_is_a_board"
    with refused(rule), transaction.atomic():
        Organization.objects.filter(pk=board.pk).update(kind="women")
    for link in (acts[0].organizations_before, acts[0].organizations_after):
        with refused(rule), transaction.atomic():
            link.clear()
    held.delete()
    Organization.objects.filter(pk=board.pk).update(kind="women")
    assert not is_a_board(renamed.pk)


def test_a_program_has_at_most_twelve_parties_on_any_day():
    unit = make.UnitFactory()
    twelve = [make.OrganizationFactory(unit=unit) for _ in range(12)]
    program = make.ProgramFactory(unit=unit, parties=twelve, is_draft=True)
    more = {"program": program, "organization": make.OrganizationFactory(unit=unit)}
    with pytest.raises(IntegrityError, match="at_most_twelve_parties"), transaction.atomic():
        Party.objects.create(role="partner", **more)
    day = dt.date(2022, 1, 1)
    Party.objects.filter(program=program, role="partner").order_by("pk").filter(
        organization=twelve[-1]
    ).update(valid_to=day - dt.timedelta(days=1))
    Party.objects.create(role="partner", valid_from=day, **more)
    with pytest.raises(IntegrityError, match="at_most_twelve_parties"), transaction.atomic():
        Party.objects.filter(organization=twelve[-1]).update(valid_to=None)


def test_the_parties_and_plans_of_a_loaded_program_are_as_its_file_has_them():
    unit = make.UnitFactory()
    program = make.ProgramFactory(unit=unit, is_loaded=True)
    for _ in range(13):
        organization = make.OrganizationFactory(unit=unit)
        Party.objects.create(program=program, organization=organization, role="partner")
    assert program.parties.count() == 13
    make.AnnualPlanFactory(parent=program, is_loaded=True, term_from=dt.date(2019, 7, 1))


@pytest.mark.parametrize(
    "term", [{"term_from": dt.date(2019, 12, 31)}, {"term_to": dt.date(2026, 1, 1)}]
)
def test_an_annual_plan_lies_within_its_program_whichever_is_changed(term):
    program = make.ProgramFactory(is_draft=True)
    plan = make.AnnualPlanFactory(parent=program, is_draft=True)
    with pytest.raises(IntegrityError, match="plan_lies_within"), transaction.atomic():
        Program.objects.filter(pk=plan.pk).update(**term)
    with pytest.raises(IntegrityError, match="plan_lies_within"), transaction.atomic():
        make.AnnualPlanFactory(parent=program, is_draft=True, **term)
    Program.objects.filter(pk=plan.pk).update(term_to=dt.date(2022, 6, 30))
    with pytest.raises(IntegrityError, match="plan_lies_within"), transaction.atomic():
        Program.objects.filter(pk=program.pk).update(term_to=dt.date(2022, 5, 31))
