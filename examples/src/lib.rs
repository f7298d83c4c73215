//! Programs a user would start from; see the files beside `src`.
