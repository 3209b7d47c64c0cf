//! Forms of attributes that are valid here and that some services cannot read. It reports, and refuses nothing.

use crate::assertion::{Assertion, Attribute};
use crate::check::Findings;
use crate::xml::Element;
use crate::{Code, Finding};

const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified";
const URI: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";
/// Microsoft Entra ID sends this in place of more than 150 groups.
const GROUPS_LINK: &str = "http://schemas.microsoft.com/claims/groups.link";
/// Attributes that are looked at (invariant: bounded).
const MAX_SEARCHED: usize = 256;

pub(super) fn add_notes(assertion: &Assertion<'_>, findings: &mut Findings) {
    let attributes = || assertion.attributes().take(MAX_SEARCHED);
    let named = attributes().find(|attribute| is_oid_without_format(attribute));
    if let Some(attribute) = named {
        let format = attribute.name_format().unwrap_or("no NameFormat");
        findings.warning(|| {
            Finding::new(
                Code::AttributeForm,
                "attributes are named by OID, but their NameFormat is unspecified: pysaml2 and the Shibboleth SP map a name only together with its NameFormat",
            )
            .at(Some(attribute.element().location()))
            .with_actual(format)
            .with_expected(URI)
            .with_fix("set NameFormat `uri` for these attributes at the identity provider, or map them as unspecified in the service")
        });
    }
    let nameless = attributes().find(|attribute| attribute.name().is_empty());
    if let Some(attribute) = nameless {
        findings.warning(|| {
            Finding::new(
                Code::AttributeForm,
                "an attribute has an empty Name: some services ignore it, some refuse the response",
            )
            .at(Some(attribute.element().location()))
            .with_actual("Name=\"\"")
            .with_expected("an Attribute with a Name")
            .with_fix(
                "give the attribute mapping (mapper, claim rule) behind it a name at the identity provider",
            )
        });
    }
    let undeclared = attributes().flat_map(|attribute| attribute.values()).find_map(|value| {
        let (prefix, _) = value.xsi_type()?.split_once(':')?;
        (!is_declared(value.element(), prefix)).then_some((value, prefix))
    });
    if let Some((value, prefix)) = undeclared {
        findings.warning(|| {
            Finding::new(
                Code::AttributeForm,
                format!("the prefix `{prefix}` of xsi:type is declared nowhere: a service that validates by schema refuses the response"),
            )
            .at(Some(value.element().location()))
            .with_actual(value.xsi_type().unwrap_or_default())
            .with_expected(format!("xmlns:{prefix}=\"http://www.w3.org/2001/XMLSchema\" on the value or around it"))
            .with_fix("declare the prefix where the response is made, or leave xsi:type out; a step that removes unused namespaces does not see it in xsi:type")
        });
    }
    let link = attributes().find(|attribute| attribute.name() == GROUPS_LINK);
    if let Some(attribute) = link {
        findings.warning(|| {
            Finding::new(
                Code::AttributeOverage,
                "the user is in more than 150 groups, so `groups.link` is sent instead of the groups; send only groups assigned to the application, or add a filter",
            )
            .at(Some(attribute.element().location()))
            .with_actual(GROUPS_LINK)
            .with_expected("http://schemas.microsoft.com/ws/2008/06/identity/claims/groups with the groups")
            .with_fix("send only the groups that are assigned to the application, or add a filter")
        });
    }
}

/// Names by OID are URIs, and their NameFormat is the one for URIs (SAML 2.0 profiles, 8.2.2).
fn is_oid_without_format(attribute: &Attribute<'_>) -> bool {
    attribute.name().starts_with("urn:oid:") && attribute.name_format().unwrap_or(UNSPECIFIED) == UNSPECIFIED
}

/// A prefix in a value of xsi:type is no prefix of XML, so a reader of XML does not miss its declaration.
fn is_declared(element: Element<'_>, prefix: &str) -> bool {
    let around = std::iter::successors(Some(element), Element::parent);
    prefix == "xml"
        || around.into_iter().any(|one| one.declarations().any(|declaration| declaration.prefix == prefix))
}
