//! A browser whose leftovers a test can detect.

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use beeper_bridge_login::browser::Chromium;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::executable::wrapped;

/// A browser that reports its profile and its processes.
pub struct Watched {
    folder: TempDir,
}

impl Watched {
    /// Returns `None` if there is no browser.
    pub fn new() -> Option<Self> {
        Some(Self::running(&format!("exec '{}' \"$@\"", wrapped()?.display())))
    }

    /// Starts a browser that the test can control as well, so that it can do to the windows what users do.
    pub fn with_port() -> Option<Self> {
        Some(Self::running(&format!(
            "exec '{}' --remote-debugging-port=0 \"$@\"",
            wrapped()?.display()
        )))
    }

    /// Closes the window with this page, as a user does.
    pub fn close_window(&self, page: &str) {
        let (port, target) = self.page(page);
        get(port, &format!("/json/close/{target}")).unwrap();
    }

    /// Runs a script in the window with this page once it is open, as if the user had clicked there.
    pub fn act(&self, page: &str, script: &str) {
        let (port, target) = self.page(page);
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let request = format!(
            "GET /devtools/page/{target} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap());
        let mut line = String::new();
        while lines.read_line(&mut line).unwrap() > 2 {
            line.clear();
        }
        let params = json!({"expression": script, "userGesture": true});
        let call = json!({"id": 1, "method": "Runtime.evaluate", "params": params}).to_string();
        // A single masked text frame, with zeros as the mask and a length that fits into two bytes.
        let mut frame = vec![0x81, 0x80 | 126];
        frame.extend(u16::try_from(call.len()).unwrap().to_be_bytes());
        frame.extend([0; 4]);
        frame.extend(call.as_bytes());
        stream.write_all(&frame).unwrap();
        // The action is done when the response begins or the page is gone.
        let _ = lines.read(&mut [0]);
    }

    /// Returns the browser's port and the page's name there, once the page is open. A busy browser may not respond each time.
    fn page(&self, page: &str) -> (u16, String) {
        let found = RefCell::new(None);
        wait_until("the page is there", || {
            *found.borrow_mut() = self.port().zip(self.target(page));
            found.borrow().is_some()
        });
        found.into_inner().unwrap()
    }

    fn port(&self) -> Option<u16> {
        let port = fs::read_to_string(self.profile().join("DevToolsActivePort")).ok()?;
        port.lines().next()?.parse().ok()
    }

    fn target(&self, page: &str) -> Option<String> {
        let pages: Value = serde_json::from_str(&get(self.port()?, "/json/list")?).ok()?;
        let is_it = |target: &&Value| target["url"].as_str().unwrap().ends_with(page);
        let target = pages.as_array()?.iter().find(is_it)?;
        Some(target["id"].as_str().unwrap().to_owned())
    }

    /// Returns a shell script that stands in for a browser.
    pub fn running(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = format!(
            "#!/bin/sh\nprintf '%s' \"$TMPDIR\" > '{0}/profile'\necho $$ > '{0}/group'\nprintf '%s\\n' \"$@\" > '{0}/arguments'\n\
             env > '{0}/environment'\n{script}\n",
            folder.path().display()
        );
        let file = folder.path().join("browser");
        fs::write(&file, script).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    pub fn chromium(&self) -> Chromium {
        Chromium::at(self.folder.path().join("browser")).unwrap().headless(true)
    }

    /// Returns the browser's `arguments` or `environment`. Empty if it was not started.
    pub fn told(&self, what: &str) -> String {
        fs::read_to_string(self.folder.path().join(what)).unwrap_or_default()
    }

    pub fn profile(&self) -> PathBuf {
        self.told("profile").into()
    }

    fn group(&self) -> u32 {
        self.told("group").trim().parse().unwrap()
    }

    /// Returns the processes of the browser whose command lines contain this text.
    pub fn processes(&self, part: &str) -> Vec<u32> {
        let (group, profile) = (self.group(), self.told("profile"));
        let entries = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
        let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        ids.filter(|id| {
            let folder = Path::new("/proc").join(id.to_string());
            let stat = fs::read_to_string(folder.join("stat")).unwrap_or_default();
            let command = fs::read(folder.join("cmdline")).unwrap_or_default();
            let command = String::from_utf8_lossy(&command).into_owned();
            let mut parts = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
            let (state, of_group) = (parts.next(), parts.nth(1).and_then(|it| it.parse().ok()));
            let is_own = of_group == Some(group) || command.contains(&profile);
            is_own && !matches!(state, None | Some("Z" | "X")) && command.contains(part)
        })
        .collect()
    }

    pub fn kill(&self, part: &str) {
        for process in self.processes(part) {
            let _ = Command::new("kill").args(["-9", &process.to_string()]).status();
        }
    }

    /// Panics if a part of the browser still exists.
    pub fn assert_nothing_left(&self) {
        assert!(
            !self.profile().as_os_str().is_empty(),
            "the browser must have been started"
        );
        assert!(!self.profile().exists(), "the profile must be removed");
        assert_eq!(self.processes(""), Vec::<u32>::new(), "all processes must be gone");
    }
}

/// Returns the body of a response of the browser's server, which keeps its connections open. `None` if it is incomplete.
fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let (mut lines, mut length) = (BufReader::new(stream), None);
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse().ok(),
            None if line.trim_end().is_empty() => break,
            _ => {}
        }
    }
    let mut body = vec![0; length?];
    lines.read_exact(&mut body).ok()?;
    String::from_utf8(body).ok()
}

/// Waits until a condition holds.
pub fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
