"""Lists the EC2 instances of an account with boto3, as its users do, and tells how long it took.

usage: list_with_boto3.py URL KEY SECRET TIMES
"""

import json
import sys
import time

import boto3


def check(instance):
    """Fails if an instance is not as it was sent."""
    assert instance["InstanceId"].startswith("i-0") and instance["State"]["Name"] == "running", instance
    assert instance["InstanceType"] == "m5.large", instance
    assert len(instance["Tags"]) == 5 and len(instance["NetworkInterfaces"]) == 1, instance
    assert len(instance["BlockDeviceMappings"]) == 2, instance


def peak_kib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def main(url, key, secret, times):
    client = boto3.client(
        "ec2", endpoint_url=url, region_name="eu-west-1", aws_access_key_id=key, aws_secret_access_key=secret
    )
    pages = client.get_paginator("describe_instances")
    seconds, cpu_seconds = [], []
    for _ in range(int(times)):
        began, before = time.perf_counter(), time.process_time()
        reservations = [one for page in pages.paginate(MaxResults=1000) for one in page["Reservations"]]
        seconds.append(time.perf_counter() - began)
        cpu_seconds.append(time.process_time() - before)
    instances = [instance for reservation in reservations for instance in reservation["Instances"]]
    for instance in instances:
        check(instance)
    told = {"servers": len(instances), "seconds": seconds, "cpu_seconds": cpu_seconds, "peak_kib": peak_kib()}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
