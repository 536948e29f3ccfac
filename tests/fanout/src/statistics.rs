//! Medians and percentiles.

/// The value that a share of all values is below; none of no values. The values are sorted.
pub fn percentile(values: &mut [u32], share: f64) -> Option<u32> {
    values.sort_unstable();
    let last = values.len().checked_sub(1)?;
    // Truncated: the index of a share is a whole number.
    Some(values[((values.len() as f64 * share) as usize).min(last)])
}

/// The median, and the least and the greatest value; none of no values.
#[must_use]
pub fn spread(values: impl IntoIterator<Item = f64>) -> Option<Spread> {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let (min, max) = (*values.first()?, *values.last()?);
    let middle = values.len() / 2;
    let median = if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    };
    Some(Spread { min, median, max })
}

/// How values are spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The least.
    pub min: f64,
    /// The one in the middle, or between the two in the middle.
    pub median: f64,
    /// The greatest.
    pub max: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let mut values: Vec<u32> = (1..=100).rev().collect();
        assert_eq!(percentile(&mut values, 0.0), Some(1));
        assert_eq!(percentile(&mut values, 0.5), Some(51));
        assert_eq!(percentile(&mut values, 0.99), Some(100));
        assert_eq!(percentile(&mut values, 1.0), Some(100));
        assert_eq!(percentile(&mut [7], 0.99), Some(7));
        assert_eq!(percentile(&mut [], 0.5), None);
    }

    #[test]
    fn a_median_is_in_the_middle() {
        assert_eq!(spread([3.0, 1.0, 2.0]), Some(Spread { min: 1.0, median: 2.0, max: 3.0 }));
        assert_eq!(spread([4.0, 1.0]), Some(Spread { min: 1.0, median: 2.5, max: 4.0 }));
        assert_eq!(spread([]), None);
    }
}
