//! Reading and canonicalizing XML.

mod canonical;
mod copied;
mod declaration;
mod differential;
mod limits;
mod linear;
mod namespaces;
mod table;
mod values;
mod wellformed;
