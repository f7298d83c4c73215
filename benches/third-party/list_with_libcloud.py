"""Lists the servers of an account with apache-libcloud, as its users do, and tells how long it took.

usage: list_with_libcloud.py elastichosts|cloudsigma URL USER SECRET TIMES
"""

import json
import sys
import time
from urllib.parse import urlparse

from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider


def connect(provider, url, user, secret):
    where = urlparse(url)
    more = {"api_version": "1.0"} if provider == "cloudsigma" else {}
    kind = Provider.CLOUDSIGMA if provider == "cloudsigma" else Provider.ELASTICHOSTS
    return get_driver(kind)(user, secret, secure=False, host=where.hostname, port=where.port, **more)


def peak_kib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def main(provider, url, user, secret, times):
    driver = connect(provider, url, user, secret)
    seconds = []
    for _ in range(int(times)):
        began = time.perf_counter()
        nodes = driver.list_nodes()
        seconds.append(time.perf_counter() - began)
    print(json.dumps({"servers": len(nodes), "seconds": seconds, "peak_kib": peak_kib()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
