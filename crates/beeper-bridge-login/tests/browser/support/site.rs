//! A small web server on this computer, with the pages of one test.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A request from a page.
#[derive(Clone, Debug)]
pub struct Request {
    pub host: String,
    /// The path with its query.
    pub path: String,
    /// The headers, with names in lower case.
    pub headers: HashMap<String, String>,
    pub received: Instant,
}

/// A response of the server.
#[derive(Clone)]
pub struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
}

type Page = Arc<dyn Fn(&Request) -> Response + Send + Sync>;

/// A server that runs as long as the test. Its names are all that end in `.localhost`.
pub struct Site {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    pages: Mutex<HashMap<String, Page>>,
    requests: Mutex<Vec<Request>>,
}

/// Returns an HTML page.
pub fn html(body: impl Into<String>) -> Response {
    Response {
        status: 200,
        headers: vec![("content-type".into(), "text/html; charset=utf-8".into())],
        body: body.into().into_bytes(),
        delay: Duration::ZERO,
    }
}

/// Returns a page that only runs a script.
pub fn script(script: &str) -> Response {
    html(format!("<!doctype html><title>page</title><script>{script}</script>"))
}

/// Returns a redirect.
pub fn redirect(to: &str) -> Response {
    html("").status(302).header("location", to)
}

impl Response {
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name || name == "set-cookie");
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn cookie(self, cookie: &str) -> Self {
        self.header("set-cookie", cookie)
    }

    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

impl Site {
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let served = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                let state = Arc::clone(&served);
                thread::spawn(move || serve(stream, &state));
            }
        });
        Self { port, state }
    }

    /// Returns the address of a page on the host with this name.
    pub fn url(&self, host: &str, path: &str) -> String {
        format!("http://{host}.localhost:{}{path}", self.port)
    }

    /// Serves the same page at a path of all hosts.
    pub fn page(&self, path: &str, response: Response) -> &Self {
        self.route(path, move |_| response.clone())
    }

    pub fn route(&self, path: &str, page: impl Fn(&Request) -> Response + Send + Sync + 'static) -> &Self {
        self.state.pages.lock().unwrap().insert(path.into(), Arc::new(page));
        self
    }

    /// Returns the requests for a path so far.
    pub fn requests(&self, path: &str) -> Vec<Request> {
        let requests = self.state.requests.lock().unwrap();
        let is_it = |request: &&Request| request.path.split('?').next() == Some(path);
        requests.iter().filter(is_it).cloned().collect()
    }
}

fn serve(mut stream: TcpStream, state: &State) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    lines.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.to_owned()),
            None => break,
        };
    }
    let length = headers
        .get("content-length")
        .and_then(|it| it.parse().ok())
        .unwrap_or(0);
    io::copy(&mut lines.take(length), &mut io::sink()).ok()?;
    let request = Request {
        host: headers.get("host").cloned().unwrap_or_default(),
        path,
        headers,
        received: Instant::now(),
    };
    state.requests.lock().unwrap().push(request.clone());
    let pages = state.pages.lock().unwrap();
    let page = pages.get(request.path.split('?').next()?).cloned();
    drop(pages);
    let response = page.map_or_else(|| html("").status(404), |page| page(&request));
    let until = Instant::now() + response.delay;
    thread::sleep(until.saturating_duration_since(Instant::now()));
    let mut head = format!("HTTP/1.1 {} x\r\nconnection: close\r\n", response.status);
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", response.body.len()));
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&response.body).ok()
}
