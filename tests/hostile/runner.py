"""Runs cases and judges them: in this process, or in a child under limits of time, memory and file size."""

from __future__ import annotations

import argparse
import contextlib
import csv
import fnmatch
import hashlib
import io
import os
import pickle
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from .cases import ENTRIES, Case, Entry, Expect

CPU_SECONDS = 20
MEMORY = 1_500_000_000
"""Nothing at all may take more; bytes of resident memory."""
HARD_CPU = 40
HARD_MEMORY = 4_000_000_000
HARD_WAIT = 300
"""Where a child is stopped, so that a fault does not cost the machine."""
FULL = "INDEKS_HOSTILE_FULL"
"""Set where what unfolds has its real size."""
TRACE = re.compile(r"Traceback \(most recent|^  File \"|<class '|<built-in |object at 0x|Errno \d", re.MULTILINE)
OURS_TO_READ = 4_000_000
"""Larger inputs are not compared with what they were."""


@dataclass(frozen=True)
class Outcome:
    """What a case came to; ``faults`` are pairs of a kind and a sentence, none where all is well."""

    kind: str
    name: str
    seed: int
    number: int
    code: int
    out: str
    faults: tuple[tuple[str, str], ...]
    cpu: float = 0.0
    memory: int = 0

    @property
    def label(self) -> str:
        """How the case is asked for again."""
        return f"--seed {self.seed} --case {self.number}  ({self.kind}/{self.name})"


def round_of() -> list[Entry]:
    """One round of recipes, each as often as its weight."""
    return [entry for entry in ENTRIES for _ in range(entry.weight)]


def entry_of(number: int) -> Entry | None:
    """The recipe of a case; none where the number falls on a report after the first round."""
    entries = round_of()
    entry = entries[number % len(entries)]
    return None if entry.reports and number >= len(entries) else entry


def numbers(n: int) -> list[int]:
    """The numbers of the first n cases."""
    result: list[int] = []
    number = 0
    while len(result) < n:
        if entry_of(number):
            result.append(number)
        number += 1
    return result


def run(seed: int, number: int, *, apart: bool = True, full: bool = False) -> Outcome:
    """Make a case and run it, in a child of its own: commands change the process they run in.

    With ``full`` what unfolds has its real size; without ``apart`` the case runs here, to be looked into.
    """
    entry = entry_of(number)
    assert entry is not None, f"no case {number}"
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    kept = os.environ.get(FULL)
    os.environ[FULL] = "1" if full else ""
    try:
        work = folder / "work"
        work.mkdir()
        return (_in_child if apart else _run)(entry, seed, number, work)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.pop(FULL)
        os.environ.update({} if kept is None else {FULL: kept})


@cache
def warm() -> None:
    """Score a small dataset of each format once, so that no child imports the library by itself."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    try:
        for entry in ENTRIES:
            if entry.name in ("any_workbook", "any_parquet", "any_csv"):
                _run(entry, 0, 0, folder)
                shutil.rmtree(folder)
                folder.mkdir()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_child(entry: Entry, seed: int, number: int, folder: Path) -> Outcome:
    """Run a case in a fork of this process: what it costs is measured, and ended where it costs far too much."""
    warm()
    source, sink = os.pipe()
    before = _resident()
    child = os.fork()
    if child == 0:
        os.close(source)
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (HARD_CPU, HARD_CPU))
            resource.setrlimit(resource.RLIMIT_AS, (HARD_MEMORY, HARD_MEMORY))
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(HARD_WAIT if os.environ.get(FULL) else HARD_WAIT // 5)
            outcome = _run(entry, seed, number, folder)
            with os.fdopen(sink, "wb") as pipe:
                pickle.dump(outcome, pipe)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(0)
    os.close(sink)
    with os.fdopen(source, "rb") as pipe:
        content = pipe.read()
    _, status, used = os.wait4(child, 0)
    blank = Outcome(entry.kind, entry.name, seed, number, -1, "", ())
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024
    if not content and status == 0:  # what broke the child has been printed
        return replace(blank, cpu=cpu, memory=memory, faults=(("trace", "the case itself broke"),))
    if not content:
        how = signal.Signals(status & 127).name if status & 127 else f"exit {status >> 8}"
        return replace(blank, cpu=cpu, memory=memory, faults=(("limit", f"ended by {how} after {cpu:.0f} s"),))
    outcome = pickle.loads(content)
    if cpu > CPU_SECONDS:
        outcome = replace(outcome, faults=(*outcome.faults, ("limit", f"{cpu:.1f} s of CPU")))
    if memory > max(
        MEMORY, before + MEMORY // 2 if before > MEMORY // 2 else 0
    ):  # a child begins with what its parent has
        outcome = replace(outcome, faults=(*outcome.faults, ("limit", f"{memory / 1e9:.2f} GB")))
    return replace(outcome, cpu=cpu, memory=memory)


def _resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _run(entry: Entry, seed: int, number: int, folder: Path) -> Outcome:
    case = entry.recipe(Random(f"{seed}/{number}/{entry.name}"), folder)
    before = _state(folder)
    began = time.process_time()
    with _limited(case.file_size):
        code, out, err, trace = _call(case)
    cpu = time.process_time() - began
    faults = list(_judge(case.expect, code, out, err, trace))
    faults += [("language", wrong) for wrong in [_other_language(case.call, err)] if wrong]
    faults += _changed(case.expect, before, _state(folder))
    if case.expect.verify and not trace and code == 0 and (wrong := case.expect.verify()):
        faults.append(("silent", wrong))
    told = trace or (out if len(out) < 3000 else out[:3000] + "…") + err[-4000:]
    return Outcome(entry.kind, entry.name, seed, number, code, told, tuple(faults), cpu)


@contextlib.contextmanager
def _limited(size: int) -> Iterator[None]:
    """Let no file grow beyond a size: a full disk, as far as a program can tell."""
    if not size:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    kept = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, kept)


def _call(case: Case) -> tuple[int, str, str, str]:
    """Call the command line or the library; return exit code, output, messages, and the trace of what was raised."""
    from indeks import cli, errors
    from indeks.errors import IndeksError

    words = vars(argparse).get("_")  # the parser gives argparse words of its own
    out = io.TextIOWrapper(io.BytesIO(), encoding=case.encoding, errors="strict", newline="", write_through=True)
    err = io.TextIOWrapper(io.BytesIO(), encoding=case.encoding, errors="backslashreplace", write_through=True)
    code, trace = 0, ""
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            if callable(case.call):
                result = case.call()
                print(result if isinstance(result, str) else result.to_csv(index=False))
            else:
                code = cli.main(case.call)
        except IndeksError as error:
            if callable(case.call):
                code = 1
                print(error, file=sys.stderr)
            else:
                code, trace = -1, traceback.format_exc()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except (Exception, KeyboardInterrupt):
            code, trace = -1, traceback.format_exc()
    errors.speak("id")
    argparse._ = words  # type: ignore[attr-defined]
    decoded = [f.buffer.getvalue().decode(case.encoding, errors="replace") for f in (out, err)]  # type: ignore[attr-defined]
    return code, decoded[0], decoded[1], trace


def _other_language(call: Any, err: str) -> str:
    """Say which word of a message is not of the language asked for; an empty text where all are."""
    english = isinstance(call, list) and call[-2:] == ["--lang", "en"]
    word = (INDONESIAN if english else ENGLISH).search(QUOTED.sub("", err))
    return (
        f"{word[0]!r} in a message in {'English' if english else 'Indonesian'}: {err.strip()[:200]}"
        if word
        else ""
    )


QUOTED = re.compile(r"\"[^\"\n]*\"|/tmp/\S+")
"""What the user wrote, in no language of ours."""
ENGLISH = re.compile(
    r"(?<![\w/.-])(the|is|are|was|not|no such|must|cannot|could|should|with|from|invalid|expected|unknown|unexpected|"
    r"failed|missing|unable|unsupported|denied|line|column|at end)(?![\w/.-])",
    re.I,
)
"""Words that no Indonesian message has."""
INDONESIAN = re.compile(
    r"(?<![\w/])(tidak|yang|dengan|untuk|harus|pilihan|bukan|belum|berkas|daerah|perbaikan|gunakan)(?![\w/.])",
    re.I,
)
"""Words that no English message has."""


def _judge(expect: Expect, code: int, out: str, err: str, trace: str) -> Iterator[tuple[str, str]]:
    if trace or TRACE.search(out) or TRACE.search(err):
        yield "trace", (trace or TRACE.findall(out + err)[0]).strip().splitlines()[-1][:200]
        return
    said = out + err
    if code == 0:
        if not expect.success:
            yield "silent", f"believed, though it has to name {expect.says}"
        elif expect.scores is not None and (wrong := _differs(expect.scores, out)):
            yield "silent", wrong
        yield from (("untold", f"done, but without a word of {w}") for w in expect.out if not _says(said, w))
        return
    if not expect.refusal:
        yield "refused", f"refused with exit code {code}, though it is right: {said.strip()[-300:]}"
    elif code not in expect.exits:
        yield "exit", f"exit code {code}, not {expect.exits}: {said.strip()[-200:]}"
    if not said.strip():
        yield "untold", "refused without a word"
    elif expect.refusal:
        yield from (("untold", f"refused, but {w} is not named: {said.strip()[:300]}") for w in expect.says
                    if not _says(said, w))  # fmt: skip


def _says(text: str, words: str | tuple[str, ...]) -> bool:
    """Whether one of some words stands in a text by itself, whatever its case."""
    choices = (words,) if isinstance(words, str) else words
    return any(re.search(rf"(?<![\w.]){re.escape(w)}(?!\w)", text, re.IGNORECASE) for w in choices)


def _differs(right: dict[tuple[str, int, str], tuple[Fraction, str]], out: str) -> str:
    """Say what is wrong with printed scores; an empty text where nothing is."""
    lines = out.splitlines()
    head = next((k for k, line in enumerate(lines) if line.startswith("region_code,")), None)
    if head is None:
        return f"no scores printed: {out[:200]}"
    rows = csv.DictReader(lines[head:])
    printed = {
        (r["region_code"], int(r["year"]), r["basis"]): (Fraction(r["index"]), r["category"])
        for r in rows
        if r["basis"]
    }
    if printed == right:
        return ""
    shown: list[Any] = [
        (key, *(f"{float(s[0])} {s[1]}" if s else "-" for s in (printed.get(key), right.get(key))))
        for key in sorted(printed.keys() | right.keys()) if printed.get(key) != right.get(key)
    ]  # fmt: skip
    return f"scored wrong (key, printed, right): {shown[:3]}"


def _state(folder: Path) -> dict[str, str]:
    """What stands in a folder: by path a digest of the content, where it is a file to read."""
    state = {}
    for root, folders, names in os.walk(folder):
        for path in (Path(root, name) for name in (*folders, *names)):
            regular = path.is_file() and not path.is_symlink()
            readable = regular and path.stat().st_size <= OURS_TO_READ
            digest = hashlib.md5(path.read_bytes()).hexdigest() if readable else ""
            state[str(path.relative_to(folder))] = digest
    return state


def _changed(expect: Expect, before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str]]:
    """Inputs that are no longer what they were, and files nobody asked for."""
    faults = []
    mine = lambda path: any(fnmatch.fnmatch(path, p) for p in expect.makes)  # noqa: E731
    gone = [p for p in before if after.get(p) != before[p] and not mine(p)]
    new = [p for p in after if p not in before and (p.endswith((".part", ".tmp")) or not mine(p))]
    if gone:
        faults.append(("half", f"changed or gone: {gone[:3]}"))
    if new:
        faults.append(("half", f"left behind: {new[:3]}"))
    return faults
