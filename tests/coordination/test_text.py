"""Vietnamese text: composed, compared without accents, people by given name."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coordination.sql import pattern_of
from coordination.text import fold, has_words, nfc, person_sort_key, squeeze, typed_words


@pytest.mark.parametrize(
    "typed",
    ["Đồng Hỷ", "ĐỒNG HỶ", "dong hy", unicodedata.normalize("NFD", "Đồng Hỷ"), "đồng hỷ"],
)
def test_names_are_found_without_accents(typed):
    assert fold(typed) == "dong hy"


def test_both_places_of_the_tone_are_one():
    assert fold("Định Hoà") == fold("Định Hòa") == "dinh hoa"


def test_text_is_composed():
    assert nfc(unicodedata.normalize("NFD", "Hội Liên hiệp Phụ nữ")) == "Hội Liên hiệp Phụ nữ"


@pytest.mark.parametrize(
    ("typed", "squeezed"),
    [
        ("  Hội \t Nông\n dân ", "Hội Nông dân"),
        ("02\u00a0nhà", "02 nhà"),
        ("suất\u200b quà\ufeff", "suất quà"),
        ("", ""),
    ],
)
def test_white_space_is_one_space(typed, squeezed):
    assert squeeze(typed) == squeezed


def test_people_are_sorted_by_given_name():
    people = ["Trần Văn B", "Lê  Thị A", "Nguyễn Văn A", "C"]
    assert person_sort_key("Nguyễn Thị Minh Khai") == ("Khai", "Nguyễn Thị Minh")
    assert sorted(people, key=person_sort_key) == ["Lê  Thị A", "Nguyễn Văn A", "Trần Văn B", "C"]
    assert person_sort_key("") == ("", "")


VIETNAMESE = st.text(
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
    "ABCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYÀẢÃÁẠẰẤỆỘỢỰỶ fjwzFJWZ0123456789 .,;:-–—/()“”‘’\"'…%&\u00a0"
)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(text=VIETNAMESE, form=st.sampled_from(["NFC", "NFD"]))
def test_python_and_the_database_fold_alike(text, form):
    written = unicodedata.normalize(form, text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT vn_fold(normalize(%s, NFC))", [written])
        assert cursor.fetchone() == (fold(written),)


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("chi huy", True),
        ("su quan", True),
        ("quân s", True),
        ("qua su", False),
        ("hi uy", False),
        ("uan", False),
        ("12", True),
        ("2/", False),
        ("/q", True),
        ("bhqs", False),
    ],
)
def test_what_is_typed_has_words(words, is_found):
    assert has_words(words, "Ban Chỉ huy Quân sự (12/QĐ-BCHQS)") is is_found


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(text=VIETNAMESE, other=VIETNAMESE, cut=st.integers(0, 12), length=st.integers(1, 6))
def test_python_and_the_database_find_alike(text, other, cut, length):
    typed = [*fold(text)[cut : cut + length].split()[:1], *fold(other).split()[:1]]
    for words in (" ".join(typed), " ".join(reversed(typed))):
        patterns = [pattern_of(word, is_whole=not is_last) for word, is_last in typed_words(words)]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT bool_and(vn_fold(%s) ~ one) IS NOT FALSE FROM unnest(%s::text[]) AS one",
                [text, patterns],
            )
            assert cursor.fetchone() == (has_words(words, text),)
