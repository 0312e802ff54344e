//! What is known of a request before it is looked at.

use crate::crowd::Welcome;
use carriers::trace::Tape;
use std::net::IpAddr;

/// One request: from where, and what it is called in the log.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// The other end of the connection.
    pub(crate) peer: IpAddr,
    /// How its connection is received.
    pub(crate) welcome: Welcome,
    /// What goes over its connection, while a trace wants it.
    pub(crate) tape: Tape,
    /// Our name for the request, in the log and in `X-Request-Id`.
    pub(crate) id: String,
}
