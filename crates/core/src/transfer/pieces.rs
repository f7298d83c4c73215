//! An image as pieces, and which of them are done.

use serde::{Deserialize, Serialize};

/// A stretch of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) index: u64,
    /// Where it begins in the image.
    pub(super) at: u64,
    pub(super) length: u64,
}

/// How an image is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) size: u64,
    pub(super) piece: u64,
}

impl Layout {
    pub(super) fn pieces(self) -> u64 {
        self.size.div_ceil(self.piece)
    }

    pub(super) fn all(self) -> impl Iterator<Item = Piece> {
        (0..self.pieces()).map(move |index| self.nth(index))
    }

    /// The last piece of an image that is not empty.
    pub(super) fn last(self) -> Piece {
        self.nth(self.pieces().saturating_sub(1))
    }

    pub(super) fn nth(self, index: u64) -> Piece {
        let at = index * self.piece;
        Piece { index, at, length: self.piece.min(self.size - at) }
    }
}

/// Pieces by index, as stretches `[from, to)` in order: an image that was interrupted has few of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Done(Vec<(u64, u64)>);

impl Done {
    pub(super) fn contains(&self, index: u64) -> bool {
        let before = self.0.partition_point(|(_, to)| *to <= index);
        self.0.get(before).is_some_and(|(from, _)| *from <= index)
    }

    pub(super) fn insert(&mut self, index: u64) {
        if self.contains(index) {
            return;
        }
        let i = self.0.partition_point(|(_, to)| *to < index);
        match self.0.get_mut(i) {
            Some((_, to)) if *to == index => *to += 1,
            Some((from, _)) if *from == index + 1 => *from = index,
            _ => self.0.insert(i, (index, index + 1)),
        }
        if let [(_, to), (from, end), ..] = self.0[i..]
            && to == from
        {
            self.0[i].1 = end;
            self.0.remove(i + 1);
        }
    }

    pub(super) fn remove(&mut self, index: u64) {
        let i = self.0.partition_point(|(_, to)| *to <= index);
        let Some((from, to)) = self.0.get(i).copied().filter(|(from, _)| *from <= index) else { return };
        let rest = [(from, index), (index + 1, to)];
        self.0.splice(i..=i, rest.into_iter().filter(|(from, to)| from < to));
    }

    pub(super) fn count(&self) -> u64 {
        self.0.iter().map(|(from, to)| to - from).sum()
    }

    /// The stretches, in order.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (u64, u64)> {
        self.0.iter().copied()
    }

    /// Whether these are in order and among so many pieces, as what was read from a file may not be.
    pub(super) fn is_sound(&self, pieces: u64) -> bool {
        let mut last = None;
        self.0.iter().all(|(from, to)| {
            let after = last.is_none_or(|last| last < *from);
            last = Some(*to);
            after && from < to && *to <= pieces
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Done, Layout, Piece};
    use proptest::prelude::{any, prop, proptest};
    use std::collections::BTreeSet;

    #[test]
    fn the_last_piece_is_what_remains() {
        let pieces: Vec<Piece> = Layout { size: 10, piece: 4 }.all().collect();
        assert_eq!(pieces.iter().map(|p| (p.at, p.length)).collect::<Vec<_>>(), [(0, 4), (4, 4), (8, 2)]);
        assert_eq!(Layout { size: 8, piece: 4 }.pieces(), 2);
        assert_eq!(Layout { size: 1, piece: 4 }.nth(0).length, 1);
    }

    #[test]
    fn what_is_not_in_order_is_not_sound() {
        let sound = |text: &str| serde_json::from_str::<Done>(text).unwrap().is_sound(9);
        assert!(sound("[]") && sound("[[0,3],[4,9]]"));
        for bad in ["[[3,3]]", "[[4,3]]", "[[0,3],[3,4]]", "[[4,5],[0,1]]", "[[0,10]]"] {
            assert!(!sound(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn is_a_set(steps in prop::collection::vec((0..40_u64, any::<bool>()), 0..200)) {
            let (mut done, mut set) = (Done::default(), BTreeSet::new());
            for (index, add) in steps {
                if add {
                    done.insert(index);
                    set.insert(index);
                } else {
                    done.remove(index);
                    set.remove(&index);
                }
                assert!(done.is_sound(40), "{done:?}");
                assert_eq!(done.count(), set.len() as u64);
                assert!((0..40).all(|i| done.contains(i) == set.contains(&i)), "{done:?}");
            }
        }
    }
}
