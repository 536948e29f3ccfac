//! What the trait under `#[protocol]` declares: its requests, streams, events and mounts.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Error, Expr, ExprLit, FnArg, Generics, Ident, ItemTrait, Lit, LitStr, Meta, Path, Result,
    ReturnType, Token, TraitItem, TraitItemFn, Type, TypeParamBound, parse_quote,
};

use crate::arguments::{Arguments, Fields, string};

/// The trait as read: what it declares, what is left of it, and what is wrong with it.
pub(crate) struct Declaration {
    /// The trait as it will be emitted, with our attributes, streams and events taken out.
    pub(crate) item: ItemTrait,
    pub(crate) requests: Vec<Request>,
    pub(crate) streams: Vec<Stream>,
    pub(crate) events: Vec<Event>,
    pub(crate) mounts: Vec<Mount>,
    pub(crate) errors: Vec<Error>,
}

pub(crate) struct Request {
    pub(crate) method: Ident,
    pub(crate) doc: String,
    pub(crate) message: LitStr,
    pub(crate) payload: Type,
    pub(crate) reply: Option<(LitStr, Type)>,
    pub(crate) opens: Option<LitStr>,
    pub(crate) closes: Option<LitStr>,
}

pub(crate) struct Stream {
    pub(crate) marker: Ident,
    pub(crate) doc: String,
    pub(crate) name: LitStr,
    pub(crate) key: Vec<Ident>,
    pub(crate) update: (LitStr, Type),
    pub(crate) failed: (LitStr, Type),
    pub(crate) resume: Option<Fields>,
    pub(crate) latest: Option<LitStr>,
}

pub(crate) struct Event {
    pub(crate) marker: Ident,
    pub(crate) doc: String,
    pub(crate) message: LitStr,
    pub(crate) payload: Type,
}

pub(crate) struct Mount {
    pub(crate) method: Ident,
    pub(crate) prefix: LitStr,
    /// The path of the mounted trait.
    pub(crate) protocol: Path,
}

impl Declaration {
    /// Reads a trait; what is wrong ends up in `errors`.
    pub(crate) fn read(arguments: &Arguments, mut item: ItemTrait) -> Self {
        let items = std::mem::take(&mut item.items);
        let mut this =
            Self { item, requests: vec![], streams: vec![], events: vec![], mounts: vec![], errors: vec![] };
        let mut has_session = false;
        for trait_item in items {
            match trait_item {
                TraitItem::Fn(function) => {
                    if let Err(error) = this.function(function) {
                        this.errors.push(error);
                    }
                }
                TraitItem::Type(mut associated) if associated.ident == "Session" => {
                    has_session = true;
                    associated.bounds.push(parse_quote!(::core::marker::Send));
                    associated.bounds.push(parse_quote!(::core::marker::Sync));
                    this.item.items.push(TraitItem::Type(associated));
                }
                other => this.errors.push(Error::new_spanned(
                    &other,
                    "a protocol has `type Session;`, requests, streams, events and mounts, nothing else",
                )),
            }
        }
        if !has_session {
            // Without one, each `Self::Session` would be an error of its own.
            this.item.items.push(parse_quote!(
                type Session: ::core::marker::Send + ::core::marker::Sync;
            ));
            this.errors.push(Error::new_spanned(
                &this.item.ident,
                "a protocol needs `type Session;`: what the server knows of one connection",
            ));
        }
        if !this.item.generics.params.is_empty() {
            this.errors.push(Error::new_spanned(
                &this.item.generics,
                "a protocol has no generics: its messages are of known types",
            ));
            this.item.generics = Generics::default();
        }
        this.check(arguments);
        this
    }

    fn function(&mut self, mut function: TraitItemFn) -> Result<()> {
        const KINDS: [&str; 4] = ["request", "stream", "event", "mount"];
        // Methods that the trait gets.
        const RESERVED: [&str; 2] = ["dispatch", "into_service"];

        let method = &function.sig.ident;
        if RESERVED.iter().any(|reserved| method == reserved) {
            return Err(Error::new_spanned(
                method,
                format!("`{method}` is a method that every protocol has; choose another name"),
            ));
        }
        if let Some(body) = &function.default {
            return Err(Error::new_spanned(body, "a declaration has no body; the implementation has"));
        }
        if let Some(cfg) = function.attrs.iter().find(|attribute| attribute.path().is_ident("cfg")) {
            return Err(Error::new_spanned(cfg, "a protocol is the same in every build"));
        }
        let position = function
            .attrs
            .iter()
            .position(|attribute| KINDS.iter().any(|kind| attribute.path().is_ident(kind)));
        let Some(position) = position else {
            let error = Error::new_spanned(
                &function.sig.ident,
                "expected `#[request(\"question\" => \"answer\")]`, `#[stream(…)]`, `#[event(…)]` or `#[mount(…)]` above",
            );
            self.item.items.push(TraitItem::Fn(function));
            return Err(error);
        };
        let attribute = function.attrs.remove(position);
        if attribute.path().is_ident("request") {
            self.request(&attribute, function)
        } else if attribute.path().is_ident("stream") {
            self.streams.push(Stream::read(&attribute, &function)?);
            Ok(())
        } else if attribute.path().is_ident("event") {
            self.events.push(Event::read(&attribute, &function)?);
            Ok(())
        } else {
            self.mounts.push(Mount::read(&attribute, &function)?);
            self.item.items.push(TraitItem::Fn(function));
            Ok(())
        }
    }

    fn request(&mut self, attribute: &Attribute, mut function: TraitItemFn) -> Result<()> {
        let request = Request::read(attribute, &function);
        // The method is emitted whatever is wrong with its attribute, so that implementations see no second error.
        let signature = &mut function.sig;
        signature.asyncness = None;
        let output = match &signature.output {
            ReturnType::Default => quote!(()),
            ReturnType::Type(_, output) => output.to_token_stream(),
        };
        signature.output =
            parse_quote!(-> impl ::core::future::Future<Output = #output> + ::core::marker::Send);
        self.item.items.push(TraitItem::Fn(function));
        self.requests.push(request?);
        Ok(())
    }
}

impl Request {
    fn read(attribute: &Attribute, function: &TraitItemFn) -> Result<Self> {
        let RequestArguments { message, reply, opens, closes } = attribute.parse_args()?;
        let signature = &function.sig;
        if signature.asyncness.is_none() {
            return Err(Error::new_spanned(signature.fn_token, "a request is an `async fn`"));
        }
        let mut inputs = signature.inputs.iter();
        let (Some(FnArg::Receiver(_)), Some(FnArg::Typed(_)), Some(FnArg::Typed(payload)), None) =
            (inputs.next(), inputs.next(), inputs.next(), inputs.next())
        else {
            return Err(Error::new_spanned(
                &signature.inputs,
                "a request takes `(&self, session: &Self::Session, request: Payload)`",
            ));
        };
        let reply = match (reply, &signature.output) {
            (Some(name), ReturnType::Type(_, payload)) => Some((name, (**payload).clone())),
            (None, ReturnType::Default) => None,
            (Some(name), ReturnType::Default) => {
                return Err(Error::new_spanned(
                    name,
                    "this reply has no payload: add `-> Reply` to the method",
                ));
            }
            (None, ReturnType::Type(_, payload)) => {
                return Err(Error::new_spanned(
                    payload,
                    "this reply has no name: write `#[request(\"question\" => \"answer\")]`",
                ));
            }
        };
        if let (None, Some(tie)) = (&reply, opens.as_ref().or(closes.as_ref())) {
            return Err(Error::new_spanned(tie, "a request that opens or closes a stream needs a reply"));
        }
        Ok(Self {
            method: signature.ident.clone(),
            doc: doc(&function.attrs),
            message,
            payload: (*payload.ty).clone(),
            reply,
            opens,
            closes,
        })
    }
}

/// `"question" => "answer", opens = "stream", closes = "stream"`.
struct RequestArguments {
    message: LitStr,
    reply: Option<LitStr>,
    opens: Option<LitStr>,
    closes: Option<LitStr>,
}

impl Parse for RequestArguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let message = input.parse()?;
        let reply = if input.peek(Token![=>]) {
            input.parse::<Token![=>]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        let (mut opens, mut closes) = (None, None);
        for meta in rest(input)? {
            if meta.path().is_ident("opens") {
                opens = Some(string(&meta)?);
            } else if meta.path().is_ident("closes") {
                closes = Some(string(&meta)?);
            } else {
                return Err(Error::new_spanned(
                    meta,
                    "expected `opens = \"stream\"` or `closes = \"stream\"`",
                ));
            }
        }
        Ok(Self { message, reply, opens, closes })
    }
}

impl Stream {
    fn read(attribute: &Attribute, function: &TraitItemFn) -> Result<Self> {
        let StreamArguments { name, key, update, failed, resume, latest } = attribute.parse_args()?;
        let [update_payload, failed_payload] =
            payloads(function, "a stream takes `(update: Payload, failed: Payload)`")?;
        Ok(Self {
            marker: marker(function, "Stream"),
            doc: doc(&function.attrs),
            name,
            key,
            update: (update, update_payload),
            failed: (failed, failed_payload),
            resume,
            latest,
        })
    }
}

/// `"name", key(member, …), update = "message", failed = "message", resume(…), latest = "/pointer"`.
struct StreamArguments {
    name: LitStr,
    key: Vec<Ident>,
    update: LitStr,
    failed: LitStr,
    resume: Option<Fields>,
    latest: Option<LitStr>,
}

/// What `resume(…)` names, all of it.
pub(crate) const RESUME: [&str; 5] = ["since", "epoch", "count", "counted", "recovered"];

impl Parse for StreamArguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name: LitStr = input.parse()?;
        let (mut key, mut update, mut failed) = (None, None, None);
        let (mut resume, mut latest) = (None, None);
        for meta in rest(input)? {
            if meta.path().is_ident("key") {
                let members =
                    meta.require_list()?.parse_args_with(Punctuated::<Ident, Token![,]>::parse_terminated)?;
                if members.is_empty() {
                    return Err(Error::new_spanned(meta, "a key has at least one member"));
                }
                key = Some(members.into_iter().collect());
            } else if meta.path().is_ident("update") {
                update = Some(string(&meta)?);
            } else if meta.path().is_ident("failed") {
                failed = Some(string(&meta)?);
            } else if meta.path().is_ident("resume") {
                resume = Some(Fields::read(&meta, &RESUME, &[])?);
            } else if meta.path().is_ident("latest") {
                let pointer = string(&meta)?;
                if !pointer.value().starts_with('/') {
                    return Err(Error::new_spanned(
                        pointer,
                        "expected a JSON Pointer to a member of the update, such as `/bar/time`",
                    ));
                }
                latest = Some(pointer);
            } else {
                return Err(Error::new_spanned(
                    meta,
                    "expected `key(…)`, `update = \"…\"`, `failed = \"…\"`, `resume(…)` or `latest = \"/…\"`",
                ));
            }
        }
        let missing = |what: &str| Error::new_spanned(&name, format!("a stream needs `{what}`"));
        let key = key.ok_or_else(|| missing("key(member, …)"))?;
        let update = update.ok_or_else(|| missing("update = \"message\""))?;
        let failed = failed.ok_or_else(|| missing("failed = \"message\""))?;
        Ok(Self { name, key, update, failed, resume, latest })
    }
}

impl Event {
    fn read(attribute: &Attribute, function: &TraitItemFn) -> Result<Self> {
        let message = attribute.parse_args()?;
        let [payload] = payloads(function, "an event takes `(payload: Payload)`")?;
        Ok(Self { marker: marker(function, "Event"), doc: doc(&function.attrs), message, payload })
    }
}

impl Mount {
    fn read(attribute: &Attribute, function: &TraitItemFn) -> Result<Self> {
        let prefix = attribute.parse_args()?;
        let bound = match &function.sig.output {
            ReturnType::Type(_, output) => match &**output {
                Type::Reference(reference) => match &*reference.elem {
                    Type::ImplTrait(implementation) => match implementation.bounds.first() {
                        Some(TypeParamBound::Trait(bound)) => Some(bound.path.clone()),
                        _ => None,
                    },
                    _ => None,
                },
                _ => None,
            },
            ReturnType::Default => None,
        };
        let protocol = bound.ok_or_else(|| {
            Error::new_spanned(
                &function.sig,
                "a mount is `fn name(&self) -> &impl OtherProtocol<Session = Self::Session>`",
            )
        })?;
        Ok(Self { method: function.sig.ident.clone(), prefix, protocol })
    }
}

/// The comma-separated arguments after the first.
fn rest(input: ParseStream<'_>) -> Result<Punctuated<Meta, Token![,]>> {
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Punctuated::parse_terminated(input)
}

/// The types of the arguments of a stream or an event.
fn payloads<const N: usize>(function: &TraitItemFn, expected: &str) -> Result<[Type; N]> {
    let types: Vec<Type> = function
        .sig
        .inputs
        .iter()
        .filter_map(
            |input| if let FnArg::Typed(argument) = input { Some((*argument.ty).clone()) } else { None },
        )
        .collect();
    types.try_into().map_err(|_| Error::new_spanned(&function.sig, expected))
}

/// `fn bars` of a stream gives `BarsStream`.
fn marker(function: &TraitItemFn, suffix: &str) -> Ident {
    use heck::ToUpperCamelCase;

    let name = &function.sig.ident;
    format_ident!("{}{suffix}", name.to_string().to_upper_camel_case(), span = name.span())
}

/// The doc comment as Markdown.
pub(crate) fn doc(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) => Some(line.value()),
            _ => None,
        },
        _ => None,
    });
    let text: Vec<String> = lines.collect();
    // A block comment is one text of several lines, each with a star before it.
    let is_block = matches!(text.as_slice(), [only] if only.contains('\n'));
    let lines = text.iter().flat_map(|text| text.split('\n')).map(|line| {
        let line = line.trim_end();
        let line = if is_block { line.trim_start().strip_prefix('*').unwrap_or(line) } else { line };
        line.strip_prefix(' ').unwrap_or(line)
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

impl Mount {
    /// The path of the mounted protocol's `static`.
    pub(crate) fn declared(&self) -> TokenStream {
        let mut path = self.protocol.clone();
        if let Some(last) = path.segments.last_mut() {
            last.ident = constant(&last.ident);
            last.arguments = syn::PathArguments::None;
        }
        path.to_token_stream()
    }
}

/// `BarsProtocol` gives `BARS_PROTOCOL`.
pub(crate) fn constant(name: &Ident) -> Ident {
    use heck::ToShoutySnakeCase;

    format_ident!("{}", name.to_string().to_shouty_snake_case(), span = name.span())
}
