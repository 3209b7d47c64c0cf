// node-saml reads and verifies what the service sent.
// usage: node node_saml.js MESSAGES METADATA CERTIFICATE
'use strict';
const fs = require('fs');
const zlib = require('zlib');
const { version } = require('@node-saml/node-saml/package.json');
const { SAML } = require('@node-saml/node-saml');
const { parseDomFromString, validateSignature } = require('@node-saml/node-saml/lib/xml');

const [messagesFile, metadataFile, certificateFile] = process.argv.slice(2);
const certificate = fs.readFileSync(certificateFile, 'utf8');
const metadata = fs.readFileSync(metadataFile, 'utf8');
const entityId = metadata.match(/entityID="([^"]*)"/)[1];
const tool = `node-saml ${version}`;
const say = (message, result, note = '') => console.log(JSON.stringify({ tool, message, result, note }));

/** node-saml as the other side: what comes is verified with the service's certificate. */
function reader() {
  return new SAML({
    idpCert: certificate,
    idpIssuer: entityId,
    issuer: 'http://127.0.0.1/metadata',
    callbackUrl: 'http://127.0.0.1/acs',
    audience: false,
    wantAuthnResponseSigned: false,
    validateInResponseTo: 'never',
    // A run takes longer than a LogoutRequest is valid.
    acceptedClockSkewMs: 3600000,
  });
}

function rootOf(xml) {
  return xml.match(/<(?:\w+:)?(AuthnRequest|LogoutRequest|LogoutResponse|EntityDescriptor)\b/)[1];
}

async function signedXml(xml) {
  const dom = await parseDomFromString(xml);
  return validateSignature(xml, dom.documentElement, [certificate]);
}

async function read(message) {
  if (message.binding === 'post') {
    const xml = Buffer.from(message.value, 'base64').toString();
    if (!(await signedXml(xml))) throw new Error('the signature is not valid');
    return;
  }
  const fields = Object.fromEntries(new URLSearchParams(message.query));
  const saml = reader();
  if (message.kind === 'AuthnRequest') await saml.hasValidSignatureForRedirect(fields, message.query);
  else await saml.validateRedirectAsync(fields, message.query);
}

/** The same with one letter changed in what is signed. */
function changed(message) {
  if (message.binding === 'post') {
    const xml = Buffer.from(message.value, 'base64').toString().replace(/IssueInstant="2/, 'IssueInstant="1');
    return { ...message, value: Buffer.from(xml).toString('base64') };
  }
  return { ...message, query: message.query.replace(/&RelayState=(.)/, (all, first) => `&RelayState=${first === 'A' ? 'B' : 'A'}`).replace(/&Signature=(.)/, (all, first) => (message.query.includes('&RelayState=') ? all : `&Signature=${first === 'A' ? 'B' : 'A'}`)) };
}

async function attempt(name, work) {
  try {
    await work();
    say(name, 'passed');
  } catch (error) {
    say(name, 'failed', error.message);
  }
}

async function main() {
  const messages = JSON.parse(fs.readFileSync(messagesFile, 'utf8'));
  for (const message of messages) {
    const bytes = Buffer.from(message.binding === 'post' ? message.value : new URLSearchParams(message.query).get(message.parameter), 'base64');
    message.kind = rootOf((message.binding === 'post' ? bytes : zlib.inflateRawSync(bytes)).toString());
  }
  const seen = new Set();
  for (const message of messages) {
    const name = `${message.kind} by ${message.binding === 'post' ? 'HTTP-POST' : 'HTTP-Redirect'}`;
    if (seen.has(name)) continue;
    seen.add(name);
    await attempt(name, async () => {
      await read(message);
      const forged = await read(changed(message)).then(() => true, () => false);
      if (forged) throw new Error('a changed message is taken too, so nothing was verified');
    });
  }
  if (metadata.includes('SignatureValue')) {
    await attempt('metadata, signed', async () => {
      if (!(await signedXml(metadata))) throw new Error('the signature is not valid');
      if (await signedXml(metadata.replace('/acs"', '/acs2"')).catch(() => false)) throw new Error('changed metadata is taken too');
    });
  }
}

main();
