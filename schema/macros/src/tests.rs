//! What is expanded from the declarations that the compiler tests use, without the compiler.
//!
//! Those tests (`schema/tests/ui.rs`) show where each fault is reported; these show that nothing else is.

use std::path::Path;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{File, Item, Macro, Meta};

/// Expands every declaration in a file of the compiler tests.
fn expand_all(file: &Path) -> Vec<TokenStream> {
    let text = std::fs::read_to_string(file).unwrap();
    let traits = syn::parse_file(&text).unwrap().items.into_iter().filter_map(|item| match item {
        Item::Trait(mut declared) if !declared.attrs.is_empty() => {
            let position =
                declared.attrs.iter().position(|attribute| attribute.path().is_ident("protocol"))?;
            let Meta::List(arguments) = declared.attrs.remove(position).meta else { return None };
            Some((arguments.tokens, declared.into_token_stream()))
        }
        _ => None,
    });
    traits
        .map(|(arguments, item)| {
            crate::expanded(arguments, item).unwrap_or_else(syn::Error::into_compile_error)
        })
        .collect()
}

fn cases(folder: &str) -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui").join(folder);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect();
    files.sort();
    files
}

/// The messages of all `compile_error!` in some code.
#[derive(Default)]
struct CompileErrors(Vec<String>);

impl<'ast> Visit<'ast> for CompileErrors {
    fn visit_macro(&mut self, found: &'ast Macro) {
        if found.path.segments.last().is_some_and(|segment| segment.ident == "compile_error") {
            self.0.push(found.tokens.to_string());
        }
        visit::visit_macro(self, found);
    }
}

fn errors(expanded: Vec<TokenStream>) -> Vec<String> {
    let mut errors = CompileErrors::default();
    for tokens in expanded {
        let file: File = syn::parse2(tokens).expect("what is expanded is Rust");
        errors.visit_file(&file);
    }
    errors.0
}

#[test]
fn a_good_declaration_expands_without_an_error() {
    for case in cases("pass") {
        let expanded = expand_all(&case);
        assert!(!expanded.is_empty(), "{} declares a protocol", case.display());
        assert_eq!(errors(expanded), Vec::<String>::new());
    }
}

/// Each of our messages is one that the compiler tests expect, and each that they expect without a code is ours.
#[test]
fn every_fault_is_reported_once() {
    for case in cases("fail") {
        let stderr = std::fs::read_to_string(case.with_extension("stderr")).unwrap();
        let expected: Vec<&str> = stderr.lines().filter_map(|line| line.strip_prefix("error: ")).collect();
        let found: Vec<String> = errors(expand_all(&case))
            .iter()
            .map(|message| syn::parse_str::<syn::LitStr>(message).unwrap().value())
            .collect();
        assert_eq!(found, expected, "{}", case.display());
    }
}

#[test]
fn the_trait_is_emitted_whatever_is_wrong_with_it() {
    for case in cases("fail") {
        for tokens in expand_all(&case) {
            let file: File = syn::parse2(tokens).unwrap();
            let is_trait = |item: &Item| matches!(item, Item::Trait(_));
            // Where the arguments cannot be read there is nothing to begin with.
            let unread =
                ["address", "arguments", "twice"].iter().any(|name| case.file_stem() == Some(name.as_ref()));
            assert!(unread || file.items.iter().any(is_trait), "{}", case.display());
        }
    }
}
