//! Whose document it is: every known bank by its own name, and the traps that papers set.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::model::Detection;
use engine::page::{PageLine, page_lines};
use engine::{ReadErrorKind, detect};

/// What is found in text above a table, typed as it would be printed.
fn found(text: &str) -> Detection {
    with_facts(text, &pdf::Facts::default())
}

fn with_facts(text: &str, facts: &pdf::Facts) -> Detection {
    let document = engine::fixed_pitch::document(text);
    let above: Vec<PageLine> = page_lines(&document)
        .into_iter()
        .flat_map(|(page, lines)| lines.into_iter().map(move |line| PageLine { page, line }))
        .collect();
    detect::identify(&above, facts, Templates::embedded())
}

/// The identifier of the bank that is found; a tie names all.
fn bank(text: &str) -> String {
    let found = found(text);
    let mut ids: Vec<String> = found.bank.map(|bank| bank.id).into_iter().chain(found.tied_with).collect();
    ids.sort();
    if ids.is_empty() { "nobody".to_owned() } else { ids.join("+") }
}

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, wanted)| (text, wanted, bank(text)))
        .filter(|(_, wanted, found)| *wanted != found)
        .map(|(text, wanted, found)| format!("{text:?}: expected {wanted}, found {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A line that the country's statements print, for banks that have a sister of the same name elsewhere.
fn country_line(country: &str) -> &str {
    match country {
        "IN" => "IFSC  MICR  Branch",
        "SG" => "Singapore",
        "GB" => "Sort code",
        "US" => "Member FDIC",
        "DE" => "Kontoauszug",
        "NL" => "Rekeningafschrift",
        "RO" => "Extras de cont",
        "KR" => "KRW",
        _ => "",
    }
}

#[test]
fn every_known_bank_is_recognised_by_its_name_in_any_case() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for known in Templates::embedded().registry() {
        for name in std::iter::once(&known.name).chain(&known.aliases) {
            for name in [name.clone(), name.to_uppercase(), name.to_lowercase()] {
                tried += 1;
                let text = format!("{name}\nStatement of account\n{}", country_line(&known.country));
                let found = bank(&text);
                if found != known.id {
                    wrong.push(format!("{name:?} of {} is taken for {found}", known.id));
                }
            }
        }
    }
    assert!(tried > 1500, "only {tried} names tried");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_name_that_runs_over_two_lines_is_one_name() {
    let mut wrong = Vec::new();
    for known in Templates::embedded().registry() {
        let words: Vec<&str> = known.name.split(' ').collect();
        for cut in 1..words.len() {
            let text = format!(
                "{}\n{}\n\nStatement of account\n{}",
                words[..cut].join(" "),
                words[cut..].join(" "),
                country_line(&known.country)
            );
            let found = bank(&text);
            if found != known.id {
                wrong.push(format!("{:?} cut at {cut} is taken for {found}", known.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_branch_code_is_of_one_bank() {
    for known in Templates::embedded().registry() {
        for prefix in &known.ifsc {
            assert_eq!(bank(&format!("Account No : 1234\nIFSC : {prefix}0001234")), known.id, "{prefix}");
            assert_eq!(bank(&format!("Branch  FORT     {prefix}0001234")), known.id, "{prefix}");
        }
    }
}

#[test]
fn near_names_are_told_apart() {
    check(&[
        ("Union Bank of India", "ubi"),
        ("United Bank of India", "united"),
        ("State Bank of India", "sbi"),
        ("Central Bank of India", "central"),
        ("Bank of India", "boi"),
        ("The Union Co-op Bank Ltd", "union_co_op_bnk"),
        ("Citizen Credit Co-operative Bank Ltd", "citizen_credit"),
        ("CITIZENS CREDIT CO-OP. BANK LTD.", "citizen_credit"),
        ("Citizens Co-op Bank Ltd", "citizens"),
        ("Janata Sahakari Bank Ltd., Pune", "jantasahakari"),
        ("Kalyan Janata Sahakari Bank Ltd.", "kalyan"),
        ("Solapur Janata Sahakari Bank", "solapur_janata"),
        ("Janaseva Sahakari Bank", "janaseva"),
        ("Janakalyan Sahakari Bank", "jana_sahakari"),
        ("Jana Small Finance Bank", "jana"),
        ("Mahesh Sahakari Bank", "mahesh_sahakari"),
        ("Shree Mahesh Co-op Bank", "shree_mahesh_bnk"),
        ("Mahesh Urban Co-operative Bank", "mahesh_urban"),
        ("A. P. Mahesh Co-op Urban Bank\nAndhra Pradesh Mahesh Co-Op Urban Bank Ltd", "andhra_mahesh"),
        ("The Surat District Co-Op. Bank Ltd.", "suratbnk"),
        ("The Surat People's Co-operative Bank", "spcb"),
        ("Surat National Co-op Bank", "sncb"),
        ("Indian Bank", "indbnk"),
        ("South Indian Bank", "sib"),
        ("Indian Overseas Bank", "iob"),
        ("Baroda City Co-op Bank", "baroda_city_bnk"),
        ("Bank of Baroda", "baroda"),
        ("Karnataka Bank", "karnataka"),
        ("Karnataka Gramin Bank", "karnataka_gramin"),
        ("Karnataka Vikas Grameena Bank", "karnataka_vikas"),
        ("The Adarsh Co-operative Bank", "adarsh_co_bnk"),
        ("The Adarsh Co-operative Urban Bank", "adarsh"),
        ("Satara Sahakari Bank", "satara_sahakari"),
        ("Satara District Central Co-op Bank", "satara_district"),
        ("PUNE MERCHANTS CO-OP BANK", "pune merchants"),
    ]);
}

#[test]
fn a_name_that_goes_on_is_another_bank() {
    check(&[
        ("Coastal Bank of India\nStatement of account", "nobody"),
        ("Nashik Janata Sahakari Bank Ltd", "nobody"),
        ("Great Indian Bank", "nobody"),
        ("Indian Bank of Commerce and Trade", "nobody"),
        ("Canara Bank Employees Co-operative Credit Society", "nobody"),
        ("Bank of Indiana", "nobody"),
        ("Regulated by Reserve Bank of India", "nobody"),
        ("Meridian Trust Bank\nStatement of account\nIFSC : HDFC0CMERID", "nobody"),
    ]);
}

#[test]
fn a_bank_that_is_only_spoken_of_does_not_issue_the_document() {
    check(&[
        ("Axis Bank\nTransfer to HDFC Bank made easy: use IMPS", "axis"),
        ("HDFC Bank credit cards: apply now!\nKotak Mahindra Bank\nStatement of account", "kotak"),
        ("Account statement\nNow link your ICICI Bank account and earn rewards\nIndusInd Bank", "indusind"),
        ("Transfer to HDFC Bank", "nobody"),
        ("Beneficiary Bank : State Bank of India", "nobody"),
        ("Customer Name : AXIS BANK LTD\nYes Bank", "yesbnk"),
        ("Name : HDFC BANK LTD\nIDBI Bank\nStatement", "idbi"),
        ("ASHA EXAMPLE\nOpp. Canara Bank, Fort\nUCO Bank", "uco"),
        ("ASHA EXAMPLE\nNear State Bank of India\nSeatown", "nobody"),
        ("ASHA EXAMPLE\n12 Andhra Bank Colony\nKarnataka Bank Ltd.", "karnataka"),
        (
            "Meridian Trust Bank\nSend money from your Meridian account with any ICICI Bank or HDFC Bank ATM near you today",
            "nobody",
        ),
    ]);
}

#[test]
fn the_usual_headers_name_their_bank() {
    check(&[
        ("Welcome to State Bank of India", "sbi"),
        ("Thank you for banking with ICICI Bank", "icici"),
        ("Statement of account                      Bank Name : Union Bank of India", "ubi"),
        (
            "HDFC BANK LIMITED\nRegistered Office Address: HDFC Bank House, Senapati Bapat Marg, Lower Parel",
            "hdfc",
        ),
        ("www.unionbankofindia.co.in", "ubi"),
        ("Customer care: care@yesbank.in", "yesbnk"),
        ("Federal Bank, Aluva Branch", "federal"),
        ("Deutsche Bank AG\nKontoauszug", "deutsche_de"),
        ("Deutsche Bank AG\nIFSC Code  MICR", "deutsche"),
        ("DBS Bank Ltd\nCo. Reg. No. 196800306E\nSingapore", "dbs_sg"),
        ("신한은행 거래내역조회", "shinhan_kr"),
        ("NGÂN HÀNG TMCP QUÂN ĐỘI", "mb_bank"),
        ("JPMorgan Chase Bank, N.A.\nP O Box 182051", "chase"),
        ("Citibank\nAccount statement", "citi+citi_sg+citibank_us"),
    ]);
}

#[test]
fn a_branch_code_counts_when_it_is_the_accounts() {
    check(&[
        ("RTGS/NEFT IFSC : HDFC0000123", "hdfc"),
        ("IFSC Code      CNRB0001234", "canara"),
        ("IFSC:KKBK0000958", "kotak"),
        ("Beneficiary IFSC : HDFC0000123", "nobody"),
        ("To receive money by NEFT from any other person quote HDFC0000123 and ask them to wait", "nobody"),
        ("Union Bank of India\nIFSC : CORP0001234", "ubi"),
        (
            "Yes Bank\nIFSC: YESB0000001\nPay your loan to HDFC0000123 before the due date of every month",
            "yesbnk",
        ),
    ]);
}

#[test]
fn a_tie_is_refused_with_both_names() {
    let tied = found("Axis Bank\nYes Bank");
    let error = detect::settle(&tied, None, Templates::embedded()).unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::BankUnknown);
    assert!(error.message.contains("axis") && error.message.contains("yesbnk"), "{}", error.message);
    let settled = detect::settle(&tied, Some("yesbnk"), Templates::embedded()).unwrap();
    assert_eq!(settled.map(|template| template.bank.id.as_str()), Some("yesbnk"));
}

#[test]
fn a_known_bank_without_a_template_may_be_declared() {
    let templates = Templates::embedded();
    let nothing = found("Statement of account");
    for (declared, id) in
        [("ABHYUDAYA", "abhyudaya"), (" pune merchants ", "pune merchants"), ("model", "model")]
    {
        let settled = detect::settle(&nothing, Some(declared), templates).unwrap().unwrap();
        assert_eq!(settled.bank.id, id);
        assert!(settled.layout.is_empty() && templates.bank(declared).is_none());
    }
    let error = detect::settle(&found("Union Bank of India"), Some("united"), templates).unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::BankMismatch);
    let error = detect::settle(&nothing, Some("abhyuday"), templates).unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::BankInvalid);
    assert!(error.hint.contains("abhyudaya"), "{}", error.hint);
}

#[test]
fn narrations_that_name_a_bank_are_no_evidence() {
    let file = testdata::odd::other_bank();
    let source = engine::Source { bytes: &file, password: None, bank: None };
    let seen = engine::inspect(&source, Templates::embedded(), &pdf::Limits::default()).unwrap();
    assert_eq!(seen.detection.bank, None, "{:?}", seen.detection);
}

#[test]
fn evidence_says_where_it_stands() {
    let found = found("Statement\nUnion Bank of India\nIFSC : UBIN0531234");
    let what: Vec<&str> = found.evidence.iter().map(|evidence| evidence.what.as_str()).collect();
    assert_eq!(what, ["name \"Union Bank of India\"", "ifsc UBIN0531234"]);
    assert!(found.evidence.iter().all(|evidence| evidence.at.is_some_and(|at| at.page == 1)));
}

/// What a country's statements print beside the name, so that sisters in two countries are told apart.
fn country_evidence(country: &str) -> &'static str {
    match country {
        "IN" => "IFSC Code : ABCD0001234",
        "SG" => "Call us at +65 6123 4567",
        "GB" => "Sort code 20-12-34",
        "US" => "Currency : USD",
        "DE" => "IBAN DE89 3704 0044 0532 0130 00",
        "NL" => "IBAN NL91 ABNA 0417 1643 00",
        "RO" => "IBAN RO49 AAAA 1B31 0075 9384 0000",
        "FR" => "IBAN FR14 2004 1010 0505 0001 3M02 606",
        "KR" => "계좌번호 : 123-45-678901",
        "VN" => "Số tài khoản : 0123456789",
        _ => "",
    }
}

/// A name as printers set it.
fn set_as(form: usize, name: &str) -> String {
    let words: Vec<&str> = name.split(' ').collect();
    let half = words.len().div_ceil(2);
    match form % 12 {
        0 => name.to_uppercase(),
        1 => format!("{name}\u{ae}"),
        2 => format!("\u{201c}{name}\u{201d}"),
        3 => format!("{name}, Head Office"),
        4 => format!("Statement of Account - {name}"),
        5 => format!("Welcome to {name}"),
        6 => format!("{}\n{}", words[..half].join(" "), words[half..].join(" ")),
        7 => format!("STATEMENT OF ACCOUNT                         {name}"),
        8 => format!("{name} | Internet Banking"),
        9 => name.to_lowercase(),
        // Full-width letters of East Asian fonts, and letters with their marks apart.
        10 => name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c })
            .collect(),
        _ => format!("Thank you for banking with {name}"),
    }
}

#[test]
fn every_bank_is_found_in_any_setting_whatever_its_narrations_name() {
    let templates = Templates::embedded();
    let banks = templates.registry();
    let mut wrong = Vec::new();
    for (place, known) in banks.iter().enumerate() {
        let others: Vec<&str> =
            [7, 31, 101].iter().map(|step| banks[(place + step) % banks.len()].name.as_str()).collect();
        for form in [place, place + 5] {
            let text = format!(
                "{}\n{}\n\nDate        Narration                               Debit      Credit     Balance\n\
                 01/04/2025  NEFT TO {}        100.00                  900.00\n\
                 02/04/2025  {} CARD BILL                     500.00     1,400.00\n\
                 03/04/2025  {}        400.00                1,000.00\n",
                set_as(form, &known.name),
                country_evidence(&known.country),
                others[0],
                others[1],
                others[2],
            );
            let found = engine::detect_document(&engine::fixed_pitch::document(&text), templates);
            let ids: Vec<String> =
                found.bank.map(|bank| bank.id).into_iter().chain(found.tied_with).collect();
            if ids != [known.id.as_str()] {
                wrong.push(format!("{} as {:?}: found {ids:?}", known.id, set_as(form, &known.name)));
            }
        }
    }
    assert!(banks.len() > 450, "{} banks", banks.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), banks.len() * 2, wrong.join("\n"));
}

#[test]
fn sisters_abroad_are_told_apart_by_what_only_their_country_prints() {
    check(&[
        ("HSBC Bank\nIFSC Code : HSBC0400002", "hsbc"),
        ("HSBC Bank\nSort code 40-12-34", "hsbc_uk"),
        ("HSBC\nCall +65 6227 6868\nBalance in SGD", "hsbc_sg"),
        ("Citibank\nCurrency: INR\n+91 22 4955 2484", "citi"),
        ("Citibank\nRouting number 021000089\nUSD", "citibank_us"),
        ("Citibank N.A.\nCurrency : SGD", "citi_sg"),
        ("DBS Bank\nIFSC : DBSS0IN0811", "dbsbnk"),
        ("DBS Bank\nAccount in SGD", "dbs_sg"),
        ("ING Bank N.V.\nIBAN : NL91 ABNA 0417 1643 00", "ing_nl"),
        ("ING Bank N.V.\nIBAN : RO49 AAAA 1B31 0075 9384 0000", "ing_ro"),
        ("ING Bank N.V. Amsterdam - Sucursala Bucuresti\nExtras de cont", "ing_ro"),
        ("ING\nIBAN : DE89 3704 0044 0532 0130 00", "ing_de"),
        ("Deutsche Bank AG\nBIC : DEUTDEFFXXX", "deutsche_de"),
        ("Deutsche Bank AG\nIFSC : DEUT0784BBY", "deutsche"),
        ("Standard Chartered Bank\nIFSC : SCBL0036001", "stanchar"),
        ("Standard Chartered Bank\nSGD +65 6747 7000", "sc_sg"),
        ("Shinhan Bank\n계좌번호 110-123-456789", "shinhan_kr"),
        ("Shinhan Bank\nIFSC : SHBK0000001", "shinhan"),
        // Nothing says which: refused, with all of them.
        ("Citibank\nAccount statement", "citi+citi_sg+citibank_us"),
    ]);
}

#[test]
fn names_in_local_spelling_and_letters_set_apart() {
    check(&[
        ("국민은행", "kb_kookmin"),
        ("KB국민은행 거래내역", "kb_kookmin"),
        ("국 민 은 행", "kb_kookmin"),
        ("Ngân hàng TMCP Ngoại thương Việt Nam", "vietcombank"),
        ("NGAN HANG TMCP NGOAI THUONG VIET NAM", "vietcombank"),
        ("Banca Comercială Română S.A.", "bcr"),
        ("SOCIETE GENERALE\nRELEVE DE COMPTE", "societe_generale"),
        ("N K G S B Co-operative Bank Ltd", "nkgsbbnk"),
        ("U.C.O. Bank", "uco"),
        ("R B L Bank", "rbl"),
        ("A. P. Mahesh Co-op Urban Bank\nAndhra Pradesh Mahesh Co-Op Urban Bank Ltd", "andhra_mahesh"),
    ]);
}

#[test]
fn a_word_above_a_name_may_belong_to_it_and_a_heading_above_may_give_it_away() {
    check(&[
        ("COASTAL\nBANK OF INDIA\nStatement of account", "nobody"),
        ("STATEMENT\nBANK OF INDIA", "boi"),
        ("STATEMENT OF ACCOUNT\nBANK OF INDIA", "boi"),
        ("COASTAL\nBANK OF INDIA\nIFSC : BKID0001234", "boi"),
        ("UNION\nBANK OF INDIA", "ubi"),
        ("Beneficiary details\nBank of Baroda\n\nYes Bank\nStatement", "yesbnk"),
        ("Our partner banks\nHDFC Bank\n\nIDBI Bank", "idbi"),
        ("Sponsor Bank\nAxis Bank\n\nThe Mogaveera Co-Operative Bank Ltd", "mogaveera"),
    ]);
}

#[test]
fn the_many_sahakari_banks_are_each_their_own() {
    let templates = Templates::embedded();
    let sahakari: Vec<_> =
        templates.registry().iter().filter(|bank| bank.name.to_lowercase().contains("sahakari")).collect();
    assert!(sahakari.len() > 50, "{}", sahakari.len());
    let mut wrong = Vec::new();
    for known in sahakari {
        // As another registrar writes it: other spellings, another order of `The` and `Ltd`.
        let name =
            known.name.replace("Sahakari", "Sahkari").replace("Nagari", "Nagri").replace("Ltd", "Limited");
        let found = bank(&format!("THE {}\nHead Office\nStatement of account", name.to_uppercase()));
        if found != known.id {
            wrong.push(format!("{name:?} of {} is taken for {found}", known.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
