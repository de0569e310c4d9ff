"""The text in force on a day as an official paper: which signed papers it is made of."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from reports.content.agreement import agreement_paper
from reports.models import Rendering
from reports.rendering import render
from tests.programs import factories as make
from tests.programs.agreements import District
from tests.programs.test_amendments import BEFORE, STARTS, agree, begin, change, sign
from tests.reports.reviews import AT
from tests.reports.test_agreements import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(client):
    return District(client)


@pytest.fixture
def program(district):
    """A signed program, amended in its purpose from a day on."""
    program = district.signed(number="01/CTrPH")
    amendment = begin(district, program)
    change(district, amendment, "section", section="purpose", text="Mục đích mới.")
    agree(district, amendment)
    sign(district, amendment)
    return district.fresh(program)


def lines(program, at: dt.date | None) -> list[str]:
    return text_of(agreement_paper(program, today=dt.date.today(), at=at))


def test_it_says_first_which_amendments_of_which_days_are_in_it(program):
    said = lines(program, STARTS)
    signed = f"{dt.date.today():%d/%m/%Y}".lstrip("0")
    assert said[0].replace("\N{NO-BREAK SPACE}", " ").endswith("01/7/2024")
    assert "được sửa đổi, bổ sung bởi" in said[1]
    assert "số 01/CTrPH" in said[1]
    assert "Văn bản số 02/SĐ ký ngày" in said[2]
    assert signed[-4:] in said[2]
    assert said[2].endswith("có hiệu lực từ ngày 01/7/2024: mục đích.")
    assert "Mục đích mới." in " ".join(said)


def test_before_its_first_amendment_it_says_that_there_is_none(program):
    said = " ".join(lines(program, BEFORE))
    assert "chưa có văn bản sửa đổi" in said
    assert "Tăng cường đoàn kết quân dân." in said


def test_the_signed_paper_itself_stays_as_it_was_signed(program):
    said = " ".join(lines(program, None))
    assert "có hiệu lực" not in said
    assert "Tăng cường đoàn kết quân dân." in said
    assert "được lập thành 02 bản" in said
    assert "được lập thành" not in " ".join(lines(program, STARTS))


def test_who_joined_later_stands_in_it_with_who_signed_the_amendment(district):
    program = district.signed()
    youth = make.OrganizationFactory(
        unit=district.unit, short_name="Huyện đoàn", valid_from=dt.date(2024, 3, 1)
    )
    secretary = district.in_office(youth, "Đặng Văn I", "Bí thư")
    amendment = begin(district, program)
    change(district, amendment, "party_joins", organization=youth.pk, party_role="partner")
    agree(district, amendment)
    signed = sign(district, amendment, **{f"joins-{youth.pk}": [secretary.pk]})
    assert signed.status_code == 302, district.said(signed)
    paper = agreement_paper(district.fresh(program), today=dt.date.today(), at=STARTS)
    assert "Đặng Văn I" in [one.name for one in paper.signatures]
    assert any("tham gia" in line for line in text_of(paper))
    before = agreement_paper(district.fresh(program), today=dt.date.today(), at=BEFORE)
    assert "Đặng Văn I" not in [one.name for one in before.signatures]


def test_the_page_of_the_text_in_force_leads_to_it_and_its_file_is_made(district, program):
    page = district.page(district.chairwoman, "program_in_force", program, on="01/07/2024")
    address = f"{reverse('program_print', args=[program.pk])}?ngay=2024-07-01"
    assert f'href="{address}"' in page
    assert "Mục đích mới." in district.client.get(address).content.decode()
    make_it = reverse("program_print_make", args=[program.pk])
    district.client.post(f"{make_it}?ngay=2024-07-01")
    render(Rendering.objects.get().pk, at=AT)
    file = district.client.get(f"{reverse('program_print_pdf', args=[program.pk])}?ngay=2024-07-01")
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(file.content)).pages)
    assert "02/SĐ" in text


def test_of_a_draft_nothing_is_in_force_on_any_day(district):
    program = district.draft()
    address = reverse("program_print", args=[program.pk])
    district.client.force_login(district.clerk.user)
    assert district.client.get(f"{address}?ngay=2024-07-01").status_code == 404
