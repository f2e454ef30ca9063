//! What a page may load and run: what it brings along, named by its hash, and nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// The content security policy of a page with one inline style sheet and one inline script.
///
/// The hashes are of the texts exactly as they stand between their tags.
pub(super) fn of(style: &str, script: &str) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; img-src 'self' data:; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}

/// The policy of a page of a server: its forms and its script may ask this server, its pictures come from there, and nobody may
/// frame it. It goes into the header of the answer; `frame-ancestors` is not heard from within a page.
pub(super) fn of_page(style: &str, script: &str) -> String {
    let own = of(style, script);
    let own = own.replace("form-action 'none'", "form-action 'self'").replace("'self' data:", "'self' blob:");
    format!("{own}; connect-src 'self'; frame-ancestors 'none'")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_page_of_a_server_may_ask_its_server_and_nobody_may_frame_it() {
        let policy = super::of_page("", "");
        for wanted in
            ["form-action 'self'", "img-src 'self' blob:", "connect-src 'self'", "frame-ancestors 'none'"]
        {
            assert!(policy.contains(wanted), "{policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("data:"), "{policy}");
    }

    #[test]
    fn a_policy_names_texts_by_their_hash() {
        // printf '' | openssl dgst -sha256 -binary | base64
        assert!(
            super::of("", "").contains("script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='")
        );
    }
}
