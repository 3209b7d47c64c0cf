//! Spans of time in words, as findings say them.

use chrono::TimeDelta;

/// A span in its two largest units, without its sign: `4 h 12 min`, `3 d`, `59 s`, `less than 1 s`.
pub(crate) fn in_words(span: TimeDelta) -> String {
    let seconds = span.abs().num_seconds();
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3_600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let Some(first) = parts.iter().position(|(count, _)| *count > 0) else {
        return if span.is_zero() { "0 s".to_owned() } else { "less than 1 s".to_owned() };
    };
    let words: Vec<String> = parts
        .iter()
        .skip(first)
        .take(2)
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_largest_units() {
        let words = |seconds| in_words(TimeDelta::seconds(seconds));
        assert_eq!(words(4 * 3600 + 12 * 60 + 59), "4 h 12 min");
        assert_eq!(words(86_400 * 3), "3 d");
        assert_eq!(words(86_400 + 60), "1 d");
        assert_eq!(words(59), "59 s");
        assert_eq!(words(-61), "1 min 1 s");
        assert_eq!(words(0), "0 s");
        assert_eq!(in_words(TimeDelta::milliseconds(500)), "less than 1 s");
        assert_eq!(in_words(TimeDelta::MAX).split(' ').nth(1), Some("d"));
    }
}
