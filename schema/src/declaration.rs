//! What a document can be written of.

use crate::http::{ApiError, HttpApi};
use crate::protocol::{DocumentError, Protocol};

/// A declaration that has a document: a protocol or an HTTP API.
pub trait Declaration {
    /// The short name, for commands and files.
    fn name(&self) -> &str;

    /// The document as YAML.
    ///
    /// # Errors
    /// [`DeclarationError`] where the declaration has no document.
    fn to_yaml(&self) -> Result<String, DeclarationError>;

    /// The document as indented JSON, with a newline at the end.
    ///
    /// # Errors
    /// [`DeclarationError`] where the declaration has no document.
    fn to_json(&self) -> Result<String, DeclarationError>;
}

/// Why a declaration has no document.
#[derive(Debug, thiserror::Error)]
pub enum DeclarationError {
    /// The protocol has none.
    #[error(transparent)]
    Protocol(#[from] DocumentError),
    /// The API has none.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The document has no YAML form.
    #[error(transparent)]
    Yaml(#[from] serde_yaml::Error),
    /// The document has no JSON form.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl Declaration for Protocol {
    fn name(&self) -> &str {
        self.name
    }

    fn to_yaml(&self) -> Result<String, DeclarationError> {
        Ok(self.document()?.to_yaml()?)
    }

    fn to_json(&self) -> Result<String, DeclarationError> {
        Ok(self.document()?.to_json()?)
    }
}

impl Declaration for HttpApi {
    fn name(&self) -> &str {
        self.name
    }

    fn to_yaml(&self) -> Result<String, DeclarationError> {
        Ok(self.document()?.to_yaml()?)
    }

    fn to_json(&self) -> Result<String, DeclarationError> {
        Ok(self.document()?.to_json()?)
    }
}
