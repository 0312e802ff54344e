//! Addresses that a customer must not make the gateway connect to: in slides, behind redirects,
//! and as postback addresses.

use crate::cites::covers;
use crate::gateway::{Gateway, Setup};
use crate::order::{Order, file};
use crate::pictures::jpeg;
use std::io::ErrorKind;
use std::net::TcpListener;
use testkit::Resource;

const NOT_COPIED: (&str, &str) = ("E351", "Could not copy Image in slide 1.");

/// A door that nobody should knock at.
struct Door(TcpListener);

impl Door {
    fn at(address: &str) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }

    #[track_caller]
    fn check_nobody_came(&self) {
        let came = self.0.accept().map(|(_, from)| from);
        assert_eq!(
            came.map_err(|error| error.kind()),
            Err(ErrorKind::WouldBlock)
        );
    }
}

/// No private network is open, but the port of the door is, so only the address can be refused.
fn closed(setup: &mut Setup, door: &Door) {
    setup.config.fetch.allow_private = Vec::new();
    setup.config.fetch.private_any_port = false;
    setup.config.fetch.ports = vec![door.port()];
}

async fn check_refused(gateway: &Gateway, url: &str) {
    for order in [Order::send("12025550100"), Order::save()] {
        let answer = gateway.order(&order.slides(&[file("IMAGE", url)])).await;
        assert_eq!(answer.fault(), NOT_COPIED, "{url}");
    }
}

#[tokio::test]
async fn a_file_on_this_machine_is_refused_however_the_address_is_written() {
    let door = Door::at("127.0.0.1:0");
    let port = door.port();
    let gateway = Gateway::with(|setup| closed(setup, &door)).await;
    check_refused(&gateway, &format!("http://127.0.0.1:{port}/x.jpg")).await;
    check_refused(&gateway, &format!("http://localhost:{port}/x.jpg")).await;
    check_refused(&gateway, &format!("http://127.1:{port}/x.jpg")).await;
    check_refused(&gateway, &format!("http://2130706433:{port}/x.jpg")).await;
    check_refused(&gateway, &format!("http://0x7f000001:{port}/x.jpg")).await;
    check_refused(&gateway, &format!("http://0177.0.0.1:{port}/x.jpg")).await;
    check_refused(&gateway, &format!("http://0.0.0.0:{port}/x.jpg")).await;
    check_refused(&gateway, &format!("http://[::ffff:127.0.0.1]:{port}/x.jpg")).await;
    check_refused(&gateway, &format!("http://user@127.0.0.1:{port}/x.jpg")).await;
    door.check_nobody_came();
}

#[tokio::test]
async fn a_file_on_this_machine_by_ipv6_is_refused() {
    let door = Door::at("[::1]:0");
    let gateway = Gateway::with(|setup| closed(setup, &door)).await;
    check_refused(&gateway, &format!("http://[::1]:{}/x.jpg", door.port())).await;
    door.check_nobody_came();
}

#[tokio::test]
async fn the_address_of_cloud_machines_own_data_is_refused() {
    let door = Door::at("127.0.0.1:0");
    let gateway = Gateway::with(|setup| closed(setup, &door)).await;
    check_refused(&gateway, "http://169.254.169.254/latest/meta-data/").await;
    check_refused(&gateway, "http://[fd00:ec2::254]/latest/meta-data/").await;
    check_refused(&gateway, "ftp://example.com/x.jpg").await;
    check_refused(&gateway, "file:///etc/passwd").await;
    covers("S2-62");
}

#[tokio::test]
async fn a_redirect_to_a_forbidden_address_is_not_followed() {
    // The customer's server may be reached, its neighbour may not.
    let door = Door::at("127.0.0.2:0");
    let neighbour = format!("http://127.0.0.2:{}/x.jpg", door.port());
    let gateway = Gateway::with(|setup| {
        setup.config.fetch.allow_private = vec!["127.0.0.1/32".parse().unwrap()];
        setup.config.fetch.ports = vec![door.port()];
    });
    let gateway = gateway.await;
    for target in [
        neighbour.as_str(),
        "http://169.254.169.254/",
        "http://[::1]/",
    ] {
        let url = gateway.media.put("/turn", Resource::redirect(target));
        check_refused(&gateway, &url).await;
        assert_eq!(gateway.media.asked("/turn"), 2);
    }
    door.check_nobody_came();
}

#[tokio::test]
async fn three_redirects_are_followed_and_no_more() {
    let gateway = Gateway::start().await;
    gateway
        .media
        .put("/photo", Resource::of("image/jpeg", jpeg(30, 20)));
    gateway.media.put("/1", Resource::redirect("/photo"));
    gateway.media.put("/2", Resource::redirect("/1"));
    let third = gateway.media.put("/3", Resource::redirect("/2"));
    let fourth = gateway.media.put("/4", Resource::redirect("/3"));
    let order = Order::send("12025550100").slides(&[file("IMAGE", &third)]);
    gateway.order(&order).await.tracking();
    check_refused(&gateway, &fourth).await;
}

#[tokio::test]
async fn a_postback_address_on_this_machine_is_refused() {
    let door = Door::at("127.0.0.1:0");
    let url = format!("http://127.0.0.1:{}/hook", door.port());
    let gateway = Gateway::with(|setup| {
        closed(setup, &door);
        setup.account.postbacks.url = Some(url);
    });
    let gateway = gateway.await;
    gateway.send_to("12025550103").await;
    let life = gateway.until_tried("MMS_1", 1, 1).await;
    let tried = &life.events[0].1[0];
    assert_eq!(tried.status, None);
    assert!(
        tried
            .error
            .as_deref()
            .unwrap_or_default()
            .contains("not public"),
        "{tried:?}"
    );
    door.check_nobody_came();
}
