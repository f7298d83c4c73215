//! Private keys in PEM, and their public halves in OpenSSH's form.

use anycloud::Secret;
use aws_lc_rs::digest;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use zeroize::Zeroizing;

/// A new RSA key of 2048 bits, as Mist.io made them.
pub(super) fn generate() -> Option<Secret> {
    let pair = KeyPair::generate(KeySize::Rsa2048).ok()?;
    let der = pair.as_der().ok()?;
    let text = Zeroizing::new(STANDARD.encode(der.as_ref()));
    let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.extend(line.iter().copied().map(char::from));
        pem.push('\n');
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    Some(Secret::new(pem))
}

/// The public half of a private key: RSA in PKCS #1 or #8, or whatever OpenSSH has in its own format.
///
/// # Errors
/// One sentence, without the key.
pub(super) fn public(private: &Secret) -> Result<String, &'static str> {
    let (label, der) = armoured(private.expose()).ok_or("it is no private key in PEM")?;
    let blob = match label {
        "OPENSSH PRIVATE KEY" => openssh(&der).ok_or("the OpenSSH key cannot be read")?,
        "RSA PRIVATE KEY" | "PRIVATE KEY" => rsa(label, &der)?,
        _ => {
            return Err(
                "only RSA keys in PEM and keys in OpenSSH's own format are taken, without a passphrase",
            );
        }
    };
    let kind = string(&blob).and_then(|(kind, _)| std::str::from_utf8(kind).ok());
    let kind = kind.filter(|kind| kind.bytes().all(|b| b.is_ascii_graphic())).ok_or("it has no type")?;
    Ok(format!("{kind} {}", STANDARD.encode(&blob)))
}

/// OpenSSH's fingerprint of a public half in base64, without its name.
pub(super) fn fingerprint(blob: &str) -> Option<String> {
    let blob = STANDARD.decode(blob).ok()?;
    Some(STANDARD_NO_PAD.encode(digest::digest(&digest::SHA256, &blob)))
}

/// The label and what is between BEGIN and END.
fn armoured(pem: &str) -> Option<(&str, Zeroizing<Vec<u8>>)> {
    let (label, rest) = pem.trim().strip_prefix("-----BEGIN ")?.split_once("-----")?;
    let (text, end) = rest.split_once("-----END ")?;
    let body: Zeroizing<String> = Zeroizing::new(text.split_whitespace().collect());
    let whole = end.strip_suffix("-----") == Some(label);
    whole.then_some(())?;
    Some((label, Zeroizing::new(STANDARD.decode(body.as_bytes()).ok()?)))
}

fn rsa(label: &str, der: &[u8]) -> Result<Vec<u8>, &'static str> {
    let pair = if label == "PRIVATE KEY" { KeyPair::from_pkcs8(der) } else { KeyPair::from_der(der) };
    let pair = pair.map_err(|_| "it is no RSA key of 2048 to 8192 bits")?;
    let key = pair.public_key();
    let mut blob = Vec::new();
    put(&mut blob, b"ssh-rsa");
    put_number(&mut blob, key.exponent().big_endian_without_leading_zero());
    put_number(&mut blob, key.modulus().big_endian_without_leading_zero());
    Ok(blob)
}

/// The public half stands before the sealed private one. Source: OpenSSH's `PROTOCOL.key`.
fn openssh(der: &[u8]) -> Option<Vec<u8>> {
    let rest = der.strip_prefix(b"openssh-key-v1\0")?;
    let (cipher, rest) = string(rest)?;
    let (_kdf, rest) = string(rest)?;
    let (_options, rest) = string(rest)?;
    let (count, rest) = rest.split_at_checked(4)?;
    let (public, rest) = string(rest)?;
    let (private, rest) = string(rest)?;
    // Nobody could use one with a passphrase.
    let good = cipher == b"none" && count == [0, 0, 0, 1] && !private.is_empty() && rest.is_empty();
    good.then(|| public.to_vec())
}

/// A string of SSH's: its length in four bytes, then itself.
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_be_bytes(*length).try_into().ok()?)
}

fn put(blob: &mut Vec<u8>, string: &[u8]) {
    // Keys are far from 4 GiB.
    blob.extend(u32::try_from(string.len()).unwrap_or_default().to_be_bytes());
    blob.extend(string);
}

/// A number of SSH's is signed: a leading one bit gets a zero before it.
fn put_number(blob: &mut Vec<u8>, number: &[u8]) {
    let sign: &[u8] = if number.first().is_some_and(|byte| byte & 0x80 != 0) { &[0] } else { &[] };
    put(blob, &[sign, number].concat());
}

#[cfg(test)]
mod tests {
    use super::{generate, public};
    use anycloud::Secret;

    // Made by ssh-keygen and openssl for this test; nothing lets them in.
    const ED25519: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\n\
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n\
        QyNTUxOQAAACBsU5IbF83UvJXrI7oRPfUhu8Z3ya8fgSKjtC26grrN7AAAAJhQ8jryUPI6\n\
        8gAAAAtzc2gtZWQyNTUxOQAAACBsU5IbF83UvJXrI7oRPfUhu8Z3ya8fgSKjtC26grrN7A\n\
        AAAECZA1gHgz357cMYKmTnjIfObEQpUfKGGB0InxTgMmT11GxTkhsXzdS8lesjuhE99SG7\n\
        xnfJrx+BIqO0LbqCus3sAAAAEm1hZGUgdXAgZm9yIGEgdGVzdAECAw==\n\
        -----END OPENSSH PRIVATE KEY-----\n";
    const ED25519_PUBLIC: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxTkhsXzdS8lesjuhE99SG7xnfJrx+BIqO0LbqCus3s";
    const WITH_PASSPHRASE: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\n\
        b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABCwQtY0CK\n\
        C+x/euRXAnUYwsAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIC4MXaOQtw12wgF5\n\
        fKrlnpDPOL5jV9cFItSxP5IBOPaxAAAAoOApK0E89Z1mS32m99YRwB8XhNt2F6BMZgTEo5\n\
        8tc6KX3UY7Aovfs+ipPNpHUeiKBBPL71VWaWClJArCUSRaaMsuVA2WJN7GVrYv8Wwi6Yhv\n\
        qIN8U7OzUiju7K2PhFzKi2F7vIvk6qvbU00KLQoLrc9UO4oFVZEQ8IU2L/5RUwqilhoQq5\n\
        f9IhmLutz5y4TaN3kklv9dFb0NoCH4Jb5k+/w=\n\
        -----END OPENSSH PRIVATE KEY-----\n";
    const RSA: &str = "-----BEGIN RSA PRIVATE KEY-----\n\
        MIIEpQIBAAKCAQEAqq1LHI/cnbPBaFvUyxsyzoOHE/q1MSodObPcR5EC7bgKnh/H\n\
        oWau/H8mRXI1KGtxJiD3e6LoaGKHA0dRfRouDqMehEJcqHzONdblaNqBvxJzstZj\n\
        d61Rjw274UM5FIsmjyrLn8iQ+JUyVtRZx+iOJKNEKp6sraTA1QADRwAchmcHEvx8\n\
        RghoGxUM7eQ7OiVGVyj61QL6qxP6hpryfyo9rkt0TJr8zYyZczZ0NzysXUPS+CLf\n\
        O5mHqAoE+lN29+rhCeizgPrUavEPRlZZfP0RH1hw+izUD9ii7pg/2Os0m287uGd1\n\
        l8eX3eNQgiXdnKy2Rqp+k3qmfAjgnlmQ03s2qwIDAQABAoIBABruwPU0h7tkUTch\n\
        k+uqUr3J0uKb45nAK9/Iz7raBDH098qfTduHSOz+jNB/8X7RAt2MbYvXV4CZWPVz\n\
        J0XBgCu+dninwYKzkcAR4B5H/29iVFrlKnRefN9BFeO5vY54rXtWunkap4htKrC5\n\
        o6KVwlBqab2mpQMQW37WbgNMiN51rgF6xoyofI5HTdP5n2gxjakXe4LkHCwhwmNr\n\
        nKpshgFSKrZ4IM2XsFgoCpQ97KffLgaxtqjlFhNNlV9kDFlaJY/8Y+UCLkgFWZJK\n\
        BCOfr7k3nAWu0VNtRN5hEXj5YMHjqDvH4xsUgYhcipqOyI6A0Pz8CzCCsC7BrziU\n\
        YZUIuUECgYEA5B/6vjePeWkNkALbe2RoePi0uABK/wEVXIIt7XmQ9cdmqbsZDE9y\n\
        XzgxLDJX0PpCZZUJe+fmZq9Sg3+wuX6fwF64m0SQ72mTR2zYJH1yovTbwHObKSY7\n\
        jv8dhMBZMcVrShip+7OB9SluKpzoZ4PfOzJq1ddXzdDhQHxcApeuOmECgYEAv4hF\n\
        oEQ2gvIyGHmbfcEAsLAGJ+Oa+DNh3E+c2dVGGJV9Qo+nqpfzP9ZLW91wlKTp5ZSM\n\
        TgxKQQ04xatZkJe8tdvyVfivKHBqKNyyTdgHcFjCz/bslvZ80Nf9PSMccYFrgRay\n\
        nr5IrGU1kEMOqiw1gJzKznzmfJR/7KZaWNH4BIsCgYEAiU8yZsIcitCPyEngABJ8\n\
        y6uvYz1R5tGpIOh+an0MotNl2O3z8rPzPJsfBeI7d17bDje54KnBxbbrrJj0L4Km\n\
        92xMI7EOp/xdGNXL95LGqI1HpDwxfYA0wyqNgvUf+tRAcvYLgqQWqhFI7T9Kp9v5\n\
        RrFfGt2mTQzYOC9iVnEj/qECgYEApz8MZV0LKJ7qhZqy30WIH8ElLvG9oZvkiSdv\n\
        tHtaYR8wKM4eP4W93/F1Dnu30eSLZXCob4Kl2FX+TAVLCUqmezrbSp0D/lDjMlk8\n\
        zWKlZEHtowFgKJaF+SuRszAUpzy2rhsu0BUiin86HYWgqZI/CdZf9Zz0+rYFWpUM\n\
        cWCvrO8CgYEA3+UAOS1nLLJmEymnCRGfu3JUQRSUL3BiY9X0uwJocKqwE1tFcGww\n\
        ArlvbBuJlcpgYLWvFmR7z0N1IYMg6+lnyTmtrmOvaa/5i3tvdLqDARygr/RG+Gok\n\
        yl3OEhEzzQY6cWgccF047rpjjDJrbExxGw023K7yTluGW5YT0D/ISbA=\n\
        -----END RSA PRIVATE KEY-----\n";
    const RSA_PUBLIC: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCqrUscj9yds8FoW9TLGzLOg4cT+rUxKh05s9xHkQLtuAqeH8ehZq78fyZFcjUoa3EmIPd7ouhoYocDR1F9Gi4Oox6EQlyofM411uVo2oG/EnOy1mN3rVGPDbvhQzkUiyaPKsufyJD4lTJW1FnH6I4ko0QqnqytpMDVAANHAByGZwcS/HxGCGgbFQzt5Ds6JUZXKPrVAvqrE/qGmvJ/Kj2uS3RMmvzNjJlzNnQ3PKxdQ9L4It87mYeoCgT6U3b36uEJ6LOA+tRq8Q9GVll8/REfWHD6LNQP2KLumD/Y6zSbbzu4Z3WXx5fd41CCJd2crLZGqn6TeqZ8COCeWZDTezar";

    fn of(pem: &str) -> Result<String, &'static str> {
        public(&Secret::new(pem))
    }

    #[test]
    fn public_halves_are_those_of_ssh_keygen() {
        assert_eq!(of(ED25519).unwrap(), ED25519_PUBLIC);
        assert_eq!(of(RSA).unwrap(), RSA_PUBLIC);
        assert_eq!(of(&RSA.replace('\n', "\r\n")).unwrap(), RSA_PUBLIC);
    }

    #[test]
    fn what_is_made_is_taken() {
        let (one, two) = (generate().unwrap(), generate().unwrap());
        assert!(of(one.expose()).unwrap().starts_with("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ"));
        assert_ne!(one, two);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let cut = ED25519.replace("QyNTUxOQAAA", "");
        let bad = [
            "",
            "ssh-rsa AAAA",
            &RSA[..200],
            &RSA.replace("RSA", "EC"),
            WITH_PASSPHRASE,
            &cut,
            "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN OPENSSH PRIVATE KEY-----\n\n-----END OPENSSH PRIVATE KEY-----",
        ];
        for pem in bad {
            assert!(of(pem).is_err(), "{pem}");
        }
    }
}
