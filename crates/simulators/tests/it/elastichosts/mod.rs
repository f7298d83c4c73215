//! The simulators, asked as a client asks them.

mod client;
mod drives;
mod faults;
mod imaging;
mod inspection;
mod power;
mod readme;
mod resources;
mod seed;
mod servers;
mod tcp;
mod walk;
mod wire;
