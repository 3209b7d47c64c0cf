//! xs:duration, as `cacheDuration` has it (XML Schema part 2, section 3.2.6).

use chrono::TimeDelta;

/// A year and a month at their shortest, because what is kept too long is worse than what is fetched too often.
const UNITS_OF_DATE: [(char, i64); 3] = [('Y', 365 * 86_400), ('M', 28 * 86_400), ('D', 86_400)];
const UNITS_OF_TIME: [(char, i64); 3] = [('H', 3_600), ('M', 60), ('S', 1)];

/// A longer duration counts as this one.
const LONGEST: i64 = 100 * 365 * 86_400;

/// The length of a duration in whole seconds; none if it is not one, or is negative.
pub(super) fn parse_duration(text: &str) -> Option<TimeDelta> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']).strip_prefix('P')?;
    let (date, time) = match text.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let seconds = sum(date, &UNITS_OF_DATE)?.checked_add(sum(time, &UNITS_OF_TIME)?)?;
    TimeDelta::try_seconds(seconds.min(LONGEST))
}

/// Numbers and units in the order of the units, each at most once.
fn sum(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut total: i64 = 0;
    for &(unit, seconds) in units {
        let Some((number, rest)) = text.split_once(unit) else { continue };
        let whole = match number.split_once('.') {
            // Only seconds have a fraction. It is left out.
            Some((whole, fraction)) if unit == 'S' && is_number(fraction) => whole,
            Some(_) => return None,
            None => number,
        };
        if !is_number(whole) {
            return None;
        }
        let number = whole.parse::<i64>().unwrap_or(LONGEST);
        total = total.saturating_add(number.saturating_mul(seconds)).min(LONGEST);
        text = rest;
    }
    text.is_empty().then_some(total)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        for (text, seconds) in [
            ("PT1H", 3_600),
            ("PT5M", 300),
            ("P1D", 86_400),
            ("P7D", 604_800),
            ("PT604800S", 604_800),
            ("P0Y0M0DT6H0M0.000S", 21_600),
            ("P1Y2M3DT4H5M6S", 365 * 86_400 + 2 * 28 * 86_400 + 3 * 86_400 + 4 * 3_600 + 5 * 60 + 6),
            (" PT1.5S\n", 1),
            ("PT0S", 0),
            ("P99999999999999999999Y", LONGEST),
            ("P9223372036854775807DT9223372036854775807H", LONGEST),
        ] {
            assert_eq!(parse_duration(text).map(|delta| delta.num_seconds()), Some(seconds), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_none() {
        for text in [
            "", "P", "PT", "P1", "1D", "-P1D", "P-1D", "P1H", "PT1D", "P1DT", "P1M1Y", "P1.5D", "PT.5S",
            "PT1.S", "PT1H1H", "P1D ago", "PT１S",
        ] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }
}
