//! Arrays.

use crate::model::{Kind, List};
use crate::typescript::TypeScriptError;
use crate::typescript::condition::Condition;

use super::helpers::Helper;
use super::leaf::within;
use super::{Body, Guard, Spot, Writer};

impl Writer<'_> {
    /// The statements that check an array.
    pub(super) fn list(&mut self, name: &str, list: &List, guard: Guard) -> Result<Body, TypeScriptError> {
        let mut tests = vec![self.length(list)];
        for (index, item) in list.prefix.iter().enumerate() {
            let spot = Spot { value: format!("value[{index}]"), key: Some(index.to_string()) };
            let check = self.report(&format!("{name}Item{}", index + 1), *item, &spot)?;
            if check != Condition::Always {
                let missing = match list.min {
                    Some(min) if min > index as u64 => Condition::Never,
                    _ => Condition::test(format!("value.length <= {index}")),
                };
                tests.push(missing.or(check));
            }
        }
        if !matches!(self.kind(self.model.schemas.target(list.items)), Kind::Any | Kind::Never) {
            let function = self.function(&format!("{name}Item"), list.items);
            let every = self.call(Helper::Every);
            tests.push(match list.prefix.len() {
                0 => Condition::call(every, ["value", &function, "at"]),
                first => Condition::call(every, ["value", &function, "at", &first.to_string()]),
            });
        }
        if list.unique {
            let unique = Condition::call(self.call(Helper::IsUnique), ["value"]);
            tests.push(self.reported(unique, &Spot::whole(), "an array without equal items"));
        }
        for (index, contains) in list.contains.iter().enumerate() {
            if contains.min == 0 && contains.max.is_none() {
                continue;
            }
            let function = self.function(&format!("{name}Contains{}", index + 1), contains.schema);
            let count = format!("{}(value, {function})", self.call(Helper::Count));
            let min = Some(contains.min).filter(|min| *min > 0);
            let test = Condition::all(
                min.map(|min| Condition::test(format!("{count} >= {min}")))
                    .into_iter()
                    .chain(contains.max.map(|max| Condition::test(format!("{count} <= {max}")))),
            );
            let expected = format!("an array{} that fit", within(min, contains.max, "item"));
            tests.push(self.reported(test, &Spot::whole(), &expected));
        }
        Ok(match (guard, Condition::all(tests)) {
            (Guard::Pass, Condition::Always) => Body::Condition(Condition::Always),
            (Guard::Refuse, Condition::Always) => {
                let is_array = Condition::call(self.call(Helper::IsArray), ["value"]);
                Body::Condition(self.reported(is_array, &Spot::whole(), "an array"))
            }
            (guard, test) => {
                let mut lines = vec![self.guarded(Helper::IsArray, guard, "an array")];
                lines.extend(test.returned(0));
                Body::Lines(lines)
            }
        })
    }

    fn length(&mut self, list: &List) -> Condition {
        let closed = matches!(self.kind(self.model.schemas.target(list.items)), Kind::Never);
        let end = closed.then_some(list.prefix.len() as u64);
        let max = list.max.into_iter().chain(end).min();
        let min = list.min.filter(|min| *min > 0);
        let test = Condition::all(
            min.map(|min| Condition::test(format!("value.length >= {min}")))
                .into_iter()
                .chain(max.map(|max| Condition::test(format!("value.length <= {max}")))),
        );
        let expected = format!("an array{}", within(min, max, "item"));
        self.reported(test, &Spot::whole(), &expected)
    }
}
