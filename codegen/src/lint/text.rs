//! Addresses with parts in braces.

/// What stands between the braces of an address: `a` and `b` of `/{a}/{b}`.
pub(super) fn braces(address: &str) -> impl Iterator<Item = &str> {
    address.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}
