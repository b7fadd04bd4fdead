//! The example in a terminal that does not know its size.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::terminal;

/// Opens a terminal, whose size is unknown: 0 columns and 0 rows. Returns its two ends.
fn pseudo_terminal() -> (File, File) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    // Programs that other tests start must not inherit it.
    fcntl_setfd(&master, FdFlags::CLOEXEC).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let path = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    let slave = OpenOptions::new().read(true).write(true).open(path).unwrap();
    (master.into(), slave)
}

#[test]
fn lines_are_not_wrapped_after_each_word_where_the_size_is_unknown() {
    let (mut master, slave) = pseudo_terminal();
    let mut command = terminal();
    command
        .arg("--mock")
        .stdin(slave.try_clone().unwrap())
        .stdout(slave.try_clone().unwrap())
        .stderr(slave);
    let mut child = command.spawn().unwrap();
    // Otherwise this end would stay open, and reading would not end.
    drop(command);
    let (sender, said) = mpsc::channel();
    thread::spawn(move || {
        let mut said = String::new();
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = master.read(&mut buffer) {
            said.push_str(&String::from_utf8_lossy(&buffer[..length]));
            if said.contains("Bridges:") {
                break;
            }
        }
        let _ = sender.send(said);
    });
    let said = said
        .recv_timeout(Duration::from_secs(60))
        .expect("the bridges are listed");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(said.contains("This is a mock: no account is real"), "{said}");
}
