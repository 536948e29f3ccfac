//! Patterns, strings and lengths at random.

use proptest::prelude::*;
use regress::Regex;

use super::super::{Languages, Rest};
use super::{pattern, words};

/// Patterns over few characters.
fn any_pattern() -> impl Strategy<Value = String> {
    const ATOMS: &[&str] = &[
        "a", "b", "c", "1", "ab", ".", "[ab]", "[^a]", "[b-c1]", "\\w", "\\d", "\\S", "[^]", "", "^", "$",
        "é", "😀",
    ];
    const COUNTS: &[&str] =
        &["", "", "*", "+", "?", "*?", "{2}", "{0,2}", "{1,}", "{2,3}", "{0}", "{3,}?", "{1,17}"];
    let leaf = proptest::sample::select(ATOMS).prop_map(str::to_owned);
    let counts = proptest::sample::select(COUNTS);
    leaf.prop_recursive(5, 24, 3, move |inner| {
        prop_oneof![
            3 => proptest::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            2 => (inner.clone(), counts.clone()).prop_map(|(inside, count)| repeated(&inside, count)),
            1 => proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join("|"))),
            1 => inner.clone().prop_map(|inside| format!("(?={inside})")),
            1 => inner.clone().prop_map(|inside| format!("(?!{inside})")),
            1 => inner.clone().prop_map(|inside| format!("^{inside}$")),
            1 => (inner.clone(), inner).prop_map(|(ahead, inside)| format!("^{}$", repeated(&format!("(?!{ahead}){inside}"), "*"))),
        ]
    })
}

/// What is repeated, if it repeats nothing itself.
///
/// The oracle loses matches of nested repetitions: `(?:(?:b+)+){2}` matches `bb`, and is not found.
fn repeated(inside: &str, count: &str) -> String {
    let bare = ["(?:", "(?=", "(?!"].iter().fold(inside.to_owned(), |bare, group| bare.replace(group, "("));
    if bare.contains(['*', '+', '?', '{']) { format!("(?:{inside})") } else { format!("(?:{inside}){count}") }
}

fn any_string() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&['a', 'b', 'c', '1', 'é', '😀', '\n'][..]), 0..8)
        .prop_map(|characters| characters.into_iter().collect())
}

/// All strings of `a` and `b` of at most so many characters, the shortest first.
fn all_strings(longest: usize) -> Vec<String> {
    let mut strings = vec![String::new()];
    let mut from = 0;
    for _ in 0..longest {
        let until = strings.len();
        for index in from..until {
            strings.extend(["a", "b"].map(|next| strings[index].clone() + next));
        }
        from = until;
    }
    strings
}

proptest! {
    #[test]
    fn a_language_has_what_its_pattern_matches(
        source in any_pattern(),
        strings in proptest::collection::vec(any_string(), 12),
    ) {
        let mut languages = Languages::default();
        let Ok(language) = languages.pattern(&source) else { return Ok(()) };
        let not = languages.not(language);
        let oracle = Regex::with_flags(&source, "u").unwrap();
        for string in strings {
            let expected = oracle.find(&string).is_some();
            prop_assert_eq!(languages.contains(language, &string), expected, "{} {:?}", source, string);
            prop_assert_eq!(languages.contains(not, &string), !expected, "not {} {:?}", source, string);
        }
    }

    #[test]
    fn operations_are_those_of_sets(
        sources in [any_pattern(), any_pattern(), any_pattern()],
        strings in proptest::collection::vec(any_string(), 8),
    ) {
        let mut languages = Languages::default();
        let parts: Result<Vec<_>, _> = sources.iter().map(|source| languages.pattern(source)).collect();
        let Ok(parts) = parts else { return Ok(()) };
        let (a, b, c) = (parts[0], parts[1], parts[2]);
        let not = parts.iter().map(|part| languages.not(*part)).collect::<Vec<_>>();
        let (ab, not_ab) = (languages.both(a, b), languages.either(not[0], not[1]));
        let mixed = languages.either(ab, c);
        let (ac, bc) = (languages.either(a, c), languages.either(b, c));
        let distributed = languages.both(ac, bc);
        for string in &strings {
            let [a, b, c] = [a, b, c].map(|part| languages.contains(part, string));
            prop_assert_eq!(languages.contains(ab, string), a && b);
            prop_assert_eq!(languages.contains(not_ab, string), !(a && b));
            prop_assert_eq!(languages.contains(mixed, string), (a && b) || c);
            prop_assert_eq!(languages.contains(distributed, string), (a && b) || c);
        }
        for (one, other) in [(mixed, distributed), (distributed, mixed)] {
            let other = languages.not(other);
            let difference = languages.both(one, other);
            let found = words(&mut languages, difference, 0, None, 1);
            prop_assert!(found.words.is_empty() && found.rest != Rest::More, "{:?} {:?}", sources, found);
        }
    }

    #[test]
    fn words_are_all_words(
        sources in [any_pattern(), any_pattern()],
        negative: bool,
        min in 0_u64..4,
        longer in 0_u64..4,
        most in 0_usize..40,
    ) {
        let mut languages = Languages::default();
        let Ok(one) = languages.pattern(&sources[0]) else { return Ok(()) };
        let Ok(other) = languages.pattern(&sources[1]) else { return Ok(()) };
        let other = if negative { languages.not(other) } else { other };
        let max = min + longer;
        let letters = pattern(&mut languages, "^[ab]*$");
        let both = languages.both(one, other);
        let language = languages.both(both, letters);
        let oracles = sources.map(|source| Regex::with_flags(&source, "u").unwrap());
        let expected: Vec<String> = all_strings(6)
            .into_iter()
            .filter(|word| (min..=max).contains(&u64::try_from(word.len()).unwrap()))
            .filter(|word| oracles[0].find(word).is_some() && oracles[1].find(word).is_some() != negative)
            .collect();
        let found = words(&mut languages, language, min, Some(max), most);
        let rest = if most < expected.len() { Rest::More } else { Rest::None };
        prop_assert_eq!(&found.words[..], &expected[..most.min(expected.len())]);
        prop_assert_eq!(found.rest, rest);
        // Without a bound, the same words come first.
        let found = words(&mut languages, language, min, None, most);
        let shared = expected.len().min(found.words.len());
        prop_assert_eq!(&found.words[..shared], &expected[..shared]);
        prop_assert!(found.words.len() >= most.min(expected.len()));
        prop_assert!(found.rest != Rest::None || found.words.len() >= expected.len());
    }
}
