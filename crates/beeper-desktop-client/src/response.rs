//! What a call returns.

pub(crate) mod future;
pub(crate) mod head;
pub(crate) mod misfit;
pub(crate) mod misfits;
pub(crate) mod raw;
pub(crate) mod value;
