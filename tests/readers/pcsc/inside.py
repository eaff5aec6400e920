"""Runs inside the namespaces: starts and stops pcscd, and carries slots of its driver out to sockets.

The driver of the virtual slots (vpcd) listens on all addresses, so it gets a network of its own. A socket
file is reachable from outside, as the service's own socket is. Orders come on standard input, one a line
(``start``, ``stop``, ``kill``, ``freeze``, ``thaw``), each answered by ``ok`` or words; at its end everything
ends.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

FOLDER = Path("/run/pcscd")
"""Where the service keeps its socket; bound to the folder outside."""
FIRST_PORT = 35963
SLOTS = 2
PATIENCE = 20.0


def main() -> None:
    """Obey orders until their end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # at a terminal it is for whoever gives the orders
    loopback_up()
    for slot in range(SLOTS):
        threading.Thread(target=serve, args=(slot,), daemon=True).start()
    service: subprocess.Popen[bytes] | None = None
    for line in sys.stdin:
        order = line.strip()
        try:
            if order == "start":
                service = start()
            elif order in {"stop", "kill"} and service is not None:
                service.send_signal(signal.SIGTERM if order == "stop" else signal.SIGKILL)
                service.wait(PATIENCE)
                service = None
            elif order in {"freeze", "thaw"} and service is not None:
                service.send_signal(signal.SIGSTOP if order == "freeze" else signal.SIGCONT)
            else:
                raise ValueError(f"no such order now: {order}")
        except (OSError, ValueError, TimeoutError, subprocess.SubprocessError) as error:
            print(f"{type(error).__name__}: {error}".replace("\n", " "), flush=True)
        else:
            print("ok", flush=True)
    if service is not None:
        service.kill()
        service.wait(PATIENCE)


def start() -> subprocess.Popen[bytes]:
    """A service that answers, with its slots open."""
    for left in ("pcscd.comm", "pcscd.pid"):
        (FOLDER / left).unlink(missing_ok=True)
    with (FOLDER / "log").open("ab") as log:
        service = subprocess.Popen(
            ["pcscd", "--foreground"], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    wait_for(lambda: (FOLDER / "pcscd.comm").exists() and all(map(listening, range(SLOTS))))
    return service


def wait_for(ready: Callable[[], bool]) -> None:
    """Look again until it is so, or too late."""
    give_up = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > give_up:
            raise TimeoutError("pcscd did not get ready")
        time.sleep(0.02)


def listening(slot: int) -> bool:
    """Whether the driver listens for a card of that slot (connecting would put one in)."""
    wanted = f":{FIRST_PORT + slot:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(row[1].endswith(wanted) and row[3] == "0A" for row in rows)


def loopback_up() -> None:
    """A new network has its loopback down."""
    flags = struct.pack("16sh14x", b"lo", 0x1)  # IFF_UP
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, 0x8914, flags)  # SIOCSIFFLAGS


def serve(slot: int) -> None:
    """Carry every connection to the slot's socket file to the driver's port."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(FOLDER / f"slot{slot}"))
        listener.listen()
        while True:
            card, _ = listener.accept()
            try:
                driver = socket.create_connection(("127.0.0.1", FIRST_PORT + slot), timeout=PATIENCE)
            except OSError:
                card.close()
                continue
            driver.settimeout(None)
            driver.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=join, args=(card, driver), daemon=True).start()


def join(card: socket.socket, driver: socket.socket) -> None:
    """Carry both directions until one ends: that is a card pulled or a service gone, and ends both."""
    with card, driver:
        back = threading.Thread(target=carry, args=(driver, card), daemon=True)
        back.start()
        carry(card, driver)
        # Closed only when nobody reads any more: the next connection may get the same descriptor.
        back.join()


def carry(source: socket.socket, sink: socket.socket) -> None:
    """Bytes of one direction, until either side ends."""
    tcp = source.family == socket.AF_INET
    # A reset connection is an end like any other.
    with suppress(OSError):
        while True:
            if tcp:
                # The driver sends length and body apart: without a quick acknowledgement 44 ms a command.
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            data = source.recv(65536)
            if not data:
                break
            sink.sendall(data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    os.environ["PATH"] = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    main()
