//! A port on which no program listens.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpSocket;

/// A port of `127.0.0.1` on which no program listens.
///
/// It is taken as long as this exists, so that no other test gets it as a free port.
pub struct ClosedPort {
    socket: TcpSocket,
}

impl ClosedPort {
    pub fn new() -> Self {
        Self::at(0)
    }

    /// Takes a port that a server has left.
    pub fn at(port: u16) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // Connections that were closed may still count as users of the port.
        socket.set_reuseaddr(true).unwrap();
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).unwrap();
        Self { socket }
    }

    pub fn port(&self) -> u16 {
        self.socket.local_addr().unwrap().port()
    }

    /// Returns the address, as `http://HOST:PORT`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port())
    }
}
