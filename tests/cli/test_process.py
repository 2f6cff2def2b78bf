"""`searchapp` as a process: what a runner inside Python cannot show."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from serving import find_port

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "searchapp"]


def run_process(*args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *args], env=os.environ | (env or {}), capture_output=True, timeout=60, check=False
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, searchapp.cli; print([n for n in ('numpy', 'whoosh', 'flask', 'gunicorn') if n in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"[]\n"


def test_arabic_comes_out_under_any_locale() -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    result = run_process("analyze", "--json", "كتاب", env=plain)
    assert json.loads(result.stdout)["text"] == "كتاب"


def test_a_closed_pipe_leaves_no_traceback() -> None:
    code = f"{sys.executable} -m searchapp analyze | head -1"
    lines = "كتاب وباب\n" * 20_000
    result = subprocess.run(["bash", "-c", code], input=lines.encode(), capture_output=True, timeout=60, check=False)
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr == b""


def test_an_error_has_no_traceback(tmp_path: Path) -> None:
    result = run_process("search", "جسر", env={"SEARCHAPP_INDEX_DIR": str(tmp_path / "index")})
    assert result.returncode == 1
    assert result.stderr.startswith(b"searchapp: ")
    assert b"Traceback" not in result.stderr


def test_gunicorn_with_a_bad_setting_ends_with_one_sentence() -> None:
    environment = os.environ | {"SEARCHAPP_PORT": "abc"}
    command = [sys.executable, "-m", "gunicorn", "wsgi:app"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False)
    assert result.returncode == 1
    assert result.stderr == b"searchapp: SEARCHAPP_PORT is 'abc'; it takes a whole number.\n"


def test_a_terminal_shows_the_bar_even_without_a_size(tmp_path: Path) -> None:
    record = tmp_path / "one.jsonl"
    record.write_text('{"title": "خبر", "body": "نص"}\n', encoding="utf-8")
    terminal, inside = pty.openpty()
    env = os.environ | {"SEARCHAPP_INDEX_DIR": str(tmp_path / "index")}
    subprocess.run([*COMMAND, "reindex", str(record)], env=env, stdout=subprocess.DEVNULL, stderr=inside, check=True)
    shown = os.read(terminal, 10_000).decode()
    os.close(inside)
    os.close(terminal)
    assert "writing: 100%|" in shown
    assert "1 articles" in shown


def list_children(process: int) -> list[int]:
    return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))


@pytest.mark.slow
@pytest.mark.parametrize(("stop", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_during_reindex_leaves_the_old_index(tmp_path: Path, stop: signal.Signals, status: int) -> None:
    """By Ctrl-C, or as systemd stops a service: by SIGTERM to each process of it."""
    env = {"SEARCHAPP_INDEX_DIR": str(tmp_path / "index")}
    small, large = tmp_path / "small.jsonl", tmp_path / "large.jsonl"
    record = {"title": "خبر", "body": "نص طويل عن الجسر " * 50}
    small.write_text(json.dumps(record) + "\n")
    large.write_text("".join(json.dumps(record | {"id": str(number)}) + "\n" for number in range(20_000)))
    assert run_process("reindex", str(small), env=env).returncode == 0
    # What a shell runs in the background ignores the signal, and so would what it starts.
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        command = [*COMMAND, "reindex", str(large), "--workers", "2"]
        process = subprocess.Popen(command, env=os.environ | env, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, ignored)
    while not (tmp_path / "index" / "gen-000002").exists():
        assert process.poll() is None
        time.sleep(0.01)
    time.sleep(0.3)
    children = list_children(process.pid)
    for each in (process.pid, *children):
        os.kill(each, stop)
    _, errors = process.communicate(timeout=60)
    assert children
    assert process.returncode == status
    assert b"still serves" in errors
    assert b"Traceback" not in errors
    assert json.loads(run_process("status", "--json", env=env).stdout)["documents"] == 1
    assert [path.name for path in (tmp_path / "index").glob("gen-*")] == ["gen-000001"]


@pytest.mark.slow
def test_serve_says_where_answers_and_stops(tmp_path: Path) -> None:
    port = find_port()
    env = os.environ | {"SEARCHAPP_INDEX_DIR": str(tmp_path / "index")}
    options = ["serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen([*COMMAND, *options], env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if line.startswith("searchapp serves "):
                    break
            assert f"http://127.0.0.1:{port} " in line
            # The socket is open, so a request waits for the worker to be ready.
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
                assert answer.status == 200
        finally:
            process.send_signal(signal.SIGINT)
            process.stderr.read()
    assert process.returncode == 0
