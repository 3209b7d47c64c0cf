//! "Did you mean": the names nearest to a misspelt one.

/// Longest text that is compared; the work grows with the product of both lengths.
const MAX_LENGTH: usize = 64;

/// The names within an edit distance of a third of the text, nearest first, at most `most`.
pub(super) fn nearest<'n>(text: &str, names: impl Iterator<Item = &'n str>, most: usize) -> Vec<&'n str> {
    let text: Vec<char> = text.chars().take(MAX_LENGTH).collect();
    let allowed = (text.len() / 3).clamp(2, 8);
    let measured = names.map(|name| (distance(&text, name), name));
    let mut near: Vec<(usize, &str)> = measured.filter(|(distance, _)| *distance <= allowed).collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(most).map(|(_, name)| name).collect()
}

/// Levenshtein's distance, one row at a time.
pub(super) fn distance(text: &[char], name: &str) -> usize {
    let mut row: Vec<usize> = (0..=text.len()).collect();
    for (index, letter) in name.chars().take(MAX_LENGTH).enumerate() {
        let mut diagonal = index;
        let mut left = index.saturating_add(1);
        let mut next = Vec::with_capacity(row.len());
        next.push(left);
        for (other, above) in text.iter().zip(row.iter().skip(1)) {
            let replaced = diagonal.saturating_add(usize::from(*other != letter));
            left = replaced.min(left.saturating_add(1)).min(above.saturating_add(1));
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_levenshteins() {
        let of = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), b);
        assert_eq!(of("kitten", "sitting"), 3);
        assert_eq!(of("", "abc"), 3);
        assert_eq!(of("abc", ""), 3);
        assert_eq!(of("audience-mismatch", "audience-mismatch"), 0);
    }

    #[test]
    fn the_nearest_name_comes_first() {
        let names = ["audience-missing", "audience-mismatch", "unsigned"];
        assert_eq!(
            nearest("audience-mismach", names.into_iter(), 2),
            ["audience-mismatch", "audience-missing"]
        );
        assert!(nearest("entirely different", names.into_iter(), 2).is_empty());
    }
}
