//! The blocks of a GIF file.
//!
//! Speaks GIF87a and GIF89a and the looping extension; decodes no pixel. Guarantee: one pass over
//! the bytes, no read outside them.

use super::layout::{Layout, le16};

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const TRAILER: u8 = 0x3b;
const GRAPHIC_CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;

/// Reads the blocks; nothing when there is no header.
pub(super) fn read(bytes: &[u8]) -> Option<Layout> {
    let mut layout = Layout::still(le16(bytes, 6)?, le16(bytes, 8)?);
    layout.frames = 0;
    layout.portable = true;
    let first = 13 + colour_table(*bytes.get(10)?);
    layout.complete = bytes.len() >= first && {
        layout.keep(0..first);
        blocks(bytes, first, &mut layout).is_some()
    };
    layout.complete &= layout.frames > 0;
    if layout.frames < 2 {
        layout.moving_pixels = 0;
    }
    Some(layout)
}

/// Walks to the trailer; nothing when the file ends inside a block.
fn blocks(bytes: &[u8], first: usize, layout: &mut Layout) -> Option<()> {
    let mut at = first;
    loop {
        let from = at;
        match bytes.get(at) {
            Some(&EXTENSION) => {
                let label = *bytes.get(at + 1)?;
                let looping = [&b"\x0bNETSCAPE2.0"[..], b"\x0bANIMEXTS1.0"];
                let body = &bytes[at + 2..];
                at = sub_blocks(bytes, at + 2)?;
                let is_control = label == GRAPHIC_CONTROL;
                layout.alpha |= is_control && body.get(1)? & 1 == 1;
                if is_control || label == APPLICATION && looping.iter().any(|l| body.starts_with(l))
                {
                    layout.keep(from..at);
                }
            }
            Some(&IMAGE) => {
                let (width, height) = (le16(bytes, at + 5)?, le16(bytes, at + 7)?);
                layout.frames += 1;
                layout.moving_pixels += u64::from(width) * u64::from(height);
                // Descriptor of 10 bytes, colours, and one byte before the compressed data.
                at = sub_blocks(bytes, at + 11 + colour_table(*bytes.get(at + 9)?))?;
                layout.keep(from..at);
            }
            Some(&TRAILER) => {
                layout.keep(at..at + 1);
                return Some(());
            }
            // A missing trailer is common and harmless at a block's end.
            None => return Some(()),
            Some(_) => return None,
        }
    }
}

/// Length of a colour table, by the flags that announce it.
fn colour_table(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

/// The place after a chain of sub-blocks.
fn sub_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}
