//! Replies to EC2's DescribeInstances, indented as the service sends them. docs: the API reference's `Instance`.

use std::fmt::Write as _;

/// How many of them one request made.
const TOGETHER: usize = 4;

/// One server with its reservation's indentation, and names in braces for what differs.
const INSTANCE: &str = include_str!("instance.xml");

/// A whole reply with so many running servers in reservations of four. Each has 45 fields, and with two volumes, an
/// interface, two groups and five tags 150 elements.
pub fn reply(count: usize) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\n    \
         <requestId>8f7724cf-496f-496e-8fe3-1a2b3c4d5e6f</requestId>\n    <reservationSet>\n",
    );
    for first in (0..count).step_by(TOGETHER) {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "        <item>\n            <reservationId>r-0{first:016x}</reservationId>\n            \
             <ownerId>123456789012</ownerId>\n            <groupSet/>\n            <instancesSet>\n"
        );
        (first..count.min(first + TOGETHER)).for_each(|number| text.push_str(&instance(number)));
        text.push_str("            </instancesSet>\n        </item>\n");
    }
    text.push_str("    </reservationSet>\n</DescribeInstancesResponse>\n");
    text
}

fn instance(number: usize) -> String {
    INSTANCE
        .replace("{id}", &format!("{number:016x}"))
        .replace("{number}", &number.to_string())
        .replace("{index}", &(number % TOGETHER).to_string())
        .replace("{a}", &(number / 250).to_string())
        .replace("{b}", &(number % 250).to_string())
}
