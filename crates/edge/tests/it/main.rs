//! The listener on real sockets, as peers meet it: well-behaved, clumsy and hostile.

#![cfg(test)]

mod callbacks;
mod calls;
mod connections;
mod faults;
mod given;
mod health;
mod patience;
