"""apache-libcloud's own ElasticHosts driver, as its users use it, against a server at URL.

usage: with_libcloud.py URL USER SECRET     (apache-libcloud 3.7.0, the last with this driver)

Prints one JSON document of what it saw; the Rust test beside it compares that with the server's own state.
"""

import json
import sys
from urllib.parse import urlparse

from libcloud.common.types import InvalidCredsError
from libcloud.compute.base import NodeSize
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider


def connect(url, user, secret):
    where = urlparse(url)
    return get_driver(Provider.ELASTICHOSTS)(
        user, secret, secure=False, host=where.hostname, port=where.port
    )


def main(url, user, secret):
    driver = connect(url, user, secret)
    seen = {"before": [node.id for node in driver.list_nodes()]}

    size = driver.list_sizes()[0]
    size.disk = 2  # GB: its own sizes start at 160
    image = next(i for i in driver.list_images() if "Ubuntu" in i.name)
    node = driver.create_node("from-libcloud", size, image, vnc_password="s3cret-8")
    drive = node.extra["ide:0:0"]
    seen["created"] = {"id": node.id, "name": node.name, "drive": drive}

    driver.wait_until_running([node], wait_period=0.2, timeout=30)
    listed = {n.id: n for n in driver.list_nodes()}
    seen["running"] = [str(listed[node.id].state), listed[node.id].public_ips]
    seen["started"] = listed[node.id].extra["started"]

    assert driver.reboot_node(node)
    assert driver.ex_set_node_configuration(node, name="renamed")
    seen["renamed"] = {n.id: n.name for n in driver.list_nodes()}[node.id]

    assert driver.destroy_node(node)
    seen["after"] = [n.id for n in driver.list_nodes()]
    assert driver.ex_destroy_drive(drive)

    try:
        connect(url, user, "wrong").list_nodes()
        seen["wrong_secret"] = "accepted"
    except InvalidCredsError:
        seen["wrong_secret"] = "refused"
    try:
        driver.destroy_node(node)
        seen["destroyed_twice"] = "accepted"
    except Exception as error:  # libcloud raises its plain base class here
        seen["destroyed_twice"] = str(error)
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
