"""Attached files: what is taken, what is refused and leaves nothing, viruses, small pictures."""

import io
import socketserver
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from coordination.jobs import look_at_file, look_at_files
from coordination.models import FileState, StoredFile
from tests.coordination import uploads
from tests.programs import factories as make
from tests.programs.agreements import District

pytestmark = pytest.mark.django_db

ATTACH, READ = "program_scan_attach", "program_scan"


@pytest.fixture
def district(client):
    return District(client)


@pytest.fixture
def program(district):
    return make.ProgramFactory(unit=district.unit, parties=[district.command, district.women])


def attach(district, program, content: bytes, name: str, secrecy: str = "none"):
    return district.post(
        district.clerk, ATTACH, program, file=SimpleUploadedFile(name, content), secrecy=secrecy
    )


def kept(settings) -> list:
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


GOOD = {
    "ban-ky.pdf": uploads.pdf(),
    "ban-ky.JPG": uploads.image("JPEG"),
    "ban-ky.png": uploads.image("PNG"),
    "van-ban.docx": uploads.docx("Chương trình phối hợp", "Bảo mật thông tin nội bộ"),
    "bieu.xlsx": uploads.xlsx("Quà tặng", "Số lượng"),
}


@pytest.mark.parametrize("name", GOOD)
def test_five_kinds_are_taken_and_given_out_so_that_nothing_in_them_runs(district, program, name):
    assert attach(district, program, GOOD[name], name).status_code == 302
    stored = StoredFile.objects.get()
    assert (stored.name, stored.size) == (name, len(GOOD[name]))
    answer = district.get(district.commander, READ, program)
    assert b"".join(answer.streaming_content) == GOOD[name]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    is_document = name.endswith(("docx", "xlsx"))
    assert answer["Content-Disposition"].startswith("attachment" if is_document else "inline")


def bomb() -> bytes:
    """A document that says of itself to be far larger when opened."""
    content = uploads.docx("x", **{"word/media/a.bin": b"\0" * 400 * 2**20})
    assert len(content) < 2**20
    return content


def huge_picture() -> bytes:
    """The head of a picture with 400 million dots."""
    head = bytearray(uploads.image("PNG"))
    head[16:24] = (20_000).to_bytes(4, "big") * 2
    head[29:33] = zlib.crc32(head[12:29]).to_bytes(4, "big")
    return bytes(head)


MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
BAD = {
    "a program": ("ban-ky.pdf", b"MZ\x90\0" * 100, "không phải"),
    "a picture under another name": ("ban-ky.pdf", uploads.image("PNG"), "không phải"),
    "a page of a site": ("ban-ky.png", b"<html><script>alert(1)</script>", "không phải"),
    "some archive": ("van-ban.docx", uploads.archive({"a.txt": "a"}), "không phải"),
    "a torn archive": ("van-ban.docx", uploads.docx("a")[:-30], "không phải"),
    "a torn scan": ("ban-ky.pdf", uploads.pdf()[:-200], "bị hỏng"),
    "a head without picture": ("ban-ky.png", uploads.image("PNG")[:20], "bị hỏng"),
    "a picture too large to open": ("ban-ky.png", huge_picture(), "triệu điểm ảnh"),
    "macros": ("a.docx", uploads.docx("a", **{"word/vbaProject.bin": b"x"}), "macro"),
    "macros under another kind": ("a.docx", uploads.docx("a", kind=MACROS), "macro"),
    "another kind inside": ("a.docx", uploads.docx("a", kind="text/plain"), "bị hỏng"),
    "Mật": ("a.docx", uploads.docx("TỈNH ỦY", "MẬT"), "dấu “Mật”"),
    "Tối mật": (
        "a.docx",
        uploads.docx("a", **{"word/header1.xml": "<w:p>[TỐI MẬT]</w:p>"}),
        "dấu “Tối mật”",
    ),
    "Tuyệt mật": ("a.xlsx", uploads.xlsx("Tuyệt  mật", "a"), "dấu “Tuyệt mật”"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_refused_has_its_sentence_and_leaves_nothing(district, program, settings, what):
    name, content, words = BAD[what]
    answer = attach(district, program, content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not kept(settings)
    assert not StoredFile.objects.exists()


def test_a_document_that_bursts_when_opened_is_refused(district, program, settings):
    answer = attach(district, program, bomb(), "a.docx")
    assert "quá lớn khi mở" in answer.content.decode()
    assert not kept(settings)


@pytest.mark.parametrize("mark", ["mat", "toi_mat", "tuyet_mat"])
def test_state_secrets_are_refused_by_the_mark_that_is_said(district, program, settings, mark):
    answer = attach(district, program, uploads.pdf(), "a.pdf", secrecy=mark)
    assert answer.status_code == 422
    assert "bí mật nhà nước" in answer.content.decode()
    assert not kept(settings)


def test_a_file_too_large_passes_by_and_what_was_typed_stays(district, settings):
    settings.UPLOAD_MAX_BYTES = 3 * 2**20
    program = district.draft()
    district.post(district.clerk, "program_send", program)
    answer = district.post(
        district.clerk,
        "program_approve_on_paper",
        program,
        party=district.party(program, district.command).pk,
        on_paper="01/02/2023",
        comment="Đồng ý theo công văn số 12",
        file=SimpleUploadedFile("a.pdf", b"%PDF-1.4" + b"0" * 8 * 2**20),
        secrecy="none",
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "3 MB" in page
    assert "Đồng ý theo công văn số 12" in page
    assert not kept(settings)


def test_a_move_that_is_refused_leaves_no_scan_behind(district, settings):
    program = district.draft()
    district.post(district.clerk, "program_send", program)
    answer = district.post(
        district.clerk,
        "program_approve_on_paper",
        program,
        party=district.party(program, district.command).pk,
        on_paper="01/02/2199",
        file=SimpleUploadedFile("a.pdf", uploads.pdf()),
        secrecy="none",
    )
    assert answer.status_code == 422
    assert not kept(settings)
    assert not StoredFile.objects.exists()


def test_a_name_hides_nothing(district, program):
    attach(district, program, uploads.pdf(), "bản\u202efdp.ký.pdf")
    assert StoredFile.objects.get().name == "bảnfdp.ký.pdf"


def address_of(server) -> str:
    host, port = server.server_address
    return f"{host}:{port}"


# --- Viruses ---------------------------------------------------------------------------------


def test_without_a_scanner_a_file_is_given_out_at_once(district, program):
    attach(district, program, uploads.pdf(), "a.pdf")
    look_at_files(0)
    assert StoredFile.objects.get().state == FileState.UNCHECKED
    assert district.scan(district.clerk, READ, program) == uploads.pdf()


def test_a_file_waits_for_the_scanner_and_is_then_given_out(district, program, settings):
    with uploads.clamd() as server:
        settings.CLAMD_ADDRESS = address_of(server)
        attach(district, program, uploads.pdf(), "a.pdf")
        answer = district.get(district.clerk, READ, program)
        assert answer.status_code == 409
        assert "đang được kiểm tra" in answer.content.decode()
        look_at_file(StoredFile.objects.get().pk)
        assert server.seen == [uploads.pdf()]
    assert StoredFile.objects.get().state == FileState.CLEAN
    assert district.scan(district.clerk, READ, program) == uploads.pdf()


def test_a_virus_is_never_given_out(district, program, settings):
    content = uploads.pdf(more=uploads.EICAR + b"\n")
    with uploads.clamd() as server:
        settings.CLAMD_ADDRESS = address_of(server)
        attach(district, program, content, "a.pdf")
        look_at_files(0)
    assert StoredFile.objects.get().state == FileState.INFECTED
    settings.CLAMD_ADDRESS = ""  # what was found stays found
    answer = district.get(district.clerk, READ, program)
    assert answer.status_code == 409
    assert "Win.Test.EICAR_HDB-1" in answer.content.decode()
    assert district.get(district.clerk, READ, program, anh=1).status_code == 404


def test_while_the_scanner_is_away_a_file_waits_and_the_next_round_takes_it(
    district, program, settings, tmp_path
):
    settings.CLAMD_ADDRESS = str(tmp_path / "clamd.ctl")
    attach(district, program, uploads.pdf(), "a.pdf")
    look_at_files(0)
    assert StoredFile.objects.get().state == FileState.PENDING
    with uploads.clamd(socketserver.ThreadingUnixStreamServer, settings.CLAMD_ADDRESS):
        look_at_files(0)
    assert StoredFile.objects.get().state == FileState.CLEAN


def test_files_from_before_the_scanner_are_checked_too(district, program, settings):
    attach(district, program, uploads.pdf(), "a.pdf")
    look_at_files(0)
    with uploads.clamd() as server:
        settings.CLAMD_ADDRESS = address_of(server)
        assert district.get(district.clerk, READ, program).status_code == 409
        look_at_files(0)
        look_at_files(0)
        assert len(server.seen) == 1
    assert district.scan(district.clerk, READ, program) == uploads.pdf()


# --- Small pictures --------------------------------------------------------------------------


def picture(district, by, program) -> Image.Image:
    answer = district.get(by, READ, program, anh=1)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    return Image.open(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_first_page_of_a_pdf_is_seen_small(district, program):
    attach(district, program, uploads.pdf(), "a.pdf")
    look_at_files(0)
    seen = picture(district, district.commander, program)
    assert seen.height == 480
    upper, lower = seen.getpixel((100, 100)), seen.getpixel((100, 400))
    assert upper[2] > 100 > upper[0]
    assert min(lower) > 240


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_an_image_is_seen_small(district, program, kind):
    attach(district, program, uploads.image(kind, (3000, 1500)), f"a.{kind.lower()}")
    look_at_files(0)
    assert picture(district, district.commander, program).size == (360, 180)


def test_what_cannot_be_opened_has_no_picture_and_is_tried_once(district, program):
    attach(district, program, b"%PDF-1.4\nnothing in it\n%%EOF\n", "a.pdf")
    look_at_files(0)
    assert district.get(district.clerk, READ, program, anh=1).status_code == 404
    assert StoredFile.objects.get().look.picture == ""


def test_a_picture_is_seen_by_nobody_who_may_not_see_the_file(district, program):
    attach(district, program, uploads.pdf(), "a.pdf")
    look_at_files(0)
    stranger = district.member(
        make.OrganizationFactory(unit=make.UnitFactory(), is_board=True), "head"
    )
    assert district.get(stranger, READ, program, anh=1).status_code == 404
