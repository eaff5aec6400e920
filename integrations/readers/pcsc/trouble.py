"""What the PC/SC service's return codes mean at the counter."""

from __future__ import annotations

from clerk.domain.faults import Refused
from integrations.readers.pcsc.library import Code
from integrations.readers.pcsc.steps import Step

NO_SERVICE = frozenset({Code.NO_SERVICE, Code.SERVICE_STOPPED, Code.COMM_ERROR, Code.INVALID_HANDLE})
"""The service is not there, or was replaced by another since the context was opened."""
NO_READER = frozenset({Code.UNKNOWN_READER, Code.READER_UNAVAILABLE, Code.NO_READERS})
NO_CARD = frozenset({Code.NO_SMARTCARD, Code.REMOVED_CARD})
MUTE = frozenset({Code.UNRESPONSIVE_CARD, Code.UNPOWERED_CARD, Code.UNSUPPORTED_CARD, Code.PROTO_MISMATCH})
LOST = frozenset({Code.NOT_TRANSACTED, Code.COMM_DATA_LOST, Code.UNPOWERED_CARD, Code.UNRESPONSIVE_CARD})
"""The line to the card broke: pulled, or a bad contact. Whether the card is still there tells which."""


def before_contact(code: int, reader: str, *, present: bool) -> Refused:
    """What to say when no contact with a card was made. ``present``: a card lies in the reader."""
    if code in NO_SERVICE:
        return Refused("I-71")
    if code in NO_READER:
        return Refused("I-72", reader=reader)
    if code in NO_CARD or (code in LOST and not present):
        return Refused("I-50", reader=reader)
    if code in MUTE:
        return Refused("I-80", reader=reader)
    if code == Code.SHARING_VIOLATION:
        return Refused("I-81", reader=reader)
    return Refused("I-85", reader=reader, number=f"{code:08X}")


def amid(code: int, reader: str, step: Step, *, present: bool) -> Refused:
    """What to say when the contact with the card broke during ``step``."""
    if code in NO_SERVICE:
        return Refused("I-75", step=step.zh, step_en=step.en)
    if code in NO_READER:
        return Refused("I-76", reader=reader, step=step.zh, step_en=step.en)
    if code in NO_CARD or (code in LOST and not present):
        return Refused("I-74", step=step.zh, step_en=step.en)
    if code == Code.RESET_CARD:
        return Refused("I-83", reader=reader, step=step.zh, step_en=step.en)
    if code in LOST:
        return Refused("I-84", step=step.zh, step_en=step.en)
    if code == Code.SHARING_VIOLATION:
        return Refused("I-81", reader=reader)
    return Refused("I-85", reader=reader, number=f"{code:08X}")
