"""pysaml2 reads the service's metadata, and verifies its signature.

usage: pysaml2_reads.py MESSAGES METADATA CERTIFICATE
The requests are read by pysaml2's identity provider, which is one of the peers.
"""

import json
import sys
import tempfile

try:
    import saml2
    from saml2.config import Config
    from saml2.mdstore import MetaDataFile, MetadataStore
    from saml2.sigver import security_context
    from importlib.metadata import version
except ImportError as error:
    print(json.dumps({"tool": "pysaml2", "message": "", "result": "not run", "note": str(error)}))
    sys.exit()

_, metadata_file, certificate_file = sys.argv[1:]
TOOL = f"pysaml2 {version('pysaml2')}"


def say(message, result, note=""):
    print(json.dumps({"tool": TOOL, "message": message, "result": result, "note": note}))


def loaded(path):
    config = Config()
    config.xmlsec_binary = "/usr/bin/xmlsec1"
    source = MetaDataFile(None, path, cert=certificate_file, security=security_context(config))
    source.load()
    return source


def attempt(name, work):
    try:
        note = work()
    except Exception as error:  # pysaml2 raises many kinds
        return say(name, "failed", f"{type(error).__name__}: {error}")
    return say(name, "failed" if note else "passed", note or "")


def verified():
    entities = loaded(metadata_file)
    if len(list(entities.keys())) != 1:
        return "it has no entity"
    text = open(metadata_file, encoding="utf-8").read()
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as forged:
        forged.write(text.replace('/acs"', '/acs2"'))
        forged.flush()
        try:
            if list(loaded(forged.name).keys()):
                return "changed metadata is taken too"
        except Exception:  # as above
            pass
    return None


def read():
    store = MetadataStore(None, Config(), disable_ssl_certificate_validation=True)
    store.load("local", metadata_file)
    (entity_id,) = store.keys()
    service = store[entity_id]["spsso_descriptor"][0]
    bindings = [one["binding"] for one in service["single_logout_service"]]
    expected = [saml2.BINDING_HTTP_REDIRECT, saml2.BINDING_HTTP_POST]
    uses = [one["use"] for one in service["key_descriptor"]]
    acs = service["assertion_consumer_service"][0]
    if bindings != expected or uses != ["signing", "encryption"] or acs["binding"] != saml2.BINDING_HTTP_POST:
        return f"it was read as {bindings}, {uses}, {acs['binding']}"
    return None


attempt("metadata", read)
if "SignatureValue" in open(metadata_file, encoding="utf-8").read():
    attempt("metadata, signed", verified)
