//! Reading and canonicalizing XML.

mod canonical;
mod declaration;
mod differential;
mod limits;
mod linear;
mod namespaces;
mod table;
mod values;
mod wellformed;
