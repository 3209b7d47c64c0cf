"""The JSON API of `samlens serve` against its own description, with schemathesis: requests that the description allows, and
requests that it does not. Every answer has a status, a media type and a shape that the description names.
usage: api.py BINARY SCHEMATHESIS"""
import json
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

# Each is a promise of the description. What is no URL, no instant or no product is refused with 400, which is more than a
# schema says, so `positive_data_acceptance` is left out. The other checks have nothing to look at here.
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "negative_data_rejection,unsupported_method,ignored_auth"
)
SECONDS = 25


def main():
    binary, schemathesis = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        command = [binary, "serve", "--no-open", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as server:
            try:
                address, token = server.stdout.readline().split()[-1].split("?token=")
                failed = by_hand(address, token)
                described = f"{address}api/openapi.json"
                arguments = ["run", described, "--url", address, "--header", f"Authorization: Bearer {token}"]
                arguments += ["--checks", CHECKS, "--max-time", str(SECONDS), "--continue-on-failure", "--seed", "20260115"]
                arguments += ["--phases", "examples,coverage,fuzzing", "--no-color", "--warnings", "off"]
                failed |= subprocess.run([schemathesis, *arguments], cwd=folder).returncode != 0
                if server.poll() is not None:
                    print("the server has ended")
                    failed = True
            finally:
                server.terminate()
    sys.exit(1 if failed else 0)


def by_hand(address, token):
    """Answers that schemathesis does not bring about: the guard refuses before the API is asked."""
    with urllib.request.urlopen(request(address, "api/openapi.json", token)) as answer:
        described = json.load(answer)
    failed = False
    posts = [path for path, methods in described["paths"].items() if "post" in methods]
    if len(posts) < 6:
        print(f"FAILED the description has only {posts}")
        failed = True
    for path in posts:
        for name, status, headers in [
            ("no token", 403, {"Authorization": ""}),
            ("another site", 403, {"Origin": "https://example.org"}),
            ("another host", 421, {"Host": "example.org"}),
            ("no JSON", 415, {"Content-Type": "text/plain"}),
            ("too large", 413, {"Content-Length": "4000000000"}),
        ]:
            got, kind, body = ask(request(address, path[1:], token, b"{}", headers))
            shape = described["paths"][path]["post"]["responses"][str(status)]["content"]["application/json"]["schema"]
            required = described["components"]["schemas"][shape["$ref"].split("/")[-1]]["required"]
            try:
                missing = [field for field in required if field not in json.loads(body)]
            except ValueError:
                missing = required
            if got != status or kind != "application/json" or missing:
                print(f"FAILED {path}, {name}: {got} {kind} {body[:200]}")
                failed = True
    return failed


def request(address, path, token, body=None, headers={}):
    all_headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers}
    return urllib.request.Request(address + path, data=body, headers=all_headers)


def ask(question):
    try:
        with urllib.request.urlopen(question, timeout=40) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers.get_content_type(), answer.read()


if __name__ == "__main__":
    main()
