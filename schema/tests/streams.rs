//! What a stream names in its messages is there, and is what it must be.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]
#![allow(dead_code, reason = "the protocols below are declared for their documents; nobody serves them")]

mod resumed {
    use barwire_schema::protocol::present;
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize, JsonSchema)]
    pub(super) struct Follow {
        pub(super) item: String,
        #[serde(default)]
        pub(super) since: Place,
        /// Described, so that it is a reference among others.
        #[serde(default)]
        pub(super) other: Other,
    }

    #[derive(Default, Serialize, Deserialize, JsonSchema)]
    pub(super) struct Place {
        pub(super) epoch: String,
        pub(super) count: u8,
        pub(super) number: u8,
    }

    #[derive(Default, Serialize, Deserialize, JsonSchema)]
    pub(super) struct Other {
        pub(super) epoch: String,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "status", rename_all = "snake_case")]
    pub(super) enum Answer {
        Ok { item: String, epoch: String, count: u8, extra: bool },
        Error { item: String, recovered: bool },
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    pub(super) struct Update {
        pub(super) item: String,
        pub(super) epoch: String,
        pub(super) count: u8,
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        pub(super) number: Option<u8>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub(super) counted: bool,
        /// Where it is.
        pub(super) place: Place,
        #[serde(rename = "a/b~c")]
        pub(super) odd: u8,
    }

    macro_rules! stream {
        ($module:ident, $($more:tt)*) => {
            pub(super) mod $module {
                use super::{Answer, Follow, Update};

                #[barwire_schema::protocol(name = "resumed", version = "1.0.0", address = "/ws")]
                pub(crate) trait ResumedProtocol {
                    type Session;
                    #[request("follow" => "followed", opens = "items")]
                    async fn follow(&self, session: &Self::Session, request: Follow) -> Answer;
                    #[stream("items", key(item), update = "update", failed = "failed", $($more)*)]
                    fn items(update: Update, failed: Update);
                }
            }
        };
    }

    stream!(
        good,
        resume(since = "since", epoch = "epoch", count = "count", counted = "counted", recovered = "extra"),
        latest = "/place/count"
    );
    stream!(escaped, latest = "/a~1b~0c");
    stream!(
        since,
        resume(since = "after", epoch = "epoch", count = "count", counted = "counted", recovered = "extra")
    );
    stream!(
        since_count,
        resume(since = "other", epoch = "epoch", count = "count", counted = "counted", recovered = "extra")
    );
    stream!(
        since_text,
        resume(since = "item", epoch = "epoch", count = "count", counted = "counted", recovered = "extra")
    );
    stream!(
        count,
        resume(since = "since", epoch = "epoch", count = "amount", counted = "counted", recovered = "extra")
    );
    stream!(
        number,
        resume(since = "since", epoch = "epoch", count = "number", counted = "counted", recovered = "extra")
    );
    stream!(
        counted,
        resume(since = "since", epoch = "epoch", count = "count", counted = "item", recovered = "extra")
    );
    stream!(
        recovered,
        resume(
            since = "since",
            epoch = "epoch",
            count = "count",
            counted = "counted",
            recovered = "recovered"
        )
    );
    stream!(latest, latest = "/place/time");
    stream!(latest_within, latest = "/item/length");
}

#[test]
fn what_a_stream_resumes_by_is_there() {
    for protocol in [&resumed::good::RESUMED_PROTOCOL, &resumed::escaped::RESUMED_PROTOCOL] {
        protocol.document().unwrap();
    }
    let protocols = [
        &resumed::since::RESUMED_PROTOCOL,
        &resumed::since_count::RESUMED_PROTOCOL,
        &resumed::since_text::RESUMED_PROTOCOL,
        &resumed::count::RESUMED_PROTOCOL,
        &resumed::number::RESUMED_PROTOCOL,
        &resumed::counted::RESUMED_PROTOCOL,
        &resumed::recovered::RESUMED_PROTOCOL,
        &resumed::latest::RESUMED_PROTOCOL,
        &resumed::latest_within::RESUMED_PROTOCOL,
    ];
    let errors: Vec<String> =
        protocols.iter().map(|protocol| protocol.document().unwrap_err().to_string()).collect();
    insta::assert_snapshot!(errors.join("\n"), @r"
    `after` is the `since` by which the stream `items` resumes, and no member of `follow`
    `other` is the `since` by which the stream `items` resumes, and no object with the member `count` in `follow`
    `item` is the `since` by which the stream `items` resumes, and no object with the member `epoch` in `follow`
    `since` is the `since` by which the stream `items` resumes, and no object with the member `amount` in `follow`
    `number` is the `count` by which the stream `items` resumes, and may be left out of `update`
    `item` is the `counted` by which the stream `items` resumes, and no boolean in `update`
    `recovered` is the `recovered` by which the stream `items` resumes, and no member of `followed`
    `/place/time`, the `latest` of the stream `items`, leads to no member of `update`
    `/item/length`, the `latest` of the stream `items`, leads to no member of `update`
    ");
}
