//! A second, lenient reading of a document that the strict one refuses: what is still legible, for a report.
//!
//! Nothing read here is ever trusted or compared with an expectation; it is shown as a claim (invariant: no-repair).

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// What could still be read.
#[derive(Default)]
pub(crate) struct Legible {
    root: Option<(String, bool)>,
    root_attributes: Vec<(String, String)>,
    issuer: Option<String>,
    name_id: Option<String>,
    attributes: Vec<(String, Vec<String>)>,
    last_complete: Option<String>,
}

/// Enough for any real message (invariant: bounded).
const MAX_EVENTS: usize = 200_000;

impl Legible {
    /// Local name of the root element.
    pub(crate) fn kind(&self) -> Option<&str> {
        self.root.as_ref().map(|(name, _)| name.as_str())
    }

    /// Whether the root looks like a message or assertion of SAML 2.0.
    pub(crate) fn is_saml(&self) -> bool {
        self.root.as_ref().is_some_and(|&(_, saml)| saml)
    }

    /// An attribute of the root element.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.root_attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    pub(crate) fn name_id(&self) -> Option<&str> {
        self.name_id.as_deref()
    }

    /// Attributes in document order with their values.
    pub(crate) fn attributes(&self) -> &[(String, Vec<String>)] {
        &self.attributes
    }

    pub(crate) fn has_claims(&self) -> bool {
        self.name_id.is_some() || !self.attributes.is_empty()
    }

    /// Qualified name of the last element that had both its tags.
    pub(crate) fn last_complete(&self) -> Option<&str> {
        self.last_complete.as_deref()
    }
}

/// Reads as far as anything can be made out.
pub(crate) fn read(text: &str) -> Legible {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut legible = Legible::default();
    let mut value: Option<String> = None;
    for _ in 0..MAX_EVENTS {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                legible.start(&start);
                value = Some(String::new());
            }
            Ok(Event::Empty(start)) => legible.start(&start),
            Ok(Event::Text(text)) => {
                if let Some(value) = value.as_mut() {
                    value.push_str(&text);
                }
            }
            Ok(Event::CData(text)) => {
                if let Some(value) = value.as_mut() {
                    value.push_str(&text);
                }
            }
            Ok(Event::GeneralRef(reference)) => {
                let name: &str = &reference;
                if let Some(value) = value.as_mut() {
                    match (reference.resolve_char_ref(), resolve_predefined_entity(name)) {
                        (Ok(Some(character)), _) => value.push(character),
                        (_, Some(text)) => value.push_str(text),
                        _ => {
                            value.push('&');
                            value.push_str(name);
                            value.push(';');
                        }
                    }
                }
            }
            Ok(Event::End(end)) => {
                legible.end(local(end.name().as_ref()), value.take());
                legible.last_complete = Some(end.name().as_ref().to_owned());
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    legible
}

impl Legible {
    fn start(&mut self, start: &BytesStart<'_>) {
        let name = local(start.name().as_ref());
        let attribute = |name: &str| {
            start.attributes().with_checks(false).flatten().find(|own| own.key.as_ref() == name).map(|own| {
                quick_xml::escape::unescape(&own.value)
                    .map_or_else(|_| own.value.to_string(), |text| text.into_owned())
            })
        };
        if self.root.is_none() {
            self.root = Some((name.clone(), start.contains("urn:oasis:names:tc:SAML:2.0:")));
            let wanted = ["ID", "Destination", "InResponseTo", "IssueInstant"];
            self.root_attributes =
                wanted.into_iter().filter_map(|name| Some((name.to_owned(), attribute(name)?))).collect();
        }
        if name == "Attribute"
            && let Some(name) = attribute("Name")
        {
            self.attributes.push((name, Vec::new()));
        }
    }

    fn end(&mut self, name: String, value: Option<String>) {
        let Some(value) = value else { return };
        match name.as_str() {
            "Issuer" => self.issuer = self.issuer.take().or(Some(value)),
            "NameID" => self.name_id = self.name_id.take().or(Some(value)),
            "AttributeValue" => {
                if let Some((_, values)) = self.attributes.last_mut() {
                    values.push(value);
                }
            }
            _ => {}
        }
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUT: &str = r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r" Version="2.0" Destination="https://sp.example.org/?a=1&amp;b" InResponseTo="_q" IssueInstant="2026-01-15T10:00:00Z"><saml:Issuer>urn:idp</saml:Issuer><saml:Assertion ID="_a"><saml:Issuer>urn:other</saml:Issuer><saml:Subject><saml:NameID>mara</saml:NameID><x:NameID>second</x:NameID></saml:Subject><saml:AttributeStatement><saml:Attribute Name="full&#95;name"><saml:AttributeValue>a &amp; b &#x43; &copy; <![CDATA[<d>]]></saml:AttributeValue></saml:Attribute><saml:Attribute Name="roles"><saml:AttributeValue>agent</saml:AttributeValue><saml:AttributeValue/><saml:AttributeValue>admin</saml:AttributeValue></saml:Attribute><saml:Attribute NameFormat="x"/><saml:Attribute Name="team"><saml:AttributeVal"#;

    #[test]
    fn what_comes_before_the_cut_is_read() {
        let legible = read(CUT);
        assert_eq!((legible.kind(), legible.is_saml()), (Some("Response"), true));
        let attributes = ["ID", "Destination", "InResponseTo", "IssueInstant", "Version"];
        assert_eq!(
            attributes.map(|name| legible.attribute(name)),
            [
                Some("_r"),
                Some("https://sp.example.org/?a=1&b"),
                Some("_q"),
                Some("2026-01-15T10:00:00Z"),
                None
            ]
        );
        // The first of each: the Response's issuer, the subject.
        assert_eq!((legible.issuer(), legible.name_id()), (Some("urn:idp"), Some("mara")));
        let attributes: Vec<_> =
            legible.attributes().iter().map(|(name, values)| (name.as_str(), values.join("|"))).collect();
        assert_eq!(
            attributes,
            [
                ("full_name", "a & b C &copy; <d>".to_owned()),
                ("roles", "agent|admin".to_owned()),
                ("team", String::new())
            ]
        );
        assert!(legible.has_claims());
        assert_eq!(legible.last_complete(), Some("saml:Attribute"));
    }

    #[test]
    fn a_claim_is_a_name_or_an_attribute() {
        assert!(read("<a><NameID>mara</NameID>").has_claims());
        assert!(read("<a><Attribute Name='email'>").has_claims());
        assert!(!read("<a><Attribute><Issuer>urn:idp</Issuer></b>").has_claims());
    }

    #[test]
    fn other_documents_are_named_by_their_root() {
        let html = read("<html><p>a & b</p><br></html>");
        assert_eq!((html.kind(), html.is_saml(), html.has_claims()), (Some("html"), false, false));
        assert_eq!((html.issuer(), html.name_id(), html.attribute("ID")), (None, None, None));
        assert_eq!(html.last_complete(), Some("html"));
        let none = read("no markup");
        assert_eq!((none.kind(), none.is_saml(), none.last_complete()), (None, false, None));
    }
}
