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
        /// `publicKey`, if it was asked for.
        public_key: Option<Text> = "publicKey",
        /// `createTime`.
        create_time: Option<Timestamp> = "createTime",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }

    /// A key pair that the service just made. docs: CreateKeyPair.
    NewKeyPair "ec2.new_key_pair" by "keyName" {
        /// `keyName`.
        name: Text = "keyName",
        /// `keyPairId`.
        id: Option<Text> = "keyPairId",
        /// `keyFingerprint`.
        fingerprint: Option<Text> = "keyFingerprint",
        /// `keyMaterial`: the private key, in PEM. It cannot be had again.
        private_key: Option<Secret> = "keyMaterial",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }
}
