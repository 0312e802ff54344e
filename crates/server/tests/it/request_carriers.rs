//! The ways in which a request travels; all mean the same.

use crate::call::Call;
use crate::gateway::{Gateway, KEY};
use crate::order::{Order, text};

/// A text in which every careless decoding leaves its mark.
const TEXT: &str = "1 + 1 = 2 & 50%41 off; é";

fn xml() -> String {
    let slide = text("1 + 1 = 2 &amp; 50%41 off; é");
    Order::send("12025550100").slides(&[slide]).xml()
}

fn parameters() -> String {
    format!(
        "action=sendmms&api_key={KEY}&to=12025550100&from=60856&subject=x&name=n\
         &slide_text_value_0=1+%2B+1+%3D+2+%26+50%2541+off%3B+%C3%A9"
    )
}

/// The text that arrives at the carrier is the one that was meant.
async fn check(call: Call) {
    let gateway = Gateway::start().await;
    let answer = gateway.call(call).await;
    let tracking = answer.tracking();
    gateway.until_final(tracking).await;
    let arrived = gateway.submissions();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].parts[1].text(), Some(TEXT));
}

#[tokio::test]
async fn parameters_in_the_query_of_a_get() {
    check(Call::get(&parameters())).await;
}

#[tokio::test]
async fn xml_in_the_form_field_xml() {
    let field: String = url::form_urlencoded::byte_serialize(xml().as_bytes()).collect();
    let form = "application/x-www-form-urlencoded";
    check(Call::post(format!("xml={field}")).header("Content-Type", form)).await;
}

#[tokio::test]
async fn xml_in_the_part_xml_of_form_data() {
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"XML\"\r\n\r\n{}\r\n--edge--\r\n",
        xml()
    );
    let form_data = "multipart/form-data; boundary=edge";
    check(Call::post(body).header("Content-Type", form_data)).await;
}

#[tokio::test]
async fn bare_xml_under_the_type_of_a_form() {
    let form = "application/x-www-form-urlencoded";
    check(Call::post(xml()).header("Content-Type", form)).await;
}

#[tokio::test]
async fn bare_xml_without_a_type() {
    check(Call::post(xml())).await;
}

#[tokio::test]
async fn parameters_in_the_query_of_a_post_without_body() {
    check(Call::post("").query(&parameters())).await;
}

#[tokio::test]
async fn parameters_as_form_fields() {
    let form = "application/x-www-form-urlencoded";
    check(Call::post(parameters()).header("Content-Type", form)).await;
}

#[tokio::test]
async fn parameters_in_query_and_form_of_which_the_form_counts_where_both_speak() {
    let form = "application/x-www-form-urlencoded";
    let (query, fields) = parameters().split_once("&slide").map_or_else(
        || unreachable!("the parameters have a slide"),
        |(query, fields)| {
            (
                format!("{query}&slide_text_value_0=no"),
                format!("slide{fields}"),
            )
        },
    );
    check(
        Call::post(fields)
            .query(&query)
            .header("Content-Type", form),
    )
    .await;
}
