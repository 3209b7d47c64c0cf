//! The settings of products that `samlens explain` lists.

use crate::Code;
use crate::product::lookup::{Match, by_code, fill};
use crate::product::{ALL, Product, Role};

/// The setting of one product that answers a finding.
///
/// ```
/// use samlens::{Code, inspect::explain};
/// let settings = explain::by_product(Code::Unsigned, "keycloak").unwrap();
/// assert_eq!(settings[0].product(), "Keycloak");
/// assert!(settings[0].text().contains("Sign documents"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductSetting {
    product: &'static str,
    is_service: bool,
    text: String,
    source: &'static str,
}

impl ProductSetting {
    /// The product's name, for example `Entra ID`.
    pub fn product(&self) -> &'static str {
        self.product
    }

    /// Whether the product is a service, and not an identity provider.
    pub fn is_service(&self) -> bool {
        self.is_service
    }

    /// What to set there: menu path, command or key.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Address of the documentation, or `owner/repository:path` of the source that shows it.
    pub fn source(&self) -> &'static str {
        self.source
    }
}

impl From<Match> for ProductSetting {
    fn from(found: Match) -> ProductSetting {
        ProductSetting {
            product: found.product.name,
            is_service: found.product.role == Role::ServiceProvider,
            text: fill(found.setting.text, None, None),
            source: found.setting.source,
        }
    }
}

/// Every setting that answers a code: identity providers first, several of one product in the order in which to try them.
pub fn settings(code: Code) -> Vec<ProductSetting> {
    by_code(code).map(ProductSetting::from).collect()
}

/// The settings of one product that answer a code; none if no product has this name.
///
/// The name may be a key (`entra-id`), a full name or another name that people use (`azure-ad`), in any case.
pub fn by_product(code: Code, name: &str) -> Option<Vec<ProductSetting>> {
    let product = crate::product::by_name(name)?;
    Some(by_code(code).filter(|found| found.product.key == product.key).map(ProductSetting::from).collect())
}

/// Every product: its key and its name, identity providers first.
pub fn products() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALL.iter().map(|product: &&Product| (product.key, product.name))
}
