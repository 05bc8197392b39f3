"""
Times whole commands beside reference loaders, in turn and in one run, and quotes ratios of medians.

    make bench                                    everything beside the reference, three rounds
    make bench BENCH_ARGS="--rounds 5 --only speed"
    make bench BENCH_ARGS="--only day --hours 3"  a day in virtual time, by workers on their schedules
    make bench BENCH_ARGS="--only arrival"        from a change at the vendor to a row, in real time
    make bench BENCH_ARGS="--only api"            both boards, and a page of a large table
    make bench BENCH_ARGS="--only live"           from a change to two hundred screens that listen
    make bench BENCH_ARGS="--only console"        the console in a cold browser: paint, weight, a change on a board

Needs the reference loaders (--reference, default ../shared/bench) and what they need
(requirements/bench.txt, installed into .venv-bench); `day`, `arrival`, `api`, `live` and `console` do not, and run when
they are asked for.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from alone import ALONE, Verdict
from history import measure_history
from measuring import Measured, cpu_seconds_of, measure, median
from servers import PASSWORD, PORT, postgresql, stand_in

ROOT = Path(__file__).resolve().parent.parent
DAYSHEET = str(Path(sys.executable).with_name("daysheet"))
VENDOR_PORT = 18_080
EVERYTHING_ON = {"FK": "1", "RLS": "1", "RAW": "pagezstd"}
ROWS_PER_ORDER = 17


@dataclass
class Bench:
    """One bench: the home of our own install, the reference, and what was measured."""

    home: Path
    reference: Path
    peers: Path
    owner_url: str
    rounds: int
    results: dict[str, list[Measured]] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)

    def note(self, name: str, run: Measured) -> None:
        self.results.setdefault(name, []).append(run)
        print(
            f"  {name:<34} {run.seconds:7.2f} s   cpu {run.cpu_seconds:6.2f} s   peak {run.peak_mb:5.0f} MB", flush=True
        )

    def ours(self, name: str, *arguments: str) -> Measured:
        run = measure([DAYSHEET, "sync", "--home", str(self.home), "--json", "--quiet", *arguments])
        self.note(name, run)
        return run

    def peer(self, name: str, script: str, *arguments: str, **environment: str) -> None:
        settings = {
            "PEERS_URL": f"http://127.0.0.1:{VENDOR_PORT}",
            "PEERS_DSN": f"host=127.0.0.1 port={PORT} user=postgres password={PASSWORD} dbname=peers",
            "PGPASSWORD": PASSWORD,
            **environment,
        }
        run = measure([str(self.peers), str(self.reference / script), *arguments], settings)
        self.note(name, run)

    def forget(self) -> None:
        """Empty our tables, so that the next run is a first one."""
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            connection.execute(
                "truncate tekmetric.repair_orders, tekmetric.daily_shop_metrics, tekmetric.tech_daily_metrics, "
                "control.record_versions, control.sync_cursors, control.raw_pages, control.raw_bodies, "
                "control.runs, control.dirty_days, control.stale_figures cascade"
            )
            connection.execute("checkpoint")

    def at_least(self, what: str, ratio: float, bound: float) -> None:
        self.verdicts.append((what, ratio, f">= {bound}", ratio >= bound))

    def at_most(self, what: str, ratio: float, bound: float) -> None:
        self.verdicts.append((what, ratio, f"<= {bound}", ratio <= bound))

    def seconds(self, name: str) -> float:
        return median(self.results[name])


def speed(bench: Bench, orders: int) -> None:
    """First load and unchanged repetition, beside the reference with the same switched on, and dlt."""
    print(f"{orders:,} orders, {orders * ROWS_PER_ORDER:,} rows, no latency")
    with stand_in(bench.peers, bench.reference, orders, VENDOR_PORT):
        for _ in range(bench.rounds):
            bench.forget()
            bench.ours("ours, first, with figures")
            bench.forget()
            bench.ours("ours, first", "--tables-only")
            bench.peer("reference, first", "e2e.py", "hash", "first", **EVERYTHING_ON)
            bench.ours("ours, the figures after it")
            _nothing_written(bench.ours("ours, unchanged", "--full"))
            bench.peer("reference, unchanged", "e2e.py", "hash", "second", **EVERYTHING_ON)
            bench.peer("dlt, arrow", "dlt_run.py", "arrow", "first")
            bench.peer("dlt, as installed", "dlt_run.py", "default", "first")
    first = bench.seconds("ours, first")
    bench.at_least("unchanged run: times as fast as the first", first / bench.seconds("ours, unchanged"), 2.5)
    bench.at_least("first run: share of the reference's speed", bench.seconds("reference, first") / first, 0.8)
    bench.at_least("first run: times dlt as installed", bench.seconds("dlt, as installed") / first, 4)
    bench.at_least("first run: times dlt's fastest form", bench.seconds("dlt, arrow") / first, 1)
    print(
        f"  snapshots and figures add {bench.seconds('ours, first, with figures') / first - 1:.0%}; the peers have none"
    )


def _nothing_written(run: Measured) -> None:
    counters = json.loads(run.output)["streams"]
    written = sum(each["rows_written"] for each in counters.values())
    if written or counters["repair_orders"]["same"] != counters["repair_orders"]["received"]:
        raise SystemExit(f"The unchanged run wrote {written} rows.")


def latency(bench: Bench, orders: int) -> None:
    """A hundred milliseconds a page, eight requests at once."""
    print(f"{orders:,} orders at 100 ms a page")
    with stand_in(bench.peers, bench.reference, orders, VENDOR_PORT, latency_ms=100):
        for _ in range(bench.rounds):
            bench.forget()
            bench.ours("ours, 100 ms a page")
            bench.peer("reference, 100 ms a page", "e2e.py", "hash", "first", CONC="8", **EVERYTHING_ON)
    ratio = bench.seconds("ours, 100 ms a page") / bench.seconds("reference, 100 ms a page")
    bench.at_most("100 ms a page: times the reference's seconds", ratio, 1.3)


def memory(bench: Bench, orders: int) -> None:
    """Peak memory with a short and with a five times longer history."""
    print(f"memory: {orders:,} and {orders * 5:,} orders")
    peaks = []
    for size in (orders, orders * 5):
        with stand_in(bench.peers, bench.reference, size, VENDOR_PORT):
            bench.forget()
            peaks.append(bench.ours(f"ours, {size:,} orders").peak_mb)
    bench.at_most("peak memory, MB", max(peaks), 200)
    bench.at_most("peak memory: times that of a fifth of the history", peaks[1] / peaks[0], 1.1)


def where_time_goes(bench: Bench, orders: int, server_pid: int) -> None:
    """Processor time of a first run, by process."""
    with stand_in(bench.peers, bench.reference, orders, VENDOR_PORT):
        bench.forget()
        before = cpu_seconds_of(server_pid)
        run = bench.ours("ours, where the time goes")
    server = cpu_seconds_of(server_pid) - before
    print(f"  of {run.seconds:.2f} s: our process {run.cpu_seconds:.2f} s of processor time, PostgreSQL {server:.2f} s")


def history(bench: Bench, orders: int) -> None:
    """A changed day and a month's figures, with half as many orders on record as usual and with fifty times as many."""
    few, many = orders // 2, orders * 50
    print(f"{few:,} and {many:,} orders on record")
    command = [DAYSHEET, "database", "url", "--role", "service", "--home", str(bench.home), "--quiet"]
    little, much = measure_history(bench.owner_url, measure(command).output.strip(), few, many)
    for each in (little, much):
        print(
            f"  {each.orders:>9,} orders: a changed day {each.changed_day_ms:.1f} ms, a month {each.month_ms:.1f} ms;"
            f" snapshots and figures made in {each.derived_seconds:.0f} s"
        )
    print("\n".join(f"    {line}" for line in much.plan.splitlines()))
    bench.at_most(
        "a changed day: times that with a hundredth of the orders", much.changed_day_ms / little.changed_day_ms, 1.5
    )
    bench.at_most("a month's figures, ms", much.month_ms, 150)


PARTS = {"speed": speed, "latency": latency, "memory": memory, "history": history}


def _peers() -> Path:
    """Return the Python of the reference loaders, installing what they need the first time."""
    python = ROOT / ".venv-bench" / "bin" / "python"
    lock = ROOT / "requirements" / "bench.txt"
    if not python.exists():
        print("installing what the reference loaders need into .venv-bench")
        subprocess.run([sys.executable, "-m", "venv", str(python.parent.parent)], check=True)
    done = python.parent.parent / "installed"
    if not done.exists() or done.read_bytes() != lock.read_bytes():
        subprocess.run([str(python), "-m", "pip", "install", "-qq", "--require-hashes", "-r", str(lock)], check=True)
        shutil.copy(lock, done)
    return python


def _connect(home: Path) -> None:
    secret = home / "bench-key.json"
    secret.write_text(json.dumps({"client_id": "bench", "client_secret": "bench"}))
    command = [DAYSHEET, "connect", "tekmetric", "--home", str(home), "--name", "bench", "--no-input", "--quiet"]
    command += ["--base-url", f"http://127.0.0.1:{VENDOR_PORT}", "--secret-file", str(secret)]
    measure([*command, "--calls-per-minute", "6000000"])


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--orders", type=int, default=20_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only", choices=[*PARTS, *ALONE], action="append")
    arguments.add_argument("--shops", type=int, default=100, help="day: shops on one credential")
    arguments.add_argument("--branches", type=int, default=60, help="day: branches of the movers")
    arguments.add_argument("--hours", type=float, default=3.0, help="day: virtual hours, each of which takes minutes")
    arguments.add_argument("--warm-up-hours", type=float, default=0.5, help="day: hours before, for first readings")
    arguments.add_argument("--changes", type=int, default=100, help="arrival: how many changes")
    arguments.add_argument("--seconds", type=float, default=60.0, help="live: how long changes come")
    arguments.add_argument("--reference", type=Path, default=ROOT.parent / "shared" / "bench")
    chosen = arguments.parse_args()
    alone = [part for name, part in ALONE.items() if name in (chosen.only or ())]
    if alone and set(chosen.only) <= set(ALONE):
        return _tell([verdict for part in alone for verdict in part(chosen)])
    if not (chosen.reference / "server.py").exists():
        raise SystemExit(f"The reference loaders are not in {chosen.reference}. Say where: --reference DIR")
    peers = _peers()
    Path("/tmp/peers").mkdir(exist_ok=True)  # noqa: S108  the reference loaders write there
    with tempfile.TemporaryDirectory(prefix="daysheet-bench-") as folder:
        os.environ.pop("DAYSHEET_DATABASE_URL", None)
        home = Path(folder) / "home"
        with postgresql(home) as cluster:
            with stand_in(peers, chosen.reference, 100, VENDOR_PORT):
                _connect(home)
            bench = Bench(home, chosen.reference, peers, cluster.url(), chosen.rounds)
            for name, part in PARTS.items():
                if not chosen.only or name in chosen.only:
                    part(bench, chosen.orders)
            pid = int(next(home.glob("postgresql/*/postmaster.pid")).read_text().splitlines()[0])
            where_time_goes(bench, chosen.orders, pid)
    return _tell([*bench.verdicts, *(verdict for part in alone for verdict in part(chosen))])


def _tell(verdicts: list[Verdict]) -> int:
    """Print what is wanted and what was found; return the exit code."""
    print("\nthis run; of repeated parts, ratios of medians")
    for what, ratio, bound, is_kept in verdicts:
        print(f"  {'✓' if is_kept else '✗'} {what:<52} {ratio:8.2f}   {bound}")
    return 0 if all(is_kept for *_, is_kept in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
