//! The report on a whole login: for people, as a page, and for scripts.

mod diagram;
mod html;
mod human;
mod json;
mod table;
