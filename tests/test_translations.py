"""The Vietnamese interface is complete, and its texts are written as they should be."""

import ast
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MESSAGES = Path("locale", "vi", "LC_MESSAGES", "django.po")
APPS = ("coordination", "programs", "reports")
SOURCES = (*APPS, "templates", "manage.py", MESSAGES)

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd%]")
# Ends that carry meaning: a sentence, a question, a list that follows, something that goes on.
ENDS = (".", "?", ":", "…", "!")

ABBREVIATIONS = {"Est."}
# Names, which are written with a capital within a sentence too.
NAMES = ("Ban", "Board")
# Text in templates that is the same in every language.
NOT_TRANSLATED = {"PDF", "SHA-256"}


@dataclass
class Entry:
    """One message of a PO file."""

    context: str = ""
    text: str = ""
    plural: str = ""
    translations: list[str] = field(default_factory=list)
    is_fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text

    @property
    def is_translated(self) -> bool:
        return bool(self.translations) and all(self.translations) and not self.is_fuzzy

    def __str__(self) -> str:
        return f"[{self.context}] {self.text}" if self.context else self.text


def read(path: Path) -> dict[tuple[str, str], Entry]:
    """The messages of a PO file by context and text, without its header and obsolete ones."""
    found = {}
    for block in path.read_text("utf-8").split("\n\n"):
        entry, last = Entry(), ""
        values: dict[str, str] = {}
        for line in block.splitlines():
            if line.startswith("#,"):
                entry.is_fuzzy = "fuzzy" in line
            elif match := re.match(r'(?:(msg\S+) )?(".*")$', line):
                last = match[1] or last
                values[last] = values.get(last, "") + ast.literal_eval(match[2])
        if values.get("msgid"):
            entry.context, entry.text = values.get("msgctxt", ""), values["msgid"]
            entry.plural = values.get("msgid_plural", "")
            entry.translations = [
                value for name, value in values.items() if name.startswith("msgstr")
            ]
            found[entry.key] = entry
    return found


@pytest.fixture(scope="module")
def committed() -> dict[tuple[str, str], Entry]:
    return read(ROOT / MESSAGES)


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> dict[tuple[str, str], Entry]:
    """What `manage.py makemessages` makes of the present sources, in a copy of them."""
    copy = tmp_path_factory.mktemp("sources")
    for source in SOURCES:
        if (ROOT / source).is_dir():
            leave_out = shutil.ignore_patterns("__pycache__", "*.html.py", "migrations", "static")
            shutil.copytree(ROOT / source, copy / source, ignore=leave_out)
        else:
            (copy / source).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, copy / source)
    environment = os.environ | {
        "DATABASE_URL": "postgresql://nobody@/nothing",
        "COORDINATION_MODE": "lan",
        "PYTHONDONTWRITEBYTECODE": "1",
        "VAR_DIR": str(copy / "var"),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "vi"],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stderr, done.stderr
    return read(copy / MESSAGES)


def listed(entries) -> str:
    return "\n".join(f"  {one}" for one in entries)


def test_every_text_has_its_translation(collected):
    missing = [entry for entry in collected.values() if not entry.is_translated]
    assert not missing, (
        f"{len(missing)} texts are not in {MESSAGES} or not translated there; run "
        f"`bin/manage makemessages -l vi` and translate:\n{listed(missing)}"
    )


def test_no_translation_is_left_over(collected, committed):
    unused = [entry for key, entry in committed.items() if key not in collected]
    assert not unused, (
        f"nothing uses these {len(unused)} texts of {MESSAGES} any more; run "
        f"`bin/manage makemessages -l vi`:\n{listed(unused)}"
    )


def test_header_and_formats_are_valid(tmp_path):
    done = subprocess.run(
        ["msgfmt", "--check-format", "--check-domain", "-o", tmp_path / "vi.mo", ROOT / MESSAGES],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    header = (ROOT / MESSAGES).read_text("utf-8").split("\n\n")[0]
    assert "charset=UTF-8" in header
    assert '"Language: vi\\n"' in header
    assert '"Plural-Forms: nplurals=1; plural=0;\\n"' in header
    assert "fuzzy" not in header


def faults_of(entry: Entry, translation: str) -> list[str]:
    """What is wrong with the form of a translation."""
    source = entry.plural or entry.text
    faults = []
    if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(translation)):
        faults.append("other placeholders")
    if not unicodedata.is_normalized("NFC", translation):
        faults.append("letters that are not composed (NFC)")
    if translation == source:
        faults.append("still English")
    if '"' in translation.replace('\\"', "") and '"' not in source:
        faults.append("straight quotation marks instead of “…”")
    if "  " in translation or "..." in translation:
        faults.append("two spaces or three dots")
    if translation.strip() != translation and source.strip() == source:
        faults.append("a space at an end")
    if end_of(source) != end_of(translation) and source not in ABBREVIATIONS:
        faults.append("another end of the sentence")
    if begins_large(source) is not begins_large(translation) and None not in (
        begins_large(source),
        begins_large(translation),
    ):
        faults.append("another size of the first letter")
    return faults


def end_of(text: str) -> str:
    """The mark that ends a text; a full stop, a colon and so on, or nothing."""
    return text[-1] if text.endswith(ENDS) else ""


def begins_large(text: str) -> bool | None:
    """Whether a text begins with a capital; None where no letter or a name begins it."""
    if not text[:1].isalpha() or text.split()[0] in NAMES:
        return None
    return text[0].isupper()


def test_translations_are_well_formed(committed):
    wrong = [
        f"{entry} → {translation}: {fault}"
        for entry in committed.values()
        for translation in entry.translations
        if translation
        for fault in faults_of(entry, translation)
    ]
    assert not wrong, listed(["", *wrong])


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("Sent by %(who)s.", "Đã gửi.", "other placeholders"),
        ("Send", "Gư\u0309i", "letters that are not composed (NFC)"),
        ("Send it.", "Send it.", "still English"),
        ("Send it.", "Gửi đi", "another end of the sentence"),
        ("Send it.", "gửi đi.", "another size of the first letter"),
        ("Send “it”.", 'Gửi "đi".', "straight quotation marks instead of “…”"),
    ],
)
def test_faults_are_found(text, translation, fault):
    assert fault in faults_of(Entry(text=text), translation)


CALLS = {
    *("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"),
    *("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"),
}


def calls_unseen(source: str) -> list[int]:
    """Lines on which a text is translated within an f-string, where xgettext does not look."""
    return [
        call.lineno
        for formatted in ast.walk(ast.parse(source))
        if isinstance(formatted, ast.JoinedStr)
        for call in ast.walk(formatted)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CALLS
    ]


def test_no_text_hides_in_an_f_string():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        for line in calls_unseen(path.read_text("utf-8"))
    ]
    assert not found, f"give the text a name before the f-string:\n{listed(found)}"


def test_text_in_an_f_string_is_found():
    assert calls_unseen('mark = f"<b>{_(1)}</b>"') == [1]


# --- Templates -------------------------------------------------------------------------------

COMMENTS = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)
BLOCKS = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
# Attributes that a reader sees or hears.
SPOKEN = re.compile(r'\b(?:aria-label|aria-description|alt|title|placeholder|data-label)="([^"]*)"')
MARKUP = re.compile(r"<[^>]*>", re.DOTALL)


def texts_left(template: str) -> list[str]:
    """Words of a template that are written in it and not taken from the message file."""
    plain = TAGS.sub("\n", BLOCKS.sub("\n", COMMENTS.sub("\n", template)))
    texts = [*SPOKEN.findall(plain), *MARKUP.sub("\n", plain).splitlines()]
    words = (re.sub(r"&\w+;", " ", text).strip() for text in texts)
    return [text for text in words if re.search(r"[^\W\d_]", text) and text not in NOT_TRANSLATED]


def test_templates_hold_no_text_of_their_own():
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]
    templates = [path for folder in folders for path in sorted(folder.rglob("*.html"))]
    assert templates
    found = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in templates
        for text in texts_left(path.read_text("utf-8"))
    ]
    assert not found, f"written without {{% translate %}}:\n{listed(found)}"


def test_text_of_a_template_is_found():
    template = '<p title="Xem" class="a">{# no #}Gửi {{ name }}{% translate "x" %}</p>'
    assert texts_left(template) == ["Xem", "Gửi"]
