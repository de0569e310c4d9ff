"""The family of the papers: complete or refused; how lines are measured and broken."""

import unicodedata

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from fontTools import subset
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from reports import fonts

WORDS = st.lists(st.sampled_from(["BAN", "CHỈ", "HUY", "PHÒNG", "THỦ", "VỰC", "Ơ"]), min_size=1)


def test_there_are_134_vietnamese_letters():
    letters = fonts.vietnamese_letters()
    assert len(letters) == 134
    assert {"ơ", "Ử", "ặ", "đ", "Ỵ"} <= letters
    assert all(unicodedata.is_normalized("NFC", letter) for letter in letters)


def test_the_installed_family_has_every_vietnamese_letter_in_four_styles():
    for face in fonts.family().faces:
        assert {chr(code) for code in face.characters} >= fonts.REQUIRED


@pytest.fixture
def incomplete(tmp_path):
    """A folder with four styles of which the bold one lacks ơ and ư, as Liberation 1.07 does."""
    for style, face in zip(fonts.STYLES, fonts.family().faces, strict=True):
        with TTFont(face.path) as font:
            options = subset.Options(drop_tables=["GSUB", "GPOS", "GDEF", "kern", "FFTM"])
            subsetter = subset.Subsetter(options)
            kept = fonts.REQUIRED - (set("ơư") if style == "Bold" else set())
            subsetter.populate(unicodes=map(ord, kept))
            subsetter.subset(font)
            font.save(tmp_path / f"LiberationSerif-{style}.ttf")
    return tmp_path


def test_a_family_without_every_letter_is_refused_by_name(incomplete):
    with pytest.raises(ImproperlyConfigured, match=r"Bold lacks 2 characters \(ơ ư"):
        fonts.find_family((str(incomplete),))


def test_a_complete_family_behind_an_incomplete_one_is_taken(incomplete):
    complete = fonts.family().regular.path.parent
    found = fonts.find_family((str(incomplete), str(complete)))
    assert found.regular.path.parent == complete


def test_no_family_at_all_says_what_to_install(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="fonts-croscore"):
        fonts.find_family((str(tmp_path),))


def test_a_broken_file_is_named(tmp_path):
    for style in fonts.STYLES:
        (tmp_path / f"Tinos-{style}.ttf").write_bytes(b"no font")
    with pytest.raises(ImproperlyConfigured, match="Tinos-Regular"):
        fonts.find_family((str(tmp_path),))


@pytest.mark.parametrize(
    ("text", "style", "width"),
    [
        ("ĐẢNG CỘNG SẢN VIỆT NAM", {"size": 15, "bold": True}, 72.9),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", {"size": 13, "bold": True}, 95.7),
        ("Độc lập - Tự do - Hạnh phúc", {"size": 14, "bold": True}, 60.5),
        ("ĐOÀN TNCS HỒ CHÍ MINH", {"size": 15, "bold": True}, 68.2),
        ("BAN CHỈ HUY PHÒNG THỦ KHU VỰC 5", {"size": 13, "bold": True}, 86.3),
        ("Thái Nguyên, ngày 05 tháng 02 năm 2026", {"size": 14, "italic": True}, 83.1),
    ],
)
def test_widths_are_those_of_times_new_roman(text, style, width):
    assert fonts.family().width_mm(text, **style) == pytest.approx(width, rel=0.02)


@given(WORDS, st.integers(30, 120))
def test_broken_lines_hold_every_word_and_fit(words, width):
    text = " ".join(words)
    lines = fonts.balanced_lines(text, width_mm=width, size=14, bold=True)
    assert " ".join(lines) == text
    assert all(fonts.family().width_mm(line, size=14, bold=True) <= width for line in lines)


def test_no_word_is_left_alone():
    name = "BAN CHỈ HUY PHÒNG THỦ KHU VỰC 5 - ANH SƠN"
    lines = fonts.balanced_lines(name, width_mm=67, size=13, bold=True)
    assert len(lines) == 2
    assert all(len(line.split()) > 2 for line in lines)


def test_characters_with_an_equal_are_replaced():
    assert fonts.printable("2019\u20112023 \uf0b7 a\u202fb") == "2019-2023 • a\u00a0b"


class TestCheck:
    @pytest.fixture(autouse=True)
    def _fresh(self):
        fonts.family.cache_clear()
        yield
        fonts.family.cache_clear()

    def test_a_start_without_fonts_says_so(self, settings, tmp_path):
        settings.PAPER_FONT_DIRS = [str(tmp_path)]
        (error,) = run_checks(app_configs=[apps.get_app_config("reports")])
        assert error.id == "reports.E001"
        assert str(tmp_path) in error.msg

    def test_a_start_with_fonts_is_silent(self):
        assert run_checks(app_configs=[apps.get_app_config("reports")]) == []
