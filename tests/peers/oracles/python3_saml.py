"""python3-saml reads and verifies what the service sent.

usage: python3_saml.py MESSAGES METADATA CERTIFICATE
"""

import base64
import json
import re
import sys
import urllib.parse
import zlib

try:
    from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils
    from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml
    from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
    from importlib.metadata import version
except ImportError as error:
    print(json.dumps({"tool": "python3-saml", "message": "", "result": "not run", "note": str(error)}))
    sys.exit()

messages_file, metadata_file, certificate_file = sys.argv[1:]
certificate = open(certificate_file, encoding="utf-8").read()
metadata = open(metadata_file, encoding="utf-8").read()
TOOL = f"python3-saml {version('python3-saml')}"
ROOT = re.compile(r"<(?:\w+:)?(AuthnRequest|LogoutRequest|LogoutResponse)\b")


def say(message, result, note=""):
    print(json.dumps({"tool": TOOL, "message": message, "result": result, "note": note}))


def attempt(name, verify, genuine, forged):
    """A genuine text is taken and a changed one is not; otherwise nothing was verified."""
    try:
        taken, fooled = verify(genuine), quietly(verify, forged)
    except Exception as error:  # of xmlsec and lxml, among others
        return say(name, "failed", f"{type(error).__name__}: {error}")
    if not taken:
        return say(name, "failed", "the signature is not valid")
    if fooled:
        return say(name, "failed", "a changed message is taken too")
    return say(name, "passed")


def quietly(verify, text):
    try:
        return verify(text)
    except Exception:  # as above
        return False


def is_valid(schema):
    """By the schema of the standard, which python3-saml brings."""

    def verify(xml):
        return not isinstance(Xml.validate_xml(xml.encode(), schema), str)

    return verify


def signed_xml(root):
    def verify(xml):
        path = f"/samlp:{root}/ds:Signature"
        return Utils.validate_sign(xml, cert=certificate, xpath=path, raise_exceptions=False)

    return verify


def signed_query(parameter):
    def verify(query):
        fields = dict(pair.split("=", 1) for pair in query.split("&"))
        signed = "&".join(f"{name}={fields[name]}" for name in (parameter, "RelayState", "SigAlg") if name in fields)
        signature = base64.b64decode(urllib.parse.unquote(fields["Signature"]))
        algorithm = urllib.parse.unquote(fields["SigAlg"])
        return Utils.validate_binary_sign(signed, signature, certificate, algorithm, True)

    return verify


seen = set()
for message in json.load(open(messages_file, encoding="utf-8")):
    parameter = message["parameter"]
    if message["binding"] == "post":
        xml = base64.b64decode(message["value"]).decode()
        root = ROOT.search(xml).group(1)
        name, verify, genuine = f"{root} by HTTP-POST", signed_xml(root), xml
        forged = xml.replace('IssueInstant="2', 'IssueInstant="1')
    else:
        value = urllib.parse.unquote(dict(pair.split("=", 1) for pair in message["query"].split("&"))[parameter])
        xml = zlib.decompress(base64.b64decode(value), -15).decode()
        root = ROOT.search(xml).group(1)
        name, verify, genuine = f"{root} by HTTP-Redirect", signed_query(parameter), message["query"]
        forged = genuine.replace(f"{parameter}=", f"{parameter}=A", 1)
    if name not in seen:
        seen.add(name)
        attempt(name, verify, genuine, forged)
    if f"{root}, schema" not in seen:
        seen.add(f"{root}, schema")
        attempt(f"{root}, schema", is_valid("saml-schema-protocol-2.0.xsd"), xml, xml.replace(' Version="2.0"', ""))

attempt(
    "metadata, schema",
    is_valid("saml-schema-metadata-2.0.xsd"),
    metadata,
    metadata.replace("AssertionConsumerService", "AssertionConsumer"),
)
if "SignatureValue" in metadata:
    attempt(
        "metadata, signed",
        lambda text: Utils.validate_metadata_sign(text, cert=certificate),
        metadata,
        metadata.replace('/acs"', '/acs2"'),
    )
