"""No interface reaches beyond this machine: each is run with the network closed, and with none at all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.cli import run_apart
from tests.conftest import ROOT, SEEDS
from tests.netguard import OutsideConnection, is_local

QUESTION = "How much military assistance has the US given Ukraine?"
NO_NETWORK = ("unshare", "--user", "--map-root-user", "--net")


def may_unshare() -> bool:
    return shutil.which("unshare") is not None and (
        subprocess.run([*NO_NETWORK, "true"], capture_output=True, check=False).returncode == 0
    )


def test_the_guard_refuses_what_it_should() -> None:
    with pytest.raises(OutsideConnection):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(OutsideConnection):
        socket.getaddrinfo("example.org", 443)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        socket.create_connection(server.getsockname(), timeout=5).close()


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        (b"localhost", True),
        (None, True),
        ("192.0.2.1", False),
        ("10.0.0.1", False),
        ("example.org", False),
        ("fe80::1%eth0", False),
        ("0.0.0.0", False),
    ],
)
def test_only_loopback_is_local(host: object, local: bool) -> None:
    assert is_local(host) is local


def test_the_guard_reaches_into_subprocesses(guarded_env: dict[str, str]) -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    done = subprocess.run([sys.executable, "-c", code], env=guarded_env, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"OutsideConnection" in done.stderr


@pytest.mark.slow
def test_add_ask_verify_and_eval_need_no_network(guarded_env: dict[str, str], tmp_path: Path) -> None:
    # The guard sees what Python opens; in a namespace without a network, native code has nowhere to go either.
    env, folder, before = guarded_env, tmp_path, NO_NETWORK if may_unshare() else ()
    added = run_apart(env, folder, "add", SEEDS, before=before)
    assert (added.code, added.err) == (0, "")
    assert added.out == "2 added, 0 updated, 0 unchanged, 0 moved, 0 removed, 0 duplicates, 0 failed\n"
    asked = run_apart(env, folder, "ask", QUESTION, "--json", before=before)
    assert (asked.code, asked.err) == (0, "")
    answer = json.loads(asked.out)
    assert "64.1" in answer["quotation"]["text"]
    verified = run_apart(env, folder, "verify", "-", stdin=asked.out.encode(), before=before)
    assert (verified.code, verified.err) == (0, "")
    questions = folder / "questions.jsonl"
    lines = (ROOT / "eval" / "questions" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    questions.write_text("\n".join([*lines[:2], *lines[-2:]]) + "\n", encoding="utf-8")
    out = folder / "report.json"
    evaluated = run_apart(
        env, folder, "eval", questions, "--articles", SEEDS, "--no-keep", "--json", out, before=before
    )
    assert (evaluated.code, evaluated.err) == (0, "")
    assert json.loads(out.read_text(encoding="utf-8"))["citations"]["valid"] == 1.0


@pytest.mark.slow
def test_serve_answers_on_loopback_alone_and_stops_when_told(guarded_env: dict[str, str], tmp_path: Path) -> None:
    assert run_apart(guarded_env, tmp_path, "add", SEEDS).code == 0
    command = [sys.executable, "-m", "rag.cli", "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=guarded_env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert "http://127.0.0.1:" in line, server.stderr.read() if server.stderr else ""
            url = next(word for word in line.split() if word.startswith("http"))
            request = urllib.request.Request(
                f"{url.rstrip('/')}/api/ask",
                json.dumps({"question": QUESTION}).encode(),
                {"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=60) as response:
                assert "64.1" in json.load(response)["quotation"]["text"]
            with urllib.request.urlopen(url, timeout=60) as response:
                assert b"Ibid" in response.read()
        finally:
            os.kill(server.pid, signal.SIGINT)
            _, errors = server.communicate(timeout=60)
        assert "Traceback" not in errors
        assert "OutsideConnection" not in errors
