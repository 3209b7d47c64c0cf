//! XML signatures over forged elements.

use super::element::{Canonical, Element, Node, Scope};
use super::keys::Key;
use openssl::hash::{MessageDigest, hash};
use openssl::pkey::{PKey, Private};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Signer};
use std::sync::Arc;

pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
pub const EXC_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub const INC_C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
pub const EXC_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
pub const INC_COMMENTS: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
pub const C14N_11: &str = "http://www.w3.org/2006/12/xml-c14n11";
pub const C14N_11_COMMENTS: &str = "http://www.w3.org/2006/12/xml-c14n11#WithComments";
pub const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Digest {
    pub fn uri(self) -> &'static str {
        match self {
            Digest::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
            Digest::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
            Digest::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#sha384",
            Digest::Sha512 => "http://www.w3.org/2001/04/xmlenc#sha512",
        }
    }

    fn openssl(self) -> MessageDigest {
        match self {
            Digest::Sha1 => MessageDigest::sha1(),
            Digest::Sha256 => MessageDigest::sha256(),
            Digest::Sha384 => MessageDigest::sha384(),
            Digest::Sha512 => MessageDigest::sha512(),
        }
    }

    /// The digest of some bytes, in base64.
    pub fn base64(self, bytes: &[u8]) -> String {
        openssl::base64::encode_block(&hash(self.openssl(), bytes).unwrap())
    }
}

/// A signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5.
    Rsa(Digest),
    /// RSASSA-PSS without parameters (RFC 6931 §2.3.10): MGF1 with the same digest, salt as long as the digest.
    Pss(Digest),
    /// ECDSA, r and s joined, each as long as the curve's order.
    Ecdsa(Digest),
}

impl Algorithm {
    /// The URI of RFC 6931 and XML-DSig.
    pub fn uri(self) -> String {
        let digest = self.digest();
        let name = format!("{digest:?}").to_lowercase();
        match self {
            Algorithm::Rsa(Digest::Sha1) => format!("{DSIG}rsa-sha1"),
            Algorithm::Rsa(_) => format!("http://www.w3.org/2001/04/xmldsig-more#rsa-{name}"),
            Algorithm::Pss(_) => format!("http://www.w3.org/2007/05/xmldsig-more#{name}-rsa-MGF1"),
            Algorithm::Ecdsa(_) => format!("http://www.w3.org/2001/04/xmldsig-more#ecdsa-{name}"),
        }
    }

    pub fn digest(self) -> Digest {
        match self {
            Algorithm::Rsa(d) | Algorithm::Pss(d) | Algorithm::Ecdsa(d) => d,
        }
    }

    /// The signature's bytes, as in SignatureValue, before base64.
    pub fn sign(self, key: &PKey<Private>, bytes: &[u8]) -> Vec<u8> {
        let digest = self.digest().openssl();
        let mut signer = Signer::new(digest, key).unwrap();
        if let Algorithm::Pss(_) = self {
            signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
            signer.set_rsa_mgf1_md(digest).unwrap();
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).unwrap();
        }
        let signature = signer.sign_oneshot_to_vec(bytes).unwrap();
        if let Algorithm::Ecdsa(_) = self { joined(&signature, key) } else { signature }
    }
}

/// r and s of a DER signature, joined (XML-DSig 1.1 §6.4.3).
fn joined(der: &[u8], key: &PKey<Private>) -> Vec<u8> {
    let signature = openssl::ecdsa::EcdsaSig::from_der(der).unwrap();
    let width = i32::try_from(key.bits().div_ceil(8)).unwrap();
    let mut bytes = signature.r().to_vec_padded(width).unwrap();
    bytes.extend(signature.s().to_vec_padded(width).unwrap());
    bytes
}

/// What KeyInfo shows.
#[derive(Clone)]
pub enum KeyInfo {
    /// The certificate of the key that signs.
    Own,
    /// Another certificate.
    Other(&'static Key),
    /// Several certificates, in this order.
    Chain(Vec<&'static Key>),
    /// No KeyInfo.
    Absent,
    /// This in its place.
    Raw(String),
}

/// How a product lays out its Signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureLayout {
    /// The prefix, or nothing for a default namespace.
    pub prefix: &'static str,
    /// `KeyInfo` declares the namespace anew as its default (ADFS).
    pub bare_key_info: bool,
    /// base64 is broken after that many characters.
    pub wrap: Option<usize>,
    /// A line break is between the elements (old Santuario).
    pub line_breaks: bool,
}

/// How a signed element is canonicalized: the URI of the second transform, if there is one, and the form.
#[derive(Clone, Debug)]
pub struct ContentForm {
    pub transform: Option<&'static str>,
    pub canonical: Canonical,
}

/// Changes something before it is used further.
pub type Edit<T> = Arc<dyn Fn(&mut T) + Send + Sync>;

/// One signature to be made: key, algorithms, and places to interfere.
///
/// What is changed in `on_signed_info` is signed as changed, so that the signature's value stays right.
#[derive(Clone)]
pub struct Signing {
    pub key: &'static Key,
    pub algorithm: Algorithm,
    pub digest: Digest,
    /// Canonicalization of SignedInfo.
    pub signed_info_canonical: Canonical,
    /// URI of CanonicalizationMethod, where it is not that of the form.
    pub signed_info_uri: Option<&'static str>,
    /// How the signed element is canonicalized, where that is not exclusive C14N.
    pub content: Option<ContentForm>,
    /// The InclusiveNamespaces PrefixList of the Reference's transform (`None`: the shape's; empty: no such element).
    pub prefix_list: Option<Vec<String>>,
    pub key_info: KeyInfo,
    pub layout: Option<SignatureLayout>,
    /// The Reference's URI, where it is not `#` and the ID of the signed element.
    pub uri: Option<String>,
    /// The digest's input, where it is not the canonical text of the signed element.
    pub on_covered: Option<Edit<String>>,
    /// SignedInfo before it is canonicalized and signed.
    pub on_signed_info: Option<Edit<Element>>,
    /// The text of SignedInfo that is signed, where it is not the canonical text.
    pub on_signed_text: Option<Edit<String>>,
    /// The bytes of the signature (for other algorithms, or damage).
    pub on_value: Option<Edit<Vec<u8>>>,
    /// The finished Signature, before it is put into place.
    pub on_signature: Option<Edit<Element>>,
}

impl Signing {
    /// RSA-SHA256 (or ECDSA with the curve's usual digest), exclusive C14N, with the certificate embedded.
    pub fn new(key: &'static Key) -> Signing {
        let algorithm = match (key.private.id(), key.private.bits()) {
            (openssl::pkey::Id::EC, 384) => Algorithm::Ecdsa(Digest::Sha384),
            (openssl::pkey::Id::EC, 521) => Algorithm::Ecdsa(Digest::Sha512),
            (openssl::pkey::Id::EC, _) => Algorithm::Ecdsa(Digest::Sha256),
            _ => Algorithm::Rsa(Digest::Sha256),
        };
        Signing {
            key,
            algorithm,
            digest: Digest::Sha256,
            signed_info_canonical: Canonical::Exclusive(Vec::new()),
            signed_info_uri: None,
            content: None,
            prefix_list: None,
            key_info: KeyInfo::Own,
            layout: None,
            uri: None,
            on_covered: None,
            on_signed_info: None,
            on_signed_text: None,
            on_value: None,
            on_signature: None,
        }
    }

    pub fn algorithm(mut self, algorithm: Algorithm) -> Signing {
        self.algorithm = algorithm;
        self
    }

    pub fn digest(mut self, digest: Digest) -> Signing {
        self.digest = digest;
        self
    }

    /// Both algorithms SHA-1, as Auth0's add-on does unless told otherwise.
    pub fn sha1(self) -> Signing {
        self.algorithm(Algorithm::Rsa(Digest::Sha1)).digest(Digest::Sha1)
    }

    pub fn signed_info_canonical(mut self, how: Canonical) -> Signing {
        self.signed_info_canonical = how;
        self
    }

    /// SignedInfo in this form, named so.
    pub fn signed_info_named(mut self, how: Canonical, uri: &'static str) -> Signing {
        self.signed_info_canonical = how;
        self.signed_info_uri = Some(uri);
        self
    }

    /// The signed element in this form; `transform` names it, or nothing does.
    pub fn content(mut self, transform: Option<&'static str>, canonical: Canonical) -> Signing {
        self.content = Some(ContentForm { transform, canonical });
        self
    }

    pub fn prefix_list(mut self, prefixes: &[&str]) -> Signing {
        self.prefix_list = Some(prefixes.iter().map(|&p| p.to_owned()).collect());
        self
    }

    pub fn key_info(mut self, key_info: KeyInfo) -> Signing {
        self.key_info = key_info;
        self
    }

    pub fn layout(mut self, layout: SignatureLayout) -> Signing {
        self.layout = Some(layout);
        self
    }

    pub fn uri(mut self, uri: &str) -> Signing {
        self.uri = Some(uri.to_owned());
        self
    }

    pub fn on_covered(mut self, edit: impl Fn(&mut String) + Send + Sync + 'static) -> Signing {
        self.on_covered = Some(Arc::new(edit));
        self
    }

    pub fn on_signed_info(mut self, edit: impl Fn(&mut Element) + Send + Sync + 'static) -> Signing {
        self.on_signed_info = Some(Arc::new(edit));
        self
    }

    pub fn on_signed_text(mut self, edit: impl Fn(&mut String) + Send + Sync + 'static) -> Signing {
        self.on_signed_text = Some(Arc::new(edit));
        self
    }

    pub fn on_value(mut self, edit: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Signing {
        self.on_value = Some(Arc::new(edit));
        self
    }

    pub fn on_signature(mut self, edit: impl Fn(&mut Element) + Send + Sync + 'static) -> Signing {
        self.on_signature = Some(Arc::new(edit));
        self
    }

    /// Signs `element`, where `outer` is in scope, and puts the Signature after its Issuer.
    pub fn sign(
        &self,
        element: &mut Element,
        outer: &Scope,
        layout: SignatureLayout,
        indent: Option<(&str, usize)>,
    ) {
        let layout = self.layout.unwrap_or(layout);
        let mut at = element.position("Issuer").map_or(0, |at| at + 1);
        if let Some((unit, depth)) = indent {
            // The line break before the Signature stays behind when the enveloped transform removes it.
            element.children.insert(at, Node::Text(format!("\n{}", unit.repeat(depth + 1))));
            at += 1;
        }
        let listed = Canonical::Exclusive(self.prefix_list.clone().unwrap_or_default());
        let form = self.content.as_ref().map_or(&listed, |content| &content.canonical);
        let covered = element.canonical(outer, form);
        let uri = format!("#{}", element.attribute("ID").unwrap_or_default());
        let inner = element.scope(outer);
        let signature = self.signature(covered, &uri, &inner, layout, indent.map(|(u, d)| (u, d + 1)));
        element.children.insert(at, signature.into());
    }

    /// A Signature whose Reference to `uri` contains the digest of `covered`, for a place where `scope` is in scope.
    pub fn signature(
        &self,
        mut covered: String,
        uri: &str,
        scope: &Scope,
        layout: SignatureLayout,
        indent: Option<(&str, usize)>,
    ) -> Element {
        edit(&self.on_covered, &mut covered);
        let name = |local: &str| qualified(layout.prefix, local);
        let xmlns =
            if layout.prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{}", layout.prefix) };
        let mut signature = Element::new(&name("Signature")).with(&xmlns, DSIG);
        let mut info = self.signed_info(&covered, self.uri.as_deref().unwrap_or(uri), layout);
        edit(&self.on_signed_info, &mut info);
        match indent {
            Some((unit, depth)) => info.indent(unit, depth + 1, ""),
            None if layout.line_breaks => info.indent("", 0, ""),
            None => {}
        }
        let mut signed = info.canonical(&signature.scope(scope), &self.signed_info_canonical);
        edit(&self.on_signed_text, &mut signed);
        let mut value = self.algorithm.sign(&self.key.private, signed.as_bytes());
        edit(&self.on_value, &mut value);
        let value = wrapped(&openssl::base64::encode_block(&value), layout.wrap);
        signature = signature.child(info).child(Element::new(&name("SignatureValue")).text(&value));
        if let Some(key_info) = self.shown(layout) {
            signature = signature.child(key_info);
        }
        match indent {
            Some((unit, depth)) => signature.indent(unit, depth, "SignedInfo"),
            None if layout.line_breaks => signature.indent("", 0, "SignedInfo"),
            None => {}
        }
        edit(&self.on_signature, &mut signature);
        signature
    }

    fn signed_info(&self, covered: &str, uri: &str, layout: SignatureLayout) -> Element {
        let method = |local: &str, algorithm: &str| {
            Element::new(&qualified(layout.prefix, local)).with("Algorithm", algorithm)
        };
        let new = |local: &str| Element::new(&qualified(layout.prefix, local));
        let prefixes = |element: Element, list: &[String]| {
            if list.is_empty() {
                return element;
            }
            let inclusive = Element::new("ec:InclusiveNamespaces").with("xmlns:ec", EXC_C14N);
            element.child(inclusive.with("PrefixList", &list.join(" ")))
        };
        let mut canonicalization = match &self.signed_info_canonical {
            Canonical::Exclusive(list) => prefixes(method("CanonicalizationMethod", EXC_C14N), list),
            Canonical::Inclusive => method("CanonicalizationMethod", INC_C14N),
        };
        if let Some(uri) = self.signed_info_uri {
            canonicalization.set("Algorithm", uri);
        }
        let listed = self.prefix_list.as_deref().unwrap_or_default();
        let second = match &self.content {
            None => Some(prefixes(method("Transform", EXC_C14N), listed)),
            Some(ContentForm { transform: Some(uri), canonical: Canonical::Exclusive(list) }) => {
                Some(prefixes(method("Transform", uri), list))
            }
            Some(ContentForm { transform, .. }) => transform.map(|uri| method("Transform", uri)),
        };
        let mut transforms = new("Transforms").child(method("Transform", ENVELOPED));
        transforms.children.extend(second.map(Node::Element));
        let reference = new("Reference")
            .with("URI", uri)
            .child(transforms)
            .child(method("DigestMethod", self.digest.uri()))
            .child(new("DigestValue").text(&self.digest.base64(covered.as_bytes())));
        new("SignedInfo")
            .child(canonicalization)
            .child(method("SignatureMethod", &self.algorithm.uri()))
            .child(reference)
    }

    fn shown(&self, layout: SignatureLayout) -> Option<Node> {
        let shown = match &self.key_info {
            KeyInfo::Own => vec![self.key],
            KeyInfo::Other(key) => vec![*key],
            KeyInfo::Chain(keys) => keys.clone(),
            KeyInfo::Absent => return None,
            KeyInfo::Raw(text) => return Some(Node::raw(text)),
        };
        let mut data = Element::new(&qualified(layout.prefix, "X509Data"));
        for key in shown {
            let text = wrapped(&key.base64(), layout.wrap);
            data = data.child(Element::new(&qualified(layout.prefix, "X509Certificate")).text(&text));
        }
        let info = if layout.bare_key_info {
            Element::new("KeyInfo").with("xmlns", DSIG)
        } else {
            Element::new(&qualified(layout.prefix, "KeyInfo"))
        };
        Some(info.child(data).into())
    }
}

/// A name with its prefix, where there is one.
pub fn qualified(prefix: &str, local: &str) -> String {
    if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") }
}

fn edit<T>(edit: &Option<Edit<T>>, value: &mut T) {
    if let Some(edit) = edit {
        edit(value);
    }
}

fn wrapped(base64: &str, width: Option<usize>) -> String {
    let Some(width) = width else { return base64.to_owned() };
    let lines: Vec<_> = base64.as_bytes().chunks(width).map(|c| std::str::from_utf8(c).unwrap()).collect();
    lines.join("\n")
}
