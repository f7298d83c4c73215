"""Mist.io's own client of 2014, as its users use it, against a gateway at URL.

usage: with_mistclient.py URL EMAIL PASSWORD APIURL APIKEY APISECRET     (mist 0.3.1; see install_mistclient.sh)

The gateway has a backend "london"; a second one, at APIURL, is added. Prints one JSON document of what it saw; the Rust test
beside it compares that with the clouds' own state.
"""

import json
import sys

from mistclient import MistClient
from mistclient.model import Key


def one(found):
    assert len(found) == 1, found
    return found[0]


def refused(what):
    try:
        what()
    except Exception as error:  # the client raises its plain base class
        return str(error)
    return "accepted"


def main(url, email, password, apiurl, apikey, apisecret):
    client = MistClient(url, email, password)
    seen = {"token": client.api_token.startswith("mist_1 %s:" % email)}
    seen["wrong_password"] = refused(lambda: MistClient(url, email, "a wrong password"))
    seen["providers"] = [p["provider"] for p in client.supported_providers]
    seen["before"] = sorted(b.title for b in client.backends())

    client.add_backend("Paris", "elastichosts", apikey, apisecret, apiurl=apiurl)
    seen["twice"] = refused(
        lambda: client.add_backend("Paris again", "elastichosts", apikey, apisecret, apiurl=apiurl)
    )
    seen["after"] = sorted(b.title for b in client.backends())
    seen["machines"] = len(client.machines())

    paris = one(client.backends(name="Paris"))
    seen["listed"] = sorted(m.id for m in paris.machines())
    size = one([s for s in paris.sizes if s["id"] == "500mhz-512mib"])
    location = one(paris.locations)
    image = paris.search_image("debian")[0]
    seen["images"] = [len(paris.images) > 5, "Debian" in image["name"]]

    client.add_key("MyKey", client.generate_key())
    key = one(client.keys())
    seen["key"] = [key.id, key.is_default, key.public[:8], "PRIVATE KEY" in key.private]

    def create(key):
        paris.create_machine("from-mist", key, image["id"], location["id"], size["id"])

    # This cloud gives machines no keys, and the gateway does not pretend that it does.
    seen["with_a_key"] = refused(lambda: create(key))
    create(Key({"id": "", "isDefault": False}, client))
    machine = one(paris.machines(name="from-mist"))
    seen["created"] = {"id": machine.id, "state": machine.info["state"], "ram": machine.info["extra"]["memory_mib"]}

    def state():
        paris.update_machines()
        return one(paris.machines(id=machine.id)).info["state"]

    machine.reboot()
    seen["rebooted"] = state()
    machine.tag("from-2014")
    seen["tags"] = one(paris.machines(id=machine.id)).info["tags"]
    machine.stop()
    seen["stopped"] = state()
    machine.start()
    seen["started"] = state()
    machine.destroy()
    seen["left"] = sorted(m.id for m in paris.machines())
    seen["destroyed_twice"] = refused(machine.destroy)

    paris.rename("Lutetia")
    one(client.backends(name="Lutetia")).disable()
    seen["enabled"] = {b.title: b.enabled for b in client.backends()}
    one(client.backends(name="Lutetia")).delete()
    key.rename("OurKey")
    seen["renamed"] = [k.id for k in client.keys()]
    one(client.keys(id="OurKey")).delete()
    seen["end"] = [sorted(b.title for b in client.backends()), [k.id for k in client.keys()]]
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
