//! Properties of characters: `\p{..}`.

use regex_syntax::hir::{Class as Tabled, HirKind};

use super::Unsupported;
use super::class::Class;

/// The values of `General_Category` that ECMA-262 names.
const CATEGORIES: &str = "Cased_Letter LC Close_Punctuation Pe Connector_Punctuation Pc Control Cc cntrl Currency_Symbol \
    Sc Dash_Punctuation Pd Decimal_Number Nd digit Enclosing_Mark Me Final_Punctuation Pf Format Cf Initial_Punctuation \
    Pi Letter L Letter_Number Nl Line_Separator Zl Lowercase_Letter Ll Mark M Combining_Mark Math_Symbol Sm \
    Modifier_Letter Lm Modifier_Symbol Sk Nonspacing_Mark Mn Number N Open_Punctuation Ps Other C Other_Letter Lo \
    Other_Number No Other_Punctuation Po Other_Symbol So Paragraph_Separator Zp Private_Use Co Punctuation P punct \
    Separator Z Space_Separator Zs Spacing_Mark Mc Symbol S Titlecase_Letter Lt Unassigned Cn Uppercase_Letter Lu";

/// The properties that are read, of those that ECMA-262 names.
const PROPERTIES: &str = "Any ASCII Assigned ASCII_Hex_Digit AHex Alphabetic Alpha Case_Ignorable CI Cased Dash \
    Default_Ignorable_Code_Point DI Diacritic Dia Emoji Emoji_Component EComp Emoji_Modifier EMod Emoji_Modifier_Base \
    EBase Emoji_Presentation EPres Extended_Pictographic ExtPict Extender Ext Grapheme_Base Gr_Base Grapheme_Extend \
    Gr_Ext Hex_Digit Hex ID_Continue IDC ID_Start IDS Ideographic Ideo Join_Control Join_C Lowercase Lower Math \
    Pattern_White_Space Pat_WS Regional_Indicator RI Unified_Ideograph UIdeo Uppercase Upper Variation_Selector VS \
    White_Space space XID_Continue XIDC XID_Start XIDS";

/// The characters that have a property, given what stands between the braces.
pub(super) fn property(expression: &str) -> Result<Class, Unsupported> {
    let listed = |list: &str, name: &str| list.split_ascii_whitespace().any(|one| one == name);
    let unread = || Unsupported::Construct(format!("the property `{expression}`"));
    let name = match expression.split_once('=') {
        None if listed(PROPERTIES, expression) => expression.to_owned(),
        None if listed(CATEGORIES, expression) => format!("gc={expression}"),
        Some(("General_Category" | "gc", value)) if listed(CATEGORIES, value) => format!("gc={value}"),
        Some((key @ ("Script" | "sc" | "Script_Extensions" | "scx"), value)) if is_script(value) => {
            format!("{key}={value}")
        }
        _ => return Err(unread()),
    };
    let parsed = regex_syntax::parse(&format!("\\p{{{name}}}")).map_err(|_| unread())?;
    match parsed.kind() {
        HirKind::Class(Tabled::Unicode(class)) => {
            Ok(Class::new(class.iter().map(|range| (range.start().into(), range.end().into())).collect()))
        }
        // The class of one character.
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).map_err(|_| unread())?;
            let mut characters = text.chars();
            match (characters.next(), characters.next()) {
                (Some(only), None) => Ok(Class::one(only)),
                _ => Err(unread()),
            }
        }
        _ => Err(unread()),
    }
}

/// Whether a name is written as names of scripts are. Tables know names in any case, ECMA-262 does not.
fn is_script(name: &str) -> bool {
    name.split('_').all(|word| {
        word.starts_with(|first: char| first.is_ascii_uppercase())
            && word.chars().all(|letter| letter.is_ascii_alphabetic())
    })
}
