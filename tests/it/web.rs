//! The page for people, as browsers and programs ask for it.

use crate::{
    harness::TestApp,
    http::{Request, Response},
};

fn page(app: &TestApp, target: &str) -> Response {
    app.send(&Request::get(target).header("accept", "text/html,application/xhtml+xml,*/*;q=0.8"))
}

/// The targets of assets that a page names, in order.
fn assets(page: &str) -> Vec<&str> {
    page.split('"')
        .filter(|part| part.starts_with("/assets/"))
        .collect()
}

#[test]
fn every_page_is_served_under_a_strict_policy() {
    let app = TestApp::start();
    for target in [
        "/",
        "/name/alice.mononym.eth",
        "/name/%E2%80%AE%00%22%3E",
        "/name/a/b",
        "/address/0x704041fAd6B6398393fa58964E555F4743dC851C",
        "/register?name=alice.mononym.eth",
        "/manage/alice.mononym.eth",
    ] {
        let response = page(&app, target);
        assert_eq!(response.status, 200, "{target}");
        assert_eq!(
            response.header("content-type"),
            Some("text/html; charset=utf-8"),
            "{target}"
        );
        let policy = response.header("content-security-policy").unwrap().to_owned();
        for rule in [
            "default-src 'none'",
            "script-src 'self';",
            "connect-src 'self';",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(rule), "{target}: {rule}");
        }
        assert!(!policy.contains("unsafe"), "{target}");
        // The path is for the script alone: nothing of it is written into the page.
        assert_eq!(response.text(), page(&app, "/").text(), "{target}");
    }
}

#[test]
fn the_page_names_only_assets_of_this_service_and_they_are_kept_for_ever() {
    let app = TestApp::start();
    let index = page(&app, "/").text();
    assert!(!index.contains("://"), "{index}");
    let assets = assets(&index);
    assert!(assets.len() >= 3, "{assets:?}");
    for target in assets {
        let plain = app.send(&Request::get(target));
        assert_eq!(plain.status, 200, "{target}");
        assert_eq!(plain.header("content-encoding"), None, "{target}");
        assert_eq!(plain.header("vary"), Some("accept-encoding"), "{target}");
        let kept = plain.header("cache-control").unwrap();
        assert!(kept.contains("immutable"), "{target}: {kept}");
        for (asked, sent) in [
            ("gzip, deflate, br", "br"),
            ("gzip", "gzip"),
            ("br;q=0, gzip", "gzip"),
        ] {
            let packed = app.send(&Request::get(target).header("accept-encoding", asked));
            assert_eq!(packed.header("content-encoding"), Some(sent), "{target} {asked}");
            assert!(packed.body.len() < plain.body.len(), "{target} {asked}");
            let tag = packed.header("etag").unwrap();
            assert_ne!(Some(tag), plain.header("etag"), "{target} {asked}");
            let again = app.send(
                &Request::get(target)
                    .header("accept-encoding", asked)
                    .header("if-none-match", tag),
            );
            assert_eq!((again.status, again.body.len()), (304, 0), "{target} {asked}");
        }
    }
}

#[test]
fn a_page_that_is_known_is_not_sent_again() {
    let app = TestApp::start();
    let first = page(&app, "/register");
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    let tag = first.header("etag").unwrap();
    let again = app.send(&Request::get("/register").header("if-none-match", tag));
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[test]
fn programs_are_told_where_the_interface_is() {
    let app = TestApp::start();
    let response = app.send(&Request::get("/").header("accept", "*/*"));
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
    assert!(response.text().contains("/openapi.json"));
}

#[test]
fn what_is_no_asset_is_not_found() {
    let app = TestApp::start();
    for target in [
        "/assets/",
        "/assets/none.js",
        "/assets/..%2Findex.html",
        "/assets/%2e%2e/index.html",
        "/assets/a/b.js",
    ] {
        let response = app.send(&Request::get(target));
        assert!(
            matches!(response.status, 400 | 404),
            "{target}: {}",
            response.status
        );
    }
}

#[test]
fn lookups_by_post_still_go_to_the_gateway() {
    let response = TestApp::start().send(&Request::post("/", "{}"));
    assert_eq!(response.status, 400);
    assert!(response.json()["message"].is_string());
}
