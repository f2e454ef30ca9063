//! Encrypted statements open with their passwords and with nothing else.

use testdata::{Cipher, Ledger, LedgerPlan, PrintOptions, encrypt, layouts, print};

fn statement() -> Vec<u8> {
    let ledger = Ledger::invent(5, &LedgerPlan::default());
    print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default())
}

#[test]
fn both_ciphers_open_with_user_and_owner_password_only() {
    for cipher in [Cipher::Rc4, Cipher::Aes256] {
        let locked = encrypt(&statement(), cipher, "MEER0412", "branch-key").unwrap();
        for password in ["MEER0412", "branch-key"] {
            let options = lopdf::LoadOptions::with_password(password);
            let document = lopdf::Document::load_mem_with_options(&locked, options).unwrap();
            assert_eq!(document.get_pages().len(), 3, "{cipher:?} {password}");
        }
        let wrong = lopdf::LoadOptions::with_password("MEER0413");
        assert!(lopdf::Document::load_mem_with_options(&locked, wrong).is_err(), "{cipher:?}");
    }
}

#[test]
fn what_is_no_pdf_is_refused() {
    assert!(encrypt(b"Dear customer", Cipher::Rc4, "user", "owner").is_err());
}
