"""Who may speak with the desk: the browser of the person who started it, and nobody else.

The desk listens on this machine alone, but any web page that is open in a browser on it may send requests
there, and a name of a stranger's may be made to lead there (DNS rebinding). So a request has to bear the key
that was printed where the desk was started, name this very host, and come from a page of the desk.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from starlette.datastructures import URL, Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = "127.0.0.1"


def _join_rules(*rules: str) -> str:
    return "; ".join(rules)


_READING = frozenset({"GET", "HEAD"})
# What a page of the desk may run, show and fetch: files of the desk itself. Forms go nowhere else either.
_POLICY = _join_rules(
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)
# A page of a policy stands in a frame of the desk, runs nothing and fetches nothing.
FRAMED_POLICY = _join_rules(
    "sandbox",
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src data:",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    # With "no-referrer" a browser would hide the origin of the desk's own forms too.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def make_key() -> str:
    """Make a key that nobody can guess, for one run of the desk."""
    return secrets.token_urlsafe(32)


class Guard:
    """Lets only those requests through to an application that the desk's own pages make."""

    def __init__(self, app: ASGIApp, key: str, port: int) -> None:
        """Guard `app`, which is reached on `port` by whoever has the `key`."""
        self.app = app
        self.key = key
        self.port = port
        self.hosts = frozenset({f"{LOOPBACK}:{port}", f"localhost:{port}"})
        # Cookies know no ports: another program's on this machine must not take the place of this one.
        self.cookie = f"clausewright-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer why not."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError("the desk speaks HTTP alone")
        request = Request(scope)
        refusal = self._find_refusal(request)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await (refusal or self.app)(scope, receive, send_with_headers)

    def _find_refusal(self, request: Request) -> Response | None:
        """What to answer in place of the application; None where the request may pass."""
        headers = request.headers
        if headers.getlist("host") not in ([host] for host in self.hosts):
            return _refuse("This address is not the desk's.")
        if request.method in _READING and self._is_key(request.query_params.get("key", "")):
            return self._let_in(request.url)
        if not self._is_key(request.cookies.get(self.cookie, "")):
            return _refuse(
                "Open the desk with the whole address that 'clausewright edit' printed: it ends with a key"
                " that changes each time."
            )
        if not _is_from_a_page(headers, request.method, f"http://{headers['host']}"):
            return _refuse("Another page has sent this request. Open the desk's own page, and do it there.")
        return None

    def _is_key(self, written: str) -> bool:
        return secrets.compare_digest(written.encode(), self.key.encode())

    def _let_in(self, url: URL) -> Response:
        """Keep the key in a cookie, so that it stands in no address any more."""
        response = RedirectResponse(url.path, status_code=303)
        response.set_cookie(self.cookie, self.key, path="/", httponly=True, samesite="strict")
        return response


def _is_from_a_page(headers: Headers, method: str, origin: str) -> bool:
    """Say whether a request was made by a page of the desk, or by the person who typed its address.

    Browsers tell where a request comes from in Origin, and newer ones in Sec-Fetch-Site too (Fetch Metadata
    Request Headers, W3C). Another port of this machine is the same site to them, but not the same origin.
    """
    site = headers.get("sec-fetch-site")
    if method in _READING:
        return site in (None, "same-origin", "none")
    return _get_only(headers.getlist("origin")) == origin and site in (None, "same-origin")


def _get_only(values: Iterable[str]) -> str:
    """The one value of a header; an empty string where it has none or several."""
    first, *others = [*values] or [""]
    return "" if others else first


def _refuse(sentence: str) -> Response:
    return PlainTextResponse(f"{sentence}\n", status_code=403)
