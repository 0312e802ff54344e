//! PDUs out of a stream of bytes, and into one.
//!
//! Source: SMPP 3.4 §3.2, PDU format: a header of 16 octets whose first field is the length of all.

use bytes::{Bytes, BytesMut};
use rusmpp::Command;
use rusmpp::encode::{Encode as _, Length as _};
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// Octets of the header.
pub(crate) const HEADER: usize = 16;

/// The longest PDU that is read: a message_payload of 64 KB and what goes with it.
const LONGEST: usize = 66_560;

/// Reads one PDU, header included. `None` at the end of the stream.
///
/// Not cancel-safe: what was read of a PDU is lost.
///
/// # Errors
///
/// The stream's, its end within a PDU, or a length that cannot be right.
pub(crate) async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Bytes>> {
    let mut length = [0; 4];
    match from.read(&mut length).await? {
        0 => return Ok(None),
        begun => from.read_exact(&mut length[begun..]).await?,
    };
    let octets = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if !(HEADER..=LONGEST).contains(&octets) {
        let what = format!("a PDU of {octets} octets cannot be");
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    let mut frame = BytesMut::zeroed(octets);
    frame[..4].copy_from_slice(&length);
    from.read_exact(&mut frame[4..]).await?;
    Ok(Some(frame.freeze()))
}

/// The bytes of a PDU.
pub(crate) fn write(command: &Command) -> Bytes {
    let octets = 4 + command.length();
    let mut frame = BytesMut::zeroed(octets);
    let length = u32::try_from(octets).unwrap_or(u32::MAX);
    frame[..4].copy_from_slice(&length.to_be_bytes());
    command.encode(&mut frame[4..]);
    frame.freeze()
}

/// The sequence number in a header.
pub(crate) fn sequence(frame: &Bytes) -> u32 {
    field(frame, HEADER - 4)
}

/// The command_id in a header.
pub(crate) fn command_id(frame: &Bytes) -> u32 {
    field(frame, 4)
}

fn field(frame: &Bytes, at: usize) -> u32 {
    let octets = frame
        .get(at..at + 4)
        .and_then(|octets| octets.try_into().ok());
    octets.map_or(0, u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusmpp::{CommandStatus, Pdu};

    async fn read_all(mut bytes: &[u8]) -> io::Result<Vec<Bytes>> {
        let mut frames = Vec::new();
        while let Some(frame) = read(&mut bytes).await? {
            frames.push(frame);
        }
        Ok(frames)
    }

    #[tokio::test]
    async fn what_is_written_is_read_back_one_by_one() {
        let enquiry = |sequence| Command::new(CommandStatus::EsmeRok, sequence, Pdu::EnquireLink);
        let both = [write(&enquiry(1)), write(&enquiry(2))];
        let frames = read_all(&both.concat()).await.unwrap();
        assert_eq!(frames, both);
        assert_eq!(
            frames[0][..],
            [0, 0, 0, 16, 0, 0, 0, 0x15, 0, 0, 0, 0, 0, 0, 0, 1]
        );
    }

    #[tokio::test]
    async fn a_length_that_cannot_be_right_is_found_before_anything_is_reserved() {
        for length in [0, 15, 66_561, u32::MAX] {
            let mut bytes = length.to_be_bytes().to_vec();
            bytes.extend([0; 12]);
            let error = read_all(&bytes).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{length}");
        }
        let cut = read_all(&[0, 0, 0, 16, 0, 0]).await.unwrap_err();
        assert_eq!(cut.kind(), io::ErrorKind::UnexpectedEof);
    }
}
