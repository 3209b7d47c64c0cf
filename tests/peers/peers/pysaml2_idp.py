"""An identity provider on pysaml2 (Debian's python3-pysaml2).

usage: pysaml2_idp.py FOLDER HOST PORT
The service's metadata is read from FOLDER/sp.xml. The files FOLDER/encrypt, FOLDER/triple-des, FOLDER/sign-both and FOLDER/rotated are switches.
"""

import base64
import functools
import sys

import saml2.entity
import saml2.sigver
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, samlp
from saml2.config import IdPConfig
from saml2.metadata import create_metadata_string
from saml2.saml import NAMEID_FORMAT_EMAILADDRESS, NameID
from saml2.server import Server
from saml2.sigver import verify_redirect_signature
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256
from wsgi_idp import IdentityProvider, Refused, page, post_form, redirect

PASSWORD = {"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_auth": "http://127.0.0.1/"}

AES_256 = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
AS_SHIPPED = (saml2.sigver.pre_encryption_part, saml2.sigver.SecurityContext.encrypt_assertion)


class Pysaml2Provider(IdentityProvider):
    def configuration(self, wants_signed_xml=True):
        both = (BINDING_HTTP_REDIRECT, BINDING_HTTP_POST)
        configuration = {
            "entityid": self.entity_id,
            "key_file": f"{self.folder}/{self.key_name()}.key",
            "cert_file": f"{self.folder}/{self.key_name()}.crt",
            "xmlsec_binary": "/usr/bin/xmlsec1",
            "service": {
                "idp": {
                    "endpoints": {
                        "single_sign_on_service": [(f"{self.base}/sso", binding) for binding in both],
                        "single_logout_service": [(f"{self.base}/slo", binding) for binding in both],
                    },
                    "name_id_format": [NAMEID_FORMAT_EMAILADDRESS],
                    "want_authn_requests_signed": wants_signed_xml,
                    "want_authn_requests_only_with_valid_cert": False,
                    "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None}},
                }
            },
        }
        if self.is_on("sp.xml"):
            configuration["metadata"] = {"local": [f"{self.folder}/sp.xml"]}
        return IdPConfig().load(configuration)

    def server(self, is_redirect=False):
        # pysaml2 would look for a signature in the XML, where the Redirect binding has none.
        return Server(config=self.configuration(wants_signed_xml=not is_redirect))

    def metadata(self):
        text = create_metadata_string(None, config=self.configuration())
        return text.decode() if isinstance(text, bytes) else text

    def checked(self, request):
        server = self.server(is_redirect=not request.is_post)
        fields = request.form if request.is_post else request.query
        binding = BINDING_HTTP_POST if request.is_post else BINDING_HTTP_REDIRECT
        try:
            parsed = server.parse_authn_request(fields["SAMLRequest"], binding)
            if not request.is_post:
                verify_query(server, fields, parsed.message.issuer.text)
        except Refused:
            raise
        except Exception as error:  # pysaml2 raises many kinds of its own, and of others
            raise Refused(f"{type(error).__name__}: {error}") from error
        return server.response_args(parsed.message), fields.get("RelayState")

    def answer(self, pending, session):
        arguments, relay_state = pending
        return self.respond(arguments, relay_state, session)

    def begin(self, session):
        server = self.server()
        entity_id = next(iter(server.metadata.keys()))
        acs = server.metadata.assertion_consumer_service(entity_id, BINDING_HTTP_POST)[0]["location"]
        arguments = {"in_response_to": None, "sp_entity_id": entity_id, "destination": acs, "binding": BINDING_HTTP_POST}
        return self.respond(arguments, None, session)

    def choose_encryption(self):
        """pysaml2 7.0.1 encrypts with Triple DES and has no setting for it, so its default is replaced."""
        context = saml2.sigver.SecurityContext
        if self.is_on("triple-des"):
            saml2.entity.pre_encryption_part, context.encrypt_assertion = AS_SHIPPED
        else:
            saml2.entity.pre_encryption_part = functools.partial(AS_SHIPPED[0], msg_enc=AES_256)
            context.encrypt_assertion = functools.partialmethod(AS_SHIPPED[1], key_type="aes-256")

    def respond(self, arguments, relay_state, session):
        server = self.server()
        person = session["person"]
        arguments = {**arguments, "name_id_policy": None}
        name_id = NameID(format=NAMEID_FORMAT_EMAILADDRESS, text=person["mail"])
        self.choose_encryption()
        identity = {name: person[name] for name in ("mail", "full_name", "roles")}
        response = server.create_authn_response(
            identity,
            userid="mara",
            name_id=name_id,
            authn=PASSWORD,
            sign_response=True,
            # With both signed, pysaml2 7.0.1 gives the signature inside of the ciphertext the ID of the other one.
            sign_assertion=not self.is_on("encrypt") or self.is_on("sign-both"),
            sign_alg=SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA256,
            encrypt_assertion=self.is_on("encrypt"),
            encrypted_advice_attributes=False,
            **{key: value for key, value in arguments.items() if key != "binding"},
        )
        session["service"] = arguments["sp_entity_id"]
        session["name_id"] = name_id
        text = str(response)
        session["index"] = index_of(server, text) or session.get("index")
        encoded = base64.b64encode(text.encode()).decode()
        return post_form(arguments["destination"], {"SAMLResponse": encoded, "RelayState": relay_state})

    def logout(self, request, session):
        server = self.server(is_redirect=not request.is_post)
        binding = BINDING_HTTP_POST if request.is_post else BINDING_HTTP_REDIRECT
        fields = request.form if request.is_post else request.query
        try:
            if "SAMLRequest" not in fields:
                answer = server.parse_logout_request_response(fields["SAMLResponse"], binding)
                if not request.is_post:
                    verify_query(server, fields, answer.response.issuer.text)
                session.clear()
                return page(f"logged out everywhere: {answer.status_ok()}")
            parsed = server.parse_logout_request(fields["SAMLRequest"], binding)
            if not request.is_post:
                verify_query(server, fields, parsed.message.issuer.text)
        except Refused:
            raise
        except Exception as error:  # as above
            raise Refused(f"{type(error).__name__}: {error}") from error
        session.clear()
        response = server.create_logout_response(parsed.message, [BINDING_HTTP_REDIRECT], sign=False)
        destination = server.metadata.single_logout_service(parsed.message.issuer.text, BINDING_HTTP_REDIRECT, "spsso")[0]["location"]
        sent = server.apply_binding(
            BINDING_HTTP_REDIRECT, str(response), destination, fields.get("RelayState", ""), response=True, sign=True, sigalg=SIG_RSA_SHA256
        )
        return redirect(dict(sent["headers"])["Location"])

    def begin_logout(self, session):
        server = self.server()
        destination = server.metadata.single_logout_service(session["service"], BINDING_HTTP_REDIRECT, "spsso")[0]["location"]
        _, message = server.create_logout_request(
            destination, session["service"], name_id=session["name_id"], session_indexes=[session["index"]], sign=False
        )
        sent = server.apply_binding(BINDING_HTTP_REDIRECT, str(message), destination, "", sign=True, sigalg=SIG_RSA_SHA256)
        return redirect(dict(sent["headers"])["Location"])


def verify_query(server, fields, issuer):
    """A signature in the query is left to the caller (saml2.sigver.verify_redirect_signature)."""
    if "Signature" not in fields:
        raise Refused("the request is not signed")
    certificates = server.metadata.certs(issuer, "spsso", "signing")
    crypto = server.sec.sec_backend
    if not any(verify_redirect_signature(dict(fields), crypto, one) for one in certificates):
        raise Refused("the signature of the query is not valid")


def index_of(server, text):
    """SessionIndex of a response that is not encrypted."""
    response = samlp.response_from_string(text)
    assertions = response.assertion or []
    return assertions[0].authn_statement[0].session_index if assertions else None


if __name__ == "__main__":
    Pysaml2Provider(*sys.argv[1:4]).serve()
