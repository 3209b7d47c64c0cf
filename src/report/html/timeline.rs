//! The time line: every instant of the message and of its certificates, against the time of the check.
//!
//! Minutes and years are on one axis, so it is logarithmic on both sides of the time of the check.

use super::markup::Html;
use crate::assertion::parse_instant;
use crate::report::Report;
use crate::report::certificate::certificates;
use crate::xml::Document;
use chrono::{DateTime, TimeDelta, Utc};

/// Rows drawn; a response has eight or so.
const MAX_ROWS: usize = 40;
/// Distances that differ by less than this are near each other on the axis, in seconds.
const UNIT: f64 = 30.0;
/// What the axis shows on each side at least, in seconds.
const MIN_SIDE: f64 = 120.0;
/// Distances that the axis is labeled with, in seconds.
const TICKS: [(i32, &str); 7] = [
    (60, "1 min"),
    (3_600, "1 h"),
    (86_400, "1 day"),
    (2_592_000, "30 days"),
    (31_536_000, "1 year"),
    (315_360_000, "10 years"),
    (1_576_800_000, "50 years"),
];
/// Labels of the axis are at least this far apart, in percent.
const MIN_GAP: f64 = 20.0;

/// One instant, or the time between two.
pub(super) struct Row {
    /// The element or the certificate.
    what: String,
    start: Option<Instant>,
    end: Option<Instant>,
}

struct Instant {
    name: &'static str,
    written: String,
    /// `None` if it cannot be read.
    at: Option<DateTime<Utc>>,
}

/// How a row compares with the time of the check.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PeriodState {
    /// A single instant: it is neither in force nor over.
    Point,
    InForce,
    Outside,
    /// An end or a beginning that cannot be read.
    Unknown,
}

impl Row {
    fn is_point(&self) -> bool {
        self.end.is_none() && self.start.as_ref().is_some_and(|start| start.name != "NotBefore")
    }

    fn state(&self, now: DateTime<Utc>) -> PeriodState {
        if self.is_point() {
            return PeriodState::Point;
        }
        if self.instants().any(|instant| instant.at.is_none()) {
            return PeriodState::Unknown;
        }
        let at = |instant: &Option<Instant>| instant.as_ref().and_then(|instant| instant.at);
        let begun = at(&self.start).is_none_or(|start| start <= now);
        let over = at(&self.end).is_some_and(|end| end <= now);
        if begun && !over { PeriodState::InForce } else { PeriodState::Outside }
    }

    fn instants(&self) -> impl Iterator<Item = &Instant> {
        self.start.iter().chain(self.end.iter())
    }
}

/// `decrypted` are the rows of what was decrypted.
pub(super) fn section(
    html: &mut Html,
    report: &Report,
    document: Option<&Document<'_>>,
    decrypted: Vec<Row>,
) {
    let mut rows = document.map_or_else(Vec::new, of_message);
    rows.extend(decrypted);
    rows.extend(of_certificates(report));
    if rows.is_empty() {
        return;
    }
    let now = report.at();
    let axis = Axis::new(&rows, now);
    html.markup("<section id=\"time\" aria-labelledby=\"h-time\"><h2 id=\"h-time\">Time line</h2>\n<p>Judged as of <strong>");
    html.text(&written(now)).markup("</strong>. Distances are logarithmic.");
    if let Some(then) = report.captured_at() {
        html.markup(" The capture is probably old: times were also checked as of ");
        html.text(&written(then)).markup(".");
    }
    html.markup("</p>\n<ol class=\"time\">\n");
    axis.labels(html);
    for row in &rows {
        one(html, row, &axis, now);
    }
    html.markup("</ol></section>\n");
}

/// The instants of the message, in document order.
pub(super) fn of_message(document: &Document<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    for element in document.elements() {
        if rows.len() >= MAX_ROWS {
            break;
        }
        let instant = |name: &'static str| {
            element.attribute(name).map(|text| Instant {
                name,
                written: text.to_owned(),
                at: parse_instant(text).ok(),
            })
        };
        let pairs = [
            (instant("IssueInstant"), None),
            (instant("AuthnInstant"), None),
            (None, instant("SessionNotOnOrAfter")),
            (instant("NotBefore"), instant("NotOnOrAfter")),
        ];
        let what = element.local_name();
        for (start, end) in pairs {
            if start.is_some() || end.is_some() {
                rows.push(Row { what: what.to_owned(), start, end });
            }
        }
    }
    rows
}

fn of_certificates(report: &Report) -> Vec<Row> {
    let instant = |name: &'static str, at: DateTime<Utc>| {
        Some(Instant { name, written: at.format("%Y-%m-%dT%H:%M:%SZ").to_string(), at: Some(at) })
    };
    let row = |(label, certificate): (&str, &crate::report::CertificateSummary)| Row {
        what: format!("{label} certificate {}", certificate.subject),
        start: instant("NotBefore", certificate.not_before),
        end: instant("NotAfter", certificate.not_after),
    };
    certificates(report).into_iter().take(MAX_ROWS).map(row).collect()
}

fn one(html: &mut Html, row: &Row, axis: &Axis, now: DateTime<Utc>) {
    let state = row.state(now);
    html.markup(match state {
        PeriodState::Point | PeriodState::Unknown => "<li><p><strong>",
        PeriodState::InForce => "<li class=\"in\"><p><strong>",
        PeriodState::Outside => "<li class=\"out\"><p><strong>",
    });
    html.text(&row.what).markup("</strong>");
    html.markup(match state {
        PeriodState::Point => "",
        PeriodState::InForce => " <span class=\"tag\">in force</span>",
        PeriodState::Outside => " <span class=\"tag\">not in force</span>",
        PeriodState::Unknown => " <span class=\"tag warn\">unknown</span>",
    });
    for instant in row.instants() {
        html.markup("<br>").text(instant.name).markup(" ");
        match instant.at {
            Some(at) => html
                .text(&written(at))
                .markup(" <span class=\"dim\">")
                .text(&distance(at, now))
                .markup("</span>"),
            None => {
                html.value(&instant.written).markup(" <strong>is not a UTC time as SAML requires</strong>")
            }
        };
    }
    html.markup("</p>");
    draw(html, row, axis, now);
    html.markup("</li>\n");
}

/// The row as a drawing. It says nothing that the text of the row does not say.
fn draw(html: &mut Html, row: &Row, axis: &Axis, now: DateTime<Utc>) {
    html.markup("<svg aria-hidden=\"true\" width=\"100%\" height=\"32\"><line class=\"rail\" x1=\"0\" x2=\"100%\" y1=\"16\" y2=\"16\"/>");
    let place = |instant: &Option<Instant>| instant.as_ref().map(|one| one.at.map(|at| axis.place(at, now)));
    match (place(&row.start), place(&row.end)) {
        // What cannot be read is not drawn.
        (Some(None), _) | (_, Some(None)) => {}
        (Some(Some(at)), None) if row.is_point() => {
            html.markup("<circle cx=\"").percent(at).markup("\" cy=\"16\" r=\"5\"/>");
        }
        (start, end) => {
            let (from, to) = (start.flatten().unwrap_or(0.0), end.flatten().unwrap_or(100.0));
            html.markup("<rect x=\"").percent(from).markup("\" width=\"").percent((to - from).max(0.4));
            html.markup("\" y=\"10\" height=\"12\" rx=\"2\"/>");
        }
    }
    axis.judgement(html);
    html.markup("</svg>");
}

/// The axis: logarithmic on both sides of the time of the check, each as far as the rows reach.
struct Axis {
    /// Where the time of the check is, in percent.
    zero: f64,
    /// Percent for each unit of the logarithm.
    scale: f64,
}

impl Axis {
    fn new(rows: &[Row], now: DateTime<Utc>) -> Axis {
        let (mut before, mut after) = (MIN_SIDE, MIN_SIDE);
        for at in rows.iter().flat_map(Row::instants).filter_map(|instant| instant.at) {
            let seconds = seconds(at.signed_duration_since(now));
            before = before.max(-seconds);
            after = after.max(seconds);
        }
        let (left, right) = (logarithm(before), logarithm(after));
        // Space for a mark at each end.
        let scale = 94.0 / (left + right);
        Axis { zero: 3.0 + left * scale, scale }
    }

    fn place(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> f64 {
        self.at(seconds(at.signed_duration_since(now)))
    }

    fn at(&self, seconds: f64) -> f64 {
        self.zero + logarithm(seconds.abs()) * self.scale * if seconds < 0.0 { -1.0 } else { 1.0 }
    }

    /// The line of the time of the check.
    fn judgement(&self, html: &mut Html) {
        html.markup("<line class=\"now\" y1=\"0\" y2=\"100%\" x1=\"").percent(self.zero);
        html.markup("\" x2=\"").percent(self.zero).markup("\"/>");
    }

    /// A row of labels; the text of each row has the exact values.
    fn labels(&self, html: &mut Html) {
        html.markup("<li class=\"axis\" aria-hidden=\"true\"><p></p><svg width=\"100%\" height=\"36\">");
        for sign in [-1.0, 1.0] {
            let mut last = self.zero;
            for (seconds, label) in TICKS {
                let at = self.at(f64::from(seconds) * sign);
                if !(7.0..=93.0).contains(&at) || (at - last).abs() < MIN_GAP {
                    continue;
                }
                last = at;
                html.markup("<line class=\"tick\" y1=\"28\" y2=\"36\" x1=\"").percent(at);
                html.markup("\" x2=\"").percent(at).markup("\"/><text y=\"24\" x=\"").percent(at);
                html.markup("\">").text(if sign < 0.0 { "−" } else { "+" }).text(label).markup("</text>");
            }
        }
        html.markup("<text class=\"judged\" y=\"10\" x=\"").percent(self.zero.clamp(8.0, 92.0));
        html.markup("\">judged</text><line class=\"now\" y1=\"14\" y2=\"36\" x1=\"").percent(self.zero);
        html.markup("\" x2=\"").percent(self.zero).markup("\"/></svg></li>\n");
    }
}

/// Seconds, as far as 68 years.
fn seconds(delta: TimeDelta) -> f64 {
    let whole = delta.num_seconds();
    f64::from(i32::try_from(whole).unwrap_or(if whole < 0 { i32::MIN } else { i32::MAX }))
}

fn logarithm(seconds: f64) -> f64 {
    (seconds / UNIT).ln_1p()
}

fn written(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// How far an instant is from the time of the check, in words.
fn distance(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let delta = at.signed_duration_since(now);
    let seconds = delta.num_seconds().saturating_abs();
    let (count, unit) = match seconds {
        0 => return "at the time of the check".to_owned(),
        1..=119 => (seconds, "second"),
        120..=7_199 => (seconds / 60, "minute"),
        7_200..=172_799 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    let side = if delta < TimeDelta::zero() { "before" } else { "after" };
    format!("{count} {unit}{plural} {side}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_in_words() {
        let now = DateTime::UNIX_EPOCH;
        let words = |seconds: i64| distance(now + TimeDelta::seconds(seconds), now);
        assert_eq!(words(0), "at the time of the check");
        assert_eq!(words(1), "1 second after");
        assert_eq!(words(-300), "5 minutes before");
        assert_eq!(words(86_400 * 314), "314 days after");
    }

    #[test]
    fn an_axis_keeps_the_order_of_instants_and_stays_on_the_page() {
        let now = DateTime::UNIX_EPOCH;
        let row = |seconds: i64| Row {
            what: String::new(),
            start: Some(Instant {
                name: "IssueInstant",
                written: String::new(),
                at: Some(now + TimeDelta::seconds(seconds)),
            }),
            end: None,
        };
        let times = [i64::from(i32::MIN) * 4, -86_400, -60, 0, 1, 60, 3_600, 31_536_000];
        let axis = Axis::new(&times.map(row), now);
        let places = times.map(|seconds| axis.place(now + TimeDelta::seconds(seconds), now));
        assert!(places.is_sorted(), "{places:?}");
        assert!(places.iter().all(|place| (0.0..=100.0).contains(place)), "{places:?}");
        assert!(places[4] > places[3]);
    }

    #[test]
    fn a_window_is_in_force_from_its_first_instant_and_no_longer_at_its_end() {
        let now = DateTime::UNIX_EPOCH;
        let at = |name, seconds| {
            Some(Instant { name, written: String::new(), at: Some(now + TimeDelta::seconds(seconds)) })
        };
        let row = |start, end| Row { what: String::new(), start, end };
        let state = |row: Row| row.state(now);
        assert!(state(row(at("NotBefore", 0), at("NotOnOrAfter", 1))) == PeriodState::InForce);
        assert!(state(row(at("NotBefore", 1), None)) == PeriodState::Outside);
        assert!(state(row(None, at("NotOnOrAfter", 0))) == PeriodState::Outside);
        assert!(state(row(at("IssueInstant", -9), None)) == PeriodState::Point);
    }

    #[test]
    fn a_window_with_an_end_that_cannot_be_read_is_not_called_in_force() {
        let unread = || Some(Instant { name: "NotOnOrAfter", written: "11:00+02:00".to_owned(), at: None });
        let row = Row { what: String::new(), start: None, end: unread() };
        assert!(row.state(DateTime::UNIX_EPOCH) == PeriodState::Unknown);
    }
}
