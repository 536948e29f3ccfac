//! What has been published and has not been sent yet by one shard.
//!
//! Whoever publishes posts here and goes on. A state that is still here when the next of its topic comes is replaced by that: a shard
//! that is late sends the newest states, and what waits for it does not grow with its delay.

use std::any::Any;
use std::mem;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::frame::Frame;

/// How an update reaches those who follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// A newer update may replace it before it is sent. It keeps to
    /// [`Limits::update_interval`](super::Limits::update_interval).
    Latest,
    /// Delivered once, in order, and at once.
    Each,
}

/// Whether a stream goes on after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Those who follow stay: updates come again once the cause has gone.
    Passing,
    /// Nobody follows any more, and what was published last is forgotten.
    Final,
}

/// An update that was published.
pub(crate) trait Publication: Send + Sync {
    /// Its frame, made when it is first asked for; `None` where it has no JSON form.
    fn frame(&self) -> Option<&Frame>;

    /// The `Update` of the topic's stream.
    fn update(&self) -> Arc<dyn Any + Send + Sync>;
}

/// Where a shard keeps what follows a topic. A slot is used again, under another generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) slot: u32,
    pub(crate) generation: u32,
}

/// Something for those who follow a topic.
pub(crate) struct Post {
    pub(crate) to: Address,
    pub(crate) news: News,
    /// How many states it has replaced.
    pub(crate) replaced: usize,
}

pub(crate) enum News {
    Update(Arc<dyn Publication>, Delivery),
    /// What was published last does not hold any more.
    Forgotten,
    Failed(Frame, Failure),
}

/// The posts of one shard.
#[derive(Default)]
pub(crate) struct Mailbox {
    inbox: Mutex<Inbox>,
    woken: Notify,
}

#[derive(Default)]
struct Inbox {
    posts: Vec<Post>,
    /// By slot: the index of its last post. What is left of posts that were taken does no harm: a post that is there now and has the
    /// address has also set this.
    last: Vec<usize>,
}

impl Mailbox {
    /// Leaves a post. The shard reads it when it is [woken](Self::wake), or before.
    pub(crate) fn post(&self, to: Address, news: News) {
        let mut inbox = self.inbox.lock();
        let Inbox { posts, last } = &mut *inbox;
        let slot = to.slot as usize;
        if last.len() <= slot {
            last.resize(slot + 1, 0);
        }
        if let Some(before) = posts.get_mut(last[slot])
            && before.to == to
            && matches!(before.news, News::Update(_, Delivery::Latest))
            && matches!(news, News::Update(..))
        {
            before.news = news;
            before.replaced += 1;
            return;
        }
        last[slot] = posts.len();
        posts.push(Post { to, news, replaced: 0 });
    }

    /// Lets the shard look at what there is to do.
    pub(crate) fn wake(&self) {
        self.woken.notify_one();
    }

    /// Waits to be woken.
    pub(crate) async fn woken(&self) {
        self.woken.notified().await;
    }

    /// Takes all posts into `posts`, which is empty.
    pub(crate) fn take(&self, posts: &mut Vec<Post>) {
        mem::swap(&mut self.inbox.lock().posts, posts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Number(Frame);

    impl Publication for Number {
        fn frame(&self) -> Option<&Frame> {
            Some(&self.0)
        }

        fn update(&self) -> Arc<dyn Any + Send + Sync> {
            Arc::new(())
        }
    }

    fn update(number: u32, delivery: Delivery) -> News {
        News::Update(Arc::new(Number(Frame::text(number.to_string()))), delivery)
    }

    /// The posts as slot, text of the frame, and how many states each has replaced.
    fn taken(mailbox: &Mailbox) -> Vec<(u32, String, usize)> {
        let mut posts = Vec::new();
        mailbox.take(&mut posts);
        let text = |news: &News| {
            let frame = match news {
                News::Update(update, _) => update.frame().unwrap(),
                News::Failed(frame, _) => frame,
                News::Forgotten => return "forgotten".to_owned(),
            };
            String::from_utf8_lossy(&frame.bytes()[2..]).into_owned()
        };
        posts.iter().map(|post| (post.to.slot, text(&post.news), post.replaced)).collect()
    }

    #[test]
    fn a_state_is_replaced_by_the_next_of_its_topic_and_nothing_else_is() {
        use Delivery::{Each, Latest};

        let mailbox = Mailbox::default();
        let [a, b] = [0, 1].map(|slot| Address { slot, generation: 1 });
        for (to, number, delivery) in
            [(a, 1, Latest), (b, 2, Latest), (a, 3, Latest), (b, 4, Each), (b, 5, Latest), (b, 6, Each)]
        {
            mailbox.post(to, update(number, delivery));
        }
        mailbox.post(a, News::Failed(Frame::text("f".to_owned()), Failure::Passing));
        mailbox.post(a, update(7, Latest));
        mailbox.post(Address { generation: 2, ..a }, update(8, Latest));
        let expected = [(0, "3", 1), (1, "4", 1), (1, "6", 1), (0, "f", 0), (0, "7", 0), (0, "8", 0)];
        assert_eq!(taken(&mailbox), expected.map(|(slot, text, replaced)| (slot, text.to_owned(), replaced)));
        mailbox.post(a, update(9, Latest));
        assert_eq!(taken(&mailbox), [(0, "9".to_owned(), 0)], "what was taken is not replaced");
    }
}
