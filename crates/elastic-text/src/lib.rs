//! The KEY VALUE text format of ElasticHosts and CloudSigma 1.0: events, records, serde
