//! Open311 `GeoReport` v2 over a whole system: what the specification says must be there.

use bytes::Bytes;
use chrono::Duration;
use http::{Request, Response, StatusCode, header};
use serde_json::{Value, json};
use tests::{World, at};

const BASE: &str = "/open311/v2";
const FORM: &str = "api_key=invented_zar_open311&jurisdiction_id=zarechinsk.example.ru&service_code=roads.potholes\
    &lat=56.13121&long=47.24892&address_string=%D0%97%D0%B0%D1%80%D0%B5%D1%87%D0%B8%D0%BD%D1%81%D0%BA\
    &description=%D0%9F%D0%B8%D1%88%D0%B8%D1%82%D0%B5+%D0%BD%D0%B0+olga%40zar.example&email=olga%40zar.example\
    &first_name=%D0%9E%D0%BB%D1%8C%D0%B3%D0%B0&attribute%5BSIZE%5D=medium&attribute%5BHAZARDS%5D%5B%5D=visibility\
    &attribute%5BHAZARDS%5D%5B%5D=traffic&media_url=https%3A%2F%2Fcdn.zar.example%2F1.jpg";

async fn send(world: &World, request: Request<Bytes>) -> Response<Bytes> {
    world.respond(request).await
}

async fn get(world: &World, path: &str) -> Response<Bytes> {
    send(world, Request::get(format!("{BASE}/{path}")).body(Bytes::new()).unwrap()).await
}

async fn post(world: &World, form: &str, key: Option<&str>) -> Response<Bytes> {
    let mut request = Request::post(format!("{BASE}/requests.json"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8");
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    send(world, request.body(form.to_owned().into()).unwrap()).await
}

fn value(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

fn has_exactly(object: &Value, fields: &[&str]) {
    let mut names: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    let mut wanted = fields.to_vec();
    names.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
}

/// The text of the first element of a name.
fn element<'a>(xml: &'a str, name: &str) -> &'a str {
    let (_, rest) = xml.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("no {name} in {xml}"));
    rest.split_once(&format!("</{name}>")).unwrap().0
}

#[tokio::test]
async fn services_and_definitions_have_the_fields_of_the_specification() {
    let world = World::new().await;
    let discovery = value(&get(&world, "discovery.json").await);
    has_exactly(&discovery, &["changeset", "contact", "key_service", "endpoints"]);
    has_exactly(&discovery["endpoints"][0], &["specification", "url", "changeset", "type", "formats"]);
    let services = get(&world, "services.json").await;
    assert_eq!(services.headers()[header::CONTENT_TYPE], "application/json; charset=utf-8");
    assert_eq!(services.headers()[header::CACHE_CONTROL], "public, max-age=60");
    let services = value(&services);
    let fields = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"];
    for service in services.as_array().unwrap() {
        has_exactly(service, &fields);
        let definition = value(
            &get(&world, &format!("services/{}.json", service["service_code"].as_str().unwrap())).await,
        );
        has_exactly(&definition, &["service_code", "attributes"]);
        let attributes = definition["attributes"].as_array().unwrap();
        assert_eq!(service["metadata"], json!(!attributes.is_empty()));
        for (attribute, order) in attributes.iter().zip(1..) {
            let mut fields = vec![
                "variable",
                "code",
                "datatype",
                "required",
                "datatype_description",
                "order",
                "description",
            ];
            if attribute["datatype"].as_str().unwrap().ends_with("list") {
                fields.push("values");
                attribute["values"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .for_each(|one| has_exactly(one, &["key", "name"]));
            }
            has_exactly(attribute, &fields);
            assert_eq!(attribute["order"], order);
        }
    }
    let xml = get(&world, "services/roads.potholes.xml").await;
    assert_eq!(xml.headers()[header::CONTENT_TYPE], "text/xml; charset=utf-8");
    let xml = String::from_utf8(xml.body().to_vec()).unwrap();
    assert!(
        xml.starts_with(r#"<?xml version="1.0" encoding="utf-8"?><service_definition><service_code>"#),
        "{xml}"
    );
    assert_eq!(element(&xml, "datatype"), "singlevaluelist");
}

#[tokio::test]
async fn a_request_is_answered_with_its_id_kept_and_shown_without_its_author() {
    let world = World::new().await;
    let response = post(&world, FORM, None).await;
    assert_eq!(response.status(), StatusCode::CREATED, "{:?}", response.body());
    let answer = value(&response);
    has_exactly(&answer[0], &["service_request_id", "service_notice", "account_id"]);
    let id = answer[0]["service_request_id"].as_str().unwrap().to_owned();
    assert_eq!(get(&world, &format!("requests/{id}.json")).await.status(), StatusCode::NOT_FOUND);
    world.drain().await;
    let token = value(&get(&world, &format!("tokens/{id}.json")).await);
    assert_eq!(token, json!([{ "service_request_id": id, "token": id }]));
    let shown = value(&get(&world, &format!("requests/{id}.json")).await);
    let fields = [
        "service_request_id",
        "status",
        "status_notes",
        "service_name",
        "service_code",
        "description",
        "agency_responsible",
        "service_notice",
        "requested_datetime",
        "updated_datetime",
        "expected_datetime",
        "address",
        "address_id",
        "zipcode",
        "lat",
        "long",
        "media_url",
    ];
    has_exactly(&shown[0], &fields);
    assert_eq!((&shown[0]["status"], &shown[0]["service_code"]), (&json!("open"), &json!("roads.potholes")));
    assert_eq!(
        (&shown[0]["lat"], &shown[0]["requested_datetime"]),
        (&json!(56.1312), &json!("2026-11-18T12:00:00+03:00"))
    );
    assert_eq!(shown[0]["agency_responsible"], "Заречинские дороги");
    let text = shown.to_string();
    assert!(!text.contains("olga") && !text.contains("Ольга") && !text.contains("cdn."), "{text}");
    let xml = String::from_utf8(get(&world, &format!("requests/{id}.xml")).await.body().to_vec()).unwrap();
    assert_eq!(element(&xml, "service_requests").matches("<request>").count(), 1);
    for name in fields {
        element(&xml, name);
    }
    let record = world.record(&domain::MessageKey::parse(&id).unwrap()).await.unwrap();
    let said = record.said().unwrap();
    assert!(said.text.expose().ends_with("Не видно ночью, Много машин"));
    assert_eq!(said.attachments[0].reference, "https://cdn.zar.example/1.jpg");
}

#[tokio::test]
async fn a_repetition_brings_the_same_request_even_after_midnight() {
    let world = World::starting(at("2026-11-18T20:59:00Z")).await;
    let id = |response: &Response<Bytes>| value(response)[0]["service_request_id"].clone();
    let first = id(&post(&world, FORM, None).await);
    assert_eq!(id(&post(&world, FORM, None).await), first);
    world.drain().await;
    world.system.clock().advance(Duration::minutes(30));
    assert_eq!(id(&post(&world, FORM, None).await), first);
    let named = id(&post(&world, FORM, Some("app-7")).await);
    assert_ne!(named, first);
    world.system.clock().advance(Duration::days(3));
    assert_eq!(id(&post(&world, &FORM.replace("medium", "large"), Some("app-7")).await), named);
    let later = id(&post(&world, FORM, None).await);
    assert_ne!(later, first);
    world.drain().await;
    let all = value(&get(&world, "requests.json").await);
    let ids: Vec<&Value> = all.as_array().unwrap().iter().map(|one| &one["service_request_id"]).collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(ids[0], &later);
}

#[tokio::test]
async fn lists_are_filtered_and_show_only_what_came_in_by_this_door() {
    let world = World::new().await;
    let id = value(&post(&world, FORM, None).await)[0]["service_request_id"].as_str().unwrap().to_owned();
    world.deliver("zar-vk", &tests::Vk { id: 7, date: 1_794_992_400 }.written("Яма на улице Садовой")).await;
    world.drain().await;
    let count = async |path: String| value(&get(&world, &path).await).as_array().unwrap().len();
    assert_eq!(count("requests.json".to_owned()).await, 1);
    assert_eq!(
        count("requests.json?status=open&service_code=roads.potholes,roads.repair".to_owned()).await,
        1
    );
    assert_eq!(count("requests.json?status=closed".to_owned()).await, 0);
    assert_eq!(count("requests.json?service_code=roads.repair".to_owned()).await, 0);
    assert_eq!(
        count("requests.json?start_date=2026-11-18T00:00:00Z&end_date=2026-11-19T00:00:00Z".to_owned()).await,
        1
    );
    assert_eq!(count("requests.json?end_date=2026-11-18T00:00:00Z".to_owned()).await, 0);
    assert_eq!(count(format!("requests.json?service_request_id={id}&status=closed")).await, 1);
    let other = get(&world, &format!("requests/{}.json", world.vk_key(7))).await;
    assert_eq!(other.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn refusals_have_the_codes_of_the_specification_in_both_formats() {
    let world = World::new().await;
    for (form, status, named) in [
        (FORM.replace("invented_zar_open311", "wrong"), 403, "api_key"),
        (FORM.replace("api_key=invented_zar_open311&", ""), 403, "api_key"),
        (FORM.replace("zarechinsk.example.ru", "other.example.ru"), 404, "jurisdiction_id"),
        (FORM.replace("roads.potholes", "001"), 404, "service_code"),
        (FORM.replace("service_code=roads.potholes", ""), 400, "service_code"),
        (FORM.replace("lat=56.13121", "").replace("address_string", "x"), 400, "lat"),
        (FORM.replace("medium", "gigantic"), 400, "attribute[SIZE]"),
        ("a=%ff".to_owned(), 400, "UTF-8"),
    ] {
        let refused = post(&world, &form, None).await;
        let error = &value(&refused)[0];
        has_exactly(error, &["code", "description"]);
        assert_eq!((refused.status().as_u16(), &error["code"]), (status, &json!(status)), "{error}");
        assert!(error["description"].as_str().unwrap().contains(named), "{error}");
    }
    for (path, status) in [
        ("services/none.such.xml", 404),
        ("requests/00000000000000000000.xml", 404),
        ("requests.xml?status=done", 400),
        ("requests.xml?start_date=yesterday", 400),
        ("requests.xml?start_date=2026-01-01T00:00:00Z&end_date=2026-11-01T00:00:00Z", 400),
        ("services.xml?jurisdiction_id=other.example.ru", 404),
        ("services", 404),
    ] {
        let refused = get(&world, path).await;
        assert_eq!(refused.status().as_u16(), status, "{path}");
        let xml = String::from_utf8(refused.body().to_vec()).unwrap();
        assert_eq!(element(element(element(&xml, "errors"), "error"), "code"), status.to_string());
    }
    world.drain().await;
    assert_eq!(value(&get(&world, "requests.json").await), json!([]));
}

#[tokio::test]
async fn the_key_of_a_client_is_neither_queued_nor_put_aside() {
    let world = World::new().await;
    post(&world, FORM, None).await;
    let engines = world.system.engines().unwrap();
    let messages = engines.queues().peek("messages").unwrap();
    assert_eq!(messages.len(), 1);
    let task: contracts::MessageTask = contracts::decode(&messages[0].body).unwrap();
    let contracts::MessageTask::RawDeliveryV1(delivery) = task;
    let body = String::from_utf8(delivery.body.0).unwrap();
    assert!(
        !body.contains("invented_zar_open311") && !messages[0].body.contains("invented_zar_open311"),
        "{body}"
    );
}
