"""apache-libcloud's own CloudSigma 1.0 driver, as its users use it, against a server at URL.

usage: cloudsigma_with_libcloud.py URL EMAIL PASSWORD     (apache-libcloud 3.9.1)

The account holds servers already. Prints one JSON document of what it saw; the Rust test beside it compares that
with the account's own state. Nothing here is mended but the size: its table gives cores where the API means MHz.
"""

import json
import sys
from urllib.parse import urlparse

from libcloud.common.types import InvalidCredsError
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider


def connect(url, user, secret):
    where = urlparse(url)
    return get_driver(Provider.CLOUDSIGMA)(
        user, secret, secure=False, host=where.hostname, port=where.port, api_version="1.0"
    )


def states(driver):
    return {node.id: str(node.state) for node in driver.list_nodes()}


def main(url, user, secret):
    driver = connect(url, user, secret)
    seen = {"before": [node.id for node in driver.list_nodes()]}
    seen["images"] = len(driver.list_images())

    size = driver.list_sizes()[0]
    seen["cpu_of_their_size"] = size.cpu
    size.cpu = 1000  # MHz
    image = driver.list_images()[0]
    node = driver.create_node("from-libcloud", size, image)  # clones, waits, creates, starts
    seen["created"] = {"id": node.id, "name": node.name}
    seen["running"] = states(driver)

    seen["stop_says"] = driver.stop_node(node)
    seen["stopped"] = states(driver)

    # These two look their node up first, by `node.id == node.id`.
    seen["reboot_says"] = driver.reboot_node(node)
    seen["rebooted"] = states(driver)

    seen["start_says"] = driver.ex_start_node(node)
    seen["started"] = states(driver)

    seen["destroy_says"] = driver.destroy_node(node)
    seen["destroyed"] = states(driver)

    try:
        connect(url, user, "wrong").list_nodes()
        seen["wrong_secret"] = "accepted"
    except InvalidCredsError:
        seen["wrong_secret"] = "refused"
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
