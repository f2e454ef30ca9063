//! Invented people, shops and companies. Any likeness to a real one is chance.

pub(super) const HOLDERS_IN: &[&str] = &[
    "ANANYA R KULKARNI",
    "VIKRAM SUNDARESAN",
    "MEERA JOSHI",
    "ROHAN DESHPANDE",
    "FATIMA ANSARI",
    "ARJUN NAMBIAR",
];

pub(super) const EMPLOYERS_IN: &[&str] = &[
    "BRIGHTWELL SYSTEMS PRIVATE LIMITED",
    "NORTHGATE ANALYTICS PVT LTD",
    "SARVAM TEXTILE MILLS LTD",
    "BLUE KETTLE FOODS PVT LTD",
];

pub(super) const LENDERS_IN: &[&str] =
    &["HEARTHSTONE HOUSING FINANCE", "MARIGOLD FINCORP LTD", "QUICKLEAF CAPITAL PVT LTD"];

/// Name, UPI handle and the usual range of a purchase in rupees.
pub(super) const SHOPS_IN: &[(&str, &str, i64, i64)] = &[
    ("MANGO GROVE GROCERS", "mangogrove.store@okltby", 180, 2900),
    ("TIFFIN TRAIL", "tiffintrail@ybl", 110, 690),
    ("RIDELOOP CABS", "rideloop.trips@axb", 65, 780),
    ("SHREE BALAJI MEDICALS", "q71834420@ybl", 90, 1650),
    ("CLAYPOT COFFEE", "claypotcoffee.blr@okltby", 80, 540),
    ("PAPERBOAT BOOKS", "paperboatbooks@paytm", 199, 1880),
    ("NEEM STREET BAKERY", "BHARATPE.8R0V1A2C3D4E5F6G7H8@fbpe", 45, 620),
    ("KIRANA CORNER", "paytmqr2810050501011abcd1f2gh34j@paytm", 30, 940),
    ("FLICKERBOX STREAMING", "flickerbox.autopay@icici", 199, 649),
    ("SOLE AND STITCH", "soleandstitch@okhdfcbank", 799, 4290),
    ("GREEN PEDAL FUELS", "greenpedalfuels.dealer@sbi", 500, 3100),
];

pub(super) const FRIENDS_OUT_IN: &[(&str, &str)] = &[
    ("SURESH PILLAI", "suresh.pillai71@oksbi"),
    ("DIVYA MENON", "9800000421@ybl"),
    ("KARTHIK IYER", "karthikiyer@okaxis"),
];

pub(super) const FRIENDS_IN_IN: &[(&str, &str)] = &[
    ("NISHA BHATT", "nishabhatt@okicici"),
    ("IMRAN SHEIKH", "imran.sheikh@ybl"),
    ("PRIYA GHOSH", "9800000777@paytm"),
];

/// Codes as narrations print them. They are other banks' on purpose: a narration must never decide whose statement it is.
pub(super) const OTHER_BANKS_IN: &[&str] = &["HDFC", "SBIN", "ICIC", "UTIB", "KKBK", "PUNB"];

pub(super) const PLACES_IN: &[&str] =
    &["INDIRANAGAR BANGALORE", "KORAMANGALA BANGALORE", "M G ROAD BANGALORE"];
