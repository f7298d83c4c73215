//! Records as they are built and changed by hand.

use anycloud_elastic_text::{Record, words};

#[test]
fn keys_are_ordered_and_repeatable() {
    let mut record = Record::new();
    record.push("a", 1).push("b", true).push("a", "two").push("", "odd");
    assert_eq!((record.len(), record.is_empty()), (4, false));
    assert_eq!(record.iter().collect::<Vec<_>>(), [("a", "1"), ("b", "true"), ("a", "two"), ("", "odd")]);
    assert_eq!(record.iter().next_back(), Some(("", "odd")));
    assert_eq!(record.iter().len(), 4);
    assert_eq!((record.get("a"), record.get("b"), record.get("c")), (Some("two"), Some("true"), None));
    assert_eq!(record.get_all("a").collect::<Vec<_>>(), ["1", "two"]);
    assert!(record.contains("") && !record.contains("c"));
    assert_eq!(record.position("a"), None);
}

#[test]
fn set_leaves_one_value_where_the_first_stood() {
    let mut record: Record = [("a", "1"), ("b", "2"), ("a", "3"), ("c", "4")].into_iter().collect();
    record.set("a", "new").set("d", 5);
    assert_eq!(record.iter().collect::<Vec<_>>(), [("a", "new"), ("b", "2"), ("c", "4"), ("d", "5")]);
    record.set("b", "B");
    assert_eq!(record.iter().collect::<Vec<_>>(), [("a", "new"), ("b", "B"), ("c", "4"), ("d", "5")]);
    assert!(record.remove("b") && !record.remove("b"));
    record.retain(|key, value| key != "c" && value != "5");
    assert_eq!(record.iter().collect::<Vec<_>>(), [("a", "new")]);
}

#[test]
fn sort_keeps_the_values_of_a_key_in_order() {
    let mut record: Record = [("b", "2"), ("a", "9"), ("b", "1"), ("a", "0")].into_iter().collect();
    record.sort();
    assert_eq!(record.iter().collect::<Vec<_>>(), [("a", "9"), ("a", "0"), ("b", "2"), ("b", "1")]);
}

#[test]
fn records_are_equal_by_what_they_hold() {
    let decoded = anycloud_elastic_text::decode_object("\n\na 1\n").unwrap();
    let mut built = Record::new();
    built.push("a", "0").set("a", 1);
    assert_eq!(decoded, built);
    built.push("a", 1);
    assert_ne!(decoded, built);
    built.extend([("z", 1)]);
    assert_eq!(built.get("z"), Some("1"));
}

#[test]
fn words_are_split_on_runs_and_joined_on_one() {
    assert_eq!(words::split("  a  b ").collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(words::split(" ").count(), 0);
    assert_eq!(words::join(["a", "b"]), Some("a b".to_owned()));
    assert_eq!(words::join(Vec::<String>::new()), Some(String::new()));
    assert_eq!(words::join(["a", ""]), None);
    assert_eq!(words::join(["a b"]), None);
}
