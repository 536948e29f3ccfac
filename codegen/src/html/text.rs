//! Texts of a document as HTML. Nothing that a document says can be a tag, a script or a request of its own.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// A text as it stands between tags and in attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A name or a value as programs have it.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

/// What a name is called within an address: one name, one anchor.
pub(super) fn anchor(kind: &str, name: &str) -> String {
    let mut anchor = format!("{kind}-");
    for c in name.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '-' => anchor.push(c),
            c => anchor.push_str(&format!("_{:x}", u32::from(c))),
        }
    }
    anchor
}

/// Markdown as paragraphs, lists and code.
pub(super) fn block(markdown: &str) -> String {
    let parser = Parser::new_ext(markdown.trim(), Options::ENABLE_TABLES);
    let mut text = String::new();
    html::push_html(&mut text, parser.filter_map(shown));
    text.trim_end().to_owned()
}

/// Markdown as it stands in a cell or a line: without the tags of its paragraph, where it has only one.
pub(super) fn line(markdown: &str) -> String {
    let block = block(markdown);
    match block.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
        Some(inner) if !inner.contains("<p>") => inner.to_owned(),
        _ => block,
    }
}

/// What is shown of a piece of Markdown: tags are text, a picture is the words for it, and a link leads to a page or a letter.
fn shown(event: Event<'_>) -> Option<Event<'_>> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock | Tag::Image { .. }) | Event::End(TagEnd::HtmlBlock | TagEnd::Image) => {
            None
        }
        Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
            let dest_url = if is_page(&dest_url) { dest_url } else { CowStr::Borrowed("#") };
            Some(Event::Start(Tag::Link { link_type, dest_url, title: CowStr::Borrowed(""), id }))
        }
        // The headings of the page are above those of its texts.
        Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
            Some(Event::Start(Tag::Heading { level: HeadingLevel::H5, id, classes, attrs }))
        }
        Event::End(TagEnd::Heading(_)) => Some(Event::End(TagEnd::Heading(HeadingLevel::H5))),
        other => Some(other),
    }
}

fn is_page(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    ["https://", "http://", "mailto:", "#"].iter().any(|start| address.starts_with(start))
}
