#!/usr/bin/python3
"""Renders a kustomization as `kubectl kustomize` does, for machines without it.

    render.py DIR        prints the documents

It does what the overlays here use, and refuses a field it does not know:
resources (files and folders), components, patches (inline or from a file, a
strategic merge or a JSON patch, with a target or without; `$patch: delete`;
allowNameChange), images, labels without selectors. Order: resources, then each
component over all of them, then the patches and images of the folder itself.
"""
import copy
import pathlib
import re
import sys

import documents as docs

FIELDS = {"apiVersion", "kind", "resources", "components", "patches", "images",
          "labels"}
# Lists of which a strategic merge matches the items, by these of their keys.
MERGE_KEYS = {
    "containers": "name", "initContainers": "name", "env": "name",
    "volumes": "name", "volumeMounts": "mountPath", "ports": "containerPort",
    "topologySpreadConstraints": "topologyKey", "imagePullSecrets": "name",
}


def merge(old, new, name=""):
    """A strategic merge of new into old; neither is changed."""
    if isinstance(old, dict) and isinstance(new, dict):
        if new.get("$patch") == "replace":
            return {k: v for k, v in new.items() if k != "$patch"}
        made = dict(old)
        for key, value in new.items():
            if value is None:
                made.pop(key, None)
            else:
                made[key] = merge(old.get(key), value, key)
        return made
    if isinstance(old, list) and isinstance(new, list) and name in MERGE_KEYS:
        return merge_list(old, new, MERGE_KEYS[name])
    return copy.deepcopy(new)


def merge_list(old, new, key):
    made = list(old)
    for item in new:
        place = next((i for i, other in enumerate(made)
                      if other.get(key) == item.get(key)), None)
        if item.get("$patch") == "delete":
            if place is not None:
                del made[place]
        elif place is None:
            made.append(copy.deepcopy(item))
        else:
            made[place] = merge(made[place], item)
    return made


def json_patch(document, operations):
    """RFC 6902: add, replace, remove and test."""
    for step in operations:
        *path, last = [part.replace("~1", "/").replace("~0", "~")
                       for part in step["path"].split("/")[1:]]
        place = document
        for part in path:
            place = place[int(part) if isinstance(place, list) else part]
        if isinstance(place, list) and last != "-":
            last = int(last)
        if step["op"] == "add" and isinstance(place, list):
            place.insert(len(place) if last == "-" else last, step["value"])
        elif step["op"] == "add":
            place[last] = step["value"]
        elif step["op"] == "replace":
            place[last]  # pylint: disable=pointless-statement
            place[last] = step["value"]
        elif step["op"] == "remove":
            del place[last]
        elif step["op"] == "test":
            if place[last] != step["value"]:
                raise SystemExit(f'{step["path"]} is {place[last]!r}')
        else:
            raise SystemExit(f'render.py knows no operation {step["op"]}')


def selects(target, document):
    """Every part of a target is a whole regular expression."""
    group, kind, namespace, name = docs.identity(document)
    version = document["apiVersion"].rpartition("/")[2]
    parts = {"group": group, "kind": kind, "namespace": namespace,
             "name": name, "version": version}
    for field, wanted in target.items():
        if field == "labelSelector":
            labels = document["metadata"].get("labels", {})
            key, _, value = wanted.partition("=")
            if labels.get(key) != value:
                return False
        elif not re.fullmatch(wanted, parts[field]):
            return False
    return True


def patch(found, entry, folder):
    text = (folder / entry["path"]).read_text() if "path" in entry \
        else entry["patch"]
    for change in docs.load(text):
        if isinstance(change, list):
            matched = [d for d in found if selects(entry["target"], d)]
            for document in matched:
                json_patch(document, copy.deepcopy(change))
        else:
            matched = merge_patch(found, entry, change)
        if not matched:
            raise SystemExit(f"{folder}: a patch finds nothing: "
                             f"{entry.get('target') or change['metadata']}")


def merge_patch(found, entry, change):
    if "target" in entry:
        matched = [d for d in found if selects(entry["target"], d)]
    else:
        matched = [d for d in found
                   if docs.identity(d) == docs.identity(change)]
    for document in matched:
        if change.get("$patch") == "delete":
            found.remove(document)
            continue
        kept = (document["apiVersion"], document["kind"],
                document["metadata"]["name"])
        made = merge(document, change)
        document.clear()
        document.update(made)
        document["apiVersion"], document["kind"] = kept[:2]
        if not entry.get("options", {}).get("allowNameChange"):
            document["metadata"]["name"] = kept[2]
    return matched


def set_images(found, images):
    for document in found:
        template = docs.pod_template(document)
        for container in docs.containers(template) if template else []:
            name = re.split(r"@|:(?=[^/]*$)", container["image"])[0]
            for image in images:
                if image["name"] != name:
                    continue
                container["image"] = image.get("newName", name) + (
                    "@" + image["digest"] if "digest" in image
                    else ":" + image["newTag"])


def set_labels(found, entries):
    for entry in entries:
        if entry.get("includeSelectors") or entry.get("includeTemplates"):
            raise SystemExit("render.py only puts labels on the documents")
        for document in found:
            document["metadata"].setdefault("labels", {}).update(entry["pairs"])


def accumulate(folder, found):
    """Adds what a kustomization says to the documents found so far."""
    settings, = docs.read(folder / "kustomization.yaml")
    unknown = set(settings) - FIELDS
    if unknown:
        raise SystemExit(f"{folder}: render.py does not know {sorted(unknown)}")
    for name in settings.get("resources", []):
        path = folder / name
        more = []
        if path.is_dir():
            accumulate(path.resolve(), more)
        else:
            more = docs.read(path)
        for document in more:
            if any(docs.identity(document) == docs.identity(d) for d in found):
                raise SystemExit(f"{path}: {docs.label(document)} is there "
                                 "already")
            found.append(document)
    for name in settings.get("components", []):
        accumulate((folder / name).resolve(), found)
    for entry in settings.get("patches", []):
        patch(found, entry, folder)
    set_images(found, settings.get("images", []))
    set_labels(found, settings.get("labels", []))


def render(folder):
    found = []
    accumulate(pathlib.Path(folder).resolve(), found)
    return found


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__)
        return 2
    sys.stdout.write(docs.dump(render(sys.argv[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
