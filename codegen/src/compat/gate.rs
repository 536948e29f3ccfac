//! Which findings fail a change.

use super::{Category, Deployed, Finding};

/// What fails a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// What breaks deployed clients on the wire
    Wire,
    /// What is neither proven nor refuted
    Unproven,
    /// What breaks new clients while the old server is there
    Rollback,
    /// What stops code that uses the generated TypeScript from compiling
    Source,
    /// As `source`, unless the version of the document says so: a higher major number, or minor number while it is 0.x
    SourceUnlessMajor,
    /// What nobody refuses, and is not what it was
    Dangerous,
    /// Nothing
    None,
}

/// Whether a version announces that programs must change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// It does.
    Major,
    /// It does not, or nobody can tell.
    Other,
}

impl Release {
    /// What the step from one version to another announces, by Semantic Versioning.
    #[must_use]
    pub fn between(old: &str, new: &str) -> Self {
        match (announced(old), announced(new)) {
            (Some(old), Some(new)) if new > old => Self::Major,
            _ => Self::Other,
        }
    }
}

/// The numbers of a version that say what may break: the major one, and the minor one while that is 0.
fn announced(version: &str) -> Option<(u64, u64)> {
    let mut numbers = version.split(['.', '-', '+']);
    let major: u64 = numbers.next()?.parse().ok()?;
    let minor: u64 = numbers.next()?.parse().ok()?;
    Some((major, if major == 0 { minor } else { 0 }))
}

/// Which findings fail a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate(Vec<FailOn>);

impl Default for Gate {
    fn default() -> Self {
        Self(vec![FailOn::Wire, FailOn::Unproven, FailOn::SourceUnlessMajor])
    }
}

impl Gate {
    /// One that fails on these.
    #[must_use]
    pub fn new(fail_on: Vec<FailOn>) -> Self {
        Self(fail_on)
    }

    /// Whether a finding fails the change, where the version takes this step.
    ///
    /// What is not proven fails where it would fail if it were refuted: of new clients and an old server only if `rollback` fails.
    #[must_use]
    pub fn fails(&self, finding: &Finding, release: Release) -> bool {
        let has = |category: Category| finding.category == category;
        let is_rollback = finding.deployed == Some(Deployed::NewClients);
        self.0.iter().any(|on| match on {
            FailOn::Wire => has(Category::Wire),
            FailOn::Unproven => {
                has(Category::Unproven) && (!is_rollback || self.0.contains(&FailOn::Rollback))
            }
            FailOn::Rollback => has(Category::Rollback),
            FailOn::Source => has(Category::Source),
            FailOn::SourceUnlessMajor => has(Category::Source) && release == Release::Other,
            FailOn::Dangerous => has(Category::Dangerous),
            FailOn::None => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Release;

    #[test]
    fn a_version_announces_by_its_major_number_or_its_minor_one_while_that_is_0() {
        for (old, new, expected) in [
            ("1.2.0", "2.0.0", Release::Major),
            ("1.2.0", "1.3.0", Release::Other),
            ("0.2.0", "0.3.0", Release::Major),
            ("0.2.0", "0.2.1", Release::Other),
            ("0.9.0", "1.0.0-rc.1", Release::Major),
            ("2.0.0", "1.0.0", Release::Other),
            ("1.0.0", "next", Release::Other),
            ("1", "2", Release::Other),
        ] {
            assert_eq!(Release::between(old, new), expected, "{old} to {new}");
        }
    }
}
