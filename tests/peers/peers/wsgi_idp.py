"""What the two identity providers in Python have in common: pages, sessions and a server; the SAML is in their own files."""

import html
import http.cookies
import os
import secrets
import urllib.parse
import wsgiref.simple_server
import socketserver

PEOPLE = {"mara": {"password": "pass", "mail": "mara@example.org", "full_name": "Måra Øduya", "roles": ["agent"]}}


class Refused(Exception):
    """The identity provider's library refuses the message."""


class Request:
    def __init__(self, environ):
        self.path = environ["PATH_INFO"]
        self.is_post = environ["REQUEST_METHOD"] == "POST"
        self.query_string = environ.get("QUERY_STRING", "")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode() if self.is_post else ""
        self.form = dict(urllib.parse.parse_qsl(body))
        self.query = dict(urllib.parse.parse_qsl(self.query_string))
        cookies = http.cookies.SimpleCookie(environ.get("HTTP_COOKIE", ""))
        self.cookie = cookies["idp"].value if "idp" in cookies else None


def page(text):
    return "200 OK", [("Content-Type", "text/html; charset=utf-8")], text


def redirect(url):
    return "302 Found", [("Location", url)], ""


def post_form(address, fields):
    """A form that posts itself."""
    inputs = "".join(f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in fields.items() if value)
    return page(
        f'<!doctype html><body onload="document.forms[0].submit()"><form method="post" action="{html.escape(address)}">{inputs}'
        "<noscript><button>Continue</button></noscript></form></body>"
    )


class IdentityProvider:
    """`metadata`, `checked`, `answer`, `begin`, `logout` and `begin_logout` are what a library does."""

    def __init__(self, folder, host, port):
        self.folder, self.host, self.port = folder, host, int(port)
        self.base = f"http://{host}:{port}"
        self.entity_id = f"{self.base}/metadata"
        self.sessions = {}

    def is_on(self, switch):
        return os.path.exists(f"{self.folder}/{switch}")

    def read(self, name):
        with open(f"{self.folder}/{name}", encoding="utf-8") as file:
            return file.read()

    def key_name(self):
        return "next" if self.is_on("rotated") else "signing"

    def handle(self, request, session):
        if request.path == "/metadata":
            return "200 OK", [("Content-Type", "application/samlmetadata+xml")], self.metadata()
        if request.path == "/sso":
            if "username" in request.form:
                person = PEOPLE.get(request.form["username"])
                if not person or person["password"] != request.form.get("password"):
                    return "401 Unauthorized", [], "wrong password"
                session["person"] = person
                # It stays, so that a form that is sent again after the back button gets another response.
                pending = session["pending"][request.form["pending"]]
                return self.answer(pending, session)
            # The request is checked before a person is asked for a password.
            pending = self.checked(request)
            if "person" in session:
                return self.answer(pending, session)
            name = secrets.token_hex(8)
            session.setdefault("pending", {})[name] = pending
            return page(
                '<!doctype html><title>identity provider</title><form method="post" action="/sso"><input name="username">'
                f'<input name="password" type="password"><input type="hidden" name="pending" value="{name}"><button>Log in</button></form>'
            )
        if request.path == "/begin":
            session["person"] = PEOPLE["mara"]
            return self.begin(session)
        if request.path == "/slo":
            return self.logout(request, session)
        if request.path == "/begin-logout":
            return self.begin_logout(session)
        return "404 Not Found", [], "not found"

    def __call__(self, environ, start_response):
        request = Request(environ)
        name = request.cookie if request.cookie in self.sessions else secrets.token_hex(16)
        session = self.sessions.setdefault(name, {})
        try:
            status, headers, body = self.handle(request, session)
        except Refused as error:
            status, headers, body = "400 Bad Request", [], f"refused: {error}"
        headers = [*headers, ("Set-Cookie", f"idp={name}; Path=/; HttpOnly")]
        start_response(status, headers)
        return [body.encode()]

    def serve(self):
        class Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
            daemon_threads = True

        with wsgiref.simple_server.make_server(self.host, self.port, self, server_class=Server) as server:
            server.serve_forever()
