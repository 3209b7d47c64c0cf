//! The JSON of a recording, read without a tree: unknown members are skipped, and values of the wrong type count as
//! missing.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// Items of one list that are kept: headers, cookies, parameters.
const MAX_ITEMS: usize = 1_000;

/// A text, or a number written as one.
#[derive(Clone, Debug, Default)]
pub(super) struct RawText<'a>(pub(super) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for RawText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RawText<'a>, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = RawText<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<RawText<'de>, E> {
                Ok(RawText(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<RawText<'de>, E> {
                Ok(RawText(Cow::Owned(text.to_owned())))
            }
            fn visit_string<E>(self, text: String) -> Result<RawText<'de>, E> {
                Ok(RawText(Cow::Owned(text)))
            }
            fn visit_bool<E>(self, value: bool) -> Result<RawText<'de>, E> {
                Ok(RawText(Cow::Borrowed(if value { "true" } else { "false" })))
            }
            fn visit_u64<E>(self, value: u64) -> Result<RawText<'de>, E> {
                Ok(RawText(Cow::Owned(value.to_string())))
            }
            fn visit_i64<E>(self, value: i64) -> Result<RawText<'de>, E> {
                Ok(RawText(Cow::Owned(value.to_string())))
            }
            fn visit_f64<E>(self, value: f64) -> Result<RawText<'de>, E> {
                Ok(RawText(Cow::Owned(value.to_string())))
            }
            fn visit_unit<E>(self) -> Result<RawText<'de>, E> {
                Ok(RawText::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<RawText<'de>, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(RawText::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<RawText<'de>, A::Error> {
                while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(RawText::default())
            }
        }
        deserializer.deserialize_any(TextVisitor)
    }
}

impl RawText<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The number that the text begins with.
    pub(super) fn number(&self) -> Option<f64> {
        self.0.trim().parse().ok()
    }
}

/// A list; what is no list is an empty one.
#[derive(Debug)]
pub(super) struct List<T>(pub(super) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        List(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<List<T>, D::Error> {
        struct ListVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
            type Value = List<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<List<T>, A::Error> {
                let mut list = Vec::new();
                while list.len() < MAX_ITEMS {
                    match items.next_element()? {
                        Some(item) => list.push(item),
                        None => return Ok(List(list)),
                    }
                }
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(List(list))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<List<T>, A::Error> {
                while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(List::default())
            }
            fn visit_unit<E>(self) -> Result<List<T>, E> {
                Ok(List::default())
            }
            fn visit_bool<E>(self, _: bool) -> Result<List<T>, E> {
                Ok(List::default())
            }
            fn visit_str<E>(self, _: &str) -> Result<List<T>, E> {
                Ok(List::default())
            }
            fn visit_f64<E>(self, _: f64) -> Result<List<T>, E> {
                Ok(List::default())
            }
            fn visit_u64<E>(self, _: u64) -> Result<List<T>, E> {
                Ok(List::default())
            }
            fn visit_i64<E>(self, _: i64) -> Result<List<T>, E> {
                Ok(List::default())
            }
        }
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

/// A name with its value: `{"name", "value"}`, or `["name", "value"]` in SAML-tracer's exports.
#[derive(Debug, Default)]
pub(super) struct Pair<'a> {
    pub(super) name: RawText<'a>,
    pub(super) value: RawText<'a>,
    /// Attributes of a cookie, as the program that recorded it read them.
    pub(super) more: Vec<(String, String)>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Pair<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Pair<'a>, D::Error> {
        struct PairVisitor;
        impl<'de> Visitor<'de> for PairVisitor {
            type Value = Pair<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name with a value")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Pair<'de>, A::Error> {
                let name = items.next_element()?.unwrap_or_default();
                let value = items.next_element()?.unwrap_or_default();
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Pair { name, value, more: Vec::new() })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Pair<'de>, A::Error> {
                let mut pair = Pair::default();
                while let Some(key) = members.next_key::<RawText<'de>>()? {
                    match key.as_str() {
                        "name" => pair.name = members.next_value()?,
                        "value" => pair.value = members.next_value()?,
                        "domain" | "path" | "expires" | "secure" | "sameSite" if pair.more.len() < 8 => {
                            let value: RawText<'de> = members.next_value()?;
                            pair.more.push((key.as_str().to_owned(), value.as_str().to_owned()));
                        }
                        _ => {
                            members.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(pair)
            }
            fn visit_unit<E>(self) -> Result<Pair<'de>, E> {
                Ok(Pair::default())
            }
            fn visit_str<E>(self, _: &str) -> Result<Pair<'de>, E> {
                Ok(Pair::default())
            }
        }
        deserializer.deserialize_any(PairVisitor)
    }
}

/// One entry of a HAR.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HarEntry<'a> {
    #[serde(borrow, rename = "startedDateTime")]
    pub(super) started: RawText<'a>,
    #[serde(borrow)]
    pub(super) time: RawText<'a>,
    #[serde(borrow)]
    pub(super) pageref: RawText<'a>,
    #[serde(borrow, rename = "_resourceType")]
    pub(super) resource_type: RawText<'a>,
    #[serde(borrow)]
    pub(super) request: Option<RawRequest<'a>>,
    #[serde(borrow)]
    pub(super) response: Option<HarResponse<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawRequest<'a> {
    #[serde(borrow)]
    pub(super) method: RawText<'a>,
    #[serde(borrow)]
    pub(super) url: RawText<'a>,
    #[serde(borrow)]
    pub(super) headers: List<Pair<'a>>,
    #[serde(borrow)]
    pub(super) cookies: List<Pair<'a>>,
    #[serde(borrow, rename = "postData")]
    pub(super) post: Option<Post<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Post<'a> {
    #[serde(borrow)]
    pub(super) text: RawText<'a>,
    #[serde(borrow)]
    pub(super) encoding: RawText<'a>,
    #[serde(borrow)]
    pub(super) params: List<Pair<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HarResponse<'a> {
    #[serde(borrow)]
    pub(super) status: RawText<'a>,
    #[serde(borrow)]
    pub(super) headers: List<Pair<'a>>,
    #[serde(borrow)]
    pub(super) cookies: List<Pair<'a>>,
    #[serde(borrow)]
    pub(super) content: Option<HarContent<'a>>,
    #[serde(borrow, rename = "redirectURL")]
    pub(super) redirect: RawText<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HarContent<'a> {
    #[serde(borrow, rename = "mimeType")]
    pub(super) mime: RawText<'a>,
    #[serde(borrow)]
    pub(super) text: RawText<'a>,
    #[serde(borrow)]
    pub(super) encoding: RawText<'a>,
}

/// One request of a SAML-tracer export.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Traced<'a> {
    #[serde(borrow)]
    pub(super) method: RawText<'a>,
    #[serde(borrow)]
    pub(super) url: RawText<'a>,
    #[serde(borrow, rename = "requestHeaders")]
    pub(super) request_headers: List<Pair<'a>>,
    #[serde(borrow, rename = "responseHeaders")]
    pub(super) response_headers: List<Pair<'a>>,
    #[serde(borrow, rename = "responseStatus")]
    pub(super) status: RawText<'a>,
    #[serde(borrow)]
    pub(super) post: List<Pair<'a>>,
    #[serde(borrow)]
    pub(super) parameters: List<Pair<'a>>,
    #[serde(borrow)]
    pub(super) saml: RawText<'a>,
}

/// A program with its version.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Program<'a> {
    #[serde(borrow)]
    pub(super) name: RawText<'a>,
    #[serde(borrow)]
    pub(super) version: RawText<'a>,
}
