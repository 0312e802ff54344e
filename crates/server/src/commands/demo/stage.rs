//! What the demonstration is played on: all parties, in one process.

use crate::client::Client;
use crate::config::Config;
use crate::error::Error;
use crate::samples::SAMPLES;
use crate::wiring::{self, Gateway};
use admin::secrets::{self, NewKey};
use domain::account::{Access, Account, Policy, Postbacks, Sender, SenderKind};
use domain::id::AccountId;
use engine::Context;
use engine::clock::SystemClock;
use mmsc::Mmsc;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use testkit::{MediaServer, Receiver, Resource};

/// Name of the account and of the link.
const ACCOUNT: &str = "demo";
const LINK: &str = "simulated";

/// Name of the link for SMS.
const SMS_LINK: &str = "sms-simulated";

/// The account's sender.
pub(super) const SENDER: &str = "60856";

/// All parties, running.
pub(super) struct Stage {
    pub(super) media: MediaServer,
    pub(super) receiver: Receiver,
    pub(super) carrier: mmsc::Running,
    pub(super) gateway: Gateway,
    pub(super) client: Client,
    pub(super) key: String,
    pub(super) folder: PathBuf,
    /// Removes the folder at the end, unless it shall be kept.
    _temporary: Option<TempDir>,
}

impl Stage {
    /// Starts all parties.
    pub(super) async fn open(port: u16, keep: Option<PathBuf>) -> Result<Self, Error> {
        let (folder, temporary) = folder(keep)?;
        let media = MediaServer::start()
            .await
            .map_err(Error::doing("start the media server"))?;
        for sample in SAMPLES {
            let resource = Resource::of(sample.mime, sample.bytes);
            media.put(&format!("/{}", sample.path), resource);
        }
        let receiver = Receiver::start()
            .await
            .map_err(Error::doing("start the receiver"))?;
        let settings = mmsc::Settings {
            log_file: Some(folder.join("carrier.jsonl")),
            ..mmsc::Settings::default()
        };
        let carrier = Mmsc::start(settings)
            .await
            .map_err(Error::doing("start the carrier"))?;
        let config = config(port, &folder, &carrier)?;
        let ctx = wiring::context(&config, Arc::new(SystemClock)).await?;
        let key = account(&ctx, &receiver.url()).await?;
        let gateway = Gateway::start(&config, ctx).await?;
        carrier.set_callback(gateway.callback_url(LINK));
        carrier.set_sms_callback(gateway.callback_url(SMS_LINK));
        let client = Client::new(&gateway.api_url(), &key)?;
        let _temporary = temporary;
        Ok(Self {
            media,
            receiver,
            carrier,
            gateway,
            client,
            key,
            folder,
            _temporary,
        })
    }

    /// The parts of the gateway.
    pub(super) fn context(&self) -> &Context {
        self.gateway.context()
    }

    /// Ends all parties in order.
    pub(super) async fn close(self) -> Result<(), Error> {
        self.gateway.stop().await?;
        self.carrier.shutdown().await;
        Ok(())
    }
}

fn folder(keep: Option<PathBuf>) -> Result<(PathBuf, Option<TempDir>), Error> {
    let doing = "make a folder for the data";
    match keep {
        Some(folder) => {
            std::fs::create_dir_all(&folder).map_err(Error::doing(format!("{doing} (--keep)")))?;
            Ok((folder, None))
        }
        None => {
            let temporary = TempDir::with_prefix("wirephoto-demo-").map_err(Error::doing(doing))?;
            Ok((temporary.path().to_owned(), Some(temporary)))
        }
    }
}

/// The default, on loopback, with the simulated carrier behind its links.
fn config(port: u16, folder: &Path, carrier: &mmsc::Running) -> Result<Config, Error> {
    let mut config = Config::default();
    config.server.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    config.store.address = format!("sqlite:{}", folder.join("wirephoto.db").display());
    config.blobs.address = format!("file:{}", folder.join("blobs").display());
    // The media server and the receiver of this process, on ports that the system gave them.
    let loopback = "127.0.0.0/8"
        .parse()
        .map_err(Error::doing("allow loopback"))?;
    config.fetch.allow_private = vec![loopback];
    config.fetch.private_any_port = true;
    for link in &mut config.link {
        let (name, url) = match link.protocol.as_str() {
            "mm7" => (LINK, carrier.url()),
            _ => (SMS_LINK, carrier.sms_url()),
        };
        name.clone_into(&mut link.name);
        link.protocol_keys.insert("url".to_owned(), url.into());
    }
    Ok(config)
}

/// Makes the test account, or takes it over from an earlier run in the same folder; returns a key.
async fn account(ctx: &Context, postbacks: &str) -> Result<String, Error> {
    let (store, now) = (&ctx.store, ctx.clock.now());
    let mut account = Account {
        id: AccountId(0),
        name: ACCOUNT.to_owned(),
        access: Access::Open,
        senders: vec![Sender {
            sms_route: true,
            ..Sender::new(SENDER, SenderKind::ShortCode, "US")
        }],
        policy: Policy {
            test: true,
            ..Policy::default()
        },
        postbacks: Postbacks {
            url: Some(postbacks.to_owned()),
            secret: Some(secrets::random()),
            ..Postbacks::default()
        },
    };
    let accounts = store
        .accounts()
        .await
        .map_err(Error::doing("read the accounts"))?;
    account.id = match accounts.iter().find(|there| there.name == ACCOUNT) {
        Some(there) => there.id,
        None => {
            let created = store.create_account(&account, now).await;
            created.map_err(Error::doing("store the account"))?
        }
    };
    store
        .update_account(&account)
        .await
        .map_err(Error::doing("store the account"))?;
    let key = NewKey::make(true);
    let row = key.row(account.id, ACCOUNT, now);
    store
        .add_key(&row)
        .await
        .map_err(Error::doing("store the key"))?;
    Ok(key.text)
}
