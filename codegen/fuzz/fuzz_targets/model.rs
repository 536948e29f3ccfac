//! A document is read into the model, or refused with a reason.

#![no_main]

use barwire_codegen::model::{Model, source::Sources};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some(text) = barwire_fuzz::text(input) else { return };
    let Ok(sources) = Sources::parse(None, &text, &[]) else { return };
    match Model::read(sources) {
        Ok(model) => {
            for (id, _) in model.schemas.iter() {
                let _ = model.schemas.resolve(id);
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
