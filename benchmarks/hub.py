"""How many students can drag at once on one JupyterHub, before its answers come late.

python -m benchmarks.hub [--students 1 2 4 8] [--seconds 10]

It starts a JupyterHub with configurable-http-proxy on this machine alone, and gives each student a
server and a kernel. What a page sends is sent through the proxy: a value of a slider of the step
panel, the next one as soon as an answer is there and a frame has passed, and an empty message once
the kernel is busy, as messages.js does it. Each time runs from the value to its answer. With N
students all of them drag without a pause, which is more than a class does. It needs, beside the
extra notebooks,

pip install jupyterhub
npm install configurable-http-proxy
"""

import argparse
import asyncio
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from benchmarks.figures import line, percentile

LATE = 300  # ms, for the 95th percentile
FRAME = 1 / 60  # seconds between two values of a slider
PATIENCE = 120  # seconds, for a server or a kernel to start
PANEL = """import mlpcore
from mlpcore import panels
panel = panels.step(mlpcore.MLP([2, 3, 2], seed=7, init="uniform"), [0.8, -0.4], [1, 0])
print(panel.model_id)"""
CONFIG = """c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub}
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/secret"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/{{username}}"
c.Spawner.cmd = ["{python}", "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root"]
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
c.Spawner.environment = dict(OMP_NUM_THREADS="1", JUPYTER_PREFER_ENV_PATH="1")
c.ConfigurableHTTPProxy.command = ["{proxy}"]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.JupyterHub.services = [dict(name="bench", api_token="{token}")]
c.JupyterHub.load_roles = [dict(name="bench", services=["bench"],
    scopes=["admin:users", "admin:servers", "tokens", "access:servers"])]
"""


@dataclass
class Student:
    """One who drags: a connection to a kernel, and how long each answer took, in ms."""

    socket: WebSocketClientConnection
    inbox: asyncio.Queue[
        str | bytes | None
    ]  # filled at once, so that the server's pings are answered
    panel: str = ""
    times: list[float] = field(default_factory=list)

    async def open(self) -> None:
        """Make the step panel in the kernel, and learn its name."""
        await self.socket.write_message(
            message("execute_request", {"code": PANEL, "silent": False})
        )
        while not self.panel:
            heard = await self.hear()
            if heard["msg_type"] == "stream":
                self.panel = heard["content"]["text"].strip()
            if heard["msg_type"] == "error":
                raise RuntimeError("\n".join(heard["content"]["traceback"]))

    async def drag(self, until: float) -> None:
        """Value after value, each once the one before has its answer."""
        for value in values():
            began = time.perf_counter()
            if began > until:
                return
            asked = sent(self.panel, do="set", key="x", index=[1], value=value)
            await self.socket.write_message(asked)
            while not is_answer(heard := await self.hear(), self.panel):
                if is_busy(heard, asked):
                    await self.socket.write_message(sent(self.panel, do="pulse"))
            took = time.perf_counter() - began
            self.times.append(1000 * took)
            await asyncio.sleep(max(0.0, FRAME - took))

    async def hear(self) -> dict[str, Any]:
        """The next message; ConnectionError when the server has ended the connection."""
        heard = await self.inbox.get()
        if heard is None:
            raise ConnectionError("the student's server has closed the connection")
        return json.loads(heard)


def values() -> Iterator[float]:
    """A slider from end to end and back, without end."""
    there = [round(-2 + 0.05 * n, 2) for n in range(81)]
    return cycle(there + there[-2:0:-1])


def message(kind: str, content: dict[str, Any]) -> str:
    """One message of a page to its kernel, as the server's socket takes it."""
    header = {
        "msg_id": uuid4().hex,
        "username": "",
        "session": "",
        "msg_type": kind,
        "version": "5.3",
    }
    return json.dumps(
        {
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "channel": "shell",
        }
    )


def sent(panel: str, **what: object) -> str:
    """What a panel's page sends to it."""
    return message("comm_msg", {"comm_id": panel, "data": {"method": "custom", "content": what}})


def is_busy(heard: dict[str, Any], asked: str) -> bool:
    """Whether a message says that the kernel has begun with what was asked."""
    begun = heard["msg_type"] == "status" and heard["content"]["execution_state"] == "busy"
    return begun and heard["parent_header"]["msg_id"] == json.loads(asked)["header"]["msg_id"]


def is_answer(heard: dict[str, Any], panel: str) -> bool:
    """Whether a message says that the panel has answered."""
    content = heard["content"]
    if heard["msg_type"] != "comm_msg" or content["comm_id"] != panel:
        return False
    return "answered" in content["data"].get("state", {})


class Hub:
    """A JupyterHub that listens on this machine alone, in a folder of its own."""

    def __init__(self, proxy: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hub-"))
        self.port, hub, api = free_ports(3)
        token = secrets.token_hex(16)
        self.known = {"Authorization": f"token {token}"}
        config = self.folder / "config.py"
        config.write_text(
            CONFIG.format(
                port=self.port, hub=hub, api=api, folder=self.folder, token=token,
                python=sys.executable, proxy=proxy, patience=PATIENCE,
            )
        )  # fmt: skip
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "--config", str(config)],
                cwd=self.folder, stdout=log, stderr=log,
                env=os.environ | {"CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16)},
            )  # fmt: skip

    async def ask(self, path: str, method: str = "GET", body: object = None) -> Any:
        """What the Hub, or a student's server behind it, answers."""
        answer = await AsyncHTTPClient().fetch(
            f"http://127.0.0.1:{self.port}{path}", method=method, request_timeout=PATIENCE,
            headers=self.known, allow_nonstandard_methods=True,
            body=None if method == "GET" else json.dumps(body or {}),
        )  # fmt: skip
        return json.loads(answer.body or "null")

    async def student(self, number: int) -> Student:
        """A new one, with a server, a kernel and a panel."""
        name = f"student{number}"
        (self.folder / name).mkdir()
        await self.ask(f"/hub/api/users/{name}", "POST")
        await self.ask(f"/hub/api/users/{name}/server", "POST")
        await self.until(lambda: self.ask(f"/user/{name}/api/status"))
        kernel = await self.ask(f"/user/{name}/api/kernels", "POST", {"name": "python3"})
        address = f"ws://127.0.0.1:{self.port}/user/{name}/api/kernels/{kernel['id']}/channels"
        inbox: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        request = HTTPRequest(address, headers=self.known)
        found = Student(
            await websocket_connect(request, on_message_callback=inbox.put_nowait), inbox
        )
        await found.open()
        return found

    async def until(self, asked: Any) -> None:
        """Ask until there is an answer; TimeoutError with the Hub's log when there is none."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                await asked()
                return
            except (HTTPClientError, OSError):
                await asyncio.sleep(0.2)
        raise TimeoutError((self.folder / "log").read_text())

    def memory(self) -> dict[str, float]:
        """MiB of the servers and of the kernels: what they share with one another counts once."""
        parts = {"singleuser": 0.0, "ipykernel": 0.0}
        for process in psutil.Process(self.process.pid).children(recursive=True):
            command = " ".join(process.cmdline())
            for part in parts:
                if part in command:
                    parts[part] += process.memory_full_info().pss / 2**20
        return parts

    def stop(self) -> None:
        """End it and all that it started."""
        all_of_it = [*psutil.Process(self.process.pid).children(recursive=True), self.process]
        for process in all_of_it:
            process.terminate()
        psutil.wait_procs(all_of_it[:-1], timeout=10)
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


def free_ports(n: int) -> list[int]:
    """Ports of this machine that nobody listens on."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


async def measure(hub: Hub, counts: list[int], seconds: float) -> None:
    """A line for each number of students; in the end, how many were served in time."""
    await hub.until(lambda: hub.ask("/hub/api/"))
    students: list[Student] = []
    late: dict[int, float] = {}
    for count in counts:
        while len(students) < count:
            students.append(await hub.student(len(students)))
        for student in students:
            student.times.clear()
        until = time.perf_counter() + seconds
        await asyncio.gather(*(student.drag(until) for student in students))
        times = [took for student in students for took in student.times]
        late[count] = percentile(times, 0.95)
        each = " + ".join(f"{part} {mib / count:.0f}" for part, mib in hub.memory().items())
        print(line(f"{count} drag: {len(times) / seconds:.0f} answers a second", times))
        print(f"    MiB a student: {each}")
    print(f"95th percentile within {LATE} ms: {most(late)} students dragging at once")


def most(late: dict[int, float]) -> int:
    """The greatest number of students up to which all were answered in time."""
    fit = 0
    for count, took in sorted(late.items()):
        if took > LATE:
            break
        fit = count
    return fit


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hub", description=__doc__,
                                     formatter_class=argparse.RawTextHelpFormatter)  # fmt: skip
    parser.add_argument("--students", nargs="+", type=int, default=[1, 2, 4, 8])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--proxy", default="configurable-http-proxy", help="its program")
    given = parser.parse_args()
    if shutil.which(given.proxy) is None:
        parser.error(f"--proxy: there is no program {given.proxy}; see --help for what is needed")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors before it began")
    hub = Hub(given.proxy)
    try:
        asyncio.run(measure(hub, sorted(given.students), given.seconds))
    finally:
        hub.stop()


if __name__ == "__main__":
    main()
