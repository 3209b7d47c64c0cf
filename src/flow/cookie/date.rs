//! The dates of cookies (RFC 6265bis, section 5.1.1): every form that servers have ever written.

use chrono::{DateTime, NaiveDate, Utc};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The instant of an `Expires` attribute; `None` if it has no date.
pub(super) fn cookie_date(text: &str) -> Option<DateTime<Utc>> {
    let is_delimiter =
        |c: char| matches!(c, '\t' | ' '..='/' | ';'..='@' | '['..='`' | '{'..='~') && c != ':';
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(is_delimiter).filter(|token| !token.is_empty()).take(16) {
        if time.is_none() && token.contains(':') {
            time = time_of(token);
        } else if let (None, Some(number)) = (month, month_of(token)) {
            month = Some(number);
        } else if let Ok(number) = token.parse::<i32>() {
            if day.is_none() && token.len() <= 2 {
                day = u32::try_from(number).ok();
            } else if year.is_none() {
                year = Some(match number {
                    70..=99 => number.saturating_add(1900),
                    0..=69 => number.saturating_add(2000),
                    _ => number,
                });
            }
        }
    }
    let (hour, minute, second) = time?;
    Some(NaiveDate::from_ymd_opt(year?, month?, day?)?.and_hms_opt(hour, minute, second)?.and_utc())
}

fn time_of(token: &str) -> Option<(u32, u32, u32)> {
    let mut parts = token.split(':').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

fn month_of(token: &str) -> Option<u32> {
    let start = token.get(..3)?.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| *month == start)?;
    u32::try_from(index.saturating_add(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_form_is_read() {
        let expected = "2026-01-15T10:00:00Z".parse::<DateTime<Utc>>().unwrap();
        for text in [
            "Thu, 15 Jan 2026 10:00:00 GMT",
            "Thursday, 15-Jan-26 10:00:00 GMT",
            "Thu Jan 15 10:00:00 2026",
            "Thu, 15-Jan-2026 10:00:00 GMT",
        ] {
            assert_eq!(cookie_date(text), Some(expected), "{text}");
        }
        assert_eq!(cookie_date("0"), None);
    }
}
