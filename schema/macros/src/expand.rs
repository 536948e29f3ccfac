//! The code that follows from a declaration.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{LitStr, Type, parse_quote};

use crate::arguments::Arguments;
use crate::declaration::{Declaration, Event, Mount, RESUME, Request, Stream, constant, doc};

/// Writes everything: the trait, its description, its dispatch, its publishers, and the faults that were found.
pub(crate) fn expand(arguments: &Arguments, declaration: &Declaration) -> TokenStream {
    let unknown_messages = arguments.unknown_messages();
    let errors =
        declaration.errors.iter().chain(unknown_messages.as_ref().err()).map(syn::Error::to_compile_error);
    let unknown_messages = unknown_messages.as_ref().map_or_else(|_| quote!(Ignore), Clone::clone);

    let handlers = handlers(declaration);
    let described = described(arguments, declaration, &unknown_messages);
    let streams = declaration.streams.iter().map(|stream| stream_type(stream, declaration));
    let events = declaration.events.iter().map(|event| event_type(event, declaration));
    quote! {
        #handlers
        #described
        #(#streams)*
        #(#events)*
        #(#errors)*
    }
}

/// The trait, with `dispatch` and `into_service`.
fn handlers(declaration: &Declaration) -> TokenStream {
    let mut item = declaration.item.clone();
    item.supertraits.push(parse_quote!(::core::marker::Send));
    item.supertraits.push(parse_quote!(::core::marker::Sync));
    let name = &item.ident;
    let description = constant(name);
    let service = format_ident!("{name}Service");
    let visibility = &item.vis;

    let answers =
        declaration.requests.iter().map(|Request { method, message, payload, reply, .. }| match reply {
            Some((reply, _)) => quote! {
                #message => {
                    let request = frame.payload::<#payload>()?;
                    frame.reply(#reply, &self.#method(session, request).await)
                }
            },
            None => quote! {
                #message => {
                    let request = frame.payload::<#payload>()?;
                    self.#method(session, request).await;
                    ::core::result::Result::Ok(::core::option::Option::None)
                }
            },
        });
    let mounts = declaration.mounts.iter().map(|Mount { method, prefix, protocol, .. }| {
        let mut path = protocol.clone();
        if let Some(last) = path.segments.last_mut() {
            last.arguments = syn::PathArguments::None;
        }
        quote! {
            if let ::core::option::Option::Some(frame) = frame.enter(#prefix) {
                return #path::dispatch(self.#method(), session, frame).await;
            }
        }
    });
    item.items.push(parse_quote! {
        /// Answers one frame: reads its payload, calls the method it is for, and writes the reply.
        fn dispatch(
            &self,
            session: &Self::Session,
            frame: ::barwire_schema::protocol::Incoming<'_>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                ::core::option::Option<::std::string::String>,
                ::barwire_schema::protocol::DispatchError,
            >,
        > + ::core::marker::Send {
            async move {
                #(#mounts)*
                match frame.kind() {
                    #(#answers)*
                    _ => {
                        // A protocol without requests uses neither.
                        let _ = (self, session);
                        ::core::result::Result::Err(::barwire_schema::protocol::DispatchError::UnknownType)
                    }
                }
            }
        }
    });
    item.items.push(parse_quote! {
        /// Makes a service of this implementation, for a server to run.
        fn into_service(self) -> impl ::barwire_schema::protocol::Service<Session = Self::Session>
        where
            Self: ::core::marker::Sized + 'static,
        {
            #service(self)
        }
    });
    quote! {
        #item

        #[doc(hidden)]
        #[derive(Debug)]
        #visibility struct #service<T>(T);

        impl<T: #name + 'static> ::barwire_schema::protocol::Service for #service<T> {
            type Session = T::Session;

            fn protocol(&self) -> &'static ::barwire_schema::protocol::Protocol {
                &#description
            }

            async fn dispatch(
                &self,
                session: &T::Session,
                frame: ::barwire_schema::protocol::Incoming<'_>,
            ) -> ::core::result::Result<
                ::core::option::Option<::std::string::String>,
                ::barwire_schema::protocol::DispatchError,
            > {
                #name::dispatch(&self.0, session, frame).await
            }
        }
    }
}

/// The `static` that describes the protocol.
fn described(
    arguments: &Arguments,
    declaration: &Declaration,
    unknown_messages: &TokenStream,
) -> TokenStream {
    let item = &declaration.item;
    let (visibility, description) = (&item.vis, constant(&item.ident));
    let doc = doc(&item.attrs);
    let Arguments { name, version, address, .. } = arguments;
    let title = arguments.title.as_ref().unwrap_or(name);
    let contact = optional(arguments.contact.as_ref(), |fields| {
        let (name, url, email) = (fields.get("name"), fields.optional("url"), fields.optional("email"));
        quote!(::barwire_schema::protocol::Contact { name: #name, url: #url, email: #email })
    });
    let license = optional(arguments.license.as_ref(), |fields| {
        let (name, url) = (fields.get("name"), fields.optional("url"));
        quote!(::barwire_schema::protocol::License { name: #name, url: #url })
    });
    let tags = arguments.tags.iter().map(|fields| {
        let (name, description) = (fields.get("name"), fields.optional("description"));
        quote!(::barwire_schema::protocol::Tag { name: #name, description: #description })
    });
    let servers = arguments.servers.iter().map(|fields| {
        let (name, url, description) =
            (fields.get("name"), fields.get("url"), fields.optional("description"));
        quote!(::barwire_schema::protocol::Server { name: #name, url: #url, description: #description })
    });
    let requests = declaration.requests.iter().map(
        |Request { doc, message: name, payload, reply, opens, closes, .. }| {
            let question = message(name, payload);
            let reply = optional(reply.as_ref(), |(name, payload)| message(name, payload));
            let opens = optional(opens.as_ref(), |stream| quote!(#stream));
            let closes = optional(closes.as_ref(), |stream| quote!(#stream));
            quote! {
                ::barwire_schema::protocol::RequestDef {
                    doc: #doc, message: #question, reply: #reply, opens: #opens, closes: #closes,
                }
            }
        },
    );
    let streams = declaration.streams.iter().map(|stream| {
        let Stream { name, doc, key, update, failed, resume, latest, .. } = stream;
        let key = key.iter().map(|member| member.unraw().to_string());
        let (update, failed) = (message(&update.0, &update.1), message(&failed.0, &failed.1));
        let resume = optional(resume.as_ref(), |fields| {
            let [since, epoch, count, counted, recovered] = RESUME.map(|part| fields.get(part));
            quote!(::barwire_schema::protocol::ResumeDef {
                since: #since, epoch: #epoch, count: #count, counted: #counted, recovered: #recovered,
            })
        });
        let latest = optional(latest.as_ref(), |pointer| quote!(#pointer));
        quote! {
            ::barwire_schema::protocol::StreamDef {
                name: #name, doc: #doc, key: &[#(#key),*], update: #update, failed: #failed,
                resume: #resume, latest: #latest,
            }
        }
    });
    let events = declaration.events.iter().map(|Event { doc, message: name, payload, .. }| {
        let message = message(name, payload);
        quote!(::barwire_schema::protocol::EventDef { doc: #doc, message: #message })
    });
    let mounts = declaration.mounts.iter().map(|mount| {
        let (prefix, protocol) = (&mount.prefix, mount.declared());
        quote!(::barwire_schema::protocol::Mount { prefix: #prefix, protocol: &#protocol })
    });
    let summary = format!("[`{}`] as data.", item.ident);
    quote! {
        #[doc = #summary]
        #visibility static #description: ::barwire_schema::protocol::Protocol = ::barwire_schema::protocol::Protocol {
            name: #name,
            title: #title,
            version: #version,
            doc: #doc,
            address: #address,
            unknown_messages: ::barwire_schema::protocol::UnknownMessages::#unknown_messages,
            contact: #contact,
            license: #license,
            tags: &[#(#tags),*],
            servers: &[#(#servers),*],
            requests: &[#(#requests),*],
            streams: &[#(#streams),*],
            events: &[#(#events),*],
            mounts: &[#(#mounts),*],
        };
    }
}

fn message(name: &LitStr, payload: &Type) -> TokenStream {
    quote!(::barwire_schema::protocol::MessageDef::of::<#payload>(#name))
}

fn optional<T>(value: Option<&T>, write: impl FnOnce(&T) -> TokenStream) -> TokenStream {
    match value.map(write) {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

/// The type to publish a stream with, and the proof that the members of its key are there.
fn stream_type(stream: &Stream, declaration: &Declaration) -> TokenStream {
    let Stream { marker, doc, name, key, .. } = stream;
    let Stream { update: (update, update_payload), failed: (failed, failed_payload), .. } = stream;
    let visibility = &declaration.item.vis;
    let ties = declaration.requests.iter().filter(|request| {
        [&request.opens, &request.closes].into_iter().flatten().any(|tie| tie.value() == name.value())
    });
    let payloads = [update_payload, failed_payload].into_iter().chain(ties.map(|request| &request.payload));
    let proofs = payloads.flat_map(|payload| {
        key.iter().map(move |member| {
            quote_spanned!(member.span()=> let _ = |payload: &#payload| { let _ = &payload.#member; };)
        })
    });
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, Copy)]
        #visibility enum #marker {}

        impl ::barwire_schema::protocol::Stream for #marker {
            const NAME: &'static str = #name;
            const UPDATE: &'static str = #update;
            const FAILED: &'static str = #failed;
            type Update = #update_payload;
            type Failed = #failed_payload;
        }

        const _: fn() = || { #(#proofs)* };
    }
}

/// The type to publish an event with.
fn event_type(event: &Event, declaration: &Declaration) -> TokenStream {
    let Event { marker, doc, message, payload } = event;
    let visibility = &declaration.item.vis;
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, Copy)]
        #visibility enum #marker {}

        impl ::barwire_schema::protocol::Event for #marker {
            const TYPE: &'static str = #message;
            type Payload = #payload;
        }
    }
}
