//! XML Encryption of forged elements, written with OpenSSL and without the library.

use super::element::{Element, Node, Style};
use super::keys::Key;
use super::signing::DSIG;
use openssl::encrypt::Encrypter;
use openssl::hash::MessageDigest;
use openssl::rsa::Padding;
use openssl::symm::{Cipher, Crypter, Mode, encrypt_aead};
use std::sync::Arc;

pub const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
pub const XENC11: &str = "http://www.w3.org/2009/xmlenc11#";

/// How the content is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    Gcm(usize),
    Cbc(usize),
    TripleDes,
}

/// How the content key is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// `rsa-oaep-mgf1p`: MGF1 with SHA-1; the digest, where it is named.
    OaepMgf1p(Option<&'static str>),
    /// `rsa-oaep` of 1.1: digest and mask digest, where they are named.
    Oaep11(Option<&'static str>, Option<&'static str>),
    Pkcs1,
}

/// Where the EncryptedKey is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the KeyInfo of the EncryptedData.
    Inside,
    /// Next to the EncryptedData, without a reference.
    Beside,
    /// Next to it, named by a RetrievalMethod.
    Retrieved,
}

type Edit<T> = Arc<dyn Fn(&mut T) + Send + Sync>;

/// One encryption to be made, with places to interfere.
#[derive(Clone)]
pub struct Encryption {
    pub keys: Vec<&'static Key>,
    pub content: Content,
    pub transport: Transport,
    pub place: KeyPlace,
    pub recipients: Vec<Option<String>>,
    pub show_certificate: bool,
    pub label: Option<&'static str>,
    /// The certificate shown in place of the key's own.
    pub shown: Option<&'static Key>,
    pub on_content_key: Option<Edit<Vec<u8>>>,
    /// IV, ciphertext and tag before base64.
    pub on_value: Option<Edit<Vec<u8>>>,
    pub on_plaintext: Option<Edit<String>>,
    pub on_data: Option<Edit<Element>>,
}

impl Encryption {
    /// AES-256-GCM under RSA-OAEP with SHA-1, the certificate shown.
    pub fn new(key: &'static Key) -> Encryption {
        Encryption {
            keys: vec![key],
            content: Content::Gcm(256),
            transport: Transport::OaepMgf1p(None),
            place: KeyPlace::Inside,
            recipients: vec![None],
            show_certificate: true,
            label: None,
            shown: None,
            on_content_key: None,
            on_value: None,
            on_plaintext: None,
            on_data: None,
        }
    }

    pub fn content(mut self, content: Content) -> Encryption {
        self.content = content;
        self
    }

    pub fn transport(mut self, transport: Transport) -> Encryption {
        self.transport = transport;
        self
    }

    pub fn place(mut self, place: KeyPlace) -> Encryption {
        self.place = place;
        self
    }

    pub fn keys(mut self, keys: &[&'static Key]) -> Encryption {
        self.keys = keys.to_vec();
        self.recipients = vec![None; keys.len()];
        self
    }

    pub fn recipient(mut self, at: usize, recipient: &str) -> Encryption {
        self.recipients[at] = Some(recipient.to_owned());
        self
    }

    pub fn label(mut self, label: &'static str) -> Encryption {
        self.label = Some(label);
        self
    }

    pub fn without_certificate(mut self) -> Encryption {
        self.show_certificate = false;
        self
    }

    pub fn showing(mut self, key: &'static Key) -> Encryption {
        self.shown = Some(key);
        self
    }

    pub fn on_value(mut self, edit: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Encryption {
        self.on_value = Some(Arc::new(edit));
        self
    }

    pub fn on_content_key(mut self, edit: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Encryption {
        self.on_content_key = Some(Arc::new(edit));
        self
    }

    pub fn on_plaintext(mut self, edit: impl Fn(&mut String) + Send + Sync + 'static) -> Encryption {
        self.on_plaintext = Some(Arc::new(edit));
        self
    }

    pub fn on_data(mut self, edit: impl Fn(&mut Element) + Send + Sync + 'static) -> Encryption {
        self.on_data = Some(Arc::new(edit));
        self
    }

    /// The element `holder` (`saml:EncryptedAssertion`, …) with this element encrypted in it.
    pub fn encrypt(&self, holder: &str, element: &Element) -> Element {
        self.encrypt_text(holder, &element.document(Style::USUAL))
    }

    /// Puts an EncryptedAssertion in the place of the Assertion of a Response.
    pub fn replace_assertion(&self, response: &mut Element) {
        self.replace(response, "Assertion", "EncryptedAssertion");
    }

    /// Puts an encrypted element in the place of the first child of that local name.
    pub fn replace(&self, parent: &mut Element, local: &str, holder: &str) {
        let at = parent.position(local).unwrap();
        let element = parent.take(local).unwrap();
        let name = match element.name().split_once(':') {
            Some((prefix, _)) => format!("{prefix}:{holder}"),
            None => holder.to_owned(),
        };
        let mut encrypted = self.encrypt(&name, &element);
        if !name.contains(':')
            && let Some(uri) = element.attribute("xmlns")
        {
            encrypted.set("xmlns", uri);
        }
        if let Some((prefix, _)) = name.split_once(':')
            && let Some(uri) = element.attribute(&format!("xmlns:{prefix}"))
        {
            encrypted.set(&format!("xmlns:{prefix}"), uri);
        }
        parent.children.insert(at, Node::Element(encrypted));
    }

    /// The same with any text as the plaintext.
    pub fn encrypt_text(&self, holder: &str, text: &str) -> Element {
        let mut plaintext = text.to_owned();
        if let Some(edit) = &self.on_plaintext {
            edit(&mut plaintext);
        }
        let mut content_key = random(self.content.key_length());
        let mut value = self.content.encrypt(&content_key, plaintext.as_bytes());
        if let Some(edit) = &self.on_value {
            edit(&mut value);
        }
        if let Some(edit) = &self.on_content_key {
            edit(&mut content_key);
        }
        let keys: Vec<Element> =
            (0..self.keys.len()).map(|at| self.encrypted_key(at, &content_key)).collect();
        let mut info = Element::new("ds:KeyInfo").with("xmlns:ds", DSIG);
        match self.place {
            KeyPlace::Inside => info.children.extend(keys.iter().cloned().map(Node::Element)),
            KeyPlace::Beside => {}
            KeyPlace::Retrieved => info.push(
                Element::new("ds:RetrievalMethod")
                    .with("Type", &format!("{XENC}EncryptedKey"))
                    .with("URI", "#_key0"),
            ),
        }
        let mut data = Element::new("xenc:EncryptedData")
            .with("xmlns:xenc", XENC)
            .with("Id", "_data")
            .with("Type", &format!("{XENC}Element"))
            .child(Element::new("xenc:EncryptionMethod").with("Algorithm", &self.content.uri()));
        if !info.children.is_empty() {
            data.push(info);
        }
        data.push(cipher_data(&value));
        if let Some(edit) = &self.on_data {
            edit(&mut data);
        }
        let mut out = Element::new(holder).child(data);
        if self.place != KeyPlace::Inside {
            out.children.extend(keys.into_iter().map(Node::Element));
        }
        out
    }

    fn encrypted_key(&self, at: usize, content_key: &[u8]) -> Element {
        let key = self.keys[at];
        let mut element =
            Element::new("xenc:EncryptedKey").with("xmlns:xenc", XENC).with("Id", &format!("_key{at}"));
        if let Some(recipient) = &self.recipients[at] {
            element.set("Recipient", recipient);
        }
        element.push(self.method());
        if self.show_certificate {
            let certificate = Element::new("ds:X509Certificate").text(&self.shown.unwrap_or(key).base64());
            let data = Element::new("ds:X509Data").child(certificate);
            element.push(Element::new("ds:KeyInfo").with("xmlns:ds", DSIG).child(data));
        }
        element.push(cipher_data(&self.wrap(key, content_key)));
        element
    }

    fn method(&self) -> Element {
        let method = |uri: String| Element::new("xenc:EncryptionMethod").with("Algorithm", &uri);
        let digest = |name: &str| {
            Element::new("ds:DigestMethod").with("xmlns:ds", DSIG).with("Algorithm", digest_uri(name))
        };
        let mut method = match self.transport {
            Transport::Pkcs1 => method(format!("{XENC}rsa-1_5")),
            Transport::OaepMgf1p(_) => method(format!("{XENC}rsa-oaep-mgf1p")),
            Transport::Oaep11(..) => method(format!("{XENC11}rsa-oaep")),
        };
        if let Some(label) = self.label {
            method
                .push(Element::new("xenc:OAEPparams").text(&openssl::base64::encode_block(label.as_bytes())));
        }
        match self.transport {
            Transport::OaepMgf1p(Some(name)) | Transport::Oaep11(Some(name), _) => method.push(digest(name)),
            _ => {}
        }
        if let Transport::Oaep11(_, Some(mask)) = self.transport {
            let uri = format!("{XENC11}mgf1{mask}");
            method.push(Element::new("xenc11:MGF").with("xmlns:xenc11", XENC11).with("Algorithm", &uri));
        }
        method
    }

    fn wrap(&self, key: &Key, content_key: &[u8]) -> Vec<u8> {
        let public = key.certificate.public_key().unwrap();
        let mut encrypter = Encrypter::new(&public).unwrap();
        let digest = |name: Option<&str>| match name.unwrap_or("sha1") {
            "sha1" => MessageDigest::sha1(),
            "sha256" => MessageDigest::sha256(),
            "sha384" => MessageDigest::sha384(),
            "sha512" => MessageDigest::sha512(),
            other => panic!("no digest {other}"),
        };
        match self.transport {
            Transport::Pkcs1 => encrypter.set_rsa_padding(Padding::PKCS1).unwrap(),
            Transport::OaepMgf1p(name) => {
                encrypter.set_rsa_padding(Padding::PKCS1_OAEP).unwrap();
                encrypter.set_rsa_oaep_md(digest(name)).unwrap();
                encrypter.set_rsa_mgf1_md(MessageDigest::sha1()).unwrap();
            }
            Transport::Oaep11(name, mask) => {
                encrypter.set_rsa_padding(Padding::PKCS1_OAEP).unwrap();
                encrypter.set_rsa_oaep_md(digest(name)).unwrap();
                encrypter.set_rsa_mgf1_md(digest(mask)).unwrap();
            }
        }
        if let (Some(label), false) = (self.label, self.transport == Transport::Pkcs1) {
            encrypter.set_rsa_oaep_label(label.as_bytes()).unwrap();
        }
        let mut out = vec![0; encrypter.encrypt_len(content_key).unwrap()];
        let length = encrypter.encrypt(content_key, &mut out).unwrap();
        out.truncate(length);
        out
    }
}

impl Content {
    pub fn uri(self) -> String {
        match self {
            Content::Gcm(bits) => format!("{XENC11}aes{bits}-gcm"),
            Content::Cbc(bits) => format!("{XENC}aes{bits}-cbc"),
            Content::TripleDes => format!("{XENC}tripledes-cbc"),
        }
    }

    fn key_length(self) -> usize {
        match self {
            Content::Gcm(bits) | Content::Cbc(bits) => bits / 8,
            Content::TripleDes => 24,
        }
    }

    fn cipher(self) -> Cipher {
        match self {
            Content::Gcm(128) => Cipher::aes_128_gcm(),
            Content::Gcm(192) => Cipher::aes_192_gcm(),
            Content::Gcm(_) => Cipher::aes_256_gcm(),
            Content::Cbc(128) => Cipher::aes_128_cbc(),
            Content::Cbc(192) => Cipher::aes_192_cbc(),
            Content::Cbc(_) => Cipher::aes_256_cbc(),
            Content::TripleDes => Cipher::des_ede3_cbc(),
        }
    }

    /// IV, ciphertext and tag.
    pub fn encrypt(self, key: &[u8], plaintext: &[u8]) -> Vec<u8> {
        if let Content::Gcm(_) = self {
            let iv = random(12);
            let mut tag = [0; 16];
            let ciphertext = encrypt_aead(self.cipher(), key, Some(&iv), &[], plaintext, &mut tag).unwrap();
            return [iv, ciphertext, tag.to_vec()].concat();
        }
        let block = self.cipher().block_size();
        let iv = random(block);
        let mut padded = plaintext.to_vec();
        let padding = block - padded.len() % block;
        padded.extend(vec![0xA5; padding - 1]);
        padded.push(u8::try_from(padding).unwrap());
        let mut crypter = Crypter::new(self.cipher(), Mode::Encrypt, key, Some(&iv)).unwrap();
        crypter.pad(false);
        let mut out = vec![0; padded.len() + block];
        let length = crypter.update(&padded, &mut out).unwrap();
        let length = length + crypter.finalize(&mut out[length..]).unwrap();
        out.truncate(length);
        [iv, out].concat()
    }
}

fn digest_uri(name: &str) -> &'static str {
    match name {
        "sha1" => "http://www.w3.org/2000/09/xmldsig#sha1",
        "sha256" => "http://www.w3.org/2001/04/xmlenc#sha256",
        "sha384" => "http://www.w3.org/2001/04/xmldsig-more#sha384",
        "sha512" => "http://www.w3.org/2001/04/xmlenc#sha512",
        other => panic!("no digest {other}"),
    }
}

fn cipher_data(value: &[u8]) -> Element {
    let value = Element::new("xenc:CipherValue").text(&openssl::base64::encode_block(value));
    Element::new("xenc:CipherData").child(value)
}

fn random(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    openssl::rand::rand_bytes(&mut bytes).unwrap();
    bytes
}
