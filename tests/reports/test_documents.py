"""Papers through their pages: drafted, filled, rendered, issued, corrected; and never changed."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from coordination.history import recorded
from coordination.models import Event, Role
from programs.models import ResultLine, ResultSheet
from programs.workflow import Refused
from reports.content import review_report
from reports.models import Document, DocumentSection, DocumentState, Rendering, RenderingState
from reports.rendering import ask_for, render
from reports.tracing import traced
from reports.transitions import issue_document, next_number, start_correction
from tests.coordination.world import signed_in
from tests.reports.reviews import AT, HELD_ON, half_year, read_pdf

pytestmark = pytest.mark.django_db

COMMAND, BOARD, WOMEN = "Ban CHQS huyện", "Ban Dân vận", "Hội LHPN"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def world():
    return half_year()


@pytest.fixture
def command(world):
    """The command's reviewer at a browser."""
    return signed_in(world.members[COMMAND, Role.REVIEWER])


@pytest.fixture
def head(world):
    """The Board's head at a browser."""
    return signed_in(world.members[BOARD, Role.HEAD])


def page(client, name: str, *args) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def move(client, name: str, document: Document, **fields) -> str:
    """Make a move; what the page says afterwards."""
    answer = client.post(reverse(name, args=[document.pk]), fields, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


HEAD = {"place": "Mẫu", "recipients": "Thường trực Huyện ủy\r\nCác bên ký kết"}


DRAFT_QUERIES = 34  # for who issues it, with the next number of the register


def test_a_draft_asks_a_fixed_number_of_queries(world, head, django_assert_num_queries):
    document = world.draft("party")
    with django_assert_num_queries(DRAFT_QUERIES):
        page(head, "document", document.pk)
    lines = ResultLine.objects.filter(sheet__state="accepted", ordinal=0)
    assert len(lines) > 10
    ResultLine.objects.exclude(pk=lines.first().pk).delete()
    with django_assert_num_queries(DRAFT_QUERIES):
        page(head, "document", document.pk)


# --- The way of a paper --------------------------------------------------------------------------


def test_from_the_conference_to_the_numbered_pdf(world, command):
    issuer, _by = world.issuer_of("military")
    url = reverse("conference_draft", args=[world.conference.pk])
    assert command.post(url, {"issuer": issuer.pk}).status_code == 302
    document = Document.objects.get()
    assert (document.signer.title, document.place) == ("Chính trị viên", "Mẫu")
    assert "Dự thảo lần 1" in page(command, "document", document.pk)

    filled = HEAD | {"signer": document.signer_id, "shortcomings": "Báo cáo còn chậm.\r\n- Một"}
    assert "Saved." in move(command, "document", document, **filled)
    assert document.sections.get().text == "Báo cáo còn chậm.\n- Một"
    assert "Báo cáo còn chậm." in page(command, "document", document.pk)

    assert "The PDF is being made" in move(command, "document_render", document)
    assert ProcrastinateJob.objects.get().task_name == "render_paper"
    render(Rendering.objects.get().pk, at=AT)
    assert "Open the PDF" in page(command, "document_file_state", document.pk)
    answer = command.get(reverse("document_pdf", args=[document.pk]))
    assert answer.content.startswith(b"%PDF")

    assert "The paper was issued." in move(command, "document_issue", document, dated="29/7/2022")
    document.refresh_from_db()
    assert (document.state, document.number, document.dated_on) == ("issued", 1, HELD_ON)
    assert document.number_text == "Số: 01/BC-BCH"
    text = read_pdf(document)
    assert "Số: 01/BC-BCH" in text
    assert "- Một" in text
    assert "Dự thảo" not in text
    answer = command.get(reverse("document_pdf", args=[document.pk]))
    assert "01-BC-BCH.pdf" in answer.headers["Content-Disposition"]


def test_the_same_tree_is_rendered_once(world):
    paper = review_report(world.draft("military"))
    first, second = ask_for(paper, at=AT), ask_for(paper, at=AT)
    assert first == second
    assert ProcrastinateJob.objects.count() == 1
    Rendering.objects.update(state=RenderingState.FAILED, error="no font")
    ask_for(paper, at=AT)
    assert ProcrastinateJob.objects.count() == 2


def test_a_draft_follows_the_figures(world, command):
    document = world.draft("military")
    assert "433" in page(command, "document", document.pk)
    ResultLine.objects.filter(indicator__code="AS02", quantity=48).update(quantity=50)
    assert "435" in page(command, "document", document.pk)


def test_what_a_paper_lacks_is_said_on_its_page(world, command):
    document = world.draft("military")
    Document.objects.update(signer=None, place="")
    text = page(command, "document", document.pk)
    assert "Choose who signs the paper." in text
    said = move(command, "document_issue", document, dated="29/7/2022")
    assert "Say at which place the paper is dated." in said
    document.refresh_from_db()
    assert document.state == DocumentState.DRAFT


def test_a_fault_is_a_sentence_and_breaks_no_page(world, command):
    document = world.draft("military")
    world.conference.programs.clear()
    assert "which programs it reviews" in page(command, "document", document.pk)
    assert "Make the PDF" in page(command, "document_file_state", document.pk)
    assert "which programs it reviews" in move(command, "document_render", document)
    assert command.get(reverse("document_pdf", args=[document.pk])).status_code == 404


@pytest.mark.parametrize("field", ["place", "recipients", "directions"])
def test_what_no_paper_can_hold_is_refused_at_its_field(world, command, field):
    document = world.draft("military")
    url = reverse("document", args=[document.pk])
    answer = command.post(url, HEAD | {"signer": document.signer_id, field: "Một\x07Hai"})
    assert answer.status_code == 422
    assert "control character" in answer.content.decode()
    document.refresh_from_db()
    assert document.place == "Mẫu"
    assert not document.sections.exists()


# --- Numbers -------------------------------------------------------------------------------------


def test_numbers_follow_each_other_in_their_register(world):
    assert [world.issued("military").number for _round in range(2)] == [1, 2]
    assert world.issued("party").number == 1
    draft = world.draft("military")
    assert next_number(draft, dated=dt.date(2023, 1, 5)) == 1
    assert next_number(draft, dated=HELD_ON) == 3
    draft = world.draft("party")
    assert next_number(draft, dated=dt.date(2023, 1, 5)) == 2


def test_another_number_needs_a_reason(world, command):
    document = world.draft("military")
    given = {"dated": "29/7/2022", "number": 7}
    assert "next number is 1" in move(command, "document_issue", document, **given)
    move(command, "document_issue", document, **given, reason="Sổ giấy đã đến số 6")
    document.refresh_from_db()
    assert document.number == 7
    event = Event.objects.about(document).get(code="document.issued")
    assert event.reason == "Sổ giấy đã đến số 6"


def test_a_number_is_given_once(world):
    world.issued("military")
    with pytest.raises(Refused, match="is taken"):
        world.issued("military", number=1, reason="Nhầm")


@pytest.mark.parametrize(
    ("dated", "sentence"),
    [
        (dt.date(2022, 8, 15), "lies in the future"),
        (dt.date(2021, 12, 31), "dated before the period"),
    ],
)
def test_a_paper_has_a_possible_date(world, dated, sentence):
    with pytest.raises(Refused, match=sentence):
        world.issued("military", dated=dated)


def test_what_cannot_be_read_as_a_date_is_told(world, command):
    document = world.draft("military")
    assert "Date of the paper" in move(command, "document_issue", document, dated="31/2/2022")
    document.refresh_from_db()
    assert document.number is None


# --- Who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "who", "status"),
    [
        ("military", (BOARD, Role.HEAD), 403),
        ("military", (BOARD, Role.CLERK), 403),
        ("military", (WOMEN, Role.REPORTER), 404),
        ("party", (COMMAND, Role.REVIEWER), 404),
        ("party", (BOARD, Role.CLERK), 403),
    ],
)
def test_only_the_issuer_issues(world, system, who, status):
    document = world.draft(system)
    client = signed_in(world.members[who])
    answer = client.post(reverse("document_issue", args=[document.pk]), {"dated": "29/7/2022"})
    assert answer.status_code == status
    document.refresh_from_db()
    assert document.state == DocumentState.DRAFT


def test_an_issued_paper_is_read_by_others_without_its_history(world):
    document = world.issued("military")
    client = signed_in(world.members[WOMEN, Role.REPORTER])
    text = page(client, "document", document.pk)
    assert "Số: 01/BC-BCH" in text
    assert reverse("history", args=["reports.document", document.pk]) not in text
    answer = client.get(reverse("history", args=["reports.document", document.pk]))
    assert answer.status_code == 404


def test_the_history_tells_texts_and_not_the_tree(world, command):
    document = world.draft("military")
    by = world.members[COMMAND, Role.REVIEWER]
    with recorded(by=by, source="web"):
        section = document.sections.create(code="directions", text="Tiếp tục.")
    with recorded(by=by, source="web"):
        section.text = "Đổi mới."
        section.save()
    with recorded(by=by, source="web"):
        issue_document(document=document, by=by, at=AT, dated=HELD_ON)
    text = page(command, "history", "reports.document", document.pk)
    assert "V.1 Directions" in text
    assert "Tiếp tục." in text
    assert "Đổi mới." in text
    assert "Số: 01/BC-BCH" in text
    assert "paper/1" not in text
    document.refresh_from_db()
    assert document.sha256 not in text


# --- Figures lead back ---------------------------------------------------------------------------


def test_each_figure_leads_to_its_sheet_or_its_total(world, django_assert_num_queries):
    paper = review_report(world.draft("military"))
    reader = world.members[WOMEN, Role.REPORTER]
    with django_assert_num_queries(4):
        found = traced(paper, membership=reader)
    by_label = {(one.text, one.label): one.url for one in found}
    sheet = ResultSheet.objects.get(organization=world.organizations[WOMEN])
    own = ("385\u00a0suất", "Hội LHPN – Quà tặng hội viên, người nghèo dịp Tết, số lượng")
    matching = [url for (text, _label), url in by_label.items() if text == own[0]]
    assert reverse("sheet_by_id", args=[sheet.pk]) in matching
    total = next(one for one in found if one.text == "433\u00a0suất")
    program = world.program.pk
    url = reverse("totals_parts", args=[program, "AS02"])
    assert total.url == f"{url}?tu=2022-01-01&den=2022-06-30"
    everything = next(one for one in found if one.text == "trên 930.600.000\u00a0đồng")
    assert everything.url == f"{reverse('totals', args=[program])}?tu=2022-01-01&den=2022-06-30"
    client = signed_in(reader)
    for url in {one.url for one in found}:
        assert client.get(url, follow=True).status_code == 200


def test_who_may_not_open_a_page_gets_no_address(world):
    paper = review_report(world.draft("military"))
    ResultSheet.objects.update(state="draft")
    reader = world.members[WOMEN, Role.REPORTER]
    sheets = {one.url for one in traced(paper, membership=reader) if "/phieu/" in one.url}
    own = ResultSheet.objects.get(organization=world.organizations[WOMEN])
    assert sheets == {reverse("sheet_by_id", args=[own.pk])}


# --- Corrections ---------------------------------------------------------------------------------


def test_a_correction_begins_with_the_text_of_what_it_replaces(world, command):
    document = world.draft("military")
    document.sections.create(code="directions", text="Tiếp tục.")
    document = world.issued("military", document=document)
    move(command, "document_correct", document)
    move(command, "document_correct", document)
    correction = Document.objects.get(replaces=document)
    assert correction.sections.get().text == "Tiếp tục."
    assert correction.signer == document.signer
    move(command, "document_issue", correction, dated="29/7/2022")
    document.refresh_from_db()
    assert document.state == DocumentState.REPLACED
    text = page(command, "document", document.pk)
    assert "Replaced by" in text
    assert "Số: 02/BC-BCH" in text


def test_only_what_still_holds_can_be_replaced(world):
    by = world.members[COMMAND, Role.REVIEWER]
    with pytest.raises(Refused, match="Only an issued paper"):
        start_correction(replaced=world.draft("military"), by=by, at=AT)


# --- What the database refuses -------------------------------------------------------------------


def test_an_issued_paper_cannot_be_changed_or_deleted(world, command):
    document = world.issued("military")
    assert "An issued paper never changes" in move(command, "document", document, place="Khác")
    for statement in (
        "UPDATE reports_document SET place = 'Khác' WHERE id = %s",
        "UPDATE reports_document SET tree = '{}' WHERE id = %s",
        "UPDATE reports_document SET state = 'draft' WHERE id = %s",
        "UPDATE reports_document SET state = 'replaced', number = 9 WHERE id = %s",
        "DELETE FROM reports_document WHERE id = %s",
    ):
        with (
            pytest.raises(IntegrityError, match="issued paper") as refused,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [document.pk])
        name = refused.value.__cause__.diag.constraint_name
        assert name == "reports_document_issued_is_frozen"


def test_a_made_file_cannot_be_exchanged(world):
    document = world.issued("military")
    read_pdf(document)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Rendering.objects.update(file_sha256="0" * 64)


def test_the_database_gives_a_number_once(world):
    first = world.issued("military")
    fields = {
        field.attname: getattr(first, field.attname)
        for field in Document._meta.concrete_fields
        if not field.primary_key
    }
    with (
        pytest.raises(IntegrityError, match="reports_document_number_is_given_once"),
        transaction.atomic(),
    ):
        Document.objects.create(**fields)


def test_the_database_wants_an_issued_paper_whole(world):
    draft = world.draft("military")
    with (
        pytest.raises(IntegrityError, match="reports_document_issued_is_complete"),
        transaction.atomic(),
    ):
        Document.objects.filter(pk=draft.pk).update(state=DocumentState.ISSUED)


def test_a_text_is_written_once(world):
    draft = world.draft("military")
    draft.sections.create(code="tasks", text="Một")
    with (
        pytest.raises(IntegrityError, match="reports_section_is_written_once"),
        transaction.atomic(),
    ):
        DocumentSection.objects.create(document=draft, code="tasks", text="Hai")
