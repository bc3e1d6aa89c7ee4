#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is published is valid for validators that others wrote, and says yes and no to the right documents.

usage: validators.py HCN.SCHEMA.JSON HCN.OPENAPI.JSON SEEDS CASES
Ends with 77 where python3-jsonschema is missing; openapi-spec-validator, which Debian does not have, is used where it is found.
"""
import json
import pathlib
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit(77)
try:
    from openapi_spec_validator import validate as validate_openapi
except ImportError:
    validate_openapi = None

# The first byte of a fuzzer's seed says which struct follows (tests/fuzz/fuzz_document.c).
SEED_STRUCTS = dict(zip("ABCDEFGHIJKL", (
    "HostComputeNetwork", "HostComputeEndpoint", "HostComputeNamespace", "HostComputeQuery", "HostComputeQueryFilter",
    "ModifyNetworkSettingRequest", "ModifyEndpointSettingRequest", "ModifyNamespaceSettingRequest",
    "PolicyNetworkRequest", "PolicyEndpointRequest", "NamespaceEndpointRequest", "NamespaceContainerRequest")))

# Seeds with names of enums that nobody knows; the library refuses them, too.
REFUSED_SEEDS = {"endpoint-odd-policies", "policies-endpoint"}

CASE_STRUCTS = {"network": "HostComputeNetwork", "endpoint": "HostComputeEndpoint", "namespace": "HostComputeNamespace"}

BAD = (
    ("HostComputeNetwork", {"Name": 7}),
    ("HostComputeNetwork", {"Type": "Nat64"}),
    ("HostComputeNetwork", {"Type": 11}),
    ("HostComputeNetwork", {"Ipams": {}}),
    ("HostComputeNetwork", {"Ipams": [{"Subnets": [{"IpAddressPrefix": 10}]}]}),
    ("HostComputeNetwork", {"Policies": [{"Type": "PortMapping", "Settings": {}}]}),
    ("HostComputeNetwork", {"Policies": [{"Type": "VxlanPort", "Settings": {"Port": 65536}}]}),
    ("HostComputeEndpoint", {"Policies": [{"Type": "PortMapping", "Settings": {"InternalPort": -1}}]}),
    ("HostComputeEndpoint", {"Policies": [{"Type": 0, "Settings": {"InternalPort": "80"}}]}),
    ("HostComputeEndpoint", {"Policies": [{"Type": "ACL", "Settings": {"Action": "Drop"}}]}),
    ("HostComputeEndpoint", {"IpConfigurations": [{"PrefixLength": 256}]}),
    ("HostComputeEndpoint", {"Flags": True}),
    ("HostComputeNamespace", {"NamespaceId": "5"}),
    ("HostComputeLoadBalancer", {"PortMappings": [{"DistributionType": 3}]}),
    ("ModifyEndpointSettingRequest", {"ResourceType": "Policy"}),
    ("ModifyNamespaceSettingRequest", {"ResourceType": "Subnet", "RequestType": "Add"}),
    ("HostComputeQuery", {"Filter": {"ID": ""}}),
    ("NetworkInterface", {"RouterDiscoveryBehavior": 256}),
    ("HNSEndpoint", {"PrefixLength": 256}),
)

failures = 0
checks = 0


def check(fact, holds):
    global checks, failures
    checks += 1
    if not holds:
        failures += 1
        print("FAIL", fact)


def without_nulls(value):
    """null is the same as absent, which no JSON Schema of ours says."""
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_nulls(v) for v in value]
    return value


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for v in value.values():
            yield from references(v)
    elif isinstance(value, list):
        for v in value:
            yield from references(v)


def resolves(document, reference):
    for step in reference.removeprefix("#/").split("/"):
        if not isinstance(document, dict) or step not in document:
            return False
        document = document[step]
    return reference.startswith("#/")


def real_documents(seeds, cases):
    for seed in sorted(pathlib.Path(seeds).iterdir()):
        text = seed.read_text(encoding="utf-8")
        yield seed.name, SEED_STRUCTS[text[0]], json.loads(text[1:])
    for case in sorted(pathlib.Path(cases).glob("*.json")):
        if "refused" in case.name:
            continue
        for request in json.loads(case.read_text(encoding="utf-8")):
            if request.get("verb") == "create" and request.get("kind") in CASE_STRUCTS and "document" in request:
                yield case.name, CASE_STRUCTS[request["kind"]], request["document"]


def errors(schema, struct, document):
    of_struct = {"$ref": "#/$defs/" + struct, "$defs": schema["$defs"]}
    return [e.json_path + ": " + e.message for e in Draft202012Validator(of_struct).iter_errors(without_nulls(document))]


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    openapi = json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))

    Draft202012Validator.check_schema(schema)
    for name, document in (("JSON Schema", schema), ("OpenAPI", openapi)):
        for reference in sorted(set(references(document))):
            check(f"{name}: {reference} leads somewhere", resolves(document, reference))
    for struct, component in openapi["components"]["schemas"].items():
        Draft202012Validator.check_schema(component)
        check(f"both publish {struct}", struct in schema["$defs"])
    ids = [o["operationId"] for path in openapi["paths"].values() for k, o in path.items() if k != "parameters"]
    check("operations have a name each", len(ids) == len(set(ids)))
    if validate_openapi:
        validate_openapi(openapi)

    n_real = 0
    for name, struct, document in real_documents(*sys.argv[3:5]):
        n_real += 1
        found = errors(schema, struct, document)
        check(f"{name} is a {struct}: {found[:1]}", bool(found) == (name in REFUSED_SEEDS))
    check(f"there are real documents ({n_real})", n_real > 60)
    for struct, document in BAD:
        check(f"{json.dumps(document)} is no {struct}", errors(schema, struct, document))
    print(f"Checks: {checks}, Failures: {failures}, Errors: 0")
    return 1 if failures else 0


sys.exit(main())
