//! Tests of the builder, and of clients derived from other clients.

use std::time::Duration;

use super::*;
use crate::client::call_options::CallOptions;
use crate::client::environment::Setting;
use crate::runtime::clock::virtual_clock::VirtualClock;

fn error(builder: ClientBuilder) -> String {
    let error = builder.build().expect_err("the client was built");
    let (line, printed) = (error.to_string(), format!("{error:?}"));
    assert!(!line.contains("PLANTED") && !printed.contains("PLANTED"), "{printed}");
    assert!(printed.starts_with(&line) && !line.contains('\n'), "{printed}");
    line
}

#[test]
fn a_token_that_cannot_be_sent_is_refused_with_what_to_do() {
    let empty = "the access token is empty: make one in Beeper Desktop \
                 (Settings, Developers, \"+\" beside Approved connections), or set none";
    let invalid =
        "the access token contains white space or another character that access tokens do not have; copy it again";
    for (token, expected) in [("", empty), (" \t", empty), ("Bearer ", empty), ("PLANTED\nx", invalid)] {
        assert_eq!(error(Client::builder().access_token(token)), expected, "{token:?}");
    }
    let client = Client::builder().build().unwrap();
    let error = client.with_access_token("PLANTED x").unwrap_err();
    assert_eq!(error.to_string(), invalid);
    assert!(client.with_access_token(" \"Bearer token\"\n").is_ok());
}

#[test]
fn a_header_that_cannot_be_a_default_is_refused_unprinted() {
    for (name, value, expected) in [
        (
            "Authorization",
            "PLANTED",
            "the header `authorization` cannot be a default header, because each request \
            sets it; use `ClientBuilder::access_token` to set the token",
        ),
        (
            "host",
            "PLANTED",
            "the header `host` cannot be a default header, because each request sets it; \
            use `ClientBuilder::base_url` to set the host",
        ),
        (
            "Content-Type",
            "PLANTED",
            "the header `content-type` cannot be a default header, because each request sets it",
        ),
        (
            "transfer-encoding",
            "chunked",
            "the header `transfer-encoding` cannot be a default header, because each request \
            sets it",
        ),
        (
            "x-key",
            "PLANTED\n",
            "the default header `x-key` contains a character that is not allowed in a header",
        ),
        (
            "PLANTED key",
            "x",
            "the name of a default header is empty or contains a character that is not allowed there",
        ),
    ] {
        assert_eq!(error(Client::builder().default_header(name, value)), expected);
    }
    let twice = Client::builder().user_agent("PLANTED\n").default_header("host", "x");
    assert!(
        error(twice).starts_with("the default header `user-agent`"),
        "the error names the first refused header"
    );
}

#[test]
fn a_header_that_cannot_be_a_default_is_refused_from_the_function_as_well() {
    for name in ["authorization", "content-length"] {
        let builder = Client::builder().configure_http(move |http| {
            let value = HeaderValue::from_static("PLANTED");
            http.default_headers(HeaderMap::from_iter([(HeaderName::from_static(name), value)]))
        });
        assert!(error(builder).starts_with(&format!("the header `{name}` cannot be")));
    }
}

#[test]
fn errors_of_the_http_client_are_on_a_line_of_their_own() {
    let builder = Client::builder().configure_http(|http| http.user_agent("PLANTED\n"));
    assert_eq!(error(builder.clone()), "the HTTP client could not be set up");
    let printed = format!("{:?}", builder.build().unwrap_err());
    assert!(
        printed.starts_with("the HTTP client could not be set up; caused by: "),
        "{printed}"
    );
}

#[test]
fn a_builder_prints_neither_token_nor_address_nor_headers_and_a_client_neither_token_nor_headers() {
    let builder = Client::builder()
        .access_token("PLANTED")
        .default_header("x-key", "PLANTED");
    let client = format!("{:?}", builder.clone().build().unwrap());
    assert!(!client.contains("PLANTED"), "{client}");
    let printed = format!("{:?}", builder.base_url("http://PLANTED"));
    assert!(
        printed.contains("token: Some(Secret(..))") && !printed.contains("PLANTED"),
        "{printed}"
    );
}

#[test]
fn an_address_that_cannot_be_called_is_refused_unprinted() {
    for (address, expected) in [
        (
            "localhost:23373",
            "it has no scheme; write it as in `http://localhost:23373`",
        ),
        ("", "it has no scheme; write it as in `http://localhost:23373`"),
        ("http://", "it is not a valid URL"),
        ("http://PLANTED:x", "it is not a valid URL"),
        (
            "http://user:PLANTED@localhost",
            "it contains credentials; set the access token separately",
        ),
        (
            "http://PLANTED@localhost",
            "it contains credentials; set the access token separately",
        ),
        ("http://localhost/?PLANTED", "it has a query or a fragment; remove it"),
        ("http://localhost/#PLANTED", "it has a query or a fragment; remove it"),
        ("http:///PLANTED", "it is not a valid URL"),
        ("http:///x://PLANTED", "it is not a valid URL"),
        ("http://loc\talhost", "it is not a valid URL"),
        (" http://localhost", "it is not a valid URL"),
        (
            "http:\\\\PLANTED",
            "it has no scheme; write it as in `http://localhost:23373`",
        ),
        ("file://host/PLANTED", "its scheme is not `http` or `https`"),
    ] {
        let expected = format!("the server's address cannot be called: {expected}");
        assert_eq!(error(Client::builder().base_url(address)), expected, "{address}");
    }
}

#[test]
fn invalid_environment_variables_are_refused_by_name() {
    let mut builder = Client::builder();
    builder.base_url = Some(Setting::from_variable(
        "localhost:23373".to_owned(),
        "BEEPER_DESKTOP_BASE_URL",
    ));
    let expected = "the server's address in BEEPER_DESKTOP_BASE_URL cannot be called: it has no scheme; \
                    write it as in `http://localhost:23373`; set BEEPER_DESKTOP_BASE_URL to another address, such as one \
                    that `discover()` finds, or to nothing";
    assert_eq!(error(builder), expected);
    let mut builder = Client::builder();
    builder.token = Some(Setting::from_variable("PLANTED x".into(), "BEEPER_ACCESS_TOKEN"));
    assert!(error(builder).starts_with("the access token in BEEPER_ACCESS_TOKEN contains"));
}

#[cfg(not(feature = "rustls"))]
#[test]
fn https_without_the_feature_is_refused_by_its_name() {
    let expected = "the server's address starts with `https://`, which needs the crate's feature `rustls`";
    assert_eq!(error(Client::builder().base_url("https://localhost")), expected);
}

#[test]
fn options_that_are_not_given_stay_as_they_are() {
    let limited = CallOptions::new().retries(7).retry_within(Duration::from_secs(9));
    let client = Client::builder()
        .build()
        .unwrap()
        .with(limited)
        .with(CallOptions::new());
    let client = client.with(CallOptions::new().timeout(Duration::from_secs(1)));
    let settings = client.settings();
    assert_eq!(
        (
            settings.retries,
            settings.retry_within.as_secs(),
            settings.timeouts.wait.as_secs()
        ),
        (7, 9, 1)
    );
    assert_eq!(settings.timeouts.connect, Timeouts::default().connect);
}

#[tokio::test]
async fn a_client_waits_with_the_clock_that_it_was_given() {
    let clock = VirtualClock::new();
    let client = Client::builder().clock(clock.clone()).build().unwrap();
    client.clock().sleep(Duration::from_secs(3)).await;
    assert_eq!(clock.elapsed(), Duration::from_secs(3));

    let other = Client::builder().clock(Arc::clone(client.clock())).build().unwrap();
    other.clock().sleep(Duration::from_secs(4)).await;
    assert_eq!(clock.pauses(), [3, 4].map(Duration::from_secs));
    assert_eq!(other.clock().now(), clock.now());
    assert_eq!(other.clock().wall_time(), clock.wall_time());

    let limit = other.clock().alarm(Duration::from_secs(5));
    clock.advance(Duration::from_secs(5));
    limit.await;
}
