//! The HTTP pipeline of anycloud drivers: classes of requests, retries, limits, redaction
