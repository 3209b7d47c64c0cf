//! "Did you mean": the name that was probably meant, for messages only; never for choosing a key (invariant:
//! exact-values).

/// Characters of an entity ID that are compared. SAML core 8.3.6 allows 1,024; the difference is usually early.
const MAX_ENTITY_ID: usize = 256;

/// Characters of a word that are compared.
#[cfg(feature = "inspect")]
const MAX_WORD: usize = 64;

/// The entity ID or other long name that differs from `wanted` in the fewest places, if the two are alike enough to be
/// worth naming.
///
/// Alike means that at most a third of the longer one differs, and never more than 12 places; upper and lower case count as
/// alike. Of equally near candidates the first is taken. Work is bounded: each comparison costs at most 256 × 25 steps.
pub(crate) fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(wanted);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let other = folded(candidate);
        let mut bound = (wanted.len().max(other.len()) / 3).min(12);
        if let Some((distance, _)) = best {
            bound = bound.min(distance.saturating_sub(1));
            if distance == 0 {
                break;
            }
        }
        if let Some(distance) = distance_within(&wanted, &other, bound, Swaps::CountTwice) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The words within an edit distance of a third of the text, nearest first, at most `most`; case counts.
#[cfg(feature = "inspect")]
pub(crate) fn nearest_words<'n>(
    text: &str,
    words: impl Iterator<Item = &'n str>,
    most: usize,
) -> Vec<&'n str> {
    let text: Vec<char> = text.chars().take(MAX_WORD).collect();
    let allowed = if text.len() < 4 { 1 } else { (text.len() / 3).clamp(2, 8) };
    let mut near: Vec<(usize, &str)> = words
        .filter_map(|word| {
            let other: Vec<char> = word.chars().take(MAX_WORD).collect();
            distance_within(&text, &other, allowed, Swaps::CountTwice).map(|distance| (distance, word))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(most).map(|(_, word)| word).collect()
}

/// The edit distance of two words, if it is at most `bound`; case counts.
#[cfg(feature = "inspect")]
pub(crate) fn distance_of_words(word: &[char], other: &str, bound: usize) -> Option<usize> {
    let other: Vec<char> = other.chars().take(MAX_WORD).collect();
    distance_within(word, &other, bound, Swaps::CountTwice)
}

fn folded(text: &str) -> Vec<char> {
    text.chars().take(MAX_ENTITY_ID).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether two short words differ by at most `allowed` slips: insertions, deletions, replacements and swaps of neighbors.
pub(crate) fn slips_within(word: &str, other: &str, allowed: usize) -> bool {
    let (word, other): (Vec<char>, Vec<char>) = (word.chars().collect(), other.chars().collect());
    distance_within(&word, &other, allowed, Swaps::CountOnce).is_some()
}

/// What two neighbors in each other's place count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Swaps {
    /// One slip.
    CountOnce,
    /// Two replacements.
    CountTwice,
}

/// The edit distance (insert, delete, replace), if it is at most `bound`.
fn distance_within(a: &[char], b: &[char], bound: usize, swaps: Swaps) -> Option<usize> {
    if a.len().abs_diff(b.len()) > bound {
        return None;
    }
    let too_far = bound.saturating_add(1);
    let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(too_far);
    // Row i has the distances from the first i characters of `a`; cells further than `bound` off the diagonal stay
    // too far, also when the three rows take turns: the band only moves to the right.
    let mut row: Vec<usize> = vec![too_far; b.len().saturating_add(1)];
    let mut before = row.clone();
    let mut last: Vec<usize> = (0..=b.len()).map(|j| j.min(too_far)).collect();
    let mut previous = None;
    for (i, x) in a.iter().enumerate() {
        let low = i.saturating_sub(bound);
        let high = i.saturating_add(bound).saturating_add(1).min(b.len());
        let mut left = if low == 0 { i.saturating_add(1).min(too_far) } else { too_far };
        if let Some(cell) = row.get_mut(low) {
            *cell = left;
        }
        for j in low..high {
            let (Some(y), Some(cell)) = (b.get(j), row.get_mut(j.saturating_add(1))) else { break };
            let replaced = at(&last, j).saturating_add(usize::from(x != y));
            let above = at(&last, j.saturating_add(1));
            left = replaced.min(above.saturating_add(1)).min(left.saturating_add(1)).min(too_far);
            if let (Swaps::CountOnce, Some(j)) = (swaps, j.checked_sub(1))
                && previous == Some(y)
                && b.get(j) == Some(x)
            {
                left = left.min(at(&before, j).saturating_add(1));
            }
            *cell = left;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
        previous = Some(x);
    }
    last.last().copied().filter(|&distance| distance <= bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, without a bound.
    fn plain(a: &[char], b: &[char], swaps: Swaps) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                if i == 0 || j == 0 {
                    table[i][j] = i + j;
                    continue;
                }
                let replaced = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                table[i][j] = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if swapped && swaps == Swaps::CountOnce {
                    table[i][j] = table[i][j].min(table[i - 2][j - 2] + 1);
                }
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn the_banded_distance_is_the_plain_one_up_to_its_bound() {
        // Every pair of words over two letters up to length 5, under every bound.
        let mut words = vec![String::new()];
        for length in 1..=5_u32 {
            for bits in 0..2_u32.pow(length) {
                words.push((0..length).map(|i| if bits >> i & 1 == 0 { 'a' } else { 'b' }).collect());
            }
        }
        for a in &words {
            for b in &words {
                let (x, y) = (folded(a), folded(b));
                for swaps in [Swaps::CountOnce, Swaps::CountTwice] {
                    let distance = plain(&x, &y, swaps);
                    for bound in 0..=6 {
                        let expected = Some(distance).filter(|&d| d <= bound);
                        assert_eq!(distance_within(&x, &y, bound, swaps), expected, "{a} {b} {bound}");
                    }
                }
            }
        }
    }

    #[test]
    fn distances_are_levenshteins() {
        let of = |a: &str, b: &str| distance_within(&folded(a), &folded(b), 20, Swaps::CountTwice);
        assert_eq!(of("kitten", "sitting"), Some(3));
        assert_eq!(of("", "abc"), Some(3));
        assert_eq!(of("abc", ""), Some(3));
        assert_eq!(of("audience-mismatch", "audience-mismatch"), Some(0));
    }

    #[cfg(feature = "inspect")]
    #[test]
    fn the_nearest_word_comes_first() {
        let words = ["audience-missing", "audience-mismatch", "unsigned"];
        assert_eq!(
            nearest_words("audience-mismach", words.into_iter(), 2),
            ["audience-mismatch", "audience-missing"]
        );
        assert!(nearest_words("entirely different", words.into_iter(), 2).is_empty());
    }

    #[test]
    fn a_swap_of_neighbors_is_one_slip() {
        let of = |a: &str, b: &str| distance_within(&folded(a), &folded(b), 20, Swaps::CountOnce);
        for (a, b, distance) in [
            ("acb", "abc", 1),
            ("ab", "ba", 1),
            ("abcd", "badc", 2),
            ("aab", "aba", 1),
            ("superviser", "supervisor", 1),
            ("kitten", "sitting", 3),
            ("ab", "axbyz", 3),
            ("axbyz", "ab", 3),
            ("abcdef", "bcdefa", 2),
            ("abc", "xyz", 3),
            ("\u{e9}t\u{e9}", "ete", 2),
            ("", "", 0),
        ] {
            assert_eq!(of(a, b), Some(distance), "{a} {b}");
        }
        assert!(slips_within("acb", "abc", 1) && !slips_within("abc", "xyz", 2));
    }
}
