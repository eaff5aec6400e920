"""流水的链: how an event of the journal is digested, and how it is bound to the one before.

The hash of an event covers the digest of its content, not the content itself. So the place of one event can
be shown to somebody who must not see what its neighbours say: of those, the digests are enough.
"""

from __future__ import annotations

from clerk.domain.digests import sm3

GENESIS = "0" * 64
"""What the first event carries in place of the hash of the one before."""


def content_digest(
    at: str,
    kind: str,
    actor: str,
    terminal: str,
    case_id: str,
    case_digest: str,
    once: str | None,
    payload: str,
    sealed: str | None,
) -> str:
    """Digest of what an event says, its place left out. ``sealed``: SM3 of its encrypted part, None without.

    Every part stands with its length, so no two events share one form.
    """
    key = "-" if once is None else f"{len(once)}:{once}"
    # One format string, not a loop: it is the larger part of what proving an event costs beside the digests.
    return sm3(
        f"{len(at)}:{at}|{len(kind)}:{kind}|{len(actor)}:{actor}|{len(terminal)}:{terminal}"
        f"|{len(case_id)}:{case_id}|{len(case_digest)}:{case_digest}|{key}|{len(payload)}:{payload}"
        f"|{sealed or '-'}".encode()
    )


def chain_hash(prev_hash: str, seq: int, content: str) -> str:
    """The hash of event ``seq`` after the one with ``prev_hash``, over the digest of its content."""
    return sm3(f"2|{prev_hash}|{seq}|{content}".encode())


def first_format_hash(
    seq: int,
    prev_hash: str,
    at: str,
    kind: str,
    actor: str,
    terminal: str,
    case_id: str,
    case_digest: str,
    once: str | None,
    payload: str,
    personal: bytes | None,
) -> str:
    """The hash of an event as the first stores wrote it, over its whole content; never the later one too."""
    key = "-" if once is None else f"{len(once)}:{once}"
    text = (
        f"{prev_hash}|{seq}|{len(at)}:{at}|{len(kind)}:{kind}|{len(actor)}:{actor}|{len(terminal)}:{terminal}"
        f"|{len(case_id)}:{case_id}|{len(case_digest)}:{case_digest}|{key}|{len(payload)}:{payload}|"
    )
    return sm3(text.encode() + (b"-" if personal is None else b"+" + personal))
