// One library of npm for benches/peers/run: `node library.mjs NAME MODULES SETTINGS`. The first line that it prints has
// the version. A line of input is a response in base64, to be judged, or `time N`: N times the last one again.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [name, modules, json] = process.argv.slice(2);
const settings = JSON.parse(json);
const require = createRequire(`${modules}/package.json`);
// Reasons are returned. What a library also prints would only be noise.
console.error = console.warn = console.log = () => {};

/// Each returns the library's package and a function from base64 to the NameID, which throws to refuse.
const libraries = {
  "node-saml": () => {
    const { SAML } = require("@node-saml/node-saml");
    const saml = new SAML({
      idpCert: settings.certificate,
      issuer: settings.sp,
      callbackUrl: settings.acs,
      entryPoint: settings.sso,
      idpIssuer: settings.issuer,
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: false,
    });
    return ["@node-saml/node-saml", async (SAMLResponse) =>
      (await saml.validatePostResponseAsync({ SAMLResponse })).profile.nameID];
  },
  "samlify": () => samlify(require("@authenio/samlify-node-xmllint")),
  "samlify without schema": () => samlify({ validate: async () => "skipped" }),
  "samlshield": () => {
    const { validateSAMLResponse } = require("@stytch/samlshield");
    return ["@stytch/samlshield", async (response_xml) => {
      await validateSAMLResponse({ response_xml });
      return "";
    }];
  },
};

function samlify(validator) {
  const { IdentityProvider, ServiceProvider, setSchemaValidator } = require("samlify");
  setSchemaValidator(validator);
  const sp = ServiceProvider({ metadata: settings.sp_metadata });
  const idp = IdentityProvider({ metadata: settings.metadata });
  return ["samlify", async (SAMLResponse) =>
    (await sp.parseLoginResponse(idp, "post", { body: { SAMLResponse } })).extract.nameID];
}

const [folder, judge] = libraries[name]();
const say = (text) => process.stdout.write(`${text.replaceAll(/\s+/g, " ")}\n`);
say(JSON.parse(readFileSync(`${modules}/node_modules/${folder}/package.json`)).version);
let last = "";
for await (const line of createInterface({ input: process.stdin })) {
  const calls = line.startsWith("time ") ? Number(line.slice(5)) : 0;
  if (calls > 0) {
    const begin = process.hrtime.bigint();
    for (let call = 0; call < calls; call += 1) await judge(last);
    say(`${Number(process.hrtime.bigint() - begin) / 1000 / calls}`);
    continue;
  }
  last = line;
  await judge(line).then(
    (identifier) => say(`accepted ${identifier}`),
    (error) => say(`refused ${error?.message ?? error}`),
  );
}
