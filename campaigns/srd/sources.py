"""Where a row comes from: the key it is found by, and what its licence asks us to say."""

from typing import Final

from campaigns.srd.creature_rows import DocumentFields

_LICENCES: Final = {"cc-by-40": "Creative Commons Attribution 4.0 International", "ogl-10a": "Open Game License 1.0a"}
_CC_BY = "Creative Commons Attribution 4.0 International License, available at https://creativecommons.org/licenses/by/4.0/legalcode"


def source_key(key: str, document: str) -> str:
    """The row's own key; with its document's where it has no prefix, so that two documents never meet."""
    return key if "_" in key else f"{document}_{key}"


def source_columns(document: DocumentFields) -> dict[str, object]:
    """The columns of `Sourced` but the key."""
    licence = ", ".join(_LICENCES.get(word, word) for word in document.licenses)[:150]
    at = f", available at {document.permalink}" if document.permalink else ""
    author = (document.author or "an unnamed author").rstrip(".")
    attribution = f"This work includes material from “{document.name}” by {author}{at}."
    if "cc-by-40" in document.licenses:
        attribution += f" “{document.name}” is licensed under the {_CC_BY}."
    return {"source": document.name, "licence": licence, "attribution": attribution[:2_000]}
