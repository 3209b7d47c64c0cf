//! Encrypted assertions.

mod damaged;
mod hostile;
mod methods;
mod oracle;
mod other_provider;
