//! The whole gateway on real sockets: a customer in front, a strict carrier behind, and a clock
//! that moves only when a test moves it.
//!
//! One file for each behaviour. `gateway.rs` is the stage, `call.rs`, `order.rs`, `tap.rs`,
//! `line.rs` and `pictures.rs` are what tests say and show on it. `cites.rs` notes which promises of the users'
//! documents were kept; `conformance/` holds the tables that were written for these promises alone.

#![cfg(test)]

mod call;
mod cites;
mod gateway;
mod line;
mod order;
mod people;
mod pictures;
mod tap;

mod access;
mod address_guard;
mod admin_api;
mod bad_requests;
mod billing;
mod blacklist;
mod by_reference;
mod cached_files;
mod campaign_check;
mod campaign_runs;
mod campaigns;
mod cancelled;
mod carrier_trouble;
mod check_order;
mod conformance;
mod dialects;
mod doors;
mod dry_run;
mod event_retention;
mod failover;
mod fallback_rules;
mod fallback_text;
mod faulty_media;
mod foreign_smsc;
mod group;
mod idempotency;
mod inbox;
mod json_types;
mod key_scopes;
mod legacy_user;
mod link_order;
mod link_silence;
mod magic_numbers;
mod membership;
mod mm7_callbacks;
mod objects_and_film;
mod operators;
mod outage;
mod own_files;
mod own_limits;
mod phones;
mod postback_dialects;
mod postback_order;
mod postback_retries;
mod postback_transport;
mod rates;
mod receiver_lists;
mod reply_types;
mod report_storm;
mod request_carriers;
mod restart;
mod saved_messages;
mod senders;
mod sending_reports;
mod slide_rules;
mod slow_media;
mod sms_over_smpp;
mod templates;
mod text_messages;
mod trace;
mod validity;
mod what_the_carrier_gets;
