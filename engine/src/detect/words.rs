//! Words that tell how a name is used: lists of plain words, lower case, parted by white space.

/// Words that may stand beside the name in a title or an imprint and do not change whose name it is.
pub(super) const FILLERS: &str = "\
    statement estatement e of account accounts a c ac for your with from by at welcome to copyright regd reg
    registered office head corporate bank banking name branch and in is india pvt plc inc corp co n na member
    fdic summary dear customer thank you thanks page no savings saving current internet net mobile online
    details copy passbook monthly combined consolidated transaction transactions history report www http https
    com s my m we issued date period an issuer code home personal sa ag nv limited private public company as on
    or this phone tele deposit basic inquiry enquiry detail";

/// Words before a name that make it the name of somebody else's bank.
pub(super) const FOREIGN_BEFORE: &str = "\
    transfer transfers transferred neft imps rtgs upi beneficiary beneficiarys payee favour favouring favor
    remitter remitting sponsor nominee employer customer holder near nr opp opposite behind beside above next
    paid remit drawn deposited cheque linked external other cc attn";

/// Words of headings over the bank of somebody else.
pub(super) const OTHER_PARTY: &str = "\
    beneficiary beneficiarys payee remitter nominee sponsor partner partners linked correspondent";

/// Words after a name that make it a place or a society.
pub(super) const FOREIGN_AFTER: &str = "\
    employees employee staff officers pensioners colony road rd street lane nagar quarters layout building chowk
    circle atm retirees association union society welfare";

/// Words of adverts and of other business.
pub(super) const ADVERT: &str = "\
    loan loans card cards offer offers apply cashback discount earn win insurance invest mutual fund funds
    exclusive download switch save rewards reward shop emi partner partnership powered fastag demat pay bill
    bills credited debited sale scheme";

/// Words that may stand directly before a name without being a part of it.
pub(super) const LINKS: &str = "\
    and or in with from by at to of for your my welcome is as name bank branch account statement copyright c
    office regd registered on via through dear using s estatement an a www http https m issuer visit contact
    call summary details transfer near opp behind our";

/// Words before `Bank` that say what sort of account it is, not whose: `Salary Bank Account`.
pub(super) const KINDS: &str = "\
    salary regular premium classic digital retail business priority core sms normal general individual zero
    staff nri senior domestic";

/// Whether a word is on a list.
pub(super) fn is_on(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == word)
}
