//! The entity ID that was probably meant, for messages only; never for choosing a key (invariant: exact-values).

/// Characters of an entity ID that are compared; SAML core 8.3.6 allows 1,024, and what differs stands early.
const COMPARED: usize = 256;

/// The candidate that differs from `wanted` in the fewest places, if the two are alike enough to be worth naming.
///
/// Alike means that at most a third of the longer one differs, and never more than 12 places; upper and lower case count as alike. Of
/// equally near candidates the first is taken. Work is bounded: each comparison costs at most 256 × 25 steps.
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
        if let Some(distance) = distance_within(&wanted, &other, bound) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn folded(text: &str) -> Vec<char> {
    text.chars().take(COMPARED).map(|c| c.to_ascii_lowercase()).collect()
}

/// The edit distance (insert, delete, replace), when it is at most `bound`.
fn distance_within(a: &[char], b: &[char], bound: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > bound {
        return None;
    }
    let too_far = bound.saturating_add(1);
    // Row i holds the distances from the first i characters of `a`; cells further than `bound` off the diagonal stay too far.
    let mut row: Vec<usize> = (0..=b.len()).map(|j| j.min(too_far)).collect();
    for (i, x) in a.iter().enumerate() {
        let low = i.saturating_sub(bound);
        let high = i.saturating_add(bound).saturating_add(1).min(b.len());
        let mut diagonal = row.get(low).copied().unwrap_or(too_far);
        let mut left = if low == 0 { i.saturating_add(1).min(too_far) } else { too_far };
        if let Some(cell) = row.get_mut(low) {
            *cell = left;
        }
        for j in low..high {
            let (Some(y), Some(cell)) = (b.get(j), row.get_mut(j.saturating_add(1))) else { break };
            let above = *cell;
            let replaced = diagonal.saturating_add(usize::from(x != y));
            left = replaced.min(above.saturating_add(1)).min(left.saturating_add(1)).min(too_far);
            diagonal = above;
            *cell = left;
        }
    }
    row.last().copied().filter(|&distance| distance <= bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(a: &str, b: &str) -> usize {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 {
                    j
                } else if j == 0 {
                    i
                } else {
                    (table[i - 1][j] + 1)
                        .min(table[i][j - 1] + 1)
                        .min(table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]))
                };
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
                for bound in 0..=6 {
                    let expected = Some(plain(a, b)).filter(|&d| d <= bound);
                    assert_eq!(distance_within(&folded(a), &folded(b), bound), expected, "{a} {b} {bound}");
                }
            }
        }
    }
}
