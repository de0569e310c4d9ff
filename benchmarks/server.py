"""The web server as `bin/run` starts it, on a port of its own, and what its processes cost."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
STOP_SECONDS = 15
TICKS = os.sysconf("SC_CLK_TCK")


class StartError(Exception):
    """The web server did not come up."""


@dataclass(frozen=True)
class Server:
    """A running server: its port, and the process that watches over its workers."""

    port: int
    pid: int

    @property
    def workers(self) -> list[int]:
        """The processes that answer requests."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(pid) for pid in children.split() if b"tracker" not in _command(int(pid))]

    def cpu_seconds(self) -> float:
        """What all its processes have used so far, in user and system mode."""
        ticks = 0
        for pid in (self.pid, *self.workers):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def memory_mb(self) -> list[float]:
        """What each worker holds, its share of shared pages included (PSS)."""
        return [_pss_mb(pid) for pid in self.workers]


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def _pss_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@contextmanager
def running() -> Iterator[Server]:
    """Two workers with one thread each, on the loopback address; stopped at the end."""
    port = _free_port()
    command = [
        *("setpriv", "--pdeathsig", "TERM", "--"),
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "2"),
        *("--blocking-threads", "1", "--no-ws", "--workers-kill-timeout", "10"),
        *("--log-level", "warning", "coordination.config.wsgi:application"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    try:
        _wait(process, port)
        yield Server(port, process.pid)
    finally:
        _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise StartError("the web server did not start (see above)")


def _stop(process: subprocess.Popen) -> None:
    """Ask, wait, then end whatever is left in its session, which holds nothing else."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
