"""python3-saml for benches/peers/run: `python library.py SETTINGS`; speaks as library.mjs does."""

import importlib.metadata
import json
import sys
import time
from urllib.parse import parse_qsl, urlsplit

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.settings import OneLogin_Saml2_Settings

given = json.loads(sys.argv[1])
url = urlsplit(given["acs"])
bindings = "urn:oasis:names:tc:SAML:2.0:bindings:"
settings = OneLogin_Saml2_Settings({
    "strict": True,
    "sp": {
        "entityId": given["sp"],
        "assertionConsumerService": {"url": given["acs"], "binding": bindings + "HTTP-POST"},
    },
    "idp": {
        "entityId": given["issuer"],
        "singleSignOnService": {"url": given["sso"], "binding": bindings + "HTTP-Redirect"},
        "x509cert": given["certificate"],
    },
    # The second one as in the example of the README; it is off by default.
    "security": {"wantAssertionsSigned": True, "rejectDeprecatedAlgorithm": True},
})


def judge(text):
    request = {
        "https": "on",
        "http_host": url.netloc,
        "script_name": url.path,
        "get_data": dict(parse_qsl(url.query)),
        "post_data": {"SAMLResponse": text},
    }
    auth = OneLogin_Saml2_Auth(request, settings)
    auth.process_response()
    if auth.get_errors() or not auth.is_authenticated():
        raise ValueError(auth.get_last_error_reason())
    return auth.get_nameid()


def say(text):
    print(" ".join(text.split()), flush=True)


say(importlib.metadata.version("python3-saml"))
last = ""
for line in sys.stdin:
    line = line.strip()
    if line.startswith("time "):
        calls = int(line.removeprefix("time "))
        begin = time.perf_counter()
        for _ in range(calls):
            judge(last)
        say(str((time.perf_counter() - begin) * 1e6 / calls))
        continue
    last = line
    try:
        say(f"accepted {judge(line)}")
    except Exception as error:  # whatever it raises, it signs nobody in
        say(f"refused {error}")
