//! TypeScript is generated, or refused with a reason; it is the same every time, and whatever the order of the document's keys.

#![no_main]

use barwire_codegen::typescript::{self, Options};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some(text) = barwire_fuzz::text(input) else { return };
    let again = barwire_fuzz::reordered(input).unwrap_or_else(|| text.clone());
    assert_eq!(generate(&text), generate(&again), "another output from the same document");
});

/// The TypeScript of a document; `None` where there is none.
fn generate(text: &str) -> Option<String> {
    typescript::generate(&barwire_fuzz::model(text)?, &Options::default()).ok()
}
