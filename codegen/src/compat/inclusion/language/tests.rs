mod random;

use regress::Regex;

use super::{Language, Languages, Rest, Unsupported, Words};

/// Patterns from documents, words of each, and words that are none.
const REAL: &[(&str, &[&str], &[&str])] = &[
    ("^[a-z]+$", &["a", "xyz"], &["", "A", "a1", "a\n"]),
    ("^(?=x$)x$", &["x"], &["", "xx", "y"]),
    ("^/([^/]+(/[^/]+)*)?$", &["/", "/a", "/a/b"], &["", "a", "//", "/a/"]),
    (
        "[0-9a-f]{64}",
        &["0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"],
        &["0123456789abcdef"],
    ),
    ("^.+@.+$", &["a@b", "@@@"], &["@", "a@", "@b", "a@b\n"]),
    ("^emai(l|k)$", &["email", "emaik"], &["emai", "emailk"]),
    ("^\\cC$", &["\u{3}"], &["cC", "C", "\\cC"]),
    (
        "^ni:///sha-256;([a-zA-Z0-9_-]{0,86})[?](fpt=ed25519-sha-256(&)?|cost=[0-9]+(&)?|subtypes=ed25519-sha-256(&)?){2,3}$",
        &["ni:///sha-256;a-b?cost=1&cost=2", "ni:///sha-256;?cost=1fpt=ed25519-sha-256"],
        &["ni:///sha-256;?cost=1", "ni:///sha-256;a?fpt=ed25519-sha-256&"],
    ),
    ("^(?!foo).*$", &["", "fo", "bar", "xfoo"], &["foo", "foobar", "a\nb"]),
    (
        "^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$",
        &["a.bc", "x-y.z0.com"],
        &["a", "a.b", "-a.bc", "a-.bc"],
    ),
    (
        "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$",
        &["123e4567-e89b-12d3-a456-426614174000"],
        &["123e4567-e89b-62d3-a456-426614174000", "123e4567e89b12d3a456426614174000"],
    ),
    (
        "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",
        &["2024-02-29"],
        &["2024-13-01", "2024-1-01", "20240101"],
    ),
    (
        "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$",
        &["2024-02-29T01:02:03Z", "2024-02-29T01:02:03.5+01:00"],
        &["2024-02-29T01:02:03", "2024-02-29T01:02:03.Z"],
    ),
    (
        "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?$",
        &["1.0.0", "1.2.3-rc.1+x.y"],
        &["1.0", "01.0.0", "1.0.0-01", "1.0.0-"],
    ),
    ("^\\S+$", &["a", "é"], &["", "a b", "\u{feff}", "a\u{2003}"]),
    ("^á", &["á", "áb"], &["", "a", "xá"]),
    ("^(?:(?!--).)*$", &["", "a-b", "-"], &["--", "a--b", "\n"]),
    ("^(?=.*\\d)(?=.*[a-z]).{4,8}$", &["abc1", "1234567a"], &["abcd", "a1", "12345678a"]),
    (
        "^(?:https?|wss?)://[^\\s/$.?#].[^\\s]*$",
        &["https://a.b", "ws://xy"],
        &["ftp://a.b", "http://.b", "http://ab c"],
    ),
    (
        "^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}$",
        &["1.2.3.4", "255.0.0.1"],
        &["1.2.3", "256.1.1.1", "1.2.3.4."],
    ),
    (
        "^#/(?:definitions|\\$defs)/[^/]+$",
        &["#/definitions/a", "#/$defs/b"],
        &["#/", "#/$defs/", "#/$defs/a/b"],
    ),
    ("^\\p{Lu}\\p{L}*$", &["Éa", "Ω"], &["é", "A1", ""]),
    ("", &["", "a"], &[]),
    ("^$", &[""], &["a", "\n"]),
    ("$^", &[""], &["a"]),
    ("a^|b$", &["b", "ab"], &["a", "ba"]),
    ("(a|)^b", &["b", "bc"], &["ab"]),
    ("^(?:^)*(^)+(?:$|b){2,3}$", &["", "b", "bb"], &["a"]),
    ("a*^b", &["b"], &["ab", "aab"]),
    ("^(?:(?=a)|b)c?$", &["b", "bc"], &["a", "c", "ab"]),
    ("[]", &[], &["", "a"]),
    ("^[^]$", &["a", "\n", "😀"], &["", "ab"]),
    ("^\\u{1F600}\\uD83D\\uDE00\\x41\\u0042\\0$", &["😀😀AB\0"], &["😀AB\0"]),
    ("^[\\uD83D\\uDE00-\\u{1F602}]$", &["😀", "😁"], &["\u{1F603}"]),
    ("\\uD83D", &[], &["😀", ""]),
    ("^(?<year>\\d+?)$", &["1", "2024"], &[""]),
    // Valid without the flag only.
    ("^\\-\\_\\@\\ $", &["-_@ "], &["\\-\\_\\@\\ "]),
    ("^{a}]$", &["{a}]"], &["a"]),
    ("^a{x}{2,b$", &["a{x}{2,b"], &["aa"]),
    ("^[\\w-.]+$", &["a-.b"], &["a,b"]),
    ("^[\\b]$", &["\u{8}"], &["b"]),
];

fn pattern(languages: &mut Languages, source: &str) -> Language {
    languages.pattern(source).unwrap_or_else(|reason| panic!("{source}: {reason}"))
}

fn words(languages: &mut Languages, language: Language, min: u64, max: Option<u64>, most: usize) -> Words {
    languages.words(language, min, max, most, &mut 20_000)
}

/// The words of a pattern of at least `min` characters and at most `max`.
fn words_of(source: &str, min: u64, max: Option<u64>, most: usize) -> (Vec<String>, Rest) {
    let mut languages = Languages::default();
    let language = pattern(&mut languages, source);
    let Words { words, rest } = words(&mut languages, language, min, max, most);
    (words, rest)
}

/// Whether each word of the first is one of the second.
fn includes(languages: &mut Languages, first: &str, second: &str) -> Words {
    let (first, second) = (pattern(languages, first), pattern(languages, second));
    let others = languages.not(second);
    let counterexamples = languages.both(first, others);
    words(languages, counterexamples, 0, None, 1)
}

const NOTHING: Words = Words { words: Vec::new(), rest: Rest::None };

#[test]
fn patterns_from_documents() {
    let mut languages = Languages::default();
    for (source, good, bad) in REAL {
        let language = pattern(&mut languages, source);
        let oracle = Regex::with_flags(source, "u").ok();
        for (strings, expected) in [(good, true), (bad, false)] {
            for string in *strings {
                assert_eq!(languages.contains(language, string), expected, "{source} {string:?}");
                if let Some(oracle) = &oracle {
                    assert_eq!(oracle.find(string).is_some(), expected, "{source} {string:?}");
                }
            }
        }
    }
}

#[test]
fn a_pattern_includes_itself_and_what_it_was_made_of() {
    let mut languages = Languages::default();
    for (source, _, _) in REAL {
        assert_eq!(includes(&mut languages, source, source), NOTHING, "{source}");
        // As the words of even length and those of odd, so that nothing but the states tells.
        let language = pattern(&mut languages, source);
        let (even, odd) =
            (pattern(&mut languages, "^(?:[^]{2})*$"), pattern(&mut languages, "^[^](?:[^]{2})*$"));
        let (even, odd) = (languages.both(language, even), languages.both(language, odd));
        let again = languages.either(even, odd);
        let others = languages.not(again);
        let difference = languages.both(language, others);
        assert_eq!(words(&mut languages, difference, 0, None, 1), NOTHING, "{source}");
        for good in words(&mut languages, language, 0, None, 50).words {
            assert!(languages.contains(language, &good), "{source} {good:?}");
        }
    }
}

#[test]
fn inclusions() {
    let mut languages = Languages::default();
    for (first, second) in [
        ("^[a-z]+$", "^\\w+$"),
        ("^[a-z]{3,5}$", "^.{1,5}$"),
        ("^a(?:bc)*$", "^a?(?:bc)*$"),
        ("^(?:a|b)*$", "^(?:a*b*)*$"),
        ("^(?:a*b*)*$", "^(?:a|b)*$"),
        ("^[0-9a-f]{64}$", "[0-9a-f]{64}"),
        ("^(?!foo).*$", "^(?:[^f]|f[^o]|fo[^o]|f?o?$)?"),
        ("^\\d{4}-\\d{2}-\\d{2}$", "^[-\\d]{10}$"),
        ("^(?:(?!ab).)*$", "^(?!.*ab).*$"),
        ("^(?!.*ab).*$", "^(?:(?!ab).)*$"),
        ("^(?:.(?!b))*$", "^.?[^b]*$"),
        ("^(?:a{3,7}){2,4}$", "^a{6,28}$"),
        ("^a{6,28}$", "^(?:a{3,7}){2,4}$"),
    ] {
        assert_eq!(includes(&mut languages, first, second), NOTHING, "{first} {second}");
    }
    for (first, second, counterexample) in [
        ("^\\w+$", "^[a-z]+$", "A"),
        ("[0-9a-f]{4}", "^[0-9a-f]{4}$", "aaaaa"),
        ("^.*$", "^(?!foo).*$", "foo"),
        ("^a{6,28}$", "^(?:a{3}|a{7}){2,4}$", "aaaaaaa"),
    ] {
        let found = includes(&mut languages, first, second);
        assert_eq!(found.words, [counterexample], "{first} {second}");
    }
}

#[test]
fn what_is_not_read() {
    let mut languages = Languages::default();
    for source in [
        "(?<=a)b",
        "(?<!a)b",
        "(a)\\1",
        "(?<n>a)\\k<n>",
        "a\\b",
        "a\\B",
        "(?i:a)",
        "(?>a)",
        "(",
        ")",
        "[",
        "a**",
        "*",
        "{1}",
        "a{2,1}",
        "a{,2}",
        "[b-a]",
        "\\",
        "\\p{Greek}",
        "\\p{Sc",
        "\\p{script=Greek}",
        "\\u12",
        "\\u{110000}",
        "\\x1",
        "\\A",
        "\\z",
        "\\c1",
        "\\00",
        "(?=a)*",
        "^*",
        "(?<a>x)(?<a>y)",
        "(?:a(?=b))*c",
        "[\\B]",
        "\\u{}",
    ] {
        assert!(languages.pattern(source).is_err(), "{source}");
    }
    let deep = "(".repeat(10_000) + &")".repeat(10_000);
    assert_eq!(languages.pattern(&deep), Err(Unsupported::TooLarge));
    assert_eq!(languages.pattern(&"a".repeat(1_000_000)), Err(Unsupported::TooLarge));
    assert_eq!(languages.pattern("a\\b").unwrap_err().to_string(), "`\\b` is not read");
}

#[test]
fn large_patterns_end() {
    let mut languages = Languages::default();
    let optional: String = (0..2_000).map(|index| format!("(?:\\u{{{:x}}}|x)?", 0x4E00 + index)).collect();
    let branches: Vec<String> = (0..3_000).map(|index| format!("word{index}")).collect();
    let nested = (0..90).fold("a".to_owned(), |inside, _| format!("(?:{inside}|b)*?c"));
    let asserted = (0..90).fold("a".to_owned(), |inside, _| format!("(?:{inside}$|b){{1,9}}"));
    for source in [
        optional,
        branches.join("|"),
        nested,
        asserted,
        "(?:(?:a?){1000}){1000}".to_owned(),
        "(a?){9999}b".to_owned(),
    ] {
        if let Ok(language) = languages.pattern(&source) {
            let mut budget = 500;
            languages.words(language, 0, None, 10, &mut budget);
            let not = languages.not(language);
            languages.contains(not, "word1ccxx");
        }
    }
}

#[test]
fn deep_languages_end() {
    let mut languages = Languages::default();
    let mut deep = pattern(&mut languages, "^a");
    for index in 0..3_000 {
        let (some, other) = (languages.word(&format!("a{index}")), languages.length(index, Some(2 * index)));
        deep = languages.either(deep, some);
        deep = languages.both(deep, other);
        deep = languages.not(deep);
    }
    let not = languages.not(deep);
    assert_ne!(languages.contains(deep, "a"), languages.contains(not, "a"));
    languages.words(deep, 0, None, 3, &mut 20_000);
}

#[test]
fn words_in_order() {
    assert_eq!(
        words_of("^[a-c]{1,2}$", 0, None, 4),
        (vec!["a".into(), "b".into(), "c".into(), "aa".into()], Rest::More)
    );
    assert_eq!(
        words_of("^(?:b|a|ab?)$", 0, None, 3),
        (vec!["a".into(), "b".into(), "ab".into()], Rest::None)
    );
    assert_eq!(words_of("^(?:b|a|ab?)$", 0, None, 2).1, Rest::More);
    assert_eq!(words_of("^(?:b|a|ab?)$", 2, None, 2), (vec!["ab".into()], Rest::None));
    assert_eq!(words_of("^[^a-z]$", 0, None, 1).0, ["A"]);
    assert_eq!(words_of("^[^\\w]$", 0, None, 1).0, ["!"]);
    assert_eq!(words_of("^[\\0 é]$", 0, None, 9), (vec![" ".into(), "é".into(), "\0".into()], Rest::None));
    assert_eq!(words_of("^a*$", 0, None, 0), (vec![], Rest::More));
    assert_eq!(words_of("^[]$", 0, None, 0), (vec![], Rest::None));
    assert_eq!(words_of("^😀+$", 2, Some(2), 2), (vec!["😀😀".into()], Rest::None));
    assert_eq!(words_of("", 0, Some(0), 2), (vec![String::new()], Rest::None));
}

#[test]
fn large_bounds_end_soon() {
    assert_eq!(words_of("^(?:aa)*$", 1_000_001, Some(1_000_001), 1), (vec![], Rest::None));
    assert_eq!(words_of("^(?:aa|aaa)$", 4_000, None, 1), (vec![], Rest::None));
    assert_eq!(words_of("^(?:a{6}|b{10})*$", 7, Some(9), 1), (vec![], Rest::None));
    let (found, rest) = words_of("^(?:a{6})*$", 1_000_000, None, 1);
    assert_eq!((found[0].len(), rest), (1_000_002, Rest::More));
    let (found, rest) = words_of("^a{5000}b?$", 5_000, Some(1_000_000), 3);
    assert_eq!((found.len(), rest), (2, Rest::None));
    // As many states as sets of positions.
    assert_eq!(words_of("^[ab]*a[ab]{30}$", 0, Some(1_000_000), 1), (vec![], Rest::Unknown));
    // Cycles whose common period is longer than the budget.
    let cycles = "^(?:(?:a{7})+|(?:a{11})+|(?:a{13})+|(?:a{17})+|(?:a{19})+|(?:a{23})+)$";
    assert_eq!(words_of(cycles, 0, Some(8), 9), (vec!["aaaaaaa".into()], Rest::None));
    let mut languages = Languages::default();
    let (language, length) = (pattern(&mut languages, "^(?:ab)*$"), languages.length(999_999, Some(999_999)));
    let both = languages.both(language, length);
    assert_eq!(words(&mut languages, both, 0, None, 1), NOTHING);
    let length = languages.length(0, Some(1_000_000));
    let not = languages.not(length);
    assert_eq!(words(&mut languages, not, 0, Some(1_000_000), 1), NOTHING);
}

#[test]
fn a_spent_budget_is_unknown() {
    let mut languages = Languages::default();
    let language = pattern(&mut languages, "^[ab]*a[ab]{16}$");
    let not = languages.not(language);
    let hard = pattern(&mut languages, "^(?:a|b)*a(?:b|a){15}(?:a|b)$");
    let both = languages.both(not, hard);
    for mut budget in [0, 1, 10, 1_000] {
        let found = languages.words(both, 0, None, 1, &mut budget);
        assert!(found == NOTHING || (found.rest, budget) == (Rest::Unknown, 0));
    }
}

#[test]
fn properties_are_those_of_the_oracle() {
    for name in [
        "L",
        "Letter",
        "gc=Nd",
        "Zl",
        "Sc",
        "Lu",
        "Script=Greek",
        "scx=Grek",
        "Alphabetic",
        "ASCII",
        "White_Space",
        "Cc",
    ] {
        let source = format!("^\\p{{{name}}}$");
        let mut languages = Languages::default();
        let (language, unassigned) = (pattern(&mut languages, &source), pattern(&mut languages, "\\p{Cn}"));
        let oracle = Regex::with_flags(&source, "u").unwrap();
        for character in '\0'..='\u{2FFF}' {
            let string = character.to_string();
            // The tables may be of different versions of Unicode.
            if languages.contains(unassigned, &string) {
                continue;
            }
            assert_eq!(
                languages.contains(language, &string),
                oracle.find(&string).is_some(),
                "{source} {string:?}"
            );
        }
    }
}
