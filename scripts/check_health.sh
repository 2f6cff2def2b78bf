#!/bin/sh
# Succeeds when the service answers on this machine. Usage: scripts/check_health.sh PYTHON
set -eu

exec "$1" -c '
import os, urllib.request
port = os.environ.get("SEARCHAPP_PORT") or "8000"
urllib.request.urlopen("http://127.0.0.1:" + port + "/healthz", timeout=3)
'
