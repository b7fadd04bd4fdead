//! The processes of the browser, and the folder in which they write.

use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// Connects the pipes to the file descriptors that the browser uses: it reads from 3 and writes to 4.
const WITH_PIPES: &str = r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null"#;

const FLAGS: &[&str] = &[
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-startup-window",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--password-store=basic",
    "--use-mock-keychain",
    // These prevent all requests to other computers, whatever the browser wants to look up when it starts.
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/// The time limit for a browser to end by itself.
const CLOSE: Duration = Duration::from_secs(5);

/// The time limit for killed processes to end.
const END: Duration = Duration::from_secs(20);

const LEFT_OVER: &str = "processes of the browser are still running";

/// A browser with all its processes and its profile. Dropping it ends and removes them.
pub struct Process {
    child: Child,
    /// Receives the output on stderr once all processes have ended, because each of them has inherited stderr.
    said: Receiver<String>,
    /// The profile; `None` once `end` has taken it.
    profile: Option<TempDir>,
}

impl Process {
    pub fn start(executable: &Path) -> (Self, ChildStdin, ChildStdout) {
        let profile = tempfile::Builder::new().prefix("browser-test-").tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", WITH_PIPES]).arg(executable).args(FLAGS);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        // The owner of the new folder is the user who runs the test. As root, Chromium starts only without its sandbox.
        if profile.path().metadata().unwrap().uid() == 0 {
            command.arg("--no-sandbox");
        }
        for folder in [
            "HOME",
            "TMPDIR",
            "XDG_CACHE_HOME",
            "XDG_CONFIG_HOME",
            "BREAKPAD_DUMP_LOCATION",
        ] {
            command.env(folder, profile.path());
        }
        // Otherwise the browser would contact the user's session, for example for a keyring.
        for bus in ["DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"] {
            command.env(bus, "disabled:");
        }
        command.env_remove("BEEPER_ACCESS_TOKEN");
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.process_group(0).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());

        let mut stderr = child.stderr.take().unwrap();
        let (sender, said) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stderr.read_to_end(&mut bytes);
            let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
        });
        let profile = Some(profile);
        (Self { child, said, profile }, input, output)
    }

    /// Waits until a browser that was asked to end has ended, and removes its profile, which must succeed.
    pub fn end(mut self) {
        let profile = self.profile.take().unwrap();
        let is_gone = self.said.recv_timeout(CLOSE).is_ok();
        self.kill();
        assert!(is_gone || self.said.recv_timeout(END).is_ok(), "{LEFT_OVER}");
        profile.close().unwrap();
    }

    /// Kills the processes of the browser. Some may run a moment longer than the first.
    fn kill(&mut self) {
        // The ID of the process group is that of its first process, which the system does not reuse before `wait`.
        let mut kill = Command::new("sh");
        kill.args(["-c", r#"kill -s KILL -- "-$0""#, &self.child.id().to_string()]);
        let _ = kill.stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.profile.is_none() {
            return;
        }
        self.kill();
        match self.said.recv_timeout(END) {
            Ok(said) => eprintln!("The browser said:\n{said}"),
            Err(_) => eprintln!("{LEFT_OVER}"),
        }
    }
}
