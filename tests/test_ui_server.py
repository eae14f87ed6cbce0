"""The HTTP API, who may use it, and the server's life from binding its port to giving it back."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.responses import JSONResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from rag import Library, LibraryError, LibraryLocked, ModelError, QuestionError, SettingsError, UnknownArticle
from tests.fakes import PhraseReader, write_articles
from ui.api import make_api, status_of
from ui.bundle import ASSETS, MEDIA_TYPES, SCRIPTS, STYLES, Bundle, bundle, head
from ui.examples import Examples
from ui.guard import MOST_JOINED, Guard, content_security_policy, is_ours
from ui.render import UNEXPECTED
from ui.server import _bind, _url, serve, serving

QUESTION = "How many visitors came to Place1 in week 2?"


@pytest.fixture
def town_library(library: Library, reader: PhraseReader, tmp_path: Path) -> Library:
    write_articles(tmp_path / "news", 3)
    library.add([tmp_path / "news"])
    reader.phrases = {QUESTION: {"counted 102 visitors": 9.0}}
    return library


@pytest.fixture
def client(town_library: Library) -> Iterator[TestClient]:
    with TestClient(
        Guard(make_api(town_library, may_change=True), "127.0.0.1"), base_url="http://127.0.0.1:7860"
    ) as client:
        yield client


def test_articles_are_listed_and_given_whole(client: TestClient, town_library: Library) -> None:
    listed = client.get("/api/articles").json()
    assert [article["headline"] for article in listed] == [f"Visitors come to Place{n}" for n in (2, 1, 0)]
    article = client.get(f"/api/articles/{listed[1]['id']}").json()
    stored = town_library.article(listed[1]["id"])
    assert (article["text"], article["sha256"], article["date"]) == (stored.text, stored.sha256, "2024-01-02")
    assert article["sources"][0]["path"] == listed[1]["sources"][0]


def test_an_answer_of_the_api_can_be_verified(client: TestClient, town_library: Library) -> None:
    response = client.post("/api/ask", json={"question": QUESTION})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["quotation"]["text"] == "counted 102 visitors"
    checks = town_library.verify(response.text)
    assert checks
    assert all(check.holds for check in checks)


def test_dates_and_limits_reach_the_library(client: TestClient) -> None:
    for limits, answered in (
        ({"since": "2024-01-02", "until": "2024-01-02"}, True),
        ({"since": "2024-01-03"}, False),
        ({"until": None, "min_confidence": 1.0}, False),
        ({"top_k": 100, "min_confidence": 0.0}, True),
    ):
        response = client.post("/api/ask", json={"question": QUESTION, **limits})
        assert response.json()["answered"] is answered, limits


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ({"question": "  "}, "the question is empty"),
        ({"question": "x" * 1001}, "1,001 characters"),
        ({"question": "Who?", "since": "2024-02-30"}, "since: '2024-02-30' is not a calendar date"),
        ({"question": "Who?", "until": "7 November"}, "Write it as 2024-11-07"),
        ({"question": "Who?", "since": "2024-02-02", "until": "2024-02-01"}, "is after the last"),
        ({"question": "Who?", "top_k": 0}, "top_k"),
        ({"question": "Who?", "min_confidence": 1.5}, "min_confidence"),
        ({"question": "Who?", "colour": "red"}, "colour"),
        ({}, "question"),
        ([], "the request"),
    ],
)
def test_a_question_that_cannot_be_asked_gets_a_sentence(client: TestClient, body: object, part: str) -> None:
    response = client.post("/api/ask", json=body)
    assert response.status_code == 422
    assert part in response.json()["error"]


def test_what_is_no_json_gets_a_sentence(client: TestClient) -> None:
    response = client.post("/api/ask", content=b'{"question":', headers={"content-type": "application/json"})
    assert (response.status_code, response.json()) == (422, {"error": "the request: JSON decode error."})


def test_unknown_articles_routes_and_methods_get_a_sentence(client: TestClient) -> None:
    for method, path, status in (
        ("GET", "/api/articles/ffff", 404),
        ("GET", "/api/nothing", 404),
        ("GET", "/api/ask", 405),
        ("POST", "/api/articles", 405),
    ):
        response = client.request(method, path)
        assert response.status_code == status
        assert response.json()["error"].endswith(".")


def test_what_the_page_shows_as_html_is_html_when_it_fails_too(client: TestClient) -> None:
    for path in ("/panel/shelf?from=<b>x</b>", "/quality/questions?page=<b>x</b>", "/panel/shelf?page=-1<i>"):
        response = client.get(path)
        if response.status_code == 200:
            continue
        assert response.headers["content-type"].startswith("text/html"), path
        assert "<b>" not in response.text
        assert "<i>" not in response.text
    refused = client.get("/panel/shelf?from=<b>x</b>")
    assert (refused.status_code, 'class="problem"' in refused.text) == (422, True)


def test_no_examples_are_made_any_more_once_the_page_is_closed(town_library: Library) -> None:
    drawn = Examples(town_library)
    assert drawn.questions() is None
    drawn.close()
    assert "ibid-examples" not in {thread.name for thread in threading.enumerate()}
    town_library.remove([town_library.articles()[0].id])  # for which others would be made
    assert drawn.questions() is None
    assert "ibid-examples" not in {thread.name for thread in threading.enumerate()}


def test_an_empty_library_says_so(library: Library) -> None:
    with TestClient(Guard(make_api(library, may_change=True), "127.0.0.1"), base_url="http://127.0.0.1") as client:
        response = client.post("/api/ask", json={"question": "Who?"})
        assert response.status_code == 503
        assert "holds no articles yet" in response.json()["error"]
        assert "No articles yet" in client.get("/panel/").text


def test_what_nobody_foresaw_is_a_sentence_for_the_user_and_a_traceback_for_the_server(
    town_library: Library, reader: PhraseReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "phrases", None)
    app = Guard(make_api(town_library, may_change=True), "127.0.0.1")
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        response = client.post("/api/ask", json={"question": QUESTION})
        assert (response.status_code, response.json()) == (500, {"error": UNEXPECTED})
        assert "content-security-policy" in response.headers
    with TestClient(app, base_url="http://127.0.0.1") as client, pytest.raises(AttributeError):
        client.post("/api/ask", json={"question": QUESTION})


def test_errors_have_the_status_that_fits() -> None:
    errors = {
        UnknownArticle("x"): 404,
        QuestionError("x"): 422,
        SettingsError("x"): 422,
        LibraryLocked("x"): 409,
        LibraryError("x"): 503,
        ModelError("x"): 503,
    }
    assert {error: status_of(error) for error in errors} == errors


def test_the_panel_opens_an_article_at_a_place(client: TestClient, town_library: Library) -> None:
    quotation = town_library.ask(QUESTION).quotation
    assert quotation is not None
    place = {"start": quotation.start, "end": quotation.end}
    whole = {**place, "sentence_start": quotation.sentence_start, "sentence_end": quotation.sentence_end}
    for query in (place, whole):
        page = client.get(f"/panel/{quotation.article_id}", params=query)
        assert '<mark id="cited">counted 102 visitors</mark>' in page.text
        assert page.headers["cache-control"] == "no-store"
    assert "cited" not in client.get(f"/panel/{quotation.article_id}").text


@pytest.mark.parametrize(
    "query", [{"start": 5, "end": 5}, {"start": 0, "end": 10**9}, {"start": 5, "end": 9, "sentence_start": 6}]
)
def test_a_place_outside_the_article_is_refused(
    client: TestClient, town_library: Library, query: dict[str, int]
) -> None:
    page = client.get(f"/panel/{town_library.articles()[0].id}", params=query)
    assert page.status_code == 422
    assert "There is no quotation from" in page.text


def test_an_unknown_article_in_the_panel_is_a_sentence(client: TestClient) -> None:
    page = client.get("/panel/ffff%3Cscript%3E")
    assert page.status_code == 404
    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "evil.example:7860"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "127.0.0.1@evil.example"},
        {"host": "192.168.0.7"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
    ],
)
def test_a_page_on_the_web_reads_nothing(client: TestClient, headers: dict[str, str]) -> None:
    for method, path in (
        ("GET", "/api/articles"),
        ("GET", "/panel/"),
        ("POST", "/api/ask"),
        ("POST", "/gradio_api/queue/join"),
    ):
        response = client.request(method, path, headers=headers)
        assert response.status_code in (403, 421)
        assert "Place1" not in response.text
        assert "access-control-allow-origin" not in response.headers


def test_the_servers_own_page_and_plain_clients_are_served(client: TestClient) -> None:
    for headers in (
        {},
        {"host": "localhost:7860"},
        {"host": "[::1]:7860"},
        {"origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
    ):
        assert client.get("/api/articles", headers=headers).status_code == 200, headers


def test_every_reply_forbids_what_is_not_needed(client: TestClient) -> None:
    for path in ("/api/articles", "/panel/", "/ibid/page.js", "/nothing"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
    policy = client.get("/panel/").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'self'" in policy


def test_a_page_may_run_the_scripts_it_was_sent_with_and_no_others() -> None:
    policy = content_security_policy(b'<script src="/x.js"></script><script data-x>let a = 1;\n</script>')
    assert policy.count("'sha256-") == 1
    digest = base64.b64encode(hashlib.sha256(b"let a = 1;\n").digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]


def test_style_and_script_are_sent_whole_under_an_address_that_changes_with_them(client: TestClient) -> None:
    files = {file.name for file in ASSETS.iterdir() if file.suffix in (".css", ".js")}
    assert files == {*STYLES, *SCRIPTS}
    for name, parts in (("page.css", STYLES), ("page.js", SCRIPTS)):
        sent = client.get(bundle(name).href)
        assert "immutable" in sent.headers["cache-control"]
        assert sent.headers["content-type"].startswith(MEDIA_TYPES[name])
        at = [sent.content.index((ASSETS / part).read_bytes()) for part in parts]
        assert at == sorted(at)
        assert bundle(name).href in head()
        assert Bundle(name, sent.content + b" ").href != bundle(name).href
    assert client.get("/ibid/ground.css").status_code == 422


@pytest.mark.parametrize(
    "path", ["file=/etc/passwd", "file=https://example.com/x", "proxy=https://x.hf.space/", "upload"]
)
def test_gradios_other_routes_are_closed(client: TestClient, path: str) -> None:
    assert client.get(f"/gradio_api/{path}").status_code == 404


FILE = {"path": "http://news.example/a.txt", "meta": {"_type": "gradio.FileData"}}


@pytest.mark.parametrize("value", [FILE, [[FILE]], {"a": {"b": [1, FILE]}}, {"meta": 1}, {"path": ""}])
def test_gradio_is_never_asked_for_a_file(client: TestClient, value: object) -> None:
    reply = client.post("/gradio_api/queue/join", json={"data": [value, None, "#ask?q=Who"], "fn_index": 0})
    assert reply.status_code == 403
    assert "names a file" in reply.json()["error"]


def test_what_gradio_is_sent_is_json_of_some_size_and_reaches_it_whole() -> None:
    seen: list[bytes] = []

    async def gradio(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((await receive())["body"])
        await JSONResponse({})(scope, receive, send)

    client = TestClient(Guard(gradio, "127.0.0.1"), base_url="http://127.0.0.1:7860")
    written = json.dumps({"data": ["path", "meta", {"text": "a" * 100_000}]}).encode()
    assert client.post("/gradio_api/queue/join", content=written).status_code == 200
    for wrong in (b"{", b"[" * 100_000, b" " * (MOST_JOINED + 1)):
        assert client.post("/gradio_api/queue/join", content=wrong).status_code == 403
    assert seen == [written]


def test_bound_to_all_addresses_only_literal_ones_are_ours() -> None:
    assert is_ours("192.168.0.7:7860", "0.0.0.0")
    assert is_ours("[fe80::1]:7860", "::")
    assert is_ours("newsdesk:7860", "newsdesk")
    assert not is_ours("evil.example", "0.0.0.0")
    assert not is_ours("", "0.0.0.0")
    assert not is_ours("a:b:c", "127.0.0.1")


def test_a_port_in_use_is_refused_before_anything_is_loaded(town_library: Library) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"port {port} of 127.0.0.1 cannot be used \(Address already in use\)"):
            serve(town_library, "127.0.0.1", port, lambda url: pytest.fail(f"started at {url}"))


@pytest.mark.parametrize(("host", "url"), [("0.0.0.0", "http://127.0.0.1:"), ("localhost", "http://localhost:")])
def test_the_address_is_one_that_a_browser_can_open(host: str, url: str) -> None:
    with _bind(host, 0) as sock:
        assert _url(host, sock) == f"{url}{sock.getsockname()[1]}"


def test_a_started_server_answers_and_gives_its_port_back(
    town_library: Library, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.WARNING), serving(town_library) as url:
        with urllib.request.urlopen(f"{url}/api/articles") as response:
            assert len(json.load(response)) == 3
        with urllib.request.urlopen(f"{url}/") as response:
            page = response.read().decode()
            assert "'sha256-" in response.headers["content-security-policy"]
    assert "window.gradio_config" in page
    assert "Place1" not in page, "the page itself holds no article"
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", int(url.rsplit(":", 1)[1])))
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_ctrl_c_stops_the_server_cleanly(tmp_path: Path, guarded_env: dict[str, str]) -> None:
    write_articles(tmp_path / "news", 1)
    script = f"""
from rag import Library, Settings
from tests.fakes import PhraseReader, WordEmbedder
from ui.server import serve

models = {{"embedder": WordEmbedder(), "reader": PhraseReader()}}
with Library.open({str(tmp_path / "library")!r}, Settings(), create=True, **models) as library:
    library.add([{str(tmp_path / "news")!r}])
    serve(library, "127.0.0.1", 0, lambda url: print(url, flush=True))
print("closed")
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], env=guarded_env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with urllib.request.urlopen(f"{url}/api/articles") as response:
            assert len(json.load(response)) == 1
        process.send_signal(signal.SIGINT)
        printed, complaints = process.communicate(timeout=60)
    assert (process.returncode, printed, complaints) == (0, "closed\n", "")


def test_a_follow_up_is_answered_with_its_history(client: TestClient, reader: PhraseReader) -> None:
    reader.phrases = {"How many came in Place1?": {"visitors": 40.0}}
    body = {"question": "How many came there?", "history": [["Which town?", "Place1"]]}
    assert client.post("/api/ask", json=body).json()["understood"] == "How many came in Place1?"


def test_an_article_is_removed_by_its_whole_id_alone(client: TestClient, town_library: Library) -> None:
    id_ = town_library.articles()[0].id
    reply = client.delete(f"/api/articles/{id_[:5]}")
    assert reply.status_code == 404
    assert id_ in reply.json()["error"]
    assert client.delete(f"/api/articles/{id_}").status_code == 200
    assert len(town_library.articles()) == 2


@pytest.mark.parametrize("folder", ["", "  ", "~nobody-of-this-name/news"])
def test_a_folder_to_sync_has_to_be_one(client: TestClient, folder: str) -> None:
    reply = client.post("/api/sync", json={"folder": folder})
    assert reply.status_code == 422
    assert reply.json()["error"]


def test_an_address_is_no_outlet(client: TestClient, tmp_path: Path) -> None:
    address = "https://courier.example"
    reply = client.post("/api/sync", json={"folder": str(tmp_path), "outlet": address})
    assert reply.status_code == 422
    assert "is an address" in reply.json()["error"]
    report = client.post("/api/uploads", params={"name": "a.txt", "outlet": address}, content=b"Late news").json()
    assert "is an address" in report["failures"][0]["reason"]


def test_a_turn_that_is_too_long_is_refused(client: TestClient) -> None:
    history = [["if " + "1" * 20_000 + " x", ""]]
    reply = client.post("/api/ask", json={"question": QUESTION, "history": history})
    assert reply.status_code == 422
    assert "20,005 characters" in reply.json()["error"]
