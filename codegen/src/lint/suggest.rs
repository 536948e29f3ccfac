//! What somebody meant who misspelt a word.

/// ` (did you mean `host`?)`, where one of some words comes close to another; nothing where none does.
pub(in crate::lint) fn did_you_mean<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> String {
    match nearest(word, known) {
        Some(near) => format!(" (did you mean `{near}`?)"),
        None => String::new(),
    }
}

/// The word that comes closest, if one comes close; the first such.
pub(crate) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let most = match word.chars().count() {
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    let near = known.into_iter().map(|known| (distance(word, known, most), known));
    near.filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// How many letters must be put in, taken out, changed, or swapped with the next; more than `most` where it is more.
fn distance(a: &str, b: &str, most: usize) -> usize {
    let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (a, b) = (lower(a), lower(b));
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let changed = last[j] + usize::from(a[i] != b[j]);
            let mut least = changed.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn what_comes_close_is_meant() {
        let words = ["minLength", "maxLength", "type", "title"];
        assert_eq!(nearest("minLenght", words), Some("minLength"));
        assert_eq!(nearest("MINLENGTH", words), Some("minLength"));
        assert_eq!(nearest("tpye", words), Some("type"));
        assert_eq!(nearest("foo", words), None);
        assert_eq!(nearest("", words), None);
    }
}
