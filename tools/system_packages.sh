#!/bin/sh
# Installs what the tests use beside Python: pdftotext and qpdf look at papers, tmux carries the tour.
# Without the right to install it says what is missing; those tests then skip, or fail where CI=true.
set -eu
missing=""
for pair in pdftotext:poppler-utils qpdf:qpdf tmux:tmux; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends $missing >/dev/null
else
    echo "Missing for the tests:$missing" >&2
fi
