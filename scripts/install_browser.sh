#!/usr/bin/env bash
# Installs Debian's Chromium and an Arabic font for the browser tests, where that is possible without asking.
# Never fails: without a browser those tests are skipped, and say why.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then
        exit 0
    fi
done

as_root=()
if [ "$(id -u)" != 0 ]; then
    as_root=(sudo -n)
fi
if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
    echo "No Chromium here and no way to install it unasked; the browser tests will be skipped." >&2
    exit 0
fi
echo "Installing chromium and fonts-noto-core for the browser tests." >&2
if ! { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium fonts-noto-core; } >&2; then
    echo "Chromium could not be installed; the browser tests will be skipped." >&2
fi
