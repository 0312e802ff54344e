//! What the gateway answers to a notice.
//!
//! Speaks SOAP 1.1 and the response messages of 3GPP TS 23.140, strictly: an answer that is nearly
//! right is not a confirmation.

use roxmltree::{Document, Node};

/// Whether an answer confirms the request; if not, the MM7 status in it and what is wrong.
pub(super) fn read(
    http: u16,
    body: &[u8],
    request: &str,
    transaction: &str,
) -> Result<(), (Option<u16>, String)> {
    let text = std::str::from_utf8(body)
        .map_err(|_| (None, format!("HTTP {http}, and the answer is not UTF-8")))?;
    let document = Document::parse(text)
        .map_err(|e| (None, format!("HTTP {http}, and the answer is not XML: {e}")))?;
    let named = |name: &str| document.descendants().find(|n| n.tag_name().name() == name);
    let text_of = |name: &str| {
        named(name)
            .and_then(|n: Node<'_, '_>| n.text())
            .unwrap_or_default()
            .trim()
    };
    let status: Option<u16> = text_of("StatusCode").parse().ok();
    let complain = |what: String| Err((status, what));
    if http != 200 {
        return complain(format!("HTTP {http}"));
    }
    let expected = request.replace("Req", "Rsp");
    if named("Body")
        .and_then(|b| b.first_element_child())
        .is_none_or(|c| c.tag_name().name() != expected)
    {
        return complain(format!("the body of the answer is not {expected}"));
    }
    if text_of("TransactionID") != transaction {
        return complain(format!(
            "the TransactionID is {:?}",
            text_of("TransactionID")
        ));
    }
    match status {
        Some(1000) => Ok(()),
        _ => complain(format!("the status is {status:?}")),
    }
}

/// Spreads the bits of a number: the finaliser of SplitMix64. For jitter and identifiers, not for secrets.
pub(crate) const fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
