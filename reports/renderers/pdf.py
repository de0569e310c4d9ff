"""A paper as PDF, drawn by WeasyPrint.

For the worker process: the style sheet is parsed and the fonts are loaded once per process, one
render runs at a time, and the garbage collector rests meanwhile (a full collection in the middle
of a render costs more than the render's own garbage). Nothing is read but the four font files.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from reports import fonts
from reports.blocks import Paper
from reports.forms.model import Page
from reports.forms.setting import SetPaper, set_paper
from reports.renderers.html import document_html
from reports.renderers.texts import texts
from reports.tree_json import sha256

STYLE_SHEET = Path(__file__).parent.parent / "static" / "reports" / "paper.css"
LONGEST_WORD = 1000  # letters; the time to break a word grows with its square
_one_at_a_time = Lock()


# What the elements of a paper are by default. WeasyPrint's own sheet knows all of HTML, and
# matching it against every element takes a tenth of a render.
ELEMENTS = """
html,body,article,section,div,p,h1,h2,h3,h4,h5,h6,ul,li{display:block}
head,title{display:none}
table{display:table}caption{display:table-caption}colgroup{display:table-column-group}
col{display:table-column}thead{display:table-header-group}tbody{display:table-row-group}
tr{display:table-row}th,td{display:table-cell}
b{font-weight:700}i{font-style:italic}
h1{bookmark-level:1;bookmark-label:content(text)}h2{bookmark-level:2;bookmark-label:content(text)}
h3{bookmark-level:3;bookmark-label:content(text)}h4{bookmark-level:4;bookmark-label:content(text)}
"""


class RenderError(Exception):
    """The paper cannot be printed; the message is a sentence for the user."""


class _FontsOnly(URLFetcher):
    """Reads the font files and refuses every other address, ending the render."""

    def __init__(self) -> None:
        super().__init__(allow_redirects=False, fail_on_errors=True)
        self.allowed = {face.path.as_uri() for face in fonts.family().faces}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> object:
        if url not in self.allowed:
            raise ValueError(f"not one of the fonts: {url[:200]}")
        return super().fetch(url, headers)


class _Document(HTML):
    """A well-formed document, read by the XML parser: twenty times faster than HTML's rules, and
    any text that was not escaped ends the render."""

    def __init__(self, document: str, url_fetcher: URLFetcher) -> None:
        root = ElementTree.fromstring(document)  # noqa: S314 our own string, without a DTD
        self.base_url = None
        self.url_fetcher = url_fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_elements()]


def render_pdf(paper: Paper, *, tagged: bool = True) -> bytes:
    """The paper as PDF bytes, the same bytes for the same paper.

    `tagged` makes it readable by screen readers (PDF/UA-1). Raises RenderError with a sentence for
    the user, ValueError for a paper that no form can set.
    """
    ready = set_paper(paper)
    refuse_unprintable(ready)
    config, fetcher = _fonts()
    identifier = bytes.fromhex(sha256(paper))[:16]
    with _one_at_a_time, _collector_off():
        try:
            return _Document(document_html(ready), fetcher).write_pdf(
                stylesheets=[_style_sheet(ready.form.page)],
                font_config=config,
                pdf_identifier=identifier,
                pdf_variant="pdf/ua-1" if tagged else None,
            )
        except FatalURLFetchingError as error:
            raise RenderError(_("The paper refers to something outside of it.")) from error


def refuse_unprintable(paper: SetPaper) -> None:
    """Raise RenderError for what cannot be printed: a character that the family does not have,
    or a word so long that breaking it would keep the worker busy for minutes.
    """
    family = fonts.family()
    for text, style in texts(paper):
        if any(len(word) > LONGEST_WORD for word in text.split()):
            raise RenderError(
                _("“%(text)s…” goes on without a space for too long; divide it into words.")
                % {"text": max(text.split(), key=len)[:20]}
            )
        char = family.missing(fonts.printable(text), bold=style.bold, italic=style.italic)
        if char:
            raise RenderError(
                _("“%(char)s” (U+%(code)s) in “%(text)s” cannot be printed; delete or replace it.")
                % {"char": char, "code": f"{ord(char):04X}", "text": _around(text, char)}
            )


def _around(text: str, char: str) -> str:
    at = max(0, text.find(char))
    return text[max(0, at - 20) : at + 20]


@contextmanager
def _collector_off() -> Iterator[None]:
    """No garbage collection meanwhile; afterwards only the young garbage of the render goes."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect(0)


@cache
def _fonts() -> tuple[FontConfiguration, URLFetcher]:
    return FontConfiguration(), _FontsOnly()


@cache
def _style_sheet(page: Page) -> CSS:
    config, fetcher = _fonts()
    return CSS(string=style_text(page), font_config=config, url_fetcher=fetcher)


def style_text(page: Page) -> str:
    """The rules of a paper: its four font files, paper.css, its pages."""
    name = f"{fonts.family().name} VB"  # unlike any installed family: only the four files count
    return _font_faces(name) + STYLE_SHEET.read_text(encoding="utf-8") + _page_rules(page, name)


@cache
def _elements() -> CSS:
    return CSS(string=ELEMENTS)


def _font_faces(name: str) -> str:
    family = fonts.family()
    styles = (
        (family.regular, "normal", 400),
        (family.bold, "normal", 700),
        (family.italic, "italic", 400),
        (family.bold_italic, "italic", 700),
    )
    return "".join(
        f'@font-face{{font-family:"{name}";font-style:{style};font-weight:{weight};'
        f'src:url("{face.path.as_uri()}")}}'
        for face, style, weight in styles
    )


def _page_rules(page: Page, name: str) -> str:
    margin = f"{page.top}mm {page.right}mm {page.bottom}mm {page.left}mm"
    number = (
        f'content:counter(page);font:{page.number_size}pt/1 "{name}";'
        f"vertical-align:top;padding-top:{page.number_from_top}mm"
    )
    return (
        f'body{{margin:0}}.paper{{font-family:"{name}"}}'
        f"@page{{size:{page.width}mm {page.height}mm;margin:{margin};@top-center{{{number}}}}}"
        "@page:first{@top-center{content:none}}"
        f"@page landscape{{size:{page.height}mm {page.width}mm;margin:{margin}}}"
    )
