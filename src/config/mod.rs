//! Deployments described in samlens.toml.
