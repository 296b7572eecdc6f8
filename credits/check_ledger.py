#!/usr/bin/env python3
"""Check a ledger file against seals that you kept: python3 check_ledger.py FILE KEPT_SEAL…

FILE is what "Download the chain" gave you. A kept seal is 64 hex digits that you wrote down earlier: from a statement,
GET /account, a credits.sealed event, or an older run of this program. Without one nothing is proven, because whoever
could rewrite the ledger could seal it again. Needs Python 3.8 or newer and nothing else; it sends nothing anywhere.

Exit code 0: the file is consistent and holds every kept seal. 1: it is not, and the reason is printed. 2: no kept seal.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

#: The members of an entry's line, in their order: credits/chain.py defines them.
MEMBERS = [
    *("wallet", "sequence", "id", "kind", "source", "destination"),
    *("amount", "balanceAfter", "heldAfter", "chargedAfter", "refundedAfter"),
    *("reference", "description", "customerId", "requestId", "related", "allocations", "facts", "actor", "createdAt"),
]
NUMBERS = ("wallet", "sequence", "id", "amount", "balanceAfter", "heldAfter", "chargedAfter", "refundedAfter")
#: The two sides that belong to the wallet; the others are the rest of the world.
WALLET_SIDES = ("available", "held")
SIDES = (*WALLET_SIDES, "issuance", "revenue", "breakage")
WITHOUT_A_SEAL = "Nothing is proven without a seal that you kept. Keep the head, and give it with your next file."


class Broken(Exception):
    """The file is not a ledger whose entries and seals agree; the text says where."""


class Result(NamedTuple):
    """What a file holds: its number of entries, and each seal's hash with the last entry that it covers."""

    entries: int
    seals: dict[str, int]
    head: str


class Standing:
    """The wallet after the entries read so far; amounts are integer hundredths of a credit."""

    def __init__(self) -> None:
        self.wallet, self.sequence = 0, 0
        self.balance = self.held = self.charged = self.refunded = 0

    def add(self, entry: dict[str, Any]) -> None:
        """Move on by one entry. Raises Broken if it doesn't continue what was before it."""
        number = self.sequence + 1
        if entry["sequence"] != number:
            raise Broken(f"entry {number} is missing: the file continues with {entry['sequence']}")
        if number > 1 and entry["wallet"] != self.wallet:
            raise Broken(f"entry {number} belongs to another wallet")
        if entry["amount"] <= 0 or entry["source"] not in SIDES or entry["destination"] not in SIDES:
            raise Broken(f"entry {number} is not a movement")
        self.wallet, self.sequence = entry["wallet"], number
        self._move(entry)
        told = (entry["balanceAfter"], entry["heldAfter"], entry["chargedAfter"], entry["refundedAfter"])
        if told != (self.balance, self.held, self.charged, self.refunded):
            raise Broken(f"the balances of entry {number} don't continue those before it")

    def _move(self, entry: dict[str, Any]) -> None:
        amount, source, destination = entry["amount"], entry["source"], entry["destination"]
        self.balance += amount * ((destination in WALLET_SIDES) - (source in WALLET_SIDES))
        self.held += amount * ((destination == "held") - (source == "held"))
        self.charged += amount * (destination == "revenue")
        self.refunded += amount * (source == "revenue")


def read(lines: Iterable[bytes]) -> Result:
    """Read a whole file. Raises Broken with the first thing that is wrong."""
    standing, seals, head, sealed = Standing(), {}, bytes(32), 0
    since = hashlib.sha256(head)
    for line in lines:
        told = _object(line, standing.sequence)
        if "seal" not in told:
            standing.add(_entry(told, line, standing.sequence + 1))
            since.update(line)
            continue
        _refuse_wrong_seal(told, line, since, standing.sequence, sealed)
        head, sealed = since.digest(), standing.sequence
        seals[head.hex()] = sealed
        since = hashlib.sha256(head)
    return Result(standing.sequence, seals, head.hex() if sealed else "")


def _object(line: bytes, after: int) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8"), object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        raise Broken(f"the line after entry {after} is not an entry and not a seal") from None
    if not isinstance(found, dict) or not (line.startswith(b"{") and line.endswith(b"}\n")):
        raise Broken(f"the line after entry {after} is not written as the ledger writes it")
    return found


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a member twice")
    return dict(pairs)


def _entry(told: dict[str, Any], line: bytes, number: int) -> dict[str, Any]:
    if list(told) != MEMBERS or any(type(told[name]) is not int for name in NUMBERS):
        raise Broken(f"the line of entry {number} is not written as the ledger writes it")
    return told


def _refuse_wrong_seal(told: dict[str, Any], line: bytes, since: Any, sequence: int, sealed: int) -> None:
    if line != f'{{"seal":"{since.hexdigest()}","through":{sequence}}}\n'.encode() or sequence == sealed:
        raise Broken(f"the chain is broken between entry {sealed + 1} and the seal after entry {sequence}")


def judge(result: Result, kept: Iterable[str]) -> int:
    """Return the entry through which kept seals prove the file. Raises Broken if one of them isn't in it."""
    proven = 0
    for seal in kept:
        if seal not in result.seals:
            raise Broken(f"the kept seal {seal} is not in this file: the ledger was rewritten, or is another wallet's")
        proven = max(proven, result.seals[seal])
    return proven


def report(result: Result, proven: int) -> str:
    """Put the outcome into words, a line for each part of the ledger."""
    sealed = result.seals.get(result.head, 0)
    lines = [f"{result.entries} entries, proven through {proven}, head {result.head or 'none'}"]
    if sealed > proven:
        lines.append(f"entries {proven + 1} to {sealed} are sealed, but no kept seal proves them")
    if result.entries > sealed:
        lines.append(f"entries {sealed + 1} to {result.entries} are not sealed yet")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Check the file that the arguments name; returns the exit code."""
    kept = [argument.strip().lower() for argument in arguments[1:]]
    if not arguments or any(not re.fullmatch("[0-9a-f]{64}", seal) for seal in kept):
        print(__doc__)
        return 1
    try:
        with Path(arguments[0]).open("rb") as file:
            result = read(file)
        proven = judge(result, kept)
    except (Broken, OSError) as wrong:
        print(f"FAILED: {wrong}", file=sys.stderr)
        return 1
    print(report(result, proven))
    if kept:
        return 0
    print(WITHOUT_A_SEAL, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
