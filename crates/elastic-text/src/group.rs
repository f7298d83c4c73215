//! Repeated keys brought together.

/// For each key of a record: whether an equal one stands before it, and where the next equal one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) repeats: bool,
    pub(crate) next: Option<usize>,
}

impl Link {
    const ALONE: Self = Self { repeats: false, next: None };
}

/// Links equal keys, replacing what `links` held. If no key is repeated, `links` stays empty.
#[inline]
pub(crate) fn link<'a, T>(items: &'a [T], key: impl Fn(&'a T) -> &'a str, links: &mut Vec<Link>) {
    links.clear();
    if !may_repeat(items, &key) {
        return;
    }
    links.resize(items.len(), Link::ALONE);
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by(|&a, &b| key(&items[a]).cmp(key(&items[b])).then(a.cmp(&b)));
    for pair in order.windows(2) {
        if key(&items[pair[0]]) == key(&items[pair[1]]) {
            links[pair[0]].next = Some(pair[1]);
            links[pair[1]].repeats = true;
        }
    }
}

/// Settles for most records, which have no repeated key, that there is nothing to link, without comparing every
/// key with every other. Its work grows with the number of items only.
fn may_repeat<'a, T>(items: &'a [T], key: &impl Fn(&'a T) -> &'a str) -> bool {
    let mut seen = [0_u64; 16];
    let mut suspects = 0;
    for (at, item) in items.iter().enumerate() {
        let (word, bit) = spread(key(item));
        if seen[word] & bit != 0 {
            suspects += 1;
            if suspects > 8 || items[..at].iter().any(|earlier| key(earlier) == key(item)) {
                return true;
            }
        }
        seen[word] |= bit;
    }
    false
}

/// The link of one item.
#[inline]
pub(crate) fn of(links: &[Link], at: usize) -> Link {
    links.get(at).copied().unwrap_or(Link::ALONE)
}

/// One of 1024 bits for a key; keys that are equal share it, others seldom do.
#[inline]
fn spread(key: &str) -> (usize, u64) {
    let bytes = key.as_bytes();
    // The ends of a key tell: `nic:0:model`, `nic:1:model`, `nic:0:vlan`.
    let ends = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29),
        _ => bytes.iter().fold(0, |ends, &byte| ends << 8 | u64::from(byte)),
    };
    let hash = (ends ^ key.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((hash >> 60) as usize, 1 << (hash >> 54 & 63))
}

#[cfg(test)]
mod tests {
    use super::{Link, link};

    #[test]
    fn equal_keys_are_chained_in_order() {
        let mut links = Vec::new();
        link(&["a", "b", "a", "c", "a", "b"], |key| key, &mut links);
        let expected =
            [(false, Some(2)), (false, Some(5)), (true, Some(4)), (false, None), (true, None), (true, None)];
        assert_eq!(links, expected.map(|(repeats, next)| Link { repeats, next }));
        link(&["a", "b"], |key| key, &mut links);
        assert_eq!(links, []);
    }

    #[test]
    fn many_different_keys_stay_alone() {
        let keys: Vec<String> = (0..5000).map(|number| format!("ide:{number}")).collect();
        let mut links = Vec::new();
        link(&keys, String::as_str, &mut links);
        assert!(links.iter().all(|found| *found == Link::ALONE));
    }
}
