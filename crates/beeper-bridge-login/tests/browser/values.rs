//! Tests which values are captured, and from which places.

use serde_json::json;

use crate::support::executable::chromium;
use crate::support::site::{Site, html, redirect, script};
use crate::support::{collected, step, values};

#[test]
fn cookies_that_scripts_cannot_see_and_those_of_named_domains_are_captured() {
    let Some(browser) = chromium() else { return };
    let site = Site::start();
    let frame = site.url("other", "/frame");
    site.page(
        "/",
        html(format!("<iframe src='{frame}'></iframe>"))
            .cookie("session=a%2Fb; HttpOnly")
            .cookie("empty="),
    );
    let in_frame = "SameSite=None; Secure";
    site.page(
        "/frame",
        script("")
            .cookie(&format!("there=1%2B1; Path=/deep; {in_frame}"))
            .cookie(&format!("parted=p; Path=/; Partitioned; {in_frame}"))
            .cookie(&format!("here=no; {in_frame}")),
    );
    let cookie = |name: &str, domain: Option<&str>| {
        let source = json!({"type": "cookie", "name": name, "cookieDomain": domain});
        json!({"id": name, "required": domain.is_some(), "sources": [source]})
    };
    let fields = json!([
        {"id": "session"},
        cookie("there", Some("other.localhost")),
        cookie("parted", Some(".other.localhost")),
        cookie("here", None),
        cookie("empty", None),
    ]);
    let step = step(&site.url("www", "/"), fields, json!({}));
    let collected = collected(&browser, &step);
    assert_eq!(
        values(&collected),
        [("session", "a/b"), ("there", "1+1"), ("parted", "p")]
    );
    assert_eq!(collected.last_url().unwrap().expose(), site.url("www", "/"));
}

#[test]
fn initial_cookies_are_sent_with_the_first_request_and_their_domains_are_kept() {
    let Some(browser) = chromium() else { return };
    let site = Site::start();
    site.page("/", redirect(&site.url("sub.www", "/next")));
    site.page("/next", script("").cookie("session=1"));
    let cookies = json!([
        {"name": "host", "value": "h", "domain": "www.localhost"},
        {"name": "below", "value": "b", "domain": ".www.localhost"},
        {"name": "plain", "value": "p%20", "httpOnly": true},
        {"name": "deep", "value": "d", "path": "/elsewhere"},
    ]);
    let step = step(
        &site.url("www", "/"),
        json!([{"id": "session"}]),
        json!({"initialCookies": cookies}),
    );
    collected(&browser, &step);
    let sent = |path: &str| {
        let request = site.requests(path).remove(0);
        let mut cookies: Vec<_> = request.headers["cookie"].split("; ").map(str::to_owned).collect();
        cookies.sort();
        cookies
    };
    assert_eq!(sent("/"), ["below=b", "host=h", "plain=p%20"]);
    assert_eq!(sent("/next"), ["below=b"]);
}

#[test]
fn the_user_agent_is_that_of_the_step_everywhere() {
    let Some(browser) = chromium() else { return };
    let site = Site::start();
    let frame = site.url("other", "/frame");
    site.page(
        "/",
        html(format!(
            "<iframe src='{frame}'></iframe><script>
            new Worker('/worker.js');
            new SharedWorker('/shared.js');
            navigator.serviceWorker.register('/service.js');
            fetch('/said?' + encodeURIComponent(navigator.userAgent));
        </script>"
        )),
    );
    site.page(
        "/frame",
        script("fetch('/said-by-frame?' + encodeURIComponent(navigator.userAgent))"),
    );
    for worker in ["worker", "shared", "service"] {
        let says = format!("fetch('/said-by-{worker}?' + encodeURIComponent(navigator.userAgent))");
        site.page(
            &format!("/{worker}.js"),
            html(says).header("content-type", "text/javascript"),
        );
    }
    let said = [
        "/said",
        "/said-by-frame",
        "/said-by-worker",
        "/said-by-shared",
        "/said-by-service",
    ];
    let fields: Vec<_> = said
        .iter()
        .map(|path| {
            json!({"id": path, "sources": [{
                "type": "request_header", "name": "User-Agent", "requestURLRegex": format!("{path}\\?")
            }]})
        })
        .collect();
    let step = step(
        &site.url("www", "/"),
        json!(fields),
        json!({"userAgent": "Phone/1.0 (x; y) z"}),
    );
    let collected = collected(&browser, &step);
    assert_eq!(values(&collected), said.map(|path| (path, "Phone/1.0 (x; y) z")));
    for path in said
        .into_iter()
        .chain(["/", "/frame", "/worker.js", "/shared.js", "/service.js"])
    {
        let request = site.requests(path).remove(0);
        assert_eq!(request.headers["user-agent"], "Phone/1.0 (x; y) z", "{path}");
        if let Some((_, said)) = request.path.split_once('?') {
            assert_eq!(said, "Phone%2F1.0%20(x%3B%20y)%20z", "{path}");
        }
    }
}

#[test]
fn headers_are_those_that_were_sent_also_after_redirects() {
    let Some(browser) = chromium() else { return };
    let site = Site::start();
    site.page("/", script("").cookie("a=1"));
    site.page(
        "/",
        script("document.cookie = 'b=2'; location = '/first'").cookie("a=1; HttpOnly"),
    );
    site.page("/first", redirect("/second").cookie("c=3; HttpOnly"));
    site.page("/second", redirect(&site.url("other", "/third")));
    site.page(
        "/third",
        script("fetch('/api', {headers: {'X-Token': 't'}})").cookie("d=4"),
    );
    let header = |id: &str, name: &str, path: &str| json!({"id": id, "sources": [{"type": "request_header", "name": name, "requestURLRegex": format!("{path}$")}]});
    let fields = json!([
        header("first", "cookie", "/first"),
        header("second", "Cookie", "/second"),
        header("api", "Cookie", "/api"),
        header("token", "x-token", "/api"),
    ]);
    let step = step(
        &site.url("www", "/"),
        fields,
        json!({"expectedFinalURLRegex": "/third$"}),
    );
    let collected = collected(&browser, &step);
    assert_eq!(
        values(&collected),
        [
            ("first", "a=1; b=2"),
            ("second", "a=1; b=2; c=3"),
            ("api", "d=4"),
            ("token", "t")
        ]
    );
    assert_eq!(collected.last_url().unwrap().expose(), site.url("other", "/third"));
}

#[test]
fn headers_of_web_sockets_are_headers_of_requests() {
    let Some(browser) = chromium() else { return };
    let site = Site::start();
    let socket = site.url("www", "/socket").replace("http", "ws");
    site.page(
        "/",
        script(&format!("new WebSocket('{socket}', ['token.t'])")).cookie("a=1; HttpOnly"),
    );
    let header = |name: &str| json!({"id": name, "sources": [{"type": "request_header", "name": name, "requestURLRegex": "^ws:.*/socket$"}]});
    let step = step(
        &site.url("www", "/"),
        json!([header("sec-websocket-protocol"), header("cookie")]),
        json!({}),
    );
    assert_eq!(
        values(&collected(&browser, &step)),
        [("sec-websocket-protocol", "token.t"), ("cookie", "a=1")]
    );
}

#[test]
fn bodies_of_scripts_forms_frames_and_workers_are_captured() {
    let Some(browser) = chromium() else { return };
    let site = Site::start();
    let frame = site.url("other", "/frame");
    site.page(
        "/",
        html(format!(
            "<iframe src='{frame}'></iframe>
        <form id=f method=post action=/form enctype=multipart/form-data><input name=part value='p %'></form>
        <script>
            new Worker('/worker.js');
            const large = 'x'.repeat(300000);
            fetch('/json', {{method: 'POST', body: JSON.stringify({{large, json: 'j\u{e9}'}})}});
            const data = new FormData();
            data.append('beside', 'b');
            data.append('file', new Blob(['content']), 'name.txt');
            fetch('/blob', {{method: 'POST', body: data}}).then(() => setTimeout(() => f.submit(), 500));
        </script>"
        )),
    );
    site.page(
        "/frame",
        script("fetch('/form', {method: 'POST', body: new URLSearchParams({frame: 'f &'})})"),
    );
    let worker = "fetch('/worker', {method: 'POST', body: 'worker=w+w'})";
    site.page("/worker.js", html(worker).header("content-type", "text/javascript"));
    for path in ["/json", "/form", "/blob", "/worker"] {
        site.page(path, html("thanks"));
    }
    let names = ["json", "part", "beside", "frame", "worker"];
    let fields: Vec<_> = names
        .iter()
        .map(|name| json!({"id": name, "sources": [{"type": "request_body", "name": name}]}))
        .collect();
    let step = step(&site.url("www", "/"), json!(fields), json!({}));
    let collected = collected(&browser, &step);
    assert_eq!(
        values(&collected),
        [
            ("json", "j\u{e9}"),
            ("part", "p %"),
            ("beside", "b"),
            ("frame", "f &"),
            ("worker", "w w")
        ]
    );
}

#[test]
fn local_storage_is_that_of_pages_also_after_they_were_left() {
    let Some(browser) = chromium() else { return };
    let site = Site::start();
    let (frame, other, last) = (
        site.url("other", "/frame"),
        site.url("other", "/"),
        site.url("last", "/"),
    );
    let in_between = format!("localStorage.between = 'b'; location = '{last}'");
    site.route("/", {
        let page = html(format!(
            "<iframe src='{frame}'></iframe><script>
                localStorage.first = 'guest';
                localStorage.first = 'f';
                localStorage.gone = 'g';
                sessionStorage.session = 's';
                setTimeout(() => {{ delete localStorage.gone; location = '{other}'; }}, 500);
            </script>"
        ));
        move |request| match request.host.split('.').next() {
            Some("www") => page.clone(),
            Some("other") => script(&in_between),
            _ => script("localStorage.last = 'l'"),
        }
    });
    let names = ["first", "last", "gone", "session", "frame", "between"];
    let fields: Vec<_> = names
        .iter()
        .map(|name| {
            json!({
                "id": name, "required": (["first", "last"].contains(name)),
                "sources": [{"type": "local_storage", "name": name}],
            })
        })
        .collect();
    let step = step(
        &site.url("www", "/"),
        json!(fields),
        json!({"expectedFinalURLRegex": "//last"}),
    );
    let collected = collected(&browser, &step);
    assert_eq!(values(&collected), [("first", "f"), ("last", "l")]);
}
