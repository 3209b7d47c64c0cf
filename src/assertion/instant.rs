//! xs:dateTime as SAML uses it: in UTC, strictly.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};

/// Why a text is not an instant of SAML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum InstantError {
    /// The text is not shaped `YYYY-MM-DDThh:mm:ssZ`, with a fraction of the second or without.
    #[error("does not have the form YYYY-MM-DDThh:mm:ssZ")]
    Shape,
    /// It has white space before or after it.
    #[error("has white space before or after it")]
    WhiteSpace,
    /// It has no time zone, so that it is local time of an unknown place.
    #[error("has no time zone; SAML times are in UTC and end in Z")]
    NoZone,
    /// It has an offset from UTC.
    #[error("has an offset; SAML times are in UTC and end in Z")]
    Offset,
    /// The year is not one of 0001 to 9999.
    #[error("has a year outside 0001 to 9999")]
    Year,
    /// The month, or the day in that month, does not exist.
    #[error("names a day that does not exist")]
    Date,
    /// The hour, minute or second does not exist; leap seconds count as such.
    #[error("names a time of day that does not exist")]
    Time,
}

/// Reads an xs:dateTime in UTC.
///
/// The text must end in `Z`: SAML 2.0 core, section 1.3.3 wants UTC "with no time zone component", so offsets are
/// refused even where they are zero. Fractions may have any length and are cut to nanoseconds. `24:00:00` is the first
/// instant of the next day, as XML Schema (part 2, section 3.2.7) has it. Leap seconds are refused, for the same
/// section 1.3.3 forbids to generate them. Nothing is trimmed.
///
/// ```
/// use samlens::internals::assertion::{InstantError, parse_instant};
/// let instant = parse_instant("2026-01-15T10:01:00.25Z")?;
/// assert_eq!(instant.timestamp_millis(), 1_768_471_260_250);
/// assert_eq!(parse_instant("2026-01-15T10:01:00+00:00"), Err(InstantError::Offset));
/// # Ok::<(), InstantError>(())
/// ```
///
/// # Errors
/// Says what is wrong with the text, without repeating it.
pub fn parse_instant(text: &str) -> Result<DateTime<Utc>, InstantError> {
    let bytes = text.as_bytes();
    let shape = || diagnose_shape(text);
    // YYYY-MM-DDThh:mm:ss
    let &[
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b'T',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
        ref rest @ ..,
    ] = bytes
    else {
        return Err(shape());
    };
    let mut only_digits = true;
    let mut two = |tens: u8, ones: u8| {
        let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
        only_digits &= (tens < 10) & (ones < 10);
        u32::from(tens) * 10 + u32::from(ones)
    };
    let (century, year, month, day) = (two(y1, y2), two(y3, y4), two(m1, m2), two(d1, d2));
    let (hour, minute, second) = (two(h1, h2), two(n1, n2), two(s1, s2));
    if !only_digits {
        return Err(shape());
    }
    let (nanos, zone) = match rest {
        // Milliseconds are what most products write.
        [b'.', digits @ .., b'Z'] if digits.len() == 3 && digits.iter().all(u8::is_ascii_digit) => {
            (nanoseconds(digits), &b"Z"[..])
        }
        [b'.', fraction @ ..] => {
            let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (digits, zone) = fraction.split_at_checked(length).unwrap_or((fraction, &[]));
            if digits.is_empty() {
                return Err(InstantError::Shape);
            }
            (nanoseconds(digits), zone)
        }
        zone => (0, zone),
    };
    match zone {
        b"Z" => {}
        [] => return Err(InstantError::NoZone),
        [b'+' | b'-', ..] => return Err(InstantError::Offset),
        _ => return Err(shape()),
    }
    let year = century * 100 + year;
    if year == 0 {
        return Err(InstantError::Year);
    }
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    let date = date.ok_or(InstantError::Date)?;
    let instant = match (hour, minute, second, nanos) {
        (24, 0, 0, 0) => midnight_after(date),
        _ => date.and_hms_nano_opt(hour, minute, second, nanos),
    };
    instant.map(|instant| instant.and_utc()).ok_or(InstantError::Time)
}

/// The fraction of a second in nanoseconds; digits after the ninth count nothing.
fn nanoseconds(digits: &[u8]) -> u32 {
    let mut unit = 1_000_000_000;
    digits.iter().fold(0, |sum, &byte| {
        unit /= 10;
        sum + u32::from(byte.wrapping_sub(b'0')) * unit
    })
}

fn midnight_after(date: NaiveDate) -> Option<NaiveDateTime> {
    date.checked_add_days(Days::new(1)).filter(|_| date != NaiveDate::MAX)?.and_hms_opt(0, 0, 0)
}

/// Names the commonest reasons why a text has another shape.
fn diagnose_shape(text: &str) -> InstantError {
    if text.trim() != text {
        return InstantError::WhiteSpace;
    }
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let Some((year, _)) = unsigned.split_once('-') else { return InstantError::Shape };
    let number = !year.is_empty() && year.bytes().all(|byte| byte.is_ascii_digit());
    if number && (year.len() > 4 || unsigned.len() < text.len()) {
        return InstantError::Year;
    }
    InstantError::Shape
}
