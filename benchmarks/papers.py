"""How long a report takes to become a PDF: by us, by plain WeasyPrint, by Chromium's command.

Runs in a process of its own, as the worker does:  python -m benchmarks.papers ROUNDS
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CHROMIUM_SECONDS = 120
# No lookup of any name, no sandbox for root alone, nothing in the background.
CHROMIUM = [
    *("chromium", "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer"),
]


def seconds_of(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def chromium_prints(source: Path, target: Path) -> None:
    """One run of the command; ended by force when it hangs. Raises CalledProcessError."""
    command = [
        *CHROMIUM,
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
        f"--user-data-dir={target.parent / 'profile'}",
        f"--print-to-pdf={target}",
        source.as_uri(),
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        code = process.wait(CHROMIUM_SECONDS)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if code or not target.exists():
        raise subprocess.CalledProcessError(code, command[0])


def measure(rounds: int) -> dict:
    """Seconds of each way in each round, interleaved; the first time of each is left out."""
    from weasyprint import HTML

    from benchmarks.rows import rows
    from reports.content import review_report
    from reports.forms.setting import set_paper
    from reports.renderers import pdf
    from reports.renderers.html import document_html

    paper = review_report(rows().published_document)
    ready = set_paper(paper)
    markup = document_html(ready)
    style = pdf.style_text(ready.form.page)
    whole = markup.replace("</head>", f"<style>{style}</style></head>")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "report.html", Path(folder) / "report.pdf"
        source.write_text(whole, encoding="utf-8")
        ways: dict[str, Callable[[], object]] = {
            "ours": lambda: pdf.render_pdf(paper),
            "plain": lambda: HTML(string=whole).write_pdf(),
            "plain_tagged": lambda: HTML(string=whole).write_pdf(pdf_variant="pdf/ua-1"),
        }
        if shutil.which(CHROMIUM[0]):
            ways["chromium"] = lambda: chromium_prints(source, target)
        pages = len(HTML(string=whole).render().pages)
        for way in ways.values():
            way()
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _round in range(rounds):
            for name, way in ways.items():
                taken[name].append(seconds_of(way))
    return {"pages": pages, "html_kb": round(len(whole) / 1024, 1), "seconds": taken}


if __name__ == "__main__":
    import django

    django.setup()
    json.dump(measure(int(sys.argv[1])), sys.stdout)
