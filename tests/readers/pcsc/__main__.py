"""A table with two card readers and virtual cards, to be used by hand: ``python -m tests.readers.pcsc``.

It says which variable leads a console in another terminal to its readers, and then obeys one command a line.
Each is answered by ``ok``, or by words that say what is wrong with it. Readers: slot 0 for applicants, slot 1
for staff. When the service ends the cards are out; they are put in again after ``start``.

    in CARD [SLOT]              put a card in (staff cards into slot 1, all others into slot 0)
    pull-after N CARD [SLOT]    put a card in that is pulled in the middle of its N-th command
    hang CARD [SLOT]            put a card in that never answers a command
    out [SLOT]                  take the card out (of slot 0)
    stop, kill, start           the PC/SC service
    mrz                         the machine-readable lines of the passport
    quit                        end everything; so does the end of the input
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import ec

from tests.readers.pcsc.cards.social import SocialCard
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.cards.travel import PassportChip, passport_zone
from tests.readers.pcsc.service import READERS, SOCKET_VARIABLE, PcscService, missing_component, running_pcscd
from tests.readers.pcsc.slot import Inserted, PulledAt, PulledOut, Saying, VirtualCard

STAFF_PIN = "246810"
STAFF_SLOT = 1


class Wrong(Exception):
    """A command that cannot be obeyed; its words say why."""


class Hung:
    """A card that takes a command and never answers."""

    def __init__(self, card: VirtualCard) -> None:
        self.atr = card.atr
        self.taken = threading.Event()

    def reset(self) -> None:
        """Nothing to forget."""

    def answer(self, command: bytes) -> bytes:
        """Wait until the card is taken out."""
        self.taken.wait()
        raise PulledOut


class Lying(Inserted):
    """A card in a slot."""

    @property
    def there(self) -> bool:
        """Whether it was not pulled yet and its service still runs."""
        return self._thread.is_alive()

    def pull(self) -> None:
        """Take it out, also when it hangs."""
        if isinstance(self.card, Hung):
            self.card.taken.set()
        super().pull()


class Table:
    """Two slots, the cards beside them, and the service."""

    def __init__(self, pcscd: PcscService) -> None:
        self._pcscd = pcscd
        self._running = True
        self._lying: dict[int, Lying] = {}
        staff, other = staff_card(1), staff_card(2)  # the same cards whenever they are put in
        self._cards: MappingProxyType[str, Callable[[], VirtualCard]] = MappingProxyType(
            {
                "social": SocialCard,
                "social-v1": lambda: SocialCard(version="1.00"),
                "social-locked": lambda: SocialCard(locked=frozenset({0x05, 0x08, 0x09})),
                "passport": PassportChip,
                "passport-pace": lambda: PassportChip(pace_only=True),
                "rubbish": lambda: Saying(SocialCard(), 1, b"\xff\xff"),
                "staff": lambda: staff,
                "staff-other": lambda: other,
            }
        )

    @property
    def cards(self) -> tuple[str, ...]:
        """Names of the cards."""
        return tuple(self._cards)

    def obey(self, line: str) -> list[str]:
        """Obey one command and give what it says.

        Raises:
            Wrong: it cannot be obeyed.
            RuntimeError: the service did not do it.
        """
        match line.split():
            case ["in", name, *slot]:
                self._put_in(name, self._card(name), slot)
            case ["pull-after", number, name, *slot] if number.isdecimal():
                self._put_in(name, PulledAt(self._card(name), int(number)), slot)
            case ["hang", name, *slot]:
                self._put_in(name, Hung(self._card(name)), slot)
            case ["out", *slot]:
                self._take_out(chosen(slot, 0))
            case ["stop" | "kill" | "start" as order]:
                self._service(order)
            case ["mrz"]:
                zone = passport_zone()
                return [zone[:44], zone[44:]]
            case _:
                raise Wrong("no such command; help tells them")
        return []

    def clear(self) -> None:
        """Take every card out."""
        for card in self._lying.values():
            card.pull()
        self._lying.clear()

    def _card(self, name: str) -> VirtualCard:
        if name not in self._cards:
            raise Wrong(f"no such card; there are {', '.join(self._cards)}")
        return self._cards[name]()

    def _put_in(self, name: str, card: VirtualCard, slot: list[str]) -> None:
        number = chosen(slot, STAFF_SLOT if name.startswith("staff") else 0)
        if not self._running:
            raise Wrong("the service does not run")
        if number in self._lying and self._lying[number].there:
            raise Wrong(f"a card lies in slot {number}")
        self._lying[number] = Lying(card, self._pcscd.folder / f"slot{number}")

    def _take_out(self, slot: int) -> None:
        card = self._lying.pop(slot, None)
        if card is None or not card.there:
            raise Wrong(f"no card lies in slot {slot}")
        card.pull()

    def _service(self, order: str) -> None:
        if self._running is (order == "start"):
            raise Wrong("the service runs" if self._running else "the service does not run")
        do = {"stop": self._pcscd.stop, "kill": self._pcscd.kill, "start": self._pcscd.start}[order]
        do()
        self._running = order == "start"
        self.clear()


def staff_card(number: int) -> StaffCard:
    """A staff card whose keys are the same at every start, so that it stays enrolled."""
    curve = ec.SECP256R1()
    keys = [ec.derive_private_key(number * 1000 + place, curve) for place in (1, 2)]
    return StaffCard(keys[0], keys[1], STAFF_PIN)


def chosen(slot: list[str], usual: int) -> int:
    """The slot of a command.

    Raises:
        Wrong: there is none of that number.
    """
    numbers = [str(number) for number in range(len(READERS))]
    if len(slot) > 1 or (slot and slot[0] not in numbers):
        raise Wrong(f"slots are {' and '.join(numbers)}")
    return int(slot[0]) if slot else usual


def say(*lines: str) -> None:
    """Lines for whoever gives the commands."""
    print("\n".join(lines), flush=True)


def main() -> int:
    """Obey standard input until its end."""
    missing = missing_component()
    if missing is not None:
        say(missing)
        return 1
    with running_pcscd() as pcscd:
        table = Table(pcscd)
        say(
            f"export {SOCKET_VARIABLE}={pcscd.folder / 'pcscd.comm'}",
            *(f"# slot {number}: {name}" for number, name in enumerate(READERS)),
            f"# cards: {', '.join(table.cards)}; PIN of the staff cards' key 9A: {STAFF_PIN}",
            "ready",
        )
        for line in iter(sys.stdin.readline, ""):
            if line.strip() == "quit":
                break
            if line.strip() == "help":
                say(*(__doc__ or "").splitlines())
                continue
            try:
                say(*table.obey(line), "ok")
            except (Wrong, RuntimeError, OSError) as wrong:
                say(str(wrong))
        table.clear()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
