//! Every documented spelling of every name.

use super::*;

#[track_caller]
fn check(concept: Concept, spellings: &str) {
    for spelling in spellings.split_whitespace() {
        assert_eq!(look_up(spelling), Some(concept), "{spelling}");
        assert_eq!(
            look_up(&spelling.to_ascii_uppercase()),
            Some(concept),
            "{spelling}"
        );
    }
}

#[test]
fn no_spelling_has_two_meanings() {
    let spellings = TABLE
        .iter()
        .map(|(_, spellings)| spellings.len())
        .sum::<usize>();
    assert_eq!(INDEX.len(), spellings);
}

#[test]
fn what_opens_the_door_is_found() {
    check(Action, "ACTION action Action");
    check(ApiKey, "API_KEY api_key api-key apiKey");
    check(User, "USER user");
    check(Pass, "PASS pass");
}

#[test]
fn a_campaign_has_a_concept_for_each_of_its_names() {
    check(CampaignId, "CAMPAIGNID campaignid campaign-id");
}

#[test]
fn every_documented_spelling_of_a_scalar_is_found() {
    check(Scalar(Field::To), "TO to");
    check(
        Scalar(Field::ToDisplayOnly),
        "TO_DISPLAYONLY to_displayonly to-displayonly",
    );
    check(Scalar(Field::From), "FROM from");
    check(Scalar(Field::FromMask), "FROM_MASK from_mask from-mask");
    check(
        Scalar(Field::OperatorId),
        "SPID spid OPERATORID operatorid operator-id",
    );
    check(Scalar(Field::ServiceId), "SERVICEID serviceid service-id");
    check(
        Scalar(Field::CampaignRef),
        "CAMPAIGNREF campaign-ref campaignRef",
    );
    check(Scalar(Field::MmsId), "MMSID mmsid mms-id");
    check(Scalar(Field::Name), "NAME name");
    check(Scalar(Field::Subject), "SUBJECT subject message-subject");
    check(
        Scalar(Field::FallbackText),
        "FALLBACKSMSTEXT fallbacksmstext fallback-sms-text",
    );
    check(
        Scalar(Field::DisableFallback),
        "DISABLEFALLBACKSMS disable-fallback-sms",
    );
    check(
        Scalar(Field::DisableFallbackLink),
        "DISABLEFALLBACKSMSLINK disable-fallback-sms-link",
    );
    check(
        Scalar(Field::LinkExpiry),
        "MMSLINK_EXPIRATION_DATE mmslink_expiration_date fallback-sms-link-expiration",
    );
    check(
        Scalar(Field::MmsExpiry),
        "MMS_EXPIRY_TIMESTAMP mms-expiry-timestamp",
    );
    check(
        Scalar(Field::ForceSms),
        "FORCE_SEND_AS_SMS force-send-as-sms",
    );
    check(
        Scalar(Field::ClientReference),
        "CLIENT_REFERENCE client-reference",
    );
    check(Scalar(Field::CacheContent), "CACHE_CONTENT cache-content");
    check(
        Scalar(Field::CustomSubject),
        "CUSTOMSUBJECT custom-subject CUSTOMTITLE",
    );
    check(Scalar(Field::DdmSubject), "DDMTITLE ddm-message-subject");
    check(Scalar(Field::DdmText), "DDMTEXT ddm-message-text");
    check(Scalar(Field::DdmTimeout), "DDMTIMEOUT ddm-message-timeout");
    check(Scalar(Field::DdmForce), "DDMFORCE ddm-force");
    check(
        Scalar(Field::ForcePassAsLink),
        "FORCEPASSASLINK force-pass-as-link",
    );
}

#[test]
fn scalars_of_the_other_actions_are_found_too() {
    check(Scalar(Field::ToCampaign), "TOCAMPAIGN to-campaign");
    check(Scalar(Field::Mobile), "MOBILE mobile");
    check(Scalar(Field::SubscriberRef), "SUBSCRIBERREF subscriber-ref");
    check(Scalar(Field::Notify), "NOTIFY");
    check(Scalar(Field::Cta), "CTA");
    check(Scalar(Field::TimeZone), "TIMEZONE TZ");
    check(Scalar(Field::CampaignName), "CAMPAIGNNAME campaign-name");
    check(Scalar(Field::BrandName), "BRANDNAME brand-name");
    check(Scalar(Field::MmsInboxId), "MMSINBOXID mms-inbox-id");
    check(Scalar(Field::StartDate), "START_DATE start-date");
    check(Scalar(Field::EndDate), "END_DATE end-date");
    check(
        Scalar(Field::PageNumber),
        "PAGE_NUMBER page-number pagenumber",
    );
    check(Scalar(Field::ItemsPerPage), "ITEMS_PER_PAGE items-per-page");
}

#[test]
fn the_parts_of_slides_are_found() {
    check(Slide, "SLIDE slide");
    check(Wrapper, "CONTENT SEQUENCE");
    check(Text, "TEXT text message-text");
    check(Duration, "DURATION duration");
    check(Media(Element::Image), "IMAGE image");
    check(Media(Element::Audio), "AUDIO audio");
    check(Media(Element::Video), "VIDEO video");
    check(Media(Element::VCard), "VCARD vcard contact");
    check(Media(Element::ICal), "ICAL ical calendar");
    check(Media(Element::Pdf), "PDF pdf");
    check(Media(Element::Passbook), "PASSBOOK passbook WALLET");
    check(Object, "OBJECT");
    check(Url, "URL url");
    check(Forbidden, "PERSONALIZED-IMAGE personalized_image excel");
    check(CustomText, "CUSTOMTEXT custom-text");
    check(Value, "VALUE");
    check(Data, "DATA data");
}

#[test]
fn other_names_mean_nothing() {
    for name in [
        "",
        "-",
        "DEVICE",
        "BARCODEID",
        "DATABASEID",
        "request",
        "TOO",
        "SLIDES",
    ] {
        assert_eq!(look_up(name), None, "{name}");
    }
}
