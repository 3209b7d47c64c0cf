// Auth0's samlp as identity provider.
// usage: node samlp.js FOLDER HOST PORT
// The service's metadata is read from FOLDER/sp.xml. The files FOLDER/encrypt, FOLDER/triple-des and FOLDER/rotated are switches.
'use strict';
const fs = require('fs');
const express = require('express');
const session = require('express-session');
const samlp = require('samlp');
const { DOMParser } = require('@auth0/xmldom');

const [folder, host, port] = process.argv.slice(2);
const issuer = `http://${host}:${port}/metadata`;
const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
const people = { mara: { password: 'pass', mail: 'mara@example.org', full_name: 'Måra Øduya', roles: ['agent'] } };

const isOn = (name) => fs.existsSync(`${folder}/${name}`);
const read = (name) => fs.readFileSync(`${folder}/${name}`, 'utf8');

/** What the service's metadata says. */
function service() {
  const root = new DOMParser().parseFromString(read('sp.xml')).documentElement;
  const all = (name) => Array.from(root.getElementsByTagNameNS(METADATA, name));
  const certificate = (use) => {
    const found = all('KeyDescriptor').find((one) => one.getAttribute('use') === use);
    if (!found) throw new Error(`the service has no certificate for ${use}`);
    const text = found.getElementsByTagNameNS(SIGNATURE, 'X509Certificate')[0].textContent.replace(/\s/g, '');
    return `-----BEGIN CERTIFICATE-----\n${text.match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;
  };
  return {
    entityId: root.getAttribute('entityID'),
    acs: all('AssertionConsumerService')[0].getAttribute('Location'),
    logout: all('SingleLogoutService').find((one) => one.getAttribute('Binding') === REDIRECT).getAttribute('Location'),
    signing: certificate('signing'),
    encryption: () => certificate('encryption'),
  };
}

function keys() {
  const name = isOn('rotated') ? 'next' : 'signing';
  return { cert: read(`${name}.crt`), key: read(`${name}.key`) };
}

class Mapper {
  constructor(person) { this.person = person; }
  getClaims() { return { mail: this.person.mail, full_name: this.person.full_name, roles: this.person.roles }; }
  getNameIdentifier() { return { nameIdentifier: this.person.mail, nameIdentifierFormat: EMAIL }; }
}
const mapper = (person) => new Mapper(person);
mapper.prototype = { metadata: [] };

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(session({ name: 'samlp', secret: 'throw-away', resave: false, saveUninitialized: true }));

app.get('/metadata', (req, res, next) => samlp.metadata({
  issuer,
  cert: keys().cert,
  profileMapper: mapper,
  redirectEndpointPath: '/sso',
  postEndpointPath: '/sso',
  logoutEndpointPaths: { redirect: '/slo', post: '/slo' },
})(req, res, next));

/** Answers the request, or begins a login without one. */
function answer(req, res, next) {
  const sp = service();
  const index = `_${Math.random().toString(16).slice(2)}`;
  (req.session.participants ||= []).push({
    serviceProviderId: sp.entityId,
    sessionIndex: index,
    nameId: req.session.person.mail,
    nameIdFormat: EMAIL,
    serviceProviderLogoutURL: sp.logout,
    cert: sp.signing,
    binding: REDIRECT,
  });
  samlp.auth({
    ...keys(),
    issuer,
    audience: sp.entityId,
    recipient: sp.acs,
    destination: sp.acs,
    sessionIndex: index,
    signResponse: true,
    authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
    lifetimeInSeconds: 300,
    profileMapper: mapper,
    getUserFromRequest: () => req.session.person,
    getPostURL: (audience, request, _, done) => done(null, sp.acs),
    // A request that is not signed by the service, or is not signed, is refused.
    getCredentials: (from, indexes, nameId, done) => done(null, from === sp.entityId ? { cert: sp.signing } : undefined),
    ...(isOn('encrypt') ? {
      encryptionCert: sp.encryption(),
      encryptionPublicKey: require('crypto').createPublicKey(sp.encryption()).export({ type: 'spki', format: 'pem' }),
      encryptionAlgorithm: isOn('triple-des')
        ? 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc'
        : 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
      disallowEncryptionWithInsecureAlgorithm: !isOn('triple-des'),
    } : {}),
  })(req, res, next);
}

app.all('/sso', (req, res, next) => {
  const { username, password, asked } = req.body;
  if (asked) {
    // The form comes back with the request that it was shown for.
    const original = JSON.parse(Buffer.from(asked, 'base64').toString());
    Object.assign(req, original);
    const person = people[username];
    if (!person || person.password !== password) return res.status(401).send('wrong password');
    req.session.person = person;
    return answer(req, res, next);
  }
  if (req.session.person) return answer(req, res, next);
  const kept = Buffer.from(JSON.stringify({ method: req.method, query: req.query, body: req.body })).toString('base64');
  // The request is checked before a person is asked for a password.
  samlp.parseRequest(req, { ...verification(req) }, (error) => {
    if (error) return next(error);
    res.send(`<!doctype html><title>samlp</title><form method="post" action="/sso"><input name="username"><input name="password" type="password">`
      + `<input type="hidden" name="asked" value="${kept}"><button>Log in</button></form>`);
  });
});

function verification(req) {
  const sp = service();
  return { signingCert: sp.signing, relayState: req.query.RelayState };
}

app.get('/begin', (req, res, next) => {
  req.session.person = people.mara;
  answer(req, res, next);
});

app.all(['/slo', '/begin-logout'], (req, res, next) => {
  req.session.participants ||= [];
  const Participants = require('samlp/lib/sessionParticipants');
  samlp.logout({
    ...keys(),
    issuer,
    deflate: true,
    protocolBinding: REDIRECT,
    sessionParticipants: new Participants(req.session.participants),
    clearIdPSession: (done) => { req.session.person = undefined; req.session.participants = []; done(); },
  })(req, res, next);
});

app.use((error, req, res, next) => {
  console.error(error);
  res.status(400).send(`refused: ${error.message}`);
});
app.listen(Number(port), host, () => console.log(`samlp at ${issuer}`));
