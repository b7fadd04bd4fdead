//! A server that sends each response from memory in a single write, so that the client dominates the measurement.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use super::answers;

/// Starts the server on a free port of the loopback interface. It runs until the process ends.
pub fn start() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("the address of the listener");
    // Responses are built before the first request, since some measurements include the first response.
    let routes: &'static [Route] = routes().leak();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream, routes));
        }
    });
    address
}

fn serve(mut stream: TcpStream, routes: &[Route]) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    loop {
        line.clear();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let route = line.trim_end().trim_end_matches(" HTTP/1.1");
        let route = route.split('?').next().unwrap_or_default().to_owned();
        let mut length = 0;
        loop {
            line.clear();
            reader.read_line(&mut line).ok()?;
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            if let Some((name, value)) = header.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let answer = routes.iter().find(|(of, marker, _)| {
            *of == route && (marker.is_empty() || String::from_utf8_lossy(&body).contains(marker))
        });
        stream.write_all(answer.map_or(NOT_FOUND, |(.., answer)| answer)).ok()?;
    }
}

const NOT_FOUND: &[u8] = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";

/// Method and path, a text that the request body must contain, and the complete response.
type Route = (String, &'static str, Vec<u8>);

fn routes() -> Vec<Route> {
    let step = answers::SUBMIT_PATH;
    let pages = answers::PAGES.map(|chat| ("GET", format!("/v1/chats/{chat}/messages"), "", answers::page(chat)));
    let calls = [
        ("GET", answers::SESSION_PATH, "", answers::qr_session()),
        ("GET", "/v1/bridges", "", answers::bridges()),
        ("GET", "/v1/messages/search", "", answers::NOTHING_FOUND.to_owned()),
        ("POST", answers::CREATE_PATH, "", answers::input_session()),
        ("POST", step, "user_input", answers::qr_session()),
        ("POST", step, "display_and_wait", answers::complete_session()),
    ];
    let calls = calls.map(|(method, path, marker, body)| (method, path.to_owned(), marker, body));
    let routes = calls.into_iter().chain(pages).map(|(method, path, marker, body)| {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let answer = [head.into_bytes(), body.into_bytes()].concat();
        (format!("{method} {path}"), marker, answer)
    });
    routes.collect()
}
