#!/bin/sh
# Installs what the tests use beside Python: pdftotext and qpdf look at papers, tmux carries the tour,
# gnome-keyring on a session bus is a real keyring, pcscd with virtual slots a real card service; pyscard is
# built against its headers.
# Without the right to install it says what is missing; those tests then skip, or fail where CI=true.
set -eu
missing=""
for pair in pdftotext:poppler-utils qpdf:qpdf tmux:tmux \
    gnome-keyring-daemon:gnome-keyring dbus-run-session:dbus; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
for pair in /usr/sbin/pcscd:pcscd /usr/include/PCSC/winscard.h:libpcsclite-dev /etc/reader.conf.d/vpcd:vsmartcard-vpcd \
    /usr/bin/gcc:gcc /usr/include/stdio.h:libc6-dev; do
    [ -e "${pair%%:*}" ] || missing="$missing ${pair##*:}"
done
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && apt-get update -q >/dev/null &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null; then
    exit 0
fi
echo "Missing for the tests:$missing" >&2
