//! The types that Flex reads off the end of an attribute's name.

use serde_json::{Value, json};

/// Values of one attribute that are looked at; a worker's attributes hold a few KiB at most.
pub(super) const MAX_VALUES: usize = 256;

/// The type that the name of an attribute may end with, in lower case only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AttributeType {
    String,
    Int,
    Boolean,
    Strings,
    Ints,
    Booleans,
}

impl AttributeType {
    /// The name without its type, and the type.
    pub(super) fn of(name: &str) -> (&str, Option<AttributeType>) {
        let Some((plain, suffix)) = name.rsplit_once('.').filter(|(plain, _)| !plain.is_empty()) else {
            return (name, None);
        };
        let cast = match suffix {
            "string" => AttributeType::String,
            "int" => AttributeType::Int,
            "boolean" => AttributeType::Boolean,
            "stringarray" => AttributeType::Strings,
            "intarray" => AttributeType::Ints,
            "booleanarray" => AttributeType::Booleans,
            _ => return (name, None),
        };
        (plain, Some(cast))
    }

    pub(super) fn is_array(self) -> bool {
        matches!(self, AttributeType::Strings | AttributeType::Ints | AttributeType::Booleans)
    }

    pub(super) fn in_words(self) -> &'static str {
        match self {
            AttributeType::String => "string",
            AttributeType::Int => "int",
            AttributeType::Boolean => "boolean",
            AttributeType::Strings => "stringarray",
            AttributeType::Ints => "intarray",
            AttributeType::Booleans => "booleanarray",
        }
    }

    /// An empty value clears the attribute, whatever its type.
    pub(super) fn all(self, values: &[String]) -> Option<Value> {
        if values.iter().all(String::is_empty) {
            return Some(Value::String(String::new()));
        }
        match self {
            AttributeType::String => Some(Value::String(values.join(","))),
            AttributeType::Int | AttributeType::Boolean => match values {
                [value] => self.one(value),
                _ => None,
            },
            AttributeType::Strings | AttributeType::Ints | AttributeType::Booleans => {
                separate(values).map(|value| self.one(value)).collect::<Option<Vec<_>>>().map(Value::Array)
            }
        }
    }

    pub(super) fn one(self, value: &str) -> Option<Value> {
        match self {
            AttributeType::String | AttributeType::Strings => Some(Value::String(value.to_owned())),
            AttributeType::Int | AttributeType::Ints => {
                let digits = value.strip_prefix('-').unwrap_or(value);
                let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
                value.parse::<i64>().ok().filter(|_| plain).map(|number| json!(number))
            }
            AttributeType::Boolean | AttributeType::Booleans => match value {
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                _ => None,
            },
        }
    }
}

/// Several values, or one with commas: Twilio documents both for roles.
pub(super) fn separate(values: &[String]) -> impl Iterator<Item = &str> {
    values.iter().take(MAX_VALUES).flat_map(|value| value.split(',')).filter(|value| !value.is_empty())
}
