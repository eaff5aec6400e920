"""Wrong bytes made from right ones: what bad contacts, other makers and bad intent do to an answer."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

EDGES = bytes.fromhex(
    "00 01 02 0F 10 1F 20 3F 53 5C 5F 61 63 69 6A 6C 70 7C 7F 80 81 82 83 84 87 8E 90 99 FF"
)
"""Bytes that mean something to a card: lengths, tags, status words, ends of ranges."""


def mutated(chance: Random, seeds: Sequence[bytes]) -> bytes:
    """One of ``seeds`` with a few changes; one in twenty is nothing but chance."""
    if chance.random() < 0.05:
        return chance.randbytes(chance.randrange(80))
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3, 6))):
        _change(chance, data, seeds)
    return bytes(data)


def _change(chance: Random, data: bytearray, seeds: Sequence[bytes]) -> None:
    place = chance.randrange(len(data) + 1)
    end = min(len(data), place + chance.choice((1, 1, 2, 4, 8, 32)))
    match chance.randrange(9):
        case 0:
            data[place:end] = bytes((chance.choice(EDGES),)) * (end - place)
        case 1:
            data[place:end] = chance.randbytes(end - place)
        case 2 if place < len(data):
            data[place] ^= 1 << chance.randrange(8)
        case 3 if place < len(data):
            data[place] = (data[place] + chance.choice((-2, -1, 1, 2))) % 256
        case 4:
            del data[place:end]
        case 5:
            data[place:place] = data[place:end] * chance.choice((1, 1, 2, 30))
        case 6:
            data[place:place] = bytes(chance.choice(EDGES) for _ in range(chance.choice((1, 2, 4))))
        case 7:
            del data[place:]
        case _:
            other = chance.choice(seeds)
            start = chance.randrange(len(other) + 1)
            data[place:end] = other[start : start + chance.choice((1, 4, 16, 64))]
