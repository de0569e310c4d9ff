"""Measures everything in one run; started by benchmarks/run, which prepares what it needs."""

import argparse
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import call_command

MEMINFO = Path("/proc/meminfo")


@dataclass(frozen=True)
class Extent:
    """How much is measured: rounds, seconds of each target in a round, rounds of papers."""

    rounds: int
    seconds: int
    papers: int


FULL = Extent(rounds=5, seconds=2, papers=5)
QUICK = Extent(rounds=1, seconds=1, papers=1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: does it work?")
    parser.add_argument("--rounds", type=int, help=f"rounds over all pages ({FULL.rounds})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    parser.add_argument("--nation", action="store_true", help="units and organisations instead")
    parser.add_argument("--own-client", action="store_true", help="do without wrk")
    return parser.parse_args()


def say(text: str) -> None:
    """What is being done, beside the figures."""
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))  # ends what was started
    extent = QUICK if given.quick else FULL
    if given.rounds:
        extent = Extent(given.rounds, extent.seconds, extent.papers)
    django.setup()
    from benchmarks import table
    from benchmarks.rows import ForeignDatabaseError, rows

    say("Collecting static files ...")
    call_command("collectstatic", interactive=False, verbosity=0)
    if given.nation:
        from benchmarks import taking_part

        say("Making a nation (the first time takes a minute), and asking about it ...")
        print("\n".join(taking_part.measure(extent.rounds)))
        return
    say("Preparing the rows (the first time takes a minute) ...")
    try:
        measured = rows()
    except ForeignDatabaseError as error:
        sys.exit(f"benchmarks/run: {error}")
    found = head(extent, given.own_client) | measure(measured, extent, given.own_client)
    found["papers"] = papers(extent)
    print("\n".join(table.lines(found)))
    if given.json:
        given.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


def head(extent: Extent, own_client: bool) -> dict:
    """When, where and how this was measured."""
    from benchmarks.client import CONNECTIONS, has_wrk

    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory_kb = int(MEMINFO.read_text().split()[1])
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "rounds": extent.rounds,
        "seconds": extent.seconds,
        "connections": CONNECTIONS,
        "client": "wrk" if has_wrk() and not own_client else "our own loop",
        "machine": {
            "processors": len(os.sched_getaffinity(0)),
            "model": model,
            "memory_gb": round(memory_kb / 2**20, 1),
            "load": f"{os.getloadavg()[0]:.1f} at the start",
        },
    }


def measure(measured, extent: Extent, own_client: bool) -> dict:
    """Queries and sizes once, then the pace of every target, round after round."""
    from benchmarks import pages, server, targets
    from benchmarks.pace import Pacer

    with server.running() as running:
        session = targets.sign_in(measured)
        wanted = targets.pages(measured)
        say("Counting queries and bytes ...")
        facts = {
            page.name: {
                "name": page.name,
                "label": page.label,
                "is_ours": page.is_ours,
                "queries": pages.queries(page, measured),
                **kilobytes(pages.size(page, port=running.port, session=session)),
            }
            for page in wanted
        }
        pacer = Pacer(running, measured, session, extent.seconds, own_client)
        for save in pacer.saves:
            facts[save.name] = {
                "name": save.name,
                "label": save.label,
                "is_ours": True,
                "queries": pages.queries_of_save(save.chains[0], measured),
            }
        pacer.warm_up(wanted)
        for number in range(extent.rounds):
            say(f"Round {number + 1} of {extent.rounds} ...")
            pacer.one_round(wanted)
        memory = running.memory_mb()
    for name, fact in facts.items():
        fact |= pacer.figures(name)
    return {"pages": list(facts.values()), "memory_mb": memory}


def kilobytes(size) -> dict[str, float]:
    return {
        "html_kb": round(size.html / 1024, 1),
        "gzip_kb": round(size.html_gzip / 1024, 1),
        "sent_kb": round(size.html_sent / 1024, 1),
        "first_visit_kb": round(size.first_visit / 1024, 1),
    }


def papers(extent: Extent) -> dict:
    """Report rendering, in a process of its own as in the worker."""
    say("Rendering a report ...")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.papers", str(extent.papers)],
        stdout=subprocess.PIPE,
        check=True,
        timeout=1800,
    )
    found = json.loads(done.stdout)
    medians = {name: statistics.median(times) for name, times in found["seconds"].items()}
    return found | {"medians": medians}


main()
