//! The simulated Mist.io, asked as a client asks it.

mod actions;
mod adding;
mod backends;
mod catalog;
mod client;
mod creating;
mod faults;
mod inspection;
mod keys;
mod readme;
mod seed;
mod tags;
mod tcp;
mod version_2;
mod walk;
mod wire;
