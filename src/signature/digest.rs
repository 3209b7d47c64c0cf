//! Digests fed with canonical bytes as they are made.

use super::DigestAlgorithm;
use crate::xml::Element;
use crate::xml::canonical::{Canonicalizer, Method, Sink};
use openssl::sha::{Sha1, Sha256, Sha384, Sha512};

/// A digest of up to 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digest {
    bytes: [u8; 64],
    size: usize,
}

impl Digest {
    fn new(from: &[u8]) -> Digest {
        let mut bytes = [0; 64];
        let size = from.len().min(bytes.len());
        bytes.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        Digest { bytes, size }
    }

    /// The bytes, as many as the algorithm gives.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.size).unwrap_or_default()
    }
}

/// What a canonicalisation gave: its digest and its length.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Digested {
    pub(crate) digest: Digest,
    pub(crate) length: usize,
}

/// Canonicalises one element and digests it, without a copy of the canonical bytes.
pub(crate) fn digest_element(
    canonicalizer: &mut Canonicalizer,
    algorithm: DigestAlgorithm,
    element: Element<'_>,
    method: Method,
    inclusive_prefixes: &[&str],
    omitted: Option<Element<'_>>,
) -> Digested {
    let mut sink = DigestSink::new(algorithm);
    canonicalizer.write(element, method, inclusive_prefixes, omitted, &mut sink);
    sink.finish()
}

/// Digests bytes that are canonical already.
#[cfg(feature = "inspect")]
pub(crate) fn digest_bytes(algorithm: DigestAlgorithm, bytes: &[u8]) -> Digest {
    let mut sink = DigestSink::new(algorithm);
    sink.write(bytes);
    sink.finish().digest
}

/// Gathers small writes into blocks: a call into the digest costs more than a copy of a few bytes.
struct DigestSink {
    block: [u8; BLOCK],
    filled: usize,
    state: HashState,
    length: usize,
}

enum HashState {
    Sha1(Sha1),
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

/// Most writes are runs of the source and longer than this; what is gathered are the pieces between.
const BLOCK: usize = 1024;

impl DigestSink {
    fn new(algorithm: DigestAlgorithm) -> DigestSink {
        let state = match algorithm {
            DigestAlgorithm::Sha1 => HashState::Sha1(Sha1::new()),
            DigestAlgorithm::Sha256 => HashState::Sha256(Sha256::new()),
            DigestAlgorithm::Sha384 => HashState::Sha384(Sha384::new()),
            DigestAlgorithm::Sha512 => HashState::Sha512(Sha512::new()),
        };
        DigestSink { block: [0; BLOCK], filled: 0, state, length: 0 }
    }

    /// Digests what was gathered.
    fn empty(&mut self) {
        self.state.update(self.block.get(..self.filled).unwrap_or_default());
        self.filled = 0;
    }

    fn finish(mut self) -> Digested {
        self.empty();
        let digest = match self.state {
            HashState::Sha1(state) => Digest::new(&state.finish()),
            HashState::Sha256(state) => Digest::new(&state.finish()),
            HashState::Sha384(state) => Digest::new(&state.finish()),
            HashState::Sha512(state) => Digest::new(&state.finish()),
        };
        Digested { digest, length: self.length }
    }
}

impl HashState {
    fn update(&mut self, bytes: &[u8]) {
        match self {
            HashState::Sha1(state) => state.update(bytes),
            HashState::Sha256(state) => state.update(bytes),
            HashState::Sha384(state) => state.update(bytes),
            HashState::Sha512(state) => state.update(bytes),
        }
    }
}

impl Sink for DigestSink {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        self.length += bytes.len();
        match self.block.get_mut(self.filled..self.filled.saturating_add(bytes.len())) {
            Some(free) => {
                free.copy_from_slice(bytes);
                self.filled += bytes.len();
            }
            None => {
                self.empty();
                self.state.update(bytes);
            }
        }
    }
}
