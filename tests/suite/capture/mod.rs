//! How a message is found in what a person has copied.

mod archives;
mod bounds;
mod corpus;
mod damage;
mod forms;
mod refusals;
mod surroundings;
