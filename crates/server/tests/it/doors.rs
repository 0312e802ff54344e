//! Which doors open to whom: every route, every action, and all that may be shown at them.
//!
//! The tables are made of the registries of dialects and actions, of the documents of the API and
//! of the administration, so that what is added there is tried here by itself.

mod administration;
mod foreign;
mod pages;
mod refused;
mod rows;
mod wire;
