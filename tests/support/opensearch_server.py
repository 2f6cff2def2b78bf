"""A real OpenSearch on this machine, of one node or more, for tests and benchmarks.

It is fetched once by Maven (`tests/opensearch/pom.xml`) and kept outside the checkout. Everything that is started is
stopped by its process id; should this process be killed, the system ends the nodes with it.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

VERSION = os.environ.get("OPENSEARCH_VERSION", "3.6.0")
# Version 2 needs Java's security manager, which is gone from 24 on.
JAVA_VERSIONS = range(11, 24) if VERSION.startswith("2.") else range(21, 100)
START_S = 180
STOP_S = 20
_POM = Path(__file__).parents[1] / "opensearch" / "pom.xml"
_HOME = Path.home() / ".cache" / "searchapp"
_AS_ROOT = os.geteuid() == 0
# The server refuses to run as root, and another user may not look into root's home.
_UNPACKED = Path("/var/cache/searchapp") if _AS_ROOT else _HOME
_USER = "nobody"
_PDEATHSIG = 1
_MODULES = {
    "analysis-common": ("org.opensearch.analysis.common.CommonAnalysis", ["analysis-common*.jar"]),
    "lang-painless": (
        "org.opensearch.painless.Painless",
        ["lang-painless*.jar", "opensearch-scripting-painless-spi*.jar", "antlr4-runtime*.jar", "asm*.jar"],
    ),
}
"""What the server has to have: for each module how its class's name begins, and its jars."""
_POLICY = """grant {
  permission java.lang.RuntimePermission "createClassLoader";
  permission java.lang.RuntimePermission "getClassLoader";
};
"""
"""Scripts are compiled to classes."""


class NoServerError(Exception):
    """This machine cannot run one; the message says what is missing. Tests are skipped then, and for nothing else."""


class ServerFailedError(Exception):
    """This machine has what it takes, but the server could not be fetched or did not start; the message says why."""


def find_java() -> Path:
    """The home of a JDK that the server runs on. Raises NoServerError."""
    named = [Path(os.environ[name]) for name in ("OPENSEARCH_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    java = shutil.which("java")
    found = [Path(java).resolve().parents[1]] if java else []
    for home in (*named, *found, *sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)):
        release = home / "release"
        version = re.search(r'JAVA_VERSION="(\d+)', release.read_text("utf-8")) if release.is_file() else None
        if version and int(version[1]) in JAVA_VERSIONS:
            return home
    raise NoServerError(f"no OpenSearch: no JDK of version {JAVA_VERSIONS[0]} or newer (set OPENSEARCH_JAVA_HOME)")


def fetch_server(version: str = VERSION) -> Path:
    """The unpacked server; downloaded where it is not here yet. Raises NoServerError and ServerFailedError."""
    folder = _UNPACKED / f"opensearch-{version}"
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if not maven:
        raise NoServerError("no OpenSearch: no Maven to fetch it with (`mvn`)")
    _UNPACKED.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_UNPACKED) as scratch:
        command = [maven, "-B", "-q", "-f", str(_POM), "process-resources", f"-Dtarget={scratch}"]
        command += [f"-Dopensearch.version={version}", f"-Dmaven.repo.local={_HOME / 'maven'}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ServerFailedError(f"Maven could not fetch OpenSearch: {done.stdout[-500:]}")
        unpacked = next(Path(scratch).glob("opensearch-*"))
        for module in _MODULES:
            if not (unpacked / "modules" / module).is_dir():
                _add_module(unpacked, version, module, Path(scratch) / "jars")
        unpacked.rename(folder)
    return folder


def _add_module(server: Path, version: str, name: str, jars: Path) -> None:
    """Put a module beside the server's own, where the download lacks it."""
    classname, patterns = _MODULES[name]
    module = server / "modules" / name
    module.mkdir()
    for pattern in patterns:
        for jar in jars.glob(pattern):
            shutil.copy(jar, module)
    described = {
        "description": name,
        "version": version,
        "name": name,
        "classname": classname + ("Plugin" if version.startswith("2.") else "ModulePlugin"),
        "java.version": "11" if version.startswith("2.") else "21",
        "opensearch.version": version,
        "extended.plugins": "",
    }
    lines = [f"{key}={value}" for key, value in described.items()]
    (module / "plugin-descriptor.properties").write_text("\n".join(lines) + "\n", "utf-8")
    (module / "plugin-security.policy").write_text(_POLICY, "utf-8")


@dataclass
class Node:
    """One node: where it answers, and its process."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end, and end it when it does not."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()


class Cluster:
    """Nodes that know each other. `start` may be called again for a node that was killed."""

    def __init__(self, folder: Path, count: int, heap_mb: int) -> None:
        self._java = find_java()
        self._server = fetch_server()
        self._folder = folder
        self._heap_mb = heap_mb
        self._ports = [_find_ports(2) for _ in range(count)]
        self.nodes: list[Node] = []

    @property
    def url(self) -> str:
        """The addresses of all nodes, as the setting takes them."""
        return ",".join(node.url for node in self.nodes)

    def start(self) -> None:
        """Start every node that does not run and wait until all are one cluster. Raises ServerFailedError."""
        running = [node for node in self.nodes if node.process.poll() is None]
        self.nodes = [
            next((node for node in running if node.name == f"n{place}"), None) or self._start_node(place)
            for place in range(len(self._ports))
        ]
        end = time.monotonic() + START_S
        while not all(_answers(node.url, len(self.nodes)) for node in self.nodes):
            dead = [node for node in self.nodes if node.process.poll() is not None]
            if dead or time.monotonic() > end:
                said = (dead or self.nodes)[0].log.read_text("utf-8", "replace")[-3000:]
                raise ServerFailedError(f"OpenSearch did not start: {said}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop every node."""
        for node in self.nodes:
            if node.process.poll() is None:
                node.process.send_signal(signal.SIGTERM)
        for node in self.nodes:
            node.stop()

    def _start_node(self, place: int) -> Node:
        name, (http_port, transport_port) = f"n{place}", self._ports[place]
        home = self._folder / name
        if not home.is_dir():
            shutil.copytree(self._server / "config", home / "config")
            options = home / "config" / "jvm.options"
            # They name files below the server's own folder, which a node may not write.
            kept = [line for line in options.read_text("utf-8").splitlines() if not re.search("logs/|=data", line)]
            options.write_text("\n".join(kept) + "\n", "utf-8")
            (home / "config" / "opensearch.yml").write_text(self._configure(name, http_port, transport_port), "utf-8")
            for made in ("data", "logs", "tmp"):
                (home / made).mkdir()
            if _AS_ROOT:
                for path in (home, *home.rglob("*")):
                    shutil.chown(path, _USER)
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(home),
            "OPENSEARCH_JAVA_HOME": str(self._java),
            "OPENSEARCH_PATH_CONF": str(home / "config"),
            "OPENSEARCH_TMPDIR": str(home / "tmp"),
            "OPENSEARCH_JAVA_OPTS": f"-Xms{self._heap_mb}m -Xmx{self._heap_mb}m -XX:ErrorFile={home}/logs/error.log",
        }
        log = home / "logs" / "output.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [self._server / "bin" / "opensearch"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=home,
                env=environment,
                user=_USER if _AS_ROOT else None,
                group="nogroup" if _AS_ROOT else None,
                extra_groups=[] if _AS_ROOT else None,
                preexec_fn=_die_with_parent,
            )
        return Node(name, f"http://127.0.0.1:{http_port}", process, log)

    def _configure(self, name: str, http_port: int, transport_port: int) -> str:
        lines = [
            f"cluster.name: searchapp-{self._ports[0][0]}",
            f"node.name: {name}",
            f"path.data: {self._folder / name / 'data'}",
            f"path.logs: {self._folder / name / 'logs'}",
            "network.host: 127.0.0.1",
            f"http.port: {http_port}",
            f"transport.port: {transport_port}",
            # The tests' indexes are small; how full the machine's disk is does not matter to them.
            "cluster.routing.allocation.disk.threshold_enabled: false",
        ]
        if len(self._ports) == 1:
            lines.append("discovery.type: single-node")
        else:
            seeds = ", ".join(f'"127.0.0.1:{port}"' for _, port in self._ports)
            names = ", ".join(f"n{place}" for place in range(len(self._ports)))
            lines += [f"discovery.seed_hosts: [{seeds}]", f"cluster.initial_cluster_manager_nodes: [{names}]"]
        return "\n".join(lines) + "\n"


@contextmanager
def run_cluster(count: int = 1, heap_mb: int = 1024) -> Iterator[Cluster]:
    """A running cluster in a folder of its own; stopped and removed at the end. While it runs, SIGTERM is as Ctrl-C,
    so that this is done then too. Raises NoServerError and ServerFailedError.
    """
    folder = Path(tempfile.mkdtemp(prefix="searchapp-opensearch-"))
    # Another user has to reach what lies in it.
    folder.chmod(0o755)
    cluster = None
    in_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler) if in_main else None
    try:
        cluster = Cluster(folder, count, heap_mb)
        cluster.start()
        yield cluster
    finally:
        if cluster is not None:
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
        if in_main:
            signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


def _die_with_parent() -> None:
    """Runs in the child: Linux ends it when this process ends in any way."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(_PDEATHSIG, signal.SIGKILL)


def _find_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _answers(url: str, nodes: int) -> bool:
    host = url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=5)
    try:
        connection.request("GET", f"/_cluster/health?wait_for_nodes={nodes}&wait_for_status=yellow&timeout=1s")
        answer = connection.getresponse()
        answer.read()
        return answer.status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main() -> None:
    """Run a node until this process is asked to end."""
    argparse.ArgumentParser(
        description="Run one OpenSearch node, say its address, and stop it on Ctrl-C."
    ).parse_args()
    with contextlib.suppress(KeyboardInterrupt), run_cluster() as started:
        print(started.url, flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
