//! What administration works with, for commands that start no gateway.

use crate::config::{Layers, Problems};
use crate::error::Error;
use crate::{operators, wiring};
use admin::Desk;
use engine::clock::SystemClock;
use std::sync::Arc;

/// Opens the store of the configuration.
///
/// # Errors
///
/// The operator table is wrong, or the store cannot be opened.
pub(crate) async fn open(layers: &Layers) -> Result<Desk, Error> {
    let config = layers.config()?;
    let operators = operators::table(&config, layers);
    Ok(Desk {
        operators: operators.map_err(|problem| Problems(vec![problem]))?,
        store: wiring::store(&config).await?,
        clock: Arc::new(SystemClock),
    })
}
