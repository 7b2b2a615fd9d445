"""Reads a million answers that no supplier ever sent, by all profiles: `python fuzz_answers.py [COUNT] [SEED]`.

Each begins as a recorded answer of a profile, or as nothing, and is broken in some way. What comes of it must be a
reading or an error of ours; a reading's amount is finite, and zero only where a zero stands in the answer.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from galla.adapters.profiles import load_profile, profile_ids
from galla.domain.errors import Problem
from galla.domain.profiles.examples import read_answer
from galla.domain.profiles.model import Example, Profile

COUNT = 1_000_000
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ODD: tuple[Any, ...] = (
    *(None, True, False, "", " ", "0", 0, -0.0, -1, 0.1, 1e300, -1e-300, 10**30, float("nan"), float("inf")),
    *(
        "NaN",
        "Infinity",
        "1_000",
        "٣",
        "1e400",
        "0x10",
        "1,234.50",
        "84.20 USD",
        "USD",
        "usd",
        "XXX",
        "\u0000",
        "\ud800",
    ),
    *("2026-13-01", "2026-01-31T09:30:00Z", "9" * 100, "a" * 3000, [], {}, [[]], {"": None}, [None], "error", "FROZEN"),
)
BYTES = (b"", b"{", b"[]", b"null", b"0", b"\xff\xfe", b"<html>", b"NaN", b"balance=0", b"[" * 2000, b'{"a":1,"a":2}')


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20_261_123
    chance = random.Random(seed)
    recorded = [(load_profile(name, None), example) for name in profile_ids(None) for example in _examples(name)]
    outcomes: Counter[str] = Counter()
    longest_s, began_s = 0.0, time.perf_counter()
    for number in range(count):
        profile, example = chance.choice(recorded)
        body = _broken(example, chance)
        at_s = time.perf_counter()
        try:
            outcomes[_judged(profile, example, body, chance)] += 1
        except Exception:
            print(f"answer {number} of seed {seed}, {profile.name}: {body[:400]!r}", file=sys.stderr)
            raise
        longest_s = max(longest_s, time.perf_counter() - at_s)
    took_s = time.perf_counter() - began_s
    print(f"{count:,} answers (seed {seed}) by {len(profile_ids(None))} profiles in {took_s:.0f} s")
    print(f"{took_s / count * 1e6:.0f} µs each, breaking them included; the longest {longest_s * 1e3:.1f} ms")
    for outcome, times in outcomes.most_common():
        print(f"{times:>9,}  {outcome}")
    return 0


def _examples(profile_id: str) -> tuple[Example, ...]:
    return load_profile(profile_id, None).examples


def _judged(profile: Profile, example: Example, body: bytes, chance: random.Random) -> str:
    currency = chance.choice([example.currency, "USD", "EUR"]) if profile.needs_currency else example.currency
    status = 200 if chance.random() < 0.9 else chance.choice([201, 400, 401, 403, 404, 429, 500, 511])
    read = read_answer(profile, body, status, currency or ("USD" if profile.needs_currency else None), NOW)
    if isinstance(read, Problem):
        return f"{read.kind} {read.reason}".strip()
    amount = read.balance.amount
    assert amount.is_finite(), amount
    assert amount != 0 or b"0" in body, "zero for missing"
    assert all(item.balance.amount.is_finite() for item in read.secondary)
    return "balance"


def _broken(example: Example, chance: random.Random) -> bytes:
    """The recorded answer with one to four things wrong, or something else altogether."""
    kind = chance.random()
    if kind < 0.05:
        return chance.choice(BYTES)
    if kind < 0.3:
        return _scratched(example.answer.encode(), chance)
    document: Any = json.loads(example.answer)
    for _ in range(chance.randint(1, 4)):
        document = _changed(document, chance)
    return json.dumps(document).encode("utf-8", "surrogatepass")


def _scratched(body: bytes, chance: random.Random) -> bytes:
    """With bytes lost, doubled or changed."""
    data = bytearray(body)
    for _ in range(chance.randint(1, 6)):
        at, roll = chance.randrange(len(data) + 1), chance.randrange(4)
        if roll == 0:
            del data[at : at + chance.randint(1, 9)]
        elif roll == 1:
            data.insert(at, chance.randrange(256))
        elif roll == 2:
            data += data[at : at + 20]
        else:
            data[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(data)


def _changed(node: Any, chance: random.Random) -> Any:
    """`node` with one place in it replaced, dropped, wrapped or renamed."""
    if not isinstance(node, dict | list) or not node or chance.random() < 0.1:
        return deepcopy(chance.choice(ODD)) if chance.random() < 0.7 else [node]
    key = chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
    roll = chance.random()
    if roll < 0.1:
        del node[key]
    elif roll < 0.15 and isinstance(node, dict):
        node[str(key).upper()] = node.pop(key)
    else:
        node[key] = _changed(node[key], chance)
    return node


if __name__ == "__main__":
    sys.exit(main())
