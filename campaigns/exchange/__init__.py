"""A campaign as one JSON document, out and in: everything authored, nobody's account. What is above content adds its own part."""
