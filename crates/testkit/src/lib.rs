//! Cassettes, fault scripts and the conformance suite for anycloud drivers
