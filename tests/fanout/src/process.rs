//! What Linux says of another process.

use std::fs;
use std::io;
use std::path::PathBuf;

use crate::Error;

/// A process that is watched.
#[derive(Debug, Clone)]
pub struct Process {
    directory: PathBuf,
}

/// The time that a process has run.
#[derive(Debug, Clone, Copy)]
pub struct CpuTime {
    /// Nanoseconds, of all threads that live.
    pub ns: u64,
    /// Ticks in user mode.
    pub user: u64,
    /// Ticks in the kernel.
    pub system: u64,
}

impl Process {
    /// The process of a number.
    #[must_use]
    pub fn new(pid: u32) -> Self {
        Self { directory: format!("/proc/{pid}").into() }
    }

    /// The time that it has run.
    ///
    /// # Errors
    /// Where the process has ended.
    pub fn cpu_time(&self) -> Result<CpuTime, Error> {
        let mut ns = 0;
        for thread in fs::read_dir(self.directory.join("task"))? {
            match fs::read_to_string(thread?.path().join("schedstat")) {
                Ok(schedstat) => ns += field(&schedstat, 0)?,
                // The thread has ended meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        let stat = fs::read_to_string(self.directory.join("stat"))?;
        // The name of the program, which may hold spaces, is in parentheses.
        let (_, stat) = stat.rsplit_once(')').ok_or("/proc/PID/stat names no program")?;
        Ok(CpuTime { ns, user: field(stat, 11)?, system: field(stat, 12)? })
    }

    /// The resident memory in KiB.
    ///
    /// # Errors
    /// Where the process has ended.
    pub fn resident_kib(&self) -> Result<u64, Error> {
        // As `statm`, but not in pages.
        let status = fs::read_to_string(self.directory.join("status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        field(line.ok_or("the process has ended")?, 0)
    }
}

fn field(line: &str, index: usize) -> Result<u64, Error> {
    let field = line.split_ascii_whitespace().nth(index).ok_or("a file of /proc has too few fields")?;
    Ok(field.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_runs_and_has_memory() {
        let own = Process::new(std::process::id());
        let before = own.cpu_time().unwrap().ns;
        assert!(own.resident_kib().unwrap() > 100);
        while own.cpu_time().unwrap().ns == before {}
    }

    #[test]
    fn a_process_that_is_none_is_an_error() {
        assert!(Process::new(u32::MAX).resident_kib().is_err());
    }
}
