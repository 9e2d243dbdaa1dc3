"""Kubernetes documents: read from files, found by name, written again."""
import yaml


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Refuses keys that a mapping has twice; YAML keeps the last of them."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {name!r} is there twice",
                    key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


class Dumper(yaml.SafeDumper):
    """Writes no anchors: every document can be read alone."""

    def ignore_aliases(self, data):
        return True


def load(text):
    """Every document of a text that is not empty."""
    return [d for d in yaml.load_all(text, Loader) if d is not None]


def read(path):
    try:
        return load(path.read_text())
    except yaml.YAMLError as error:
        raise SystemExit(f"{path}: {error}") from None


def dump(documents):
    return yaml.dump_all(documents, Dumper=Dumper, sort_keys=False,
                         explicit_start=True, width=1000)


def group_of(document):
    """The API group: "" for v1."""
    return document["apiVersion"].rpartition("/")[0]


def identity(document):
    meta = document["metadata"]
    return (group_of(document), document["kind"], meta.get("namespace", ""),
            meta["name"])


def label(document):
    """How messages name a document."""
    return f'{document["kind"]}/{document["metadata"]["name"]}'


def find(documents, kind, name):
    """The one document of that kind and name, or None."""
    for document in documents:
        if (document["kind"], document["metadata"]["name"]) == (kind, name):
            return document
    return None


def pod_template(document):
    """The pod template of what makes pods, or None."""
    spec = document.get("spec", {})
    if document["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    elif document["kind"] not in ("Deployment", "StatefulSet", "DaemonSet",
                                  "Job"):
        return None
    return spec["template"]


def containers(template):
    """Init containers and containers of a pod template."""
    spec = template["spec"]
    return spec.get("initContainers", []) + spec["containers"]
