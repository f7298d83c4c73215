//! ElasticHosts, simulated.
