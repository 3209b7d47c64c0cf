//! Every budget and its default, in one place (invariant: bounded).

/// Budgets that bound the work one input may cause.
///
/// Exceeding one is its own finding, `limit-exceeded`, which names the budget; nothing is cut short silently.
///
/// ```
/// let mut limits = samlens::Limits::default();
/// limits.max_xml_bytes = 1 << 20;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Size of a pasted capture, in bytes (64 MiB: a HAR contains far more than the message).
    pub max_capture_bytes: usize,
    /// Size of one message as XML, in bytes, also after inflating (5 MiB).
    pub max_xml_bytes: usize,
    /// Depth of nested elements (64; a signed response needs 12).
    pub max_depth: usize,
    /// Elements and texts in one document (200,000).
    pub max_nodes: usize,
    /// Attributes and namespace declarations on one element (1,024).
    pub max_attributes_per_element: usize,
    /// Attributes and namespace declarations in one document (400,000).
    pub max_attributes: usize,
    /// Layers of encoding undone on a capture (8).
    pub max_capture_layers: usize,
    /// SAML messages read out of one HAR or export (256).
    pub max_capture_messages: usize,
    /// Members and items in one JSON capture (1,000,000; each takes some 300 bytes of memory).
    pub max_json_values: usize,
    /// Certificates read from one document or file (64).
    pub max_certificates: usize,
    /// Size of one certificate in DER, in bytes (64 KiB; those in use have 1 to 4).
    pub max_certificate_bytes: usize,
    /// Different signing keys of one identity provider (64). Each is tried on a signature; a validator with more is not
    /// built.
    pub max_keys: usize,
    /// Longest RSA key in a message or metadata document that a report tries on a signature (4,096 bits). A longer one
    /// is named and not tried.
    pub max_embedded_key_bits: u32,
    /// Work that a report may spend on trying the keys embedded in one signature, counted in verifications with an RSA
    /// key of 2,048 bits (64). A key of 4,096 bits counts as four.
    pub max_embedded_key_work: usize,
    /// Encrypted keys read for one ciphertext (16; a message encrypted for one service has one).
    pub max_encrypted_keys: usize,
    /// Private-key operations in one message (32; each costs as much as forty signature verifications).
    pub max_private_operations: usize,
    /// Prefixes in one InclusiveNamespaces PrefixList (64).
    pub max_inclusive_prefixes: usize,
    /// Digests taken to find out why one signature fails (1,200); over a long element one counts as several.
    pub max_digests: usize,
    /// Namespace declarations in scope at one place of metadata (512).
    pub max_namespaces: usize,
    /// Size of one metadata document read as a whole, in bytes (16 MiB).
    pub max_metadata_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_capture_bytes: 64 << 20,
            max_xml_bytes: 5 << 20,
            max_depth: 64,
            max_nodes: 200_000,
            max_attributes_per_element: 1_024,
            max_attributes: 400_000,
            max_capture_layers: 8,
            max_capture_messages: 256,
            max_json_values: 1_000_000,
            max_certificates: 64,
            max_certificate_bytes: 64 << 10,
            max_keys: 64,
            max_embedded_key_bits: 4_096,
            max_embedded_key_work: 64,
            max_encrypted_keys: 16,
            max_private_operations: 32,
            max_inclusive_prefixes: 64,
            max_digests: 1_200,
            max_namespaces: 512,
            max_metadata_bytes: 16 << 20,
        }
    }
}
