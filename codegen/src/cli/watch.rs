//! `--watch`: does something again whenever a file changes that it reads.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{CommandError, Outcome};

/// How long a change may go unseen.
const INTERVAL: Duration = Duration::from_millis(250);

/// When a file was written last, and its length.
type Stamp = Option<(SystemTime, u64)>;

/// Does `work`, which returns the files that it read, now and at every change of one of them, until the process ends.
///
/// A failure is printed, and is no reason to stop: the next change may mend it.
pub(super) fn every_change(
    err: &mut dyn Write,
    mut work: impl FnMut(&mut dyn Write) -> Result<Vec<PathBuf>, CommandError>,
) -> Result<Outcome, CommandError> {
    // What fails at once was asked for wrongly.
    let mut stamps = stamps(&work(err)?);
    loop {
        std::thread::sleep(INTERVAL);
        let files: Vec<PathBuf> = stamps.keys().cloned().collect();
        let now = self::stamps(&files);
        if now == stamps {
            continue;
        }
        stamps = match work(err) {
            Ok(read) => self::stamps(&read),
            Err(error) => {
                writeln!(err, "error: {error}")?;
                now
            }
        };
    }
}

fn stamps(files: &[PathBuf]) -> BTreeMap<PathBuf, Stamp> {
    let mut stamps = BTreeMap::new();
    for file in files {
        stamps.insert(file.clone(), stamp(file));
        // Of a folder, its files.
        let entries = std::fs::read_dir(file).into_iter().flatten().flatten();
        stamps.extend(entries.map(|entry| (entry.path(), stamp(&entry.path()))));
    }
    stamps
}

fn stamp(file: &Path) -> Stamp {
    let metadata = std::fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
