//! The processes of the browser, and the folder that they write to.

use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// Puts the pipes where the browser looks for them: it reads from 3 and writes to 4.
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
    // Nothing of it leaves this computer, whatever a browser wants to know when it starts.
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/// How long a browser may take to end by itself.
const CLOSE: Duration = Duration::from_secs(5);

/// How long killed processes may take to be gone.
const END: Duration = Duration::from_secs(20);

const LEFT_OVER: &str = "processes of the browser are left over";

/// A browser, with all that it starts, and its profile. Both are gone when it is dropped.
pub struct Process {
    child: Child,
    /// Brings what was said on stderr once nobody can say more: each process has inherited it, so all of them are gone then.
    said: Receiver<String>,
    /// `None` while it is ended on purpose.
    profile: Option<TempDir>,
}

impl Process {
    pub fn start(executable: &Path) -> (Self, ChildStdin, ChildStdout) {
        let profile = tempfile::Builder::new().prefix("browser-test-").tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", WITH_PIPES]).arg(executable).args(FLAGS);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        // The folder is new, and belongs to who runs the test. As root, Chromium starts without its sandbox only.
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
        // There, the person's session would be asked, for a keyring among others.
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

    /// Waits for the end of a browser that was asked to end, and removes its profile, which has to succeed.
    pub fn end(mut self) {
        let profile = self.profile.take().unwrap();
        let is_gone = self.said.recv_timeout(CLOSE).is_ok();
        self.kill();
        assert!(is_gone || self.said.recv_timeout(END).is_ok(), "{LEFT_OVER}");
        profile.close().unwrap();
    }

    /// Kills what is there of the browser. Its other processes may be there for a moment longer than its first.
    fn kill(&mut self) {
        // The group has the number of its first process, which nobody else gets before that is waited for.
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
