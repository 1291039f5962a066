"""Measure every figure that the README quotes, in one run: `make bench`.

It runs the other benchmarks one after the other and writes their last lines to var/bench/, with the
machine, the versions and the time of a fixed piece of work just before and after each, because the
speed of shared machines varies. It compares the result with the previous one, or on a new machine
with the one that the README quotes (benchmarks/quoted.json), also corrected for the speed of the
processor. Figures that got worse by more than a quarter, with and without correction, are marked.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.processor import reference
from core.ops.postgres_programs import binary

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "var" / "bench"
QUOTED = ROOT / "benchmarks" / "quoted.json"
WORSE = 1.25
# Suffixes: more is better; less is better, with the smallest difference above noise.
RATES = ("per_s", "_speedup", "_ratio")
TIMES = {"_ms": 1.0, "_s": 0.1, "ms": 1.0, "ms_median": 1.0}
COSTS = {"_mb": 1.0, "gap": 0.0, "_per_edit": 0.1}

RUNS: dict[str, list[str]] = {
    "planner": ["benchmarks/planner.py", "--weeks", "100", "--big", "--request", "--small"],
    "year": ["benchmarks/year.py", "--short"],
    "materialize": ["benchmarks/materialize.py", "--users", "500"],
    "calendars": ["benchmarks/calendars.py"],
    "web": ["benchmarks/web.py", "--seconds", "3"],
    "quickadd": ["benchmarks/quickadd.py"],
    "memory": ["benchmarks/memory.py"],
    "page": ["benchmarks/page.py"],
    "recovery": ["benchmarks/recovery.py"],
}


def main() -> None:
    before = latest()
    when = datetime.now(UTC).isoformat(timespec="seconds")
    result: dict[str, Any] = {"when": when, "machine": machine()}
    for name, command in RUNS.items():
        print(f"--- {name}", flush=True)
        before_it, figures, after_it = reference(), last_line(command), reference()
        result[name] = {"reference_ms": round((before_it + after_it) * 500, 1)} | figures
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{when.replace(':', '')}.json"
    path.write_text(json.dumps(result, indent=1))
    print(f"--- written to {path.relative_to(ROOT)}")
    compare(flat(before), flat(result))


def machine() -> dict[str, Any]:
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "django": version("django"),
        "postgresql": subprocess.check_output([binary("postgres"), "-V"], text=True).split()[-1],
    }


def processor() -> str:
    """Return the name of the processor from the kernel, or at least its kind."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def last_line(command: list[str]) -> Any:
    run = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert run.stdout
    line = ""
    for line in run.stdout:
        print(f"    {line}", end="", flush=True)
    if run.wait():
        sys.exit(f"{' '.join(command)} failed.")
    return json.loads(line)


def latest() -> dict[str, Any]:
    figures: dict[str, Any] = json.loads([QUOTED, *sorted(OUT.glob("*.json"))][-1].read_text())
    return figures


def flat(result: dict[str, Any], prefix: str = "") -> dict[str, float]:
    """Return figures by path, such as web.tasks_8.app_cpu_ms."""
    figures: dict[str, float] = {}
    for name, value in result.items():
        if isinstance(value, dict):
            figures |= flat(value, f"{prefix}{name}.")
        elif isinstance(value, int | float):
            figures[f"{prefix}{name}"] = value
    return figures


def compare(before: dict[str, float], after: dict[str, float]) -> None:
    print(f"{'':44}{'before':>12}{'now':>12}{'ratio':>8}{'as fast':>9}")
    for name in sorted({*before} & {*after}):
        old, new = before[name], after[name]
        ratio = new / old if old else 1.0
        fair = as_fast(ratio, name, slower(before, after, name))
        mark = "  worse" if is_worse(name, new - old, (ratio, fair)) else ""
        print(f"{name:44}{old:12,.2f}{new:12,.2f}{ratio:8.2f}{fair:9.2f}{mark}")


def slower(before: dict[str, float], after: dict[str, float], name: str) -> float:
    """Return how much slower the processor was when a figure was measured."""
    reference = f"{name.partition('.')[0]}.reference_ms"
    return after[reference] / before[reference] if reference in before else 1.0


def as_fast(ratio: float, name: str, slower: float) -> float:
    """Return the ratio of before and now, corrected for the speed of the processor."""
    if name.endswith("per_s"):
        return ratio * slower
    if name.endswith(RATES) or not name.endswith((*TIMES,)) or name.endswith("reference_ms"):
        return ratio
    return ratio / slower


def is_worse(name: str, change: float, ratios: tuple[float, float]) -> bool:
    """Tell whether a figure got worse by more than a quarter, corrected or not, beyond noise."""
    if name.endswith("reference_ms"):
        return False
    if name.endswith(RATES):
        return max(ratios) < 1 / WORSE
    apart = [least for end, least in (TIMES | COSTS).items() if name.endswith(end)]
    return bool(apart) and min(ratios) > WORSE and change > min(apart)


if __name__ == "__main__":
    main()
