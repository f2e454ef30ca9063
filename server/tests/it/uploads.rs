//! Uploads: the answers of acceptance and of every refusal, to the letter.

use crate::harness::{Answer, BANK, Server, keys, multipart};
use base64::Engine as _;
use serde_json::{Value, json};
use testdata::tamper::{Honest, OPERATIONS};
use testdata::{Cipher, encrypt, odd, samples};

fn statement() -> Vec<u8> {
    samples().swap_remove(0).bytes
}

/// A statement that something was done to.
fn tampered(name: &str) -> Vec<u8> {
    let honest = Honest::print(7, testdata::layouts::lantern_bay_savings());
    let operation = OPERATIONS.iter().find(|operation| operation.name == name).unwrap();
    (operation.apply)(&honest).unwrap().bytes
}

#[test]
fn a_forged_file_is_named_at_upload_and_an_honest_one_is_not() {
    let server = Server::start();
    let said = |name: &str| {
        // One customer: the same statement of several would be a finding of its own.
        let fields = [("bank_name", BANK), ("link_id", "customer")];
        let answer = server.upload("upload/?identity=true", &tampered(name), &fields);
        assert_eq!(answer.status, 200, "{}", answer.json);
        (answer.json["is_fraud"].clone(), answer.json["fraud_type"].clone())
    };
    assert_eq!(said("note_over_amount"), (json!(true), json!("annotation_over_text")));
    assert_eq!(said("changed_after_signing").0, json!(true));
    // Worth a look, and no more than that.
    assert_eq!(said("amount_moved"), (json!(false), Value::Null));
    for honest in ["untouched", "signed", "password_added", "link_added"] {
        assert_eq!(said(honest), (json!(false), Value::Null), "{honest}");
    }
}

/// The refusal, and that its entity exists afterwards without a statement.
fn assert_refused(server: &Server, answer: &Answer, status: u8, message: &str) {
    let id = answer.json["entity_id"].as_str().unwrap_or_else(|| panic!("no entity: {}", answer.json));
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json, json!({ "entity_id": id, "message": message, "status": status }));
    let accounts = server.get(&format!("entity/{id}/accounts/"));
    assert_eq!((accounts.status, &accounts.json["progress"]), (200, &json!([])), "the entity exists");
}

#[test]
fn without_identity_the_answer_has_three_keys() {
    let server = Server::start();
    let answer = server.upload("upload/", &statement(), &[("bank_name", BANK)]);
    assert_eq!(answer.status, 200, "{}", answer.json);
    assert_eq!(keys(&answer.json), ["bank_name", "entity_id", "statement_id"]);
    assert_eq!(answer.json["bank_name"], BANK);
}

#[test]
fn with_identity_the_answer_says_whose_account_it_is() {
    let server = Server::start();
    for (path, fields) in [("upload", vec![("bank_name", "LANTERN_BAY")]), ("bankless_upload", vec![])] {
        let answer = server.upload(&format!("{path}/?identity=true"), &statement(), &fields);
        assert_eq!(answer.status, 200, "{}", answer.json);
        let expected = [
            "bank_name",
            "date_range",
            "entity_id",
            "fraud_type",
            "identity",
            "is_fraud",
            "statement_id",
            "status",
        ];
        assert_eq!(keys(&answer.json), expected);
        let identity = &answer.json["identity"];
        let expected = [
            "account_category",
            "account_id",
            "account_number",
            "address",
            "bank_name",
            "credit_limit",
            "ifsc",
            "micr",
            "name",
            "od_limit",
        ];
        assert_eq!(keys(identity), expected);
        let (ledger, _) = testdata::accounts_of_samples();
        assert_eq!(identity["account_number"], ledger.account_number);
        assert_eq!(identity["name"], ledger.holder);
        assert_eq!(identity["ifsc"], ledger.ifsc);
        assert_eq!(identity["account_category"], "individual");
        assert_eq!(identity["credit_limit"], 0);
        assert_eq!(identity["bank_name"], BANK);
        assert_eq!(answer.json["date_range"], json!({ "from_date": "2025-04-01", "to_date": "2025-07-31" }));
        assert_eq!((&answer.json["is_fraud"], &answer.json["fraud_type"]), (&json!(false), &Value::Null));
        assert_eq!((&answer.json["status"], &answer.json["bank_name"]), (&json!(1), &json!(BANK)));
    }
}

#[test]
fn missing_and_wrong_fields_are_status_0() {
    let server = Server::start();
    let required = json!(["This field is required."]);
    let (content_type, body) = multipart(None, &[("link_id", "x")]);
    let cases = [
        ("upload/", json!({ "file": required, "bank_name": required, "status": 0 })),
        ("bankless_upload/", json!({ "file": required, "status": 0 })),
    ];
    for (path, expected) in cases {
        let answer = server.post(&format!("statement/{path}"), &content_type, &body);
        assert_eq!((answer.status, answer.json), (400, expected), "{path}");
    }
    let answer = server.post("statement/bankless_upload/", "application/json", b"{}");
    assert_eq!((answer.status, &answer.json["file"]), (400, &required));
    let answer = server.upload("upload/", &statement(), &[("bank_name", "bank of nowhere")]);
    let expected = json!({ "bank_name": ["\"bank of nowhere\" is not a valid choice."], "status": 0 });
    assert_eq!((answer.status, answer.json), (400, expected));
    let answer = server.upload("bankless_upload/", &statement(), &[("entity_id", "17")]);
    assert_eq!(answer.json, json!({ "entity_id": ["Must be a valid UUID."], "status": 0 }));
    let unknown = "0b0e6e64-2f66-4a5c-9a39-0a5a9e2d3c41";
    let answer = server.upload("bankless_upload/", &statement(), &[("entity_id", unknown)]);
    assert_eq!((answer.status, answer.json), (404, json!({ "detail": "Not found." })));
    assert_eq!(server.get("entity/").json["count"], 0, "none of these made an entity");
}

#[test]
fn a_wrong_content_type_and_a_url_are_told_what_to_send() {
    let server = Server::start();
    let answer = server.post("statement/bankless_upload/", "application/pdf", &statement());
    let message = "This field must be present as a form field. Send request with content type x-www-form-urlencoded \
                   or form-data";
    assert_eq!((answer.status, answer.json), (400, json!({ "file": [message], "status": 0 })));
    let (content_type, body) =
        ("application/x-www-form-urlencoded", b"file_url=https%3A%2F%2Fexample.org%2Fs.pdf");
    let answer = server.post("statement/bankless_upload/", content_type, body);
    assert_eq!((answer.status, keys(&answer.json)), (400, vec!["file_url", "status"]));
}

#[test]
fn a_locked_statement_opens_with_its_password_only() {
    let server = Server::start();
    for cipher in [Cipher::Rc4, Cipher::Aes256] {
        let pdf = encrypt(&statement(), cipher, "letmein", "owner").unwrap();
        for password in [None, Some("wrong"), Some("")] {
            let fields: Vec<_> = password.iter().map(|password| ("pdf_password", *password)).collect();
            let answer = server.upload("bankless_upload/", &pdf, &fields);
            assert_refused(&server, &answer, 3, "Password incorrect");
        }
        let answer = server.upload("bankless_upload/?identity=true", &pdf, &[("pdf_password", "letmein")]);
        assert_eq!((answer.status, answer.json["identity"].is_object()), (200, true), "{}", answer.json);
        let id = answer.json["entity_id"].as_str().unwrap();
        assert_eq!(server.settled(id, "transactions")["progress"][0]["status"], "completed");
    }
}

#[test]
fn a_statement_of_another_bank_than_declared_is_status_4() {
    let server = Server::start();
    for (bank, message) in [("canara", "Not canara statement"), ("AXIS", "Not axis statement")] {
        let answer = server.upload("upload/", &statement(), &[("bank_name", bank)]);
        assert_refused(&server, &answer, 4, message);
    }
}

#[test]
fn a_bank_that_cannot_be_told_is_status_5() {
    let server = Server::start();
    let answer = server.upload("bankless_upload/", &odd::other_bank(), &[]);
    assert_refused(&server, &answer, 5, "Unable to detect bank. Please provide BANK NAME.");
}

#[test]
fn a_bank_that_cannot_be_told_is_taken_when_the_caller_allows_it() {
    let server = Server::start();
    let fields = [("allow_unknown_bank", "true")];
    let answer = server.upload("bankless_upload/?identity=true", &odd::other_bank(), &fields);
    assert_eq!(answer.status, 200, "{}", answer.json);
    let (ledger, _) = odd::other_bank_parts();
    assert_eq!(answer.json["bank_name"], "unknown");
    assert_eq!(answer.json["identity"]["account_number"], json!(ledger.account_number));
    let id = answer.json["entity_id"].as_str().unwrap();
    let settled = server.settled(id, "transactions");
    assert_eq!(settled["progress"][0]["status"], "completed");
    assert_eq!(settled["transactions"].as_array().unwrap().len(), ledger.rows.len());
    // What is no statement stays refused, whatever the caller allows.
    let letter = server.upload("bankless_upload/", &odd::not_a_statement(), &fields);
    assert_eq!(letter.json["status"], 7, "{}", letter.json);
}

#[test]
fn what_is_no_readable_pdf_is_status_6() {
    let server = Server::start();
    let whole = statement();
    let cases: [(&str, Vec<u8>); 7] = [
        ("empty", Vec::new()),
        ("text", b"Dear customer, your balance is 5.".to_vec()),
        ("web page", odd::web_page()),
        ("cut off", whole[..40].to_vec()),
        ("image only", odd::image_only()),
        ("page tree loop", odd::page_tree_loop()),
        ("nested arrays", odd::nested_arrays(200_000)),
    ];
    for (what, bytes) in cases {
        let answer = server.upload("upload/", &bytes, &[("bank_name", BANK)]);
        assert_eq!(answer.json["status"], 6, "{what}: {}", answer.json);
        assert_refused(&server, &answer, 6, "PDF is not parsable");
    }
    assert_eq!(
        server.upload("upload/", &whole, &[("bank_name", BANK)]).status,
        200,
        "and it goes on serving"
    );
}

#[test]
fn a_statement_that_broke_off_is_refused() {
    let server = Server::start();
    let answer = server.upload("upload/", &odd::truncated(&statement()), &[("bank_name", BANK)]);
    // What is left may still open: then it is a document without a table rather than no document.
    assert_eq!(answer.status, 400, "{}", answer.json);
    let status = answer.json["status"].as_u64().unwrap();
    assert!(status == 6 || status == 7, "{}", answer.json);
}

#[test]
fn a_pdf_without_a_table_is_status_7() {
    let server = Server::start();
    let message = "Unsupported Bank Statement Format. It should have balance, date and amount columns.";
    let letter = odd::not_a_statement();
    assert_refused(&server, &server.upload("upload/", &letter, &[("bank_name", BANK)]), 7, message);
    assert_refused(&server, &server.upload("bankless_upload/", &letter, &[]), 7, message);
}

#[test]
fn a_bank_without_a_template_is_read_by_inference_when_its_balances_prove() {
    let server = Server::start();
    let answer = server.upload("upload/?identity=true", &odd::other_bank(), &[("bank_name", "abhyudaya")]);
    assert_eq!(answer.status, 200, "{}", answer.json);
    let (ledger, _) = odd::other_bank_parts();
    assert_eq!(answer.json["identity"]["account_number"], json!(ledger.account_number));
    assert_eq!((&answer.json["bank_name"], &answer.json["status"]), (&json!("abhyudaya"), &json!(1)));
    let id = answer.json["entity_id"].as_str().unwrap();
    let settled = server.settled(id, "transactions");
    assert_eq!(settled["progress"][0]["status"], json!("completed"));
    assert_eq!(settled["transactions"].as_array().unwrap().len(), ledger.rows.len());
}

#[test]
fn a_bank_without_a_template_is_accepted_with_identity_null_when_nothing_proves() {
    let server = Server::start();
    let (mut ledger, layout) = odd::other_bank_parts();
    for (index, row) in ledger.rows.iter_mut().enumerate() {
        row.amount_minor += 100 + i64::try_from(index).unwrap();
    }
    let pdf = testdata::print(&ledger, &layout, &testdata::PrintOptions::default());
    let answer = server.upload("upload/?identity=true", &pdf, &[("bank_name", "abhyudaya")]);
    assert_eq!(answer.status, 200, "{}", answer.json);
    assert_eq!((&answer.json["identity"], &answer.json["bank_name"]), (&Value::Null, &json!("abhyudaya")));
    let id = answer.json["entity_id"].as_str().unwrap();
    let settled = server.settled(id, "transactions");
    assert_eq!(settled["progress"][0]["status"], json!("failed"));
    assert_eq!(settled["transactions"], json!([]), "rows that nothing proves are not shown");
}

#[test]
fn uploads_go_to_the_entity_that_they_name() {
    let server = Server::start();
    let entity = |fields: &[(&str, &str)]| {
        let answer = server.upload("bankless_upload/", b"no pdf", fields);
        answer.json["entity_id"].as_str().unwrap().to_owned()
    };
    let linked = entity(&[("link_id", "customer-1")]);
    assert_eq!(entity(&[("link_id", "customer-1")]), linked, "one link, one entity");
    assert_ne!(entity(&[("link_id", "customer-2")]), linked);
    assert_ne!(entity(&[]), entity(&[]), "with neither, each upload begins an entity");
    let other = entity(&[("link_id", "customer-2")]);
    assert_eq!(entity(&[("link_id", "customer-1"), ("entity_id", &other)]), other, "entity_id wins");
    let list = server.get("entity/?link_id=customer-1");
    assert_eq!((&list.json["count"], &list.json["results"][0]["entity_id"]), (&json!(1), &json!(linked)));
}

#[test]
fn the_field_order_and_the_old_name_of_the_bank_field_do_not_matter() {
    let server = Server::start();
    let (content_type, mut body) = multipart(Some(&statement()), &[]);
    body.truncate(body.len() - b"--b0undary--\r\n".len());
    let rest = format!(
        "--b0undary\r\ncontent-disposition: form-data; name=\"bank\"\r\n\r\n{BANK}\r\n--b0undary--\r\n"
    );
    body.extend_from_slice(rest.as_bytes());
    let answer = server.post("statement/upload", &content_type, &body);
    assert_eq!((answer.status, &answer.json["bank_name"]), (200, &json!(BANK)), "{}", answer.json);
}

#[test]
fn base64_uploads_answer_as_files_do_in_every_kind_of_form() {
    let server = Server::start();
    let text = base64::engine::general_purpose::STANDARD.encode(statement());
    let json = json!({ "file": text, "bank_name": BANK }).to_string();
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("file", &text)
        .append_pair("bank_name", BANK)
        .finish();
    let (multipart_type, multipart) = multipart(None, &[("file", &text), ("bank_name", BANK)]);
    for path in ["upload_base64", "bankless_upload_base64"] {
        for (content_type, body) in [
            ("application/json", json.as_bytes()),
            ("application/x-www-form-urlencoded", form.as_bytes()),
            (multipart_type.as_str(), multipart.as_slice()),
        ] {
            let answer = server.post(&format!("statement/{path}/?identity=true"), content_type, body);
            assert_eq!(answer.status, 200, "{path} {content_type}: {}", answer.json);
            assert_eq!(answer.json["bank_name"], BANK);
            assert!(answer.json["identity"]["account_number"].is_string(), "{}", answer.json);
        }
    }
}

#[test]
fn text_that_is_no_base64_is_a_field_error_and_a_missing_one_is_required() {
    let server = Server::start();
    let body = json!({ "file": "%PDF-1.7 not encoded" }).to_string();
    let answer = server.post("statement/bankless_upload_base64/", "application/json", body.as_bytes());
    let expected = json!({ "file": ["Invalid Base 64 string"], "status": 0 });
    assert_eq!((answer.status, answer.json), (400, expected));
    let answer = server.post("statement/bankless_upload_base64/", "application/json", b"{}");
    let expected = json!({ "file": ["This field is required."], "status": 0 });
    assert_eq!((answer.status, answer.json), (400, expected));
}
