"""Lists the servers of an account with apache-libcloud, as its users do, and tells how long it took.

usage: list_with_libcloud.py elastichosts|cloudsigma|ec2 URL USER SECRET TIMES
"""

import json
import sys
import time
from urllib.parse import urlparse

from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider


def connect(provider, url, user, secret):
    where = urlparse(url)
    more = {"cloudsigma": {"api_version": "1.0"}, "ec2": {"region": "eu-west-1"}}.get(provider, {})
    kind = getattr(Provider, provider.upper())
    return get_driver(kind)(user, secret, secure=False, host=where.hostname, port=where.port, **more)


def check_instance(node):
    """Fails if a node of EC2 is not as it was sent."""
    assert node.id.startswith("i-0") and node.state == "running", node
    assert node.extra["instance_type"] == "m5.large", node
    assert len(node.extra["tags"]) == 5 and len(node.extra["network_interfaces"]) == 1, node
    assert len(node.extra["block_device_mapping"]) == 2, node


def peak_kib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def main(provider, url, user, secret, times):
    driver = connect(provider, url, user, secret)
    seconds, cpu_seconds = [], []
    for _ in range(int(times)):
        began, before = time.perf_counter(), time.process_time()
        nodes = driver.list_nodes()
        seconds.append(time.perf_counter() - began)
        cpu_seconds.append(time.process_time() - before)
    if provider == "ec2":
        for node in nodes:
            check_instance(node)
    told = {"servers": len(nodes), "seconds": seconds, "cpu_seconds": cpu_seconds, "peak_kib": peak_kib()}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
