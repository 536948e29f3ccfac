//! The index against a set of pairs.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const CONNECTIONS: u32 = 5;

#[derive(Debug, Clone)]
enum Step {
    Add,
    Remove { topic: usize },
    Join { connection: u32, topic: usize },
    Leave { connection: u32, topic: usize },
    LeaveAll { connection: u32 },
}

fn any_step() -> impl Strategy<Value = Step> {
    let pair = || (0..CONNECTIONS, any::<usize>());
    prop_oneof![
        2 => Just(Step::Add),
        2 => any::<usize>().prop_map(|topic| Step::Remove { topic }),
        8 => pair().prop_map(|(connection, topic)| Step::Join { connection, topic }),
        5 => pair().prop_map(|(connection, topic)| Step::Leave { connection, topic }),
        1 => (0..CONNECTIONS).prop_map(|connection| Step::LeaveAll { connection }),
    ]
}

/// What the index is to hold: the topics by slot, and the state of each member.
#[derive(Debug, Default)]
struct Model {
    topics: BTreeMap<u32, u32>,
    members: BTreeMap<(u32, u32), u32>,
    number: u32,
}

impl Model {
    fn number(&mut self) -> u32 {
        self.number += 1;
        self.number
    }

    fn pick(&self, choice: usize) -> Option<u32> {
        self.topics.keys().nth(choice.checked_rem(self.topics.len())?).copied()
    }

    fn topics_of(&self, connection: u32) -> Vec<u32> {
        self.members.keys().filter(|pair| pair.0 == connection).map(|pair| pair.1).collect()
    }

    fn step(&mut self, index: &mut Index<u32, u32>, step: &Step) {
        match *step {
            Step::Add => {
                let (next, topic) = (index.next_topic(), self.number());
                assert_eq!(index.add(topic), next);
                assert_eq!(self.topics.insert(next, topic), None);
            }
            Step::Remove { topic } => {
                let Some(slot) = self.pick(topic) else { return };
                let unfollowed = self.members.keys().all(|pair| pair.1 != slot);
                let expected = unfollowed.then(|| self.topics.remove(&slot)).flatten();
                assert_eq!(index.remove_unfollowed(slot), expected);
            }
            Step::Join { connection, topic } => {
                let Some(slot) = self.pick(topic) else { return };
                if !self.members.contains_key(&(connection, slot)) {
                    let state = self.number();
                    index.join(connection, slot, state);
                    self.members.insert((connection, slot), state);
                }
            }
            Step::Leave { connection, topic } => {
                let Some(slot) = self.pick(topic) else { return };
                assert_eq!(index.leave(connection, slot), self.members.remove(&(connection, slot)));
            }
            Step::LeaveAll { connection } => {
                for slot in index.topics_of(connection).collect::<Vec<_>>() {
                    assert_eq!(index.leave(connection, slot), self.members.remove(&(connection, slot)));
                }
                assert!(self.topics_of(connection).is_empty());
            }
        }
    }

    fn check(&self, index: &mut Index<u32, u32>) {
        // One more than there have been: a slot without a topic.
        for slot in 0..=self.number {
            assert_eq!(index.topic(slot), self.topics.get(&slot));
            let of_slot = self.members.iter().filter(|(pair, _)| pair.1 == slot);
            let expected: Vec<_> = of_slot.map(|(pair, state)| (pair.0, *state)).collect();
            let mut members: Vec<_> = index.followed(slot).map_or(Vec::new(), |followed| {
                followed.members.iter().map(|member| (member.connection, member.state)).collect()
            });
            members.sort_unstable();
            assert_eq!(members, expected);
        }
        for connection in 0..=CONNECTIONS {
            let mut topics: Vec<_> = index.topics_of(connection).collect();
            topics.sort_unstable();
            assert_eq!(topics, self.topics_of(connection));
            assert_eq!(index.count(connection), topics.len());
            for slot in 0..=self.number {
                let member = index.member(connection, slot).map(|(topic, state)| (*topic, *state));
                let expected =
                    self.members.get(&(connection, slot)).map(|state| (self.topics[&slot], *state));
                assert_eq!(member, expected);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_follows_what_is_what_has_joined_and_not_left(steps in vec(any_step(), 0..60)) {
        let (mut index, mut model) = (Index::default(), Model::default());
        for step in &steps {
            model.step(&mut index, step);
            model.check(&mut index);
        }
    }
}
