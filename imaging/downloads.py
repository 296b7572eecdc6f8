"""The audit trail of patient data: who got at what."""

import ipaddress

from imaging.models import Download


def note_download(
    *, customer_id: int, way: str, subject: str, study_id: int | None, address: str, request_id: str
) -> None:
    """One line, written before the first byte leaves: what can't be noted is not given out."""
    Download.objects.create(
        customer_id=customer_id,
        way=way,
        subject=subject,
        study_id=study_id,
        address=_address(address),
        request_id=request_id,
    )


def _address(text: str) -> str | None:
    """None where the client's address is not known, as behind a socket of Unix."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
