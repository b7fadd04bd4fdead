//! The processes of a browser.

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::profile::Profile;

/// Connects the pipes to the descriptors that the browser uses: it reads from 3 and writes to 4.
const WITH_PIPES: &str = r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#;

/// The browser's flags.
///
/// They contain no address and no value, because other users of the computer can see a process's arguments.
const FLAGS: &[&str] = &[
    "--remote-debugging-pipe",
    "--no-startup-window",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // The profile is temporary, so nothing needs the user's keyring.
    "--password-store=basic",
    "--use-mock-keychain",
];

/// How long killed processes may take to exit.
const END: Duration = Duration::from_secs(5);

/// A browser with all its processes and its profile. Dropping it removes all of them.
pub(super) struct Process {
    child: Child,
    /// Removed after the processes have exited, because they write to it.
    profile: Profile,
}

impl Process {
    /// Starts a browser.
    ///
    /// # Errors
    ///
    /// Returns an error if the browser cannot be started.
    pub(super) fn start(
        executable: &Path,
        user_agent: Option<&str>,
        is_headless: bool,
    ) -> io::Result<(Self, ChildStdin, ChildStdout)> {
        let profile = Profile::new()?;
        let folder = profile.path();
        let mut command = Command::new("/bin/sh");
        command.args(["-c", WITH_PIPES]).arg(executable);
        command.arg(format!("--user-data-dir={}", folder.display())).args(FLAGS);
        if is_headless {
            command.arg("--headless=new");
        }
        // If the protocol set it later, shared workers would not get it.
        command.args(user_agent.map(|agent| format!("--user-agent={agent}")));
        for variable in ["TMPDIR", "XDG_CACHE_HOME", "BREAKPAD_DUMP_LOCATION"] {
            command.env(variable, folder);
        }
        command.env_remove("BEEPER_ACCESS_TOKEN");
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.process_group(0).spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let process = Self { child, profile };
        let (to, from) = pipes.ok_or_else(|| io::Error::other("it has no pipes"))?;
        Ok((process, to, from))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let group = self.child.id();
        // The group has the ID of its first process, which the system does not reuse before this waits for that process.
        signal(group, "KILL");
        let _ = self.child.wait();
        let deadline = Instant::now() + END;
        while is_running(group, self.profile.path()) {
            if Instant::now() > deadline {
                tracing::warn!("processes of a browser that was killed are still running");
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Sends a signal to all processes of a group. Returns whether the group has any.
fn signal(group: u32, name: &str) -> bool {
    let mut kill = Command::new("/bin/sh");
    kill.args(["-c", r#"kill -s "$1" -- "-$0""#, &group.to_string(), name]);
    kill.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    kill.status().is_ok_and(|status| status.success())
}

/// Returns `true` if processes of a browser still run.
///
/// These are the processes of its group, and those that have left the group but name the profile in their arguments, such as
/// crash reporters, which exit by themselves after the others. Where the system shows it, zombies do not count, because any
/// process may be the parent that has not waited for them.
fn is_running(group: u32, profile: &Path) -> bool {
    match fs::read_dir("/proc") {
        Ok(entries) if Path::new("/proc/self/stat").exists() => {
            entries.filter_map(Result::ok).map(|entry| entry.path()).any(|process| {
                let is_in_group =
                    fs::read_to_string(process.join("stat")).is_ok_and(|stat| is_running_in(&stat, group));
                // Zombies have no arguments.
                is_in_group || fs::read(process.join("cmdline")).is_ok_and(|arguments| names(&arguments, profile))
            })
        }
        _ => signal(group, "0"),
    }
}

/// Returns `true` if the arguments of a process contain a path or one below it.
fn names(arguments: &[u8], path: &Path) -> bool {
    let path = path.as_os_str().as_bytes();
    !path.is_empty() && arguments.windows(path.len()).any(|part| part == path)
}

/// Reads a line such as `7 (name) S 1 7 ..`: ID, name, state, parent, group. The name may contain anything.
fn is_running_in(stat: &str, group: u32) -> bool {
    let Some((_, rest)) = stat.rsplit_once(')') else {
        return false;
    };
    let mut parts = rest.split_ascii_whitespace();
    let (state, of_group) = (parts.next(), parts.nth(1));
    of_group.and_then(|text| text.parse().ok()) == Some(group) && !matches!(state, Some("Z" | "X"))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// Writes a program that stands in for a browser.
    fn program(folder: &Path, script: &str) -> std::path::PathBuf {
        let file = folder.join("browser");
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        file
    }

    #[test]
    fn a_browser_reads_from_3_and_writes_to_4_and_is_told_nothing_secret() {
        let folder = tempfile::tempdir().unwrap();
        let echo = program(
            folder.path(),
            r#"echo out; echo err >&2; cat <&3 >&4; printf '%s\n' "$@" "$TMPDIR" >&4"#,
        );
        let (process, mut to, mut from) = Process::start(&echo, Some("A/1.0 (b)"), true).unwrap();
        to.write_all(b"call\0").unwrap();
        drop(to);
        let mut said = String::new();
        from.read_to_string(&mut said).unwrap();
        let mut lines = said.strip_prefix("call\0").unwrap().lines();
        let profile = lines.next().unwrap().strip_prefix("--user-data-dir=").unwrap();
        assert_eq!(
            lines.next_back(),
            Some(profile),
            "temporary files must go to the profile"
        );
        let flags: Vec<_> = FLAGS
            .iter()
            .copied()
            .chain(["--headless=new", "--user-agent=A/1.0 (b)"])
            .collect();
        assert_eq!(lines.collect::<Vec<_>>(), flags);
        assert!(
            !FLAGS
                .iter()
                .any(|flag| flag.contains("sandbox") || flag.contains("port"))
        );
        assert!(Path::new(profile).is_dir());
        drop(process);
        assert!(!Path::new(profile).exists());
    }

    #[test]
    fn all_processes_and_the_profile_are_gone_when_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let script = r#"trap '' TERM HUP INT; (while :; do touch "$TMPDIR/x"; done) & echo ready >&4; sleep 1000"#;
        let (process, _to, mut from) = Process::start(&program(folder.path(), script), None, false).unwrap();
        let mut ready = [0; 5];
        from.read_exact(&mut ready).unwrap();
        let (group, profile) = (process.child.id(), process.profile.path().to_owned());
        assert!(is_running(group, &profile));
        drop(process);
        assert!(!is_running(group, &profile) && !profile.exists());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn processes_that_leave_the_group_are_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        // This process writes to the profile for a while after the others have exited.
        let left = r#"echo ready >&4; for i in 1 2 3 4 5; do sleep 0.1; mkdir -p "$1"; done"#;
        let script = format!("setsid sh -c '{left}' sh \"$TMPDIR/late\" & sleep 1000");
        let (process, _to, mut from) = Process::start(&program(folder.path(), &script), None, false).unwrap();
        let mut ready = [0; 5];
        from.read_exact(&mut ready).unwrap();
        let (group, profile) = (process.child.id(), process.profile.path().to_owned());
        drop(process);
        assert!(!is_running(group, &profile) && !profile.exists());
    }

    #[test]
    fn processes_of_a_group_are_told_from_others_and_from_dead_ones() {
        assert!(is_running_in("7 (a) b) S 1 7 7 0", 7));
        assert!(!is_running_in("7 (a) Z 1 7 7 0", 7));
        assert!(!is_running_in("7 (a) S 7 8 7 0", 7));
        assert!(!is_running_in("", 7));
    }
}
