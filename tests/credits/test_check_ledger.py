"""The program that checks a ledger file: what it proves, and every way of forging a file that it notices."""

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from credits import check_ledger
from credits.chain import seal, statement
from credits.models import Kind, Seal, Side, Wallet
from tests.credits.purse import capture, charge, give, hold, new_wallet, refund, release

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(wallet: Wallet) -> list[str]:
    """Entries 1 and 2 with a seal, 3 to 6 with another, and 7 without one."""
    give(wallet, 10_00)
    charge(wallet, 1_00)
    seal(wallet.pk)
    held = hold(wallet, 2_00)
    captured = capture(held)
    assert captured is not None
    refund(captured, 50)
    charge(wallet, 1)
    seal(wallet.pk)
    charge(wallet, 3)
    return list(statement(wallet.pk))


def seals(lines: list[str]) -> list[str]:
    """The hashes of a file's seals, oldest first."""
    return [json.loads(line)["seal"] for line in lines if line.startswith('{"seal"')]


def check(lines: list[str] | bytes, directory: Path, *kept: str) -> tuple[int, str]:
    """Check a file as the program does; returns its exit code and what it printed."""
    file = directory / "ledger.jsonl"
    file.write_bytes(lines if isinstance(lines, bytes) else "".join(lines).encode())
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = check_ledger.main([str(file), *kept])
    return code, said.getvalue().strip()


def run(*arguments: str) -> tuple[int, str]:
    """Run the program as its reader does, with nothing of the project importable."""
    command = [sys.executable, "-I", str(Path(check_ledger.__file__)), *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    return ran.returncode, (ran.stdout + ran.stderr).strip()


def sealed_again(lines: list[str]) -> list[str]:
    """What an operator who rewrote entries would hand out: the same file with new seals that fit it."""
    head, result, since = bytes(32), [], b""
    for line in lines:
        if line.startswith('{"seal"'):
            head = hashlib.sha256(head + since).digest()
            since = b""
            result.append(f'{{"seal":"{head.hex()}","through":{json.loads(line)["through"]}}}\n')
        else:
            since += line.encode()
            result.append(line)
    return result


def test_a_file_with_the_kept_seal_is_proven_through_it(lines: list[str], tmp_path: Path) -> None:
    first, second = seals(lines)
    assert check(lines, tmp_path, second) == (
        0,
        f"7 entries, proven through 6, head {second}\nentries 7 to 7 are not sealed yet",
    )
    assert check(lines, tmp_path, first) == (
        0,
        f"7 entries, proven through 2, head {second}\n"
        "entries 3 to 6 are sealed, but no kept seal proves them\n"
        "entries 7 to 7 are not sealed yet",
    )
    assert check(lines, tmp_path, second.upper(), first)[0] == 0


def test_without_a_kept_seal_nothing_is_proven(lines: list[str], tmp_path: Path) -> None:
    code, said = check(lines, tmp_path)
    assert code == 2
    assert said.startswith(f"7 entries, proven through 0, head {seals(lines)[1]}\n")
    assert said.endswith(check_ledger.WITHOUT_A_SEAL)


def test_an_empty_file_proves_nothing(lines: list[str], tmp_path: Path) -> None:
    kept = seals(lines)[0]
    assert check([], tmp_path)[0] == 2
    assert check([], tmp_path, kept) == (
        1,
        f"FAILED: the kept seal {kept} is not in this file: the ledger was rewritten, or is another wallet's",
    )


def test_a_ledger_that_was_rewritten_and_sealed_again_lacks_the_kept_seal(lines: list[str], tmp_path: Path) -> None:
    kept = seals(lines)[0]
    forged = sealed_again([line.replace('"description":"A', '"description":"B') for line in lines])
    assert seals(forged)[0] != kept
    assert check(forged, tmp_path, seals(forged)[0])[0] == 0
    code, said = check(forged, tmp_path, kept)
    assert (code, said.startswith(f"FAILED: the kept seal {kept} is not in this file")) == (1, True)


def test_amounts_forged_in_a_file_without_seals_are_noticed(lines: list[str], tmp_path: Path) -> None:
    bare = [line for line in lines if not line.startswith('{"seal"')]
    forged = [bare[0], bare[1].replace('"amount":100,', '"amount":1,'), *bare[2:]]
    assert check(forged, tmp_path) == (1, "FAILED: the balances of entry 2 don't continue those before it")


def test_every_line_of_another_wallet_is_noticed(wallet: Wallet, lines: list[str], tmp_path: Path) -> None:
    other = new_wallet()
    give(other, 10_00)
    charge(other, 1_00)
    (_, theirs) = statement(other.pk)
    assert check([lines[0], theirs], tmp_path) == (1, "FAILED: entry 2 belongs to another wallet")


BALANCES = "the balances of entry 2 don't continue those before it"
FORM = "the line of entry 2 is not written as the ledger writes it"


def broken(first: int, last: int) -> str:
    return f"the chain is broken between entry {first} and the seal after entry {last}"


def without(number: int) -> Callable[[list[str]], list[str]]:
    return lambda lines: lines[:number] + lines[number + 1 :]


def replaced(number: int, old: str, new: str) -> Callable[[list[str]], list[str]]:
    def forge(lines: list[str]) -> list[str]:
        assert old in lines[number]
        return [line.replace(old, new) if place == number else line for place, line in enumerate(lines)]

    return forge


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (without(0), "entry 1 is missing: the file continues with 2"),
        (without(1), broken(1, 1)),
        (without(2), broken(1, 6)),
        (lambda lines: [*lines[:3], lines[2], *lines[3:]], broken(3, 2)),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "entry 1 is missing: the file continues with 2"),
        (lambda lines: [lines[2], *lines[:2], *lines[3:]], broken(1, 0)),
        (replaced(2, '"through":2', '"through":1'), broken(1, 2)),
        (replaced(1, '"kind":"charge"', '"kind":"refund"'), broken(1, 2)),
        (replaced(1, '"customerId":""', '"customerId":"x"'), broken(1, 2)),
        (replaced(1, '"heldAfter":0', '"heldAfter":1'), BALANCES),
        (replaced(1, '"chargedAfter":100', '"chargedAfter":0'), BALANCES),
        (replaced(1, '"amount":100', '"amount":-100'), "entry 2 is not a movement"),
        (replaced(1, '"amount":100', '"amount":100.0'), FORM),
        (replaced(1, '"amount":100', '"amount":true'), FORM),
        (replaced(1, '"destination":"revenue"', '"destination":"pocket"'), "entry 2 is not a movement"),
        (replaced(1, '"actor":null,', '"actor":null,"note":1,'), FORM),
        (replaced(1, '"id"', '"id":1,"id"'), "the line after entry 1 is not an entry and not a seal"),
        (replaced(1, "}\n", "}\n\n"), "the line after entry 2 is not an entry and not a seal"),
        (replaced(1, "{", " {"), "the line after entry 1 is not written as the ledger writes it"),
        (replaced(8, "}\n", "}"), "the line after entry 6 is not written as the ledger writes it"),
    ],
)  # fmt: skip
def test_a_changed_file_is_refused_with_its_place(
    forge: Callable[[list[str]], list[str]], said: str, lines: list[str], tmp_path: Path
) -> None:
    assert check(forge(lines), tmp_path, seals(lines)[1]) == (1, f"FAILED: {said}")


@pytest.mark.parametrize("content", [b"\xff\n", b"[]\n", b"null\n", b'"x"\n', b"[" * 100_000 + b"\n"])
def test_a_file_that_is_no_ledger_is_refused(content: bytes, tmp_path: Path) -> None:
    code, said = check(content, tmp_path, "0" * 64)
    assert (code, said.startswith("FAILED: the line after entry 0 is not")) == (1, True)


def test_it_runs_as_a_program_with_nothing_but_python(lines: list[str], tmp_path: Path) -> None:
    (tmp_path / "ledger.jsonl").write_text("".join(lines), encoding="utf-8")
    code, said = run(str(tmp_path / "ledger.jsonl"), seals(lines)[1])
    assert (code, said.splitlines()[0]) == (0, f"7 entries, proven through 6, head {seals(lines)[1]}")
    code, said = run(str(tmp_path / "none"), "0" * 64)
    assert (code, "No such file" in said) == (1, True)
    for arguments in ([], [str(tmp_path), "abc"], [str(tmp_path), "g" * 64]):
        code, said = run(*arguments)
        assert (code, said.startswith("Check a ledger file")) == (1, True)


def test_the_program_continues_balances_as_the_ledger_does_for_every_kind(wallet: Wallet) -> None:
    """Each kind's route moves the program's sums as it moved the wallet's; audit_ledger checks the latter."""
    give(wallet, 20_00)
    charged = charge(wallet, 5_00)
    refund(charged, 1_00)
    release(hold(wallet, 2_00))
    capture(hold(wallet, 3_00))
    seal(wallet.pk)
    result = check_ledger.read(line.encode() for line in statement(wallet.pk))
    newest = Seal.objects.get(wallet=wallet)
    assert result == check_ledger.Result(7, {bytes(newest.hash).hex(): 7}, bytes(newest.hash).hex())


def entry(sequence: int, kind: Kind, route: tuple[Side, Side], sums: tuple[int, int, int, int]) -> dict[str, Any]:
    """Return an entry of 100 as its line has it."""
    source, destination = route
    names = ("balanceAfter", "heldAfter", "chargedAfter", "refundedAfter")
    values = {"wallet": 1, "sequence": sequence, "kind": kind, "source": source, "destination": destination}
    return {**values, "amount": 100, **dict(zip(names, sums, strict=True))}


def test_every_legal_route_is_known_to_the_program() -> None:
    standing = check_ledger.Standing()
    for sequence, (kind, route, sums) in enumerate(
        [
            (Kind.GRANT, (Side.ISSUANCE, Side.AVAILABLE), (100, 0, 0, 0)),
            (Kind.HOLD, (Side.AVAILABLE, Side.HELD), (100, 100, 0, 0)),
            (Kind.CAPTURE, (Side.HELD, Side.REVENUE), (0, 0, 100, 0)),
            (Kind.REFUND, (Side.REVENUE, Side.AVAILABLE), (100, 0, 100, 100)),
            (Kind.EXPIRY, (Side.AVAILABLE, Side.BREAKAGE), (0, 0, 100, 100)),
            (Kind.ADJUSTMENT, (Side.ISSUANCE, Side.AVAILABLE), (100, 0, 100, 100)),
            (Kind.REVERSAL, (Side.AVAILABLE, Side.ISSUANCE), (0, 0, 100, 100)),
        ],
        start=1,
    ):
        standing.add(entry(sequence, kind, route, sums))
    assert standing.sequence == 7
    assert set(check_ledger.SIDES) == set(Side.values)
