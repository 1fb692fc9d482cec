"""``python -m tests.hostile``: many cases under limits, and what became of them, counted."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from . import recipes, runner

assert recipes


def main() -> int:
    """Run the cases asked for; 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--seed", type=int, default=2, help="seed of all cases")
    parser.add_argument("--cases", type=int, default=1500, help="how many")
    parser.add_argument("--case", type=int, action="append", help="only this one, with all it prints")
    parser.add_argument("--only", default="", help="only recipes whose kind or name holds one of these texts")
    parser.add_argument("--small", action="store_true", help="what unfolds stays as small as in the tests")
    parser.add_argument("--here", action="store_true", help="in this process, without limits")
    options = parser.parse_args()
    numbers = options.case or runner.numbers(options.cases)
    outcomes = []
    began = time.monotonic()
    for done, number in enumerate(numbers, start=1):
        entry = runner.entry_of(number)
        if entry is None or not any(o in f"{entry.kind}/{entry.name}" for o in options.only.split(",")):
            continue
        outcome = runner.run(options.seed, number, apart=not options.here, full=not options.small)
        outcomes.append(outcome)
        if options.case:
            print(outcome.out)
        for kind, fault in outcome.faults:
            print(f"{kind:8} {outcome.label}\n         {fault}", flush=True)
        if sys.stderr.isatty():
            print(f"\r{done}/{len(numbers)}", end="", file=sys.stderr, flush=True)
    print(summary(outcomes, time.monotonic() - began))
    if not outcomes:  # a name that none has, or numbers of reports after the first round
        print("no such cases", file=sys.stderr)
        return 2
    return 1 if any(o.faults for o in outcomes) else 0


def summary(outcomes: list[runner.Outcome], seconds: float) -> str:
    """What the cases came to, by format and by kind of fault."""
    faults = Counter(kind for o in outcomes for kind in {k for k, _ in o.faults})
    lines = [f"{len(outcomes)} cases in {seconds:.0f} s"]
    for kind, n in sorted(Counter(o.kind for o in outcomes).items()):
        bad = sum(1 for o in outcomes if o.kind == kind and o.faults)
        lines.append(f"  {kind:10}{n:5} cases, {bad:4} failed")
    for kind, words in FAULTS.items():
        lines.append(f"  {words:46}{faults[kind]:5}")
    if outcomes:
        slow, big = max(outcomes, key=lambda o: o.cpu), max(outcomes, key=lambda o: o.memory)
        lines += [
            f"  most CPU {slow.cpu:.1f} s  {slow.label}",
            f"  most memory {big.memory / 1e9:.2f} GB  {big.label}",
        ]
    return "\n".join(lines)


FAULTS = {
    "trace": "traces",
    "silent": "silent wrong: believed, or scored wrongly",
    "refused": "refused, though right",
    "untold": "not told, or the place not named",
    "limit": "above 20 s of CPU or 1.5 GB, or hanging",
    "half": "half-written, changed or left behind",
    "language": "not in the language asked for",
    "exit": "another exit code than promised",
}

if __name__ == "__main__":
    raise SystemExit(main())
