//! Instants: xs:dateTime in UTC, strictly.
use samlens::internals::assertion::{InstantError, parse_instant};

fn rfc3339(text: &str) -> String {
    parse_instant(text).unwrap().to_rfc3339()
}

#[test]
fn whole_seconds() {
    assert_eq!(rfc3339("2026-01-15T10:01:00Z"), "2026-01-15T10:01:00+00:00");
    assert_eq!(rfc3339("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00+00:00");
    assert_eq!(rfc3339("9999-12-31T23:59:59Z"), "9999-12-31T23:59:59+00:00");
}

#[test]
fn fractions_of_any_length_are_cut_to_nanoseconds() {
    assert_eq!(rfc3339("2026-01-15T10:01:00.5Z"), "2026-01-15T10:01:00.500+00:00");
    assert_eq!(rfc3339("2026-01-15T10:01:00.000Z"), "2026-01-15T10:01:00+00:00");
    assert_eq!(rfc3339("2026-01-15T10:01:00.123456789Z"), "2026-01-15T10:01:00.123456789+00:00");
    let long = format!("2026-01-15T10:01:59.{}Z", "9".repeat(10_000));
    assert_eq!(rfc3339(&long), "2026-01-15T10:01:59.999999999+00:00");
}

#[test]
fn leap_days() {
    assert_eq!(rfc3339("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00+00:00");
    assert_eq!(parse_instant("2026-02-29T00:00:00Z"), Err(InstantError::Date));
    assert_eq!(parse_instant("2100-02-29T00:00:00Z"), Err(InstantError::Date));
}

#[test]
fn twenty_four_hours_is_the_next_day() {
    assert_eq!(rfc3339("2026-12-31T24:00:00Z"), "2027-01-01T00:00:00+00:00");
    assert_eq!(rfc3339("2026-12-31T24:00:00.000Z"), "2027-01-01T00:00:00+00:00");
    assert_eq!(parse_instant("2026-12-31T24:00:01Z"), Err(InstantError::Time));
    assert_eq!(parse_instant("2026-12-31T24:00:00.1Z"), Err(InstantError::Time));
}

#[test]
fn other_zones_than_z_are_refused() {
    assert_eq!(parse_instant("2026-01-15T10:01:00"), Err(InstantError::NoZone));
    assert_eq!(parse_instant("2026-01-15T10:01:00.5"), Err(InstantError::NoZone));
    assert_eq!(parse_instant("2026-01-15T10:01:00+00:00"), Err(InstantError::Offset));
    assert_eq!(parse_instant("2026-01-15T10:01:00-05:00"), Err(InstantError::Offset));
    assert_eq!(parse_instant("2026-01-15T10:01:00z"), Err(InstantError::Shape));
}

#[test]
fn days_and_times_that_do_not_exist() {
    for text in
        ["2026-00-15T10:01:00Z", "2026-13-15T10:01:00Z", "2026-01-00T10:01:00Z", "2026-04-31T10:01:00Z"]
    {
        assert_eq!(parse_instant(text), Err(InstantError::Date), "{text}");
    }
    for text in ["2026-01-15T25:00:00Z", "2026-01-15T10:60:00Z", "2026-01-15T10:01:61Z"] {
        assert_eq!(parse_instant(text), Err(InstantError::Time), "{text}");
    }
}

#[test]
fn leap_seconds_are_refused() {
    assert_eq!(parse_instant("2016-12-31T23:59:60Z"), Err(InstantError::Time));
    assert_eq!(parse_instant("2016-12-31T23:59:60.5Z"), Err(InstantError::Time));
}

#[test]
fn years_outside_four_digits_are_refused() {
    for text in
        ["10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "-2026-01-15T10:01:00Z", "0000-01-01T00:00:00Z"]
    {
        assert_eq!(parse_instant(text), Err(InstantError::Year), "{text}");
    }
}

#[test]
fn nothing_is_trimmed() {
    for text in [
        " 2026-01-15T10:01:00Z",
        "2026-01-15T10:01:00Z ",
        "2026-01-15T10:01:00Z\n",
        "2026-01-15T10:01:00.5Z\t",
    ] {
        assert_eq!(parse_instant(text), Err(InstantError::WhiteSpace), "{text:?}");
    }
}

#[test]
fn other_shapes() {
    for text in [
        "",
        "Z",
        "now",
        "1768471260",
        "2026-01-15",
        "2026-01-15T10:01Z",
        "2026-01-15 10:01:00Z",
        "2026-1-15T10:01:00Z",
        "2026-01-15T10:01:00.Z",
        "2026-01-15T10:01:00,5Z",
        "2026-01-15t10:01:00Z",
        "26-01-15T10:01:00Z",
        "2026-01-15T10:01:00ZZ",
        "2026-01-15T1a:01:00Z",
        "２０２６-01-15T10:01:00Z",
        "2026/01/15T10:01:00Z",
        "2026-01-15T10:01:+5Z",
    ] {
        assert_eq!(parse_instant(text), Err(InstantError::Shape), "{text:?}");
    }
}

#[test]
fn the_error_says_what_is_wrong() {
    let error = parse_instant("2026-01-15T10:01:00+01:00").unwrap_err();
    assert_eq!(error.to_string(), "has an offset; SAML times are in UTC and end in Z");
}
