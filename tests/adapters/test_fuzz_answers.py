"""A part of the fuzzer's million answers, so that it stays sound; see tests/benchmarks/fuzz_answers.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FUZZER = Path(__file__).parents[1] / "benchmarks" / "fuzz_answers.py"


def test_thousands_of_broken_answers_are_balances_or_errors_of_ours() -> None:
    done = subprocess.run([sys.executable, FUZZER, "20000", "7"], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "20,000 answers" in done.stdout
    assert "balance\n" in done.stdout
