//! Key pairs for SSH.

use super::{Tag, records};
use anycloud_core::{Secret, Text, Timestamp};

records! {
    /// A key pair; the service keeps the public key only. docs: `KeyPairInfo`.
    KeyPair "ec2.key_pair" by "keyName" {
        /// `keyName`: unique in its region.
        name: Text = "keyName",
        /// `keyPairId`, e.g. `key-1234567890abcdef0`.
        id: Option<Text> = "keyPairId",
        /// `keyFingerprint`. How it is computed depends on the kind of key and on who made it.
        fingerprint: Option<Text> = "keyFingerprint",
        /// `keyType`: `rsa` or `ed25519`.
        key_type: Option<Text> = "keyType",
        /// `publicKey`, in OpenSSH's form, if it was asked for by `IncludePublicKey`.
        public_key: Option<Text> = "publicKey",
        /// `createTime`: when it was made or imported.
        create_time: Option<Timestamp> = "createTime",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }

    /// A key pair that the service just made, with its private half. docs: `KeyPair`, the answer of
    /// [`create_key_pair`](crate::Client::create_key_pair).
    NewKeyPair "ec2.new_key_pair" by "keyName" {
        /// `keyName`: unique in its region.
        name: Text = "keyName",
        /// `keyPairId`, e.g. `key-1234567890abcdef0`.
        id: Option<Text> = "keyPairId",
        /// `keyFingerprint`: of the private key, by SHA-1 for `rsa` and by SHA-256 for `ed25519`.
        fingerprint: Option<Text> = "keyFingerprint",
        /// `keyMaterial`: the private key, in PEM. It cannot be had again.
        private_key: Option<Secret> = "keyMaterial",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }
}
