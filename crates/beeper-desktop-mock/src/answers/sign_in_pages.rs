//! Serves the sign-in pages and answers the requests that they send.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::http::reply::Reply;
use crate::model::sign_in_page::{CSRF, CSRF_HEADER, GUEST, PAGES, SignInPage};

/// The beginning of every page, up to its title.
const HEAD: &str = include_str!("sign_in_pages/head.html");

struct Page {
    title: &'static str,
    body: &'static str,
}

const PLAIN: Page = Page {
    title: "Mock sign-in, plain",
    body: include_str!("sign_in_pages/plain.html"),
};
const RICH: Page = Page {
    title: "Mock sign-in, rich",
    body: include_str!("sign_in_pages/rich.html"),
};
const RICH_INBOX: Page = Page {
    title: "Mock inbox",
    body: include_str!("sign_in_pages/rich_inbox.html"),
};
const POP_UP: Page = Page {
    title: "Mock sign-in, pop-up",
    body: include_str!("sign_in_pages/pop_up.html"),
};
const POP_UP_WINDOW: Page = Page {
    title: "Mock sign-in, window",
    body: include_str!("sign_in_pages/pop_up_window.html"),
};
const POP_UP_DONE: Page = Page {
    title: "Mock sign-in, done",
    body: include_str!("sign_in_pages/pop_up_done.html"),
};
const SINGLE_PAGE: Page = Page {
    title: "Mock sign-in, single page",
    body: include_str!("sign_in_pages/single_page.html"),
};
const INBOX: Page = Page {
    title: "Mock inbox",
    body: include_str!("sign_in_pages/inbox.html"),
};

/// The content security policy: only the page itself supplies content, and no other page may frame it.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Answers a request for a path below [`PAGES`]; returns `None` if that path does not exist.
pub(crate) fn answer(method: &str, path: &str, headers: &HeaderMap) -> Option<Reply> {
    let path = path.strip_prefix(PAGES)?.strip_prefix('/')?;
    let (name, rest) = path.split_once('/').unwrap_or((path, ""));
    let page = SignInPage::ALL.into_iter().find(|page| page.name() == name)?;
    let is_signed_in = cookie(headers) == Some(&*in_cookie(&page.session()));
    Some(match (page, method, rest) {
        (SignInPage::Plain, "GET", "") => as_guest(page, html(PLAIN), headers),
        (SignInPage::Plain, "POST", "") => signed_in(page, see_other(page, page.end())),
        (SignInPage::Rich, "GET", "") => as_guest(page, html(RICH), headers),
        (SignInPage::Rich, "POST", "api/sign-in") => {
            match headers.get(CSRF_HEADER).is_some_and(|given| given == CSRF) {
                true => signed_in(page, Reply::empty(204)),
                false => Reply::empty(403),
            }
        }
        (SignInPage::Rich, "GET", "inbox") if is_signed_in => html(RICH_INBOX),
        (SignInPage::PopUp, "GET", "") => as_guest(page, html(POP_UP), headers),
        (SignInPage::PopUp, "GET", "window") => html(POP_UP_WINDOW),
        (SignInPage::PopUp, "POST", "window") => signed_in(page, see_other(page, "/done")),
        (SignInPage::PopUp, "GET", "done") => html(POP_UP_DONE),
        (SignInPage::SinglePage, "GET", "" | "app") => as_guest(page, html(SINGLE_PAGE), headers),
        (SignInPage::SinglePage, "POST", "api/sign-in") => signed_in(page, Reply::empty(204)),
        (SignInPage::Plain | SignInPage::PopUp, "GET", "inbox") if is_signed_in => html(INBOX),
        (SignInPage::Plain | SignInPage::Rich | SignInPage::PopUp, "GET", "inbox") => see_other(page, ""),
        _ => return None,
    })
}

fn html(page: Page) -> Reply {
    let Page { title, body } = page;
    let text = format!("{HEAD}<title>{title}</title>\n</head>\n<body>\n{body}</body>\n</html>\n");
    Reply::bytes(200, text)
        .header("content-type", "text/html; charset=utf-8")
        .header("content-security-policy", POLICY)
        .header("cache-control", "no-store")
        .header("referrer-policy", "no-referrer")
        .header("x-content-type-options", "nosniff")
        .header("x-frame-options", "DENY")
}

fn see_other(page: SignInPage, rest: &str) -> Reply {
    Reply::redirect(303, &format!("{}{rest}", page.path()))
}

/// Gives visitors a guest session before they sign in, as many sites do.
fn as_guest(page: SignInPage, reply: Reply, headers: &HeaderMap) -> Reply {
    match cookie(headers) {
        Some(_) => reply,
        None => with_session(page, reply, GUEST),
    }
}

fn signed_in(page: SignInPage, reply: Reply) -> Reply {
    with_session(page, reply, &page.session())
}

fn with_session(page: SignInPage, reply: Reply, session: &str) -> Reply {
    let (session, path) = (in_cookie(session), page.path());
    let cookie = format!("session={session}; Path={path}; HttpOnly; SameSite=Lax");
    reply.header("set-cookie", &cookie)
}

fn in_cookie(session: &str) -> String {
    utf8_percent_encode(session, NON_ALPHANUMERIC).to_string()
}

/// Returns the cookie `session` of a request.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split("; "))
        .find_map(|cookie| cookie.strip_prefix("session="))
}
