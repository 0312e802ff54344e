//! Names and values out of `multipart/form-data`.
//!
//! Speaks RFC 7578 by way of the `multipart` crate. Knows no dialect. Guarantee: at most 64
//! parts are looked at.

use crate::common::form::Pair;
use bytes::Bytes;
use domain::fault::{Fault, Kind};
use multipart::{ContentType, Error, Limits};

/// The fields of a form; `None` when the type or the body is no such form.
///
/// A part with a file name is left out, unless its name is `wanted`, in any case.
///
/// # Errors
///
/// [`Kind::InvalidRequest`] when it is one and goes beyond the limits or is broken inside.
pub(crate) fn decode(
    content_type: &str,
    body: &[u8],
    wanted: &str,
) -> Result<Option<Vec<Pair>>, Fault> {
    let Ok(content_type) = ContentType::parse(content_type) else {
        return Ok(None);
    };
    if content_type.media_type() != "multipart/form-data" {
        return Ok(None);
    }
    let body = Bytes::copy_from_slice(body);
    let parts = match multipart::read(&content_type, &body, &Limits::DEFAULT) {
        Ok(parts) => parts,
        Err(Error::BadMediaType | Error::NotMultipart | Error::NoBoundary | Error::NoParts) => {
            return Ok(None);
        }
        Err(
            error @ (Error::TooManyParts
            | Error::TooDeep
            | Error::TooManyHeaders
            | Error::HeaderTooLong
            | Error::BadBase64),
        ) => return Err(broken(error)),
    };
    let mut fields = Vec::new();
    for part in parts {
        let Some(name) = part.field_name() else {
            continue;
        };
        if part.file_name().is_none() || name.eq_ignore_ascii_case(wanted) {
            fields.push((name.into_bytes(), part.body().map_err(broken)?.to_vec()));
        }
    }
    Ok(Some(fields))
}

fn broken(error: Error) -> Fault {
    Kind::InvalidRequest.because(error.to_string())
}
