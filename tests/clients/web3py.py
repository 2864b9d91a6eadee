"""Answers questions about ENS names with web3.py, for the end-to-end tests.

`web3py.py RPC_URL REGISTRY` reads one JSON question a line from standard input and writes one JSON
answer a line, `{"value": ...}` or `{"error": "..."}`. `lines.ts` is the other end.
"""

import json
import sys

from ens import ENS
from ens.utils import dns_encode_name
from web3 import HTTPProvider


def ask(ns, question):
    """The answer as web3.py gives it; what is empty becomes None."""
    name = question["name"]
    match question["kind"]:
        case "ethereum":
            address = ns.address(name)
            return None if address is None or int(address, 16) == 0 else address
        case "address":
            return binary(extended(ns, name, "addr", "bytes", question["coinType"]))
        case "text":
            return extended(ns, name, "text", "string", question["key"]) or None
        case "contenthash":
            return binary(extended(ns, name, "contenthash", "bytes"))
        case kind:
            raise ValueError(f"unknown kind of question: {kind}")


def extended(ns, name, function, returned, *arguments):
    """Calls a profile through ENSIP-10's `resolve`.

    `ENS.address` with a coin type and `ENS.get_text` do not know ENSIP-10: they want the profile
    itself at the resolver. So take the resolver that web3.py found in the registry and call its
    `resolve`; CCIP-Read is then web3.py's own again.
    """
    resolver = ns.resolver(name)
    if resolver is None:
        return None
    call = resolver.encode_abi(function, args=[ns.namehash(name), *arguments])
    answer = resolver.caller.resolve(dns_encode_name(name), call)
    return ns.w3.codec.decode([returned], answer)[0]


def binary(value):
    return f"0x{value.hex()}" if value else None


def main(rpc_url, registry):
    ns = ENS(HTTPProvider(rpc_url), addr=registry)
    for line in sys.stdin:
        try:
            answer = {"value": ask(ns, json.loads(line))}
        except Exception as error:  # whatever it is, the other end wants to know
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
