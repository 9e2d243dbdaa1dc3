"""Who may talk to whom: NetworkPolicies as a cluster carries them out.

A peer is a namespace (its name is its one label) with a pod's labels, or an
address. A pod that no policy selects for a direction may do anything there;
one that is selected may do what any of its policies allows, and no more.
"""
import ipaddress

NAME = "kubernetes.io/metadata.name"


def matches(selector, labels):
    """A label selector; an empty one matches everything."""
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    for rule in selector.get("matchExpressions") or []:
        there = rule["key"] in labels
        value = labels.get(rule["key"])
        good = {"In": there and value in rule.get("values", []),
                "NotIn": not there or value not in rule.get("values", []),
                "Exists": there, "DoesNotExist": not there}[rule["operator"]]
        if not good:
            return False
    return True


def pod(labels, namespace="financial-planning-prod"):
    return {"namespace": namespace, "labels": labels}


def address(text):
    return {"address": text}


def peer_matches(peer, other, own_namespace):
    if "ipBlock" in peer:
        if "address" not in other:
            return False
        where = ipaddress.ip_address(other["address"])
        block = peer["ipBlock"]
        return where in ipaddress.ip_network(block["cidr"]) and not any(
            where in ipaddress.ip_network(part)
            for part in block.get("except", []))
    if "address" in other:
        return False
    if "namespaceSelector" in peer:
        if not matches(peer["namespaceSelector"], {NAME: other["namespace"]}):
            return False
    elif other["namespace"] != own_namespace:
        return False
    return matches(peer.get("podSelector", {}), other["labels"])


def rule_allows(rule, side, other, port, protocol, own_namespace):
    peers = rule.get(side)
    if peers and not any(peer_matches(p, other, own_namespace) for p in peers):
        return False
    ports = rule.get("ports")
    return not ports or any(
        entry.get("protocol", "TCP") == protocol
        and entry.get("port", port) == port for entry in ports)


def one_way(policies, who, other, port, protocol, direction):
    """direction is "Ingress" (other asks who) or "Egress" (who asks other)."""
    if "address" in who:
        return True
    selecting = [p["spec"] for p in policies
                 if p["metadata"]["namespace"] == who["namespace"]
                 and matches(p["spec"]["podSelector"], who["labels"])
                 and direction in p["spec"]["policyTypes"]]
    if not selecting:
        return True
    side = "from" if direction == "Ingress" else "to"
    return any(rule_allows(rule, side, other, port, protocol,
                           who["namespace"])
               for spec in selecting
               for rule in spec.get(direction.lower(), []))


def allowed(policies, source, target, port, protocol="TCP"):
    """Whether source may open a connection to that port of target."""
    return (one_way(policies, source, target, port, protocol, "Egress")
            and one_way(policies, target, source, port, protocol, "Ingress"))
