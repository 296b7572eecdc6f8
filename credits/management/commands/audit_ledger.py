"""Tells an operator whether the ledger adds up. Read-only, and safe to run beside live traffic."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from credits.audit import INVARIANTS, Finding, Report, audit, snapshot
from errors_docs.money import format_credits


class Command(BaseCommand):
    help = "Recompute every invariant of the ledger; exit 1 and name those that are broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--wallet", type=int, metavar="ID", help="only this wallet")

    def handle(self, *, wallet: int | None, **options: object) -> None:
        with snapshot():
            report = audit(wallet)
        for finding in report.findings:
            self.stdout.write(_line(finding))
        self.stdout.write(_totals(report))
        if report.broken:
            names = ", ".join(finding.invariant for finding in report.broken)
            raise CommandError(f"the ledger breaks {len(report.broken)} of {len(INVARIANTS)} invariants: {names}")


def _line(finding: Finding) -> str:
    name, says = finding.invariant, INVARIANTS[finding.invariant]
    if not finding.broken:
        return f"ok      {name:30}{says}"
    wallets = ", ".join(map(str, finding.first_wallets))
    return f"BROKEN  {name:30}{says}: not in {finding.broken} wallets, {wallets} first"


def _totals(report: Report) -> str:
    sides = [f"        {side:30}{format_credits(total):>20}" for side, total in report.totals.items()]
    return "\n".join([*sides, f"        {'sum':30}{format_credits(sum(report.totals.values())):>20}"])
