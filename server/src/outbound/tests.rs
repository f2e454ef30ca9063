//! What strangers try, and what comes of it.

use super::*;
use crate::config::Config;

fn outbound() -> Outbound {
    Outbound::new(&Config::load(None).unwrap().outbound).unwrap()
}

async fn answer(text: &str) -> Result<(), OutboundError> {
    let target = Target::parse(text)?;
    outbound().addresses(&target).await.map(drop)
}

#[tokio::test]
async fn no_notation_of_an_inner_address_gets_through() {
    let inner = [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0x7f.0.0.1/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://127.0.0.1./",
        "http://0/",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::127.0.0.1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:7f00:1::]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://10.0.0.1/",
        "http://100.64.0.1/",
        "http://100.100.100.200/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://169.254.170.2/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.0.0.192/",
        "http://192.168.0.1/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://127.0.0.1:8080/",
        "http://127。0。0。1/",
        "http://①②⑦.0.0.1/",
        "http://１２７.0.0.1/",
        "https://127.0.0.1/",
        "HTTP://127.0.0.1/",
        "http:127.0.0.1",
        "http:\\\\127.0.0.1\\",
        " http://127.0.0.1/ ",
        "http://127.0.0.1#@example.com/",
        "http://127.0.0.1?@example.com/",
    ];
    for text in inner {
        assert_eq!(answer(text).await, Err(OutboundError::Private), "{text}");
    }
    let invalid = [
        "",
        "x",
        "ftp://1.1.1.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/",
        "data:text/plain,x",
        "//1.1.1.1/",
        "http://user@1.1.1.1/",
        "http://user:pass@1.1.1.1/",
        "http://example.com@127.0.0.1/",
        "http://1.1.1.1:25/",
        "http://1.1.1.1:22/",
        "http://1.1.1.1:0/",
        "http://1.1.1.1:99999/",
        "http://[::1/",
        "http://256.1.1.1/",
        "http://exa mple/",
        "jar:http://1.1.1.1!/",
        "unix:/run/x.sock",
        "http://[fe80::1%25eth0]/",
    ];
    for text in invalid {
        assert_eq!(answer(text).await, Err(OutboundError::Invalid), "{text}");
    }
    assert_eq!(answer("http://1.1.1.1/").await, Ok(()));
    assert_eq!(answer("https://[2606:4700:4700::1111]:8443/").await, Ok(()));
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused_like_the_address_itself() {
    for text in ["http://localhost/", "http://LOCALHOST:8080/", "http://localhost./"] {
        let answer = answer(text).await;
        // Where the resolver does not know the name with a dot at its end, nothing is reached either.
        assert!(
            matches!(answer, Err(OutboundError::Private | OutboundError::Unreachable)),
            "{text}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn networks_that_the_operator_vouches_for_are_reached() {
    let mut config = Config::load(None).unwrap().outbound;
    config.allowed_networks = vec!["127.0.0.0/8".to_owned()];
    let outbound = Outbound::new(&config).unwrap();
    for (text, reached) in
        [("http://127.9.9.9/", true), ("http://[::ffff:127.0.0.1]/", true), ("http://10.0.0.1/", false)]
    {
        let addresses = outbound.addresses(&Target::parse(text).unwrap()).await;
        assert_eq!(addresses.is_ok_and(|found| outbound.is_vouched_for(&found)), reached, "{text}");
    }
    config.allowed_networks = vec!["everything".to_owned()];
    assert!(Outbound::new(&config).unwrap_err().contains("everything"));
}
