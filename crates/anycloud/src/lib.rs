//! One small set of async traits over many clouds
