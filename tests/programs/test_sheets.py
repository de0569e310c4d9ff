"""A sheet through its pages: typed, saved, sent, returned, accepted; nothing lost."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.models import Event, Role
from programs.models import PeriodState, ResultLine, ResultSheet, SheetState
from tests.programs import factories as make

pytestmark = pytest.mark.django_db

SAVING = 15  # statements for any number of cells, session and savepoints included
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class Office:
    """A district with its Board, command and women's union, one program and an open period."""

    def __init__(self):
        self.unit = make.UnitFactory()
        self.board, self.command, self.women = (
            make.OrganizationFactory(unit=self.unit, kind_id=kind, short_name=name)
            for kind, name in (
                ("mobilization_board", "Ban Dân vận"),
                ("military_command", "Ban CHQS"),
                ("women", "Hội LHPN"),
            )
        )
        self.gifts = make.IndicatorFactory(code="T1", unit_vi="suất")
        self.rate = make.IndicatorFactory(code="T2", is_rate=True)
        self.program = make.ProgramFactory(
            unit=self.unit, parties=[self.command, self.women], asks=[self.gifts, self.rate]
        )
        self.period = make.period_of(self.program, *make.FIRST_HALF)
        self.reporter = make.MembershipFactory(organization=self.women)
        self.clerk = make.MembershipFactory(organization=self.board, role=Role.CLERK)
        self.head = make.MembershipFactory(organization=self.board, role=Role.HEAD)

    def url(self, name="sheet", *more):
        return reverse(name, args=[self.period.pk, self.women.pk, *more])

    @property
    def sheet(self) -> ResultSheet:
        return ResultSheet.objects.get(period=self.period, organization=self.women)

    def line(self, code="T1") -> ResultLine | None:
        return ResultLine.objects.filter(sheet=self.sheet, indicator__code=code).first()

    def cell(self, kind="quantity", indicator=None, ordinal=0):
        return f"{kind}-{(indicator or self.gifts).pk}-{ordinal}"

    def typed(self, was="", indicator=None, **cells):
        """Posted cells by kind; `was` is what stood there when the page was made."""
        data = {}
        for kind, text in cells.items():
            name = self.cell(kind, indicator)
            data |= {name: text, f"was-{name}": was}
        return data


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def sign_in(client):
    def go(membership):
        client.force_login(membership.user)
        return client

    return go


def text_of(response) -> str:
    return response.content.decode()


def test_a_reporter_types_as_people_write(office, sign_in):
    response = sign_in(office.reporter).post(
        office.url(), office.typed(quantity="trên 200", value="24,5triệu đồng", note="dịp Tết")
    )
    assert response.status_code == 302
    line = office.line()
    assert (line.quantity, line.quantity_qualifier, line.quantity_text) == (200, "more", "trên 200")
    assert (line.value, line.value_qualifier) == (24_500_000, "exact")
    assert line.value_text == "24,5triệu đồng"
    assert line.note == "dịp Tết"
    assert office.sheet.state == SheetState.DRAFT
    assert not office.sheet.is_on_behalf


def test_zero_is_a_result_and_empty_is_none(office, sign_in):
    client = sign_in(office.reporter)
    client.post(office.url(), office.typed(quantity="0", value=""))
    assert (office.line().quantity, office.line().value) == (0, None)
    client.post(office.url(), office.typed(was="0", quantity=""))
    assert office.line() is None


@pytest.mark.parametrize(
    "typed", ["120,500,000", "1.5 tỷ", "abc", "-5", "385 con", "99999999999999999"]
)
def test_a_bad_cell_is_kept_as_typed_and_the_good_ones_are_saved(office, sign_in, typed):
    response = sign_in(office.reporter).post(
        office.url(), office.typed(quantity=typed, value="20 triệu")
    )
    assert response.status_code == 422
    assert f'value="{typed}"' in text_of(response)
    assert 'class="fault"' in text_of(response)
    assert (office.line().quantity, office.line().value) == (None, 20_000_000)


def test_two_people_in_one_cell_see_both_figures(office, sign_in):
    sign_in(office.reporter).post(office.url(), office.typed(quantity="385"))
    response = sign_in(office.clerk).post(office.url(), office.typed(was="", quantity="395"))
    assert response.status_code == 422
    assert "385" in text_of(response)
    assert "395" in text_of(response)
    assert office.line().quantity == 385
    sign_in(office.clerk).post(office.url(), office.typed(was="385", quantity="395"))
    assert office.line().quantity == 395


def test_a_cell_left_alone_never_overwrites_what_another_wrote(office, sign_in):
    sign_in(office.reporter).post(office.url(), office.typed(quantity="385"))
    response = sign_in(office.clerk).post(
        office.url(), office.typed(was="", quantity="") | office.typed(value="1 triệu")
    )
    assert response.status_code == 302
    assert (office.line().quantity, office.line().value) == (385, 1_000_000)


def test_a_rate_needs_both_parts(office, sign_in):
    client = sign_in(office.reporter)
    response = client.post(office.url(), office.typed(indicator=office.rate, numerator="5"))
    assert response.status_code == 422
    assert office.line("T2") is None
    for denominator, status in (("0", 422), ("8", 302)):
        response = client.post(
            office.url(),
            office.typed(indicator=office.rate, numerator="5", denominator=denominator),
        )
        assert response.status_code == status
    assert (office.line("T2").numerator, office.line("T2").denominator) == (5, 8)


def test_htmx_saves_one_cell_and_answers_with_it(office, sign_in):
    response = sign_in(office.reporter).post(
        office.url(), office.typed(quantity="hơn 2 nghìn"), headers={"HX-Request": "true"}
    )
    assert response.status_code == 200
    assert 'value="trên 2.000"' in text_of(response)
    assert "<html" not in text_of(response)
    assert office.line().quantity == 2000


def test_the_board_enters_on_behalf_with_the_stamped_paper(office, sign_in):
    client = sign_in(office.clerk)
    client.post(office.url(), office.typed(quantity="385"))
    assert office.sheet.is_on_behalf
    upload = SimpleUploadedFile("phieu.pdf", PDF)
    client.post(office.url("sheet_attach"), {"file": upload, "secrecy": "none"})
    stored = office.sheet.stamped_sheet
    assert (stored.name, stored.content_type) == ("phieu.pdf", "application/pdf")
    served = client.get(office.url("sheet_paper"))
    assert b"".join(served.streaming_content) == PDF
    assert served["X-Content-Type-Options"] == "nosniff"
    client.post(office.url("sheet_submit"))
    event = Event.objects.about(office.sheet).get(code="sheet.submitted")
    assert event.data == {"version": 1, "on_behalf": True}


@pytest.mark.parametrize(
    ("name", "content", "mark"),
    [
        ("phieu.pdf", PDF, "mat"),
        ("phieu.pdf", b"MZ\x90\x00 not a pdf", "none"),
        ("phieu.docx", PDF, "none"),
        ("phieu.pdf", b"", "none"),
    ],
)
def test_secret_disguised_and_empty_files_are_refused(office, sign_in, name, content, mark):
    client = sign_in(office.clerk)
    client.post(office.url(), office.typed(quantity="1"))
    response = client.post(
        office.url("sheet_attach"),
        {"file": SimpleUploadedFile(name, content), "secrecy": mark},
        follow=True,
    )
    assert office.sheet.stamped_sheet is None
    assert "note-bad" in text_of(response)


def test_a_file_too_large_is_refused(office, sign_in, settings):
    settings.UPLOAD_MAX_BYTES = 10
    client = sign_in(office.clerk)
    client.post(office.url(), office.typed(quantity="1"))
    upload = SimpleUploadedFile("phieu.pdf", PDF)
    client.post(office.url("sheet_attach"), {"file": upload, "secrecy": "none"})
    assert office.sheet.stamped_sheet is None


def test_sent_returned_corrected_and_accepted_keeps_every_version(office, sign_in):
    sign_in(office.reporter).post(office.url(), office.typed(quantity="385") | {"then_send": "1"})
    assert office.sheet.state == SheetState.SUBMITTED
    sign_in(office.clerk).post(office.url("sheet_return"), {"reason": "Thiếu trị giá"})
    assert office.sheet.state == SheetState.RETURNED
    client = sign_in(office.reporter)
    assert "Thiếu trị giá" in text_of(client.get(office.url()))
    client.post(office.url(), office.typed(was="385", quantity="395") | {"then_send": "1"})
    sign_in(office.clerk).post(office.url("sheet_accept"))
    sheet = office.sheet
    assert (sheet.state, sheet.version) == (SheetState.ACCEPTED, 2)
    kept = {one.number: one.content["lines"][0]["quantity"] for one in sheet.versions.all()}
    assert kept == {1: "385", 2: "395"}
    page = text_of(sign_in(office.clerk).get(office.url("sheet_version", 2)))
    assert "385" in page
    assert "395" in page
    history = text_of(
        sign_in(office.clerk).get(reverse("history", args=["programs.resultsheet", sheet.pk]))
    )
    assert "Thiếu trị giá" in history
    assert "385" in history


def test_an_empty_sheet_is_not_sent(office, sign_in):
    client = sign_in(office.reporter)
    response = client.post(office.url("sheet_submit"), follow=True)
    assert "note-bad" in text_of(response)
    assert not ResultSheet.objects.exists()


def test_returning_needs_a_reason(office, sign_in):
    sign_in(office.reporter).post(office.url(), office.typed(quantity="1") | {"then_send": "1"})
    sign_in(office.clerk).post(office.url("sheet_return"), {"reason": "  "})
    assert office.sheet.state == SheetState.SUBMITTED


def test_sending_twice_sends_once(office, sign_in):
    client = sign_in(office.reporter)
    client.post(office.url(), office.typed(quantity="1"))
    client.post(office.url("sheet_submit"))
    client.post(office.url("sheet_submit"))
    assert office.sheet.version == 1
    assert Event.objects.about(office.sheet).filter(code="sheet.submitted").count() == 1


def test_an_accepted_sheet_is_not_changed_through_an_old_page(office, sign_in):
    client = sign_in(office.reporter)
    client.post(office.url(), office.typed(quantity="385") | {"then_send": "1"})
    sign_in(office.clerk).post(office.url("sheet_accept"))
    response = sign_in(office.reporter).post(office.url(), office.typed(was="385", quantity="999"))
    assert response.status_code == 409
    assert office.line().quantity == 385
    assert "999" in text_of(response)  # what was typed is shown again


def test_a_closed_period_says_who_closed_it_and_takes_nothing(office, sign_in):
    sign_in(office.head).post(reverse("period_close", args=[office.period.pk]))
    office.period.refresh_from_db()
    assert office.period.state == PeriodState.CLOSED
    client = sign_in(office.reporter)
    assert office.head.user.full_name in text_of(client.get(office.url()))
    assert client.post(office.url(), office.typed(quantity="5")).status_code == 409
    assert not ResultLine.objects.exists()
    reopen = reverse("period_reopen", args=[office.period.pk])
    head = sign_in(office.head)
    head.post(reopen, {"reason": ""})
    office.period.refresh_from_db()
    assert office.period.state == PeriodState.CLOSED
    head.post(reopen, {"reason": "Bổ sung số liệu"})
    office.period.refresh_from_db()
    assert office.period.state == PeriodState.OPEN


def test_a_clerk_cannot_close_a_period(office, sign_in):
    sign_in(office.clerk).post(reverse("period_close", args=[office.period.pk]))
    office.period.refresh_from_db()
    assert office.period.state == PeriodState.OPEN


def test_narratives_are_kept_and_conflicts_shown(office, sign_in):
    client = sign_in(office.reporter)
    client.post(office.url(), {"text-": "Đã làm tốt", "was-text-": ""})
    assert office.sheet.narratives.get().text == "Đã làm tốt"
    response = client.post(office.url(), {"text-": "Bản khác", "was-text-": ""})
    assert response.status_code == 422
    assert "Đã làm tốt" in text_of(response)
    assert "Bản khác" in text_of(response)
    assert office.sheet.narratives.get().text == "Đã làm tốt"


def test_beside_the_cells_stand_last_period_last_year_and_target(office, sign_in):
    earlier = (dt.date(2021, 1, 1), dt.date(2021, 6, 30))
    last = (dt.date(2021, 7, 1), dt.date(2021, 12, 31))
    make.sheet(office.program, office.women, earlier, T1="123")
    make.sheet(office.program, office.women, last, T1="trên 456")
    party = office.program.parties.get(organization=office.women)
    make.TargetFactory(party=party, indicator=office.gifts, quantity=789)
    page = text_of(sign_in(office.reporter).get(office.url()))
    for figure in ("123", "trên 456", "789"):
        assert figure in page


def test_who_has_not_reported_is_named(office, sign_in):
    sign_in(office.reporter).post(office.url(), office.typed(quantity="1") | {"then_send": "1"})
    page = text_of(sign_in(office.clerk).get(reverse("period", args=[office.period.pk])))
    missing = page[
        page.index('id="missing-title"') : page.index(
            "</section>", page.index('id="missing-title"')
        )
    ]
    assert "Ban CHQS" in missing
    assert "Hội LHPN" not in missing


def test_saving_sixty_cells_costs_as_many_queries_as_saving_two(office, sign_in):
    indicators = [make.IndicatorFactory(code=f"V{number}") for number in range(31)]
    for order, indicator in enumerate(indicators):
        office.program.program_indicators.create(indicator=indicator, order=order)
    client = sign_in(office.reporter)
    client.post(office.url(), office.typed(quantity="1"))  # the sheet exists from now on

    def queries(some) -> int:
        data = {}
        for indicator in some:
            data |= office.typed(indicator=indicator, quantity="5", value="1 triệu")
        with CaptureQueriesContext(connection) as seen:
            assert client.post(office.url(), data).status_code == 302
        return len(seen)

    assert queries(indicators[:1]) == queries(indicators[1:]) == SAVING


def test_pages_ask_a_fixed_number_of_queries(office, sign_in, django_assert_num_queries):
    client = sign_in(office.clerk)
    client.post(office.url(), office.typed(quantity="1", value="1 triệu"))
    pages = {
        office.url(): 11,
        reverse("period", args=[office.period.pk]): 6,
        reverse("results"): 6,
        reverse("programs"): 5,
        reverse("program", args=[office.program.pk]): 12,
    }
    for url, count in pages.items():
        with django_assert_num_queries(count):
            assert client.get(url).status_code == 200


def test_a_text_too_long_is_refused_and_kept_on_the_page(office, sign_in):
    text = "Đã làm tốt. " * 2000
    response = sign_in(office.reporter).post(office.url(), {"text-": text, "was-text-": ""})
    assert response.status_code == 409
    assert text.strip() in text_of(response)
    assert not office.sheet.narratives.exists()


def test_a_text_on_an_area_that_is_not_asked_for_is_not_taken(office, sign_in):
    sign_in(office.reporter).post(office.url(), {"text-DV": "Lạc chỗ", "was-text-DV": ""})
    assert not office.sheet.narratives.exists()


def test_several_loaded_texts_of_one_area_are_shown_and_corrected_as_one(office, sign_in):
    sheet = make.sheet(office.program, office.women, state="draft", T1="1")
    for text in ("Thứ nhất", "Thứ hai"):
        sheet.narratives.create(text=text)
    client = sign_in(office.reporter)
    page = text_of(client.get(office.url()))
    assert "Thứ nhất" in page
    assert "Thứ hai" in page
    client.post(office.url(), {"text-": "Một bản", "was-text-": "Thứ nhất\r\n\r\nThứ hai"})
    assert [one.text for one in sheet.narratives.all()] == ["Một bản"]


def test_pages_are_not_kept_by_the_browser(office, sign_in):
    response = sign_in(office.reporter).get(office.url())
    assert response["Cache-Control"] == "private, no-store"


def test_a_request_that_cannot_be_read_is_answered_in_words(office, sign_in, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    client = sign_in(office.reporter)
    client.raise_request_exception = False
    response = client.post(office.url(), {"a": "1", "b": "2", "c": "3", "d": "4"})
    assert response.status_code == 400
    assert "Không đọc được" in text_of(response)
