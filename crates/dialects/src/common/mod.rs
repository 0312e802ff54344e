//! What the dialects share: finding the request in the bytes, names, reading, writing.
//!
//! Knows no dialect. A dialect picks from here what it speaks.

pub(crate) mod case;
pub(crate) mod draft;
pub(crate) mod dry_run;
pub(crate) mod elements;
pub(crate) mod form;
pub(crate) mod form_data;
pub(crate) mod listing;
pub(crate) mod markup;
pub(crate) mod names;
pub(crate) mod node;
pub(crate) mod notice;
pub(crate) mod parameters;
pub(crate) mod presence;
pub(crate) mod reply;
pub(crate) mod reply_types;
pub(crate) mod request;
pub(crate) mod sniff;
pub(crate) mod upper;
pub(crate) mod upper_manners;
pub(crate) mod word;
