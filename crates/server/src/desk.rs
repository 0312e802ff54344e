//! What administration works with, for commands that start no gateway.

use crate::config::{Layers, Problems};
use crate::error::Error;
use crate::{operators, wiring};
use admin::Desk;
use engine::clock::SystemClock;
use engine::lookup;
use engine::routing::Links;
use std::sync::Arc;

/// Opens the store of the configuration, for what needs no links.
///
/// # Errors
///
/// The operator table is wrong, or the store cannot be opened.
pub(crate) async fn open(layers: &Layers) -> Result<Desk, Error> {
    let config = layers.config()?;
    let operators = operators::table(&config, layers);
    Ok(Desk {
        operators: operators.map_err(|problem| Problems(vec![problem]))?,
        lookup: lookup::Settings::default(),
        links: Links::default(),
        store: wiring::store(&config).await?,
        clock: Arc::new(SystemClock),
    })
}

/// Opens the store of the configuration, its links and its table of prefixes; sends nothing.
///
/// # Errors
///
/// A link or a table is wrong, or the store cannot be opened.
pub(crate) async fn open_with_links(layers: &Layers) -> Result<Desk, Error> {
    let config = layers.config()?;
    let (_, links, (operators, lookup)) = wiring::checked_peers(&config, layers)?;
    Ok(Desk {
        operators,
        lookup,
        links,
        store: wiring::store(&config).await?,
        clock: Arc::new(SystemClock),
    })
}
