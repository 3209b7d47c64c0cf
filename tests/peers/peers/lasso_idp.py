"""An identity provider on Lasso (Debian's python3-lasso).

usage: lasso_idp.py FOLDER HOST PORT
The service's metadata is read from FOLDER/sp.xml. The files FOLDER/encrypt, FOLDER/triple-des and FOLDER/rotated are switches.
"""

import datetime
import sys

import lasso
from wsgi_idp import IdentityProvider, Refused, page, post_form, redirect

EMAIL = lasso.SAML2_NAME_IDENTIFIER_FORMAT_EMAIL
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
BASIC = lasso.SAML2_ATTRIBUTE_NAME_FORMAT_BASIC


class LassoProvider(IdentityProvider):
    def metadata(self):
        body = "".join(self.read(f"{self.key_name()}.crt").split("\n")[1:-2])
        services = "".join(
            f'<md:{kind} Binding="urn:oasis:names:tc:SAML:2.0:bindings:{binding}" Location="{self.base}/{path}"/>'
            for kind, path in (("SingleLogoutService", "slo"), ("SingleSignOnService", "sso"))
            for binding in ("HTTP-Redirect", "HTTP-POST")
        )
        return (
            f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{self.entity_id}">'
            '<md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
            '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
            f"<ds:X509Certificate>{body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            f"{services}</md:IDPSSODescriptor></md:EntityDescriptor>"
        )

    def server(self):
        name = self.key_name()
        server = lasso.Server.newFromBuffers(self.metadata(), self.read(f"{name}.key"), None, self.read(f"{name}.crt"))
        server.signatureMethod = lasso.SIGNATURE_METHOD_RSA_SHA256
        server.addProviderFromBuffer(lasso.PROVIDER_ROLE_SP, self.read("sp.xml"))
        provider = server.getProvider(service_of(server))
        if self.is_on("encrypt"):
            provider.setEncryptionMode(lasso.ENCRYPTION_MODE_ASSERTION | lasso.ENCRYPTION_MODE_NAMEID)
            weak, strong = lasso.ENCRYPTION_SYM_KEY_TYPE_3DES, lasso.ENCRYPTION_SYM_KEY_TYPE_AES_256
            provider.setEncryptionSymKeyType(weak if self.is_on("triple-des") else strong)
            provider.setKeyEncryptionMethod(lasso.KEY_ENCRYPTION_METHOD_OAEP)
        return server

    def checked(self, request):
        message = request.form["SAMLRequest"] if request.is_post else request.query_string
        relay_state = request.form.get("RelayState")
        self.processed(message)
        return message, relay_state

    def processed(self, message):
        login = lasso.Login(self.server())
        # Without this, Lasso takes an unsigned request.
        login.setSignatureVerifyHint(lasso.PROFILE_SIGNATURE_VERIFY_HINT_FORCE)
        try:
            login.processAuthnRequestMsg(message)
        except lasso.Error as error:
            raise Refused(f"{type(error).__name__}: {error}") from error
        return login

    def answer(self, pending, session):
        message, relay_state = pending
        login = self.processed(message)
        if relay_state:
            login.msgRelayState = relay_state
        return self.finish(login, session)

    def begin(self, session):
        server = self.server()
        login = lasso.Login(server)
        login.initIdpInitiatedAuthnRequest(service_of(server))
        login.request.protocolBinding = lasso.SAML2_METADATA_BINDING_POST
        login.request.nameIdPolicy.format = EMAIL
        login.processAuthnRequestMsg(None)
        return self.finish(login, session)

    def finish(self, login, session):
        if "lasso" in session:
            login.setSessionFromDump(session["lasso"])
        policy = login.request.nameIdPolicy
        if policy is None:
            login.request.nameIdPolicy = policy = lasso.Samlp2NameIDPolicy()
        policy.format = EMAIL
        policy.allowCreate = True
        login.validateRequestMsg(True, True)
        now = datetime.datetime.now(datetime.timezone.utc)
        later = now + datetime.timedelta(minutes=5)
        instant = "%Y-%m-%dT%H:%M:%SZ"
        login.buildAssertion(PASSWORD, now.strftime(instant), None, now.strftime(instant), later.strftime(instant))
        assertion = login.assertion
        assertion.subject.nameId.format = EMAIL
        assertion.subject.nameId.content = session["person"]["mail"]
        statement = lasso.Saml2AttributeStatement()
        statement.attribute = [attribute(name, session["person"][name]) for name in ("mail", "full_name", "roles")]
        assertion.attributeStatement = [statement]
        login.buildAuthnResponseMsg()
        if login.session:
            session["lasso"] = login.session.dump()
        return post_form(login.msgUrl, {"SAMLResponse": login.msgBody, "RelayState": login.msgRelayState})

    def logout(self, request, session):
        logout = lasso.Logout(self.server())
        message = (request.form.get("SAMLRequest") or request.form.get("SAMLResponse")) if request.is_post else request.query_string
        if "lasso" in session:
            logout.setSessionFromDump(session["lasso"])
        try:
            if "SAMLRequest" in {**request.query, **request.form}:
                logout.setSignatureVerifyHint(lasso.PROFILE_SIGNATURE_VERIFY_HINT_FORCE)
                logout.processRequestMsg(message)
                if request.form.get("RelayState"):
                    logout.msgRelayState = request.form["RelayState"]
                logout.validateRequest()
                session.clear()
                logout.buildResponseMsg()
                if logout.msgBody:
                    return post_form(logout.msgUrl, {"SAMLResponse": logout.msgBody, "RelayState": logout.msgRelayState})
                return redirect(logout.msgUrl)
            logout.setSignatureVerifyHint(lasso.PROFILE_SIGNATURE_VERIFY_HINT_FORCE)
            logout.processResponseMsg(message)
            session.clear()
            return page("logged out everywhere")
        except lasso.Error as error:
            raise Refused(f"{type(error).__name__}: {error}") from error

    def begin_logout(self, session):
        server = self.server()
        logout = lasso.Logout(server)
        logout.setSessionFromDump(session["lasso"])
        logout.initRequest(service_of(server), lasso.HTTP_METHOD_REDIRECT)
        logout.buildRequestMsg()
        return redirect(logout.msgUrl)


def service_of(server):
    """Entity ID of the one service that it knows."""
    return next(iter(server.providerIds))


def attribute(name, value):
    one = lasso.Saml2Attribute()
    one.name = name
    one.nameFormat = BASIC
    one.attributeValue = [attribute_value(text) for text in (value if isinstance(value, list) else [value])]
    return one


def attribute_value(text):
    node = lasso.MiscTextNode.newWithString(text)
    node.textChild = True
    value = lasso.Saml2AttributeValue()
    value.any = [node]
    return value


if __name__ == "__main__":
    LassoProvider(*sys.argv[1:4]).serve()
