#!/usr/bin/env bash
# Makes the virtual environment VENV with PYTHON, unless it is there already, made by the same version.
# Usage: scripts/make_venv.sh PYTHON VENV
set -euo pipefail

python=$1
venv=$2

fail() {
    echo "searchapp: $*" >&2
    exit 1
}

command -v "$python" >/dev/null || fail "there is no '$python'; install Python 3.10 or newer, or name one: make PYTHON=python3.12"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    fail "$("$python" --version) is too old; name a Python 3.10 or newer: make PYTHON=python3.12"

version='import sys; print(sys.version_info[:2])'
if [ -x "$venv/bin/python" ] && [ "$("$venv/bin/python" -c "$version")" = "$("$python" -c "$version")" ]; then
    exit 0
fi

# Debian and Ubuntu ship Python without ensurepip; the package that holds it is python3-venv.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        apt-get update -qq && apt-get install -y -qq "$package"
    elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n apt-get update -qq && sudo -n apt-get install -y -qq "$package"
    else
        fail "'$python' cannot make virtual environments; on Debian and Ubuntu: sudo apt install $package"
    fi
fi
"$python" -m venv --clear "$venv"
