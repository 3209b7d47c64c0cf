//! Prints what `validate` does with every case, a line each. `tests/same-outcomes` compares the lines of several builds.

#![allow(clippy::print_stdout, clippy::disallowed_methods)]

fn main() {
    for case in samlens_cases::all() {
        let outcome =
            case.validate().map_or("no validator".to_owned(), |result| samlens_cases::outcome(&result));
        println!("{} {outcome}", case.id);
    }
}
