"""What was measured, as a table of plain text."""

from benchmarks.targets import UNIT

AIMS = {"× trivial": 60, "queries": 12, "first visit KB": 120}
GRID_AIM = 5
PAPER_AIM = 0.75


def lines(found: dict) -> list[str]:
    """The whole report, a line each."""
    return [
        *_heading(found),
        *_pages(found["pages"]),
        "",
        *_comparisons(found),
        *_papers(found["papers"]),
        *_memory(found["memory_mb"]),
    ]


def _heading(found: dict) -> list[str]:
    machine = found["machine"]
    return [
        f"{found['date']} · {machine['processors']} processors ({machine['model']}), "
        f"{machine['memory_gb']} GB · load {machine['load']}",
        f"{found['rounds']} rounds of {found['seconds']} s, interleaved; "
        f"{found['connections']} connections; client {found['client']}",
        f"Aims of our pages: at most {AIMS['× trivial']} × trivial, {AIMS['queries']} queries, "
        f"{AIMS['first visit KB']} KB on the first visit (html, css, js compressed). "
        "! marks what misses its aim.",
        "",
    ]


def _pages(pages: list[dict]) -> list[str]:
    head = (
        f"{'':38}{'req/s':>9}{'× trivial':>11}{'CPU ms':>9}{'SQL':>6}"
        f"{'html KB':>10}{'gzip':>7}{'sent':>8}{'visit':>8}"
    )
    return [head, "-" * len(head), *(_page(page) for page in pages)]


def _page(page: dict) -> str:
    def marked(text: str, number: float | None, aim: float) -> str:
        return f"{text}!" if page["is_ours"] and number is not None and number > aim else f"{text} "

    ratio, sql, visit = page["times_trivial"], page["queries"], page.get("first_visit_kb")
    text = (
        f"{page['label']:38}{page['per_second']:>9.1f}"
        f"{marked(f'{ratio:.1f}', ratio, AIMS['× trivial']):>12}{page['cpu_ms']:>8.2f}"
        f"{marked(str(sql), sql, AIMS['queries']):>7}"
    )
    if visit is None:
        return text
    return (
        f"{text}{page['html_kb']:>9.1f}{page['gzip_kb']:>7.1f}{page['sent_kb']:>8.1f}"
        f"{marked(f'{visit:.1f}', visit, AIMS['first visit KB']):>9}"
    )


def _comparisons(found: dict) -> list[str]:
    by_name = {page["name"]: page for page in found["pages"]}

    def quicker(ours: str, other: str) -> float:
        return by_name[ours]["per_second"] / by_name[other]["per_second"]

    grid = quicker("sheet", "crispy")
    return [
        f"unit: {by_name[UNIT]['label']} (through the whole middleware)",
        f"list against Django's admin changelist: {quicker('programs', 'admin'):.2f} × as many "
        "requests per second",
        f"searched, filtered, against admin's:    {quicker('search', 'admin_search'):.2f} ×",
        f"program against admin's 500 targets:    {quicker('large', 'admin_targets'):.2f} ×",
        f"grid against the same grid by crispy:   {grid:.2f} × as many (aim {GRID_AIM})"
        f"{'' if grid >= GRID_AIM else ' !'}",
    ]


def _papers(papers: dict) -> list[str]:
    medians = papers["medians"]
    ratio = medians["ours"] / medians["plain"]
    texts = {
        "ours": "our render_pdf",
        "plain": "plain HTML(…).write_pdf()",
        "plain_tagged": "plain, tagged like ours (pdf/ua-1)",
        "chromium": "Chromium, print-to-pdf command",
    }
    return [
        "",
        f"report of {papers['pages']} pages, {papers['html_kb']} KB of HTML: "
        f"ours takes {ratio:.2f} of plain WeasyPrint (aim {PAPER_AIM})"
        f"{'' if ratio <= PAPER_AIM else ' !'}",
        *(
            f"  {texts[name]:38}{seconds:>8.3f} s{seconds / medians['ours']:>8.2f} × ours"
            for name, seconds in medians.items()
        ),
    ]


def _memory(memory: list[float]) -> list[str]:
    each = ", ".join(f"{one:.0f}" for one in memory)
    return ["", f"memory of the web server's workers after all this (PSS): {each} MB"]
