//! A client of the bars protocol that is cut off and comes back, while bars close.

use std::cell::{Cell, RefCell};
use std::net::Ipv4Addr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use barwire_schema::bars::BarsProtocol;
use barwire_server::bars::Bars;
use barwire_server::engine::{Engine, Limits};
use barwire_server::market::{Catalog, Listings};
use futures_util::{SinkExt, StreamExt};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;
use turmoil::net::{TcpListener, TcpStream};

use crate::stage::{PORT, SERVER, TICK, accept, name, network, seeds};
use crate::support::chart::{self, Chart, Kept, Past, Seen};
use crate::support::dice::Dice;
use crate::support::market::{INSTRUMENTS, Market, RESOLUTIONS};

/// It is held and released, or crashes and is started again, so many times.
const OUTAGES: u64 = 12;

/// What the server and the client know of each other.
#[derive(Clone)]
struct Scene {
    dice: Rc<RefCell<Dice>>,
    catalog: Arc<Catalog>,
    past: Past,
    recover: usize,
    charts: Rc<RefCell<Vec<Chart>>>,
    /// The market has come to rest.
    rests: Rc<Cell<bool>>,
    /// The client has had everything.
    done: Rc<Cell<bool>>,
}

fn limits(dice: &mut Dice) -> Limits {
    Limits {
        update_interval: if dice.flip() { Duration::ZERO } else { dice.millis(100, 500) },
        queue_bytes: [4_000, 1 << 20][dice.below(2) as usize],
        ping_interval: Duration::from_secs(2),
        pong_timeout: Duration::from_millis(1500),
        ..Limits::default()
    }
}

fn play(seed: u64, mut dice: Dice) -> Seen {
    let mut network = network(seed);
    let history = [10, 100_000][dice.below(2) as usize];
    let scene = Scene {
        catalog: Arc::new(Catalog::new(Listings::none(&RESOLUTIONS), history)),
        past: Past::default(),
        recover: [5, 40, 1000][dice.below(3) as usize],
        charts: Rc::default(),
        rests: Rc::default(),
        done: Rc::default(),
        dice: Rc::new(RefCell::new(dice.split())),
    };
    network.client(SERVER, serve(scene.clone(), limits(&mut dice)));
    let visited = scene.clone();
    network.host(name(0), move || visit(visited.clone()));
    let mut outages = (0..OUTAGES).map(|_| (dice.flip(), dice.below(400), dice.below(600)));
    let mut outage = outages.next();
    let mut ended = false;
    while !ended {
        let Some((crashes, before, length)) = outage else {
            ended = network.step().unwrap();
            continue;
        };
        ended |= steps(&mut network, before);
        if crashes {
            network.crash(name(0));
            ended |= steps(&mut network, length);
            network.bounce(name(0));
        } else {
            network.hold(SERVER, name(0));
            ended |= steps(&mut network, length);
            network.release(SERVER, name(0));
        }
        outage = outages.next();
    }
    assert!(scene.done.get(), "the client has had everything");
    let mut seen = Seen::default();
    scene.charts.borrow().iter().for_each(|chart| seen.add(chart.seen));
    seen
}

/// Lets some time pass; `true` where the scene has ended.
fn steps(network: &mut turmoil::Sim<'_>, count: u64) -> bool {
    (0..count).any(|_| network.step().unwrap())
}

async fn serve(scene: Scene, limits: Limits) -> turmoil::Result {
    let mut dice = scene.dice.borrow_mut().split();
    let (mut market, feed) = Market::new(dice.split(), [200, 3_000][dice.below(2) as usize]);
    let feed = Kept { feed, catalog: Arc::clone(&scene.catalog), past: scene.past.clone() };
    let bars = Bars::start(feed, Arc::clone(&scene.catalog), scene.recover).unwrap();
    let engine = Engine::local(limits);
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, PORT)).await?;
    let service = Arc::new(bars.into_service());
    let accepting = tokio::spawn(accept(listener, engine.clone(), service, dice.split()));
    // Longer than all outages.
    let busy = [2, 20][dice.below(2) as usize];
    for _ in 0..600 {
        market.go_on(dice.below(busy));
        sleep(dice.millis(1, 200)).await;
    }
    market.open();
    while !market.is_at_rest() {
        sleep(TICK).await;
    }
    scene.rests.set(true);
    while !scene.done.get() || engine.connections() > 0 {
        sleep(TICK).await;
    }
    assert_eq!((engine.counters().subscriptions, engine.counters().each_lost), (0, 0));
    accepting.abort();
    Ok(())
}

/// The client's host, each time that it is started.
async fn visit(scene: Scene) -> turmoil::Result {
    let mut dice = scene.dice.borrow_mut().split();
    while !scene.done.get() {
        if let Ok(Ok(tcp)) = timeout(Duration::from_secs(1), TcpStream::connect((SERVER, PORT))).await {
            follow(&scene, tcp, dice.millis(300, 4000)).await;
        }
        sleep(dice.millis(10, 500)).await;
    }
    Ok(())
}

/// Follows everything from where it was, until it has all there is, or the connection ends or is silent for too long.
async fn follow(scene: &Scene, tcp: TcpStream, patience: Duration) -> Option<()> {
    let mut socket = WebSocketStream::from_raw_socket(tcp, Role::Client, None).await;
    let mut requests = Vec::new();
    {
        let mut charts = scene.charts.borrow_mut();
        if charts.is_empty() {
            for (symbol, _) in INSTRUMENTS {
                charts.extend(
                    RESOLUTIONS.map(|resolution| Chart::new(&scene.catalog, symbol, resolution, &scene.past)),
                );
            }
        }
        for chart in &mut *charts {
            chart.cut();
            requests.push(chart.subscribe());
        }
    }
    for request in requests {
        socket.send(Message::text(request.to_string())).await.ok()?;
    }
    loop {
        let message = timeout(patience, socket.next()).await;
        if let Ok(Some(Ok(Message::Text(text)))) = &message {
            chart::take(&mut scene.charts.borrow_mut(), text);
        }
        if scene.rests.get() && scene.charts.borrow().iter().all(Chart::is_level) {
            scene.done.set(true);
            return socket.close(None).await.ok();
        }
        if !matches!(message, Ok(Some(Ok(_)))) {
            return None;
        }
    }
}

#[test]
fn a_client_that_comes_back_again_and_again_has_every_closed_bar() {
    let seen = Rc::new(Cell::new(Seen::default()));
    seeds(|seed, dice| {
        let mut all = seen.get();
        all.add(play(seed, dice));
        seen.set(all);
    });
    let seen = seen.get();
    println!("{seen:?}");
    assert!(seen.is_everything() || std::env::var_os("BARWIRE_SEEDS").is_some(), "{seen:?}");
}
