"""Addresses are fetched from public hosts only, and whatever a host sends ends within the limits."""

import gzip
import socket
import ssl
import threading
import zlib
from http.server import BaseHTTPRequestHandler

import pytest

from rag.ingest.fetch import Request, Response, fetch
from rag.ingest.hosts import NotFetched, PublicTransport, is_public
from tests.ingest.sites import HERE, Site, fetched, serving, site, transport

__all__ = ["site"]

PRIVATE = (
    "127.0.0.1 127.255.255.254"
    " 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1"
    " 100.127.255.255 192.0.2.1 198.18.0.1 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 ::1 :: fe80::1"
    " fe80::1%eth0 fc00::1 fd12::1 fec0::1 ff02::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::7f00:1 2002:7f00:1::1"
    " 64:ff9b::7f00:1 64:ff9b::a00:1 2001:0:7f00:1::1 2001:db8::1 64:ff9b:1::1"
).split()
PUBLIC = "8.8.8.8 1.1.1.1 93.184.216.34 2606:4700:4700::1111 2a00:1450:4001::8b 64:ff9b::808:808".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_a_machine_or_a_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_that_everybody_reaches_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "LOCALHOST.",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "0.0.0.0",
        "0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "site.test@127.0.0.1",
        "8.8.8.8@127.0.0.1",
        "8.8.8.8\\@127.0.0.1",
    ],
)
def test_no_spelling_of_this_machine_is_reached(host: str) -> None:
    with socket.create_server((HERE, 0)) as listening:
        listening.setblocking(False)
        written = f"http://{host}:{listening.getsockname()[1]}/"
        with pytest.raises(NotFetched, match=r"private network|not found|name or password|no address"):
            fetched(written, PublicTransport())
        with pytest.raises(BlockingIOError):  # nobody connected
            listening.accept()


@pytest.mark.parametrize(
    "written",
    ["file:///etc/passwd", "gopher://site.test/", "ftp://site.test/a", "data:text/html,<p>Hi", "/etc/passwd",
     "site.test", "javascript:alert(1)", "http://", "http:///a", "http://[::1", "http://a b/", "\x00", "", "http://user:word@site.test/"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(written: str, site: Site) -> None:
    with pytest.raises(NotFetched):
        fetched(written)
    assert not site.asked


def test_a_page_comes_with_what_the_site_says_of_it(site: Site) -> None:
    url = site.page("/a?b=c", "<p>Hello", ETag='"1"', Last_Modified="Tue, 03 Mar 2026 10:00:00 GMT")
    assert fetched(f"{url}#part") == Response(url, "text/html", b"<p>Hello", '"1"', "Tue, 03 Mar 2026 10:00:00 GMT")
    headers = site.asked[-1][1]
    assert headers["User-Agent"].startswith("Footnote/")
    assert headers["Host"] == f"site.test:{site.port}"
    assert "Cookie" not in headers
    assert "Referer" not in headers


def test_a_host_with_one_private_address_is_not_asked_at_any(site: Site) -> None:
    with pytest.raises(NotFetched, match=r"private network \(site.test: 10.0.0.1\)"):
        fetched(site.page("/"), transport(resolve=lambda host: [HERE, "10.0.0.1"]))
    assert not site.asked


def test_a_name_is_looked_up_once_for_each_request_and_the_address_seen_is_the_one_connected_to(site: Site) -> None:
    asked: list[str] = []

    def resolve(host: str) -> list[str]:
        asked.append(host)
        return [HERE if len(asked) < 3 else "10.0.0.1"]

    url = site.page("/", "<p>Hello")
    using = transport(resolve=resolve)
    response = fetched(url, using)  # its robots.txt, and the page
    assert response
    assert response.data == b"<p>Hello"
    assert asked == ["site.test"] * 2
    with pytest.raises(NotFetched, match="private network"):  # as it is another time
        fetched(url, transport(resolve=resolve))
    assert len(site.paths) == 1


def test_redirects_are_followed_and_each_is_looked_at(site: Site) -> None:
    site.page("/one", status=301, Location="/two")
    site.page("/two", status=302, Location=f"//other.test:{site.port}/three")
    site.page("/three", "<p>Here")
    response = fetched(site.url("/one"))
    assert response
    assert (response.url, response.data) == (site.url("/three", "other.test"), b"<p>Here")


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "file:///etc/passwd",
        "//private.test:{port}/",
    ],
)
def test_a_redirect_to_this_machine_is_not_followed(place: str) -> None:
    def resolve(host: str) -> list[str]:
        return [HERE] if host == "site.test" else ["127.0.0.2" if host != "::1" else "::1"]

    with serving() as site, serving() as private:
        url = site.page("/", status=302, Location=place.format(port=private.port))
        with pytest.raises(NotFetched):
            fetched(url, transport(resolve=resolve))
        assert site.paths == ["/"]
        assert not private.asked


def test_redirects_in_a_circle_end(site: Site) -> None:
    with pytest.raises(NotFetched, match="leads on more than 5 times"):
        fetched(site.page("/", status=302, Location="/"))


def test_what_robots_txt_closes_is_not_asked_for(site: Site) -> None:
    site.page(
        "/robots.txt",
        "User-agent: *\nDisallow: /\n\nUser-agent: Footnote\nAllow: /open\nDisallow: /",
        Content_Type="text/plain",
    )
    assert fetched(site.page("/open/a", "<p>Hello"))
    with pytest.raises(NotFetched, match=r"robots\.txt"):
        fetched(site.page("/closed", "<p>Hello"))
    site.page("/open/b", status=302, Location="/closed")
    with pytest.raises(NotFetched, match=r"robots\.txt"):
        fetched(site.url("/open/b"))
    assert "/closed" not in site.paths


def test_a_broken_robots_txt_closes_the_site_and_none_opens_it(site: Site) -> None:
    site.page("/robots.txt", status=503)
    with pytest.raises(NotFetched, match=r"robots\.txt answers 503"):
        fetched(site.page("/a", "<p>Hello"))
    site.page("/robots.txt", status=403)
    assert fetched(site.url("/a"))


def _without_end(handler: BaseHTTPRequestHandler) -> None:
    while True:
        handler.wfile.write(b"a" * 10_000)


def _drop_by_drop(left: threading.Event) -> object:
    def send(handler: BaseHTTPRequestHandler) -> None:
        try:
            while not left.wait(0.01):
                handler.wfile.write(b"a")
        except OSError:
            left.set()
            raise

    return send


def test_a_body_without_end_is_cut_off(site: Site) -> None:
    site.pages["/"] = 200, {}, _without_end
    with pytest.raises(NotFetched, match="more than the 1,000,000 bytes"):
        fetched(site.url("/"), max_bytes=1_000_000)


def test_a_body_that_comes_drop_by_drop_ends_with_the_time(site: Site) -> None:
    left = threading.Event()
    site.pages["/"] = 200, {}, _drop_by_drop(left)  # type: ignore[assignment]
    with pytest.raises(NotFetched, match=r"took more than 0\.3 s"):
        fetched(site.url("/"), seconds=0.3)
    assert left.wait(30)


def test_headers_that_come_drop_by_drop_end_with_the_time() -> None:
    with socket.create_server((HERE, 0)) as listening:
        gone = threading.Event()

        def serve() -> None:
            connection, _ = listening.accept()
            try:
                while not gone.wait(0.01):
                    connection.sendall(b"H")
            except OSError:
                gone.set()

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(NotFetched, match=r"took more than|cannot be fetched"):
            fetched(f"http://site.test:{listening.getsockname()[1]}/", seconds=0.3)
        assert gone.wait(30)
        thread.join()


@pytest.mark.parametrize("times", [1, 2])
def test_a_bomb_is_unpacked_no_further_than_the_limit(times: int, site: Site) -> None:
    bomb = bytes(20_000_000)
    for _ in range(times):
        bomb = gzip.compress(bomb)
    url = site.page("/", bomb, Content_Encoding="gzip")
    if times == 1:
        with pytest.raises(NotFetched, match="more than the 1,000,000 bytes"):
            fetched(url, max_bytes=1_000_000)
    else:  # what was packed twice is unpacked once
        response = fetched(url, max_bytes=1_000_000)
        assert response
        assert len(response.data) < 100_000


def test_what_is_packed_is_unpacked_or_refused(site: Site) -> None:
    page = b"<p>Hello</p>" * 100
    response = fetched(site.page("/", gzip.compress(page), Content_Encoding="gzip"))
    assert response
    assert response.data == page
    for body, packed in (
        (zlib.compress(page), "br"),
        (b"no gzip", "gzip"),
        (gzip.compress(page)[:-20], "gzip"),
        (page, "gzip, gzip"),
    ):
        with pytest.raises(NotFetched):
            fetched(site.page("/", body, Content_Encoding=packed))


@pytest.mark.parametrize("status", [304, 401, 404, 410, 429, 500])
def test_what_is_no_page_is_told_by_its_number(status: int, site: Site) -> None:
    with pytest.raises(NotFetched, match=f"answers {status}"):
        fetched(site.page("/", "<p>Hello", status=status))


def test_a_name_that_is_not_found_and_a_server_that_is_not_there_are_told(site: Site) -> None:
    def resolve(host: str) -> list[str]:
        raise OSError

    with pytest.raises(NotFetched, match=r"not found \(site.test\)"):
        fetched(site.url("/"), transport(resolve=resolve))
    with socket.create_server((HERE, 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NotFetched, match="cannot be fetched"):
        fetched(f"http://site.test:{port}/")


def test_the_hosts_name_stays_in_the_handshake_and_a_certificate_of_nobody_is_refused() -> None:
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = lambda _, name, __: names.append(name)  # type: ignore[assignment]
    with socket.create_server((HERE, 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with pytest.raises(ssl.SSLError):
                context.wrap_socket(connection, server_side=True)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(NotFetched, match="cannot be fetched"):
            fetched(f"https://site.test:{listening.getsockname()[1]}/")
        thread.join()
    assert names == ["site.test"]


def test_a_proxy_of_the_environment_is_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{HERE}:{proxy.port}")
        assert fetched(site.page("/", "<p>Hello"))
        assert not proxy.asked


def test_one_that_fails_does_not_stop_the_others(site: Site) -> None:
    good, bad = site.page("/good", "<p>Hello"), site.url("/missing")
    found = fetch([Request(bad), Request(good), Request("nonsense")])
    assert [type(found[url]) for url in (bad, good, "nonsense")] == [str, Response, str]


def test_what_did_not_change_is_not_sent_again(site: Site) -> None:
    url = site.page("/", "", status=304)
    assert fetch([Request(url, '"7"', "Tue, 03 Mar 2026 10:00:00 GMT")]) == {url: None}
    headers = site.asked[-1][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"7"', "Tue, 03 Mar 2026 10:00:00 GMT")
