//! Property tests: in any order of inputs, no event is missing, none comes twice, and the order is kept.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::live::watch::step::tests::expectations::check;
use crate::live::watch::step::tests::server::Server;
use crate::live::watch::step::tests::world::{Op, World};

/// Runs this many cases. `PROPTEST_CASES` changes the number in proportion to proptest's default.
fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: (cases.saturating_mul(default.cases) / 256).max(1),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..default
    }
}

fn op() -> impl Strategy<Value = Op> {
    let message = || (0..4_usize, 0..6_usize);
    prop_oneof![
        6 => (0..4_usize).prop_map(Op::Send),
        4 => message().prop_map(|(chat, message)| Op::Edit(chat, message)),
        2 => message().prop_map(|(chat, message)| Op::React(chat, message)),
        1 => message().prop_map(|(chat, message)| Op::Empty(chat, message)),
        2 => message().prop_map(|(chat, message)| Op::Remove(chat, message)),
        1 => (0..4_usize).prop_map(Op::Rename),
        1 => message().prop_map(|(chat, message)| Op::Repeat(chat, message)),
        1 => any::<bool>().prop_map(Op::NameAlone),
        1 => Just(Op::LoseNext),
        2 => Just(Op::Disconnect),
        4 => prop::bool::weighted(0.8).prop_map(Op::Connect),
        5 => (1..4_usize).prop_map(Op::Read),
        5 => (0..4_usize).prop_map(Op::Work),
        8 => (0..4_usize).prop_map(Op::Answer),
        1 => (0..4_usize, option::of(0..5_000_u64)).prop_map(|(at, pause)| Op::Fail(at, pause)),
        6 => (1..4_usize).prop_map(Op::Take),
        1 => Just(Op::Save),
        1 => Just(Op::Crash),
        4 => prop_oneof![1..100_u64, 500..3_000_u64, 10_000..40_000_u64].prop_map(Op::Wait),
    ]
}

/// Fails unless the program receives exactly the events that it should.
fn holds(
    is_older: bool,
    page_size: usize,
    sizes: &[usize],
    ops: &[Op],
    by_disconnection: bool,
) -> Result<(), TestCaseError> {
    let mut world = World::new(Server::new(is_older, page_size, sizes));
    for op in ops {
        world.happen(op);
    }
    world.end(by_disconnection);
    check(&world.server, &world.log).map_err(|wrong| TestCaseError::fail(format!("{wrong}\n{}", world.trace())))
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn a_program_sees_what_it_should(
        is_older in any::<bool>(),
        page_size in 2..6_usize,
        sizes in vec(0..5_usize, 2..4),
        ops in vec(op(), 1..80),
        by_disconnection in any::<bool>(),
    ) {
        holds(is_older, page_size, &sizes, &ops, by_disconnection)?;
    }
}
