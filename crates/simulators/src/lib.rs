//! Stateful simulators that speak the wire protocols of cloud providers
