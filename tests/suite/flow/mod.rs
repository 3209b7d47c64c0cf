//! Whole logins: `fixtures/flows`, made by the forge, and what is expected of each.

mod dialects;
mod every;
mod linear;
mod reading;
mod several;
