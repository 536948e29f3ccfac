//! What stands in the parentheses of `#[protocol(…)]`.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, ExprLit, Lit, LitStr, Meta, MetaList, MetaNameValue, Result, Token};

/// The arguments of the attribute, as written.
pub(crate) struct Arguments {
    pub(crate) name: LitStr,
    pub(crate) title: Option<LitStr>,
    pub(crate) version: LitStr,
    pub(crate) address: LitStr,
    pub(crate) unknown_messages: Option<LitStr>,
    pub(crate) contact: Option<Fields>,
    pub(crate) license: Option<Fields>,
    pub(crate) tags: Vec<Fields>,
    pub(crate) servers: Vec<Fields>,
}

/// `name = "…", url = "…"`: the inside of `contact(…)` and its like.
pub(crate) struct Fields(Vec<(String, LitStr)>);

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let (mut name, mut title, mut version, mut address, mut unknown_messages) =
            (None, None, None, None, None);
        let (mut contact, mut license, mut tags, mut servers) = (None, None, Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        for meta in Punctuated::<Meta, Token![,]>::parse_terminated(input)? {
            let argument = meta.path().require_ident()?.to_string();
            if !matches!(argument.as_str(), "tag" | "server") && !seen.insert(argument.clone()) {
                return Err(Error::new_spanned(&meta, format!("`{argument}` is given twice")));
            }
            match argument.as_str() {
                "name" => name = Some(string(&meta)?),
                "title" => title = Some(string(&meta)?),
                "version" => version = Some(string(&meta)?),
                "address" => address = Some(string(&meta)?),
                "unknown_messages" => unknown_messages = Some(string(&meta)?),
                "contact" => contact = Some(Fields::read(&meta, &["name"], &["url", "email"])?),
                "license" => license = Some(Fields::read(&meta, &["name"], &["url"])?),
                "tag" => tags.push(Fields::read(&meta, &["name"], &["description"])?),
                "server" => servers.push(Fields::read(&meta, &["name", "url"], &["description"])?),
                _ => {
                    return Err(Error::new_spanned(
                        meta.path(),
                        "expected `name`, `title`, `version`, `address`, `unknown_messages`, `contact`, `license`, `tag` or `server`",
                    ));
                }
            }
        }
        let required = |value: Option<LitStr>, what: &str| {
            value.ok_or_else(|| Error::new(Span::call_site(), format!("a protocol needs `{what} = \"…\"`")))
        };
        let address = required(address, "address")?;
        let is_path = |address: &str| {
            address.starts_with('/') && !address.contains(|c: char| "?#".contains(c) || c.is_whitespace())
        };
        if !is_path(&address.value()) {
            return Err(Error::new_spanned(
                address,
                "the address is a path: it starts with `/` and has no `?`, `#` or space",
            ));
        }
        let name = required(name, "name")?;
        check_name(&name)?;
        Ok(Self {
            name,
            title,
            version: required(version, "version")?,
            address,
            unknown_messages,
            contact,
            license,
            tags,
            servers,
        })
    }
}

impl Arguments {
    /// The variant of `UnknownMessages` that is meant.
    pub(crate) fn unknown_messages(&self) -> Result<TokenStream> {
        let Some(word) = &self.unknown_messages else { return Ok(quote!(Ignore)) };
        match word.value().as_str() {
            "ignore" => Ok(quote!(Ignore)),
            "refuse" => Ok(quote!(Refuse)),
            _ => Err(Error::new_spanned(word, "expected \"ignore\" or \"refuse\"")),
        }
    }
}

impl Fields {
    pub(crate) fn read(meta: &Meta, required: &[&str], optional: &[&str]) -> Result<Self> {
        let list: &MetaList = meta.require_list()?;
        let known = [required, optional].concat();
        let mut fields = Vec::new();
        for field in list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)? {
            let name = field.path().require_ident()?.to_string();
            if !known.contains(&name.as_str()) {
                return Err(Error::new_spanned(field.path(), format!("expected {}", alternatives(&known))));
            }
            fields.push((name, string(&field)?));
        }
        let fields = Self(fields);
        match required.iter().find(|name| fields.get(name).is_none()) {
            Some(missing) => Err(Error::new_spanned(meta, format!("missing `{missing} = \"…\"`"))),
            None => Ok(fields),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&LitStr> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    /// The field as an `Option` in generated code.
    pub(crate) fn optional(&self, name: &str) -> TokenStream {
        self.get(name).map_or_else(
            || quote!(::core::option::Option::None),
            |value| quote!(::core::option::Option::Some(#value)),
        )
    }
}

/// Refuses what cannot stand in a document's keys, a frame's type and a file's name.
pub(crate) fn check_name(name: &LitStr) -> Result<()> {
    let text = name.value();
    let is_name = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
    };
    if is_name(&text) {
        Ok(())
    } else {
        Err(Error::new_spanned(name, "a name has letters, digits, `.`, `_` and `-` only"))
    }
}

/// The value of `name = "value"`.
pub(crate) fn string(meta: &Meta) -> Result<LitStr> {
    let MetaNameValue { value, .. } = meta.require_name_value()?;
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text.clone()),
        _ => Err(Error::new_spanned(value, "expected a string")),
    }
}

fn alternatives(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
