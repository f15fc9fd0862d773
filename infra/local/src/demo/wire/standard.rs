//! A portal that signs by Standard Webhooks.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::Private;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use super::{Parcel, Told, Written};

pub(super) fn object(written: &Written) -> String {
    format!("ob-{}", written.number)
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

pub(super) fn body(written: &Written, told: &Told, at: DateTime<Utc>) -> Value {
    let mut data = json!({ "id": object(written) });
    let mut say = |text: &str| {
        data["text"] = json!(text);
        data["written_at"] = json!(moment(written.at));
        data["form"] = json!("appeal");
        data["author"] = json!({ "id": format!("u-{}", written.author) });
        data["address"] = json!(written.address.as_ref().map(Private::expose));
    };
    let kind = match told {
        Told::Created => {
            say(written.text.expose());
            "message.created"
        }
        Told::Edited(text) => {
            say(text.expose());
            "message.edited"
        }
        Told::Removed => {
            data["by_author"] = json!(true);
            "message.deleted"
        }
        Told::Unknown => "message.liked",
    };
    json!({ "type": kind, "timestamp": moment(at), "data": data })
}

pub(super) fn signed(body: &Value, secret: &str, serial: u64, at: DateTime<Utc>) -> Parcel {
    let body = Private::new(body.to_string().into());
    sign(Parcel { headers: Vec::new(), body }, format!("msg_{serial}"), secret, at)
}

pub(super) fn signed_again(parcel: &Parcel, secret: &str, at: DateTime<Utc>) -> Parcel {
    let id = parcel.headers.iter().find(|(name, _)| *name == "webhook-id").map(|(_, id)| id.clone());
    sign(parcel.clone(), id.unwrap_or_default(), secret, at)
}

fn sign(mut parcel: Parcel, id: String, secret: &str, at: DateTime<Utc>) -> Parcel {
    let time = at.timestamp();
    let signature = Webhook::new(secret).and_then(|key| key.sign(&id, time, parcel.body.expose()));
    parcel.headers = vec![
        ("content-type", "application/json".to_owned()),
        ("webhook-id", id),
        ("webhook-timestamp", time.to_string()),
        ("webhook-signature", signature.expect("the invented secrets sign")),
    ];
    parcel
}
