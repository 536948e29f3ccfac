//! The helper functions of the template, and which of them a file needs.

use std::collections::{BTreeMap, BTreeSet};

/// A function of `checks.ts.hbs` that is printed only where it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Helper {
    Count,
    Equal,
    Every,
    EveryMember,
    Fail,
    IsArray,
    IsDate,
    IsDateTime,
    IsInteger,
    IsMultiple,
    IsNumber,
    IsObject,
    IsOneOf,
    IsText,
    IsTime,
    IsUnique,
    Own,
    Size,
    To,
}

/// Every helper, its name, and those that it calls.
const HELPERS: &[(Helper, &str, &[Helper])] = &[
    (Helper::Count, "count", &[]),
    (Helper::Equal, "equal", &[Helper::IsArray, Helper::IsObject]),
    (Helper::Every, "every", &[Helper::To]),
    (Helper::EveryMember, "everyMember", &[Helper::To]),
    (Helper::Fail, "fail", &[Helper::IsObject, Helper::To]),
    (Helper::IsArray, "isArray", &[]),
    (Helper::IsDate, "isDate", &[]),
    (Helper::IsDateTime, "isDateTime", &[Helper::IsDate, Helper::IsTime]),
    (Helper::IsInteger, "isInteger", &[]),
    (Helper::IsMultiple, "isMultiple", &[]),
    (Helper::IsNumber, "isNumber", &[]),
    (Helper::IsObject, "isObject", &[]),
    (Helper::IsOneOf, "isOneOf", &[Helper::Fail, Helper::IsObject, Helper::To]),
    (Helper::IsText, "isText", &[]),
    (Helper::IsTime, "isTime", &[]),
    (Helper::IsUnique, "isUnique", &[Helper::Equal, Helper::IsArray, Helper::IsObject]),
    (Helper::Own, "own", &[]),
    (Helper::Size, "size", &[]),
    (Helper::To, "to", &[]),
];

impl Helper {
    pub(super) fn name(self) -> &'static str {
        HELPERS.iter().find(|(helper, ..)| *helper == self).map_or("", |(_, name, _)| name)
    }
}

/// Whether each helper is needed, by its name: it is called, or one that is calls it.
pub(super) fn needed(called: &BTreeSet<Helper>) -> BTreeMap<&'static str, bool> {
    let calls = HELPERS.iter().filter(|(helper, ..)| called.contains(helper)).flat_map(|(.., calls)| *calls);
    let needed: BTreeSet<Helper> = called.iter().chain(calls).copied().collect();
    HELPERS.iter().map(|(helper, name, _)| (*name, needed.contains(helper))).collect()
}
