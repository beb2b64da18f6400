"""Documents as a client keeps them: merge patches (RFC 7396) and one document laid over another. Nothing changes in place."""

from typing import Any

Document = dict[str, Any]


def merged(document: Any, patch: Any) -> Any:
    """`document` after `patch`: null removes, objects merge, anything else replaces (RFC 7396, section 2)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(document) if isinstance(document, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def overlaid(below: Document, above: Document) -> Document:
    """What a page shows: `above` laid over `below`, object by object. Documents hold no nulls, so nothing disappears."""
    return merged(below, above)


def without(document: Document, *names: str) -> Document:
    """`document` but for these names at its top."""
    return {key: value for key, value in document.items() if key not in names}
