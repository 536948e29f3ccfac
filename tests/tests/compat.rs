//! What the comparison of two documents says breaks, really breaks: every frame that it shows is sent to a server of the other version.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]
#![allow(unreachable_pub, reason = "what `#[protocol]` declares is for others, and this is a test")]

use barwire_codegen::compat::{Category, Deployed, Direction, Evidence, Finding, Options, compare};
use barwire_codegen::model::Model;
use barwire_codegen::model::source::Sources;
use barwire_schema::Protocol;
use barwire_server::engine::{Engine, Limits};
use barwire_tests::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A shop, as it is deployed.
mod old {
    use barwire_schema::protocol;
    use barwire_server::engine::Session;
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    /// What is paid with.
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum Currency {
        Eur,
        Usd,
        Btc,
    }

    /// Order something.
    #[derive(Serialize, Deserialize, JsonSchema)]
    pub struct Order {
        pub item: String,
        pub count: u32,
        pub currency: Currency,
    }

    /// Look at something.
    #[derive(Serialize, Deserialize, JsonSchema)]
    pub struct Look {
        pub item: String,
    }

    /// Say what it was like.
    #[derive(Serialize, Deserialize, JsonSchema)]
    pub struct Review {
        pub item: String,
        pub stars: f64,
    }

    /// Stay in touch.
    #[derive(Serialize, Deserialize, JsonSchema)]
    pub struct Follow {
        pub item: String,
    }

    /// That it was done.
    #[derive(Serialize, Deserialize, JsonSchema)]
    pub struct Done {
        pub item: String,
    }

    /// A shop.
    #[protocol(name = "shop", version = "1.0.0", address = "/shop")]
    pub trait ShopProtocol {
        type Session;

        /// Order something.
        #[request("order" => "ordered")]
        async fn order(&self, session: &Self::Session, request: Order) -> Done;

        /// Look at something.
        #[request("look" => "seen")]
        async fn look(&self, session: &Self::Session, request: Look) -> Done;

        /// Say what it was like.
        #[request("review" => "reviewed")]
        async fn review(&self, session: &Self::Session, request: Review) -> Done;

        /// Stay in touch.
        #[request("follow" => "following")]
        async fn follow(&self, session: &Self::Session, request: Follow) -> Done;
    }

    pub struct Shop;

    impl ShopProtocol for Shop {
        type Session = Session;

        async fn order(&self, _: &Session, request: Order) -> Done {
            Done { item: request.item }
        }

        async fn look(&self, _: &Session, request: Look) -> Done {
            Done { item: request.item }
        }

        async fn review(&self, _: &Session, request: Review) -> Done {
            Done { item: request.item }
        }

        async fn follow(&self, _: &Session, request: Follow) -> Done {
            Done { item: request.item }
        }
    }
}

/// The same shop, as it is to be: it takes no `btc`, wants a place to send orders to, counts stars in whole numbers, and is followed no
/// longer.
mod new {
    use barwire_schema::protocol;
    use barwire_server::engine::Session;
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    pub use super::old::{Done, Look};

    /// What is paid with.
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum Currency {
        Eur,
        Usd,
    }

    /// Order something.
    #[derive(Serialize, Deserialize, JsonSchema)]
    pub struct Order {
        pub item: String,
        pub count: u32,
        pub currency: Currency,
        pub place: String,
    }

    /// Say what it was like.
    #[derive(Serialize, Deserialize, JsonSchema)]
    pub struct Review {
        pub item: String,
        pub stars: u8,
    }

    /// A shop.
    #[protocol(name = "shop", version = "2.0.0", address = "/shop")]
    pub trait ShopProtocol {
        type Session;

        /// Order something.
        #[request("order" => "ordered")]
        async fn order(&self, session: &Self::Session, request: Order) -> Done;

        /// Look at something.
        #[request("look" => "seen")]
        async fn look(&self, session: &Self::Session, request: Look) -> Done;

        /// Say what it was like.
        #[request("review" => "reviewed")]
        async fn review(&self, session: &Self::Session, request: Review) -> Done;
    }

    pub struct Shop;

    impl ShopProtocol for Shop {
        type Session = Session;

        async fn order(&self, _: &Session, request: Order) -> Done {
            Done { item: request.item }
        }

        async fn look(&self, _: &Session, request: Look) -> Done {
            Done { item: request.item }
        }

        async fn review(&self, _: &Session, request: Review) -> Done {
            Done { item: request.item }
        }
    }
}

use new::ShopProtocol as _;
use old::ShopProtocol as _;

fn text(protocol: &Protocol) -> String {
    protocol.document().unwrap().to_yaml().unwrap()
}

fn model(text: &str) -> Model {
    Model::as_written(Sources::parse(None, text, &[]).unwrap()).unwrap()
}

/// Serves a shop on a port of its own: its address.
async fn serve(app: axum::Router, engine: Engine) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { barwire_server::serve(listener, app, &engine, std::future::pending()).await });
    address
}

/// The frames that clients of one version may send and a server of the other refuses.
fn frames(findings: &[Finding], deployed: Deployed) -> Vec<Value> {
    let sent = findings.iter().filter(|finding| {
        finding.direction == Some(Direction::ClientToServer) && finding.deployed == Some(deployed)
    });
    sent.filter_map(|finding| match &finding.evidence {
        Some(Evidence::Frame { frame, .. }) => Some(frame.clone()),
        _ => None,
    })
    .collect()
}

#[tokio::test]
async fn what_is_said_to_be_refused_is_refused() {
    let (old_text, new_text) = (text(&old::SHOP_PROTOCOL), text(&new::SHOP_PROTOCOL));
    let findings = compare(&model(&old_text), &model(&new_text), Options::default());
    assert!(findings.iter().any(|finding| finding.category == Category::Wire), "{findings:#?}");

    let engine = Engine::new(Limits::default()).unwrap();
    let old_server = serve(engine.route(old::Shop.into_service()), engine.clone()).await;
    let engine = Engine::new(Limits::default()).unwrap();
    let new_server = serve(engine.route(new::Shop.into_service()), engine.clone()).await;
    let document = |text: &str| -> Value { serde_yaml::from_str(text).unwrap() };
    let mut at_old = Client::connect(&old_server, &document(&old_text)).await;
    let mut at_new = Client::connect(&new_server, &document(&new_text)).await;

    // Old clients at the new server: each frame is taken by the server that they know.
    let refused = frames(&findings, Deployed::OldClients);
    let types: Vec<&str> = refused.iter().filter_map(|frame| frame["type"].as_str()).collect();
    assert_eq!(types, ["follow", "order", "review"], "{refused:?}");
    for frame in &refused {
        let taken = at_old.ask(frame).await;
        assert_ne!(taken["type"], "error", "{frame} is said to be in order, and the old server says {taken}");
        let answer = at_new.ask(frame).await;
        assert_eq!(
            answer["type"], "error",
            "{frame} is said to be refused, and the new server says {answer}"
        );
        let code = answer["payload"]["code"].as_str().unwrap();
        assert!(["invalid_payload", "unknown_type"].contains(&code), "{answer}");
    }
    // What did not change is taken by both.
    let look = json!({ "type": "look", "id": "1", "payload": { "item": "chair" } });
    for client in [&mut at_old, &mut at_new] {
        assert_eq!(client.ask(&look).await["type"], "seen");
    }
    // New clients at the old server: what they send is a special case of what it takes.
    assert!(frames(&findings, Deployed::NewClients).is_empty(), "{findings:#?}");
    let order = json!({ "type": "order", "payload": { "item": "chair", "count": 1, "currency": "eur", "place": "here" } });
    assert_eq!(at_old.ask(&order).await["type"], "ordered");
}
