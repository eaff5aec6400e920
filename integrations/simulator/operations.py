"""What a region's back end is asked to do, whatever the dialect calls it; faults are scoped by it."""

from __future__ import annotations

from enum import StrEnum


class Operation(StrEnum):
    """One kind of call. A dialect's route carries its operation as its only tag."""

    LOGIN = "login"
    CAPABILITY = "capability"
    CATALOGUE = "catalogue"
    LICENCES = "licences"
    DERIVE = "derive"
    WAITING = "waiting"
    UPLOAD = "upload"
    """A file put down before the case that names it; harmless to repeat."""
    SUBMIT = "submit"
    CORRECT = "correct"
    FIND = "find"
    CHANGES = "changes"
    HAND_OVER = "hand_over"
    POST_LETTER = "post_letter"
    FIND_LETTER = "find_letter"
    LETTERS = "letters"


WRITES = frozenset({Operation.SUBMIT, Operation.CORRECT, Operation.HAND_OVER, Operation.POST_LETTER})
"""Calls after which the region may know something that it did not know before."""
