//! The lint finds what it finds every time, and whatever the order of the document's keys.

#![no_main]

use barwire_codegen::lint::lint;
use barwire_codegen::model::source::Sources;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some(text) = barwire_fuzz::text(input) else { return };
    let again = barwire_fuzz::reordered(input).unwrap_or_else(|| text.clone());
    assert_eq!(codes(&text), codes(&again), "other findings in the same document");
});

/// What is found in a document. Of several places and keywords that are one fault a finding names the first, as the document has them.
fn codes(text: &str) -> Vec<&'static str> {
    let Ok(sources) = Sources::parse(None, text, &[]) else { return Vec::new() };
    let mut codes: Vec<_> = lint(&sources).into_iter().map(|finding| finding.rule.code).collect();
    codes.sort_unstable();
    codes
}
