//! What members share. Knows no member.

pub(crate) mod charset;
pub(crate) mod digest;
pub(crate) mod exchange;
pub(crate) mod keys;
pub(crate) mod names;
pub(crate) mod receipt;
pub(crate) mod redact;
pub(crate) mod secrets;
pub(crate) mod tls;
