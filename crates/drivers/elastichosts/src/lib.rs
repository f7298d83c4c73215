//! ElasticHosts and its white labels for anycloud
