"""The files of a program on its page: scans and documents, seen, added, replaced, never lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.urls import reverse

from coordination.jobs import look_at_files
from coordination.models import Event, Role
from programs.models import Attachment
from tests.coordination import uploads
from tests.programs import factories as make
from tests.programs.agreements import District

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(client):
    return District(client)


@pytest.fixture
def program(district):
    return make.ProgramFactory(unit=district.unit, parties=[district.command, district.women])


def add(district, name: str, thing, title="Phụ lục 1", file="phu-luc.pdf", content=None, by=None):
    upload = SimpleUploadedFile(file, content or uploads.pdf())
    return district.post(
        by or district.clerk, name, thing, title=title, file=upload, secrecy="none"
    )


def test_a_document_is_seen_by_the_parties_with_its_picture_and_who_attached_it(district, program):
    answer = add(district, "program_files", program)
    assert answer.status_code == 302
    look_at_files(0)
    document = Attachment.objects.get()
    for name in ("program", "program_files"):
        page = district.page(district.chairwoman, name, program)
        assert "Phụ lục 1" in page
        assert "phu-luc.pdf" in page
        assert district.clerk.user.full_name in page
        assert f'src="{reverse("attachment", args=[document.pk])}?anh=1"' in page
    assert district.scan(district.chairwoman, "attachment", document) == uploads.pdf()
    assert Event.objects.filter(code="program.document_attached").exists()


def test_without_a_title_a_document_bears_the_name_of_its_file(district, program):
    add(district, "program_files", program, title="  ", file="Biên bản hội nghị.docx",
        content=uploads.docx("Biên bản"))  # fmt: skip
    assert Attachment.objects.get().title == "Biên bản hội nghị"


def test_a_replaced_document_stays_readable_behind_the_new_one(district, program):
    add(district, "program_files", program)
    first = Attachment.objects.get()
    second = uploads.image("PNG")
    add(
        district, "attachment_replace", first, title="Phụ lục 1 (sửa)", file="b.png", content=second
    )
    page = district.page(district.commander, "program_files", program)
    assert "Phụ lục 1 (sửa)" in page
    assert "1 bản trước" in page
    latest = Attachment.objects.current().get()
    assert latest.replaces == first
    assert district.scan(district.commander, "attachment", latest) == second
    assert district.scan(district.commander, "attachment", first) == uploads.pdf()
    shown = district.page(district.commander, "program", program)
    assert reverse("attachment", args=[first.pk]) not in shown


def test_of_two_who_replace_the_same_document_the_second_is_told(district, program, settings):
    add(district, "program_files", program)
    first = Attachment.objects.get()
    add(district, "attachment_replace", first, title="Bản của tôi")
    answer = add(district, "attachment_replace", first, title="Bản của bạn")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Có người vừa thay tài liệu này" in page
    assert "Bản của bạn" in page
    assert Attachment.objects.count() == 2
    assert len([one for one in settings.MEDIA_ROOT.rglob("*") if one.is_file()]) == 2


def test_an_earlier_scan_of_the_signed_original_stays_readable(district, program):
    other = make.ProgramFactory(unit=district.unit, parties=[district.command, district.women])
    for content in (uploads.pdf(), uploads.image("JPEG")):
        name = "a.pdf" if content.startswith(b"%PDF") else "b.jpg"
        add(district, "program_scan_attach", program, file=name, content=content)
    page = district.page(district.commander, "program_files", program)
    assert "1 bản chụp trước" in page
    former = program.history.exclude(scan=None).order_by("pgh_id").first().scan_id
    district.client.force_login(district.commander.user)
    answer = district.client.get(reverse("former_scan", args=[program.pk, former]))
    assert b"".join(answer.streaming_content) == uploads.pdf()
    assert district.get(district.commander, "former_scan", other, former).status_code == 404


def test_each_of_several_papers_gets_its_scan_later_and_a_better_one(district, program):
    paper = program.papers.create(number="01/CTr-PN")
    address = reverse("paper_scan_attach", args=[paper.pk])
    page = district.page(district.clerk, "program", program)
    assert "chưa có" in page
    assert address in page
    assert address not in district.page(district.commander, "program", program)
    for content in (uploads.pdf(), uploads.image("JPEG")):
        name = "a.pdf" if content.startswith(b"%PDF") else "b.jpg"
        answer = add(district, "paper_scan_attach", paper, file=name, content=content)
        assert answer.status_code == 302
        assert district.scan(district.commander, "paper_scan", paper) == content
    assert "1 bản chụp trước" in district.page(district.commander, "program_files", program)
    former = paper.history.exclude(scan=None).order_by("pgh_id").first().scan_id
    answer = district.client.get(reverse("former_scan", args=[program.pk, former]))
    assert b"".join(answer.streaming_content) == uploads.pdf()


def test_a_signed_program_without_scan_says_so_on_its_page(district, program):
    page = district.page(district.clerk, "program", program)
    assert "chưa có" in page
    assert reverse("program_scan_attach", args=[program.pk]) in page


def test_what_is_wrong_with_a_document_is_told_and_its_title_kept(district, program):
    answer = add(district, "program_files", program, file="a.pdf", content=b"MZ")
    assert answer.status_code == 422
    assert 'value="Phụ lục 1"' in answer.content.decode()
    nothing = district.post(district.clerk, "program_files", program, title="x" * 400)
    assert nothing.status_code == 422


def test_only_the_board_attaches_and_only_who_sees_the_program_reads(district):
    draft = district.draft()
    add(district, "program_files", draft)
    document = Attachment.objects.get()
    # A party sees a draft from its first review on.
    assert district.get(district.commander, "attachment", document).status_code == 404
    district.post(district.clerk, "program_send", draft)
    assert district.scan(district.commander, "attachment", document)
    assert add(district, "program_files", draft, by=district.commander).status_code == 403
    assert add(district, "attachment_replace", document, by=district.head).status_code == 302
    stranger = district.member(
        make.OrganizationFactory(unit=make.UnitFactory(), is_board=True), Role.CLERK
    )
    assert district.get(stranger, "attachment", document).status_code == 404


def test_the_database_lets_nobody_change_an_attached_document(district, program):
    add(district, "program_files", program)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Attachment.objects.update(title="anders")


def test_the_number_of_queries_does_not_grow(district, program, django_assert_num_queries):
    for _round in range(2):
        for number in range(4):
            add(district, "program_files", program, title=f"Phụ lục {number}")
        add(district, "attachment_replace", Attachment.objects.current().first())
        add(district, "program_scan_attach", program)
        look_at_files(0)
        district.client.force_login(district.clerk.user)
        district.client.get(reverse("program_files", args=[program.pk]))
        with django_assert_num_queries(7):
            district.client.get(reverse("program_files", args=[program.pk]))
