//! The traits, models, errors and runs that every anycloud driver shares
