#!/bin/sh
# Installs the service, without tests and tools, into a virtual environment of its own and checks that it runs.
# The Dockerfile uses it; it serves as well on a machine without Docker.
# Usage: [EXTRAS=opensearch] scripts/install_service.sh FOLDER [OPTION OF PIP]...      run in the project's folder
set -eu

folder=$1
shift
if [ ! -x "$folder/bin/python" ]; then
    "${PYTHON:-python3}" -m venv "$folder"
fi
"$folder/bin/python" -m pip install --no-cache-dir "$@" ".${EXTRAS:+[$EXTRAS]}"
# From elsewhere, so that the installed package is tried and not the folder of the sources.
cd /
"$folder/bin/searchapp" --version
