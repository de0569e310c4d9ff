"""What no ordinary person types, and what stands at the edge of a rule: never a broken page."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from coordination.access import within_reach
from coordination.models import Event, Organization, Role
from coordination.text import nfc
from programs.models import PeriodState, ReportingPeriod, SheetState
from programs.workflow import Refused, why_locked
from reports.access import visible_conferences, visible_documents
from reports.drafting import printable_text
from reports.models import Conference
from tests.programs import factories as make
from tests.programs.test_sheets import Office
from tests.reports.reviews import half_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    return Office()


def _signed_in(client, membership):
    client.force_login(membership.user)
    return client


def test_a_null_character_is_left_out_of_texts():
    assert nfc("a\0b\0") == "ab"


def test_null_characters_in_addresses_break_no_page(client, office):
    _signed_in(client, office.clerk)
    assert client.get(reverse("programs"), {"q": "a\0b"}).status_code == 200
    parts = reverse("totals_parts", args=[office.program.pk, "T\0"])
    assert client.get(parts).status_code == 404


def test_null_characters_in_notes_and_narratives_are_left_out(client, office):
    _signed_in(client, office.reporter)
    note = office.cell("note")
    typed = {
        office.cell(): "5",
        f"was-{office.cell()}": "",
        note: "ghi\0 chú",
        f"was-{note}": "",
        "text-": "Đã\0 làm",
        "was-text-": "",
    }
    assert client.post(office.url(), typed).status_code == 302
    assert office.line().note == "ghi chú"
    assert office.sheet.narratives.get().text == "Đã làm"


def test_null_characters_in_a_reason_are_left_out_and_alone_are_none(client, office):
    sheet = make.sheet(
        office.program, office.women, state=SheetState.SUBMITTED, by=office.reporter, T1="5"
    )
    _signed_in(client, office.clerk)
    client.post(office.url("sheet_return"), {"reason": "\0"})
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SUBMITTED
    client.post(office.url("sheet_return"), {"reason": "thiếu\0 số"})
    sheet.refresh_from_db()
    assert sheet.state == SheetState.RETURNED
    assert Event.objects.about(sheet).get(code="sheet.returned").reason == "thiếu số"


def test_a_user_name_that_is_too_long_is_refused_with_a_sentence(client):
    answer = client.post(reverse("login"), {"username": "x" * 1000, "password": "x"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["username"]


def test_a_lock_names_the_day_of_the_office_not_of_greenwich(office):
    closed_at = dt.datetime(2026, 7, 1, 18, 0, tzinfo=dt.UTC)  # 01:00 on 2 July in Vietnam
    office.period.state = PeriodState.CLOSED
    office.period.closed_at, office.period.closed_by = closed_at, office.head
    office.period.save()
    assert "02/07/2026" in why_locked(ReportingPeriod.objects.get(pk=office.period.pk))[0].sentence


def test_the_administrator_of_everything_sees_conferences_and_organisations(office):
    admin = make.MembershipFactory(organization=None, role=Role.ADMIN)
    conference = Conference.objects.create(
        kind="preliminary_review", title="Sơ kết", unit=office.unit
    )
    assert visible_conferences(admin).get() == conference
    assert not visible_documents(admin).exists()
    assert Organization.objects.filter(within_reach(admin)).count() == 3


def test_what_word_leaves_in_a_text_is_printable():
    assert printable_text("một\thai\u2028ba\x0bbốn") == "một hai\nba\nbốn"


def test_a_paper_is_not_dated_tomorrow():
    with translation.override("en"), pytest.raises(Refused, match="lies in the future"):
        half_year().issued("military", dated=dt.date(2022, 7, 30))
