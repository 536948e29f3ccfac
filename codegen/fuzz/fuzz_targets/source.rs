//! Text is read into a tree of values, or refused; every value of the tree can be reached, and knows where it stands.

#![no_main]

use barwire_codegen::model::source::{Node, Sources};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match Sources::parse(None, text, &[]) {
        Ok(sources) => walk(&sources, sources.root(), 0),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

fn walk(sources: &Sources, node: Node<'_>, depth: usize) {
    assert!(depth < 512, "a tree that a walk does not leave");
    let place = node.place();
    assert!(place.line > 0 && place.column > 0, "{place}");
    if let Err(error) = node.resolve() {
        assert!(!error.to_string().is_empty());
    }
    for member in node.members() {
        walk(sources, sources.node(member.value), depth + 1);
    }
    for item in node.items() {
        walk(sources, item, depth + 1);
    }
}
