//! The limits of a run, and the numbers that options take.

use samlens::Limits;

/// The limits, with the one size that a person may want to raise.
pub(crate) fn with_size(max_size: Option<usize>) -> Limits {
    let mut limits = Limits::default();
    if let Some(size) = max_size {
        limits.max_capture_bytes = size;
        limits.max_xml_bytes = size;
    }
    limits
}

/// Bytes, or K and M of 1024.
pub(crate) fn size(text: &str) -> Result<usize, String> {
    let (digits, unit) = match text.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1 << 10),
        None => text.strip_suffix(['m', 'M']).map_or((text, 1), |digits| (digits, 1 << 20)),
    };
    // Positions in a document are 32 bits wide.
    let size = digits.parse::<usize>().ok().and_then(|number| number.checked_mul(unit));
    size.filter(|size| (1..=1 << 30).contains(size))
        .ok_or_else(|| "not a size from 1 to 1024M, like 20M".to_owned())
}

/// A number from 1.
pub(crate) fn number(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("not a number from 1".to_owned()),
        Ok(number) => Ok(number),
    }
}
