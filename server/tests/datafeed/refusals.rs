//! Every refusal with its whole body.

use axum::http::Method;
use barwire_schema::bars::Resolution;
use serde_json::{Value, json};

use super::app::{App, MONDAY, days, supply};

const JSON: (&str, &str) = ("content-type", "application/json");

fn app() -> App {
    App::new("", &[days("A", 3), supply("M", Resolution::Month, &[(MONDAY, 1.0)])])
}

fn problem(status: u16, title: &str, code: &str, parameter: Option<&str>, detail: &str) -> Value {
    let mut problem =
        json!({ "type": "about:blank", "title": title, "status": status, "detail": detail, "code": code });
    if let Some(parameter) = parameter {
        problem["parameter"] = json!(parameter);
    }
    problem
}

fn invalid(parameter: &str, detail: &str) -> Value {
    problem(400, "Bad Request", "invalid_request", Some(parameter), detail)
}

#[tokio::test]
async fn a_query_that_is_wrong_is_refused_by_the_name_of_its_parameter() {
    let app = app();
    let unknown = |symbol: &str| {
        problem(
            404,
            "Not Found",
            "unknown_symbol",
            Some("symbol"),
            &format!("no instrument is named {symbol}"),
        )
    };
    let unsupported =
        |detail: &str| problem(400, "Bad Request", "unsupported_resolution", Some("resolution"), detail);
    let long = "x".repeat(65);
    for (path, expected) in [
        ("bars", invalid("symbol", "symbol is missing")),
        ("bars?count_back=1", invalid("symbol", "symbol is missing")),
        (
            "bars?symbol=A",
            invalid("from_time", "from_time is missing; one of from_time and count_back must be there"),
        ),
        (
            "bars?symbol=A&to_time=5",
            invalid("from_time", "from_time is missing; one of from_time and count_back must be there"),
        ),
        ("bars?symbol=&count_back=1", invalid("symbol", "symbol: expected 1 to 64 characters, got 0")),
        (
            &format!("bars?symbol={long}&count_back=1"),
            invalid("symbol", "symbol: expected 1 to 64 characters, got 65"),
        ),
        ("bars?symbol=%07&count_back=1", invalid("symbol", "symbol: control characters are not allowed")),
        ("bars?symbol=%ff&count_back=1", invalid("symbol", "symbol: expected UTF-8")),
        (
            "bars?symbol=A&symbol=A&count_back=1",
            invalid("symbol", "symbol: expected it once, got it more often"),
        ),
        (
            "bars?symbol=A&s%79mbol=M&count_back=1",
            invalid("symbol", "symbol: expected it once, got it more often"),
        ),
        (
            "bars?symbol=A&resolution=&count_back=1",
            invalid("resolution", "resolution: expected 1 to 16 characters, got 0"),
        ),
        (
            "bars?symbol=A&count_back=0",
            invalid("count_back", "count_back: expected an integer from 1 to 100000, got 0"),
        ),
        (
            "bars?symbol=A&count_back=100001",
            invalid("count_back", "count_back: expected an integer from 1 to 100000, got 100001"),
        ),
        (
            "bars?symbol=A&count_back=",
            invalid("count_back", "count_back: expected an integer in decimal digits, got \"\""),
        ),
        (
            "bars?symbol=A&count_back=1.0",
            invalid("count_back", "count_back: expected an integer in decimal digits, got \"1.0\""),
        ),
        (
            "bars?symbol=A&from_time=-1",
            invalid("from_time", "from_time: expected an integer in decimal digits, got \"-1\""),
        ),
        (
            "bars?symbol=A&from_time=%2B1",
            invalid("from_time", "from_time: expected an integer in decimal digits, got \"+1\""),
        ),
        (
            "bars?symbol=A&from_time=null",
            invalid("from_time", "from_time: expected an integer in decimal digits, got \"null\""),
        ),
        (
            "bars?symbol=A&from_time=1&to_time=9007199254740992",
            invalid(
                "to_time",
                "to_time: expected an integer from 0 to 9007199254740991, got 9007199254740992",
            ),
        ),
        (
            "bars?symbol=A&from_time=99999999999999999999999",
            invalid(
                "from_time",
                "from_time: expected an integer from 0 to 9007199254740991, got 18446744073709551615",
            ),
        ),
        ("bars?symbol=B&count_back=1", unknown("B")),
        ("bars?symbol=%3Cb%3E&resolution=nope&count_back=1", unknown("<b>")),
        (
            "bars?symbol=A&resolution=1h&count_back=1",
            unsupported("A is not served at 1h; it is served at 1D, 1W, 1M"),
        ),
        (
            "bars?symbol=a&resolution=60&count_back=1",
            unsupported("A is not served at 60; it is served at 1D, 1W, 1M"),
        ),
        ("bars?symbol=M&count_back=1", unsupported("M is not served at 1D; it is served at 1M")),
        ("resolve/B", unknown("B")),
        ("resolve/%00", invalid("symbol", "symbol: control characters are not allowed")),
        ("resolve/%ff", invalid("symbol", "symbol: expected UTF-8")),
        (&format!("resolve/{long}"), invalid("symbol", "symbol: expected 1 to 64 characters, got 65")),
        (
            "search?max_results=0",
            invalid("max_results", "max_results: expected an integer from 1 to 1000, got 0"),
        ),
        (
            "search?max_results=all",
            invalid("max_results", "max_results: expected an integer in decimal digits, got \"all\""),
        ),
        (
            &format!("search?user_input={long}"),
            invalid("user_input", "user_input: expected 0 to 64 characters, got 65"),
        ),
        (
            "search?exchange=a&exchange=b",
            invalid("exchange", "exchange: expected it once, got it more often"),
        ),
    ] {
        let answer = app.get(&format!("/api/v1/datafeed/{path}")).await;
        assert_eq!(answer.json(), expected, "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(u64::from(answer.status), expected["status"].as_u64().unwrap());
    }
    let answer = app.get("/api/v1/datafeed/search?%ff=1").await;
    assert_eq!(answer.json()["detail"], "the name of the parameter \"%ff\" is no UTF-8");
}

#[tokio::test]
async fn a_body_that_is_wrong_says_where() {
    let app = app();
    let body = |detail: &str| problem(400, "Bad Request", "invalid_request", None, detail);
    let object = "the body: expected a JSON object";
    for (text, expected) in [
        ("", body(object)),
        ("[[\"A\"]]", body(object)),
        ("null", body(object)),
        ("{}", body("the body: missing field `symbols` at line 1 column 2")),
        ("{\"symbols\":[\"A\"", body("the body: EOF while parsing a list at line 1 column 15")),
        ("{\"symbols\":[\"A\"]} x", body("the body: trailing characters at line 1 column 19")),
        (
            "{\"symbols\":[\"A\"],\"symbols\":[\"A\"]}",
            body("the body: duplicate field `symbols` at line 1 column 26"),
        ),
        (
            "{\"symbols\":[]}",
            invalid("symbols", "symbols: expected 1 to 100 symbols, got 0 at line 1 column 14"),
        ),
        (
            "{\"symbols\":null}",
            invalid("symbols", "symbols: invalid type: null, expected a sequence at line 1 column 15"),
        ),
        (
            "{\"symbols\":\"A\"}",
            invalid(
                "symbols",
                "symbols: invalid type: string \"A\", expected a sequence at line 1 column 14",
            ),
        ),
        (
            "{\"symbols\":[\"A\",7]}",
            invalid(
                "symbols[1]",
                "symbols[1]: invalid type: integer `7`, expected a string at line 1 column 17",
            ),
        ),
        (
            "{\"symbols\":[\"\"]}",
            invalid("symbols[0]", "symbols[0]: expected 1 to 64 characters, got 0 at line 1 column 15"),
        ),
    ] {
        let answer = app.request(Method::POST, "/api/v1/datafeed/quotes", &[JSON], text).await;
        assert_eq!(answer.json(), expected, "{text}");
    }
    let many = json!({ "symbols": vec!["A"; 101] }).to_string();
    let answer = app.request(Method::POST, "/api/v1/datafeed/quotes", &[JSON], &many).await;
    assert!(answer.text.contains("symbols: expected 1 to 100 symbols, got 101"), "{}", answer.text);
    let more = "{\"symbols\":[\"A\"],\"later\":1}";
    assert_eq!(app.request(Method::POST, "/api/v1/datafeed/quotes", &[JSON], more).await.status, 200);
}

#[tokio::test]
async fn a_body_of_another_kind_or_that_is_too_long_is_refused() {
    let app = app();
    let body = "{\"symbols\":[\"A\"]}";
    let detail = "expected the Content-Type application/json";
    let expected = problem(415, "Unsupported Media Type", "unsupported_media_type", None, detail);
    for content_type in ["text/plain", "application/jsonp", "application/x-www-form-urlencoded", "", "é"] {
        let headers = [("content-type", content_type)];
        let answer = app.request(Method::POST, "/api/v1/datafeed/quotes", &headers, body).await;
        assert_eq!(answer.json(), expected, "{content_type}");
    }
    assert_eq!(app.request(Method::POST, "/api/v1/datafeed/quotes", &[], body).await.json(), expected);
    for content_type in ["application/json", "Application/JSON; charset=utf-8", "application/json;"] {
        let headers = [("content-type", content_type)];
        assert_eq!(app.request(Method::POST, "/api/v1/datafeed/quotes", &headers, body).await.status, 200);
    }
    let padded = |length: usize| format!("{body}{}", " ".repeat(length - body.len()));
    let answer = app.request(Method::POST, "/api/v1/datafeed/quotes", &[JSON], &padded(64 * 1024)).await;
    assert_eq!(answer.status, 200);
    let answer = app.request(Method::POST, "/api/v1/datafeed/quotes", &[JSON], &padded(64 * 1024 + 1)).await;
    let detail = "expected a body of at most 65536 bytes";
    assert_eq!(answer.json(), problem(413, "Content Too Large", "too_large", None, detail));
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there_are_problems() {
    let app = app();
    for path in [
        "/",
        "/api/v1/datafeed",
        "/api/v1/datafeed/",
        "/api/v1/datafeed/bars/",
        "/api/v1/datafeed/resolve/",
        "/api/v1/datafeed/resolve/A/B",
        "/api/v2/datafeed/config",
    ] {
        let answer = app.get(path).await;
        let expected = problem(404, "Not Found", "not_found", None, &format!("nothing is at {path}"));
        assert_eq!((answer.status, answer.json()), (404, expected), "{path}");
    }
    for (method, path, allow) in [
        (Method::POST, "/api/v1/datafeed/config", "GET,HEAD"),
        (Method::PUT, "/api/v1/datafeed/search", "GET,HEAD"),
        (Method::DELETE, "/api/v1/datafeed/resolve/A", "GET,HEAD"),
        (Method::OPTIONS, "/api/v1/datafeed/bars", "GET,HEAD"),
        (Method::GET, "/api/v1/datafeed/quotes", "POST"),
        (Method::PATCH, "/api/v1/datafeed/health", "GET,HEAD"),
        (Method::POST, "/api/v1/health", "GET,HEAD"),
        (Method::POST, "/api/v1/versions", "GET,HEAD"),
        (Method::TRACE, "/api/v1/openapi.json", "GET,HEAD"),
    ] {
        let answer = app.request(method.clone(), path, &[], "").await;
        let detail = format!("{path} does not take {method}");
        let expected = problem(405, "Method Not Allowed", "method_not_allowed", None, &detail);
        assert_eq!((answer.status, answer.json()), (405, expected));
        assert_eq!(answer.header("allow"), allow, "{method} {path}");
    }
}
