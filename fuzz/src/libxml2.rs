//! libxml2's canonical forms of the same elements: the oracle of the target `c14n`. The only `unsafe` of the tree is
//! here, in a package of its own that nothing depends on.

use crate::c14n::canonical;
use libxml::bindings as ffi;
use samlens::Limits;
use samlens::internals::xml::canonical::Method;
use samlens::internals::xml::{Document, Element};
use std::ffi::{CString, c_int, c_void};
use std::ptr::{self, null, null_mut};

/// How many canonical forms of a document were compared, and what libxml2 has no answer for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Comparison {
    /// Forms that were the same, byte for byte.
    pub same: usize,
    /// Forms that libxml2 refuses to write.
    pub given_up: usize,
    /// Whether the document was left out: see [`has_name_to_escape`], [`has_unknown_name`] and [`has_untidy_xml_id`].
    pub left_out: bool,
}

/// The prefix lists and methods that forms are made with.
const WAYS: [(Method, &[&str]); 3] = [
    (Method::Exclusive, &[]),
    (Method::Exclusive, &["#default", "a", "p", "saml", "xs"]),
    (Method::Inclusive, &[]),
];

/// Panics where a canonical form differs from libxml2's; up to so many elements of a document are asked about.
pub fn compare(text: &str, elements: usize) -> Comparison {
    let mut comparison = Comparison::default();
    let Ok(document) = Document::parse(text, &Limits::default()) else { return comparison };
    let beyond = |element: Element<'_>| {
        has_name_to_escape(element) || has_unknown_name(element) || has_untidy_xml_id(element)
    };
    if document.elements().any(beyond) {
        comparison.left_out = true;
        return comparison;
    }
    let Some(theirs) = Parsed::read(text) else { panic!("libxml2 does not read {text:?}") };
    let nodes = theirs.elements();
    assert_eq!(nodes.len(), document.elements().count(), "{text:?}");
    for (apex, &node) in document.elements().zip(&nodes).take(elements) {
        // What the enveloped-signature transform leaves out: here the first child.
        let omissions = [None, apex.children().next()];
        for (method, prefixes) in WAYS {
            for omitted in omissions.into_iter().take(1 + usize::from(omissions[1].is_some())) {
                let left_out = omitted.map_or(null_mut(), |_| first_element(node));
                let ours = canonical(apex, method, prefixes, omitted);
                let Some(theirs) = theirs.canonical(node, left_out, method, prefixes) else {
                    comparison.given_up += 1;
                    continue;
                };
                assert_eq!(
                    ours,
                    String::from_utf8_lossy(&theirs),
                    "{method:?} {prefixes:?}, without {:?}, of <{}> in {text:?}",
                    omitted.map(|element| element.qualified_name()),
                    apex.qualified_name()
                );
                comparison.same += 1;
            }
        }
    }
    comparison
}

/// libxml2 writes namespace names as they are; Canonical XML 1.0, section 2.3, escapes them as it does attributes.
fn has_name_to_escape(element: Element<'_>) -> bool {
    element.declarations().any(|declared| declared.uri.contains(['&', '<', '"', '\t', '\n', '\r']))
}

/// libxml2 gives up, and says so at length, where a namespace name is no URI by its own reading of RFC 3986.
fn has_unknown_name(element: Element<'_>) -> bool {
    element.declarations().any(|declared| {
        let Ok(name) = CString::new(declared.uri) else { return true };
        // SAFETY: the text ends with NUL and lives until the block's end; what was made of it is freed.
        unsafe {
            let uri = ffi::xmlParseURI(name.as_ptr());
            if !uri.is_null() {
                ffi::xmlFreeURI(uri);
            }
            uri.is_null()
        }
    })
}

/// libxml2 tidies white space of the value of xml:id (xml:id 1.0, section 4), which then shows in canonical forms.
fn has_untidy_xml_id(element: Element<'_>) -> bool {
    element.attributes().any(|own| own.prefix == "xml" && own.local_name == "id" && own.value.contains(' '))
}

/// A document that libxml2 has read.
struct Parsed(ffi::xmlDocPtr);

/// What the callback compares nodes with.
struct Visible {
    apex: ffi::xmlNodePtr,
    omitted: ffi::xmlNodePtr,
}

impl Parsed {
    fn read(text: &str) -> Option<Parsed> {
        // No network, entities put in, no complaints on stderr, no limit of depth.
        const OPTIONS: c_int = 2 | 32 | 64 | 2_048 | 524_288;
        let size = c_int::try_from(text.len()).ok()?;
        // SAFETY: the pointer and the size are those of `text`, which libxml2 copies from.
        let document = unsafe { ffi::xmlReadMemory(text.as_ptr().cast(), size, null(), null(), OPTIONS) };
        (!document.is_null()).then_some(Parsed(document))
    }

    /// The elements in document order.
    fn elements(&self) -> Vec<ffi::xmlNodePtr> {
        let mut elements = Vec::new();
        // SAFETY: the document lives as long as `self`, and no node of it is changed or freed before.
        let mut node = unsafe { ffi::xmlDocGetRootElement(self.0) };
        let root = node;
        while !node.is_null() {
            if is_element(node) {
                elements.push(node);
            }
            // SAFETY: as above; `children`, `next` and `parent` are nodes of this document or null.
            unsafe {
                if is_element(node) && !(*node).children.is_null() {
                    node = (*node).children;
                    continue;
                }
                while node != root && (*node).next.is_null() {
                    node = (*node).parent;
                }
                node = if node == root { null_mut() } else { (*node).next };
            }
        }
        elements
    }

    /// The canonical form of the subtree below `apex` without `omitted`, or nothing where libxml2 gives up.
    fn canonical(
        &self,
        apex: ffi::xmlNodePtr,
        omitted: ffi::xmlNodePtr,
        method: Method,
        prefixes: &[&str],
    ) -> Option<Vec<u8>> {
        let mode = match method {
            Method::Exclusive => ffi::xmlC14NMode_XML_C14N_EXCLUSIVE_1_0,
            Method::Inclusive => ffi::xmlC14NMode_XML_C14N_1_0,
        };
        let prefixes: Vec<CString> = prefixes.iter().map(|one| CString::new(*one).expect("no NUL")).collect();
        let mut list: Vec<*mut u8> = prefixes.iter().map(|one| one.as_ptr().cast_mut().cast()).collect();
        list.push(null_mut());
        let inclusive = if prefixes.is_empty() { null_mut() } else { list.as_mut_ptr() };
        let mut visible = Visible { apex, omitted };
        let user_data = ptr::from_mut(&mut visible).cast();
        // SAFETY: all pointers live until the end of the block; the list ends with null; closing the output flushes it
        // into the buffer and frees the output, and the buffer is freed after its content was copied.
        unsafe {
            let buffer = ffi::xmlBufferCreate();
            let output = ffi::xmlOutputBufferCreateBuffer(buffer, null_mut());
            let mode = c_int::try_from(mode).expect("0 or 1");
            let written =
                ffi::xmlC14NExecute(self.0, Some(is_visible), user_data, mode, inclusive, 0, output);
            ffi::xmlOutputBufferClose(output);
            let length = usize::try_from(ffi::xmlBufferLength(buffer)).unwrap_or_default();
            let content = std::slice::from_raw_parts(ffi::xmlBufferContent(buffer), length).to_vec();
            ffi::xmlBufferFree(buffer);
            (written >= 0).then_some(content)
        }
    }
}

impl Drop for Parsed {
    fn drop(&mut self) {
        // SAFETY: it came from xmlReadMemory, and is freed once.
        unsafe { ffi::xmlFreeDoc(self.0) }
    }
}

fn is_element(node: ffi::xmlNodePtr) -> bool {
    // SAFETY: callers hand over nodes of a living document.
    unsafe { (*node).type_ == ffi::xmlElementType_XML_ELEMENT_NODE }
}

fn first_element(node: ffi::xmlNodePtr) -> ffi::xmlNodePtr {
    // SAFETY: as above.
    unsafe {
        let mut child = (*node).children;
        while !child.is_null() && !is_element(child) {
            child = (*child).next;
        }
        child
    }
}

/// Whether a node lies in the subtree; namespace declarations belong to the element that they are on.
unsafe extern "C" fn is_visible(
    user_data: *mut c_void,
    node: ffi::xmlNodePtr,
    parent: ffi::xmlNodePtr,
) -> c_int {
    // SAFETY: `user_data` is the `Visible` of the call, the nodes are the document's. A namespace is no xmlNode, but its
    // type is where a node's would be.
    unsafe {
        let visible = &*user_data.cast::<Visible>();
        let is_namespace =
            !node.is_null() && (*node.cast::<ffi::xmlNs>()).type_ == ffi::xmlElementType_XML_NAMESPACE_DECL;
        let mut at = if node.is_null() || is_namespace { parent } else { node };
        while !at.is_null() {
            if at == visible.omitted {
                return 0;
            }
            if at == visible.apex {
                return 1;
            }
            at = (*at).parent;
        }
        0
    }
}
