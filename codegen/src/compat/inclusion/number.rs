//! Numbers that fulfil several demands: found exactly, in fractions, or shown not to exist.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use serde_json::Number;

use super::term::{End, NumberTerm};

/// How many multiples are tried before the search is given up.
const TRIES: u32 = 2_000;

/// The longest exponent of a number that is taken as it is: more is no number of a message, but an attack.
const EXPONENT: i32 = 400;

/// What a number must be.
#[derive(Debug, Clone, Default)]
pub(super) struct NumberDemand {
    /// What all terms say that it fits.
    fits: NumberTerm,
    pub(super) no_multiple_of: Vec<BigRational>,
    pub(super) excluded: Vec<BigRational>,
}

/// What was found.
#[derive(Debug, PartialEq)]
pub(super) enum Search {
    Found(BigRational),
    /// There is none.
    Empty,
    /// There may be one that was not found.
    GaveUp,
}

impl NumberDemand {
    pub(super) fn add(&mut self, term: &NumberTerm) {
        self.at_least(term.min.clone());
        self.at_most(term.max.clone());
        self.fits.multiple_of.extend(term.multiple_of.iter().cloned());
    }

    pub(super) fn at_least(&mut self, end: Option<End>) {
        let Some(end) = end else { return };
        let stricter = self.fits.min.as_ref().is_none_or(|own| {
            end.value > own.value || (end.value == own.value && end.exclusive && !own.exclusive)
        });
        if stricter {
            self.fits.min = Some(end);
        }
    }

    pub(super) fn at_most(&mut self, end: Option<End>) {
        let Some(end) = end else { return };
        let stricter = self.fits.max.as_ref().is_none_or(|own| {
            end.value < own.value || (end.value == own.value && end.exclusive && !own.exclusive)
        });
        if stricter {
            self.fits.max = Some(end);
        }
    }

    fn admits(&self, number: &BigRational) -> bool {
        self.fits.admits(number)
            && !self.no_multiple_of.iter().any(|factor| is_multiple(number, factor))
            && !self.excluded.contains(number)
    }

    /// A number that fulfils all demands, as near to 0 as is easily found.
    pub(super) fn search(&self) -> Search {
        if let (Some(min), Some(max)) = (&self.fits.min, &self.fits.max) {
            if min.value > max.value || (min.value == max.value && (min.exclusive || max.exclusive)) {
                return Search::Empty;
            }
            if min.value == max.value {
                return if self.admits(&min.value) { found(min.value.clone()) } else { Search::Empty };
            }
        }
        match self.fits.multiple_of.split_first() {
            Some((first, rest)) => {
                self.multiples(&rest.iter().fold(first.clone(), |step, next| lcm(&step, next)))
            }
            None => self.fractions(),
        }
    }

    /// Multiples of a step.
    fn multiples(&self, step: &BigRational) -> Search {
        if step.is_zero() {
            return Search::GaveUp;
        }
        // A multiple of the step that is always one of a forbidden factor.
        if self.no_multiple_of.iter().any(|factor| is_multiple(step, factor)) {
            return Search::Empty;
        }
        let lowest = self.fits.min.as_ref().map(|end| {
            let quotient = &end.value / step;
            let floor = quotient.ceil().to_integer();
            if end.exclusive && quotient.is_integer() { floor + BigInt::one() } else { floor }
        });
        let highest = self.fits.max.as_ref().map(|end| {
            let quotient = &end.value / step;
            let ceiling = quotient.floor().to_integer();
            if end.exclusive && quotient.is_integer() { ceiling - BigInt::one() } else { ceiling }
        });
        if let (Some(low), Some(high)) = (&lowest, &highest)
            && low > high
        {
            return Search::Empty;
        }
        // From the multiple in the range that is nearest to 0, away from it on both sides.
        let start = match (&lowest, &highest) {
            (Some(low), _) if low.is_positive() => low.clone(),
            (_, Some(high)) if high.is_negative() => high.clone(),
            _ => BigInt::zero(),
        };
        let is_inside = |count: &BigInt| {
            lowest.as_ref().is_none_or(|low| count >= low)
                && highest.as_ref().is_none_or(|high| count <= high)
        };
        let mut unwritable = false;
        for away in 0..TRIES {
            let both = [&start + BigInt::from(away), &start - BigInt::from(away)];
            if !both.iter().any(is_inside) {
                return if unwritable { Search::GaveUp } else { Search::Empty };
            }
            for count in both.iter().filter(|count| is_inside(count)) {
                let number = BigRational::from_integer(count.clone()) * step;
                if !self.admits(&number) {
                    continue;
                }
                if is_writable(&number) {
                    return Search::Found(number);
                }
                unwritable = true;
            }
        }
        Search::GaveUp
    }

    /// Numbers that need not be multiples of anything. There are infinitely many in a range, and only few are forbidden at any one size.
    fn fractions(&self) -> Search {
        let whole = |number: i64| BigRational::from_integer(BigInt::from(number));
        let middle = match (&self.fits.min, &self.fits.max) {
            (Some(min), Some(max)) => (&min.value + &max.value) / whole(2),
            (Some(min), None) => min.value.clone(),
            (None, Some(max)) => max.value.clone(),
            (None, None) => BigRational::zero(),
        };
        let mut bases = vec![BigRational::zero(), middle.round(), middle];
        bases.extend(self.fits.min.iter().chain(&self.fits.max).map(|end| end.value.clone()));
        for digits in 0..40_u32 {
            let unit = BigRational::new(BigInt::one(), BigInt::from(10).pow(digits));
            for base in &bases {
                let base = (base / &unit).round() * &unit;
                for step in [0, 1, -1, 5, -5, 3, -3, 7, -7, 2, -2, 4, -4, 6, -6, 8, -8, 9, -9] {
                    let number = &base + &unit * whole(step);
                    if self.admits(&number) && is_writable(&number) {
                        return Search::Found(number);
                    }
                }
            }
        }
        Search::GaveUp
    }
}

fn found(number: BigRational) -> Search {
    if is_writable(&number) { Search::Found(number) } else { Search::GaveUp }
}

pub(super) fn is_multiple(number: &BigRational, factor: &BigRational) -> bool {
    factor.is_zero() || (number / factor).is_integer()
}

/// The least number that is a multiple of both.
fn lcm(a: &BigRational, b: &BigRational) -> BigRational {
    let numerator = (a.numer() * b.denom()).lcm(&(b.numer() * a.denom()));
    BigRational::new(numerator, a.denom() * b.denom())
}

/// The number that a text of JSON stands for.
pub(super) fn rational(number: &Number) -> BigRational {
    let text = number.to_string();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().unwrap_or_default();
    let exponent = exponent.parse::<i32>().unwrap_or_default().clamp(-EXPONENT, EXPONENT)
        - i32::try_from(fraction.len()).unwrap_or_default();
    let scale = BigInt::from(10).pow(exponent.unsigned_abs());
    if exponent < 0 { BigRational::new(digits, scale) } else { BigRational::from_integer(digits * scale) }
}

/// A number of JSON that is exactly this one, where a program can keep one.
pub(super) fn written(number: &BigRational) -> Option<Number> {
    if number.is_integer() {
        let whole = number.to_integer();
        if let Some(small) = whole.to_i64() {
            return Some(Number::from(small));
        }
        if let Some(large) = whole.to_u64() {
            return Some(Number::from(large));
        }
    }
    let near = Number::from_f64(number.to_f64()?)?;
    (rational(&near) == *number).then_some(near)
}

fn is_writable(number: &BigRational) -> bool {
    written(number).is_some()
}
